"""A small graph of resources, and the sketches of it, without a lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

import numpy as np

from dharma_tui.core.graph import GraphNode
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef, Scope, State, Verb
from dharma_tui.services.store.lake import Snapshot
from dharma_tui.services.topology.adjacency import CODES, Adjacency
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.choosing import choose
from dharma_tui.services.topology.containment import containers
from dharma_tui.services.topology.forest import Forest
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.nesting import Nested
from dharma_tui.services.topology.sketching import Flat, Sketched

KINDS = ("lab.vpc", "lab.subnet", "lab.web", "lab.queue", "lab.group")
Told = Sequence[tuple[str, Verb, str]]


class Named:
    """What nodes are called, without a lake."""

    def __init__(self, topology: Topology, names: Sequence[str]) -> None:
        self._refs = [ResourceRef(topology.kind(node), name) for node, name in enumerate(names)]
        self._topology = topology

    def nodes(self, nodes: Sequence[int]) -> list[GraphNode]:
        return [GraphNode(self._refs[node], self._refs[node].key, self._topology.state(node)) for node in nodes]

    def node(self, ref: ResourceRef) -> int | None:
        return self._refs.index(ref) if ref in self._refs else None

    def nodes_of(self, refs: Sequence[ResourceRef]) -> list[int | None]:
        return [self.node(ref) for ref in refs]


class Estate:
    """Resources called ``kind-number``, all of one scope, and what is told of them."""

    def __init__(self, names: Sequence[str], told: Told = (), states: Mapping[str, State] | None = None) -> None:
        kinds = [KINDS.index(f"lab.{name.split('-')[0]}") for name in names]
        of_names = {name: node for node, name in enumerate(names)}
        ends = [(of_names[source], of_names[target], CODES[verb]) for source, verb, target in told]
        columns = np.asarray(ends, np.int64).reshape(-1, 3)
        count = len(names)
        self.topology = Topology(
            Snapshot(1, datetime(2026, 11, 20, tzinfo=UTC)),
            Adjacency(
                count, columns[:, 0].astype(np.int32), columns[:, 1].astype(np.int32), columns[:, 2].astype(np.uint8)
            ),
            *(np.arange(count), np.arange(len(ends)), np.asarray(kinds, np.uint16), np.zeros(count, np.uint32)),
            np.asarray([STATES.index((states or {}).get(name, State.RUNNING)) for name in names], np.uint8),
            *(KINDS, (Scope("lab", "main", "north"),)),
        )
        self.names = cast("Identities", Named(self.topology, names))

    def nested(self, view: TopologyView) -> Sketched:
        choice = choose(Held(self.topology, self.names), view, (), None)
        parents = containers(self.topology.graph, self.topology.kind_codes)
        forest = Forest(self.topology, choice.nodes, parents)
        return Nested(self.topology, self.names, {}, view, forest).sketch(choice)

    def flat(self, view: TopologyView) -> Sketched:
        return Flat(self.topology, self.names, {}, view).sketch(choose(Held(self.topology, self.names), view, (), None))

    def around(self, view: TopologyView, name: str) -> Sketched:
        focus = [
            node for node, named in enumerate(self.names.nodes(range(self.topology.present))) if named.name == name
        ]
        choice = choose(Held(self.topology, self.names), view, focus, None)
        return Flat(self.topology, self.names, {}, view).sketch(choice, None, focus[0])
