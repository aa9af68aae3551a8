"""The whole graph on one screen: its lines from afar, what is unwell, where the cursor is."""

from __future__ import annotations

from enum import IntEnum
from operator import or_

from dharma_tui.core.drawing import Point
from dharma_tui.core.types import State
from dharma_tui.widgets.glyphs import UNICODE
from dharma_tui.widgets.graph_far import FarView
from dharma_tui.widgets.graph_marks import NEAR
from dharma_tui.widgets.graph_painter import GraphPainter, RowCells

FEW = 60
"""Edges that can be told apart from afar; of more only those of the cursor and those that are marked are drawn there."""
_WORST = (State.PENDING, State.DEGRADED, State.FAILED)


class Level(IntEnum):
    """From how near the graph is looked at."""

    WHOLE = 0
    DOTS = 1
    LINES = 2
    BOXES = 3


def whole_rows(far: FarView, painter: GraphPainter, cursor: Point | None, size: tuple[int, int]) -> list[RowCells]:
    """Every row of a window of that size; ``cursor`` is a cell of the drawing."""
    width, height = size
    rows = [RowCells(width) for _ in range(height)]
    left, top = corner_of(far, size)
    near = far.lines(painter.near)
    looks = [(far.lines(each.routes), each.style) for each in reversed(painter.marks.looks)]
    marked = far.lines(painter.marks.routes)
    for y in range(min(far.height, height)):
        rows[y + top].put(left, far.text(y, bytearray(map(or_, near[y], marked[y]))), "far")
        for cells, style in (*looks, (near, NEAR)):
            for x, dots in enumerate(cells[y]):
                if dots:
                    rows[y + top].styles[x + left] = style
    for (x, y), ids in far.nodes.items():
        worst = max((painter.nodes[node].state for node in ids), key=_trouble)
        row = rows[y + top] if 0 <= y + top < height else None
        if row is not None and 0 <= x + left < width and _trouble(worst):
            row.put(x + left, UNICODE.state(worst), f"far+state-{worst.value}")
    if cursor is not None:
        x, y = far.place_of(*cursor)
        if 0 <= y + top < height:
            rows[y + top].put(x + left, "◉", "cursor")
    return rows


def corner_of(far: FarView, size: tuple[int, int]) -> Point:
    """Where the whole begins in a window of that size: it stands in the middle."""
    return max(0, (size[0] - far.width) // 2), max(0, (size[1] - far.height) // 2)


def _trouble(state: State) -> int:
    return _WORST.index(state) + 1 if state in _WORST else 0
