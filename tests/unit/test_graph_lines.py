"""The lines of a drawing: joints where they meet, and one above the other where they only cross."""

from __future__ import annotations

import pytest

from dharma_tui.core.drawing import (
    Box,
    Detail,
    Mark,
    NodeId,
    Point,
    Route,
    Sketch,
    SketchEdge,
    SketchGroup,
    SketchNode,
)
from dharma_tui.services.topology.layout.nested import nested
from dharma_tui.widgets.graph_lines import HEAVY, JOINTS, GraphLines
from dharma_tui.widgets.graph_painter import GraphPainter

BOXES: dict[NodeId, Box] = {
    name: Box(name, x, y, 2, 1) for name, x, y in (("west", 0, 2), ("east", 8, 2), ("north", 4, -1), ("south", 4, 5))
}
ACROSS = Route("west", "east", ((2, 2), (7, 2)))
DOWN = Route("north", "south", ((5, 0), (5, 4)))
BRANCHES = (Route("west", "north", ((2, 2), (5, 2), (5, 0))), Route("west", "south", ((2, 2), (5, 2), (5, 4))))


def drawn(*routes: Route, at: Point = (0, 0)) -> list[str]:
    x, y = at
    return ["".join(JOINTS[mask] for mask in row) for row in GraphLines(routes, BOXES).cells(x, y, 8, 5)]


def test_a_line_passes_over_another_that_it_only_crosses() -> None:
    assert drawn(ACROSS, DOWN)[2] == "  ───│─╴"
    assert drawn(ACROSS, DOWN, at=(3, 2))[0] == "──│─╴   "


def test_lines_that_meet_are_joined() -> None:
    assert drawn(ACROSS, *BRANCHES)[2] == "  ───┼─╴"
    assert drawn(*BRANCHES)[2] == "  ───┤  "


def test_a_line_that_crosses_where_others_meet_is_not_hidden_by_them() -> None:
    assert drawn(*BRANCHES, DOWN)[2] == "  ───┤  "
    assert [row[5] for row in drawn(ACROSS, DOWN, *BRANCHES)] == ["│", "│", "┼", "│", "╵"]


ARMS = {char: mask for chars in (JOINTS, HEAVY) for mask, char in enumerate(chars)}


@pytest.mark.parametrize("mark", [Mark.NONE, Mark.PATH])
def test_no_line_ends_in_nothing_beneath_those_of_the_cursor_and_marked_ones(mark: Mark) -> None:
    """Two frames of hosts, each with the lines of its own service, which turn where those of the other pass."""
    names = [f"host {at}" for at in range(6)]
    nodes = [SketchNode(name, name, group="ab"[at % 2]) for at, name in enumerate(names)]
    tops = [SketchNode(name, name, group=group) for name, group in (("queue", None), ("one", "a"), ("two", "b"))]
    ends = [(name, "queue") for name in names] + [(top, name) for top in ("one", "two") for name in names[::-1]]
    edges = tuple(SketchEdge(*pair, mark=mark if pair[0] == "two" else Mark.NONE) for pair in ends)
    sketch = Sketch((*tops, *nodes), edges, (SketchGroup("a", "a"), SketchGroup("b", "b")))
    drawing = nested(sketch, (80, 24)).drawings[Detail.LINES]
    painter, turned = GraphPainter(drawing), 0
    for node in (None, *(node.id for node in sketch.nodes)):
        painter.look_at(node)
        lines = painter.lines.cells(0, 0, drawing.width, drawing.height)
        rows = painter.window(0, 0, drawing.width, drawing.height)
        for y, row in enumerate(rows):
            for x, char in enumerate(row.chars):
                if lines[y][x] not in (0, 5, 10) and char in ARMS:
                    turned += 1
                    assert ARMS[char] == lines[y][x], (node, x, y, char)
    assert turned > 100
