"""Patterns that many list, numbered: who lists what is asked, found at once and once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from dharma_tui.services.rights.edges import Edges
from dharma_tui.services.rights.patterns import arn_covers, arn_overlaps, covers, overlaps
from dharma_tui.services.rights.statements import Fit

_FEW = 8
"""So many patterns are looked through."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Who lists what was asked."""

    fits: Mapping[int, Fit]
    """How far they do; without those that do not."""
    inner: Set[int]
    """Those with a pattern that stands for a part of it and nothing else, and none that stands for all of it."""


class Listing:
    """Patterns and the numbers of those who list them. What was asked once is remembered."""

    def __init__(
        self,
        told: Iterable[tuple[str, int]],
        covering: Callable[[str, str], bool] = covers,
        overlapping: Callable[[str, str], bool] = overlaps,
    ) -> None:
        self._covers = covering
        self._overlaps = overlapping
        self._whose: dict[str, list[int]] = {}
        self._known: dict[str, Listed] = {}
        for pattern, number in told:
            self._whose.setdefault(pattern, []).append(number)
        self._edges = Edges(self._whose) if len(self._whose) > _FEW else None

    def of(self, asked: str) -> Listed:
        """Who lists ``asked``, or all that it stands for if it is a pattern."""
        if (known := self._known.get(asked)) is None:
            known = self._known[asked] = self._found(asked)
        return known

    def near(self, asked: str) -> Iterator[tuple[str, list[int]]]:
        """Every pattern that overlaps ``asked``, and some that do not, with the numbers of those who list it."""
        patterns = self._whose if self._edges is None else self._edges.maybe_overlapping(asked)
        return ((pattern, self._whose[pattern]) for pattern in patterns)

    def _found(self, asked: str) -> Listed:
        fits = dict.fromkeys(self._whose.get(asked, ()), Fit.YES)
        inner: set[int] = set()
        for pattern, listing in self.near(asked):
            whose = [number for number in listing if fits.get(number) is not Fit.YES]
            if not whose:
                continue
            if self._covers(pattern, asked):
                fits.update(dict.fromkeys(whose, Fit.YES))
            elif self._covers(asked, pattern):
                fits.update(dict.fromkeys(whose, Fit.PERHAPS))
                inner.update(whose)
            elif any(number not in fits for number in whose) and self._overlaps(pattern, asked):
                fits.update(dict.fromkeys(whose, Fit.PERHAPS))
        return Listed(fits, {number for number in inner if fits[number] is Fit.PERHAPS})


def arn_listing(told: Iterable[tuple[str, int]]) -> Listing:
    """Of ARNs, part by part."""
    return Listing(told, arn_covers, arn_overlaps)
