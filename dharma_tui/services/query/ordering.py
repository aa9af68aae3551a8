"""Sorts row ids by ranks kept per column: a million rows in the time DuckDB needs to read one of their columns."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from dharma_tui.services.query.relation import BADNESS
from dharma_tui.services.store.index_table import IndexTable

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    Rids: TypeAlias = "NDArray[np.int32]"
    """Row ids in the order of a listing."""

RANKED = frozenset(
    ("name", "key", "kind", "provider", "account", "region", "state", "labels", "changed", "first_seen", "age")
)
"""Columns of the index that can be ranked."""
_FEW_VALUES = ("kind", "provider", "account", "region")
_TIMES = {"changed": "changed_at", "first_seen": "first_seen", "age": "-first_seen"}
_KEPT = 12
_BITS = 62


class Ranks:
    """Ranks by (generation, change, column): an array that gives each row id its place, equal values the same."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, str], NDArray[np.int32]] = {}
        self._lock = threading.Lock()

    def has(self, table: IndexTable, change: int, column: str) -> bool:
        """Whether the ranks are there already."""
        return (table.alias, change, column) in self._kept

    def get(self, cursor: duckdb.DuckDBPyConnection, table: IndexTable, change: int, column: str) -> NDArray[np.int32]:
        """The ranks, worked out when they are not there, inside the caller's transaction."""
        key = (table.alias, change, column)
        found = self._kept.get(key)
        if found is None:
            found = _ranks(cursor, table.resources, column)
            with self._lock:
                stale = [kept for kept in self._kept if kept[0] == table.alias and kept[1] < change]
                for kept in stale:
                    del self._kept[kept]
                while len(self._kept) >= _KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = found
        return found


def sort_rids(rids: Rids, keys: Sequence[tuple[Any, bool]]) -> Rids:
    """``rids`` by (ranks, descending) keys, the first the most important; equal ones stay in order."""
    import numpy as np

    combined = np.zeros(len(rids), dtype=np.int64)
    bits = 0
    for ranks, descending in keys:
        places = ranks[rids].astype(np.int64)
        highest = int(places.max(initial=0))
        if descending:
            places = highest - places
        width = highest.bit_length()
        if bits + width > _BITS:
            combined = np.unique(combined, return_inverse=True)[1].astype(np.int64)
            bits = max(1, len(rids)).bit_length()
        combined = (combined << width) | places
        bits += width
    width = max(1, len(rids)).bit_length()
    if bits + width > _BITS:
        slowly: NDArray[np.int32] = rids[np.argsort(combined, kind="stable")]
        return slowly
    combined = (combined << width) | np.arange(len(rids), dtype=np.int64)
    combined.sort()
    ordered: NDArray[np.int32] = rids[combined & ((1 << width) - 1)]
    return ordered


def _ranks(cursor: duckdb.DuckDBPyConnection, resources: str, column: str) -> NDArray[np.int32]:
    import numpy as np

    if column == "state":
        return _placed(*_fetch(cursor, f"SELECT rid, {BADNESS} AS place FROM {resources} AS c"))
    if column in _FEW_VALUES:
        places = f"SELECT {column}, dense_rank() OVER (ORDER BY lower({column})) AS place"
        return _placed(
            *_fetch(
                cursor,
                f"SELECT rid, place FROM {resources} JOIN ({places} FROM (SELECT DISTINCT {column} FROM {resources}))"
                f" USING ({column})",
            )
        )
    value = _TIMES.get(column) or f"lower({column})"
    rids, hashes = _fetch(cursor, f"SELECT rid, hash({value}) AS place FROM {resources} ORDER BY {value}")
    differs = np.ones(len(rids), dtype=np.int32)
    np.not_equal(hashes[1:], hashes[:-1], out=differs[1:], casting="unsafe")
    return _placed(rids, np.cumsum(differs, dtype=np.int32))


def _fetch(cursor: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, Any]:
    columns = cursor.execute(sql).fetchnumpy()
    return columns["rid"], columns["place"]


def _placed(rids: Any, places: Any) -> NDArray[np.int32]:
    import numpy as np

    ranks = np.zeros(int(rids.max(initial=0)) + 1, dtype=np.int32)
    ranks[rids] = places
    return ranks
