"""Drawings from the top down: what holds for any graph, when they are made, and what stays where it is."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.drawing import Detail, Layout, Picture, Sketch
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.services.topology.layout.drawn import faces_of, picture_of
from dharma_tui.services.topology.layout.lattice import lattice_of
from dharma_tui.services.topology.layout.layered import planned
from dharma_tui.services.topology.layout.web import pieces_of, web_of
from tests.unit.pictures import check, sketch_of, sketches


def from_the_top(sketch: Sketch, width: int | None = None) -> Picture:
    web, faces = web_of(sketch), faces_of(sketch)
    lattice = lattice_of(planned(web, pieces_of(web), faces, (80, 24), turned=True), web.size)
    return picture_of(sketch, faces, web, lattice, tuple(Detail), width=width, turned=True)


@given(sketches(), st.sampled_from([None, 60]))
@settings(max_examples=150, deadline=None)
def test_every_edge_is_drawn_from_box_to_box_and_nothing_lies_on_another(sketch: Sketch, width: int | None) -> None:
    for drawing in from_the_top(sketch, width).drawings.values():
        check(drawing)


def test_edges_lead_down() -> None:
    drawing = from_the_top(sketch_of((0, 1), (1, 2), (0, 2))).drawings[Detail.LINES]
    assert [box.y for box in drawing.boxes] == sorted({box.y for box in drawing.boxes})


def chain(length: int, label: str = "node-with-a-name") -> Sketch:
    sketch = sketch_of(*((at, at + 1) for at in range(length - 1)), *((at, at + 2) for at in range(length - 2)))
    return replace(sketch, nodes=tuple(replace(node, label=f"{label}-{node.id}") for node in sketch.nodes))


@pytest.mark.parametrize("layout", [Layout.LAYERED, Layout.RADIAL])
def test_what_is_too_wide_is_turned_where_all_of_it_is_seen_then(layout: Layout) -> None:
    for length in (3, 5, 8):
        picture = arrange(chain(length), layout, room=(80, 24), focus=0, fits=True)
        drawing = picture.drawings[Detail.LINES]
        assert drawing.width <= 80 and drawing.height <= 24
        assert picture.grid.turned is (length > 3)
    assert not arrange(chain(8), layout, room=(80, 24), focus=0).grid.turned
    assert not arrange(chain(8), layout, room=(400, 24), focus=0, fits=True).grid.turned


@given(sketches(10).filter(lambda sketch: len(sketch.nodes) > 3), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_what_is_held_stays_when_more_comes(sketch: Sketch, chance: random.Random) -> None:
    before = from_the_top(sketch)
    more = sketch_of(*((chance.randrange(12), chance.randrange(12)) for _ in range(6)), size=12)
    nodes = (*sketch.nodes, *more.nodes[len(sketch.nodes) :])
    grown = Sketch(nodes, (*sketch.edges, *more.edges))
    held = chance.choice(sketch.nodes).id
    after = arrange(grown, before=before, held=[held], fits=True)
    assert after.grid.turned
    for detail, drawing in after.drawings.items():
        check(drawing)
        was, now = (
            next(box for box in picture.drawings[detail].boxes if box.id == held) for picture in (before, after)
        )
        moved = now.middle[0] - was.middle[0] - drawing.moved[0], now.y - was.y - drawing.moved[1]
        assert max(map(abs, moved)) <= 1, (detail, was, now, drawing.moved)
