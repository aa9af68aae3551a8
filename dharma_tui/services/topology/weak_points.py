"""Single points of failure: what takes others with it for which nothing stands in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import Adjacency, Flags, Nodes
from dharma_tui.services.topology.impact import Impact, impact
from dharma_tui.services.topology.rules import Carries, Rule, Rules
from dharma_tui.services.topology.spreading import WHOLLY

TRIES, VISITS = 5_000, 2_000_000
"""Nodes whose failure is worked out, those first that may take most, and nodes that are come to by that."""
_ROUNDS = 8
_Known: TypeAlias = tuple[list[int], list[int]]
"""Of each group who receives, and how many share there."""


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
    *,
    with_contents: bool = False,
) -> tuple[list[Weak], int, int]:
    """Those of ``nodes`` whose failure alone wholly takes most others, the worst first; how many were tried, and of how many.

    By ``rules``, or else by those of verbs. Of what a container takes along counts what lies outside of it, all ``with_contents``.
    """
    rules = rules or Rules.of_verbs(graph)
    carrying = _Carrying(graph, rules, with_contents)
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
        taken[node], visits = carrying.taken_by(node)
        left -= visits
    worst = sorted((node for node in taken if taken[node]), key=lambda node: (-taken[node], node))[:limit]
    found = [_counted(node, lost_by(graph, node, rules, with_contents=with_contents)) for node in worst]
    there = sorted((each for each in found if each.wholly), key=lambda each: (-each.wholly, -each.partly, each.node))
    return there, len(taken), len(candidates)


def lost_by(graph: Adjacency, node: int, rules: Rules, *, with_contents: bool = False) -> Impact:
    """What is lost if ``node`` fails, but for what lies in it and goes with it.

    That a network takes along all that is in it, everybody knows. What its contents take along outside of it is lost like all else.
    """
    found = impact(graph, [node], rules)
    inside = np.zeros(0, np.int32) if with_contents else _contents(graph, node, rules)
    if not len(inside):
        return found
    at = ~np.isin(found.nodes, inside)
    return replace(
        found,
        nodes=found.nodes[at],
        shares=found.shares[at],
        edges=found.edges[at],
        copies=found.copies[at],
        lost=found.lost[at],
    )


def _contents(graph: Adjacency, node: int, rules: Rules) -> Nodes:
    """What ``node`` contains, and what that contains, as far as that goes with what it is in."""
    taking = np.zeros(len(rules.known), np.bool_)
    for number, verb, rule in rules.carrying():
        taking[number] |= _takes_contents(verb, rule)
    inside = np.zeros(graph.count, np.bool_)
    at = np.asarray([node], np.int32)
    while len(at):
        places = graph.out.places(at)
        within = graph.out.others[places[taking[rules.numbers[graph.out.edges[places]]]]]
        at = np.unique(within[~inside[within]])
        inside[at] = True
    inside[node] = False
    return np.flatnonzero(inside).astype(np.int32)


def _takes_contents(verb: Verb, rule: Rule) -> bool:
    return verb is Verb.CONTAINS and rule.way is Carries.TO_TARGET


def _counted(node: int, lost: Impact) -> Weak:
    wholly = int((lost.shares >= WHOLLY).sum())
    return Weak(node, wholly - 1, len(lost) - wholly)


class _Carrying:
    """The relationships that carry the whole of a loss: alone, or once all have lost that share what they do for another.

    Those that share for the same receiver by the same rule are a group; one that is alone is a group of one.
    """

    def __init__(self, graph: Adjacency, rules: Rules, with_contents: bool) -> None:
        givers: list[Nodes] = [np.zeros(0, np.int32)]
        receivers: list[Nodes] = [np.zeros(0, np.int32)]
        sizes: list[Nodes] = [np.zeros(0, np.int32)]
        marks: list[Flags] = [np.zeros((3, 0), np.bool_)]
        self._count, first = graph.count, 0
        groups: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        for number, verb, rule in rules.carrying():
            if rule.weight < WHOLLY:
                continue
            receiving, giving = _pairs(graph, rules.numbers == number, rule)
            _, group = np.unique(receiving, return_inverse=True) if rule.shared else (None, np.arange(len(receiving)))
            size = np.bincount(group)
            givers.append(giving)
            groups.append(group + first)
            receivers.append(_of_groups(receiving, group, len(size)))
            sizes.append(size.astype(np.int32))
            told = rules.known[number][1]
            own = _takes_contents(verb, rule) and not with_contents
            cuts_off = told is not None and told.cuts_off
            marks.append(np.tile([[own], [not cuts_off], [cuts_off or rule.outside]], len(size)))
            first += len(size)
        order = np.argsort(np.concatenate(givers), kind="stable")
        self._givers, self._groups = np.concatenate(givers)[order], np.concatenate(groups)[order]
        self._receivers, self._sizes = np.concatenate(receivers), np.concatenate(sizes)
        self._is_own, within, outside = np.concatenate(marks, axis=1)
        """Which groups are what a node contains, each taken by that."""
        own = self._is_own[self._groups]
        self._firsts = np.searchsorted(self._givers[own], np.arange(self._count + 1)).tolist()
        self._inner: list[int] = self._receivers[self._groups[own]].tolist()
        """What nodes contain, from the first of each on."""
        self._known: _Known = self._receivers.tolist(), self._sizes.tolist()
        self._parts = [self._part(each) for each in ([within] if within.all() else [within, outside])]
        """What carries what is lost of all; and then what of that carries what is lost from outside, where that is another."""

    def _part(self, carries: Flags) -> _Part:
        carried = carries[self._groups]
        alone = self._sizes[self._groups] == 1
        by_one, by_several = self._groups[carried & alone], self._groups[carried & ~alone]
        numbers = np.arange(self._count + 1)
        first, of_several = (np.searchsorted(self._givers[carried & each], numbers) for each in (alone, ~alone))
        return _Part(
            first.tolist(), of_several.tolist(), self._receivers[by_one].tolist(), by_several.tolist(), self._known
        )

    def reach(self) -> NDArray[np.float64]:
        """About how many each node may take outside of it, by a few steps; what circles come to is bounded.

        Nothing is 0 that may take any: with its contents a node may take what these alone only share.
        """
        alone, own = self._sizes[self._groups] == 1, self._is_own[self._groups]
        receivers = self._receivers[self._groups]
        reach = np.zeros(self._count)
        for _ in range(_ROUNDS - 1):
            reach = self._summed(alone, 1.0 + reach[receivers])
        parts = (1.0 + reach[receivers]) / self._sizes[self._groups]
        by_itself, shared = self._summed(alone & ~own, parts), self._summed(~own, parts)
        with_inner, before = shared, -1
        for _ in range(self._count if own.any() else 0):
            with_inner = np.minimum(shared + self._summed(own, with_inner[receivers]), self._count)
            if (reached := int(np.count_nonzero(with_inner))) == before:
                break
            before = reached
        inner = self._summed(own, with_inner[receivers])
        return np.minimum(by_itself + inner, self._count)

    def taken_by(self, node: int) -> tuple[int, int]:
        """How many others outside of ``node`` are lost wholly if it is, and how many nodes were come to."""
        lost = {node}
        for part in self._parts:
            part.fall(lost)
        inside = self._contents(node)
        return len(lost - inside) - 1, len(lost) + len(inside)

    def _contents(self, node: int) -> set[int]:
        """What it contains, and what that contains."""
        firsts, inner = self._firsts, self._inner
        inside: set[int] = set()
        due = [node]
        while due:
            at = due.pop()
            for each in inner[firsts[at] : firsts[at + 1]]:
                if each not in inside:
                    inside.add(each)
                    due.append(each)
        inside.discard(node)
        return inside

    def _summed(self, which: Flags, amounts: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.minimum(np.bincount(self._givers[which], amounts[which], minlength=self._count), self._count)


class _Part:
    """Some of these relationships by who gives: receivers of the only one of a group; and groups."""

    def __init__(
        self, alone: list[int], sharing: list[int], receivers: list[int], groups: list[int], known: _Known
    ) -> None:
        self._alone, self._sharing = alone, sharing
        self._receivers, self._groups, self._known = receivers, groups, known

    def fall(self, lost: set[int]) -> None:
        """Add to ``lost`` what is lost wholly by these."""
        alone, sharing, receivers, groups = self._alone, self._sharing, self._receivers, self._groups
        of_groups, sizes = self._known
        shared: Counter[int] = Counter()
        due = list(lost)
        while due:
            at = due.pop()
            for receiver in receivers[alone[at] : alone[at + 1]]:
                if receiver not in lost:
                    lost.add(receiver)
                    due.append(receiver)
            for group in groups[sharing[at] : sharing[at + 1]]:
                shared[group] += 1
                receiver = of_groups[group]
                if shared[group] == sizes[group] and receiver not in lost:
                    lost.add(receiver)
                    due.append(receiver)


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
