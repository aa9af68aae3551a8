"""Patterns found by how they begin and end: of a thousand that a policy may list, few are about what is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

_COLONS = 5
"""Of an ARN in full: what one lacks may be anything."""


class Edges:
    """Patterns of actions or of ARNs."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self._patterns: dict[str, dict[str, str]] = {}
        """With how they end, by how they begin."""
        self._lengths: set[int] = set()
        """How long beginnings are."""
        self._sorted: list[str] = []
        """The beginnings in order, while none is added."""
        for pattern in patterns:
            self.add(pattern)

    def add(self, pattern: str) -> None:
        """Learn of one more."""
        begin, end = edges(pattern)
        self._patterns.setdefault(begin, {})[pattern] = end
        self._lengths.add(len(begin))
        self._sorted = []

    def maybe_covering(self, asked: str) -> Iterator[str]:
        """Every pattern that covers ``asked``, and some that do not."""
        begin, end = edges(asked)
        for length in self._lengths:
            if length <= len(begin):
                yield from _ending(self._patterns.get(begin[:length], {}), end)

    def maybe_overlapping(self, asked: str) -> Iterator[str]:
        """Every pattern that overlaps ``asked``, and some that do not."""
        yield from self.maybe_covering(asked)
        begin, end = edges(asked)
        self._sorted = self._sorted or sorted(self._patterns)
        for at in range(bisect_left(self._sorted, begin), len(self._sorted)):
            longer = self._sorted[at]
            if not longer.startswith(begin):
                return
            if longer != begin:
                yield from _ending(self._patterns[longer], end)


def edges(pattern: str) -> tuple[str, str]:
    """What all that a pattern stands for begins and ends with."""
    begin = end = pattern
    if "*" in pattern or "?" in pattern:
        begin = pattern.split("*", 1)[0].split("?", 1)[0]
        end = pattern.rsplit("*", 1)[-1].rsplit("?", 1)[-1]
    if pattern.startswith("arn:") and pattern.count(":") < _COLONS:
        return f"{begin}:" if begin == pattern else begin, ""
    return begin, end


def _ending(patterns: dict[str, str], end: str) -> Iterator[str]:
    """Those that may end so."""
    return (each for each, ending in patterns.items() if ending.endswith(end) or end.endswith(ending))
