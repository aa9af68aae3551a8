"""What is to say more on a picture that stays as it is takes what is free beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.drawing import Detail, Layout, Mark, Picture, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.services.topology.layout.nested import nested
from dharma_tui.widgets.graph_painter import GraphPainter

ROOM = 120, 7
BESIDE = Sketch(
    nodes=tuple(
        SketchNode(name, name, "aws.ec2.route_table", group="vpc")
        for name in ("natinst-rt", "default", "pub-rt", "last-one")
    ),
    edges=(SketchEdge("pub-rt", "last-one", "routes_to"),),
    groups=(SketchGroup("vpc", "a network with a name"),),
)


def rows(picture: Picture, detail: Detail) -> str:
    drawing = picture.drawings[detail]
    return "\n".join(
        "".join(row.chars) for row in GraphPainter(drawing).window(0, 0, drawing.width + 1, drawing.height)
    )


def lost(sketch: Sketch) -> Sketch:
    return replace(sketch, nodes=tuple(replace(node, share=1.0, mark=Mark.AFFECTED) for node in sketch.nodes))


@pytest.mark.parametrize("detail", [Detail.LINES, Detail.BOXES])
def test_names_and_shares_are_whole_where_nothing_else_is(detail: Detail) -> None:
    before = nested(BESIDE, ROOM)
    after = arrange(lost(BESIDE), Layout.NESTED, room=ROOM, before=before)
    corners = [[(box.id, box.x, box.y) for box in each.drawings[detail].boxes] for each in (before, after)]
    assert corners[0] == corners[1]
    assert "natinst-rt 100%" in rows(after, detail) and "⇄ natinst-rt" in rows(after, Detail.LINES)


def test_what_took_free_room_moves_nothing_when_it_is_drawn_again() -> None:
    after = arrange(lost(BESIDE), Layout.NESTED, room=ROOM, before=nested(BESIDE, ROOM))
    again = arrange(lost(BESIDE), Layout.NESTED, room=ROOM, before=after)
    assert again.drawings == after.drawings
    assert arrange(BESIDE, Layout.NESTED, room=ROOM, before=again).drawings == nested(BESIDE, ROOM).drawings
