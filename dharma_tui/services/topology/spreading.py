"""How losses spread: who may lose, and by whom, is read outwards from what failed and settled together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Adjacency, Edges, Flags, Nodes, Side
from dharma_tui.services.topology.reasons import reasons
from dharma_tui.services.topology.rules import Carries, Rules
from dharma_tui.services.topology.settling import MORE, NO_GROUPS, NOBODY, Alone, Groups, Shares, agree, grow

LEAST = 0.01
"""A loss below this is not told, and carried no further."""
WHOLLY = 0.999
"""A loss from which on nothing is left."""
VISITS = 5_000_000
"""Edges looked at before an answer is given as one that is not whole."""
_LEAST = LEAST - MORE
_ROOM = 1024
"""Nodes for which there is room at first."""
_ROUNDS = 1000
"""Rounds of choosing what brings most, before it is given up."""
_NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Losses:
    """(k,) nodes, what each loses, by which edge most of that came, -1 for none, how many share there, and how many have lost."""

    nodes: Nodes
    shares: Shares
    edges: Edges
    copies: Nodes
    lost: Nodes
    leaves_out: bool = False
    """Whether others lose something, each less than ``LEAST``."""


class Spread:
    """Losses of all nodes, from those that failed: never more than the rules say, and at the end as much.

    Nodes have numbers of their own here, from 1 in the order in which they are come to, so that what belongs together lies
    together. What brings a loss is known once it has lost something itself; those that share are known all at once.
    """

    def __init__(self, graph: Adjacency, rules: Rules, visits: int = VISITS) -> None:
        self._graph = graph
        self._rules = rules.numbers
        self._counts = rules.counts
        self.left = visits
        self._numbers = np.zeros(graph.count, np.int32)
        """Of each node of the graph its number here; 0 where it was not come to."""
        self._count = 1
        self._nodes = np.zeros(_ROOM, np.int32)
        self._loss: Shares = np.zeros(_ROOM)
        self._round = np.zeros(_ROOM, np.int32)
        """In how many steps a node began to lose, what failed in one; 0 where it did not."""
        self._choice = np.zeros(_ROOM, np.int32)
        """What brings a node its loss, as in ``grow``."""
        self._is_read = np.zeros(_ROOM, np.bool_)
        """Of which nodes those are known that share in bringing them a loss."""
        self._alone = [NOBODY]
        """In the order in which they were read."""
        self._before = 0
        """How many were read before the last of these."""
        self._groups = NO_GROUPS
        size = len(rules.known)
        self._weights = np.zeros(2 * size)
        """Of what rules carry to the source, and after these of what they carry to the target."""
        self._is_shared = np.zeros(2 * size, np.bool_)
        self._least = np.zeros(2 * size)
        """What is lost at least where a rule carries it."""
        self._carries: Flags = np.zeros((2, size), np.bool_)
        """Which rules carry a loss to the source, and which to the target."""
        for number, _, rule in rules.carrying():
            side = int(rule.way is Carries.TO_TARGET)
            self._weights[number + side * size] = rule.weight
            self._is_shared[number + side * size] = rule.shared
            self._least[number + side * size] = WHOLLY if rule.whole else 0.0
            self._carries[side, number] = True

    def run(self, failed: Nodes, depth: int | None = None) -> None:
        """Let ``failed`` lose all, and carry that on until nothing loses more, or ``depth`` steps."""
        due = self._numbered(failed)
        self._loss[due] = self._round[due] = 1
        if depth is not None:
            for _ in range(depth):
                self._read_beyond(due)
                self._alone = [self._everyone()]
                due = self._grown()
            return
        while len(due) and self.left >= 0:
            while len(due) and self.left >= 0:
                self._read_beyond(due)
                due = self._grown()
            due = self._settled()

    def losses(self) -> Losses:
        """Of all that lose something, what loses most and is nearest before the others, each after what brought it that."""
        loss, rounds = self._loss[: self._count], self._round[: self._count]
        why = reasons(self._everyone(), self._groups, loss, rounds, self._graph.verbs)
        places = rounds.nonzero()[0]
        nodes = self._nodes[places]
        places = places[np.lexsort((nodes, why.steps[places], -loss[places].round(6)))]
        return Losses(
            self._nodes[places],
            loss[places],
            why.edges[places],
            why.copies[places],
            why.lost[places],
            self._leaves_out(),
        )

    def _leaves_out(self) -> bool:
        """Whether anything brings others a loss that is too little to be told; one that is not would come with a further step."""
        loss = self._loss[: self._count]
        for each in (self._everyone(), self._groups):
            offers = each.offers(loss)
            if ((loss[each.receivers] == 0) & (offers > MORE) & (offers < _LEAST)).any():
                return True
        return False

    # -- reading

    def _numbered(self, nodes: Nodes) -> Nodes:
        """The numbers here of nodes of the graph; those that have none get the next."""
        numbers = self._numbers
        found = numbers[nodes]
        if found.all():
            return found
        new = nodes[found == 0]
        places = np.arange(1, len(new) + 1, dtype=np.int32)
        numbers[new] = places
        new = new[numbers[new] == places]  # of several that are the same the last one stays
        end = self._count + len(new)
        while end > len(self._nodes):
            self._make_room()
        self._nodes[self._count : end] = new
        numbers[new] = np.arange(self._count, end)
        self._count = end
        return numbers[nodes]

    def _make_room(self) -> None:
        for name in ("_nodes", "_loss", "_round", "_choice", "_is_read"):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros_like(column)]))

    def _read_beyond(self, due: Nodes) -> None:
        """Learn whom ``due`` bring a loss, and who share in that."""
        givers, others, edges, rules = self._beside(due, (self._graph.into, self._graph.out), self._carries)
        receivers = self._numbered(others)
        is_shared = self._is_shared[rules]
        at = (~is_shared).nonzero()[0]
        alone = Alone(givers[at], edges[at], self._weights[rules[at]], receivers[at], self._least[rules[at]])
        sharing = receivers[is_shared]
        sharing = sharing[~self._is_read[sharing]]
        if len(sharing):
            alone = Alone.joined([alone, self._read_groups(_distinct(sharing))])
        self._before += len(self._alone[-1])
        self._alone.append(alone)

    def _beside(
        self, numbers: Nodes, sides: tuple[Side, Side], wanted: Flags
    ) -> tuple[Nodes, Nodes, Edges, NDArray[np.intp]]:
        """Edges of the rules wanted on each side: (e,) one end's number, the other's node, the edge, its rule there."""
        nodes = self._nodes.take(numbers)
        found: list[tuple[Nodes, Nodes, Edges, NDArray[np.intp]]] = []
        for first, side, is_wanted in zip((0, self._carries.shape[1]), sides, wanted, strict=True):
            spans = side.spans(nodes)
            self.left -= spans.total
            places = spans.places()
            edges = side.edges.take(places)
            rules = self._rules.take(edges)
            at = is_wanted.take(rules).nonzero()[0]
            owners, others = numbers.repeat(spans.counts)[at], side.others.take(places.take(at))
            found.append((owners, others, edges[at], rules[at].astype(np.intp) + first))
        owners, others, edges, of = (np.concatenate(columns) for columns in zip(*found, strict=True))
        return owners, others, edges, of

    def _read_groups(self, receivers: Nodes) -> Alone:
        """Learn who share in bringing ``receivers`` a loss; returns those that turn out to be alone."""
        self._is_read[receivers] = True
        sides = self._graph.out, self._graph.into
        wanted = self._carries & self._is_shared.reshape(self._carries.shape)
        owners, others, edges, rules = self._beside(receivers, sides, wanted)
        size = self._carries.shape[1]
        key = (owners * np.int64(size) + rules % size) << 32 | others
        key[others == self._nodes[owners]] = -1  # nobody stands in for itself
        order = np.argsort(key, kind="stable")
        key = key[order]
        at = _starts(key)
        at = at[key[at] >= 0]
        order, group = order[at], key[at] >> 32
        first = _starts(group)
        counts = _counts(first, len(group))
        givers, edges, of = self._numbered(others[order]), edges[order], order[first]
        is_one, one = counts == 1, np.repeat(counts == 1, counts)
        if not one.all():
            is_more, more = ~is_one, ~one
            parts = np.ones(len(edges)) if self._counts is None else self._counts[edges].astype(np.float64)
            totals = np.add.reduceat(parts, first)
            scales = self._weights[rules[of]] / totals
            read = Groups(
                *(givers[more], edges[more], parts[more], counts[is_more], totals[is_more], scales[is_more]),
                *(owners[of[is_more]], self._least[rules[of[is_more]]]),
            )
            self._groups = Groups.joined([self._groups, read])
        of = of[is_one]
        return Alone(givers[one], edges[one], self._weights[rules[of]], owners[of], self._least[rules[of]])

    # -- losing

    def _grown(self) -> Nodes:
        """Let nodes lose what those read last and all groups bring them now; returns those that begin to."""
        alone = self._alone[-1]
        return self._begun(alone, grow(alone, self._groups, *self._known(), _LEAST, self._before))

    def _settled(self) -> Nodes:
        """Let all that is known lose as much as the rules say; returns those that begin to, as soon as any do."""
        alone = self._everyone()
        for _ in range(_ROUNDS):
            grown = grow(alone, self._groups, *self._known(), _LEAST)
            if not len(grown):
                return _NONE
            agree(alone, self._groups, *self._known())
            if len(begun := self._begun(alone, grown)):
                return begun
        self.left = -1
        return _NONE

    def _known(self) -> tuple[Shares, Nodes]:
        """Losses and choices of those that have a number."""
        return self._loss[: self._count], self._choice[: self._count]

    def _everyone(self) -> Alone:
        self._alone, self._before = [Alone.joined(self._alone)], 0
        return self._alone[0]

    def _begun(self, alone: Alone, grown: Nodes) -> Nodes:
        """Those of ``grown`` that began to lose by ``alone`` or a group, each a step after the first that brings it something."""
        if self._round[grown].all():
            return _NONE
        is_new = np.zeros(self._count, np.bool_)
        is_new[grown] = self._round[grown] == 0
        groups = self._groups
        by, by_group = is_new.take(alone.receivers), is_new.take(groups.receivers)
        by_member = by_group.repeat(groups.counts)
        givers = np.concatenate([alone.givers[by], groups.givers[by_member]])
        shared = groups.receivers[by_group].repeat(groups.counts[by_group])
        receivers = np.concatenate([alone.receivers[by], shared])
        begun = [_NONE]
        while True:
            rounds = self._round[givers]
            at = rounds.nonzero()[0]
            if not len(at):
                return np.concatenate(begun)
            begun.append(_distinct(receivers[at]))
            self._round[begun[-1]] = _NEVER
            np.minimum.at(self._round, receivers[at], rounds[at] + 1)
            at = (self._round[receivers] == 0).nonzero()[0]
            givers, receivers = givers[at], receivers[at]


_NONE = np.zeros(0, np.int32)


def _starts(keys: NDArray[Any]) -> NDArray[np.intp]:
    """The place of the first of each that are alike, where these lie together."""
    is_first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    return is_first.nonzero()[0]


def _counts(starts: NDArray[np.intp], end: int) -> NDArray[np.intp]:
    """How many there are from each start to the next, and from the last to the end."""
    counts = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=counts[:-1])
    counts[-1:] = end - starts[-1:]
    return counts


def _distinct(numbers: Nodes) -> Nodes:
    """Each once, in order; quicker than ``np.unique`` where they are few."""
    ordered = np.sort(numbers)
    return ordered[_starts(ordered)]
