"""What lines say: for how many each stands, and that they stay joined whatever is looked at and said."""

from __future__ import annotations

import pytest

from dharma_tui.core.drawing import (
    Box,
    Detail,
    Drawing,
    Frame,
    NodeId,
    Route,
    Sketch,
    SketchEdge,
    SketchGroup,
    SketchNode,
)
from dharma_tui.widgets.graph_painter import GraphPainter

TRUNK = {
    "hub": Box("hub", 0, 0, 5, 1), "one": Box("one", 28, 0, 5, 1), "two": Box("two", 28, 2, 5, 1), "four": Box("four", 28, 4, 5, 1),
}  # fmt: skip
WAYS = {
    "one": ((5, 0), (27, 0)), "two": ((5, 0), (16, 0), (16, 2), (27, 2)), "four": ((5, 0), (16, 0), (16, 4), (27, 4)),
}  # fmt: skip


def painter(
    counts: dict[str, int], ways: dict[str, tuple[tuple[int, int], ...]] = WAYS, verb: str = ""
) -> GraphPainter:
    edges = tuple(SketchEdge("hub", name, verb, count) for name, count in counts.items())
    nodes = tuple(SketchNode(name, name, group="all") for name in TRUNK)
    sketch = Sketch(nodes, edges, (SketchGroup("all", "all"),))
    routes = tuple(Route("hub", name, ways[name], (number,)) for number, name in enumerate(counts))
    frame = Frame("all", -2, -2, 40, 9)
    return GraphPainter(Drawing(sketch, Detail.LINES, 36, 8, tuple(TRUNK.values()), (frame,), routes))


def rows(painter: GraphPainter) -> list[str]:
    return ["".join(row.chars)[5:28] for row in painter.window(0, 0, 36, 5)]


def test_each_of_the_lines_that_share_a_part_says_its_own_count_where_it_is_alone() -> None:
    shown = rows(painter({"one": 3, "two": 7, "four": 1}))
    assert "×3" in shown[0] and shown[0].index("×3") > 12
    assert "×7" in shown[2]
    assert "×" not in shown[4]


def test_lines_without_room_of_their_own_say_on_the_shared_part_for_how_many_they_stand_together() -> None:
    short = {"one": ((5, 0), (27, 0)), "two": ((5, 0), (25, 0), (25, 2), (27, 2))}
    shown = rows(painter({"one": 3, "two": 7}, short))
    assert "×10" in shown[0] and "×3" not in shown[0] and "×7" not in "".join(shown)


@pytest.mark.parametrize("cursor", [*TRUNK])
@pytest.mark.parametrize("verb", ["", "owns"])
def test_lines_stay_joined_whatever_the_cursor_is_on_and_is_said(cursor: NodeId, verb: str) -> None:
    drawn = painter({"one": 1, "two": 1, "four": 1}, verb=verb)
    joints = {(y, x): row[x] for y, row in enumerate(rows(drawn)) for x in range(len(row)) if row[x] in "┬├╰"}
    assert [row[11] for row in rows(drawn)] == ["┬", "│", "├", "│", "╰"]
    drawn.look_at(cursor)
    shown = rows(drawn)
    assert {place: shown[place[0]][place[1]] for place in joints} == joints
    assert all(shown[y][x - 1] not in " " for y, x in joints if y == 0)
    assert ("owns" in "".join(shown)) == bool(verb)
