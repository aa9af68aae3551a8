"""What stays keeps its place, whatever comes and goes around it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.drawing import Detail, Drawing, Layout, NodeId, Picture, Sketch, SketchEdge, SketchNode
from dharma_tui.services.topology.layout.arrange import arrange
from tests.unit.pictures import DETAILS, check, check_apart, sketch_of, sketches


def places(drawing: Drawing) -> dict[NodeId, tuple[int, int]]:
    """Where boxes begin, counted from where they would be had nothing come left of or above everything."""
    return {box.id: (box.x - drawing.moved[0], box.y - drawing.moved[1]) for box in drawing.boxes}


def furthest(before: Picture, after: Picture, nodes: set[NodeId]) -> int:
    """The most cells that any of ``nodes`` moved, across or down, at any level of detail."""
    steps = [0]
    for detail in DETAILS:
        was, now = places(before.drawings[detail]), places(after.drawings[detail])
        steps += [max(abs(was[n][0] - now[n][0]), abs(was[n][1] - now[n][1])) for n in nodes if n in was and n in now]
    return max(steps)


@given(sketches(), st.randoms(use_true_random=False), st.sampled_from([Layout.LAYERED, Layout.RADIAL]))
@settings(max_examples=120, deadline=None)
def test_what_is_held_stays_and_everything_is_drawn(sketch: Sketch, chance: random.Random, layout: Layout) -> None:
    before = arrange(sketch, layout)
    changed = change(sketch, chance)
    held = {node.id for node in changed.nodes[:2]}
    after = arrange(changed, layout, before=before, focus=before.grid.focus, held=held)
    for drawing in after.drawings.values():
        check(drawing)
    if (
        any(node.id in before.grid.places for node in changed.nodes[:1])
        and after.grid.places.keys() & before.grid.places
    ):
        rows = {
            node: (before.grid.places[node][1], after.grid.places[node][1]) for node in held & before.grid.places.keys()
        }
        assert len({now - was for was, now in rows.values()}) <= 1


def change(sketch: Sketch, chance: random.Random) -> Sketch:
    """A node less, two more, and a few other edges."""
    gone = {node.id for node in sketch.nodes[-1:]}
    nodes = tuple(node for node in sketch.nodes if node.id not in gone)
    nodes += tuple(SketchNode(f"new {at}", f"new {at}") for at in range(2))
    ids = [node.id for node in nodes]
    edges = tuple(edge for edge in sketch.edges if chance.random() > 0.2)
    edges += tuple(SketchEdge(chance.choice(ids), chance.choice(ids), "connects_to") for _ in range(3))
    return Sketch(nodes, edges)


def test_a_refresh_that_changes_nothing_draws_the_same() -> None:
    before = arrange(forest(60, 3))
    after = arrange(forest(60, 3), before=before)
    for detail in DETAILS:
        assert [(box.id, box.x, box.y) for box in after.drawings[detail].boxes] == [
            (box.id, box.x, box.y) for box in before.drawings[detail].boxes
        ]


@pytest.mark.parametrize(("size", "changes"), [(60, 30), (300, 100)])
def test_changed_edges_move_nothing_that_is_held(size: int, changes: int) -> None:
    sketch = forest(size, 5)
    before = arrange(sketch)
    chance = random.Random(2)
    gone = set(chance.sample(range(len(sketch.edges)), changes // 2))
    ends = [chance.randrange(1, size) for _ in range(changes // 2)]
    new = tuple(SketchEdge(chance.randrange(max(0, end - 15), end), end, "connects_to") for end in ends)
    kept = tuple(edge for number, edge in enumerate(sketch.edges) if number not in gone)
    held: set[NodeId] = {0, size // 3, 2 * size // 3}
    after = arrange(replace(sketch, edges=kept + new), before=before, held=held)
    assert furthest(before, after, held) <= 1
    for drawing in after.drawings.values():
        check_apart(drawing)


def test_what_is_in_view_keeps_column_row_and_distance_however_much_comes() -> None:
    few = [SketchNode(name, name) for name in ("web-server", "web-group", "balancer", "disk", "database")]
    told = [("balancer", "web-group"), ("web-group", "web-server"), ("web-server", "database"), ("disk", "web-server")]
    more = [SketchNode(at, f"a-service-with-a-long-name-{at}") for at in range(24)]
    edges = [SketchEdge(*pair, "routes_to") for pair in told]
    came = [SketchEdge("web-group" if at % 2 else "web-server", at, "routes_to") for at in range(24)]
    before = arrange(Sketch(tuple(few), tuple(edges)), room=(76, 30), fits=True, turned=False)
    drawn = Sketch((*few, *more), (*edges, *came))

    after = arrange(drawn, room=(76, 30), before=before, held=["web-server"], fits=True, turned=False)

    was, now = before.grid.places, after.grid.places
    assert len({(now[node][0] - was[node][0], now[node][1] - was[node][1]) for node in was}) == 1
    first, last = ({str(box.id): box.x for box in each.drawings[Detail.LINES].boxes} for each in (before, after))
    for one, other in (("balancer", "web-group"), ("web-group", "web-server"), ("web-server", "database")):
        assert last[other] - last[one] <= first[other] - first[one] + 4, (one, other)


def test_names_of_what_comes_are_whole_where_all_of_it_fits() -> None:
    few = [SketchNode(name, name) for name in ("web-server", "web-group", "balancer", "disk")]
    told = [("balancer", "web-group"), ("web-group", "web-server"), ("disk", "web-server")]
    more = [SketchNode(at, f"a-longer-name-{at}") for at in range(6)]
    edges = [SketchEdge(*pair, "routes_to") for pair in told]
    came = [SketchEdge(at, "web-server", "routes_to") for at in range(6)]
    before = arrange(Sketch(tuple(few), tuple(edges)), room=(120, 30), fits=True, turned=False)
    drawn = Sketch((*few, *more), (*edges, *came))

    after = arrange(drawn, room=(120, 30), before=before, fits=True, turned=False)

    afresh = arrange(drawn, room=(120, 30), fits=True, turned=False)
    shown, whole = ({box.id: box.width for box in each.drawings[Detail.LINES].boxes} for each in (after, afresh))
    assert shown == whole
    assert after.drawings[Detail.LINES].width <= 120


def test_names_are_whole_where_not_all_of_it_is_seen_though_they_are_cut() -> None:
    names = [f"a-service-with-a-long-name-{at}" for at in range(4)]
    nodes = [SketchNode(name, name) for name in names]
    edges = [SketchEdge(*pair, "routes_to") for pair in pairwise(names)]
    before = arrange(Sketch(tuple(nodes), tuple(edges)), room=(140, 30), fits=True, turned=False)
    drawn = Sketch((*nodes, SketchNode("last", "last")), (*edges, SketchEdge(names[-1], "last", "routes_to")))

    after = arrange(drawn, room=(140, 30), before=before, fits=True, turned=False)

    was, now = ({box.id: box.width for box in each.drawings[Detail.LINES].boxes} for each in (before, after))
    assert after.drawings[Detail.LINES].width > 140
    assert {name: now[name] for name in names} == was


def test_where_some_are_gathered_the_rest_keep_their_order_however_much_comes() -> None:
    names = [*"abcdefgh"]
    nodes = [SketchNode(name, name) for name in ("hub", *names)]
    edges = [SketchEdge("hub", name, "routes_to") for name in names]
    before = arrange(Sketch(tuple(nodes), tuple(edges)))
    rows = {str(node): row for node, (_, row) in before.grid.places.items()}
    stayed = [*"hgfec"]
    came = [SketchNode(f"new-{at}", f"new-{at}") for at in range(30)]
    drawn = Sketch(
        (nodes[0], *(SketchNode(name, name) for name in stayed), *came),
        (
            *(SketchEdge("hub", name, "routes_to") for name in stayed),
            *(SketchEdge(stayed[at % 5], f"new-{at}", "depends_on") for at in range(30)),
        ),
    )

    after = arrange(drawn, before=before)

    now = {str(node): row for node, (_, row) in after.grid.places.items()}
    assert sorted(stayed, key=lambda name: now[name]) == sorted(stayed, key=lambda name: rows[name])


def test_of_another_graph_nothing_is_kept() -> None:
    before = arrange(sketch_of((0, 1), (1, 2)))
    other = Sketch((SketchNode("a", "a"), SketchNode("b", "b")), (SketchEdge("a", "b"),))
    assert arrange(other, before=before) == arrange(other)


def forest(size: int, seed: int) -> Sketch:
    """Nodes that each hang on one or two of those before."""
    chance = random.Random(seed)
    nodes = tuple(SketchNode(number, f"service-{number}") for number in range(size))
    edges = tuple(
        SketchEdge(chance.randrange(max(0, number - 15), number), number, "depends_on")
        for number in range(1, size)
        for _ in range(chance.choice((1, 1, 2)))
    )
    return Sketch(nodes, edges)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("layout", "turned"), [(Layout.LAYERED, False), (Layout.LAYERED, True), (Layout.RADIAL, None)])
def test_however_much_comes_rows_and_rings_keep_their_order_and_the_focus_its_cell(
    layout: Layout, turned: bool | None, seed: int
) -> None:
    before: Picture | None = None
    for sketch in widening(seed):
        after = arrange(sketch, layout, room=(120, 37), focus=0, before=before, held=[0], fits=True, turned=turned)
        for drawing in after.drawings.values():
            check_apart(drawing)
        if before is not None:
            for detail in DETAILS:
                there = {box.id: (box.x, box.y) for box in before.drawings[detail].boxes}[0]
                here = places(after.drawings[detail])[0]
                assert max(abs(here[0] - there[0]), abs(here[1] - there[1])) <= 1
            was, now = before.grid.places, after.grid.places
            for one, other in combinations(was, 2):
                if was[one][0] == was[other][0]:
                    assert now[one][0] == now[other][0]
                    assert (was[one][1] < was[other][1]) == (now[one][1] < now[other][1])
        before = after


def test_what_comes_around_a_node_stands_as_many_columns_away_as_hops() -> None:
    told = [(1, 0), (2, 0), (0, 3), (0, 4)]
    came = [(5, 1), (6, 5), (5, 2), (3, 7), (4, 7), (7, 8), (1, 9), (1, 10), (10, 5)]
    before = arrange(sketch_of(*told), Layout.RADIAL, focus=0)
    after = arrange(sketch_of(*told, *came), Layout.RADIAL, focus=0, before=before)
    middle = after.grid.places[0][0]
    hops = {node: column - middle for node, (column, _) in after.grid.places.items()}
    assert hops == {0: 0, 1: -1, 2: -1, 3: 1, 4: 1, 5: -2, 6: -3, 7: 2, 8: 3, 9: 0, 10: -3}


def test_what_comes_stands_in_the_order_of_what_it_is_beside() -> None:
    told = [(0, at) for at in range(1, 7)]
    before = arrange(sketch_of(*told))
    rows = {node: row for node, (_, row) in before.grid.places.items()}
    came = [(1 + at % 6, 7 + at) for at in range(18)]
    after = arrange(sketch_of(*told, *came), before=before).grid.places
    ordered = sorted(range(7, 25), key=lambda node: after[node][1])
    beside = [rows[1 + (node - 7) % 6] for node in ordered]
    assert beside == sorted(beside)


def widening(seed: int) -> Iterator[Sketch]:
    """Around one node of a graph: all within a step, two, and so on, as long as that can be read."""
    chance = random.Random(seed)
    ends = {(chance.randrange(max(0, end - 40), end), end) for end in range(1, 300)}
    ends |= {(chance.randrange(max(1, end // 8)), end) for end in range(1, 300) if chance.random() < 0.4}
    number = {node: (node - 80) % 300 for node in range(300)}
    seen = {80}
    for _ in range(4):
        seen |= {end for pair in ends if seen & {*pair} for end in pair}
        if len(seen) > 90:
            return
        nodes = tuple(SketchNode(number[node], f"service-{node}") for node in sorted(seen))
        edges = (
            SketchEdge(number[one], number[other], "depends_on") for one, other in sorted(ends) if {one, other} <= seen
        )
        yield Sketch(nodes, tuple(edges))
