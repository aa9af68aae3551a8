"""Answers about a graph in an order that does not hang on how somebody numbers what he holds: a store and a graph server agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dharma_tui.core.graph import Affected, Graph, ImpactGraph


def in_order(graph: Graph) -> Graph:
    """The nearest first, and then by kind and key."""
    steps = graph.steps or (0,) * len(graph.nodes)
    return _arranged(graph, sorted(range(len(graph.nodes)), key=lambda at: (steps[at], graph.nodes[at].ref)))[0]


def impact_in_order(found: ImpactGraph) -> ImpactGraph:
    """The worst first, of those the nearest to what failed, and then by kind and key: the reason of each is among those before."""
    nodes, away = found.graph.nodes, dict[int, int]()
    for each in found.affected:
        away[each.node] = 0 if each.edge is None else away[_giver(found.graph, each)] + 1
    affected = sorted(
        found.affected,
        key=lambda each: (each.edge is not None, -round(each.share, 6), away[each.node], nodes[each.node].ref),
    )
    told = [each.node for each in affected]
    graph, edges = _arranged(found.graph, [*told, *(at for at in range(len(nodes)) if at not in away)])
    places = {old: new for new, old in enumerate(told)}
    put = (
        replace(each, node=places[each.node], edge=None if each.edge is None else edges[each.edge]) for each in affected
    )
    return replace(found, graph=graph, affected=tuple(put))


def _giver(graph: Graph, each: Affected) -> int:
    """The other end of the edge that a loss came by."""
    edge = graph.edges[each.edge or 0]
    return edge.target if edge.source == each.node else edge.source


def _arranged(graph: Graph, order: Sequence[int]) -> tuple[Graph, dict[int, int]]:
    """The same with its nodes in this order and its edges in that of their ends; and where each edge went."""
    places = {old: new for new, old in enumerate(order)}
    moved = [replace(edge, source=places[edge.source], target=places[edge.target]) for edge in graph.edges]
    edges = sorted(
        range(len(moved)), key=lambda at: (moved[at].source, moved[at].target, moved[at].verb, moved[at].told)
    )
    arranged = replace(
        graph,
        nodes=tuple(graph.nodes[at] for at in order),
        edges=tuple(moved[at] for at in edges),
        paths=tuple(tuple(places[at] for at in path) for path in graph.paths),
        steps=tuple(graph.steps[at] for at in order) if graph.steps else (),
    )
    return arranged, {old: new for new, old in enumerate(edges)}
