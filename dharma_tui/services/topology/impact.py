"""What is affected if something fails: losses spread along relationships, each verb in its way, copies standing in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from dharma_tui.services.topology.adjacency import Adjacency, Edges, Nodes
from dharma_tui.services.topology.rules import Rules
from dharma_tui.services.topology.settling import Shares
from dharma_tui.services.topology.spreading import VISITS, Spread
from dharma_tui.services.topology.walks import other_end


@dataclass(frozen=True, slots=True)
class Loss:
    """What one node loses: 1 for all of what it does; by which edge most of it came, and how many stand in for what is lost."""

    node: int
    loss: float
    edge: int
    """The edge that brought most of it; -1 for what failed itself."""
    copies: int = 1
    """How many there are where they share the work; 1 where nothing stands in."""
    lost: int = 1
    """How many of these have lost something."""


@dataclass(frozen=True)
class Impact:
    """Everything affected, what lost most and is nearest first, what failed itself included; as arrays."""

    nodes: Nodes
    shares: Shares
    """(k,) what each loses, as in ``Loss``."""
    edges: Edges
    copies: Nodes
    lost: Nodes
    is_whole: bool = True
    """False where the search was ended for being too much: losses may be greater then, and more lose."""
    leaves_out: bool = False
    """Whether others lose something, each too little to be told."""

    def __len__(self) -> int:
        """How many are affected."""
        return len(self.nodes)

    def losses(self, limit: int | None = None) -> list[Loss]:
        """The first of them."""
        columns = (self.nodes, self.shares, self.edges, self.copies, self.lost)
        return [Loss(*row) for row in zip(*(column[:limit].tolist() for column in columns), strict=True)]

    @cached_property
    def _places(self) -> Nodes:
        """The place of each node, in the order of nodes."""
        return np.argsort(self.nodes).astype(np.int32)

    def trail(self, graph: Adjacency, node: int) -> list[int]:
        """The edges by which the loss came to ``node``, from what failed to it. Raises KeyError for what is not affected."""
        trail: list[int] = []
        while (edge := int(self.edges[self._place(node)])) >= 0:
            trail.append(edge)
            node = other_end(graph, edge, node)
        return trail[::-1]

    def _place(self, node: int) -> int:
        at = int(np.searchsorted(self.nodes, node, sorter=self._places))
        if at == len(self.nodes) or int(self.nodes[self._places[at]]) != node:
            raise KeyError(node)
        return int(self._places[at])


def impact(
    graph: Adjacency,
    failed: Iterable[int],
    rules: Rules | None = None,
    visits: int = VISITS,
    depth: int | None = None,
) -> Impact:
    """What is lost if all of ``failed`` fail at once, by ``rules`` or else by those of verbs; with ``depth``, in as many steps.

    A node loses the most that any relationship brings it. One that is shared brings the mean loss of all that share there,
    so that one of three behind a balancer is a third and the only one is all. So a loss is how likely it is that something
    asked of a node fails, where it asks on at each step: of those that share any at random, of all else what fails most.

    In a circle each asks the next, and a loss that comes in goes round until nobody loses more: of all losses that agree with
    the rules it is the least, as those that grow from nothing come to (Kleene's fixed point). What stands on nothing but each
    other falls together; where some of what is asked leaves the circle for what stands, the rest is that much less. It is
    the greatest probability of coming to a failed node in a Markov decision process (Baier and Katoen 2008, "Principles of
    Model Checking", 10.6), and is worked out as there: see ``settling``.
    """
    rules = rules or Rules.of_verbs(graph)
    nodes = np.unique(np.asarray(list(failed), np.int32))
    found = _spread(graph, nodes, rules, visits, depth)
    if not rules.cut_off(found.edges):
        return found
    within = _spread(graph, nodes, rules.that(lambda rule: not rule.cuts_off), visits, depth)
    gone = nodes if depth else np.union1d(nodes, within.nodes[within.shares.round(6) >= 1]).astype(np.int32)
    outside = _spread(graph, gone, rules.that(lambda rule: rule.cuts_off or rule.outside), visits, depth)
    return _greater(within, outside)


def _spread(graph: Adjacency, failed: Nodes, rules: Rules, visits: int, depth: int | None) -> Impact:
    """What is lost where nobody loses by what stands by for another that is there."""
    found = _carried(graph, failed, rules, visits, depth)
    while rules.standby is not None and len(idle := _idle(graph, rules, rules.standby, found)):
        left = np.setdiff1d(rules.standby, idle).astype(np.int32)
        rules = replace(rules.without(idle), standby=left if len(left) else None)
        found = _carried(graph, failed, rules, visits, depth)
    return found


def _idle(graph: Adjacency, rules: Rules, standby: Edges, found: Impact) -> Edges:
    """Of edges to what stands by those that bring a loss where nothing else does that answers before."""
    is_lost = np.zeros(graph.count, np.bool_)
    is_lost[found.nodes] = True
    bringing = is_lost[graph.targets]
    is_lost[found.nodes[found.shares.round(6) < 1]] = False
    first = is_lost[graph.targets]
    first[standby] = False
    keys = graph.sources.astype(np.int64) * len(rules.known) + rules.numbers
    return standby[bringing[standby] & ~np.isin(keys[standby], keys[first])]


def _carried(graph: Adjacency, failed: Nodes, rules: Rules, visits: int, depth: int | None) -> Impact:
    spread = Spread(graph, rules, visits)
    spread.run(failed, depth)
    found = spread.losses()
    return Impact(found.nodes, found.shares, found.edges, found.copies, found.lost, spread.left >= 0, found.leaves_out)


def _greater(one: Impact, other: Impact) -> Impact:
    """What each node loses in one or the other, whichever is more: what brings it that loses as much, and comes before it."""
    nodes = np.concatenate([one.nodes, other.nodes])
    shares = np.concatenate([one.shares, other.shares])
    order = np.lexsort((np.arange(len(nodes)), -shares.round(6)))
    _, first = np.unique(nodes[order], return_index=True)
    at = order[np.sort(first)]
    edges, copies, lost = (
        np.concatenate([getattr(each, name) for each in (one, other)])[at] for name in ("edges", "copies", "lost")
    )
    is_whole, leaves_out = one.is_whole and other.is_whole, one.leaves_out or other.leaves_out
    return Impact(nodes[at], shares[at], edges, copies, lost, is_whole, leaves_out)
