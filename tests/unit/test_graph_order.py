"""Answers about a graph come in one order, however their nodes were numbered."""

from __future__ import annotations

from dharma_tui.core.graph import Affected, Graph, GraphEdge, GraphNode, ImpactGraph
from dharma_tui.core.graph_order import impact_in_order, in_order
from dharma_tui.core.types import ResourceRef, Verb


def _nodes(*keys: str) -> tuple[GraphNode, ...]:
    return tuple(GraphNode(ResourceRef("x.vm", key), key) for key in keys)


def test_the_nearest_come_first_and_then_by_kind_and_key() -> None:
    edges = (GraphEdge(0, 2, Verb.RUNS_ON), GraphEdge(0, 1, Verb.RUNS_ON), GraphEdge(2, 3, Verb.RUNS_ON))
    found = in_order(Graph(_nodes("z", "c", "b", "a"), edges, steps=(0, 1, 1, 2)))

    assert [node.name for node in found.nodes] == ["z", "b", "c", "a"] and found.steps == (0, 1, 1, 2)
    assert [(edge.source, edge.target) for edge in found.edges] == [(0, 1), (0, 2), (1, 3)]


def test_of_those_that_lose_alike_the_reason_of_each_is_among_those_before() -> None:
    edges = (GraphEdge(2, 1, Verb.DEPENDS_ON), GraphEdge(1, 0, Verb.DEPENDS_ON), GraphEdge(3, 0, Verb.DEPENDS_ON))
    told = (Affected(0, 1.0), Affected(3, 1.0, 2), Affected(1, 1.0, 1), Affected(2, 1.0, 0))
    found = impact_in_order(ImpactGraph(Graph(_nodes("db", "m", "a", "b"), edges), told, 4))

    assert [found.graph.nodes[each.node].name for each in found.affected] == ["db", "b", "m", "a"]
    assert [found.reason(each) for each in found.affected] == [
        "fails", "depends on db", "depends on db", "depends on m",
    ]  # fmt: skip
