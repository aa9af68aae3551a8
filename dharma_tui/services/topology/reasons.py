"""Why each loses what it does: by what it came to it, of all that may bring it that much the way with the fewest steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Edges, Flags, Nodes
from dharma_tui.services.topology.settling import Alone, Groups, Shares

_SAME = 1e-6
"""Losses that differ by no more than this are the same."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """(n,) by which edge each lost it, -1 for none; how many share there, and how many of them lost; after how many steps."""

    edges: Edges
    copies: Nodes
    lost: Nodes
    steps: Nodes


class _Offers:
    """Whatever brings somebody a loss: nodes alone, and each of those that share, with what all of these bring."""

    def __init__(self, alone: Alone, groups: Groups, loss: Shares) -> None:
        of = np.repeat(np.arange(len(groups)), groups.counts)
        lost = loss.take(groups.givers)
        worst = np.maximum.reduceat(lost, groups.starts) if len(groups) else lost
        self.givers: Nodes = np.concatenate([alone.givers, groups.givers])
        self.receivers: Nodes = np.concatenate([alone.receivers, groups.receivers[of]])
        self.edges: Edges = np.concatenate([alone.edges, groups.edges])
        self.shares: Shares = np.concatenate([alone.offers(loss), groups.offers(loss)[of]])
        self.groups = np.concatenate([np.full(len(alone), -1), of])
        self.is_worst: Flags = np.concatenate([np.ones(len(alone), np.bool_), lost >= worst[of] - _SAME])
        """Of those that share it is the ones that have lost most."""


def reasons(alone: Alone, groups: Groups, loss: Shares, rounds: Nodes, verbs: NDArray[np.uint8]) -> Reasons:
    """Those of all losses, where (n,) ``rounds`` say in how many steps each node began to lose, what failed in one.

    Who brings all of a loss has lost no less, so that from there a way leads back to what failed. Where nobody brings just
    that, as all was carried on a few steps alone, it is the one that brings most of those that began to lose before. Of several
    relationships to the same it is that of the first of (m,) ``verbs``, whichever was told first.
    """
    offers = _Offers(alone, groups, loss)
    chosen = np.full(len(loss), -1, np.int64)
    """What of the offers each takes."""
    steps = np.where(rounds == 1, 1, 0).astype(np.int32)
    brings = offers.is_worst & (offers.shares > 0) & (np.abs(offers.shares - loss[offers.receivers]) <= _SAME)
    at = np.flatnonzero(brings)
    at = at[np.argsort(offers.givers[at], kind="stable")]
    starts = np.searchsorted(offers.givers[at], np.arange(len(loss) + 1))
    due = np.flatnonzero(steps).astype(np.int32)
    for step in range(2, len(loss) + 2):
        counts = starts[due + 1] - starts[due]
        places = np.repeat(starts[due] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        found = at[places]
        found = found[steps[offers.receivers[found]] == 0]
        if not len(found):
            break
        found, edges = _by_verbs(offers, found, verbs)
        found = _first(offers.receivers[found], found, edges)
        due = offers.receivers[found]
        chosen[due], steps[due] = found, step
    left = (steps == 0)[offers.receivers] & (offers.shares > 0)
    left &= (rounds[offers.givers] > 0) & (rounds[offers.givers] < rounds[offers.receivers])
    at = np.flatnonzero(left)
    found = _first(offers.receivers[at], at, -offers.shares[at], -loss[offers.givers[at]], offers.edges[at])
    chosen[offers.receivers[found]] = found
    is_left = (steps == 0) & (rounds > 0)
    steps[is_left] = steps.max(initial=0) + rounds[is_left]
    return _told(offers, groups, loss, chosen, steps)


def _by_verbs(offers: _Offers, found: NDArray[np.intp], verbs: NDArray[np.uint8]) -> tuple[NDArray[np.intp], Edges]:
    """Of what is offered each by the same the one of the first verb; and the first edge of these."""
    edges = offers.edges[found]
    pairs = offers.receivers[found].astype(np.int64) << 32 | offers.givers[found]
    order = np.lexsort((edges, verbs[edges], pairs))
    pairs = pairs[order]
    starts = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
    return found[order[starts]], np.minimum.reduceat(edges[order], starts)


def _first(receivers: Nodes, offers: NDArray[np.intp], *ranks: NDArray[np.generic]) -> NDArray[np.intp]:
    """Of what is offered each receiver that of which the ranks are least."""
    order = np.lexsort((*reversed(ranks), receivers))
    ordered = receivers[order]
    is_first = np.ones(len(order), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return offers[order[is_first]]


def _told(offers: _Offers, groups: Groups, loss: Shares, chosen: NDArray[np.int64], steps: Nodes) -> Reasons:
    edges, copies, lost = np.full(len(loss), -1, np.int32), np.ones(len(loss), np.int32), np.ones(len(loss), np.int32)
    at = np.flatnonzero(chosen >= 0)
    edges[at] = offers.edges[chosen[at]]
    of = offers.groups[chosen[at]]
    at, of = at[of >= 0], of[of >= 0]
    copies[at] = groups.totals[of]
    lost[at] = groups.lost(loss.take(groups.givers))[of]
    return Reasons(edges, copies, lost, steps)
