"""Words of other languages as English keywords, from one lexicon a language, all of one script at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from dharma_tui.nlp import affixes, numerals
from dharma_tui.nlp.entities import dates, terms
from dharma_tui.nlp.han_typos import in_other_kana, mistyped, near_katakana
from dharma_tui.nlp.lexicon import CJK_LANGUAGES, SHORTEST_STEM, Entry, Lexicons, lexicons, matches
from dharma_tui.nlp.tokens import Token, fold
from dharma_tui.nlp.word_lists import words_of

ENGLISH = "en"
WIDEST = 6
"""Words of the longest phrase that is looked for."""
_HEARD = 8
"""How much the language of the last request speaks for that of this one."""
_HAN = frozenset({"zh", "ja"})
_JAPANESE = re.compile("[ぁ-ヿ]|^時間(?![帯切])|直近")
"""Kana, and hours: no Chinese says them so."""
_HANGING = frozenset({"es", "it", "pt", "ar"})
_ARABIC_ALONE = frozenset({"ar"})
_PASTS = words_of("mood.pasts")
_DOINGS = words_of("mood.verbs") | words_of("mood.starters") | words_of("mood.reporting") | words_of("gloss.doings")
_ARABIC = re.compile("[\u0600-\u06ff]{4,}")
_STRAY = 4
"""A word is no foreign one where English speaks so many times louder than its language: it is a typo."""
_LONG_ENOUGH = 4
"""Letters of a Korean phrase that is known without its spaces, too."""
_LONG_ENOUGH_TYPO = 3
"""Signs of a Korean word that is taken for a typo though what it begins with is a word."""
_APART = 14
"""Words at most from one part of a verb to the other."""
_AFTER_CLAUSES = frozenset(
    {
        "und",
        "oder",
        "aber",
        "bitte",
        "weil",
        "wenn",
        "sobald",
        "damit",
        "bevor",
        "mal",
        "dann",
        "heute",
        "jetzt",
        "sofort",
    }
)
_BEFORE_CLAUSES = words_of("gloss.before_clauses")


def gloss(
    tokens: Sequence[Token], english: frozenset[str], known: Lexicons | None = None, before: str = ""
) -> list[Token]:
    """``tokens`` with the words of other languages said in English; ``english`` are the words that need no gloss.

    Names, numbers, quotes and tags stay as they are. A word that several languages have is read as in the one that the rest of the
    utterance speaks for; ``before`` is the language of what was said before, if any.
    """
    known = known or lexicons()
    speaks = support(tokens, english, known)
    speaks[before] += _HEARD if before else 0
    tokens = _rejoined(_unprefixed(tokens, known), known, speaks)
    told: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.sort == "cjk":
            size = next((step for step, one in enumerate(tokens[at:]) if one.sort != "cjk"), len(tokens) - at)
            told += _unspaced(tokens[at : at + size], known, speaks)
            at += size
        elif token.sort == "word":
            entry, width = _longest(tokens, at, english, known, speaks)
            plain = entry is None and token.text not in english
            told += (plain and hung(token, known)) or _said(tokens[at : at + width], entry)
            at += width
        else:
            told.append(token)
            at += 1
    return told


def language_of(tokens: Sequence[Token], english: frozenset[str], known: Lexicons | None = None) -> str:
    """The language that explains most of an utterance, if any does."""
    speaks = support(tokens, english, known or lexicons())
    return max(sorted(speaks), key=lambda language: speaks[language], default="")


def _rejoined(tokens: Sequence[Token], known: Lexicons, speaks: Counter[str]) -> Sequence[Token]:
    """``tokens`` with verbs whose two parts stand apart ("fahr web-7 herunter") said in English where they begin."""
    told: list[Token] = []
    taken: set[int] = set()
    for at, token in enumerate(tokens):
        if at in taken:
            continue
        entry, end = _parted_at(tokens, at, known, speaks) if token.sort == "word" else (None, at)
        taken.add(end)
        told += [token.said(word) for word in entry.english] if entry else [token]
    return told


def _parted_at(tokens: Sequence[Token], at: int, known: Lexicons, speaks: Counter[str]) -> tuple[Entry | None, int]:
    """The verb that begins at a word and ends further on, and where; else none."""
    verb = tokens[at].plain
    for entry in known.parted.get(verb[:SHORTEST_STEM], ()):
        if not matches(entry.words[0], verb) or speaks[entry.language] < speaks[ENGLISH]:
            continue
        for end in range(at + 1, min(at + _APART, len(tokens))):
            if tokens[end].sort == "mark":
                break
            if tokens[end].plain == entry.words[1] and (end + 1 == len(tokens) or _ends(tokens[end + 1])):
                return entry, end
    return None, at


def _ends(token: Token) -> bool:
    """Whether a clause ends before it."""
    return token.sort == "mark" or token.plain in _AFTER_CLAUSES


def spoken(tokens: Sequence[Token], english: frozenset[str]) -> str:
    """The other language that an utterance is in; empty: English, or nobody knows."""
    speaks = support(tokens, english, lexicons())
    language = max(sorted(speaks), key=lambda one: speaks[one], default="")
    return language if speaks[language] > speaks[ENGLISH] else ""


def hung(token: Token, known: Lexicons) -> list[Token]:
    """A word that no lexicon has with what hangs on it, as several; empty: nothing does."""

    def find(stem: str, languages: frozenset[str] = _HANGING) -> Sequence[str]:
        likely = [entry for entry in known.beginning(stem) if entry.language in languages and entry.english]
        fits = [entry for entry in likely if _fits(entry, (stem,))]
        return max(fits, key=lambda entry: entry.rank).english if fits else ()

    said = affixes.hung(token.plain, find)
    if not said and _ARABIC.fullmatch(token.plain):
        said = affixes.conjugated(token.plain, lambda stem: _doing(find(stem, _ARABIC_ALONE)), _past)
        said = said or affixes.bent(token.plain, find, is_counted)
    return [token.said(word) for word in said]


def is_bent(token: Token) -> bool:
    """Whether it is a word that no lexicon has as it stands, and that means something without what hangs on it."""
    return token.sort == "word" and bool(hung(token, lexicons()))


def _doing(english: Sequence[str]) -> Sequence[str]:
    """``english`` where it tells of something to be done or shown; else nothing."""
    return english if english and english[0] in _DOINGS else ()


def _past(verb: str) -> str:
    """What a verb of a change is once it was done; empty: it is none."""
    return next((one for one in (f"{verb}d", f"{verb}ed", f"{verb}{verb[-1]}ed", verb) if one in _PASTS), "")


def _unprefixed(tokens: Sequence[Token], known: Lexicons) -> list[Token]:
    """``tokens`` with the particles that Arabic writes at the beginning of a word apart from it, and its article as it is known."""
    told: list[Token] = []
    kept = 0
    for at, token in enumerate(tokens):
        plain = token.plain if token.sort == "word" else ""
        if at < kept or not "\u0600" <= plain[:1] <= "\u06ff":
            told.append(token)
            continue
        after = [one.plain if one.sort == "word" else "" for one in tokens[at + 1 : at + WIDEST]]
        said, word, width = _meant(token, after, known)
        kept = at + max(1, width)
        told += [*(token.said(particle) for particle in said), token.said(word)]
    return told


def _meant(token: Token, after: Sequence[str], known: Lexicons) -> tuple[Sequence[str], str, int]:
    """Particles of a word in English, the word as it is known, and words of the longest entry that begins with it."""

    def begins(word: str) -> int:
        return _begun(word, after, known)

    plain = token.plain
    width = begins(plain)
    if width or not _ARABIC.fullmatch(plain):
        return (), token.text, width
    if parts := affixes.particles(plain, lambda word: begins(word) > 0):
        return *parts, begins(parts[1])
    if not hung(token, known):
        for word in affixes.respelt(plain):
            if len(word) >= SHORTEST_STEM and (width := begins(word)):
                return (), word, width
    return (), token.text, 0


def _begun(word: str, after: Sequence[str], known: Lexicons) -> int:
    """Words of the longest entry that begins with a word before others; 0: none does."""
    plain = fold(word)
    return max((len(entry.words) for entry in known.beginning(plain) if _fits(entry, (plain, *after))), default=0)


@cache
def _counted_words() -> frozenset[str]:
    kinds = (word for phrase in terms.listed("resource_kind") for word in phrase if word != "of")
    return frozenset({*kinds, *dates.UNITS, *words_of("gloss.counted")})


def is_counted(word: str) -> bool:
    """Whether an English word is of things that are counted: kinds, copies, units of time."""
    return word in _counted_words()


def support(tokens: Sequence[Token], english: frozenset[str], known: Lexicons) -> Counter[str]:
    """How much of the utterance each language explains; a word of many languages says little."""
    speaks: Counter[str] = Counter()
    for token in tokens:
        if token.sort == "word":
            languages = known.languages(token.plain)
            if token.text in english:
                languages = languages | {ENGLISH}
            for language in languages:
                speaks[language] += 12 // len(languages)
        elif token.sort == "cjk":
            for language in CJK_LANGUAGES:
                speaks[language] += 1
            speaks["ja" if _JAPANESE.search(token.text) else "ko" if re.search("[가-힣]", token.text) else "zh"] += 12
    return speaks


def meaning_in(language: str, word: str) -> tuple[str, ...]:
    """What a word is in English by itself, as one language has it; itself where it only stands in phrases."""
    told = (one for one in lexicons().beginning(word) if one.language == language and " " not in one.phrase)
    best = max(told, key=lambda entry: entry.rank, default=None)
    return best.english if best else (word.removesuffix("s"),)


def _longest(
    tokens: Sequence[Token], at: int, english: frozenset[str], known: Lexicons, speaks: Counter[str]
) -> tuple[Entry | None, int]:
    """The longest entry that begins at a word, of the likeliest language among equals; and how many words it takes."""
    token = tokens[at]
    likely = known.beginning(token.plain)
    if not likely:
        return None, 1
    words = [one.plain if one.sort == "word" else "" for one in tokens[at : at + WIDEST]]
    first = at == 0 or tokens[at - 1].sort == "mark" or tokens[at - 1].plain in _BEFORE_CLAUSES
    fits = [entry for entry in likely if _fits(entry, words) and (first or not entry.opens)]
    if any(entry.counts for entry in fits):
        fits = [entry for entry in fits if not entry.counts or _counts(tokens, at + len(entry.words), known, entry)]
    if not fits:
        return None, 1
    best = max(fits, key=lambda entry: (len(entry.words), speaks[entry.language], entry.counts, entry.rank))
    if (
        len(best.words) == 1
        and token.text in english
        and best.language != ENGLISH
        and speaks[best.language] <= speaks[ENGLISH]
    ):
        return None, 1
    return best, len(best.words)


def _counts(tokens: Sequence[Token], at: int, known: Lexicons, numeral: Entry) -> bool:
    """Whether what can be counted stands at a place."""
    if at >= len(tokens):
        return False
    plain = tokens[at].plain
    told = [entry for entry in known.beginning(plain) if entry.language == numeral.language]
    return is_counted(plain) or any(is_counted(word) for entry in told for word in entry.english)


def _fits(entry: Entry, words: Sequence[str]) -> bool:
    """Whether the words behind its first one stand there, too."""
    if " " not in entry.phrase:
        return True
    _, *wanted = entry.words
    return len(wanted) < len(words) and all(map(matches, wanted, words[1:]))


def _unspaced(run: Sequence[Token], known: Lexicons, speaks: Counter[str]) -> list[Token]:
    """Words of scripts that hang endings on them or have no spaces, cut by longest match; what no entry knows stays as it is."""
    told: list[Token] = []
    text, at, unknown = " ".join(token.plain for token in run), 0, ""
    whole = replace(run[0], text=text, end=run[-1].end)
    language = max(("zh", "ja", "ko"), key=lambda one: speaks[one])
    while at < len(text):
        best, size = _longest_unspaced(text, at, known, speaks, language)
        number = numerals.counted(text, at, language)
        if unknown and (best or number or text[at] == " "):
            told.append(whole.said(unknown))
            unknown = ""
        if number and number[1] > size:
            told += [_word(whole, word) for word in number[0].split()]
            at += number[1]
        elif best:
            told += [_word(whole, word) for word in best.english]
            at += size
        else:
            unknown += text[at].strip()
            at += 1
    return [*told, whole.said(unknown)] if unknown else told


def _longest_unspaced(
    text: str, at: int, known: Lexicons, speaks: Counter[str], language: str
) -> tuple[Entry | None, int]:
    """The longest entry that begins at a place, and how far it goes.

    A short word that stands in compounds, too, is one only beside words that are known.
    """
    fits = [
        (size, speaks[entry.language], entry)
        for entry in known.unspaced.get(text[at], ())
        if (size := _reach(text, at, entry))
        and (not entry.opens or (entry.language == language and _stands_alone(text, at + size, known)))
    ]
    best = max(fits, key=lambda one: (len(one[2].phrase.replace(" ", "")), one[1]), default=None)
    if language == "ja" and (best is None or best[0] < _LONG_ENOUGH_TYPO) and (meant := in_other_kana(text, at, known)):
        return meant, len(meant.phrase)
    if language == "ja" and (near := near_katakana(text, at, known, best[0] if best else 0)):
        return near
    if best is None or (best[0] == 1 and (language in _HAN or text[at - 1 : at] in {"", " "})):
        meant = mistyped(text, at, known, language)
        is_word = best is None or language in _HAN or (meant is not None and len(meant.phrase) >= _LONG_ENOUGH_TYPO)
        best = (len(meant.phrase), 0, meant) if meant and is_word else best
    elif language in _HAN and text[at + best[0] : at + best[0] + 1] not in {"", " ", *known.unspaced}:
        meant = mistyped(text, at, known, language)
        if meant and len(meant.phrase) == best[0] + 1 > _LONG_ENOUGH_TYPO - 1 and meant.phrase.startswith(text[at]):
            best = (len(meant.phrase), 0, meant)
    return (best[2], best[0]) if best else (None, 0)


def _reach(text: str, at: int, entry: Entry) -> int:
    """How far an entry goes where it begins; zero: it does not. Koreans put spaces between the parts of a phrase, or do not."""
    if text.startswith(entry.phrase, at):
        return len(entry.phrase)
    if entry.language != "ko" or " " not in text[at : at + len(entry.phrase)]:
        return 0
    bare = entry.phrase.replace(" ", "")
    ahead = text[at : at + 2 * len(bare)]
    if len(bare) < _LONG_ENOUGH or not ahead.replace(" ", "").startswith(bare):
        return 0
    letters = spaces = 0
    for one in ahead:
        if letters == len(bare):
            break
        letters, spaces = letters + (one != " "), spaces + (one == " ")
    return letters + spaces


def _stands_alone(text: str, end: int, known: Lexicons) -> bool:
    """Whether a word that ends here is followed by nothing, or by one that is known."""
    if end >= len(text) or text[end] == " " or numerals.counted(text, end, "zh"):
        return True
    return any(text.startswith(entry.phrase, end) for entry in known.unspaced.get(text[end], ()))


def _word(place: Token, text: str) -> Token:
    """A word, a number, or the comma that some languages say, at its place."""
    return place.said(text, "number" if text[:1].isdigit() else "mark" if text == "," else "word")


def _said(tokens: Sequence[Token], entry: Entry | None) -> list[Token]:
    if entry is None:
        return list(tokens)
    return [_word(replace(tokens[0], end=tokens[-1].end), word) for word in entry.english]
