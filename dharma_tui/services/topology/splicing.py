"""Few edges taken out of a large adjacency and few put in: arrays are copied around them, and nothing is sorted anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Adjacency, Edges, Nodes, Side

MOST = 5_000
"""Edges up to which that is quicker than sorting."""


@dataclass(frozen=True, slots=True)
class Splice:
    """(r,) places that are taken out of an array, and (k,) those before which something is put in, both ascending."""

    removed: NDArray[Any]
    at: NDArray[Any]

    def of(self, array: NDArray[Any], values: NDArray[Any]) -> NDArray[Any]:
        """``array`` without what is taken out and with ``values``."""
        events = [(place, number) for number, place in enumerate(self.at.tolist())]
        events += [(place, len(values)) for place in self.removed.tolist()]
        pieces: list[NDArray[Any]] = []
        start = 0
        values = np.asarray(values, array.dtype)
        for place, number in sorted(events):
            pieces += array[start:place], values[number : number + 1]
            start = place + (number == len(values))
        return np.concatenate([*pieces, array[start:]])

    def shifts(self, size: int) -> NDArray[Any]:
        """(size,) by how much what was in each place is further back now."""
        return _steps(size, self.at, self.removed + 1)

    def new(self) -> NDArray[np.int64]:
        """(k,) where what is put in is now."""
        return np.asarray(self.at - np.searchsorted(self.removed, self.at) + np.arange(len(self.at)))


@dataclass(frozen=True, slots=True)
class Edited:
    """A graph a moment later, and how to bring other arrays of its edges level; ``order`` is that of the edges that came."""

    graph: Adjacency
    splice: Splice
    order: NDArray[np.int64]


def edited(graph: Adjacency, removed: Edges, sources: Nodes, targets: Nodes, verbs: NDArray[np.uint8]) -> Edited:
    """``graph``, whose edges are in the order of their sources, without ``removed`` and with others; it stays in order."""
    order = np.argsort(sources, kind="stable")
    sources, targets, verbs = sources[order], targets[order], verbs[order]
    splice = Splice(removed, np.searchsorted(graph.sources, sources, "right"))
    gone = graph.sources[removed], graph.targets[removed]
    after = splice.of(graph.targets, targets)
    out = Side(
        _offsets(graph.out.offsets, sources, gone[0]),
        after,
        _numbers(graph.out.edges, len(after)),
    )
    into = _into(graph.into, splice, removed, gone[1], sources, targets, len(graph)) if graph.has_into else None
    new = Adjacency.of_sides(
        graph.count, splice.of(graph.sources, sources), splice.of(graph.verbs, verbs), out=out, into=into
    )
    return Edited(new, splice, order)


def _into(side: Side, splice: Splice, removed: Edges, gone: Nodes, sources: Nodes, targets: Nodes, size: int) -> Side:
    new = splice.new()
    order = np.lexsort((new, targets))
    at = [_place(side, int(targets[number]), int(splice.at[number])) for number in order.tolist()]
    lost = [_place(side, node, edge) for node, edge in zip(gone.tolist(), removed.tolist(), strict=True)]
    there = Splice(np.sort(np.asarray(lost, np.int64)), np.asarray(at, np.int64))
    edges = there.of(side.edges, np.zeros(len(order), np.int32))
    edges += splice.shifts(size + 1)[edges]
    edges[there.new()] = new[order]
    return Side(_offsets(side.offsets, targets, gone), there.of(side.others, sources[order]), edges)


def _numbers(before: Edges, size: int) -> Edges:
    """(size,) of numbers from 0 on: the beginning of those there were, if that is enough, as fresh memory takes longest."""
    return before[:size] if size <= len(before) else np.arange(size + MOST, dtype=np.int32)[:size]


def _place(side: Side, node: int, edge: int) -> int:
    """Where ``edge`` is among those of ``node``, or would be."""
    start, end = int(side.offsets[node]), int(side.offsets[node + 1])
    return start + int(np.searchsorted(side.edges[start:end], edge))


def _offsets(offsets: NDArray[np.int32], came: Nodes, went: Nodes) -> NDArray[np.int32]:
    return np.asarray(offsets + _steps(len(offsets), came + 1, went + 1), np.int32)


def _steps(size: int, up: NDArray[Any], down: NDArray[Any]) -> NDArray[Any]:
    """(size,) of 0 that grows by one at each place of ``up`` and becomes less at each of ``down``, in as few bytes as will do."""
    places = np.concatenate([up, down])
    order = np.argsort(places, kind="stable")
    ends = np.minimum(np.concatenate([places[order], [size]]), size)
    levels = np.cumsum(np.concatenate([[0], np.repeat([1, -1], [len(up), len(down)])[order]]))
    small = np.int8 if len(places) < 128 else np.int16
    return np.repeat(levels.astype(small), np.diff(ends, prepend=0))
