"""Sketches to lay out, and what holds for every drawing of one."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import strategies as st

from dharma_tui.core.drawing import Box, Detail, Drawing, Point, Route, Sketch, SketchEdge, SketchNode


def sketch_of(*pairs: tuple[int, int], size: int = 0) -> Sketch:
    """Numbered nodes with these edges."""
    size = max(size, 1 + max((end for pair in pairs for end in pair), default=-1))
    nodes = tuple(SketchNode(number, f"node-{number}") for number in range(size))
    return Sketch(nodes, tuple(SketchEdge(source, target, "depends_on") for source, target in pairs))


@st.composite
def sketches(draw: st.DrawFn, most: int = 12) -> Sketch:
    """Any small graph: cycles, loops, several edges between two nodes, several pieces, names of any kind."""
    size = draw(st.integers(0, most))
    end = st.integers(0, size)  # the last is no node
    pairs = draw(st.lists(st.tuples(end, end), max_size=2 * most)) if size else []
    names = draw(st.lists(st.text(max_size=40), min_size=size, max_size=size))
    nodes = tuple(SketchNode(number, name) for number, name in enumerate(names))
    return Sketch(nodes, tuple(SketchEdge(source, target, "depends_on") for source, target in pairs))


def check(drawing: Drawing) -> None:
    """Boxes are apart and inside; every edge leads from box to box without going through one or along a stranger's."""
    assert sorted(str(box.id) for box in drawing.boxes) == sorted(str(node.id) for node in drawing.sketch.nodes)
    taken: dict[Point, Box] = {}
    for box in drawing.boxes:
        for cell in cells_of_box(box):
            assert cell not in taken, (taken[cell], box)
            taken[cell] = box
            assert 0 <= cell[0] < drawing.width
            assert 0 <= cell[1] < drawing.height
    boxes = {box.id: box for box in drawing.boxes}
    wanted = {(e.source, e.target) for e in drawing.sketch.edges if {e.source, e.target} <= boxes.keys()}
    assert {(route.source, route.target) for route in drawing.routes} == {(a, b) for a, b in wanted if a != b}
    assert {box.id for box in drawing.boxes if box.loops} == {a for a, b in wanted if a == b}
    for route in drawing.routes:
        _check_route(route, drawing, taken, boxes[route.source], boxes[route.target])
    check_apart(drawing)


def _check_route(route: Route, drawing: Drawing, taken: dict[Point, Box], source: Box, target: Box) -> None:
    assert all((x == u) != (y == v) for (x, y), (u, v) in pairwise(route.points)), route
    for cell in cells_of_route(route):
        assert cell not in taken, (route, taken[cell])
        assert 0 <= cell[0] < drawing.width, (route, drawing.width)
        assert 0 <= cell[1] < drawing.height, (route, drawing.height)
    assert _beside(route.points[0], source), (route, source)
    assert _beside(route.points[-1], target), (route, target)
    for number in route.edges:
        edge = drawing.sketch.edges[number]
        assert (edge.source, edge.target) == (route.source, route.target)


def check_apart(drawing: Drawing) -> None:
    """Routes that share more than a crossing share an end: else nobody could tell where they lead."""
    parts = [(route, _steps(route)) for route in drawing.routes]
    for (one, mine), (other, theirs) in combinations(parts, 2):
        if mine & theirs:
            assert {one.source, one.target} & {other.source, other.target}, (one, other)


def _beside(cell: Point, box: Box) -> bool:
    x, y = cell
    level = box.y <= y < box.y + box.height and x in (box.x - 1, box.x + box.width)
    return level or (box.x <= x < box.x + box.width and y in (box.y - 1, box.y + box.height))


def cells_of_box(box: Box) -> list[Point]:
    return [(x, y) for x in range(box.x, box.x + box.width) for y in range(box.y, box.y + box.height)]


def cells_of_route(route: Route) -> set[Point]:
    return {route.points[0]} | {cell for step in _steps(route) for cell in step}


def _steps(route: Route) -> set[frozenset[Point]]:
    """Each step from one cell to the next."""
    steps = set()
    for (x, y), (u, v) in pairwise(route.points):
        across, down = (u > x) - (u < x), (v > y) - (v < y)
        while (x, y) != (u, v):
            steps.add(frozenset({(x, y), (x + across, y + down)}))
            x, y = x + across, y + down
    return steps


DETAILS = tuple(Detail)
