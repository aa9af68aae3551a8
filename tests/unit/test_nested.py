"""Frames in frames: everything within what contains it, nothing over anything else."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.drawing import Box, Detail, Frame, Layout, Sketch, SketchGroup, SketchNode
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.services.topology.layout.nested import nested


@st.composite
def estates(draw: st.DrawFn) -> Sketch:
    """Groups that may lie in each other, even in a circle, and nodes in some of them."""
    groups = draw(st.integers(0, 8))
    within = st.one_of(st.none(), st.integers(0, groups))  # the last is no group
    parents = draw(st.lists(within, min_size=groups, max_size=groups))
    homes = draw(st.lists(within, max_size=20))
    return Sketch(
        tuple(SketchNode(f"n{at}", f"node {at}", group=home) for at, home in enumerate(homes)),
        (),
        tuple(SketchGroup(at, f"group {at}", parent=parent) for at, parent in enumerate(parents)),
    )


@given(estates(), st.sampled_from([(40, 10), (120, 40), (220, 50)]))
@settings(max_examples=100, deadline=None)
def test_everything_lies_within_what_contains_it_and_over_nothing_else(sketch: Sketch, room: tuple[int, int]) -> None:
    for drawing in nested(sketch, room).drawings.values():
        frames = {frame.id: frame for frame in drawing.frames}
        assert [box.id for box in drawing.boxes] == [node.id for node in sketch.nodes]
        for one, other in combinations(drawing.boxes, 2):
            assert not overlap(one, other)
        for outer, inner in combinations(drawing.frames, 2):
            assert not overlap(outer, inner) or inside(outer, inner) or inside(inner, outer)
        for node, box in zip(sketch.nodes, drawing.boxes, strict=True):
            assert box.x >= 0
            assert box.x + box.width <= drawing.width
            assert box.y + box.height <= drawing.height
            assert node.group not in frames or inside(box, frames[node.group])
            for frame in drawing.frames:
                assert inside(box, frame) or not overlap(box, frame)


def test_frames_are_packed_to_the_shape_of_the_window() -> None:
    groups = tuple(SketchGroup(f"g{at}", f"subnet {at}") for at in range(12))
    nodes = tuple(SketchNode(f"n{at}", f"web-{at}", group=f"g{at % 12}") for at in range(60))
    sketch = Sketch(nodes, (), groups)
    wide, tall = (arrange(sketch, Layout.NESTED, room=room).drawings[Detail.LINES] for room in ((220, 50), (80, 50)))
    assert wide.width > tall.width
    assert wide.height < tall.height


def overlap(one: Box | Frame, other: Box | Frame) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def inside(one: Box | Frame, frame: Box | Frame) -> bool:
    across = frame.x < one.x and one.x + one.width < frame.x + frame.width
    return across and frame.y < one.y and one.y + one.height < frame.y + frame.height
