"""Communities: nodes that have more relationships with each other than chance would give them.

The method of Louvain (Blondel, Guillaume, Lambiotte and Lefebvre 2008, "Fast unfolding of communities in large networks"):
each node moves to the community among its neighbours' that raises modularity most, then communities become nodes, and again.
Here all nodes choose at once and a random half of them moves, so that two do not change places for ever; the seed is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Adjacency, Flags, Way, flags_of

Labels = NDArray[np.int64]
SEED = 1
_SWEEPS, _LEVELS = 30, 20
_TRIES, _SMALL = 4, 10_000
"""Of fewer ends of edges than that, the best of so many tries is taken: some end in a worse place than others. Of more, tries
differ by less than a thousandth."""
_GAIN, _PROGRESS, _PATIENCE = 1e-7, 5e-4, 2
"""What a move must gain, and what sweeps must; after so many that do not, no more are made."""


@dataclass(frozen=True, slots=True)
class _Weighted:
    """An undirected graph: (m,) ends, each edge in both directions and sorted by the first; weights; what lies within nodes."""

    count: int
    ends: Labels
    others: Labels
    weights: NDArray[np.float64]
    within: NDArray[np.float64]
    """(n,) twice the weight of what became part of each node."""

    degrees: NDArray[np.float64]

    @classmethod
    def of(cls, count: int, keys: Labels, weights: NDArray[np.float64], within: NDArray[np.float64]) -> _Weighted:
        """(m,) keys ``end * count + other``."""
        ends = keys // count
        degrees = np.bincount(ends, weights, minlength=count) + within
        return cls(count, ends, keys - ends * count, weights, within, degrees)


_KNOWN: WeakKeyDictionary[Adjacency, NDArray[np.int32]] = WeakKeyDictionary()
"""What was found of whole graphs, as long as these are there."""


def of_everything(graph: Adjacency) -> NDArray[np.int32]:
    """``communities`` over all edges, looked for once in each graph."""
    labels = _KNOWN.get(graph)
    if labels is None:
        labels = _KNOWN[graph] = communities(graph).astype(np.int32)
    return labels


def communities(graph: Adjacency, way: Way | None = None, seed: int = SEED) -> Labels:
    """(n,) the community of each node, from 0; the larger the community the smaller its number."""
    whole = _weighted(graph, way or Way())
    tries = _TRIES if len(whole.ends) < _SMALL else 1
    found = [_found(whole, np.random.default_rng(seed + place)) for place in range(tries)]
    labels = max(found, key=lambda labels: _modularity(whole, labels))
    sizes = np.bincount(labels)
    first = np.full(len(sizes), graph.count, np.int64)
    np.minimum.at(first, labels, np.arange(graph.count))
    rank = np.empty(len(sizes), np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[labels]


def _found(level: _Weighted, rng: np.random.Generator) -> Labels:
    """Communities of communities, as long as that raises modularity."""
    labels = np.arange(level.count, dtype=np.int64)
    for _ in range(_LEVELS):
        number, moved = np.unique(_settled(level, rng), return_inverse=True)
        if len(number) == level.count:
            break
        labels = moved[labels]
        level = _together(level, moved, len(number))
    return labels


def modularity(graph: Adjacency, labels: Labels, way: Way | None = None) -> float:
    """How much more lies within communities than chance would put there: 0 for none, towards 1."""
    return _modularity(_weighted(graph, way or Way()), labels)


def _weighted(graph: Adjacency, way: Way) -> _Weighted:
    wanted = flags_of(way.verbs)
    edges = graph.sources != graph.targets
    if wanted is not None:
        edges &= wanted[graph.verbs]
    if way.nodes is not None:
        edges &= way.nodes[graph.sources] & way.nodes[graph.targets]
    sources, targets = graph.sources[edges].astype(np.int64), graph.targets[edges].astype(np.int64)
    pairs, weights = _summed(
        np.concatenate([sources, targets]) * graph.count + np.concatenate([targets, sources]), None
    )
    return _Weighted.of(graph.count, pairs, weights, np.zeros(graph.count))


def _summed(keys: Labels, weights: NDArray[np.float64] | None) -> tuple[Labels, NDArray[np.float64]]:
    """Each different key, in order, and the weight of all that have it; weights are whole numbers."""
    if weights is None:
        keys = np.sort(keys)
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        return keys[first], np.diff(first, append=len(keys)).astype(np.float64)
    order = _order(keys)
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    until = np.cumsum(weights[order])[np.append(first[1:], len(keys)) - 1] if len(first) else np.zeros(0)
    return keys[first], np.diff(until, prepend=0)


def _order(keys: Labels) -> NDArray[np.int64]:
    """A stable ``argsort``; where there are bits for it each place is sorted along with its key, in a third of the time."""
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)) >> (63 - bits):
        return np.argsort(keys, kind="stable")
    packed = keys << bits
    packed |= np.arange(len(keys))
    packed.sort()
    return packed & ((1 << bits) - 1)


def _settled(level: _Weighted, rng: np.random.Generator) -> Labels:
    """The communities when no move raises modularity any more."""
    labels = best = np.arange(level.count, dtype=np.int64)
    reached, idle = _modularity(level, labels), 0
    asked = everyone = np.ones(level.count, np.bool_)
    for _ in range(_SWEEPS):
        choice, gain = _choices(level, labels, asked)
        wanting = gain > _GAIN
        if not wanting.any():
            if asked is everyone:
                break
            asked = everyone
            continue
        moving = wanting & (rng.random(level.count) < 0.5)
        labels = np.where(moving, choice, labels)
        asked = wanting & ~moving
        asked[level.ends[moving[level.others]]] = True
        now = _modularity(level, labels)
        idle = 0 if now > reached + _PROGRESS else idle + 1
        if now > reached:
            best, reached = labels, now
        if idle > _PATIENCE:
            break
    return best


def _choices(level: _Weighted, labels: Labels, asked: Flags) -> tuple[Labels, NDArray[np.float64]]:
    """Of each node that is asked the community that it had best move to, and what that gains over where it is."""
    degrees = level.degrees
    total = degrees.sum()
    sums = np.bincount(labels, degrees, minlength=level.count)
    at = np.flatnonzero(asked[level.ends])
    keys, weights = _summed(level.ends[at] * level.count + labels[level.others[at]], level.weights[at])
    nodes = keys // level.count
    to = keys - nodes * level.count
    others = sums[to] - np.where(labels[nodes] == to, degrees[nodes], 0)
    worth = weights - degrees[nodes] * others / max(total, 1)
    stay = -degrees * (sums[labels] - degrees) / max(total, 1)
    at_home = labels[nodes] == to
    stay[nodes[at_home]] = worth[at_home]
    starts = np.flatnonzero(np.diff(nodes, prepend=-1))
    most = np.maximum.reduceat(worth, starts) if len(starts) else worth
    best = np.flatnonzero(worth == np.repeat(most, np.diff(starts, append=len(nodes))))
    first = best[np.flatnonzero(np.diff(nodes[best], prepend=-1))]
    choice, gain = labels.copy(), np.zeros(level.count)
    choice[nodes[first]] = to[first]
    gain[nodes[first]] = worth[first] - stay[nodes[first]]
    return choice, np.where(choice == labels, 0, gain)


def _together(level: _Weighted, labels: Labels, count: int) -> _Weighted:
    """Communities as nodes."""
    ends, others = labels[level.ends], labels[level.others]
    inside = ends == others
    within = np.bincount(labels, level.within, minlength=count).astype(np.float64)
    within = within + np.bincount(ends[inside], level.weights[inside], minlength=count)
    keys, weights = _summed(ends[~inside] * count + others[~inside], level.weights[~inside])
    return _Weighted.of(count, keys, weights, within)


def _modularity(level: _Weighted, labels: Labels) -> float:
    degrees = level.degrees
    total = float(degrees.sum())
    if not total:
        return 0.0
    inside = labels[level.ends] == labels[level.others]
    within = float(level.weights[inside].sum() + level.within.sum())
    return within / total - float((np.bincount(labels, degrees) ** 2).sum()) / total**2
