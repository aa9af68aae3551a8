"""Nodes that have more to do with each other than with others.

By moving nodes to where modularity grows the most, then whole communities (Blondel, Guillaume, Lambiotte and Lefebvre, 2008),
nodes in their order, so that the same graph has the same communities.
"""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.core.drawing import NodeId, Sketch

PASSES = 4
"""Times that every node of a level is looked at."""
LEVELS = 4
Weights = list[dict[int, int]]
"""For each node its neighbours and how heavy the edges to them are; to itself, what was within it."""


def communities(sketch: Sketch) -> dict[NodeId, str]:
    """The community of every node that has neighbours, named after its most connected member."""
    around = _weights(sketch)
    home = list(range(len(around)))
    weights = around
    for _ in range(LEVELS):
        found = _moved(weights)
        if len(set(found)) == len(found):
            break
        number = {name: at for at, name in enumerate(dict.fromkeys(found))}
        home = [number[found[place]] for place in home]
        weights = _together(weights, [number[name] for name in found])
    leaders: dict[int, int] = {}
    for node, name in enumerate(home):
        if name not in leaders or len(around[node]) > len(around[leaders[name]]):
            leaders[name] = node
    return {
        node.id: f"around {sketch.nodes[leaders[home[at]]].label}" for at, node in enumerate(sketch.nodes) if around[at]
    }


def _weights(sketch: Sketch) -> Weights:
    place = {node.id: at for at, node in enumerate(sketch.nodes)}
    around: Weights = [{} for _ in sketch.nodes]
    for edge in sketch.edges:
        source, target = place.get(edge.source), place.get(edge.target)
        if source is not None and target is not None and source != target:
            around[source][target] = around[source].get(target, 0) + edge.count
            around[target][source] = around[target].get(source, 0) + edge.count
    return around


def _moved(weights: Weights) -> list[int]:
    """The community of each node once no move of one makes the whole better."""
    degree = [sum(around.values()) for around in weights]
    whole = sum(degree) or 1
    home = list(range(len(weights)))
    total = list(degree)
    for _ in range(PASSES):
        changed = False
        for node, around in enumerate(weights):
            if not degree[node]:
                continue
            shared: dict[int, int] = {}
            for other, weight in around.items():
                if other != node:
                    shared[home[other]] = shared.get(home[other], 0) + weight
            present = home[node]
            total[present] -= degree[node]
            part = degree[node] / whole
            best, gain = present, shared.get(present, 0) - part * total[present]
            for name, weight in shared.items():
                more = weight - part * total[name]
                if more > gain:
                    best, gain = name, more
            total[best] += degree[node]
            home[node] = best
            changed = changed or best != present
        if not changed:
            break
    return home


def _together(weights: Weights, home: Sequence[int]) -> Weights:
    """Communities as nodes."""
    merged: Weights = [{} for _ in range(max(home, default=-1) + 1)]
    for node, around in enumerate(weights):
        row = merged[home[node]]
        for other, weight in around.items():
            row[home[other]] = row.get(home[other], 0) + weight
    return merged
