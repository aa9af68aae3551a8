"""What nodes and edges are called: read from the lake when somebody looks, and kept for a while."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.graph import GraphEdge, GraphNode
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.relations.dns import host_of
from dharma_tui.services.topology.adjacency import VERBS, Nodes
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.keys import NONE, Keys, hashes_of
from dharma_tui.services.topology.weighing import Weight

if TYPE_CHECKING:
    from dharma_tui.core.kinds import Turns
    from dharma_tui.services.store.lake import Lake

KEPT = 20_000
"""Names kept, those asked for last; all where there are no more resources, read at once."""
HEAVIEST = 1e9
"""A greater weight, or one below nothing, is no weight: it comes of what a file says, and of no cloud."""
TELLERS_KEPT = 200_000
"""Relationships up to which it is kept what tells of each."""


class Identities:
    """Names of one topology. Blocking; thread-safe."""

    def __init__(self, lake: Lake, topology: Topology, before: Identities | None = None) -> None:
        """``before`` are those of an earlier moment, whose keys need not be read again."""
        self._lake = lake
        self._topology = topology
        self._version = f"AT (VERSION => {topology.snapshot.id})"
        self._known: OrderedDict[int, GraphNode] = OrderedDict()
        self._looking_up = threading.Lock()
        self._keys: Keys | None = before._keys if before is not None else None
        self._keys_are_level = False
        self._numbers: Mapping[ResourceRef, int] | None = None
        self._tellers: tuple[NDArray[np.uint32], Sequence[str]] | None = None

    def nodes(self, nodes: Sequence[int]) -> list[GraphNode]:
        """What these nodes are, and what tells those that are called alike apart. Raises StoreError."""
        with self._looking_up:
            self._learn([node for node in nodes if node < self._topology.present and node not in self._known])
            found = [self._node(node) for node in nodes]
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return nodes_apart(found)

    def node(self, ref: ResourceRef) -> int | None:
        """The node of ``ref``; None when neither a resource nor a relationship has it."""
        return self.nodes_of([ref])[0]

    def not_there(self, ref: ResourceRef) -> NotFoundError:
        """What is to be said of a resource that no node is: since when it is gone, where that is known. Raises StoreError."""
        from dharma_tui.services.topology.finding import gone

        return gone(
            self._lake, self._version, ref.key, " AND kind = ? AND key = ?", [ref.kind, ref.key]
        ) or NotFoundError(f"{ref} is not in the graph", "it was not there then, or never: look at another moment")

    def nodes_of(self, refs: Sequence[ResourceRef]) -> list[int | None]:
        """The same of several."""
        if not refs:
            return []
        if self._topology.present <= KEPT:
            known = self._all_numbers()
            return [known[ref] if ref in known else self._topology.node_missing(ref) for ref in refs]
        rows = self._level_keys().rows_of(hashes_of(self._lake, refs))
        return [self._one_of(ref, found) for ref, found in zip(refs, rows, strict=True)]

    def _all_numbers(self) -> Mapping[ResourceRef, int]:
        with self._looking_up:
            if self._numbers is None:
                if len(self._known) < self._topology.present:
                    self._learn(range(self._topology.present))
                self._numbers = {named.ref: node for node, named in self._known.items()}
            return self._numbers

    def _level_keys(self) -> Keys:
        with self._looking_up:
            if self._keys is None or not self._keys_are_level:
                stale = self._keys is None or len(self._keys.rows) > 2 * self._topology.present + KEPT
                known = NONE if stale or self._keys is None else self._keys
                self._keys = known.level_with(self._lake, self._topology.snapshot)
                self._keys_are_level = True
            return self._keys

    def _one_of(self, ref: ResourceRef, rows: Sequence[int]) -> int | None:
        """The resource in one of ``rows`` that is called so. Kinds are known; keys are looked at where several fit."""
        nodes = [node for row in rows if (node := self._topology.node_of_row(row)) is not None]
        nodes = [node for node in nodes if self._topology.kind(node) == ref.kind]
        if len(nodes) > 1:
            nodes = [node for node, named in zip(nodes, self.nodes(nodes), strict=True) if named.ref == ref]
        return nodes[0] if nodes else self._topology.node_missing(ref)

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

    def weights(self, turns: Mapping[str, Turns]) -> dict[int, Weight]:
        """How often each of these kinds answers that does so by weight; of others than numbers that can weigh it is not known.
        Raises StoreError."""
        found: dict[int, Weight] = {}
        for kind, told in turns.items():
            rows = self._lake.query(
                "SELECT rowid, TRY_CAST(json_extract_string(attrs, ?) AS DOUBLE) AS weight, json_extract_string(attrs, ?)"
                f" FROM lake.resources {self._version} WHERE kind = ? AND weight BETWEEN 0 AND ?",
                [f"$.{told.weight}", [f"$.{name}" for name in told.among], kind, HEAVIEST],
            )
            for row, weight, among in rows:
                if (node := self._topology.node_of_row(int(row))) is not None:
                    found[node] = Weight((kind, *among), weight)
        return found

    def unlisted(self, paths: Mapping[str, str]) -> dict[int, int]:
        """How many beside those it routes to, of each of these kinds that says so at its path. Raises StoreError."""
        found: dict[int, int] = {}
        for kind, path in paths.items():
            rows = self._lake.query(
                "SELECT rowid, TRY_CAST(json_extract_string(attrs, ?) AS BIGINT) AS count"
                f" FROM lake.resources {self._version} WHERE kind = ? AND count BETWEEN 1 AND ?",
                [f"$.{path}", kind, int(HEAVIEST)],
            )
            for row, count in rows:
                if (node := self._topology.node_of_row(int(row))) is not None:
                    found[node] = count
        return found

    def hosts_elsewhere(self, paths: Mapping[str, Sequence[str]]) -> dict[int, int]:
        """At how many of the hosts that each of these kinds leads to nobody known answers, where it leads on. Raises StoreError."""
        found: dict[int, int] = {}
        for kind, leading in paths.items():
            texts = ((each, f"json_extract_string(attrs, '{each}')") for path in leading for each in _in_lists(path))
            hosts = ", ".join(text if "*" in each else f"[{text}]" for each, text in texts)
            known = " OR ".join("starts_with(source, ?)" for _ in leading)
            rows = self._lake.query(
                f"""WITH told AS (
                    SELECT src_key AS key, count(DISTINCT source) FILTER ({known}) AS known
                    FROM lake.relationships {self._version} WHERE src_kind = ? AND starts_with(source, 'dns:') GROUP BY ALL)
                SELECT rowid, list_distinct(flatten([{hosts}])) AS hosts, known
                FROM lake.resources {self._version} JOIN told USING (key) WHERE kind = ? AND len(hosts) > known""",
                [*(f"dns:{path} " for path in leading), kind, kind],
            )
            for row, told, known_ones in rows:
                others = len({host for text in told if (host := host_of(text.rpartition(" ")[2]))}) - known_ones
                if others > 0 and (node := self._topology.node_of_row(int(row))) is not None:
                    found[node] = others
        return found

    def deleted(self, nodes: Nodes) -> list[int]:
        """Those of ``nodes`` without a resource that had one, which went. Raises StoreError."""
        refs = {self._topology.missing[node - self._topology.present]: node for node in nodes.tolist()}
        rows = self._lake.query(
            f"""SELECT DISTINCT kind, key FROM lake.changes {self._version}
            WHERE change = 'removed' AND key IN (SELECT unnest(from_json(?, '["VARCHAR"]')))""",
            [json.dumps(sorted({ref.key for ref in refs}))],
        )
        return [refs[ref] for row in rows if (ref := ResourceRef(*row)) in refs]

    def turns(self, turns: Mapping[str, Turns]) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
        """Of each of these kinds that answers in turns with one that stands by among whom it does; and of those that stand by.
        Raises StoreError."""
        known: dict[int, tuple[str, ...]] = {}
        standbys: dict[int, tuple[str, ...]] = {}
        for kind, told in turns.items():
            name, _, value = told.standby.partition("=")
            rows = self._lake.query(
                "SELECT rowid, json_extract_string(attrs, ?), json_extract_string(attrs, ?)"
                f" FROM lake.resources {self._version} WHERE kind = ? AND json_extract_string(attrs, ?) IS NOT NULL",
                [f"$.{name}", [f"$.{each}" for each in told.among], kind, f"$.{name}"],
            )
            for row, said, among in rows:
                if (node := self._topology.node_of_row(int(row))) is not None:
                    known[node] = kind, *among
                    if said == value:
                        standbys[node] = kind, *among
        return known, standbys

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
        everything = topology.present <= KEPT
        where = "" if everything else f"WHERE rowid IN {_LISTED}"
        rows = self._lake.query(
            f"SELECT rowid, key, name FROM lake.resources {self._version} {where}",
            [] if everything else [json.dumps([int(topology.rows[node]) for node in nodes])],
        )
        found = {row: (key, name) for row, key, name in rows}
        for node in range(topology.present) if everything else nodes:
            key, name = found[int(topology.rows[node])]
            ref = ResourceRef(topology.kind(node), key)
            self._known[node] = GraphNode(ref, name or key, topology.state(node), topology.scope(node))

    def _told(self, edges: Sequence[int]) -> dict[int, str]:
        rows = self._topology.edge_rows
        if len(rows) <= TELLERS_KEPT:
            codes, words = self._all_tellers()
            return {edge: words[code] for edge, code in zip(edges, codes[list(edges)].tolist(), strict=True)}
        of_row = {int(rows[edge]): edge for edge in edges}
        told = self._lake.query(
            f"SELECT rowid, source FROM lake.relationships {self._version} WHERE rowid IN {_LISTED}",
            [json.dumps(list(of_row))],
        )
        return {of_row[row]: source or "" for row, source in told}

    def _all_tellers(self) -> tuple[NDArray[np.uint32], Sequence[str]]:
        """(m,) for each relationship the place of what tells of it, and what these places are."""
        with self._looking_up:
            if self._tellers is None:
                said = f"SELECT rowid AS row, coalesce(source, '') AS said FROM lake.relationships {self._version}"
                words = [word for (word,) in self._lake.query(f"SELECT DISTINCT said FROM ({said}) ORDER BY said")]
                found = self._lake.read(
                    lambda cursor: cursor.execute(
                        f"SELECT row, dense_rank() OVER (ORDER BY said) - 1 AS code FROM ({said}) ORDER BY row"
                    ).fetchnumpy()
                )
                codes = np.asarray(found["code"])[np.searchsorted(found["row"], self._topology.edge_rows)]
                self._tellers = codes.astype(np.uint32), words
            return self._tellers


def _in_lists(path: str) -> list[str]:
    """Where what is at ``path`` may be, in one item or in each of several."""
    first, *rest = path.split(".")
    found = [f"$.{first}"]
    for step in rest:
        found = [f"{each}{many}.{step}" for each in found for many in ("", "[*]")]
    return found


_LISTED = "(SELECT unnest(from_json(?, '[\"BIGINT\"]')))"
"""Many numbers as one parameter: a list of Python's takes longer than the query."""
