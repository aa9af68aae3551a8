"""The lines of a drawing: joints where they meet, and one above the other where they only cross."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.segment import Segment
from textual.color import Color

from dharma_tui.core.drawing import (
    Box,
    Detail,
    Drawing,
    Mark,
    NodeId,
    Point,
    Route,
    Sketch,
    SketchEdge,
    SketchGroup,
    SketchNode,
    mark_of,
)
from dharma_tui.services.topology.layout.nested import nested
from dharma_tui.widgets.ascii_filter import AsciiOnly, ascii_of
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


def drawing_of(*told: tuple[str, str, Mark], routes: tuple[Route, ...]) -> Drawing:
    edges = tuple(SketchEdge(source, target, mark=mark) for source, target, mark in told)
    nodes = tuple(SketchNode(name, str(name)) for name in BOXES)
    lines = tuple(replace(route, edges=(at,)) for at, route in enumerate(routes))
    return Drawing(Sketch(nodes, edges), Detail.DOTS, 12, 7, tuple(BOXES.values()), (), lines)


def looks(drawing: Drawing, cursor: NodeId | None = None) -> list[list[tuple[str, str]]]:
    """Characters and styles of the rows between the boxes."""
    painter = GraphPainter(drawing)
    painter.look_at(cursor)
    rows = painter.window(0, 0, 12, 5)
    return [[*zip(row.chars[2:8], row.styles[2:8], strict=True)] for row in rows]


def test_a_line_that_others_meet_on_but_not_it_goes_on_beneath_their_joint() -> None:
    trunk = (Route("north", "east", ((5, 0), (5, 2), (7, 2))), Route("north", "south", ((5, 0), (5, 4))))
    assert drawn(ACROSS, *trunk)[2] == "  ───├─╴"
    onto = (Route("west", "south", ((2, 2), (5, 2), (5, 4))), Route("north", "south", ((5, 0), (5, 4))))
    assert drawn(ACROSS, *onto)[2] == "  ───┤─╴"
    assert ascii_of(drawn(ACROSS, *trunk)[2]) == "  ---}--"
    assert ascii_of(drawn(ACROSS, *onto)[2]) == "  ---{--"
    assert ascii_of(drawn(ACROSS, *BRANCHES)[2]) == "  ---+--"


def test_without_unicode_what_passes_side_by_side_does_not_look_joined() -> None:
    beside = ["◀────╮╭─", "─╯╰─", "─┤├─", "━┓┏━", "┄╮"]
    assert [ascii_of(line) for line in beside] == ["<----,,-", "-'`-", "-{}-", "=,,=", ":,"]
    shown = AsciiOnly().apply([Segment("─┤"), Segment("├─ ─"), Segment("├")], Color(0, 0, 0))
    assert [segment.text for segment in shown] == ["-{", "}- -", "}"]


def test_what_came_and_what_went_look_different_and_what_they_share_like_neither() -> None:
    routes = (ACROSS, *BRANCHES)
    told = (("west", "east", Mark.NONE), ("west", "north", Mark.ADDED), ("west", "south", Mark.REMOVED))
    rows = looks(drawing_of(*told, routes=routes))

    assert rows[2] == [*[("─", "edge")] * 3, ("┼", "edge"), ("─", "edge"), ("▶", "edge")]
    down = [("▴", "edge-added"), ("┃", "edge-added"), ("┼", "edge"), ("┆", "edge-removed"), ("▼", "edge-removed")]
    assert [row[3] for row in rows] == down
    near = looks(drawing_of(*told, routes=routes), "west")
    assert [row[3] for row in near] == [*down[:2], ("┼", "edge-near"), *down[3:]]
    assert near[2][5] == ("▶", "edge-near")


def test_a_path_is_seen_as_a_whole_whatever_lies_on_it() -> None:
    told = (("west", "north", Mark.PATH), ("west", "south", Mark.REMOVED))
    rows = looks(drawing_of(*told, routes=BRANCHES))

    assert rows[2][:4] == [*[("━", "edge-marked")] * 3, ("┫", "edge-marked")]
    assert [row[3] for row in rows][3:] == [("┆", "edge-removed"), ("▼", "edge-removed")]


def test_what_came_passes_over_what_it_crosses() -> None:
    told = (("west", "east", Mark.ADDED), ("north", "south", Mark.REMOVED))
    rows = looks(drawing_of(*told, routes=(ACROSS, DOWN)))

    assert rows[2] == [*[("━", "edge-added")] * 5, ("▶", "edge-added")]
    assert rows[1][3] == ("┆", "edge-removed")


@pytest.mark.parametrize(
    ("marks", "mark"),
    [
        ((), Mark.NONE),
        ((Mark.ADDED, Mark.ADDED), Mark.ADDED),
        ((Mark.REMOVED,), Mark.REMOVED),
        ((Mark.NONE, Mark.REMOVED), Mark.CHANGED),
        ((Mark.ADDED, Mark.REMOVED), Mark.CHANGED),
        ((Mark.NONE, Mark.REMOVED, Mark.PATH), Mark.PATH),
    ],
)
def test_a_line_of_which_some_went_has_become_another(marks: tuple[Mark, ...], mark: Mark) -> None:
    assert mark_of(SketchEdge("a", "b", mark=each) for each in marks) is mark


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
