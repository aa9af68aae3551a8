"""What is affected if something fails: losses spread along relationships, each verb in its way, copies standing in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Edges, Nodes, Side, distinct
from dharma_tui.services.topology.walks import other_end

LEAST = 0.01
"""A loss below this is not told, and carried no further."""
ENOUGH, PATIENCE = 2e-3, 12
"""A loss that grows by less is not carried on; by twice as much after so many rounds, and so on: circles come near their end
slowly, and nobody reads the difference."""
MUCH = 0.5
"""Part of what any node gained that another must have gained to be carried on in the same round."""
VISITS = 5_000_000
"""Edges looked at before an answer is given as one that is not whole."""
Shares = NDArray[np.float64]


class Carries(Enum):
    """Which way a relationship carries a loss."""

    TO_SOURCE = "to the source"
    TO_TARGET = "to the target"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a loss at one end of a relationship is one at the other."""

    way: Carries
    weight: float
    """What part of the loss arrives: 1 where the other cannot be without it."""
    shared: bool = False
    """Whether all relationships of this verb at the receiving end stand in for each other: it loses their mean."""


RULES: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.CONTAINS: Rule(Carries.TO_TARGET, 1.0),
        Verb.RUNS_ON: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.STORES_IN: Rule(Carries.TO_SOURCE, 1.0),
        Verb.DEPENDS_ON: Rule(Carries.TO_SOURCE, 1.0),
        Verb.CONNECTS_TO: Rule(Carries.TO_SOURCE, 0.5),
        Verb.ROUTES_TO: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.ATTACHED_TO: Rule(Carries.TO_TARGET, 1.0),
        Verb.MEMBER_OF: Rule(Carries.TO_TARGET, 1.0, shared=True),
        Verb.MANAGES: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.PROTECTS: Rule(Carries.TO_TARGET, 0.25),
    }
)
"""What contains, carries, stores or feeds something takes it along; of several that are routed to, managed or members, each is a
share; what protects leaves behind what still works, unprotected."""


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
    """False where the search was ended for being too much."""

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
    rules: Mapping[Verb, Rule] = RULES,
    visits: int = VISITS,
    depth: int | None = None,
) -> Impact:
    """What is lost if all of ``failed`` fail at once; with ``depth``, what of that comes in as many steps.

    A node loses the most that any relationship brings it. One that is shared brings the mean loss of all that share there,
    so that one of three behind a balancer is a third and the only one is all. Losses only grow while they spread, and are
    bounded, so the order in which nodes are looked at does not matter.
    """
    spread = Spread(graph, rules, visits)
    spread.run(np.unique(np.asarray(list(failed), np.int32)), depth)
    return spread.impact()


