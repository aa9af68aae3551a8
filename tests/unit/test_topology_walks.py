"""Walks over graphs: neighbours and paths are those that networkx finds."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import ANY, FORTH, Adjacency, Direction, Way
from dharma_tui.services.topology.walks import around, between, other_end, shortest, simple_paths
from tests.unit.topology_lab import graph_of, graphs, oracle, ways

E = Verb.DEPENDS_ON
QUICK = settings(max_examples=150, deadline=None)


def nodes_on(graph: Adjacency, start: int, path: tuple[int, ...] | list[int]) -> list[int]:
    nodes = [start]
    for edge in path:
        nodes.append(other_end(graph, edge, nodes[-1]))
    return nodes


@QUICK
@given(st.data())
def test_neighbours_are_those_within_the_steps(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    way, start = data.draw(ways(graph)), data.draw(st.integers(0, graph.count - 1))
    depth = data.draw(st.integers(0, 5))

    found = around(graph, start, depth, way)

    known = nx.single_source_shortest_path_length(oracle(graph, way, start), start, cutoff=depth)
    assert dict(zip(found.nodes.tolist(), found.steps.tolist(), strict=True)) == known
    assert sorted(found.steps.tolist()) == found.steps.tolist()
    inside = [
        edge
        for edge in range(len(graph))
        if {*graph.ends(edge)} <= known.keys() and (way.verbs is None or graph.verb(edge) in way.verbs)
    ]
    assert found.edges.tolist() == inside == between(graph, found.nodes, way).tolist()


@QUICK
@given(st.data())
def test_a_shortest_path_is_one_and_as_short_as_any(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    way = data.draw(ways(graph))
    start, end = data.draw(st.integers(0, graph.count - 1)), data.draw(st.integers(0, graph.count - 1))
    walked = oracle(graph, way, start, end)

    path = shortest(graph, start, end, way)

    if not nx.has_path(walked, start, end):
        assert path is None
        return
    assert path is not None
    nodes = nodes_on(graph, start, path)
    assert nodes[-1] == end and len(path) == nx.shortest_path_length(walked, start, end)
    assert nx.is_path(walked, nodes)
    assert way.verbs is None or {graph.verb(edge) for edge in path} <= way.verbs


@QUICK
@given(st.data())
def test_simple_paths_are_all_there_are(data: st.DataObject) -> None:
    graph = data.draw(graphs(8))
    way = data.draw(ways(graph))
    start, end = data.draw(st.integers(0, graph.count - 1)), data.draw(st.integers(0, graph.count - 1))
    length = data.draw(st.integers(1, 6))
    walked = oracle(graph, way, start, end)

    found = simple_paths(graph, start, end, length, way)

    known = [] if start == end else [tuple(path) for path in nx.all_simple_paths(walked, start, end, cutoff=length)]
    assert found.is_whole
    assert sorted(tuple(nodes_on(graph, start, path)) for path in found.paths) == sorted(known)
    assert [len(path) for path in found.paths] == sorted(len(path) for path in found.paths)


def test_a_hub_is_cut_where_it_is_too_much_and_said_so() -> None:
    spokes = 10_000
    graph = graph_of(spokes + 2, [*((0, n, E) for n in range(1, spokes + 1)), (spokes, spokes + 1, Verb.RUNS_ON)])

    whole, cut = around(graph, 0, 2), around(graph, 0, 2, limit=100)

    assert (len(whole.nodes), len(whole.edges), whole.is_whole) == (spokes + 2, spokes + 1, True)
    assert (len(cut.nodes), len(cut.edges), cut.is_whole, cut.steps.max()) == (100, 99, False, 1)
    assert shortest(graph, 1, spokes + 1, ANY) == [0, spokes - 1, spokes]
    assert shortest(graph, 1, spokes + 1, FORTH) is None
    assert [graph.verb(edge) for edge in simple_paths(graph, 0, spokes + 1, 3).paths[0]] == [E, Verb.RUNS_ON]


def test_more_paths_than_wanted_are_cut_and_said_so() -> None:
    graph = graph_of(9, [(a, b, E) for a in range(9) for b in range(9) if a != b])

    assert (len(simple_paths(graph, 0, 8, 8, limit=50).paths), simple_paths(graph, 0, 8, 8, limit=50).is_whole) == (
        50,
        False,
    )
    assert simple_paths(graph, 0, 8, 8, limit=100_000, steps=500).is_whole is False


def test_those_that_are_left_out_are_never_shorter_than_those_told() -> None:
    chain = [(a, a + 1, E) for a in range(9)]
    graph = graph_of(10, [*chain, *((a, b, E) for a in range(9) for b in range(a + 2, 9)), (0, 9, E)])

    lengths = [[len(path) for path in simple_paths(graph, 0, 9, 9, limit=limit).paths] for limit in (1, 5, 1000)]

    assert lengths[0] == [1] and lengths[1] == lengths[2][:5] and lengths[2] == sorted(lengths[2])
    assert [len(path) for path in simple_paths(graph, 0, 9, 9, steps=12).paths][:1] == [1]


def test_an_edge_that_stands_for_several_steps_makes_a_path_as_much_longer() -> None:
    graph = graph_of(4, [(0, 3, E), (0, 1, E), (1, 3, E), (1, 2, E), (2, 3, E)])

    def steps(length: int, limit: int = 9) -> list[int]:
        found = simple_paths(graph, 0, 3, length, limit=limit, cost=lambda edge: 3 if edge == 0 else 1)
        return [len(path) for path in found.paths]

    assert (steps(3, 1), sorted(steps(3)[1:]), steps(2)) == ([2], [1, 3], [2])


def test_where_there_is_no_way_there_is_no_path() -> None:
    apart = graph_of(4, [(0, 1, E), (2, 3, E), (1, 1, E)])

    assert shortest(apart, 0, 3, ANY) is None
    assert shortest(apart, 1, 0) is None
    assert shortest(apart, 1, 1) == []
    assert simple_paths(apart, 0, 3, 5, ANY).paths == ()
    assert around(apart, 0, 9).nodes.tolist() == [0, 1]
    nowhere = Way(Direction.OUT, nodes=np.zeros(4, np.bool_))
    assert around(apart, 0, 9, nowhere).nodes.tolist() == [0]
    assert shortest(apart, 0, 1, nowhere) == [0]


def test_edges_that_end_nowhere_are_refused() -> None:
    with pytest.raises(ValueError, match="not among"):
        Adjacency(2, [0], [2], [0])
    with pytest.raises(ValueError, match="length"):
        Adjacency(2, [0, 1], [1], [0])
