"""The lexicons of other languages: one text file each, of phrases and what they are in English.

A lexicon is a text file: ``phrase | phrase = keywords`` a line. A star at the end of a word matches any ending, an underscore one
that makes it agree with another word (``parad_`` is parado, parada, parados and paradas), nothing after the equals sign drops the
phrase, ``#`` begins a comment, ``fahr~hoch`` is a verb whose parts other words may stand between, ``^para`` means this only where a
clause begins, ``^停`` of a language without spaces only where what follows is known too, and ``sei+`` only before what can be
counted. English has a lexicon too: its less usual words as the usual ones.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from dharma_tui.nlp import numerals
from dharma_tui.nlp.tokens import fold

CJK_LANGUAGES = frozenset({"zh", "ja", "ko"})
_MARKS = ("~", "^", "+")
_UNMARKED = str.maketrans(dict.fromkeys(_MARKS, " "))
SHORTEST_STEM = 3
"""Letters by which words with open endings are found."""
_KEPT = 1024
"""Words of which it is kept what they mean."""
_OPEN = ("*", "_", "-")
_ROMANCE = frozenset({"es", "it", "pt"})
_AGREEING = {
    "_": frozenset({"", "e", "en", "er", "es", "em", "s", "ee", "ees", "ा", "ी", "े", "ो"}),
    "-": frozenset({"o", "a", "os", "as", "i", "e", "es"}),
}
"""What words have at their end that agree with others, by the mark of it: in languages where the stem is a word, and in others."""


class Meaning(NamedTuple):
    """What the phrases of a line mean, which they share."""

    english: tuple[str, ...]
    language: str
    only: str = ""
    """Where they mean this alone, if not everywhere: the mark of the lexicon."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of a lexicon, in little memory: there are tens of thousands."""

    phrase: str
    """Folded words, a space between them; one that ends in a star matches any ending."""
    meaning: Meaning

    @property
    def english(self) -> tuple[str, ...]:
        """What it is in English, word by word."""
        return self.meaning.english

    @property
    def language(self) -> str:
        """The language it is of."""
        return self.meaning.language

    @property
    def only(self) -> str:
        """The mark of where it means this alone; empty: everywhere."""
        return self.meaning.only

    @property
    def words(self) -> list[str]:
        """The words of the phrase."""
        return self.phrase.split(" ")

    @property
    def is_parted(self) -> bool:
        """Other words may stand between its two."""
        return self.only == "~"

    @property
    def opens(self) -> bool:
        """It means this only as the first word of a clause; of a language without spaces, only where what follows is known."""
        return self.only == "^"

    @property
    def counts(self) -> bool:
        """It means this only before what can be counted."""
        return self.only == "+"

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """More words, those that fit in fewer places, fewer open ones, more letters come first."""
        opened = sum(word.endswith("*") for word in self.words)
        return len(self.words), self.opens, -opened, sum(map(len, self.words))


