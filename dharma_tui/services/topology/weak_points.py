"""Single points of failure: what takes others with it for which nothing stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import Adjacency, Flags, Nodes, flags_of
from dharma_tui.services.topology.impact import RULES, Carries, Rule, impact

WITHOUT_CONTAINERS: Mapping[Verb, Rule] = {verb: rule for verb, rule in RULES.items() if verb is not Verb.CONTAINS}
"""That a network takes along all that is in it, everybody knows."""
TRIES = 400
"""Nodes whose failure is worked out, those first that may take most."""
WHOLLY = 0.999
_ROUNDS = 8
_VISITS = 400_000


@dataclass(frozen=True, slots=True)
class Weak:
    """A node, and how many others are lost wholly and in part if it fails."""

    node: int
    wholly: int
    partly: int


def weak_points(
    graph: Adjacency,
    rules: Mapping[Verb, Rule] = WITHOUT_CONTAINERS,
    nodes: Flags | None = None,
    limit: int = 20,
    tries: int = TRIES,
) -> tuple[list[Weak], int, int]:
    """Those of ``nodes`` whose failure alone wholly takes most others, the worst first; how many were tried, and of how many."""
    givers, receivers = _alone(graph, rules)
    reach = _reach(graph.count, givers, receivers)
    if nodes is not None:
        reach = np.where(nodes, reach, 0)
    candidates = np.flatnonzero(reach)
    order = candidates[np.lexsort((candidates, -reach[candidates]))][:tries]
    found = [_weak(graph, int(node), rules) for node in order.tolist()]
    worst = sorted((each for each in found if each.wholly), key=lambda each: (-each.wholly, -each.partly, each.node))
    return worst[:limit], len(order), len(candidates)


def _weak(graph: Adjacency, node: int, rules: Mapping[Verb, Rule]) -> Weak:
    lost = impact(graph, [node], rules, _VISITS).shares
    wholly = int((lost >= WHOLLY).sum()) - 1
    return Weak(node, wholly, len(lost) - 1 - wholly)


def _alone(graph: Adjacency, rules: Mapping[Verb, Rule]) -> tuple[Nodes, Nodes]:
    """The ends of all edges that carry the whole of a loss: from what loses, to what is lost."""
    givers, receivers = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for verb, rule in rules.items():
        if rule.weight < WHOLLY:
            continue
        wanted = flags_of([verb])
        assert wanted is not None
        edges = np.flatnonzero(wanted[graph.verbs] & (graph.sources != graph.targets))
        sources, targets = graph.sources[edges], graph.targets[edges]
        giving, receiving = (targets, sources) if rule.way is Carries.TO_SOURCE else (sources, targets)
        pairs = np.unique(receiving.astype(np.int64) * graph.count + giving)
        receiving, giving = (pairs // graph.count).astype(np.int32), (pairs % graph.count).astype(np.int32)
        if rule.shared:
            only = np.bincount(receiving, minlength=graph.count)[receiving] == 1
            receiving, giving = receiving[only], giving[only]
        givers.append(giving)
        receivers.append(receiving)
    return np.concatenate(givers), np.concatenate(receivers)


def _reach(count: int, givers: Nodes, receivers: Nodes) -> NDArray[np.float64]:
    """About how many each node may take, by the edges of a few steps; what circles come to is bounded."""
    reach = np.zeros(count)
    for _ in range(_ROUNDS):
        reach = np.minimum(np.bincount(givers, 1.0 + reach[receivers], minlength=count), count)
    return reach
