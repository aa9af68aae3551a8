"""What lies in what among the nodes of a choice, looked at all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, Edges, Nodes
from dharma_tui.services.topology.containment import LEVELS, NOWHERE
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.sketching import states_of


class Forest:
    """What lies in what among ``nodes``: what is between two of them and not among them is looked through."""

    def __init__(self, topology: Topology, nodes: Nodes, parents: Nodes, no_places: Collection[str] = ()) -> None:
        """(n,) the container of each node of the graph, or ``NOWHERE``; ``no_places`` are kinds that hold others in name only."""
        self._no_places = topology.of_kinds(no_places)
        inside = np.zeros(topology.graph.count, np.bool_)
        inside[nodes] = True
        self.nodes = nodes
        self.parents = _nearest(parents, inside)
        held = nodes[self.parents[nodes] != NOWHERE]
        self._inner = held[np.argsort(self.parents[held], kind="stable")]
        self._outer = self.parents[self._inner]
        self.roots: Nodes = nodes[self.parents[nodes] == NOWHERE]
        self.sizes = inside.astype(np.int64)
        self.ranks = np.zeros(topology.graph.count, np.uint8)
        self.ranks[nodes] = states_of(topology, nodes)
        for level in reversed(list(self._levels())):
            np.add.at(self.sizes, self.parents[level], self.sizes[level])
        self.ranks = self.highest(self.ranks)

    def children(self, node: int) -> Nodes:
        """What lies in ``node`` itself."""
        first, last = np.searchsorted(self._outer, [node, node + 1])
        inner: Nodes = self._inner[first:last]
        return inner

    def highest(self, values: NDArray[Any]) -> NDArray[Any]:
        """(n,) for each node the highest of its own value and of those of what lies in it."""
        found = values.copy()
        for level in reversed(list(self._levels())):
            np.maximum.at(found, self.parents[level], found[level])
        return found

    def goes_without_saying(self, topology: Topology, edges: Edges, asked: Nodes) -> NDArray[np.bool_]:
        """(e,) which edges say that something lies in what it is drawn in, or in what is no place and not ``asked`` about."""
        graph = topology.graph
        sources, targets, verbs = graph.sources[edges], graph.targets[edges], graph.verbs[edges]
        holds, stands = verbs == CODES[Verb.CONTAINS], verbs == CODES[Verb.RUNS_ON]
        outer, at = np.where(stands, targets, sources), np.where(stands, sources, targets)
        found = np.zeros(len(edges), np.bool_)
        for _ in range(LEVELS):
            at = np.where(at == NOWHERE, NOWHERE, self.parents[at])
            found |= at == outer
        in_name = holds & self._no_places[sources] & ~np.isin(sources, asked)
        told: NDArray[np.bool_] = found & (holds | stands) | in_name
        return told

    def below(self, shown: Nodes) -> Nodes:
        """(n,) as ``shown``, what has no number of its own (-1) having that of what it lies in."""
        for level in self._levels():
            unsaid = level[shown[level] < 0]
            shown[unsaid] = shown[self.parents[unsaid]]
        return shown

    def _levels(self) -> Iterator[Nodes]:
        """What lies in something, from the outside in."""
        outside = np.zeros(len(self.parents), np.bool_)
        outside[self.roots] = True
        left = self._inner
        while len(left):
            level = left[outside[self.parents[left]]]
            if not len(level):
                return
            yield level
            outside[level] = True
            left = left[~outside[left]]


def _nearest(parents: Nodes, inside: NDArray[np.bool_]) -> Nodes:
    """(n,) for each node the innermost container that is ``inside``."""
    found = parents.copy()
    for _ in range(LEVELS):
        astray = (found != NOWHERE) & ~inside[found]
        if not astray.any():
            break
        found[astray] = parents[found[astray]]
    return found
