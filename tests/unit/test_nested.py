"""Frames in frames: everything within what contains it, nothing over anything else, lines around it, places kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.drawing import (
    Box,
    Changes,
    Detail,
    Drawing,
    Frame,
    Layout,
    Mark,
    NodeId,
    Picture,
    Point,
    Sketch,
    SketchEdge,
    SketchGroup,
    SketchNode,
)
from dharma_tui.core.faces import face_of_frame, fitted_words
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.services.topology.layout.nested import nested
from dharma_tui.widgets.graph_painter import GraphPainter


@st.composite
def estates(draw: st.DrawFn) -> Sketch:
    """Groups that may lie in each other, even in a circle, nodes in some of them, edges between any two."""
    groups = draw(st.integers(0, 8))
    within = st.one_of(st.none(), st.integers(0, groups))  # the last is no group
    parents = draw(st.lists(within, min_size=groups, max_size=groups))
    homes = draw(st.lists(within, max_size=20))
    ends = st.sampled_from([*range(groups), *(f"n{at}" for at in range(len(homes) + 1))])
    return Sketch(
        tuple(SketchNode(f"n{at}", f"node {at}", group=home) for at, home in enumerate(homes)),
        tuple(SketchEdge(*pair, "routes_to") for pair in draw(st.lists(st.tuples(ends, ends), max_size=20))),
        tuple(SketchGroup(at, f"group {at}", parent=parent) for at, parent in enumerate(parents)),
    )


rooms = st.sampled_from([(40, 10), (120, 40), (220, 50)])


@given(estates(), rooms)
@settings(max_examples=100, deadline=None)
def test_everything_lies_within_what_contains_it_and_over_nothing_else(sketch: Sketch, room: tuple[int, int]) -> None:
    for drawing in nested(sketch, room).drawings.values():
        check(drawing)


def check(drawing: Drawing) -> None:
    frames = {frame.id: frame for frame in drawing.frames}
    assert [box.id for box in drawing.boxes] == [node.id for node in drawing.sketch.nodes]
    for one, other in combinations(drawing.boxes, 2):
        assert not overlap(one, other)
    for outer, inner in combinations(drawing.frames, 2):
        assert not overlap(outer, inner) or outer.box.encloses(inner.box) or inner.box.encloses(outer.box)
    for node, box in zip(drawing.sketch.nodes, drawing.boxes, strict=True):
        assert box.x >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
        assert node.group not in frames or frames[node.group].box.encloses(box)
        for frame in drawing.frames:
            assert frame.box.encloses(box) or not overlap(box, frame)


@given(estates(), rooms)
@settings(max_examples=100, deadline=None)
def test_lines_lead_around_boxes_and_titles_and_cross_borders_straight(sketch: Sketch, room: tuple[int, int]) -> None:
    for drawing in nested(sketch, room).drawings.values():
        ends = {box.id: box for box in drawing.boxes} | {frame.id: frame.box for frame in drawing.frames}
        solid = {cell for box in drawing.boxes for cell in cells(box)}
        level = {(x, y) for frame in drawing.frames for x in range(frame.x, frame.x + frame.width)
                 for y in (frame.y, frame.y + frame.height - 1)}  # fmt: skip
        upright = {(x, y) for frame in drawing.frames for x in (frame.x, frame.x + frame.width - 1)
                   for y in range(frame.y, frame.y + frame.height)}  # fmt: skip
        for route in drawing.routes:
            for end, point in ((route.source, route.points[0]), (route.target, route.points[-1])):
                box = ends[end]
                assert point[0] in (box.x - 1, box.x + box.width)
                assert box.y <= point[1] < box.y + box.height
            for start, stop in pairwise(route.points):
                line = along(start, stop)
                assert start[0] == stop[0] or start[1] == stop[1]
                assert not solid & line
                assert not (level if start[1] == stop[1] else upright) & line or start == stop


def test_each_visible_relationship_has_a_line_and_lines_of_strangers_do_not_lie_on_each_other() -> None:
    drawing = nested(shop(), (120, 40), [Detail.LINES]).drawings[Detail.LINES]
    drawn = {(route.source, route.target) for route in drawing.routes}
    assert drawn == {(edge.source, edge.target) for edge in drawing.sketch.edges if edge.target != "vpc"}
    for one, other in combinations(drawing.routes, 2):
        if not {one.source, one.target} & {other.source, other.target}:
            assert not parts_of(one.points) & parts_of(other.points)


@pytest.mark.parametrize("detail", [Detail.LINES, Detail.BOXES])
@pytest.mark.parametrize("room", [(80, 22), (120, 37), (220, 47)])
def test_lines_are_drawn_in_an_order_that_keeps_strangers_apart(room: Point, detail: Detail) -> None:
    drawing = nested(behind_a_balancer(), room, [detail]).drawings[detail]
    for one, other in combinations(drawing.routes, 2):
        if not {one.source, one.target} & {other.source, other.target}:
            assert not parts_of(one.points) & parts_of(other.points)


@pytest.mark.parametrize("room", [(80, 22), (120, 37), (220, 47)])
def test_lines_that_lead_to_a_box_do_not_lie_on_those_that_lead_on_from_it_where_there_is_room(room: Point) -> None:
    """On one line both would read as a relationship between the far ends."""
    for sketch, detail in ((shop(), Detail.LINES), (shop(), Detail.BOXES), (behind_a_balancer(), Detail.BOXES)):
        drawing = nested(sketch, room, [detail]).drawings[detail]
        for one, other in combinations(drawing.routes, 2):
            if one.target == other.source and one.source != other.target:
                assert not parts_of(one.points) & parts_of(other.points), (one, other)


def test_hiding_some_of_the_boxes_draws_no_more_lines_until_they_are_few() -> None:
    def of(boxes: int) -> Sketch:
        held = tuple(SketchNode(f"n{at}", f"n{at}", group=f"g{at % 4}") for at in range(boxes))
        edges = tuple(
            SketchEdge(f"n{one}", f"n{(one + step) % 27}", "routes_to") for one in range(27) for step in (5, 8, 11)
        )
        there = tuple(edge for edge in edges if {edge.source, edge.target} <= {node.id for node in held})
        return Sketch(held, there, tuple(SketchGroup(f"g{at}", f"g{at}") for at in range(4)))

    def drawing(picture: Picture) -> Drawing:
        return picture.drawings[Detail.LINES]

    whole = nested(of(27), (120, 40), [Detail.LINES])
    less = nested(of(22), (120, 40), [Detail.LINES], whole)
    few = nested(of(14), (120, 40), [Detail.LINES], less)
    assert [len(drawing(each).routes) for each in (whole, less, few)] == [81, 51, 18]
    assert [drawing(each).is_crowded for each in (whole, less, few)] == [True, True, False]
    assert not drawing(nested(of(22), (120, 40), [Detail.LINES])).is_crowded
    assert not drawing(nested(of(22), (120, 40), [Detail.LINES], few)).is_crowded


def test_frames_are_packed_to_the_shape_of_the_window() -> None:
    groups = tuple(SketchGroup(f"g{at}", f"subnet {at}") for at in range(12))
    nodes = tuple(SketchNode(f"n{at}", f"web-{at}", group=f"g{at % 12}") for at in range(60))
    sketch = Sketch(nodes, (), groups)
    wide, tall = (arrange(sketch, Layout.NESTED, room=room).drawings[Detail.LINES] for room in ((220, 50), (80, 50)))
    assert wide.width > tall.width
    assert wide.height < tall.height


def test_a_frame_is_as_wide_as_its_title_where_the_window_is() -> None:
    name = "subnet-0a1b2c3d4e5f67890-private"
    sketch = Sketch((SketchNode("n", "n", group="g"),), (), (SketchGroup("g", name, count=3),))
    (wide,) = nested(sketch, (120, 40), [Detail.LINES]).drawings[Detail.LINES].frames
    (narrow,) = nested(sketch, (30, 10), [Detail.LINES]).drawings[Detail.LINES].frames
    assert wide.width == len(f"{name} ×3") + 6
    assert narrow.width == 30


# -- what is drawn again ----------------------------------------------------------------------------------------------------


def test_a_frame_has_room_for_the_numbers_of_its_title_in_a_window_that_is_narrow() -> None:
    changes = Changes(121, 115, 126)
    group = SketchGroup("region", "eu-west-1", "region", count=354, aside="region", changes=changes)
    sketch = Sketch((SketchNode("web", "web", "a.web", group="region"),), (), (group,))
    for width in (30, 40, 200):
        (frame,) = nested(sketch, (width, 24)).drawings[Detail.LINES].frames
        words = [word for _, word in fitted_words(face_of_frame(group), frame.width - 5)]
        assert words[-3:] == ["+121", "~115", "-126"]


@given(estates(), st.integers(0, 30), rooms)
@settings(max_examples=100, deadline=None)
def test_what_goes_moves_nothing(sketch: Sketch, which: int, room: tuple[int, int]) -> None:
    if len(sketch.nodes) > 2:
        gone = sketch.nodes[which % len(sketch.nodes)]
        before = nested(sketch, room)
        now = arrange(
            replace(sketch, nodes=tuple(node for node in sketch.nodes if node is not gone)),
            Layout.NESTED, room=room, before=before,
        )  # fmt: skip
        for detail, moved in moves(before, now).items():
            assert set(moved.values()) <= {(0, 0)}, detail


@given(estates(), st.integers(0, 8), rooms, st.sampled_from(["new", "a rather long name of something new"]))
@settings(max_examples=150, deadline=None)
def test_what_comes_moves_nothing_by_more_than_a_row_of_boxes(
    sketch: Sketch, home: int, room: tuple[int, int], name: str
) -> None:
    frames = {group.id for group in sketch.groups}
    before = nested(sketch, room)
    held = {frame.id for frame in before.drawings[Detail.LINES].frames}
    came = SketchNode("new", name, group=home if home in frames and home in held else None)
    now = arrange(replace(sketch, nodes=(*sketch.nodes, came)), Layout.NESTED, room=room, before=before)
    for detail, moved in moves(before, now).items():
        check(now.drawings[detail])
        rows = 3 if detail is Detail.BOXES else 1
        assert all(x == 0 and 0 <= y <= rows for x, y in moved.values()), detail


@given(estates(), st.integers(0, 30), st.integers(1, 30), rooms)
@settings(max_examples=150, deadline=None)
def test_opening_moves_things_aside_and_down_at_most_and_closing_back_at_most(
    sketch: Sketch, which: int, members: int, room: tuple[int, int]
) -> None:
    if not sketch.nodes:
        return
    opened = sketch.nodes[which % len(sketch.nodes)]
    inner = tuple(SketchNode(f"m{at}", f"member {at}", group=opened.id) for at in range(members))
    kept = tuple(node for node in sketch.nodes if node is not opened)
    open_sketch = Sketch(
        kept + inner, sketch.edges, (*sketch.groups, SketchGroup(opened.id, opened.label, parent=opened.group))
    )
    before = nested(sketch, room)
    now = arrange(open_sketch, Layout.NESTED, room=room, before=before)
    around = holders(sketch, opened.group)
    for detail, moved in moves(before, now).items():
        check(now.drawings[detail])
        frame = next(frame for frame in now.drawings[detail].frames if frame.id == opened.id)
        for id, (x, y) in moved.items():
            assert (x >= 0 and y >= 0) or id == opened.id
            top = places(now.drawings[detail])[id][1]
            assert y == 0 or id in around or top >= frame.y, "what is above stays"
    closed = arrange(sketch, Layout.NESTED, room=room, before=now)
    for detail, moved in moves(now, closed).items():
        check(closed.drawings[detail])
        assert all(x <= 0 and y <= 0 for x, y in moved.values()), detail


def test_what_stands_beside_a_frame_that_is_opened_moves_aside_and_keeps_its_line() -> None:
    regions = tuple(SketchGroup(name, name) for name in ("west", "east"))
    nodes = tuple(SketchNode(f"{at}-{group.id}", f"net {at} {group.id}", group=group.id)
                  for group in regions for at in range(3))  # fmt: skip
    inner = tuple(SketchNode(f"m{at}", f"a server that has a name {at}", group="1-west") for at in range(4))
    sketch = Sketch(nodes, (), regions)
    opened = Sketch(
        (*(node for node in nodes if node.id != "1-west"), *inner), (),
        (*regions, SketchGroup("1-west", "net 1 west", parent="west")),
    )  # fmt: skip
    before = nested(sketch, (120, 8), [Detail.LINES])
    now = arrange(opened, Layout.NESTED, room=(120, 8), before=before, details=[Detail.LINES])
    closed = arrange(sketch, Layout.NESTED, room=(120, 8), before=now, details=[Detail.LINES])

    check(now.drawings[Detail.LINES])
    was, wide = ({frame.id: frame.width for frame in each.drawings[Detail.LINES].frames} for each in (before, now))
    moved = moves(before, now)[Detail.LINES]
    assert wide["west"] > was["west"]
    assert {step for id, step in moved.items() if str(id).endswith("east")} == {(wide["west"] - was["west"], 0)}
    assert {moved[id] for id in ("west", "0-west", "2-west")} == {(0, 0)}
    assert places(closed.drawings[Detail.LINES]) == places(before.drawings[Detail.LINES])


def test_lines_leave_room_for_how_many_alerts_there_are_on_a_frame() -> None:
    groups = (SketchGroup("a", "one", count=3, alerts=12345), SketchGroup("b", "two", count=3))
    nodes = tuple(
        SketchNode(f"{name}{at}", f"the {name} of number {at}", group=name) for name in "ab" for at in range(3)
    )
    outer = tuple(SketchNode(f"up{at}", f"up {at}") for at in range(4))
    edges = tuple(SketchEdge(f"up{at}", f"{name}{at % 3}") for at in range(4) for name in "ab")
    drawing = nested(Sketch((*outer, *nodes), edges, groups), (60, 30)).drawings[Detail.LINES]
    rows = ["".join(row.chars) for row in GraphPainter(drawing).window(0, 0, drawing.width, drawing.height)]
    for frame in drawing.frames:
        title = " one ×3 !12,345 " if frame.id == "a" else " two ×3 "
        assert rows[frame.y][frame.x + 2 :].startswith(title)
        crossed = {x for route in drawing.routes for start, stop in pairwise(route.points) if start[0] == stop[0]
                   for x, y in along(start, stop) if y == frame.y}  # fmt: skip
        assert crossed and crossed.isdisjoint(range(frame.x, frame.x + 2 + max(len(title), len(" two ×3 !99 "))))


@given(estates(), rooms)
@settings(max_examples=60, deadline=None)
def test_the_same_drawn_again_is_the_same(sketch: Sketch, room: tuple[int, int]) -> None:
    before = nested(sketch, room)
    again = nested(sketch, room, before=before)
    assert again.drawings == before.drawings


def test_what_is_affected_says_how_much_or_that_it_is_and_moves_nothing() -> None:
    names = ("to-alb", "web", "frontend")
    edges = (SketchEdge("to-alb", "web", "routes_to"), SketchEdge("web", "frontend", "routes_to"))
    sketch = Sketch(tuple(SketchNode(name, name, "aws.ec2.instance", group="vpc") for name in names), edges,
                    (SketchGroup("vpc", "vpc"),))  # fmt: skip
    before = nested(sketch, (30, 12), (Detail.LINES,))
    lost = replace(sketch, nodes=tuple(replace(node, mark=Mark.AFFECTED, share=0.25) for node in sketch.nodes))

    drawing = nested(lost, (30, 12), (Detail.LINES,), before).drawings[Detail.LINES]

    corners = [(box.id, box.x, box.y) for box in drawing.boxes]
    assert corners == [(box.id, box.x, box.y) for box in before.drawings[Detail.LINES].boxes]
    rows = ["".join(row.chars) for row in GraphPainter(drawing).window(0, 0, drawing.width, drawing.height)]
    for box, name in zip(drawing.boxes, names, strict=True):
        said = rows[box.y][box.x : box.x + box.width]
        assert name in said and ("25%" in said or "»" in said), said
    assert any("25%" in row for row in rows)


def test_what_grows_pushes_only_what_lies_below_it() -> None:
    before = nested(shop(), (120, 40), [Detail.LINES])
    more = tuple(SketchNode(f"more-{at}", f"more {at}", group="one") for at in range(5))
    now = arrange(
        replace(shop(), nodes=shop().nodes + more), Layout.NESTED, room=(120, 40), before=before,
        details=[Detail.LINES],
    )  # fmt: skip
    check(now.drawings[Detail.LINES])
    moved = moves(before, now)[Detail.LINES]
    assert {id for id, step in moved.items() if step != (0, 0)} <= {"other", "queue"}


@pytest.mark.parametrize("count", [1, 40])
def test_hardly_anything_left_is_arranged_anew(count: int) -> None:
    groups = tuple(SketchGroup(at, f"group {at}") for at in range(10))
    many = Sketch(tuple(SketchNode(f"n{at}", f"node {at}", group=at % 10) for at in range(60)), (), groups)
    few = replace(many, nodes=many.nodes[:count], groups=groups[: min(count, 10)])
    before, fresh = nested(many), nested(few)
    now = arrange(few, Layout.NESTED, before=before)
    assert (now.drawings == fresh.drawings) is (count == 1)


def shop() -> Sketch:
    groups = (
        SketchGroup("region", "eu-west-1"), SketchGroup("vpc", "vpc-1", parent="region"),
        SketchGroup("one", "subnet-1", parent="vpc"), SketchGroup("two", "subnet-2", parent="vpc"),
        SketchGroup("other", "us-east-1"),
    )  # fmt: skip
    webs = [f"web-{at}" for at in range(8)]
    nodes = [SketchNode(web, web, "aws.ec2.instance", group="one" if at < 4 else "two") for at, web in enumerate(webs)]
    nodes += [
        SketchNode("lb", "balancer", group="region"), SketchNode("db", "orders", group="vpc"),
        SketchNode("queue", "queues", group="other", count=70),
    ]  # fmt: skip
    edges = [SketchEdge("lb", web, "routes_to") for web in webs] + [SketchEdge(web, "db", "depends_on") for web in webs]
    edges += [SketchEdge("web-1", "queue", "connects_to", 12), SketchEdge("db", "vpc", "protects")]
    return Sketch(tuple(nodes), tuple(edges), groups)


def behind_a_balancer() -> Sketch:
    groups = (
        SketchGroup("region", "eu-west-1"), SketchGroup("vpc", "prod", parent="region"),
        SketchGroup("one", "priv-b", parent="vpc"), SketchGroup("two", "priv-c", parent="vpc"),
    )  # fmt: skip
    homes = {"web-a0": "region", "web-a2": "region", **{f"web-{zone}{at}": home for zone, home in (("b", "one"), ("c", "two"))
             for at in range(3)}}  # fmt: skip
    nodes = [SketchNode(name, name, "aws.ec2.instance", group=home) for name, home in homes.items()]
    nodes += [
        SketchNode(name, name, "aws.ec2.thing", group="region")
        for name in ("shop-lb", "web", "orders-key", "orders-db")
    ]
    edges = [SketchEdge("shop-lb", "web", "routes_to"), SketchEdge("orders-db", "orders-key", "depends_on")]
    edges += [SketchEdge("web", name, "routes_to") for name in homes]
    edges += [SketchEdge(name, "orders-db", "depends_on") for name in homes]
    return Sketch(tuple(nodes), tuple(edges), groups)


def holders(sketch: Sketch, group: NodeId | None) -> set[NodeId]:
    parents = {each.id: each.parent for each in sketch.groups}
    found: set[NodeId] = set()
    while group is not None and group in parents and group not in found:
        found.add(group)
        group = parents[group]
    return found


def places(drawing: Drawing) -> Mapping[NodeId, Point]:
    return {box.id: (box.x, box.y) for box in (*(frame.box for frame in drawing.frames), *drawing.boxes)}


def moves(before: Picture, now: Picture) -> Mapping[Detail, Mapping[NodeId, Point]]:
    """By how much each that stayed moved, at each level of detail."""
    found = {}
    for detail, drawing in now.drawings.items():
        was, is_now = places(before.drawings[detail]), places(drawing)
        found[detail] = {id: (x - was[id][0], y - was[id][1]) for id, (x, y) in is_now.items() if id in was}
    return found


def overlap(one: Box | Frame, other: Box | Frame) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def cells(box: Box) -> set[Point]:
    return {(x, y) for x in range(box.x, box.x + box.width) for y in range(box.y, box.y + box.height)}


def along(start: Point, stop: Point) -> set[Point]:
    (x, y), (u, v) = sorted((start, stop))
    return {(column, row) for column in range(x, u + 1) for row in range(min(y, v), max(y, v) + 1)}


def parts_of(points: tuple[Point, ...]) -> set[tuple[Point, Point]]:
    """The steps of a line from cell to cell."""
    found = set()
    for start, stop in pairwise(points):
        line = sorted(along(start, stop))
        found |= set(pairwise(line))
    return found
