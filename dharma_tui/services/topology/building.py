"""Reads the graph of a snapshot from the lake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import ResourceRef, Scope, State, Verb
from dharma_tui.services.store import memory
from dharma_tui.services.store.lake import Snapshot
from dharma_tui.services.topology.adjacency import CODES, Adjacency, order_of
from dharma_tui.services.topology.graph import STATES, Topology

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

NEVER = -1
_SCOPE = "provider, account, region"
_LARGE = 100_000
"""Edges from which on what building took is worth giving back to the system."""


def build(lake: Lake, snapshot: Snapshot) -> Topology:
    """The graph of ``snapshot``. Blocks; raises StoreError."""
    topology = lake.read(lambda cursor: _Reading(cursor, snapshot).topology())
    if len(topology.graph) > _LARGE:
        memory.give_back()
    return topology


class Numbers:
    """Things and their numbers, from 0 in the order in which they were first named."""

    def __init__(self, known: Iterable[Any] = ()) -> None:
        self._numbers = {value: number for number, value in enumerate(dict.fromkeys(known))}

    @property
    def known(self) -> tuple[Any, ...]:
        """All of them, in their order."""
        return tuple(self._numbers)

    def number(self, value: Any) -> int:
        """The number of ``value``, which gets the next where it has none."""
        return self._numbers.setdefault(value, len(self._numbers))


class _Reading:
    """Two passes over the lake: nodes into a temporary table that knows them by hashes of their identities, then edges."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
        self._cursor = cursor
        self._snapshot = snapshot
        self._version = f"AT (VERSION => {snapshot.id})"
        known = ", ".join(f"coalesce({column}, '') AS {column}" for column in _SCOPE.split(", "))
        self._resources = f"(SELECT rowid AS row, * REPLACE ({known}) FROM lake.resources {self._version})"

    def topology(self) -> Topology:
        try:
            return self._read()
        finally:
            for name in ("graph_kinds", "graph_scopes", "graph_nodes"):
                self._cursor.execute(f"DROP TABLE IF EXISTS temp.{name}")

    def _read(self) -> Topology:
        self._kinds = Numbers(kind for (kind,) in self._numbered("kind", "kind", "USMALLINT"))
        scopes = tuple(Scope(*each) for each in self._numbered("scope", _SCOPE, "UINTEGER"))
        nodes = self._nodes()
        present = len(nodes["row"])
        edges = self._edges()
        missing = self._missing(edges, present)
        order = order_of(edges["source"])
        graph = Adjacency(present + len(missing), edges["source"][order], edges["target"][order], edges["verb"][order])
        kind_codes = np.fromiter((self._kinds.number(ref.kind) for ref in missing), np.uint16, len(missing))
        return Topology(
            self._snapshot,
            graph,
            rows=nodes["row"],
            edge_rows=edges["row"][order],
            kind_codes=np.concatenate([nodes["kind"], kind_codes]),
            scope_codes=nodes["scope"],
            state_codes=nodes["state"],
            kinds=self._kinds.known,
            scopes=scopes,
            missing=missing,
        )

    def _numbered(self, name: str, columns: str, size: str) -> list[tuple[str, ...]]:
        """All different ``columns`` of resources, in their order; also in a temporary table ``graph_NAMEs``, with their numbers."""
        self._cursor.execute(
            f"""CREATE OR REPLACE TEMP TABLE graph_{name}s AS
            SELECT *, (row_number() OVER (ORDER BY {columns}) - 1)::{size} AS {name}_code
            FROM (SELECT DISTINCT {columns} FROM {self._resources})"""
        )
        return self._cursor.execute(f"SELECT {columns} FROM graph_{name}s ORDER BY {name}_code").fetchall()

    def _nodes(self) -> Mapping[str, NDArray[Any]]:
        self._cursor.execute(
            f"""CREATE OR REPLACE TEMP TABLE graph_nodes AS
            SELECT (row_number() OVER (ORDER BY row) - 1)::INTEGER AS node, row, hash, kind_code, scope_code, state_code
            FROM (SELECT row, hash(kind, key) AS hash, {_STATE_CODE} AS state_code, kind, {_SCOPE} FROM {self._resources})
            JOIN graph_kinds USING (kind) JOIN graph_scopes USING (provider, account, region)"""
        )
        return arrays(
            self._cursor.execute(
                "SELECT row, kind_code AS kind, scope_code AS scope, state_code AS state FROM graph_nodes ORDER BY node"
            )
        )

    def _edges(self) -> dict[str, NDArray[Any]]:
        return arrays(
            self._cursor.execute(
                f"""SELECT told.row, coalesce(src.node, {NEVER}) AS source, coalesce(dst.node, {NEVER}) AS target, verb
                FROM (SELECT rowid AS row, hash(src_kind, src_key) AS src_hash, hash(dst_kind, dst_key) AS dst_hash,
                    {verb_code()} AS verb FROM lake.relationships {self._version}) AS told
                LEFT JOIN graph_nodes AS src ON src.hash = src_hash LEFT JOIN graph_nodes AS dst ON dst.hash = dst_hash"""
            )
        )

    def _missing(self, edges: dict[str, NDArray[Any]], present: int) -> tuple[ResourceRef, ...]:
        """What is named and not there, in the order of the rows that name it; the ends in ``edges`` are put right."""
        refs = Numbers()
        for end, columns in (("source", "src_kind, src_key"), ("target", "dst_kind, dst_key")):
            nowhere = np.flatnonzero(edges[end] == NEVER)
            if not len(nowhere):
                continue
            named = self._cursor.execute(
                f"""SELECT rowid, {columns} FROM lake.relationships {self._version}
                WHERE hash({columns}) NOT IN (SELECT hash FROM graph_nodes) ORDER BY rowid"""
            ).fetchall()
            nowhere = nowhere[np.argsort(edges["row"][nowhere])]
            numbers = [present + refs.number(ResourceRef(kind, key)) for _, kind, key in named]
            edges[end][nowhere] = np.asarray(numbers, np.int32)
        return refs.known


def arrays(cursor: duckdb.DuckDBPyConnection) -> dict[str, NDArray[Any]]:
    """Columns of numbers, of which none is NULL."""
    return {name: narrow(np.asarray(column)) for name, column in cursor.fetchnumpy().items()}


def narrow(numbers: NDArray[Any]) -> NDArray[Any]:
    """``numbers`` in half the space where that is enough."""
    fits = numbers.dtype == np.int64 and (not len(numbers) or int(numbers.max()) < np.iinfo(np.int32).max)
    return numbers.astype(np.int32) if fits else numbers


def state_code(state: str | None) -> int:
    """The number of a state; of what is none, that of unknown."""
    return STATES.index(State(state) if state in STATES else State.UNKNOWN)


def verb_code() -> str:
    """The SQL for the number of a verb; what is no verb of ours depends."""
    return _code("verb", CODES, CODES[Verb.DEPENDS_ON])


def _code(column: str, codes: Mapping[Any, int], otherwise: int) -> str:
    """The SQL for the number of a word in ``column``."""
    cases = " ".join(f"WHEN '{word.value}' THEN {code}" for word, code in codes.items())
    return f"(CASE {column} {cases} ELSE {otherwise} END)::UTINYINT"


_STATE_CODE = _code("state", {state: state_code(state) for state in STATES}, state_code(None))
