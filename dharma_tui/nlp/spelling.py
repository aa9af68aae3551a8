"""Typos of words that no list, lexicon or name knows, mended where one known word comes near; names are never touched."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from dharma_tui.nlp.tokens import Token

_SHORTEST = 4
_DOUBTFUL = 0.15
"""Two words that are as near as this are both meant, so neither is."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_STRETCHED = re.compile(r"(.)\1{2,}")
_SHORT = frozenset({"in", "on", "of", "to", "at", "is", "me", "my", "by", "us", "do", "we"})
_LONG = 8
"""Letters of a word that may have two typos."""
_STEM = 5
"""Letters of a stem that is told from another by all but one."""
_ENDING = 5
"""Letters at most behind a stem."""
_JOINED = 5
"""Letters of two words that were typed as one."""
_CLEAR = 0.5
"""What takes less than this is a typo that is plain to see or to hear."""
_HEARD = 0.2
"""What it takes to have typed a word as it sounds."""
_SOUNDS = {
    "de": (("ie", "i"), ("ei", "ai"), ("dt", "t"), ("tz", "z")),
    "es": (("ge", "je"), ("gi", "ji"), ("ll", "y")),
    "fr": (("eau", "o"), ("au", "o"), ("ai", "e"), ("ei", "e"), ("em", "am"), ("en", "an")),
    "it": (("ch", "k"), ("gh", "g"), ("cq", "k")),
    "pt": (("ch", "x"), ("ei", "e"), ("ou", "o")),
    "ru": (("ться", "ца"), ("тся", "ца"), ("ого", "ово"), ("его", "ево")),
}
"""Letters that are heard as others, in one language."""
_SOUNDS_ANYWHERE = (("sch", "sh"), ("ph", "f"), ("qu", "k"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("тс", "ц"))
_UNHEARD = {"fr": re.compile(r"(?<=..)(?:e[rzst]|[estdxp])+$")}
"""Ends of words that are not heard."""
_SILENT = re.compile(r"(?<![cslnp])h")
_LETTERS = str.maketrans(
    dict(zip("vcqzyоиэёأإآضثصीूँं", "bkksiаеееاااظسسिुनन", strict=True)) | dict.fromkeys("ъь\u094d", "")
)
"""Letters that are typed for each other by ear."""
_TWICE = re.compile(r"(.)\1+")
_SAME_LETTERS = 6
"""Letters of a word of which two may be out of place."""


class Speller:
    """Words that are known, by length and first or second letter, so that few are compared."""

    def __init__(
        self,
        words: Collection[str],
        common: Container[str] = (),
        others: Sequence[Collection[str]] = (),
        *,
        language: str = "",
        stems: Collection[str] = (),
        meaning: Callable[[str], Hashable] | None = None,
    ) -> None:
        """``common`` are meant rather than the rest of ``words``; those of ``others`` are right, and never what a typo becomes.

        Of ``language``s that are not English little is known, so they are mended with more care; ``stems`` are beginnings of theirs
        that any ending may follow. Words of one ``meaning`` are as good as each other.
        """
        self._language = language
        """Empty: English."""
        self._meaning = meaning or (lambda word: word.removesuffix("s"))
        shelves: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._common = common
        self._right = (common, frozenset(word for word in words if word not in common), *others)
        """Words that are left as they are; others are shared by the spellers of all languages."""
        for word in sorted(words):
            if len(word) >= _SHORTEST and _of_letters(word):
                for letter in _sound.__wrapped__(word, language)[:1] if language else set(word[:2]):
                    shelves[letter, len(word)].append(word)
        self._shelves = {place: tuple(several) for place, several in shelves.items()}
        self._stems: dict[str, tuple[str, ...]] = {}
        for stem in sorted(stems):
            if len(stem) >= _STEM:
                first = _sound.__wrapped__(stem, language)[0]
                self._stems[first] = (*self._stems.get(first, ()), stem)
        self._nearest = lru_cache(maxsize=4096)(self._find)

    def means(self, token: Token) -> bool:
        """Whether it is a typo of one of these words."""
        return any(one.mended for one in self.mended(token))

    def mended(self, token: Token, shortest: int = _SHORTEST) -> list[Token]:
        """``token`` said right where that is clear, and as two if it is two words that were typed as one.

        ``shortest`` are the letters that a word must have to be told from another.
        """
        word = token.plain
        if token.sort != "word" or len(word) < shortest or self._is_right(word):
            return [token]
        if not (self._language or word.isascii()):
            return [token]
        squeezed = _STRETCHED.sub(r"\1", word)
        near = squeezed if self._is_right(squeezed) else self._nearest(_STRETCHED.sub(r"\1\1", word))
        return [replace(token, text=part, mended=True) for part in near.split()] if near else [token]

    def _is_right(self, word: str) -> bool:
        return any(word in several for several in self._right)

    def _find(self, word: str) -> str:
        """The one known word that is near, or the two that it is made of; empty where there are none, or several as near."""
        near = dict(self._near(word))
        parted = "" if self._language else self._parted(word)
        if parted and not any(cost < 1.5 and known in self._common for known, cost in near.items()):
            return parted
        least = min(near.values(), default=1.0)
        if self._stems and least >= _CLEAR and (meant := self._with_stem(word, is_heard=bool(near))):
            return meant
        nearest = [known for known, cost in near.items() if cost < least + _DOUBTFUL]
        meanings = {self._meaning(known) for known in nearest}
        return min(nearest, key=lambda known: (near[known], len(known))) if len(meanings) == 1 else ""

    def _with_stem(self, word: str, *, is_heard: bool) -> str:
        """The word whose stem has one typo, with its ending as typed; empty where there is none, or several as likely.

        ``is_heard``: only one that sounds the same.
        """
        found: dict[str, str] = {}
        for stem in self._stems.get(_sound(word, self._language)[0], ()):
            for size in (len(stem), len(stem) - 1, len(stem) + 1):
                if size <= len(word) <= size + _ENDING and self._is_stem(word[:size], stem, is_heard=is_heard):
                    found.setdefault(stem, stem + word[size:])
        longest = max(map(len, found), default=0)
        likely = {mended for stem, mended in found.items() if len(stem) == longest}
        return likely.pop() if len(likely) == 1 else ""

    def _is_stem(self, typed: str, stem: str, *, is_heard: bool) -> bool:
        """Whether a stem is meant: it has one typo, or sounds the same."""
        from rapidfuzz.distance import OSA

        if not is_heard and typed[0] == stem[0] and OSA.distance(typed, stem, score_cutoff=1) == 1:
            return True
        return _sound(typed, self._language) == _sound(stem, self._language)

    def _near(self, word: str) -> Iterator[tuple[str, float]]:
        """Known words at most a typo or two away, and what it takes to have typed this instead."""
        from rapidfuzz.distance import OSA

        most = 1 if len(word) < _LONG else 2
        heard = _sound(word, self._language) if self._language else ""
        widest = most + 1 if heard or len(word) >= _SAME_LETTERS else most
        seen = set()
        for size in range(len(word) - most, len(word) + (widest if self._language in _UNHEARD else most) + 1):
            for letter in heard[:1] or set(word[:2]):
                for known in self._shelves.get((letter, size), ()):
                    distance = OSA.distance(word, known, score_cutoff=widest)
                    if distance > widest or known in seen:
                        continue
                    if heard and distance == 1 and sorted(known) == sorted(word):
                        seen.add(known)
                        yield known, 0.0
                    elif heard and _sound(known, self._language) == heard:
                        seen.add(known)
                        yield (
                            known,
                            _HEARD + (0.0 if distance <= 1 else 0.5) + (_DOUBTFUL if len(known) == len(word) else 0.0),
                        )
                    elif (distance <= most or (distance == 2 and _is_shuffled(word, known))) and not (
                        heard and _is_strange(word, known, distance)
                    ):
                        seen.add(known)
                        yield known, distance + self._unlikely(word, known)

    def _unlikely(self, typed: str, known: str) -> float:
        """How little it looks like a slip of a hand, and how seldom the word is meant."""
        cost = 0.0 if known in self._common else 0.5
        if typed[0] != known[0] and typed[:2] != known[1::-1]:
            cost += 0.3
        if sorted(typed) == sorted(known) or set(typed) == set(known):
            return cost
        if self._language and len(typed) == len(known) and not typed.isascii():
            return cost + 0.3
        if len(typed) == len(known):
            pairs = [(one, other) for one, other in zip(typed, known, strict=True) if one != other]
            return cost + (0.1 if all(map(_beside, *zip(*pairs, strict=True))) else 0.4 if self._language else 0.3)
        return cost + 0.2

    def _parted(self, word: str) -> str:
        """Two common words that were typed without the space between them; empty: it is no such thing."""
        if len(word) < _JOINED:
            return ""
        found = [
            f"{word[:at]} {word[at:]}"
            for at in range(2, len(word) - 1)
            if all(part in _SHORT or (len(part) > 2 and part in self._common) for part in (word[:at], word[at:]))
        ]
        return found[0] if len(found) == 1 else ""


def _of_letters(word: str) -> bool:
    """Whether it is of letters alone; Devanagari writes vowels as signs of their own."""
    return all(one.isalpha() or "\u0900" <= one <= "\u094d" for one in word)


@lru_cache(maxsize=1024)
def _sound(word: str, language: str) -> str:
    """What is the same of words of a language that are written otherwise and sound alike."""
    if language in _UNHEARD:
        word = _UNHEARD[language].sub("", word)
    told = word
    for written, heard in (*_SOUNDS.get(language, ()), *_SOUNDS_ANYWHERE):
        if written in told:
            told = told.replace(written, heard)
    return _TWICE.sub(r"\1", _SILENT.sub("", told).translate(_LETTERS)) or word


def _is_shuffled(typed: str, known: str) -> bool:
    """Whether it has the same letters, of which two at most are out of place: "rolbcak"."""
    return len(typed) >= _SAME_LETTERS and typed[0] == known[0] and set(typed) == set(known)


def _is_strange(typed: str, known: str, slips: int) -> bool:
    """Whether a slip is none that words of little known languages are mended for: it begins otherwise, or is short."""
    if known[0] != typed[0] or slips > 1:
        return known[0] != typed[0] or known[-2:] != typed[-2:]
    if len(typed) > _SHORTEST or sorted(typed) == sorted(known):
        return False
    return len(known) <= len(typed) or known[-1] != typed[-1]


def _beside(one: str, other: str) -> bool:
    """Whether two keys lie beside each other."""
    places = [(at, row.index(letter)) for letter in (one, other) for at, row in enumerate(_ROWS) if letter in row]
    return len(places) == 2 and abs(places[0][0] - places[1][0]) <= 1 and abs(places[0][1] - places[1][1]) <= 1
