"""A lattice on its side: its columns lie below each other, so that what leads far fits into a narrow window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import Box, Detail, Point
from dharma_tui.core.faces import Face, size_of
from dharma_tui.services.topology.layout.lattice import BEFORE, BESIDE, Lattice, Stop

if TYPE_CHECKING:
    from dharma_tui.services.topology.layout.drawn import Kept

APART = 2
"""Cells between two boxes side by side."""
Items = dict[int, dict[int, int]]
"""By column and row of the lattice how wide what lies there is."""


@dataclass(slots=True)
class TurnedScale:
    """Where the columns and rows of a lattice lie when it is turned."""

    lefts: list[int]
    """The first row of cells of each column."""
    tops: list[int]
    """The column of cells in the middle of each row."""
    leads: list[int]
    """Rows of cells between the boxes of a column and its first track."""
    widths: Sequence[int]
    """Of each node."""
    height: int
    """Of every box."""
    wide: int
    """Columns of the whole."""

    def place(self, node: int, column: int, row: int, size: Point) -> tuple[int, int, int]:
        """The corner of a node's box, and how wide it is."""
        return self.tops[row] - self.widths[node] // 2, self.lefts[column], self.widths[node]

    def points(self, stops: Sequence[Stop], source: Box, target: Box) -> list[Point]:
        """The corners of an edge."""
        return [self._cell(stop) for stop in stops]

    def _cell(self, stop: Stop) -> Point:
        column, slot, row = stop
        below = self.lefts[column] + self.height
        if slot == BEFORE:
            return self.tops[row], self.lefts[column] - 1
        return self.tops[row], below if slot == BESIDE else below + self.leads[column] + slot - 1

    def size(self, boxes: Sequence[Box]) -> Point:
        """Columns and rows of the whole."""
        return self.wide, self.lefts[-1]

    def moved(self, before: tuple[Sequence[int], Sequence[int]], old: Point, new: Point) -> Point:
        """By how much the column and row ``new`` lie elsewhere than ``old`` did."""
        return self.tops[new[1]] - before[1][old[1]], self.lefts[new[0]] - before[0][old[0]]


def turned_scale(
    lattice: Lattice,
    sizes: Sequence[Point],
    least: Sequence[Point],
    detail: Detail,
    kept: Kept | None = None,
    room: int | None = None,
) -> TurnedScale:
    """Boxes of these ``sizes`` below each other, those of a column of the lattice side by side; where that is wider than ``room``
    the widest give way, none below the ``least``, as far as that. What was ``kept`` moves no further than must be."""
    widths = [width for width, _ in sizes]
    tops = _middles(lattice, widths, kept, detail)
    if room is not None:
        widest, low = max(widths, default=0), min((width for width, _ in least), default=0)
        while _wide(lattice, widths, tops) > room and widest > low:
            widest -= 1
            widths = [min(width, max(few, widest)) for (width, _), (few, _) in zip(sizes, least, strict=True)]
            tops = _middles(lattice, widths, kept, detail)
    height = size_of(Face(""), detail)[1]
    leads, gaps = _gaps(lattice)
    pitches = [height + gap for gap in gaps]
    if kept and detail in kept.grid.lefts:
        for column, (first, after) in enumerate(pairwise(kept.grid.lefts[detail]), kept.columns):
            if column < len(pitches) - 1:
                pitches[column] = max(pitches[column], after - first)
    wide = _wide(lattice, widths, tops)
    return TurnedScale([*accumulate(pitches, initial=0)], tops, leads, widths, height, wide)


def _gaps(lattice: Lattice) -> tuple[list[int], list[int]]:
    """Rows before the tracks of each column, and rows between its boxes and the next ones: for tracks, and for heads of arrows."""
    count = len(lattice.tracks)
    leads, passed = [0] * count, [False] * count
    for stops in lattice.stops.values():
        columns = [column for column, _, _ in stops]
        for column in range(min(columns), max(columns)):
            passed[column] = True
        column, slot, _ = stops[-1]
        if slot == BESIDE:
            leads[column] = 1
    gaps = [leads[column] + tracks + (1 if passed[column] else 0) for column, tracks in enumerate(lattice.tracks)]
    return leads, gaps


def _items(lattice: Lattice, widths: Sequence[int]) -> Items:
    """What lies beside what: boxes, and edges that pass them."""
    items: Items = {}
    for (source, target), rows in lattice.bends.items():
        first = min(lattice.columns[source], lattice.columns[target]) + 1
        for column, row in enumerate(rows, first):
            items.setdefault(column, {})[row] = 1
    for column, row, width in zip(lattice.columns, lattice.rows, widths, strict=True):
        items.setdefault(column, {})[row] = width
    return items


def _middles(lattice: Lattice, widths: Sequence[int], kept: Kept | None, detail: Detail) -> list[int]:
    """The middle of each row: in the midst between as far left and as far right as it may be; where something was kept, as far
    left as it was."""
    items = _items(lattice, widths)
    apart: dict[int, list[tuple[int, int]]] = {}
    for beside in items.values():
        for (row, width), (after, next_width) in pairwise(sorted(beside.items())):
            gap = APART if width > 1 and next_width > 1 else 1
            apart.setdefault(after, []).append((row, width - width // 2 + gap + next_width // 2))
    halves = [1] * lattice.height
    rights = [1] * lattice.height
    for beside in items.values():
        for row, width in beside.items():
            halves[row], rights[row] = max(halves[row], width // 2), max(rights[row], width - width // 2)
    first = list(_leftmost(lattice.height, apart, halves))
    if kept and detail in kept.grid.tops:
        before = kept.grid.tops[detail]
        shift = max(0, first[kept.rows] - before[0]) if before else 0
        least = [0] * kept.rows + [middle + shift for middle in before]
        least += [0] * (lattice.height - len(least))
        return list(_leftmost(lattice.height, apart, [max(pair) for pair in zip(halves, least, strict=False)]))
    wide = max((middle + right for middle, right in zip(first, rights, strict=True)), default=0)
    last = [0] * lattice.height
    before_of: dict[int, list[tuple[int, int]]] = {}
    for after, rows in apart.items():
        for row, distance in rows:
            before_of.setdefault(row, []).append((after, distance))
    for row in reversed(range(lattice.height)):
        limits = [wide - rights[row], *(last[after] - distance for after, distance in before_of.get(row, ()))]
        last[row] = min(limits if row + 1 == lattice.height else [*limits, last[row + 1] - 1])
    return [(low + high) // 2 for low, high in zip(first, last, strict=True)]


def _leftmost(height: int, apart: dict[int, list[tuple[int, int]]], least: Sequence[int]) -> Iterator[int]:
    found: list[int] = []
    for row in range(height):
        after_all = found[-1] + 1 if found else 0
        found.append(
            max([after_all, least[row], *(found[before] + distance for before, distance in apart.get(row, ()))])
        )
        yield found[-1]


def _wide(lattice: Lattice, widths: Sequence[int], tops: Sequence[int]) -> int:
    """Columns of the whole; the way of a line may lead past all boxes."""
    ends = (tops[row] + width - width // 2 for row, width in zip(lattice.rows, widths, strict=True))
    return max([*ends, *(middle + 1 for middle in tops)], default=0)
