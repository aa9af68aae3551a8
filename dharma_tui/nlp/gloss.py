"""Words of other languages as English keywords, from one lexicon a language, all of one script at once.

A lexicon is a text file: ``phrase | phrase = keywords`` a line. A star at the end of a word matches any ending, nothing after the
equals sign drops the phrase, ``#`` begins a comment, ``fahr~hoch`` is a verb whose parts other words may stand between, ``^para``
means this only where a clause begins. English has a lexicon too: its less usual words as the usual ones.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from dharma_tui.nlp.tokens import Token, fold
from dharma_tui.nlp.word_lists import words_of

ENGLISH = "en"
WIDEST = 6
"""Words of the longest phrase that is looked for."""
_SHORTEST_STEM = 3
_HEARD = 8
"""How much the language of the last request speaks for that of this one."""
_HANGING = frozenset({"es", "it", "pt", "ar"})
_HUNG = re.compile(r"(?P<stem>[^\W\d_]{3,})(?P<pronoun>los|las|les|lo|la|le|li|ne|melo|mela|selo|os|هم|ها|ه)")
_STRAY = 4
"""A word is no foreign one where English speaks so many times louder than its language: it is a typo."""
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
_CJK_LANGUAGES = frozenset({"zh", "ja", "ko"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lexicon."""

    words: tuple[str, ...]
    """Folded; one that ends in a star matches any ending."""
    english: tuple[str, ...]
    language: str
    is_parted: bool = False
    """Other words may stand between its two."""
    opens: bool = False
    """It means this only as the first word of a clause."""

    @property
    def phrase(self) -> str:
        """The words as one text."""
        return " ".join(self.words)

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """More words, those that fit in fewer places, fewer open ones, more letters come first."""
        opened = sum(word.endswith("*") for word in self.words)
        return len(self.words), self.opens, -opened, sum(map(len, self.words))


@dataclass(slots=True)
class Lexicons:
    """Every language's entries, found by first word, or by first character where words are not spaced."""

    spaced: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    stems: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Entries whose first word is open, by its first letters."""
    unspaced: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    parted: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Verbs that other words stand within, by the first letters of the verb."""
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    """Languages of each whole word that any phrase has."""
    english: frozenset[str] = frozenset()
    """Every English word that anything is glossed to."""

    def add(self, entry: Entry) -> None:
        """Know ``entry``; the longest are tried first."""
        first = entry.words[0]
        if entry.is_parted:
            mark = first[:_SHORTEST_STEM]
            self.parted[mark] = (*self.parted.get(mark, ()), entry)
            return
        if entry.language in _CJK_LANGUAGES:
            table, mark = self.unspaced, first[0]
        elif first.endswith("*"):
            table, mark = self.stems, first[:_SHORTEST_STEM]
        else:
            table, mark = self.spaced, first
        table[mark] = (*table.get(mark, ()), entry)
        for word in entry.words:
            if not word.endswith("*"):
                self.words[word] = _together(self.words.get(word, frozenset()), entry.language)

    def knows(self, word: str) -> bool:
        """Whether any language has this word, by itself or as the beginning of a phrase."""
        plain = fold(word)
        return plain in self.words or any(
            matches(one.words[0], plain) for one in self.stems.get(plain[:_SHORTEST_STEM], ())
        )

    def ordered(self) -> Lexicons:
        """With the longest phrases first."""
        for table in (self.spaced, self.stems, self.unspaced):
            for first, entries in table.items():
                table[first] = tuple(sorted(entries, key=lambda entry: entry.rank, reverse=True))
        every = (
            entry
            for table in (self.spaced, self.stems, self.unspaced)
            for entries in table.values()
            for entry in entries
        )
        self.english = frozenset(word for entry in every for word in entry.english)
        return self


@cache
def _together(languages: frozenset[str], another: str) -> frozenset[str]:
    """Both, of which there is but one, however many words have them."""
    return languages | {another}


def read(text: str, language: str) -> Iterable[Entry]:
    """The entries of one lexicon's text.

    Raises:
        ValueError: for a line without an equals sign, with its number.
    """
    shared: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        told = re.split(r"\s#", line, maxsplit=1)[0].strip()
        if not told or told.startswith("#"):
            continue
        phrases, equals, english = told.partition("=")
        if not equals:
            raise ValueError(f"lexicon {language}, line {number}: no '=' in {line!r}")
        keywords = shared.setdefault(english, tuple(map(sys.intern, english.split())))
        for phrase in phrases.split("|"):
            parted = "~" in phrase
            opens = phrase.strip().startswith("^")
            plain = phrase.lower().replace("~", " ").replace("^", " ")
            words = tuple(sys.intern(fold.__wrapped__(word)) for word in plain.split())
            if words:
                yield Entry(words, keywords, language, parted, opens)


@cache
def lexicons() -> Lexicons:
    """All lexicons of the package, read once."""
    known = Lexicons()
    for file in sorted((files("dharma_tui.nlp") / "lexicons").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".txt"):
            for entry in read(file.read_text("utf-8"), file.name.removesuffix(".txt")):
                known.add(entry)
    return known.ordered()


