"""Layered drawings: what holds for any graph, and what some in particular look like."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings

from dharma_tui.core.drawing import Detail, Sketch, SketchEdge, SketchNode
from dharma_tui.core.faces import face_of, size_of
from dharma_tui.core.text import cells_of
from dharma_tui.services.topology.layout.layered import layered
from tests.unit.pictures import check, check_apart, sketch_of, sketches


@given(sketches())
@settings(max_examples=150, deadline=None)
def test_every_edge_is_drawn_from_box_to_box_and_nothing_lies_on_another(sketch: Sketch) -> None:
    for drawing in layered(sketch).drawings.values():
        check(drawing)


@given(sketches(8))
@settings(max_examples=25, deadline=None)
def test_the_same_graph_is_drawn_the_same(sketch: Sketch) -> None:
    assert layered(sketch) == layered(sketch)


def test_edges_lead_from_left_to_right() -> None:
    drawing = layered(sketch_of((0, 1), (1, 2), (0, 2))).drawings[Detail.LINES]
    assert [box.x for box in drawing.boxes] == sorted({box.x for box in drawing.boxes})


def test_an_edge_that_closes_a_cycle_leads_back() -> None:
    drawing = layered(sketch_of((0, 1), (1, 2), (2, 0))).drawings[Detail.LINES]
    back = next(route for route in drawing.routes if (route.source, route.target) == (2, 0))
    assert back.points[0][0] > back.points[-1][0]


def test_several_edges_between_two_nodes_are_one_route() -> None:
    drawing = layered(sketch_of((0, 1), (0, 1), (0, 1))).drawings[Detail.BOXES]
    assert [route.edges for route in drawing.routes] == [(0, 1, 2)]


def test_bundles_that_change_places_are_not_drawn_as_one() -> None:
    """Each leaves on the row where the other arrives."""
    for drawing in layered(sketch_of((0, 2), (0, 3), (1, 2), (1, 4), (5, 3), (5, 2))).drawings.values():
        check(drawing)


def test_a_hub_of_ten_thousand_takes_one_track() -> None:
    spokes = 10_000
    drawing = layered(sketch_of(*((0, number) for number in range(1, spokes + 1))), details=(Detail.LINES,)).drawings[
        Detail.LINES
    ]
    assert len(drawing.routes) == spokes
    assert drawing.height == spokes
    assert drawing.width < 50


def test_pieces_that_do_not_hang_together_fill_the_shape_of_the_window() -> None:
    pieces = sketch_of(*((2 * n, 2 * n + 1) for n in range(40)), size=100)
    narrow, wide = (layered(pieces, room).drawings[Detail.LINES] for room in ((40, 40), (200, 40)))
    assert wide.width > 1.5 * narrow.width
    assert wide.height < narrow.height
    check_apart(wide)


def test_boxes_are_wide_enough_for_wide_characters_and_escapes() -> None:
    nodes = (SketchNode("a", "数据库-主"), SketchNode("b", "\x1b[31mred"), SketchNode("c", "x" * 500))
    drawing = layered(Sketch(nodes, (SketchEdge("a", "b"),))).drawings[Detail.LINES]
    widths = {box.id: box.width for box in drawing.boxes}
    assert widths["a"] >= cells_of("数据库-主") + 3
    assert widths["b"] >= len("\\x1b[31mred") + 3
    assert widths["c"] < 40


@given(sketches(10))
@settings(max_examples=60, deadline=None)
def test_labels_give_way_to_nothing_but_what_is_beside_them(sketch: Sketch) -> None:
    named = replace(sketch, nodes=tuple(replace(node, label=f"a rather long name {node.id}") for node in sketch.nodes))
    drawing = layered(named, (60, 20), (Detail.LINES,), fits=True).drawings[Detail.LINES]
    check(drawing)
    taken = {(x, box.y) for box in drawing.boxes for x in range(box.x, box.x + box.width)}
    for route in drawing.routes:
        for (x, y), (u, v) in pairwise(route.points):
            taken |= {(at, row) for at in range(min(x, u), max(x, u) + 1) for row in range(min(y, v), max(y, v) + 1)}
    for box, node in zip(drawing.boxes, named.nodes, strict=True):
        if box.width < size_of(face_of(node), Detail.LINES)[0] and box.x + box.width < drawing.width:
            assert taken & {(box.x + box.width + more, box.y) for more in (0, 1)}
