"""An utterance as the recogniser sees it: names linked, other languages glossed, typos mended, entities read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.affixes import particles
from dharma_tui.nlp.compounds import ELIDED, HYPHENED, OF_KEYS, WITHOUT_UMLAUTS, taken_apart
from dharma_tui.nlp.entities import dates, reading, tags, terms, times
from dharma_tui.nlp.entities.counts import NUMBERS
from dharma_tui.nlp.gloss import gloss, is_bent, is_counted, language_of, meaning_in, spoken, support
from dharma_tui.nlp.lexicon import WordsOf, lexicons
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.mentions import OWN_KIND, Mention, are_of_rows
from dharma_tui.nlp.numerals import misspelt
from dharma_tui.nlp.sayings import led_on
from dharma_tui.nlp.spelling import Speller
from dharma_tui.nlp.supposed_names import named as with_supposed_names
from dharma_tui.nlp.supposed_names import ordinary_words
from dharma_tui.nlp.tokens import Token, normalise, tokenise
from dharma_tui.nlp.usual_words import usual
from dharma_tui.nlp.word_lists import words_of

_LONG = 8
_SHORTEST = 4
"""Letters of a misspelt numeral; "tow" has less."""
_BEFORE_NUMBERS = frozenset({"to", "by", "top", "last", "first", "at"})
_LETTERS, _LETTERS_FOREIGN, _LETTERS_ABROAD = 4, 4, 6
"""Letters that a word has at least that is mended: of English, of another language, and of English within another language."""
_SPELT = frozenset({"ar", "de", "es", "fr", "hi", "it", "pt", "ru"})
"""Languages whose typos are looked for: those that put spaces between words."""
_SPELT_LATIN = _SPELT - {"ar", "ru"}
_SCRIPTS = (("а", "ё", "ru"), ("ء", "ي", "ar"), ("ऀ", "ॿ", "hi"))
"""The first and the last letter of each script that one of them has alone."""
_CHANGING = words_of("mood.verbs")
_A_WORD = 12
"""How much a word speaks for the only language that has it."""
KEPT = 16
"""Readings, or parts of them, beside which is kept what was worked out: that of one request is asked for several times."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What is known of an utterance before it is said what it asks. One reading equals no other."""

    text: str
    """Normalised."""
    tokens: tuple[Token, ...]
    """In English, names marked."""
    mentions: tuple[Mention, ...]
    original: tuple[Token, ...]
    """As typed."""

    def at(self, place: int) -> Mention | None:
        """What the token at ``place`` is part of."""
        return next((one for one in self.mentions if one.covers(place)), None)


