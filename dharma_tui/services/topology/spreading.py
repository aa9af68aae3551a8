"""How losses spread: what each node may be brought, and by whom, is read outwards from what failed and settled together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Edges, Flags, Nodes, distinct
from dharma_tui.services.topology.rules import Carries, Rule
from dharma_tui.services.topology.settling import MORE, Groups, Shares, most_of, settle

LEAST = 0.01
"""A loss below this is not told, and carried no further."""
VISITS = 5_000_000
"""Edges looked at before an answer is given as one that is not whole."""
_LEAST = LEAST - MORE
_NEVER = np.iinfo(np.int32).max - 1


@dataclass(frozen=True, slots=True)
class Reasons:
    """(k,) by which edge most of each loss came, -1 for none, how many share there, and how many of these have lost."""

    edges: Edges
    copies: Nodes
    lost: Nodes


class Spread:
    """Losses of all nodes, from those that failed: never more than the rules say, and at the end as much."""

    def __init__(self, graph: Adjacency, rules: Mapping[Verb, Rule], visits: int = VISITS) -> None:
        self._graph = graph
        self.left = visits
        self.loss: Shares = np.zeros(graph.count)
        self._round = np.zeros(graph.count, np.int32)
        """In how many steps a node began to lose, what failed in one; 0 where it did not."""
        self._choice = np.zeros(graph.count, np.int32)
        """Which group brings a node what it loses, one more than its number; 0 where none does."""
        self._is_known = np.zeros(graph.count, np.bool_)
        """Which nodes have their groups among those read."""
        self._known: list[Nodes] = []
        self._groups: list[Groups] = []
        self._scratch = np.empty(graph.count, np.int32)
        self._weights = np.zeros(len(CODES))
        self._is_shared = np.zeros(len(CODES), np.bool_)
        self._ways: dict[Carries, Flags] = {way: np.zeros(len(CODES), np.bool_) for way in Carries}
        for verb, rule in rules.items():
            self._weights[CODES[verb]] = rule.weight
            self._is_shared[CODES[verb]] = rule.shared
            self._ways[rule.way][CODES[verb]] = True

    def run(self, failed: Nodes, depth: int | None = None) -> None:
        """Let ``failed`` lose all, and carry that on until nothing loses more, or ``depth`` steps."""
        self.loss[failed], self._round[failed], self._is_known[failed] = 1.0, 1, True
        self._known.append(failed)
        due = failed
        if depth is not None:
            for _ in range(depth):
                self._read_beyond(due)
                due = self._step()
            return
        while len(due) and self.left >= 0:
            while len(due) and self.left >= 0:
                due = self._begin(self._read_beyond(due))
            due = self._settle()

    def affected(self) -> Nodes:
        """Those that lose something, what loses most and began first before the others."""
        nodes = np.concatenate(self._known)
        nodes = nodes[self._round[nodes] > 0]
        return nodes[np.lexsort((nodes, self._round[nodes], -self.loss[nodes].round(6)))]

    # -- reading

    def _read_beyond(self, due: Nodes) -> Nodes:
        """Learn what ``due`` may bring a loss that was not known yet, and what else may; returns those."""
        graph, found = self._graph, []
        for way, side in ((Carries.TO_SOURCE, graph.into), (Carries.TO_TARGET, graph.out)):
            spans = side.spans(due)
            self.left -= spans.total
            places = spans.places()
            others = side.others[places]
            found.append(others[self._ways[way][graph.verbs[side.edges[places]]] & ~self._is_known[others]])
        receivers = np.concatenate(found)
        receivers = receivers[distinct(receivers, self._scratch)]
        self._is_known[receivers] = True
        self._known.append(receivers)
        both = [self._read(receivers, way) for way in Carries]
        self._groups.append(Groups.joined([groups for each in both for groups in each]))
        return receivers

    def _read(self, receivers: Nodes, way: Carries) -> tuple[Groups, Groups]:
        """What may bring them a loss that way: each alone, and those together that share."""
        graph = self._graph
        side = graph.out if way is Carries.TO_SOURCE else graph.into
        spans = side.spans(receivers)
        self.left -= spans.total
        places = spans.places()
        owner = np.repeat(np.arange(len(receivers)), spans.counts)
        edges, others = side.edges[places], side.others[places]
        codes = graph.verbs[edges]
        carries = self._ways[way][codes] & (others != receivers[owner])
        is_shared = self._is_shared[codes]
        at = np.flatnonzero(carries & ~is_shared)
        alone = Groups(
            others[at], edges[at], np.ones(len(at), np.int64), self._weights[codes[at]], receivers[owner[at]]
        )
        at = np.flatnonzero(carries & is_shared)
        group = owner[at] * len(CODES) + codes[at]
        key = (group << 32) | others[at]
        order = np.lexsort((edges[at], key))
        order = order[np.flatnonzero(np.diff(key[order], prepend=-1))]
        at, group = at[order], group[order]
        first = np.flatnonzero(np.diff(group, prepend=-1))
        counts = np.diff(first, append=len(group))
        of = group[first]
        scales = self._weights[of % len(CODES)] / counts
        return alone, Groups(others[at], edges[at], counts, scales, receivers[of // len(CODES)])

    # -- losing

    def _begin(self, nodes: Nodes) -> Nodes:
        """Let ``nodes``, which were read last and have lost nothing, lose what they are brought; returns those that do."""
        groups, before = self._groups[-1], sum(len(each) for each in self._groups[:-1])
        offers = groups.offers(self.loss)
        np.maximum.at(self.loss, groups.receivers, offers)
        self.loss[nodes[self.loss[nodes] < _LEAST]] = 0.0
        brings = np.flatnonzero((offers >= self.loss[groups.receivers]) & (offers > 0))
        self._choice[groups.receivers[brings]] = before + brings + 1
        return self._numbered(groups)

    def _settle(self) -> Nodes:
        """Let all that is known lose as much as the rules say; returns those that begin to."""
        groups, nodes = self._everything(), np.concatenate(self._known)
        place = np.zeros(self._graph.count, np.int32)
        place[nodes] = np.arange(1, len(nodes) + 1)
        loss, choice = (np.concatenate([column[:1] * 0, column[nodes]]) for column in (self.loss, self._choice))
        if not settle(groups.renumbered(place), loss, choice, _LEAST):
            self.left = -1
        self.loss[nodes], self._choice[nodes] = loss[1:], choice[1:]
        return self._numbered(groups)

    def _step(self) -> Nodes:
        """Let every node lose what it is brought now; returns those that begin to."""
        groups = self._everything()
        most = most_of(groups.offers(self.loss), groups.receivers, self._graph.count)
        most[most < _LEAST] = 0.0
        np.maximum(self.loss, most, out=self.loss)
        return self._numbered(groups)

    def _everything(self) -> Groups:
        self._groups = [Groups.joined(self._groups)]
        return self._groups[0]

    def _numbered(self, groups: Groups) -> Nodes:
        """Those that have begun to lose by ``groups``, each a step after the first of those that bring it something."""
        at = np.flatnonzero((self._round[groups.receivers] == 0) & (self.loss[groups.receivers] > 0))
        begun = groups.receivers[at]
        if not len(begun):
            return begun
        rounds = self._round[groups.givers]
        rounds[rounds == 0] = _NEVER
        first = np.minimum.reduceat(rounds, groups.starts)[at]
        self._round[begun] = _NEVER
        np.minimum.at(self._round, begun, first + 1)
        return begun[distinct(begun, self._scratch)]

    # -- explaining

    def reasons(self, nodes: Nodes) -> Reasons:
        """Why each of ``nodes`` loses: of what began to before, that which brings most. So reasons never go in circles."""
        groups, size = self._everything(), len(nodes)
        reasons = Reasons(np.full(size, -1, np.int32), np.ones(size, np.int32), np.ones(size, np.int32))
        if not len(groups):
            return reasons
        begun = self._round[groups.givers]
        group = np.repeat(np.arange(len(groups)), groups.counts)
        is_earlier = (begun > 0) & (begun < self._round[groups.receivers][group])
        losses = np.where(is_earlier, self.loss[groups.givers], 0.0)
        offers = groups.sums(losses) * groups.scales
        most = most_of(offers, groups.receivers, self._graph.count)
        told = np.flatnonzero((offers > 0) & (offers >= most[groups.receivers]) & (self.loss[groups.receivers] > 0))
        worst = np.maximum.reduceat(losses, groups.starts)
        edges = np.where(losses >= worst[group], groups.edges, _NEVER)
        edges = np.minimum.reduceat(edges, groups.starts)
        told = told[np.argsort(-edges[told], kind="stable")]  # of several the last one stays: that of the first edge
        lost = groups.sums((self.loss[groups.givers] > 0).astype(np.float64))
        place = np.zeros(self._graph.count, np.int32)
        place[nodes] = np.arange(size)
        by = place[groups.receivers[told]]
        reasons.edges[by], reasons.copies[by], reasons.lost[by] = edges[told], groups.counts[told], lost[told]
        return reasons
