"""Questions about everything, asked of Neo4j: what it holds is read at once, and answered as the graph in memory answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.errors import UsageError
from dharma_tui.core.graph import GraphEdge, GraphNode
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.graph_server.names import MISSING, RESOURCE, VERBS
from dharma_tui.services.graph_server.questions import FACE, node_of_face
from dharma_tui.services.store.lake import Snapshot
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Nodes
from dharma_tui.services.topology.adjacency import VERBS as BY_CODE
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.building import Numbers
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.graphs import Graphs
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.weighing import Weight

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec, Turns
    from dharma_tui.services.graph_server.server import GraphServer

T = TypeVar("T")
SECONDS = 120.0
"""The server's time to tell all that it has."""


class GraphsOfServer(Graphs):
    """Asks of the present alone. Everything raises GraphServerError."""

    _server: GraphServer

    @classmethod
    def of(cls, server: GraphServer, *known: Any) -> GraphsOfServer:
        """Of what ``server`` holds; ``known`` as of the graph in memory."""
        made = cls(*known)
        made._server = server
        return made

    async def ask(self, at: str, answer: Callable[[Held], T]) -> T:
        """What ``answer`` makes of the graph that the server holds, in a pool's thread."""
        if at:
            raise UsageError("--at does not go with --neo4j", "leave one of them out")
        return await self._io.run(lambda: answer(self._read()))

    def _read(self) -> Held:
        """All of it, in one transaction: resources in the order of kind and key, then what is missing."""
        with self._server.reading(SECONDS) as transaction:
            nodes = [
                node_of_face(record[0])
                for record in transaction.run(f"MATCH (n:{RESOURCE}) RETURN {FACE} ORDER BY n:{MISSING}, n.kind, n.key")
            ]
            numbers = {str(node.ref): number for number, node in enumerate(nodes)}
            told = [
                (numbers[source], numbers[target], CODES[VERBS[verb]])
                for source, target, verb in transaction.run(
                    f"MATCH (n:{RESOURCE})-[r]->(m:{RESOURCE}) RETURN n.uid, m.uid, type(r)"
                )
                if verb in VERBS and source in numbers and target in numbers
            ]
        return held_of(nodes, sorted(told), self._kinds)


def held_of(nodes: Sequence[GraphNode], told: Sequence[tuple[int, int, int]], specs: Mapping[str, KindSpec]) -> Held:
    """Answers about these nodes, what is missing after the others; and about what is told of them, in codes of verbs."""
    import numpy as np

    kinds, scopes = Numbers(), Numbers()
    sources, targets, verbs = zip(*told, strict=True) if told else ((), (), ())
    present = [node for node in nodes if not node.is_missing]
    topology = Topology(
        Snapshot(0, datetime.min.replace(tzinfo=UTC)),
        Adjacency(len(nodes), sources, targets, verbs),
        rows=np.arange(len(present)),
        edge_rows=np.arange(len(told)),
        kind_codes=np.asarray([kinds.number(node.ref.kind) for node in nodes], np.uint16),
        scope_codes=np.asarray([scopes.number(node.scope) for node in present], np.uint32),
        state_codes=np.asarray([STATES.index(node.state) for node in present], np.uint8),
        kinds=kinds.known,
        scopes=scopes.known,
        missing=tuple(node.ref for node in nodes[len(present) :]),
    )
    return Held(topology, _Names(nodes, topology), specs)


class _Names(Identities):
    """Of nodes that are all known: nothing is read for them."""

    def __init__(self, nodes: Sequence[GraphNode], topology: Topology) -> None:
        self._all = nodes
        self._topology = topology

    @cached_property
    def _places(self) -> Mapping[ResourceRef, int]:
        return {node.ref: number for number, node in enumerate(self._all)}

    def weights(self, turns: Mapping[str, Turns]) -> dict[int, Weight]:
        """None: the server holds no properties."""
        return {}

    def unlisted(self, paths: Mapping[str, str]) -> dict[int, int]:
        """None: the server holds no properties."""
        return {}

    def hosts_elsewhere(self, paths: Mapping[str, Sequence[str]]) -> dict[int, int]:
        """The same."""
        return {}

    def deleted(self, nodes: Nodes) -> list[int]:
        """None: the server holds nothing of what was."""
        return []

    def turns(self, turns: Mapping[str, Turns]) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
        """The same."""
        return {}, {}

    def nodes(self, nodes: Sequence[int]) -> list[GraphNode]:
        """What these nodes are."""
        return nodes_apart([self._all[node] for node in nodes])

    def node(self, ref: ResourceRef) -> int | None:
        """The node of ``ref``, where there is one."""
        return self._places.get(ref)

    def nodes_of(self, refs: Sequence[ResourceRef]) -> list[int | None]:
        """The same of several."""
        return [self._places.get(ref) for ref in refs]

    def edges(self, edges: Sequence[int], places: Mapping[int, int], *, told: bool = False) -> list[GraphEdge]:
        """Edges between nodes whose ``places`` are given. What tells of them is not read."""
        graph = self._topology.graph
        ends = dict.fromkeys((*graph.ends(edge), int(graph.verbs[edge])) for edge in edges)
        return [GraphEdge(places[source], places[target], BY_CODE[code]) for source, target, code in ends]
