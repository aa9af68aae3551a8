"""Single points of failure: what takes others with it for which nothing stands in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import Adjacency, Flags, Nodes
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.rules import Carries, Rule, Rules
from dharma_tui.services.topology.spreading import WHOLLY

WITHOUT_CONTAINERS = frozenset(Verb) - {Verb.CONTAINS}
"""That a network takes along all that is in it, everybody knows."""
TRIES, VISITS = 5_000, 2_000_000
"""Nodes whose failure is worked out, those first that may take most, and nodes that are come to by that."""
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Weak:
    """A node, and how many others are lost wholly and in part if it fails."""

    node: int
    wholly: int
    partly: int


def weak_points(
    graph: Adjacency,
    rules: Rules | None = None,
    nodes: Flags | None = None,
    limit: int = 20,
    tries: int = TRIES,
) -> tuple[list[Weak], int, int]:
    """Those of ``nodes`` whose failure alone wholly takes most others, the worst first; how many were tried, and of how many.

    By ``rules``, or else by those of verbs without containers.
    """
    rules = rules or Rules.of_verbs(graph).over(WITHOUT_CONTAINERS)
    carrying = _Carrying(graph, rules)
    reach = carrying.reach()
    if nodes is not None:
        reach = np.where(nodes, reach, 0)
    candidates = np.flatnonzero(reach)
    order = candidates[np.lexsort((candidates, -reach[candidates]))][:tries]
    taken: dict[int, int] = {}
    left = VISITS
    for node in order.tolist():
        if left <= 0:
            break
        taken[node] = carrying.taken_by(node)
        left -= taken[node] + 1
    worst = sorted((node for node in taken if taken[node]), key=lambda node: (-taken[node], node))[:limit]
    found = [Weak(node, taken[node], _affected(graph, node, rules) - taken[node]) for node in worst]
    return sorted(found, key=lambda each: (-each.wholly, -each.partly, each.node)), len(taken), len(candidates)


def _affected(graph: Adjacency, node: int, rules: Rules) -> int:
    return len(impact(graph, [node], rules)) - 1


class _Carrying:
    """The relationships that carry the whole of a loss: alone, or once all have lost that share what they do for another.

    Those that share for the same receiver by the same rule are a group; one that is alone is a group of one.
    """

    def __init__(self, graph: Adjacency, rules: Rules) -> None:
        givers: list[Nodes] = [np.zeros(0, np.int32)]
        receivers: list[Nodes] = [np.zeros(0, np.int32)]
        sizes: list[Nodes] = [np.zeros(0, np.int32)]
        self._count, first = graph.count, 0
        groups: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        for number, _, rule in rules.carrying():
            if rule.weight < WHOLLY:
                continue
            receiving, giving = _pairs(graph, rules.numbers == number, rule)
            _, group = np.unique(receiving, return_inverse=True) if rule.shared else (None, np.arange(len(receiving)))
            size = np.bincount(group)
            givers.append(giving)
            groups.append(group + first)
            receivers.append(_of_groups(receiving, group, len(size)))
            sizes.append(size.astype(np.int32))
            first += len(size)
        order = np.argsort(np.concatenate(givers), kind="stable")
        self._givers, self._groups = np.concatenate(givers)[order], np.concatenate(groups)[order]
        self._receivers, self._sizes = np.concatenate(receivers), np.concatenate(sizes)
        self._offsets = np.searchsorted(self._givers, np.arange(graph.count + 1))

    def reach(self) -> NDArray[np.float64]:
        """About how many each node may take alone, by a few steps; what circles come to is bounded."""
        alone = self._sizes[self._groups] == 1
        givers, receivers = self._givers[alone], self._receivers[self._groups[alone]]
        reach = np.zeros(self._count)
        for _ in range(_ROUNDS):
            reach = np.minimum(np.bincount(givers, 1.0 + reach[receivers], minlength=self._count), self._count)
        return reach

    def taken_by(self, node: int) -> int:
        """How many others are lost wholly if ``node`` is."""
        lost, due = {node}, [node]
        shared: Counter[int] = Counter()
        while due:
            at = due.pop()
            for group in self._groups[self._offsets[at] : self._offsets[at + 1]].tolist():
                shared[group] += 1
                if shared[group] == self._sizes[group] and (receiver := int(self._receivers[group])) not in lost:
                    lost.add(receiver)
                    due.append(receiver)
        return len(lost) - 1


def _pairs(graph: Adjacency, going: Flags, rule: Rule) -> tuple[Nodes, Nodes]:
    """Who receives a loss by the edges ``going`` by this rule, and from whom, each two once."""
    edges = np.flatnonzero(going & (graph.sources != graph.targets))
    sources, targets = graph.sources[edges], graph.targets[edges]
    giving, receiving = (targets, sources) if rule.way is Carries.TO_SOURCE else (sources, targets)
    pairs = np.unique(receiving.astype(np.int64) * graph.count + giving)
    return (pairs // max(graph.count, 1)).astype(np.int32), (pairs % max(graph.count, 1)).astype(np.int32)


def _of_groups(receiving: Nodes, group: NDArray[np.int64], count: int) -> Nodes:
    receivers = np.zeros(count, np.int32)
    receivers[group] = receiving
    return receivers
