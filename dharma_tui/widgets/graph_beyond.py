"""What lies beside the window onto a drawing: how many boxes, and where, written at its sides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from dharma_tui.core.drawing import Box, Point
from dharma_tui.widgets.graph_painter import RowCells

LEFT, RIGHT, UP, DOWN = range(4)
"""The sides of a window."""
WORDS = "← {:,} more …", "… {:,} more →", "↑ {:,} more …", "… {:,} more ↓"
TITLES = "frame-title", "cursor"
"""Styles of the titles of frames, that which the cursor is on among them."""
MAP = 5
"""The part of a window at its sides and its foot that is left to the small map."""


class Beside:
    """The boxes of a drawing by where they are, so that a window need not look at each of them."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        columns: dict[int, list[Box]] = {}
        for box in boxes:
            columns.setdefault(box.x, []).append(box)
        self._columns = [_Column(x, columns[x]) for x in sorted(columns)]

    def window(self, at: Point, size: Point) -> tuple[dict[int, int], list[Box]]:
        """How many boxes are not seen at all in the window there, by the side where they are: across before up and down; and
        those that are seen."""
        (left, top), (right, bottom) = at, (at[0] + size[0], at[1] + size[1])
        found: dict[int, int] = dict.fromkeys((LEFT, RIGHT, UP, DOWN), 0)
        seen: list[Box] = []
        for column in self._columns:
            if column.x >= right:
                found[RIGHT] += len(column.boxes)
            elif column.x + column.widest <= left:
                found[LEFT] += len(column.boxes)
            elif column.x >= left:
                found[UP] += bisect_right(column.bottoms, top)
                found[DOWN] += len(column.tops) - bisect_left(column.tops, bottom)
                seen += column.between(top, bottom)
            else:
                reaching = [box for box in column.boxes if box.x + box.width > left]
                found[LEFT] += len(column.boxes) - len(reaching)
                found[UP] += sum(box.y + box.height <= top for box in reaching)
                found[DOWN] += sum(box.y >= bottom for box in reaching)
                seen += [box for box in reaching if box.y + box.height > top and box.y < bottom]
        return {side: count for side, count in found.items() if count}, seen


class _Column:
    """Boxes that begin in the same column of cells, from above."""

    def __init__(self, x: int, boxes: list[Box]) -> None:
        self.x, self.boxes = x, sorted(boxes, key=lambda box: box.y)
        self.widest, self._highest = max(box.width for box in boxes), max(box.height for box in boxes)
        self.tops = [box.y for box in self.boxes]
        self.bottoms = sorted(box.y + box.height for box in boxes)

    def between(self, top: int, bottom: int) -> list[Box]:
        """Those that are at least in part from ``top`` to before ``bottom``."""
        first, last = bisect_right(self.tops, top - self._highest), bisect_left(self.tops, bottom)
        return [box for box in self.boxes[first:last] if box.y + box.height > top]


def put_beyond(rows: Sequence[RowCells], beside: Beside, at: Point, size: Point) -> list[Box]:
    """Write it where it hides no box, no title and as few lines as can be, as near to the middle of each side; what has no room
    is not written. The boxes that are seen."""
    width, height = size
    counts, seen = beside.window(at, size)
    taken = _taken(rows, seen, at)
    for side, count in counts.items():
        words = f" {WORDS[side].format(count)} "
        long = len(words)
        if side in (LEFT, RIGHT):
            places = [(0 if side == LEFT else width - long, y) for y in _outward(1, height - 1 - height // MAP)]
        else:
            y, aside = (0, 0) if side == UP else (height - 1, width // MAP)
            places = [(x, y) for x in _outward(aside, width - aside - long)]
        free = [(x, y) for x, y in places if taken[y].find(1, max(x, 0), x + long) < 0]
        if free:
            x, y = max(free, key=lambda place: rows[place[1]].chars[place[0] :][:long].count(" "))
            rows[y].put(x, words, "map")
    return seen


def _taken(rows: Sequence[RowCells], seen: Iterable[Box], at: Point) -> list[bytearray]:
    """For each row of a window 1 where there is a box or a title."""
    taken = [bytearray(len(row.chars)) for row in rows]
    for box in seen:
        left, right = max(0, box.x - at[0]), min(len(taken[0]), box.x - at[0] + box.width)
        for cells in taken[max(0, box.y - at[1]) : box.y - at[1] + box.height]:
            cells[left:right] = b"\1" * (right - left)
    for cells, row in zip(taken, rows, strict=True):
        if titles := tuple(style for style in set(row.styles) if style.startswith(TITLES)):
            cells[:] = bytes(cell or style in titles for cell, style in zip(cells, row.styles, strict=True))
    return taken


def _outward(first: int, last: int) -> list[int]:
    """From the middle to both ends."""
    middle = (first + last) // 2
    return sorted(range(first, last), key=lambda place: abs(place - middle))
