"""The lines of a drawing by the rows and columns they touch, so that only what is in view is ever looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, reduce
from itertools import pairwise
from operator import or_

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

    Where two cross and neither turns, the one that runs up and down passes over the other; where lines of one end meet and another
    crosses there, they pass over that. A joint is where lines meet that begin or end at the same.
    """

    def __init__(self, routes: Iterable[Route], boxes: Mapping[NodeId, Box]) -> None:
        self._routes, self._boxes = tuple(routes), boxes
        across: dict[int, set[Span]] = {}
        down: dict[int, set[Span]] = {}
        self._corners: dict[int, set[int]] = {}
        """By row: the columns where a line begins, turns or ends."""
        self._joints: dict[int, dict[int, int]] = {}
        """By row and column: towards what box a line begins there."""
        self.heads: dict[int, dict[int, str]] = {}
        """By row and column: the head of the arrow that ends there."""
        for route in self._routes:
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
        self._met: dict[Point, int] = {}
        """The directions in which lines leave the joints that were looked at."""

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
            for joint in _JOINED.finditer(row):
                at = joint.start()
                row[at] = self._meeting(at + left, y, row[at])
        return cells

    def _meeting(self, x: int, y: int, ways: int) -> int:
        """Those of the ``ways`` out of a cell of several lines that are seen: what crosses others there passes beneath."""
        if x not in self._corners.get(y, _NO_CORNERS):
            return NORTH | SOUTH
        if (x, y) not in self._met:
            self._met[x, y] = _on_top(self._ways_at(x, y), ways)
        return self._met[x, y]

    def _ways_at(self, x: int, y: int) -> list[tuple[frozenset[NodeId], int]]:
        """The ends of each route through a cell, and in which directions it leaves that."""
        across, down = self._parts
        found: dict[int, int] = {}
        for start, end, number in across.get(y, ()):
            if start <= x <= end:
                found[number] = found.get(number, 0) | (WEST if x > start else 0) | (EAST if x < end else 0)
        for start, end, number in down.get(x, ()):
            if start <= y <= end:
                found[number] = found.get(number, 0) | (NORTH if y > start else 0) | (SOUTH if y < end else 0)
        for number in found:
            route = self._routes[number]
            if route.points[0] == (x, y):
                found[number] |= _towards((x, y), self._boxes[route.source])
        return [(frozenset((self._routes[at].source, self._routes[at].target)), ways) for at, ways in found.items()]

    @cached_property
    def _parts(self) -> tuple[dict[int, list[tuple[int, int, int]]], dict[int, list[tuple[int, int, int]]]]:
        """By row what runs across, by column what runs up and down: from where to where, and of which route it is."""
        across: dict[int, list[tuple[int, int, int]]] = {}
        down: dict[int, list[tuple[int, int, int]]] = {}
        for number, route in enumerate(self._routes):
            for (x, y), (next_x, next_y) in pairwise(route.points):
                if y == next_y:
                    across.setdefault(y, []).append((min(x, next_x), max(x, next_x), number))
                else:
                    down.setdefault(x, []).append((min(y, next_y), max(y, next_y), number))
        return across, down


def _on_top(through: list[tuple[frozenset[NodeId], int]], ways: int) -> int:
    """Of the ``ways`` out of a cell those of lines that all begin or end at the same, where the others go straight on beneath them;
    else all of them."""
    nodes = reduce(or_, (ends for ends, _ in through), frozenset[NodeId]())
    best = (False, 0, ways)
    for node in nodes:
        of_node = [way for ends, way in through if node in ends]
        if len(of_node) == len(through):
            return ways
        met = reduce(or_, of_node, 0)
        beneath = all(way in STRAIGHT for ends, way in through if node not in ends)
        if beneath and met.bit_count() > 2:
            best = max(best, ((ways & ~met) & (NORTH | SOUTH) == 0, len(of_node), met))
    return best[2]


STRAIGHT = EAST | WEST, NORTH | SOUTH
_JOINED = re.compile(bytes([*b"[", *(ways for ways in range(16) if ways.bit_count() > 2), *b"]"]))
"""Cells that lines leave in more than two directions."""
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
