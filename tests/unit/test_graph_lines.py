"""The lines of a drawing: joints where they meet, and one above the other where they only cross."""

from __future__ import annotations

from dharma_tui.core.drawing import Box, NodeId, Point, Route
from dharma_tui.widgets.graph_lines import JOINTS, GraphLines

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
