"""Losses that agree with each other: the least that everybody may have, given who brings what to whom.

Each node takes what brings it most: another node alone, or several that share. For any choice of these losses are the answer
of linear equations, which are solved as they are; then nodes choose anew, where something else brings more, until nothing
does (Howard 1960, "Dynamic Programming and Markov Processes"). Going round circles step by step would come to the same, in
thousands of rounds where little of a loss leaves them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Edges, Nodes

Shares: TypeAlias = NDArray[np.float64]
MORE = 1e-9
"""A loss that is greater by no more than this is the same."""
_STEPS = 400
"""Steps of solving one choice, before it is given up."""
_EXACT = 1e-10
Times: TypeAlias = Callable[[Shares], Shares]


@dataclass(frozen=True, slots=True)
class Alone:
    """(a,) nodes that bring another a part of their loss, whatever others do."""

    givers: Nodes
    edges: Edges
    """By which edge."""
    scales: Shares
    """What part of it."""
    receivers: Nodes
    least: Shares
    """What the giver has lost at least, where it brings anything."""

    @classmethod
    def joined(cls, several: Sequence[Alone]) -> Alone:
        """All of them in one, in their order."""
        return cls(*_joined(several))

    def __len__(self) -> int:
        return len(self.givers)

    def offers(self, loss: Shares) -> Shares:
        """(a,) what each brings its receiver, where nodes have lost so much."""
        lost = loss.take(self.givers)
        lost *= lost >= self.least
        lost *= self.scales
        return lost


@dataclass(frozen=True, slots=True)
class Groups:
    """(g,) groups of nodes that together bring one receiver a loss: a scale times the sum of theirs."""

    givers: Nodes
    """(m,) the nodes of one group after those of the other, in each only once."""
    edges: Edges
    """(m,) by which edge."""
    parts: Shares
    """(m,) as how many each giver counts."""
    counts: NDArray[np.int64]
    """(g,) how many are in each, one at least."""
    totals: Shares
    """(g,) as how many they count together."""
    scales: Shares
    receivers: Nodes
    least: Shares
    """(g,) what a giver has lost at least, where it brings anything."""

    @classmethod
    def joined(cls, several: Sequence[Groups]) -> Groups:
        """All of them in one, in their order."""
        return cls(*_joined(several))

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def starts(self) -> NDArray[np.int64]:
        """(g,) where the givers of each begin."""
        starts: NDArray[np.int64] = np.cumsum(self.counts) - self.counts
        return starts

    def sums(self, losses: Shares) -> Shares:
        """(g,) from (m,) of each giver."""
        return np.add.reduceat(self._brought(losses) * self.parts, self.starts) if len(self) else np.zeros(0)

    def lost(self, losses: Shares) -> Shares:
        """(g,) how many have lost something, from (m,) of each giver; of one that counts as several as many as that would be."""
        lost = np.ceil(self._brought(losses) * self.parts - MORE)
        return np.add.reduceat(lost, self.starts) if len(self) else lost

    def _brought(self, losses: Shares) -> Shares:
        """(m,) what of the losses of each giver counts."""
        return losses * (losses >= self.least.repeat(self.counts)) if self.least.any() else losses

    def offers(self, loss: Shares) -> Shares:
        """(g,) what each brings its receiver, where nodes have lost so much."""
        return self.sums(loss.take(self.givers)) * self.scales


def _joined(several: Sequence[Alone] | Sequence[Groups]) -> list[NDArray[Any]]:
    return [np.concatenate(columns) for columns in zip(*map(_COLUMNS[type(several[0])], several), strict=True)]


_COLUMNS = {of: attrgetter(*(field.name for field in fields(of))) for of in (Alone, Groups)}
_NONE, _NOTHING = np.zeros(0, np.int32), np.zeros(0)
NOBODY, NO_GROUPS = (
    Alone(_NONE, _NONE, _NOTHING, _NONE, _NOTHING),
    Groups(_NONE, _NONE, _NOTHING, np.zeros(0, np.int64), _NOTHING, _NOTHING, _NONE, _NOTHING),
)


def grow(alone: Alone, groups: Groups, loss: Shares, choice: Nodes, least: float, first: int = 0) -> Nodes:
    """Let nodes lose the most that they are brought, where that is more; returns these, some of them several times.

    (n,) losses and choices: what brings each node its loss, 0 where nothing does, the number of one alone from 1 on, where
    those of ``alone`` come after ``first`` others, or of a group from -1 down. What is less than ``least`` is none.
    """
    offers, shared = alone.offers(loss), groups.offers(loss)
    by, by_group = _more(offers, alone.receivers, loss, least), _more(shared, groups.receivers, loss, least)
    receivers = np.concatenate([alone.receivers[by], groups.receivers[by_group]])
    offers = np.concatenate([offers[by], shared[by_group]])
    np.maximum.at(loss, receivers, offers)
    best = offers >= loss[receivers]
    choice[receivers[best]] = np.concatenate([by + first + 1, -1 - by_group])[best]
    return receivers


def _more(offers: Shares, receivers: Nodes, loss: Shares, least: float) -> NDArray[np.intp]:
    """Which offers are more than what their receivers have lost, and no less than ``least``."""
    wanted = loss.take(receivers)
    wanted += MORE
    is_more = offers > wanted
    is_more &= offers >= least
    return is_more.nonzero()[0]


def agree(alone: Alone, groups: Groups, loss: Shares, choice: Nodes) -> None:
    """Let ``loss`` grow until losses agree with each other for this choice; where that cannot be worked out, it stays.

    A choice is only left for what brings more, so that no nodes ever choose nothing but each other: each loss comes from
    what failed. Nobody may lose more once nothing grows after that.
    """
    root, part = _copied(alone, choice)
    sharing = np.flatnonzero(choice < 0)
    chosen = -1 - choice[sharing]
    counts = groups.counts[chosen]
    row = np.repeat(np.arange(len(sharing)), counts)
    places = np.arange(len(row)) + np.repeat(groups.starts[chosen] - np.cumsum(counts) + counts, counts)
    givers = groups.givers[places]
    weights = part[givers] * groups.parts[places] * groups.scales[chosen][row]
    weights *= loss[givers] >= groups.least[chosen][row]
    column = np.full(len(choice), -1, np.int32)
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
    np.maximum(loss, part * agreed[root], out=loss)


def _copied(alone: Alone, choice: Nodes) -> tuple[Nodes, Shares]:
    """(n,) whose loss each node loses a part of, where it chose one alone, and so on, and what part; itself where not."""
    root, part = np.arange(len(choice), dtype=np.int32), np.ones(len(choice))
    at = np.flatnonzero(choice > 0)
    chosen = choice[at] - 1
    root[at], part[at] = alone.givers[chosen], alone.scales[chosen]
    while len(at):
        further = root[root[at]]
        moves = np.flatnonzero(further != root[at])
        at, further = at[moves], further[moves]
        parts = part[at] * part[root[at]]
        root[at], part[at] = further, parts
    return root, part


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
