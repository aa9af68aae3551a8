"""What nodes and edges are called: read from the lake when somebody looks, and kept for a while."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.graph import GraphEdge, GraphNode
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.adjacency import VERBS
from dharma_tui.services.topology.graph import Topology

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

KEPT = 20_000
"""Names kept, those asked for last."""


class Identities:
    """Names of one topology. Blocking; thread-safe."""

    def __init__(self, lake: Lake, topology: Topology) -> None:
        self._lake = lake
        self._topology = topology
        self._version = f"AT (VERSION => {topology.snapshot.id})"
        self._known: OrderedDict[int, GraphNode] = OrderedDict()
        self._looking_up = threading.Lock()

    def nodes(self, nodes: Sequence[int]) -> list[GraphNode]:
        """What these nodes are. Raises StoreError."""
        with self._looking_up:
            self._learn([node for node in nodes if node < self._topology.present and node not in self._known])
            found = [self._node(node) for node in nodes]
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found

    def node(self, ref: ResourceRef) -> int | None:
        """The node of ``ref``; None when neither a resource nor a relationship has it."""
        rows = self._lake.query(
            f"SELECT rowid FROM lake.resources {self._version} WHERE kind = ? AND key = ?", [ref.kind, ref.key]
        )
        return self._topology.node_of_row(int(rows[0][0])) if rows else self._topology.node_missing(ref)

    def edges(self, edges: Sequence[int], places: Mapping[int, int], *, told: bool = False) -> list[GraphEdge]:
        """Edges between nodes whose ``places`` are given; what several rows tell is one edge. With ``told``, by whom."""
        graph = self._topology.graph
        together: dict[tuple[int, int, int], list[int]] = {}
        for edge in edges:
            together.setdefault((*graph.ends(edge), int(graph.verbs[edge])), []).append(edge)
        sources = self._told(edges) if told else {}
        return [
            GraphEdge(
                places[source],
                places[target],
                VERBS[code],
                ", ".join(sorted({sources[edge] for edge in alike})) if told else "",
            )
            for (source, target, code), alike in together.items()
        ]

    def _node(self, node: int) -> GraphNode:
        if node < self._topology.present:
            self._known.move_to_end(node)
            return self._known[node]
        ref = self._topology.missing[node - self._topology.present]
        return GraphNode(ref, ref.key, is_missing=True)

    def _learn(self, nodes: Sequence[int]) -> None:
        if not nodes:
            return
        topology = self._topology
        rows = self._lake.query(
            f"SELECT rowid, key, name FROM lake.resources {self._version} WHERE rowid IN {_LISTED}",
            [json.dumps([int(topology.rows[node]) for node in nodes])],
        )
        found = {row: (key, name) for row, key, name in rows}
        for node in nodes:
            key, name = found[int(topology.rows[node])]
            ref = ResourceRef(topology.kind(node), key)
            self._known[node] = GraphNode(ref, name or key, topology.state(node), topology.scope(node))

    def _told(self, edges: Sequence[int]) -> dict[int, str]:
        of_row = {int(self._topology.edge_rows[edge]): edge for edge in edges}
        rows = self._lake.query(
            f"SELECT rowid, source FROM lake.relationships {self._version} WHERE rowid IN {_LISTED}",
            [json.dumps(list(of_row))],
        )
        return {of_row[row]: source or "" for row, source in rows}


_LISTED = "(SELECT unnest(from_json(?, '[\"BIGINT\"]')))"
"""Many numbers as one parameter: a list of Python's takes longer than the query."""
