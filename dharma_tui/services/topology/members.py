"""What each resource is shown as in a sketch: itself, a closed group that it is in, or nothing."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.adjacency import Nodes
from dharma_tui.services.topology.identities import Identities


@dataclass(frozen=True, eq=False, slots=True)
class Members:
    """Of every node of a graph, what it is shown as. Does not keep the graph in memory once nobody else does."""

    names: weakref.ref[Identities]
    shown: Nodes
    """(n,) the place of what each node is shown as among ``ids``; -1 where it is not shown."""
    ids: tuple[NodeId, ...]

    def of(self, refs: Sequence[ResourceRef]) -> list[NodeId | None]:
        """What each is shown as; None for what is not, and where the graph is gone. Blocks; raises StoreError."""
        names = self.names()
        if names is None:
            return [None] * len(refs)
        places = (-1 if node is None else int(self.shown[node]) for node in names.nodes_of(refs))
        return [None if place < 0 else self.ids[place] for place in places]

    def within(self, ids: Collection[NodeId]) -> dict[NodeId, list[ResourceRef]]:
        """The resources that are shown as each of ``ids``. Blocks; raises StoreError."""
        names = self.names()
        found: dict[NodeId, list[ResourceRef]] = {id: [] for id in ids}
        if names is not None:
            wanted = [place for place, id in enumerate(self.ids) if id in found]
            nodes = np.flatnonzero(np.isin(self.shown, wanted))
            for node, place in zip(names.nodes(nodes.tolist()), self.shown[nodes].tolist(), strict=True):
                found[self.ids[place]].append(node.ref)
        return {id: sorted(refs) for id, refs in found.items()}
