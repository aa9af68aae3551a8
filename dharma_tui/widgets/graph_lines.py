"""The lines of a drawing by the rows and columns they touch, so that only what is in view is ever looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from dharma_tui.core.drawing import Box, NodeId, Point, Route

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
JOINTS = " ╵╶╰╷│╭├╴╯─┴╮┤┬┼"
HEAVY = " ╹╺┗╻┃┏┣╸┛━┻┓┫┳╋"
"""The character for each sum of directions, and for each along what is marked."""
HEADS = "◀▶▴▼"
"""Heads of arrows; none looks like a state."""
BAND = 32
"""Rows that share one list of what runs up and down through them."""
Span = tuple[int, int]


class GraphLines:
    """The straight parts of some routes. Parts that lie on each other are kept, and drawn, as one.

    Where two cross and neither turns, the one that runs up and down passes over the other: a joint of four is where lines meet.
    """

    def __init__(self, routes: Iterable[Route], boxes: Mapping[NodeId, Box]) -> None:
        across: dict[int, set[Span]] = {}
        down: dict[int, set[Span]] = {}
        self._corners: dict[int, set[int]] = {}
        """By row: the columns where a line begins, turns or ends."""
        self._joints: dict[int, dict[int, int]] = {}
        """By row and column: towards what box a line begins there."""
        self.heads: dict[int, dict[int, str]] = {}
        """By row and column: the head of the arrow that ends there."""
        for route in routes:
            for (x, y), (next_x, next_y) in pairwise(route.points):
                if y == next_y:
                    across.setdefault(y, set()).add((x, next_x) if x < next_x else (next_x, x))
                else:
                    down.setdefault(x, set()).add((y, next_y) if y < next_y else (next_y, y))
            for x, y in route.points:
                self._corners.setdefault(y, set()).add(x)
            x, y = route.points[0]
            joints = self._joints.setdefault(y, {})
            joints[x] = joints.get(x, 0) | _towards((x, y), boxes[route.source])
            x, y = route.points[-1]
            self.heads.setdefault(y, {})[x] = _HEADS[_towards((x, y), boxes[route.target])]
        self._across = {y: _merged(spans) for y, spans in across.items()}
        self._down: dict[int, list[tuple[int, int, int]]] = {}
        for x, spans in down.items():
            for start, end in _merged(spans):
                for band in range(start // BAND, end // BAND + 1):
                    self._down.setdefault(band, []).append((x, start, end))

    def covered(self, x: int, y: int, width: int) -> bytearray:
        """What would be hidden on each cell of a line that runs across: nothing is 0, what merely crosses 1, and a joint 2."""
        (row,) = self.cells(x, y, width, 1)
        return row.translate(_HIDDEN)

    def cells(self, left: int, top: int, width: int, height: int) -> list[bytearray]:
        """The directions in which lines leave each cell of a window."""
        cells = [bytearray(width) for _ in range(height)]
        for y, row in enumerate(cells):
            for start, end in self._across.get(top + y, ()):
                _draw_across(row, start - left, end - left)
            for x, towards in self._joints.get(top + y, {}).items():
                if 0 <= x - left < width:
                    row[x - left] |= towards
        for band in range(top // BAND, (top + height - 1) // BAND + 1):
            for x, start, end in self._down.get(band, ()):
                if 0 <= x - left < width:
                    # what reaches into another band is drawn by each in its own rows
                    rows = range(
                        max(0, start - top, band * BAND - top), min(height, end - top + 1, (band + 1) * BAND - top)
                    )
                    for y in rows:
                        cells[y][x - left] |= (NORTH if y + top > start else 0) | (SOUTH if y + top < end else 0)
        for y, row in enumerate(cells, top):
            corners = self._corners.get(y, _NO_CORNERS)
            at = row.find(_CROSSED)
            while at >= 0:
                if at + left not in corners:
                    row[at] = NORTH | SOUTH
                at = row.find(_CROSSED, at + 1)
        return cells


_ALONG = EAST | WEST, NORTH | SOUTH
CROSSING = frozenset({_ALONG, _ALONG[::-1]})
"""What runs across and what runs up and down, where neither turns."""
_CROSSED = NORTH | EAST | SOUTH | WEST
_HIDDEN = bytes({EAST | WEST: 0, NORTH | SOUTH: 1}.get(ways, 2) for ways in range(256))
_NO_CORNERS: frozenset[int] = frozenset()
_HEADS = dict(zip((WEST, EAST, NORTH, SOUTH), HEADS, strict=True))


def _towards(at: Point, box: Box) -> int:
    """On which side of a cell the box beside it is."""
    x, y = at
    if x >= box.x + box.width:
        return WEST
    if x < box.x:
        return EAST
    return NORTH if y >= box.y + box.height else SOUTH


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that share a cell as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _draw_across(row: bytearray, start: int, end: int) -> None:
    """Draw a line along one row of a window; it may begin and end outside."""
    width = len(row)
    if end < 0 or start >= width or start == end:
        return
    if start >= 0:
        row[start] |= EAST
    if end < width:
        row[end] |= WEST
    for x in range(max(0, start + 1), min(width, end)):
        row[x] |= EAST | WEST