def gloss(
    tokens: Sequence[Token], english: frozenset[str], known: Lexicons | None = None, before: str = ""
) -> list[Token]:
    """``tokens`` with the words of other languages said in English; ``english`` are the words that need no gloss.

    Names, numbers, quotes and tags stay as they are. A word that several languages have is read as in the one that the rest of the
    utterance speaks for; ``before`` is the language of what was said before, if any.
    """
    known = known or lexicons()
    speaks = _support(tokens, english, known)
    speaks[before] += _HEARD if before else 0
    tokens = _rejoined(tokens, known, speaks)
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
            told += (plain and _hung(token, known)) or _said(tokens[at : at + width], entry)
            at += width
        else:
            told.append(token)
            at += 1
    return told


def language_of(tokens: Sequence[Token], english: frozenset[str], known: Lexicons | None = None) -> str:
    """The language that explains most of an utterance, if any does."""
    speaks = _support(tokens, english, known or lexicons())
    return max(speaks, key=lambda language: speaks[language], default="")


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
    for entry in known.parted.get(verb[:_SHORTEST_STEM], ()):
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
    speaks = _support(tokens, english, lexicons())
    language = max(speaks, key=lambda one: speaks[one], default="")
    return language if speaks[language] > speaks[ENGLISH] else ""


def _hung(token: Token, known: Lexicons) -> list[Token]:
    """A verb with a pronoun hanging on it ("borralos", "sistemalo", "تشغيلها"), as both; empty: it is none."""
    hung = _HUNG.fullmatch(token.plain)
    if hung is None:
        return []
    for stem in (hung["stem"], *(hung["stem"] + letter for letter in "rea")):
        likely = (*known.spaced.get(stem, ()), *known.stems.get(stem[:_SHORTEST_STEM], ()))
        fits = [entry for entry in likely if entry.language in _HANGING and _fits(entry, (stem,)) and entry.english]
        if fits:
            best = max(fits, key=lambda entry: entry.rank)
            many = hung["pronoun"] in {"los", "las", "les", "li", "هم", "os"}
            return [token.said(word) for word in (*best.english, "them" if many else "it")]
    return []


def _support(tokens: Sequence[Token], english: frozenset[str], known: Lexicons) -> Counter[str]:
    """How much of the utterance each language explains; a word of many languages says little."""
    speaks: Counter[str] = Counter()
    for token in tokens:
        if token.sort == "word":
            languages = set(known.words.get(token.plain, ()))
            opened = known.stems.get(token.plain[:_SHORTEST_STEM], ())
            languages.update(entry.language for entry in opened if matches(entry.words[0], token.plain))
            if token.text in english:
                languages.add(ENGLISH)
            for language in languages:
                speaks[language] += 12 // len(languages)
        elif token.sort == "cjk":
            for language in _CJK_LANGUAGES:
                speaks[language] += 1
            speaks[
                "ja" if re.search("[ぁ-ヿ]", token.text) else "ko" if re.search("[가-힣]", token.text) else "zh"
            ] += 12
    return speaks


def _longest(
    tokens: Sequence[Token], at: int, english: frozenset[str], known: Lexicons, speaks: Counter[str]
) -> tuple[Entry | None, int]:
    """The longest entry that begins at a word, of the likeliest language among equals; and how many words it takes."""
    token = tokens[at]
    words = [one.plain if one.sort == "word" else "" for one in tokens[at : at + WIDEST]]
    likely = (*known.spaced.get(words[0], ()), *known.stems.get(words[0][:_SHORTEST_STEM], ()))
    first = at == 0 or tokens[at - 1].sort == "mark" or tokens[at - 1].plain in _BEFORE_CLAUSES
    fits = [entry for entry in likely if _fits(entry, words) and (first or not entry.opens)]
    if not fits:
        return None, 1
    best = max(fits, key=lambda entry: (len(entry.words), speaks[entry.language], entry.rank))
    if (
        len(best.words) == 1
        and token.text in english
        and best.language != ENGLISH
        and speaks[best.language] <= speaks[ENGLISH]
    ):
        return None, 1
    return best, len(best.words)


def matches(pattern: str, word: str) -> bool:
    """Whether a word of a lexicon means this word."""
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _fits(entry: Entry, words: Sequence[str]) -> bool:
    return len(entry.words) <= len(words) and all(map(matches, entry.words, words))


def _unspaced(run: Sequence[Token], known: Lexicons, speaks: Counter[str]) -> list[Token]:
    """Words of scripts that hang endings on them or have no spaces, cut by longest match; what no entry knows stays as it is."""
    told: list[Token] = []
    text, at, unknown = " ".join(token.plain for token in run), 0, ""
    whole = replace(run[0], text=text, end=run[-1].end)
    while at < len(text):
        fits = [entry for entry in known.unspaced.get(text[at], ()) if text.startswith(entry.phrase, at)]
        if unknown and (fits or text[at] == " "):
            told.append(whole.said(unknown))
            unknown = ""
        if fits:
            best = max(fits, key=lambda entry: (len(entry.phrase), speaks[entry.language]))
            told += [whole.said(word, "word") for word in best.english]
            at += len(best.phrase)
            continue
        unknown += text[at].strip()
        at += 1
    return [*told, whole.said(unknown)] if unknown else told


def _said(tokens: Sequence[Token], entry: Entry | None) -> list[Token]:
    if entry is None:
        return list(tokens)
    return [Token(word, "word", tokens[0].start, tokens[-1].end) for word in entry.english]