@dataclass(slots=True)
class Lexicons:
    """Every language's entries, found by first word, or by first character where words are not spaced."""

    spaced: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    alone: dict[str, Entry] = field(default_factory=dict)
    """Those whose first word no other entry begins with, which most are: without a tuple around each."""
    stems: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Entries whose first word is open, by its first letters."""
    unspaced: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    parted: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Verbs that other words stand within, by the first letters of the verb."""
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    """Languages of each whole word that any phrase has."""
    english: frozenset[str] = frozenset()
    """Every English word that anything is glossed to."""
    beginning: Callable[[str], tuple[Entry, ...]] = field(init=False, repr=False, compare=False)
    """Entries whose first word a folded word is."""
    languages: Callable[[str], frozenset[str]] = field(init=False, repr=False, compare=False)
    """Languages that have a folded word, by itself or in a phrase."""

    def __post_init__(self) -> None:
        self.beginning = lru_cache(maxsize=_KEPT)(self._beginning)
        self.languages = lru_cache(maxsize=_KEPT)(self._languages)

    def add(self, entry: Entry) -> None:
        """Know ``entry``; the longest are tried first."""
        first = sys.intern(entry.words[0])
        if entry.is_parted:
            mark = first[:SHORTEST_STEM]
            self.parted[mark] = (*self.parted.get(mark, ()), entry)
            return
        if entry.language in CJK_LANGUAGES:
            table, mark = self.unspaced, first[0]
        elif first.endswith(_OPEN):
            table, mark = self.stems, first[:SHORTEST_STEM]
        else:
            table, mark = self.spaced, first
        if table is self.spaced and mark not in table and mark not in self.alone:
            self.alone[mark] = entry
        else:
            before = (self.alone.pop(mark),) if table is self.spaced and mark in self.alone else table.get(mark, ())
            table[mark] = (*before, entry)
        is_cut = entry.language in CJK_LANGUAGES  # where words are not spaced, none is looked up whole
        for word in map(sys.intern, entry.words):
            if not word.endswith(_OPEN) and (word.isascii() or not is_cut):
                self.words[word] = _together(self.words.get(word, frozenset()), entry.language)

    def knows(self, word: str) -> bool:
        """Whether any language has this word, by itself or as the beginning of a phrase."""
        return bool(self.languages(fold(word)))

    def _beginning(self, word: str) -> tuple[Entry, ...]:
        opened = self.stems.get(word[:SHORTEST_STEM], ())
        known = (self.alone[word],) if word in self.alone else self.spaced.get(word, ())
        return (*known, *(one for one in opened if matches(one.words[0], word)))

    def _languages(self, word: str) -> frozenset[str]:
        return self.words.get(word, frozenset()).union(one.language for one in self.beginning(word))

    def ordered(self) -> Lexicons:
        """With the longest phrases first."""
        for table in (self.spaced, self.stems, self.unspaced):
            for first, entries in table.items():
                table[first] = tuple(sorted(entries, key=lambda entry: entry.rank, reverse=True))
        together = (
            entry
            for table in (self.spaced, self.stems, self.unspaced)
            for entries in table.values()
            for entry in entries
        )
        self.english = frozenset(word for entry in chain(self.alone.values(), together) for word in entry.english)
        return self


@dataclass(frozen=True, slots=True)
class WordsOf:
    """The words of one language, as its lexicon has them: a set would hold them twice."""

    language: str
    more: frozenset[str] = frozenset()
    fewer: frozenset[str] = frozenset()

    def __contains__(self, word: object) -> bool:
        known = self.language in lexicons().words.get(str(word), ())
        return (known and word not in self.fewer) or word in self.more


@cache
def _together(languages: frozenset[str], another: str) -> frozenset[str]:
    """Both, of which there is but one, however many words have them."""
    return languages | {another}


def read(text: str, language: str, shared: dict[str, tuple[str, ...]] | None = None) -> Iterable[Entry]:
    """The entries of one lexicon's text; ``shared`` are keywords that lexicons read before have, too.

    Raises:
        ValueError: for a line without an equals sign, with its number.
    """
    shared = {} if shared is None else shared
    meanings: dict[tuple[str, str], Meaning] = {}
    for number, line in enumerate(text.splitlines(), 1):
        told = re.split(r"\s#", line, maxsplit=1)[0].strip()
        if not told or told.startswith("#"):
            continue
        phrases, equals, english = told.partition("=")
        if not equals:
            raise ValueError(f"lexicon {language}, line {number}: no '=' in {line!r}")
        keywords = shared.setdefault(english, tuple(map(sys.intern, english.split())))
        for phrase in phrases.split("|"):
            only = next((mark for mark in _MARKS if mark in phrase), "")
            plain = phrase.lower().translate(_UNMARKED)
            plain = re.sub(r"_(?!\S)", "-", plain) if language in _ROMANCE else plain
            words = [fold.__wrapped__(word) for word in plain.split()]
            if words:
                phrase = sys.intern(words[0]) if len(words) == 1 else " ".join(words)
                yield Entry(phrase, meanings.setdefault((english, only), Meaning(keywords, language, only)))


@cache
def lexicons() -> Lexicons:
    """All lexicons of the package, read once."""
    known = Lexicons()
    shared: dict[str, tuple[str, ...]] = {}
    for file in sorted(Path(__file__).with_name("lexicons").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".txt"):
            language = file.name.removesuffix(".txt")
            numbers = "\n".join(f"{phrase} = {value}" for phrase, value in numerals.phrases(language))
            seen = set()
            for entry in chain(read(file.read_text("utf-8"), language, shared), read(numbers, language, shared)):
                if (entry.phrase, entry.only) not in seen:  # what comes first holds
                    known.add(entry)
                    seen.add((entry.phrase, entry.only))
    return known.ordered()


def matches(pattern: str, word: str) -> bool:
    """Whether a word of a lexicon means this word."""
    if not pattern.endswith(_OPEN):
        return word == pattern
    stem = pattern[:-1]
    return word.startswith(stem) and (pattern[-1] == "*" or word[len(stem) :] in _AGREEING[pattern[-1]])
