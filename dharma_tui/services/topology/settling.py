"""Losses that agree with each other: the least that everybody may have, given who brings what to whom.

Each node takes what the group brings it that brings most, a group being nodes that share. For any choice of groups losses are the
answer of linear equations, which are solved as they are; then nodes choose anew, where another group brings more, until none
does (Howard 1960, "Dynamic Programming and Markov Processes"). Going round circles step by step would come to the same, in
thousands of rounds where little of a loss leaves them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Edges, Nodes

Shares: TypeAlias = NDArray[np.float64]
MORE = 1e-9
"""A loss that is greater by no more than this is the same."""
_ROUNDS, _STEPS = 1000, 400
"""Rounds of choosing, and steps of solving one choice, before it is given up."""
_EXACT = 1e-10
Times: TypeAlias = Callable[[Shares], Shares]


@dataclass(frozen=True, slots=True)
class Groups:
    """(g,) groups of nodes that bring one receiver a loss: a scale times the sum of theirs."""

    givers: Nodes
    """(m,) the nodes of one group after those of the other, in each only once."""
    edges: Edges
    """(m,) by which edge."""
    counts: NDArray[np.int64]
    """(g,) how many are in each, one at least."""
    scales: Shares
    receivers: Nodes

    @classmethod
    def joined(cls, several: Sequence[Groups]) -> Groups:
        """All of them in one, in their order."""
        names = ("givers", "edges", "counts", "scales", "receivers")
        return cls(*(np.concatenate([getattr(each, name) for each in (_NOBODY, *several)]) for name in names))

    def renumbered(self, place: Nodes) -> Groups:
        """The same between nodes with other numbers."""
        return replace(self, givers=place[self.givers], receivers=place[self.receivers])

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def starts(self) -> NDArray[np.int64]:
        """(g,) where the givers of each begin."""
        starts: NDArray[np.int64] = np.cumsum(self.counts) - self.counts
        return starts

    def sums(self, losses: Shares) -> Shares:
        """(g,) from (m,) of each giver."""
        return np.add.reduceat(losses, self.starts) if len(self) else np.zeros(0)

    def offers(self, loss: Shares) -> Shares:
        """(g,) what each brings its receiver, where nodes have lost so much."""
        return self.sums(loss[self.givers]) * self.scales


_NONE = np.zeros(0, np.int32)
_NOBODY = Groups(_NONE, _NONE, np.zeros(0, np.int64), np.zeros(0), _NONE)


def most_of(offers: Shares, receivers: Nodes, count: int) -> Shares:
    """(n,) the most that each node is brought."""
    most = np.zeros(count)
    np.maximum.at(most, receivers, offers)
    return most


def settle(groups: Groups, loss: Shares, choice: Nodes, least: float) -> bool:
    """Let ``loss`` grow until nobody may be brought more, and ``choice`` be the groups that do; whether it came to that.

    (n,) of each: a node that has lost all has no choice. What is less than ``least`` is none. A choice is only left for a group
    that brings more, so that no nodes ever choose nothing but each other: each loss comes from what failed.
    """
    for _ in range(_ROUNDS):
        offers = groups.offers(loss)
        most = most_of(offers, groups.receivers, len(loss))
        most[most < least] = 0.0
        is_more = most > loss + MORE
        if not is_more.any():
            return True
        best = np.flatnonzero(is_more[groups.receivers] & (offers >= most[groups.receivers]))
        choice[groups.receivers[best]] = best + 1
        loss[is_more] = most[is_more]
        np.maximum(loss, _agreed(groups, loss, choice), out=loss)
    return False


def _agreed(groups: Groups, loss: Shares, choice: Nodes) -> Shares:
    """(n,) losses that agree with each other for this choice; as they are where that could not be worked out."""
    root, part = _copied(groups, choice)
    sharing = np.flatnonzero((choice > 0) & (root == np.arange(len(choice))))
    chosen = choice[sharing] - 1
    counts = groups.counts[chosen]
    row = np.repeat(np.arange(len(sharing)), counts)
    places = np.arange(len(row)) + np.repeat(groups.starts[chosen] - np.cumsum(counts) + counts, counts)
    givers = groups.givers[places]
    weights = part[givers] * groups.scales[chosen][row]
    column = np.full(len(choice), -1, np.int64)
    column[sharing] = np.arange(len(sharing))
    column = column[root[givers]]
    is_free = column >= 0
    fixed = np.asarray(
        np.bincount(row, np.where(is_free, 0.0, weights * loss[root[givers]]), minlength=len(sharing)), np.float64
    )
    row, column, weights = row[is_free], column[is_free], weights[is_free]

    def times(losses: Shares) -> Shares:
        return losses - np.bincount(row, weights * losses[column], minlength=len(losses))

    agreed = loss.copy()
    agreed[sharing] = np.clip(solved(times, fixed, loss[sharing]), 0.0, 1.0)
    return part * agreed[root]


def _copied(groups: Groups, choice: Nodes) -> tuple[NDArray[np.int64], Shares]:
    """(n,) whose loss each node loses a part of, where it chose a group of one, and so on, and what part; itself where not."""
    root, part = np.arange(len(choice)), np.ones(len(choice))
    alone = np.flatnonzero(choice)
    alone = alone[groups.counts[choice[alone] - 1] == 1]
    chosen = choice[alone] - 1
    root[alone], part[alone] = groups.givers[groups.starts[chosen]], groups.scales[chosen]
    while True:
        further = root[root]
        if bool((further == root).all()):
            return root, part
        part *= np.where(root == np.arange(len(root)), 1.0, part[root])
        root = further


def solved(times: Times, wanted: Shares, start: Shares) -> Shares:
    """What ``times`` makes ``wanted`` of, from a ``start``; the start where that is not found.

    The stabilised method of biconjugate gradients (van der Vorst 1992, "Bi-CGSTAB").
    """
    found, left = start, wanted - times(start)
    shadow, along = left.copy(), left.copy()
    share = float(shadow @ left)
    for _ in range(_STEPS):
        if float(np.abs(left).max(initial=0.0)) < _EXACT:
            return found
        moved = times(along)
        if not (across := float(shadow @ moved)):
            break
        first = share / across
        rest = left - first * moved
        turned = times(rest)
        second = float(turned @ rest) / (float(turned @ turned) or 1.0)
        found = found + first * along + second * rest
        left = rest - second * turned
        before, share = share, float(shadow @ left)
        if not second or not before:
            break
        along = left + share / before * first / second * (along - second * moved)
    return found if float(np.abs(wanted - times(found)).max(initial=0.0)) < MORE else start