class Spread:
    """Losses of all nodes, carried on in rounds: each from those nodes at once that gained most since they were carried on.

    What is gained meanwhile by the others is carried on together, so that a loss that comes in many small parts over many ways
    is not followed through everything behind it part by part.
    """

    def __init__(self, graph: Adjacency, rules: Mapping[Verb, Rule], visits: int = VISITS) -> None:
        self._graph = graph
        self.left = visits
        self.loss: Shares = np.zeros(graph.count)
        self._carried: Shares = np.zeros(graph.count)
        """What each had lost when it was last carried on."""
        self._round = np.zeros(graph.count, np.int32)
        """In how many steps a node began to lose, what failed in one; 0 where it did not."""
        self._scratch = np.empty(graph.count, np.int32)
        self._groups = np.zeros(0, np.int64)
        """Where several share for a receiver by a verb, as ``receiver * verbs + verb``, ascending, as far as it was come to."""
        self._sums: Shares = np.zeros(0)
        """(g,) what all that share there have lost together."""
        self._counts = np.zeros(0, np.int64)
        """(g,) how many these are."""
        self._weights = np.zeros(len(CODES))
        self._is_shared = np.zeros(len(CODES), np.bool_)
        self._ways: dict[Carries, NDArray[np.bool_]] = {way: np.zeros(len(CODES), np.bool_) for way in Carries}
        for verb, rule in rules.items():
            self._weights[CODES[verb]] = rule.weight
            self._is_shared[CODES[verb]] = rule.shared
            self._ways[rule.way][CODES[verb]] = True

    def run(self, failed: Nodes, depth: int | None = None) -> None:
        """Let ``failed`` lose all, and carry that on until nothing loses more, or ``depth`` steps."""
        self.loss[failed], self._round[failed] = 1.0, 1
        due, number = failed, 0
        while len(due) and self.left >= 0 and number != depth:
            number += 1
            gained = self.loss[due] - self._carried[due]
            first = gained >= (gained.max() * MUCH if depth is None else 0)
            grown = self._carry_on(due[first])
            due = np.concatenate([due[~first], grown])
            due = due[distinct(due, self._scratch)]
            due = due[self.loss[due] > self._carried[due] + ENOUGH * (1 + number // PATIENCE)]

    def _carry_on(self, nodes: Nodes) -> Nodes:
        """Tell others what ``nodes`` have lost; returns those that lose more by it."""
        gained = self.loss[nodes] - self._carried[nodes]
        self._carried[nodes] = self.loss[nodes]
        told = [self._carry(nodes, gained, way) for way in Carries]
        others: Nodes = np.concatenate([each[0] for each in told])
        losses: Shares = np.concatenate([each[1] for each in told])
        steps: Nodes = np.concatenate([each[2] for each in told])
        more = (losses >= LEAST) & (losses > self.loss[others])
        others, losses, steps = others[more], losses[more], steps[more]
        np.maximum.at(self.loss, others, losses)
        new = self._round[others] == 0
        if new.any():
            begun, steps = others[new], steps[new]
            order = np.argsort(-steps, kind="stable")
            self._round[begun[order]] = steps[order]  # of several the last one stays: the fewest
        return others

    def _giving(self, way: Carries) -> Side:
        """The edges as seen by what loses, where they carry that way."""
        return self._graph.into if way is Carries.TO_SOURCE else self._graph.out

    def _receiving(self, way: Carries) -> Side:
        return self._graph.out if way is Carries.TO_SOURCE else self._graph.into

    def _carry(self, nodes: Nodes, gained: Shares, way: Carries) -> tuple[Nodes, Shares, Nodes]:
        """What others lose, over verbs that carry losses that way, by what ``nodes`` have lost and gained since; in how many
        steps."""
        side = self._giving(way)
        spans = side.spans(nodes)
        places = spans.places()
        self.left -= spans.total
        giver = np.repeat(np.arange(len(nodes)), spans.counts)
        codes = self._graph.verbs[side.edges[places]]
        others = side.others[places]
        kept = self._ways[way][codes] & (others != nodes[giver])
        giver, codes, others = giver[kept], codes[kept], others[kept]
        losses = self.loss[nodes][giver] * self._weights[codes]
        shared = np.flatnonzero(self._is_shared[codes])
        if len(shared):
            groups = others[shared].astype(np.int64) * len(CODES) + codes[shared]
            _, once = np.unique(groups * len(nodes) + giver[shared], return_index=True)
            self._learn(groups, way)
            at = np.searchsorted(self._groups, groups)
            np.add.at(self._sums, at[once], gained[giver[shared[once]]])
            losses[shared] = self._sums[at] / self._counts[at] * self._weights[codes[shared]]
        return others, losses, self._round[nodes][giver] + 1

    def _learn(self, groups: NDArray[np.int64], way: Carries) -> None:
        """Count those that share at these receivers by these verbs, each once, where nobody has yet."""
        at = np.searchsorted(self._groups, groups)
        known = at < len(self._groups)
        known[known] = self._groups[at[known]] == groups[known]
        if known.all():
            return
        groups = np.unique(groups[~known])
        receivers, codes = (groups // len(CODES)).astype(np.int32), groups % len(CODES)
        side = self._receiving(way)
        spans = side.spans(receivers)
        places = spans.places()
        self.left -= spans.total
        owner = np.repeat(np.arange(len(receivers)), spans.counts)
        others = side.others[places]
        alike = (self._graph.verbs[side.edges[places]] == codes[owner]) & (others != receivers[owner])
        pairs = np.unique(owner[alike] * np.int64(self._graph.count) + others[alike])
        counts = np.maximum(np.bincount(pairs // self._graph.count, minlength=len(groups)), 1)
        at = np.searchsorted(self._groups, groups)
        self._groups, self._counts = np.insert(self._groups, at, groups), np.insert(self._counts, at, counts)
        self._sums = np.insert(self._sums, at, 0.0)

    # -- explaining

    def impact(self) -> Impact:
        """Every loss with its reason: of what began to lose before, that which brings most. So reasons never go in circles."""
        nodes = np.flatnonzero(self._round).astype(np.int32)
        nodes = nodes[np.lexsort((nodes, self._round[nodes], -self.loss[nodes].round(6)))]
        edges, copies, lost = (
            np.full(len(nodes), -1, np.int32),
            np.ones(len(nodes), np.int32),
            np.ones(len(nodes), np.int32),
        )
        if len(nodes) > int((self._round[nodes] == 1).sum()):
            offers = [self._offers(nodes, way) for way in Carries]
            owner, share, *told = (np.concatenate(columns) for columns in zip(*offers, strict=True))
            order = np.lexsort((told[0], -share, owner))
            first = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
            at = owner[first]
            edges[at], copies[at], lost[at] = (column[first] for column in told)
        return Impact(nodes, self.loss[nodes], edges, copies, lost, self.left >= 0)

    def _offers(self, nodes: Nodes, way: Carries) -> tuple[NDArray[np.int64], Shares, Edges, Nodes, Nodes]:
        """Of each of ``nodes`` and each verb that carries losses that way: the place of the node, what all that began to lose
        before it bring, the edge of the one that brings most, how many share there, and how many of these have lost."""
        side, graph = self._receiving(way), self._graph
        places = side.places(nodes)
        owner = np.repeat(np.arange(len(nodes)), side.degrees(nodes))
        codes = graph.verbs[side.edges[places]].astype(np.int64)
        carried = self._ways[way][codes] & (side.others[places] != nodes[owner])
        group = (owner * len(CODES) + codes)[carried]
        _, once = np.unique(group * graph.count + side.others[places[carried]], return_index=True)
        group, places = group[once], places[carried][once]
        givers, size = side.others[places], len(nodes) * len(CODES)
        copies = np.bincount(group, minlength=size)
        lost = np.bincount(group, self.loss[givers] >= LEAST, minlength=size)
        begun = self._round[givers]
        earlier = (begun > 0) & (begun < self._round[nodes[group // len(CODES)]])
        group, places, givers = group[earlier], places[earlier], givers[earlier]
        brought = self.loss[givers] * self._weights[group % len(CODES)]
        sums = np.bincount(group, brought, minlength=size)
        edges = side.edges[places]
        order = np.lexsort((edges, -brought, group))
        first = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
        of = group[first]
        shared = self._is_shared[of % len(CODES)]
        share = np.where(shared, sums[of] / np.maximum(copies[of], 1), brought[first])
        one = np.ones(len(of), np.int64)
        return of // len(CODES), share, edges[first], np.where(shared, copies[of], one), np.where(shared, lost[of], one)
