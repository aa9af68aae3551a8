"""The questions of the graph, asked of Neo4j: what is around something, and how one leads to another.

The answers have the shape that the graph in memory gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.graph import Graph, GraphEdge, GraphNode
from dharma_tui.core.graph_order import in_order
from dharma_tui.core.types import DOWN, ResourceRef, Scope, State, Verb
from dharma_tui.services.graph_server.names import MISSING, RESOURCE, VERBS, quoted, type_of

if TYPE_CHECKING:
    from dharma_tui.services.graph_server.server import GraphServer

SECONDS = 30.0
LIMIT = 5_000
"""Nodes of one answer."""
LONGEST = 30
"""Steps of a path; a server that looks further may look at everything."""
_ARROWS = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}


class GraphServerQuestions:
    """Blocks. Raises GraphServerError, and NotFoundError for what the server does not have."""

    def __init__(self, server: GraphServer) -> None:
        self._server = server

    def neighbours(
        self,
        ref: ResourceRef,
        depth: int = 1,
        direction: str = "both",
        verbs: Sequence[Verb] = (),
        kinds: Sequence[str] = (),
        limit: int = LIMIT,
    ) -> Graph:
        """All at most ``depth`` steps away over these verbs and kinds, nearest first, what was asked about before all."""
        return self._around(ref, step_of(direction, verbs), depth, limit, kinds, verbs)

    def path(
        self,
        start: ResourceRef,
        end: ResourceRef,
        direction: str = "out",
        verbs: Sequence[Verb] = (),
        *,
        is_up: bool = False,
        length: int = 0,
    ) -> Graph:
        """A shortest way from one to the other, of at most ``length`` steps, any with 0; a graph without paths where there is none.

        With ``is_up`` only over what is there and not down.
        """

        before, after = _ARROWS[direction]
        types = f":{'|'.join(quoted(type_of(verb)) for verb in verbs)}" if verbs else ""
        between = (
            f" WHERE all(n IN nodes(p) WHERE n IN [a, b] OR NOT (n:{MISSING} OR n.state IN $down))" if is_up else ""
        )
        self.known([start, end])
        rows = self.rows(
            f"MATCH (a:{RESOURCE} {{uid: $start}}), (b:{RESOURCE} {{uid: $end}})"
            f" MATCH p = shortestPath((a){before}[{types}*0..{length or LONGEST}]{after}(b)){between}"
            f" RETURN [n IN nodes(p) | {FACE}] LIMIT 1",
            {"start": str(start), "end": str(end), "down": sorted(DOWN)},
        )
        if not rows:
            return Graph()
        nodes = tuple(nodes_apart([node_of_face(face) for face in rows[0][0]]))
        return Graph(nodes, self._between(nodes), (tuple(range(len(nodes))),))

    def length(self, start: ResourceRef, end: ResourceRef, direction: str = "out") -> int:
        """How many steps a shortest way takes; -1 where there is none."""
        before, after = _ARROWS[direction]
        rows = self.rows(
            f"MATCH (a:{RESOURCE} {{uid: $start}}), (b:{RESOURCE} {{uid: $end}})"
            f" MATCH p = shortestPath((a){before}[*0..{LONGEST}]{after}(b)) RETURN length(p)",
            {"start": str(start), "end": str(end)},
        )
        return int(rows[0][0]) if rows else -1

    def _around(
        self,
        ref: ResourceRef,
        steps: Sequence[str],
        depth: int,
        limit: int,
        kinds: Sequence[str] = (),
        verbs: Sequence[Verb] = (),
    ) -> Graph:
        found = self.reached(ref, steps, depth, limit, kinds)
        uids = list(found)[:limit]
        away = tuple(found[uid] for uid in uids)
        return in_order(replace(self.among(uids, verbs), steps=away, is_whole=len(found) <= limit))

    def among(self, uids: Sequence[str], verbs: Sequence[Verb] = ()) -> Graph:
        """These, in this order, and the relationships between them of these verbs, or of all."""
        rows = self.rows(f"UNWIND $uids AS uid MATCH (n:{RESOURCE} {{uid: uid}}) RETURN {FACE}", {"uids": [*uids]})
        nodes = tuple(nodes_apart([node_of_face(row[0]) for row in rows]))
        return Graph(nodes, self._between(nodes, verbs))

    def reached(
        self, ref: ResourceRef, steps: Sequence[str], depth: int, limit: int = LIMIT, kinds: Sequence[str] = ()
    ) -> dict[str, int]:
        """How many steps away each is, by its uid, nearest first. Each item of ``steps`` is a pattern from ``n`` to ``m``.

        Step by step, as a pattern of variable length would try every path, and there are more of these than nodes."""
        self.known([ref])
        over = " WHERE any(kind IN $kinds WHERE m.kind = kind OR m.kind STARTS WITH kind + '.')" if kinds else ""
        found, frontier, away = {str(ref): 0}, [str(ref)], 0
        while frontier and away < depth and len(found) < limit:
            away += 1
            new: dict[str, None] = {}
            for step in steps:
                rows = self.rows(
                    f"UNWIND $frontier AS uid MATCH (n:{RESOURCE} {{uid: uid}}) MATCH {step}{over} RETURN DISTINCT m.uid",
                    {"frontier": frontier, "kinds": [*kinds]},
                )
                new |= dict.fromkeys(row[0] for row in rows if row[0] not in found)
            frontier = sorted(new)
            found |= dict.fromkeys(frontier, away)
        return found

    def _between(self, nodes: Sequence[GraphNode], verbs: Sequence[Verb] = ()) -> tuple[GraphEdge, ...]:
        places = {str(node.ref): place for place, node in enumerate(nodes)}
        rows = self.rows(
            f"UNWIND $uids AS uid MATCH (n:{RESOURCE} {{uid: uid}})-[r]->(m:{RESOURCE}) WHERE m.uid IN $uids"
            " RETURN uid, m.uid, type(r), r.sources",
            {"uids": list(places)},
        )
        edges = [
            GraphEdge(places[source], places[target], VERBS[verb], ", ".join(told or ()))
            for source, target, verb, told in rows
            if verb in VERBS and (not verbs or VERBS[verb] in verbs)
        ]
        return tuple(sorted(edges, key=lambda edge: (edge.source, edge.target, edge.verb)))

    def known(self, refs: Sequence[ResourceRef]) -> None:
        """Raises NotFoundError where the server does not have one of these."""
        uids = [str(ref) for ref in refs]
        found = {row[0] for row in self.rows(f"MATCH (n:{RESOURCE}) WHERE n.uid IN $uids RETURN n.uid", {"uids": uids})}
        for ref in refs:
            if str(ref) not in found:
                raise NotFoundError(f"Neo4j does not have {ref}", "bring it level: dharma-tui graph sync")

    def rows(self, query: str, parameters: dict[str, Any]) -> list[list[Any]]:
        """What the server answers to a question in Cypher."""
        return self._server.rows(query, parameters, SECONDS)


FACE = f"[n.kind, n.key, n.name, n.state, n.provider, n.account, n.region, n:{MISSING}]"
"""What a node ``n`` is, to be read by ``node_of_face``."""


def step_of(direction: str, verbs: Sequence[Verb] = ()) -> list[str]:
    """One step along relationships of these verbs, or of all, from ``n`` to ``m``."""
    before, after = _ARROWS[direction]
    wanted = f":{'|'.join(quoted(type_of(verb)) for verb in verbs)}" if verbs else ""
    return [f"(n){before}[{wanted}]{after}(m:{RESOURCE})"]


def node_of_face(face: Sequence[Any]) -> GraphNode:
    """The node that a ``FACE`` tells of."""
    kind, key, name, state, provider, account, region, missing = face
    known = State(state) if state in set(State) else State.UNKNOWN
    return GraphNode(
        ResourceRef(kind, key), name or key, known, Scope(provider or "", account or "", region or ""), missing
    )
