"""Many nodes as few: nodes alike become one with a count, the edges between two of these one with a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Adjacency, Edges, Nodes

ALONE = -1
"""The key of a node that is in no group."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is shown in place of many nodes, the groups first, then the nodes that stand alone in the order they were given."""

    keys: NDArray[np.int64]
    """(g,) what the members of each group have in common, the largest group first."""
    counts: NDArray[np.int64]
    """(g,) members of each."""
    first: Nodes
    """(g,) one member of each."""
    alone: Nodes
    """(a,) nodes that are shown themselves."""
    shown: Nodes
    """(s,) for each of the nodes given, what it is shown as: below ``g`` a group, from there on one that stands alone."""

    def ordered(self, groups: Sequence[int], alone: Sequence[int]) -> Gathered:
        """The same with groups and lone nodes in another order, told by their places in this one."""
        place = np.zeros(len(groups) + len(alone), np.int32)
        place[[*groups, *(len(groups) + at for at in alone)]] = np.arange(len(place))
        of_groups, of_alone = np.asarray(groups, np.int64), np.asarray(alone, np.int64)
        return Gathered(
            self.keys[of_groups], self.counts[of_groups], self.first[of_groups], self.alone[of_alone], place[self.shown]
        )


def gather(nodes: Nodes, keys: NDArray[np.int64]) -> Gathered:
    """(s,) nodes and what each is to be gathered by; a group of one is that node itself."""
    values, first, place, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    is_group = (values != ALONE) & (counts > 1)
    order = np.flatnonzero(is_group)
    order = order[np.lexsort((values[order], -counts[order]))]
    number = np.full(len(values), -1, np.int64)
    number[order] = np.arange(len(order))
    shown = number[place]
    lonely = shown < 0
    shown[lonely] = len(order) + np.arange(int(lonely.sum()))
    return Gathered(values[order], counts[order], nodes[first[order]], nodes[lonely], shown.astype(np.int32))


def worst(group: NDArray[np.int32], count: int, rank: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(count,) the highest rank among the members of each group; (s,) which group each is in and what rank it has."""
    highest = np.zeros(count, np.uint8)
    np.maximum.at(highest, group, rank)
    return highest


def told_once(graph: Adjacency, edges: Edges) -> Edges:
    """``edges`` with one of those that both ends, or two properties, tell of the same two nodes with the same verb."""
    width = graph.count.bit_length()
    told = (graph.sources[edges].astype(np.int64) << (width + 8)) | (graph.targets[edges].astype(np.int64) << 8)
    told |= graph.verbs[edges]
    order = np.argsort(told, kind="stable")
    told = told[order]
    first = np.ones(len(edges), np.bool_)
    first[order[1:]] = told[1:] != told[:-1]
    return edges[first]


@dataclass(frozen=True, slots=True)
class Joined:
    """One edge for all of one verb between the same two: (j,) ends, codes of verbs, how many, and one of them."""

    sources: Nodes
    targets: Nodes
    verbs: NDArray[np.uint8]
    counts: NDArray[np.int64]
    first: Edges


def join(graph: Adjacency, edges: Edges, shown: Nodes) -> Joined:
    """``edges`` between what their ends are shown as: (n,) for each node of the graph, -1 for what is not shown.

    Edges within one group are left out; loops of a node stay.
    """
    sources, targets = shown[graph.sources[edges]], shown[graph.targets[edges]]
    loops = graph.sources[edges] == graph.targets[edges]
    kept = (sources >= 0) & (targets >= 0) & ((sources != targets) | loops)
    sources, targets, of = sources[kept], targets[kept], edges[kept]
    count = int(shown.max()) + 1 if len(shown) else 1
    codes = graph.verbs[of]
    together = (sources.astype(np.int64) * count + targets) * 256 + codes
    _, first, counts = np.unique(together, return_index=True, return_counts=True)
    return Joined(sources[first], targets[first], codes[first], counts, of[first])


def heaviest(joined: Joined, limit: int, first: Sequence[int] = ()) -> tuple[NDArray[np.int64], int]:
    """Which edges to draw where there are too many, and how many are left out.

    Those at one of ``first`` come before others, and then those that stand for most.
    """
    if len(joined.sources) <= limit:
        return np.arange(len(joined.sources)), 0
    wanted = np.isin(joined.sources, first) | np.isin(joined.targets, first)
    order = np.lexsort((np.arange(len(wanted)), -joined.counts, ~wanted))
    return np.sort(order[:limit]), int(joined.counts[order[limit:]].sum())
