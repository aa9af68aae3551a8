"""One node in the middle, the others by hops on the side from which they are connected."""

from __future__ import annotations

from hypothesis import given, settings

from dharma_tui.core.drawing import Detail, Layout, Sketch
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.services.topology.layout.radial import radial
from tests.unit.pictures import check, sketch_of, sketches


@given(sketches())
@settings(max_examples=100, deadline=None)
def test_every_edge_is_drawn_and_nothing_lies_on_another(sketch: Sketch) -> None:
    for drawing in arrange(sketch, Layout.RADIAL).drawings.values():
        check(drawing)


def test_columns_are_hops() -> None:
    picture = radial(sketch_of((0, 1), (1, 2), (2, 3), (4, 2), (3, 5), (1, 3)), 2)
    columns = {node: place[0] - picture.grid.places[2][0] for node, place in picture.grid.places.items()}
    assert columns == {0: -2, 1: -1, 4: -1, 2: 0, 3: 1, 5: 2}


def test_edges_within_a_column_are_drawn_beside_it() -> None:
    drawing = radial(sketch_of((0, 1), (0, 2), (1, 2)), 0).drawings[Detail.LINES]
    check(drawing)
    assert drawing.boxes[1].x == drawing.boxes[2].x
