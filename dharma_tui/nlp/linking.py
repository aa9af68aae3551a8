"""Names of the live inventory: exact, and by trigrams and edit distance; small enough for a hundred thousand of them.

Names are one text, beside it their hashes, sorted, and the kinds that have them: about 40 bytes a name. Marks of trigrams are
another 20, made when a name is first looked for that nobody has.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import NamedTuple

import numpy as np

LONGEST = 200
"""Letters of a name that are known; longer ones are cut."""
_SHARED = 0.34
"""Part of the trigrams of what was typed that a candidate must have."""
_LOST = 4
"""Trigrams of what was typed that a name may lack for each typo: a swap of letters touches so many."""
_CANDIDATES = 64
_SIZE = 3
_WORDS = 2
"""Times 64 bits that tell which trigrams a name has."""
_CHUNK = 4096
"""Names whose trigrams are looked at at once, so that little is held beside them."""


@dataclass(frozen=True, slots=True)
class Near:
    """A name that is like what was typed."""

    name: str
    distance: int


class _Trigrams(NamedTuple):
    """Which trigrams names have; the shortest names first, so that those of a length stand together."""

    marks: np.ndarray
    """(words of 64 bits, names)."""
    places: np.ndarray
    """Of each name, where the index has it."""
    firsts: np.ndarray
    """The first name of each length in bytes, and behind the longest the end."""


class NameIndex:
    """What the inventory calls its resources; lower case."""

    def __init__(self, names: Iterable[str], kinds: Iterable[str] | None = None) -> None:
        text, ends, marks, codes = bytearray(), array("I", [0]), array("Q"), array("H")
        known: dict[str, int] = {"": 0}
        self.widest = 1
        """Words of the name that has most of them."""
        for name, kind in zip(names, repeat("") if kinds is None else kinds, strict=kinds is not None):
            if plain := " ".join(name.lower().split())[:LONGEST]:
                text += plain.encode()
                ends.append(len(text))
                marks.append(_hash(plain))
                codes.append(known.setdefault(kind, len(known)))
                self.widest = max(self.widest, plain.count(" ") + 1)
        hashes, code_of = np.frombuffer(marks, dtype=np.uint64), np.frombuffer(codes, dtype=np.uint16)
        order = np.lexsort((code_of, hashes))
        self._text = bytes(text)
        self._kind_names = tuple(known)
        self._all_hashes, self._all_codes = hashes[order], code_of[order]
        """Of each name and kind, sorted by hash."""
        self._hashes, first = np.unique(self._all_hashes, return_index=True)
        if len(first) == len(self._all_hashes):
            self._hashes = self._all_hashes
        places = np.frombuffer(ends, dtype=np.uint32)
        self._starts, self._ends = places[:-1][order[first]], places[1:][order[first]]
        """Where the name of each hash stands in the text."""

    def __len__(self) -> int:
        return len(self._hashes)

    def __iter__(self) -> Iterator[str]:
        return map(self._name, range(len(self)))

    def __contains__(self, name: str) -> bool:
        mark = np.uint64(_hash(name))
        at = int(np.searchsorted(self._hashes, mark))
        return at < len(self._hashes) and self._hashes[at] == mark and self._name(at) == name

    def kinds(self, name: str) -> tuple[str, ...]:
        """Kinds of the resources of this name, as the inventory has them."""
        mark = np.uint64(_hash(name))
        first, last = (int(np.searchsorted(self._all_hashes, mark, side)) for side in ("left", "right"))
        return tuple(sorted({self._kind_names[code] for code in self._all_codes[first:last]} - {""}))

    def _name(self, at: int) -> str:
        return self._text[self._starts[at] : self._ends[at]].decode()

    @cached_property
    def _trigrams(self) -> _Trigrams:
        """The trigrams that each name has."""
        order = np.argsort(self._starts)
        starts, ends = self._starts[order], self._ends[order]
        raw = np.frombuffer(self._text, dtype=np.uint8)
        told = np.zeros((_WORDS, len(self)), dtype=np.uint64)
        for at in range(0, len(self), _CHUNK):
            several = slice(at, at + _CHUNK)
            told[:, order[several]] = _marked(raw, starts[several], ends[several])
        sizes = self._ends - self._starts
        places = np.argsort(sizes, kind="stable").astype(np.uint32)
        for word in told:
            word[:] = word[places]
        return _Trigrams(told, places, np.append(0, np.bincount(sizes).cumsum()))

    def near(self, typed: str, *, limit: int = 3) -> list[Near]:
        """Names at most a typo or two away from what was typed, the nearest first; empty when it is itself a name or too short."""
        from rapidfuzz.distance import OSA

        if len(typed) < 4 or not len(self):
            return []
        most = 1 if len(typed) < 6 else 2
        found = [Near(name, OSA.distance(typed, name, score_cutoff=most)) for name in self._like(typed.encode(), most)]
        return sorted((one for one in found if one.distance <= most), key=lambda one: (one.distance, one.name))[:limit]

    def _like(self, typed: bytes, most: int) -> Iterator[str]:
        """Names that have most trigrams of what was typed and few others, those first that have fewest."""
        marks, places, firsts = self._trigrams
        shortest, longest = (min(len(typed) + slip, len(firsts) - 1) for slip in (-most, most + 1))
        fits = slice(firsts[shortest], firsts[longest])
        asked = _marked(
            np.frombuffer(typed, dtype=np.uint8), np.zeros(1, dtype=np.uint32), np.full(1, len(typed), dtype=np.uint32)
        )
        in_all = int(np.bitwise_count(asked).sum())
        held = marks[:, fits]
        lacking = np.bitwise_count(asked & ~held).sum(axis=0, dtype=np.uint8)
        likely = np.flatnonzero(lacking <= min(_LOST * most, in_all - max(1, int(_SHARED * in_all))))
        others = np.bitwise_count(held[:, likely] & ~asked).sum(axis=0, dtype=np.uint8)
        named = places[fits][likely]
        return map(self._name, named[np.lexsort((named, lacking[likely] + others))[:_CANDIDATES]])


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def _marked(text: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(words of 64 bits, names): a bit for each trigram of the names that stand at these places, in rising order."""
    first, sizes = int(starts[0]), np.diff(np.append(starts, ends[-1]))
    letters = np.append(text[first : int(ends[-1])], np.zeros(_SIZE - 1, dtype=np.uint8)).astype(np.uint32)
    mixed = (letters[:-2] * np.uint32(0x9E3779B1)) ^ (letters[1:-1] * np.uint32(0x85EBCA77))
    mixed ^= letters[2:] * np.uint32(0xC2B2AE3D)
    bucket = (mixed >> np.uint32(16)) % np.uint32(64 * _WORDS)
    whole = np.arange(first, int(ends[-1]), dtype=np.uint32) + np.uint32(_SIZE) <= np.repeat(ends, sizes)
    bits = np.where(whole, np.uint64(1) << (bucket % np.uint32(64)).astype(np.uint64), np.uint64(0))
    held = (np.where(bucket // np.uint32(64) == word, bits, np.uint64(0)) for word in range(_WORDS))
    return np.stack([np.bitwise_or.reduceat(one, starts - first) for one in held])