class Reader:
    """Reads utterances against one inventory's names and one vocabulary of known English words."""

    def __init__(
        self,
        names: NameIndex,
        vocabulary: frozenset[str],
        own: Iterable[str] = (),
        common: frozenset[str] = frozenset(),
        elsewhere: frozenset[str] = frozenset(),
    ) -> None:
        """``own`` are the titles of the kinds of this console, which no list has; ``common`` are words that many requests have.

        ``elsewhere`` are words that are right, and speak of other things.
        """
        self.names = names
        self._own = {tuple(title.lower().split()) for title in own} - set(terms.terms())
        self._words = vocabulary | fixed_words() | {word for title in self._own for word in title}
        self._speller = Speller(
            self._words - {word for word in _SERVICE_NAMES if word in names},
            common | fixed_words(),
            (lexicons().english, elsewhere, ordinary_words()),
        )
        self._elsewhere = elsewhere
        self._ordinary = (common or self._words) | fixed_words()
        self._spellers: dict[str, Speller] = {}
        """Of other languages, once they were spoken."""

    def knows(self, word: str) -> bool:
        """Whether a word is one that requests are made of."""
        return word in self._words

    def read(self, utterance: str, before: str = "") -> Reading:
        """Everything but the intent; ``before`` is the language of the request before it."""
        text = normalise(utterance)
        original = tokenise(text)
        compounds = {found.group().lower() for found in HYPHENED.finditer(utterance)}
        named = self._unglued(self._umlauted(taken_apart(self._named(self._owned(original)), compounds)))
        language = self._spoken(named) or self._meant(named)
        right = (
            self._mended(named, self._foreign(language), _LETTERS_FOREIGN, language) if language in _SPELT else named
        )
        glossed = gloss(right if language else self._counted(right), self._words, before=before)
        told = self._guessed(self._mended(glossed, self._speller, _LETTERS_ABROAD if language else _LETTERS, language))
        if not language:
            told = with_supposed_names(told, self.has_meaning)
        told = led_on(told)
        mentions = [_as_typed(one, told, text) for one in reading.read(told)]
        return Reading(text, tuple(told), (*mentions, *self._own_kinds(told, mentions)), original)

    def _owned(self, tokens: Sequence[Token]) -> list[Token]:
        """``tokens`` with "web-7's" as the name that it is made of."""
        return [
            token.said(token.text[:-2])
            if token.text.endswith("'s") and token.text not in self._words and token.text[:-2] in self.names
            else token
            for token in tokens
        ]

    def _umlauted(self, tokens: Sequence[Token]) -> list[Token]:
        """``tokens`` with German words that are typed without umlauts as the lexicon has them: "loesche" as "losche"."""
        told: list[Token] = []
        for token in tokens:
            plain = WITHOUT_UMLAUTS.sub(r"\1", token.plain) if token.sort == "word" else token.plain
            known = plain == token.plain or self.knows(token.plain) or lexicons().knows(token.plain)
            told.append(token if known or "de" not in lexicons().words.get(plain, ()) else token.said(plain))
        return told

    def _unglued(self, tokens: Sequence[Token]) -> list[Token]:
        """``tokens`` with "top5", "last24h", "3pods" and "non-prod", which are no names, as two words each."""
        told: list[Token] = []
        for token in tokens:
            if (denied := _DENIED.fullmatch(token.text)) and token.sort in {"word", "identifier"}:
                sorts = {sort for sort, _ in terms.terms().get((denied["word"],), ())}
                if _DENIABLE & sorts and token.text not in self.names:
                    told += [token.said("non", "word"), token.said(denied["word"], "word")]
                    continue
            glued = _GLUED.fullmatch(token.text) if token.sort == "identifier" else None
            if glued and glued["before"]:
                told += [token.said(glued["before"].rstrip("-"), "word"), token.said(glued["number"], "number")]
            elif glued and glued["after"] in self._words:
                told += [token.said(glued["count"], "number"), token.said(glued["after"], "word")]
            else:
                told.append(token)
        return told

    def _counted(self, tokens: Sequence[Token]) -> list[Token]:
        """``tokens`` with numerals put right that were misspelt where a number stands: "thre pods", "scale it to fiev"."""
        told: list[Token] = []
        for at, token in enumerate(tokens):
            word, before = token.plain, tokens[at - 1].plain if at else ""
            after = tokens[at + 1].plain if at + 1 < len(tokens) else ""
            stands = is_counted(after) or (before in _BEFORE_NUMBERS and not after)
            numeral = ""
            is_long = len(word) >= _SHORTEST or word == "tow"
            if token.sort == "word" and word.isascii() and stands and is_long and not self.knows(word):
                numeral = misspelt(word)
                if word in ordinary_words() and sorted(word) != sorted(numeral):
                    numeral = ""
            told.append(replace(token, text=numeral, mended=True) if numeral else token)
        return told

    def _own_kinds(self, tokens: Sequence[Token], taken: Sequence[Mention]) -> list[Mention]:
        """Kinds of this console that the label scheme has no word for, the longest titles first."""
        told: list[Mention] = []
        for size in (3, 2, 1) if self._own else ():
            for at in range(len(tokens) - size + 1):
                words = tuple(one.plain for one in tokens[at : at + size])
                free = not any(one.covers(place) for one in (*taken, *told) for place in range(at, at + size))
                if words in self._own and free:
                    told.append(Mention(OWN_KIND, " ".join(words), at, at + size))
        return told

    def language(self, reading: Reading) -> str:
        """The language that a request seems to be in."""
        return language_of(reading.original, self._words)

    def _foreign(self, language: str) -> Speller:
        """What mends the words of another language, and the technical ones that all share."""
        if language not in self._spellers:
            words = {word for word, languages in lexicons().words.items() if language in languages}
            opened = (entry for several in lexicons().stems.values() for entry in several if entry.language == language)
            stems = {entry.words[0].rstrip("*_-") for entry in opened}
            short = frozenset(stem for stem in stems if len(stem) == _LETTERS_FOREIGN)
            numerals = frozenset(
                word
                for word in words | short
                if len(word) <= _LETTERS and not NUMBERS.keys().isdisjoint(meaning_in(language, word))
            )
            self._spellers[language] = Speller(
                (words | short) - numerals | terms.words(),
                WordsOf(language, short - numerals, numerals),
                (self._words,),
                language=language,
                stems=stems,
                meaning=lambda word: meaning_in(language, word),
            )
        return self._spellers[language]

    def _spoken(self, tokens: Sequence[Token]) -> str:
        """The other language that an utterance is in: of two that have as many of its words, that whose words are misspelt."""
        language = spoken(tokens, self._words)
        if language not in _SPELT_LATIN:
            return language
        speaks = support(tokens, self._words, lexicons())
        rivals = [one for one in sorted(_SPELT_LATIN) if speaks[language] - speaks[one] < _A_WORD]
        strange = self._strange(tokens) if len(rivals) > 1 else []
        for one in rivals if strange else ():
            speaks[one] += _A_WORD * sum(self._says(one, token) for token in strange)
        return max((language, *rivals), key=lambda one: speaks[one])

    def _strange(self, tokens: Sequence[Token]) -> list[Token]:
        """Words of some length that no language has."""
        long = (token for token in tokens if token.sort == "word" and len(token.plain) >= _LETTERS)
        return [token for token in long if not (self.knows(token.plain) or lexicons().knows(token.plain))]

    def _meant(self, tokens: Sequence[Token]) -> str:
        """The language whose words were misspelt, where hardly one is spelt right; empty: English, or nobody knows."""
        strange = self._strange(tokens)
        if not strange:
            return ""
        script = next((language for first, last, language in _SCRIPTS if first <= strange[0].plain[0] <= last), "")
        if script or any(token.text in self._elsewhere or token.text in ordinary_words() for token in strange):
            return script
        english = sum(len(self._speller.mended(token)) == 1 and self._speller.means(token) for token in strange)
        plain = [token for token in tokens if token.sort != "word" or token.plain not in terms.words()]
        speaks = support(plain, self._words, lexicons())
        for language in sorted(_SPELT_LATIN):
            speaks[language] += _A_WORD * sum(self._says(language, token) for token in strange)
        speaks["en"] += _A_WORD * english
        likely = max(sorted(_SPELT_LATIN), key=lambda one: speaks[one])
        return likely if speaks[likely] >= _A_WORD and speaks[likely] > speaks["en"] else ""

    def _says(self, language: str, token: Token) -> bool:
        """Whether a strange word is one of a language, or a typo of one."""
        return token.plain in usual(language) or self._foreign(language).means(token)

    def _mended(self, tokens: Sequence[Token], speller: Speller, shortest: int, language: str) -> list[Token]:
        """``tokens`` with typos mended, but for what a tag is made of and for the usual words of ``language``."""
        tagged, said = tags.found(tokens), usual(language)
        right = (
            [token]
            if token.plain in said
            or (at and tokens[at - 1].plain in OF_KEYS)
            or any(one.covers(at) for one in tagged)
            or self._is_right(token, speller)
            else self._put_right(tokens, at, speller, shortest)
            for at, token in enumerate(tokens)
        )
        return [token for several in right for token in several]

    def _put_right(self, tokens: Sequence[Token], at: int, speller: Speller, shortest: int) -> list[Token]:
        """A token mended; a short word of another language is taken for an order only where a clause begins or behind a name."""
        token = tokens[at]
        elided = ELIDED.fullmatch(token.text) if token.sort == "word" and speller is not self._speller else None
        if elided and any(one.mended for one in speller.mended(token.said(elided["word"]), shortest)):
            token = token.said(elided["word"])
        told = speller.mended(token, shortest)
        is_short = speller is not self._speller and len(token.plain) <= _LETTERS and told[0].mended
        if not is_short or at == 0 or tokens[at - 1].sort in {"mark", "name"}:
            return told
        return [token] if any(_is_order(one.plain) for one in told) else told

    def _is_right(self, token: Token, speller: Speller) -> bool:
        """Whether it is a word of another language with an ending that its lexicon leaves open."""
        known = lexicons().knows
        if speller is self._speller:
            return False
        return known(token.plain) or particles(token.plain, known) is not None or is_bent(token)

    def is_english(self, word: str) -> bool:
        """Whether a word is English, of requests or of other things."""
        return self.knows(word) or word in self._elsewhere or word in lexicons().english or word in ordinary_words()

    def has_meaning(self, word: str) -> bool:
        """Whether a word is one of a language, and so hardly a name."""
        return self.knows(word) or word in self._elsewhere or word in lexicons().english or lexicons().knows(word)

    def _guessed(self, tokens: Sequence[Token]) -> list[Token]:
        """``tokens`` with words that come near to one name, and that nothing knows, as names: as typed, marked as guesses."""
        return [replace(token, sort="name", mended=True) if self._near_a_name(token) else token for token in tokens]

    def _near_a_name(self, token: Token) -> bool:
        if token.sort not in {"word", "identifier"} or token.mended or self.knows(token.plain):
            return False
        if token.plain in lexicons().english:
            return False
        found = self.names.near(token.text, limit=2)
        most = 1 if len(token.text) < _LONG else 2
        return bool(found) and found[0].distance <= most and (len(found) < 2 or found[1].distance > found[0].distance)

    def _named(self, tokens: Sequence[Token]) -> list[Token]:
        """``tokens`` with names of the inventory as one token each; ordinary words of requests are no names."""
        told: list[Token] = []
        at = 0
        while at < len(tokens):
            size = self._width(tokens, at)
            if size:
                words = " ".join(one.text for one in tokens[at : at + size])
                told.append(Token(words, "name", tokens[at].start, tokens[at + size - 1].end))
            else:
                told.append(tokens[at])
            at += size or 1
        return told

    def _width(self, tokens: Sequence[Token], at: int) -> int:
        """How many tokens are a name of the inventory; 0: none."""
        for size in range(min(self.names.widest, len(tokens) - at), 0, -1):
            several = tokens[at : at + size]
            if any(one.sort in {"mark", "cjk"} for one in several) or several[0].sort in {"tag", "moment"}:
                continue
            words = " ".join(one.text for one in several)
            if are_of_rows([one.plain for one in several]):
                continue
            if words in self.names and several[0].sort != "number" and (size > 1 or self._may_be_name(tokens, at)):
                return size
        return 0

    def _may_be_name(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word that is a name is meant as one: ordinary words are, beside a word that names stand beside."""
        word = tokens[at].text
        if word not in self._words:
            return True
        before = tokens[at - 1].plain if at else ""
        after = tokens[at + 1].plain if at + 1 < len(tokens) else ""
        if word in _GRAMMAR or any(one in terms.terms() for one in ((word,), (before, word), (word, after))):
            return False
        if word in _SERVICE_NAMES:
            return after not in _OBJECTS or before in _BEFORE_NAMES
        if word not in self._ordinary:  # requests have it now and then, and here it is the name of something
            return True
        return before in _BEFORE_NAMES or after in _AFTER_NAMES or (after,) in terms.listed("resource_kind")


_BEFORE_NAMES = words_of("reading.before_names")
_AFTER_NAMES = frozenset(
    [
        "service",
        "app",
        "application",
        "deployment",
        "pods",
        "replicas",
        "namespace",
        "workload",
        "rollout",
        "api",
        "playbook",
        "runbook",
        "squad",
    ]
)
_GRAMMAR = words_of("reading.grammar")
_SERVICE_NAMES = words_of("reading.service_names")
"""Ordinary words that a workload is more often called than anything else, once one is called so."""
_OBJECTS = frozenset({"for", "all", "any", "every", "the", "my", "our", "me", "through", "us"})
"""Behind a word that is a verb, too: "search for", "audit the"."""


_GLUED = lazy_pattern(
    r"(?P<before>top-?|last|past|next|first|to|by|over|under|above|below)(?P<number>\d+(?:%|[a-z]{1,2})?)"
    r"|(?P<count>\d{1,4})(?P<after>[a-z]{3,})"
)


_DENIED = lazy_pattern(r"non(?:-|(?=prd|prod|production))(?P<word>[a-z]{2,})")
_DENIABLE = frozenset({"environment", "status", "provider"})
"""What may be denied by the beginning of its own word."""


_TEAM = lazy_pattern(r"(?P<name>[^のをでがはに的归由属\s]+?)(?:팀|团队|團隊|チーム)")


def _as_typed(mention: Mention, tokens: Sequence[Token], text: str) -> Mention:
    """A tag with the word for its value that was typed, not what that means in English."""
    key, _, value = mention.value.partition("=")
    if mention.sort != "tag" or not value:
        return mention
    told = next(
        (one for one in tokens[mention.first : mention.last] if one.text == value and one.sort != "quoted"), None
    )
    typed = text[told.start : told.end] if told else value
    if told and told.sort == "cjk":  # a run of signs is one place, whatever it was taken apart to
        whole = _TEAM.search(typed)
        typed = whole["name"] if key == "team" and whole else value
    return mention if typed == value or " " in typed or "=" in typed else replace(mention, value=f"{key}={typed}")


def _is_order(word: str) -> bool:
    """Whether a word of any language asks for a change."""
    entries = (one for one in lexicons().beginning(word) if " " not in one.phrase)
    return any(not _CHANGING.isdisjoint(entry.english) for entry in entries)


@cache
def fixed_words() -> frozenset[str]:
    """Words of lists and grammars, which need neither gloss nor mending."""
    points = {word for phrase in times.point_words() for word in phrase}
    return frozenset(terms.words() | points | set(dates.UNITS) | set(NUMBERS) | tags.KEYS | _GRAMMAR)
