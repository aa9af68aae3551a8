"""Sorts row ids by ranks kept per column: a million rows in the time DuckDB needs to read one of their columns."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.services.query.fields import Field
from dharma_tui.services.query.relation import BADNESS, Relation, SideName
from dharma_tui.services.store.index_table import IndexTable

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    Rids: TypeAlias = "NDArray[np.int32]"
    """Row ids in the order of a listing."""

_FEW_VALUES = ("kind", "provider", "account", "region")
_KEPT = 8
_BITS = 62


@dataclass(frozen=True, slots=True)
class Ranking:
    """How one field orders rows: what it is, and the statement that answers (rid, place), places told apart by hash.

    ``dense`` says that the places are ranks already, beginning with 1.
    """

    key: Hashable
    sql: str
    dense: bool = False


def ranking(relation: Relation, field: Field, table: IndexTable, side: SideName, kinds: str) -> Ranking:
    """The ranking by ``field``; ``kinds`` is the condition for the rows that may have it."""
    if field.common == "state":
        return Ranking("state", f"SELECT rid, 1 + {BADNESS} AS place FROM {table.resources} AS c", dense=True)
    if field.common in _FEW_VALUES:
        name, resources = field.common, table.resources
        places = f"SELECT {name}, dense_rank() OVER (ORDER BY lower({name})) AS place"
        sql = f"SELECT rid, place FROM {resources} JOIN ({places} FROM (SELECT DISTINCT {name} FROM {resources})) USING ({name})"
        return Ranking(name, sql, dense=True)
    values = relation.order(field)
    names = [f"v{number}" for number in range(len(values))]
    listed = ", ".join(f"{value} AS {name}" for value, name in zip(values, names, strict=True))
    where = "true" if field.common else kinds
    known = " OR ".join(f"{name} IS NOT NULL" for name in names)
    order = ", ".join(f"{name} NULLS LAST" for name in names)
    inner = f"{relation.select(f'c.rid, {listed}', table, side)} WHERE {where}"
    sql = f"SELECT rid, hash({', '.join(names)}) AS place FROM ({inner}) WHERE {known} ORDER BY {order}"
    return Ranking(field.common or (relation.fields.kinds, listed), sql)


class Ranks:
    """Ranks by (generation, change, field): an array that gives each row id its place, equal values the same, none 0."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, Hashable], NDArray[np.int32]] = OrderedDict()
        self._lock = threading.Lock()

    def has(self, table: IndexTable, change: int, wanted: Ranking) -> bool:
        """Whether the ranks are there already."""
        return (table.alias, change, wanted.key) in self._kept

    def get(
        self, cursor: duckdb.DuckDBPyConnection, table: IndexTable, change: int, wanted: Ranking
    ) -> NDArray[np.int32]:
        """The ranks, worked out when they are not there, inside the caller's transaction."""
        key = (table.alias, change, wanted.key)
        found = self._kept.get(key)
        if found is None:
            found = _ranks(cursor, wanted)
        with self._lock:
            for stale in [kept for kept in self._kept if kept[0] == table.alias and kept[1] < change]:
                del self._kept[stale]
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def sort_rids(rids: Rids, keys: Sequence[tuple[NDArray[np.int32], bool]]) -> Rids:
    """``rids`` by (ranks, descending) keys, the first the most important; equal ones stay in order, valueless ones are last."""
    import numpy as np

    combined = np.zeros(len(rids), dtype=np.int64)
    bits = 0
    for ranks, descending in keys:
        places = _places(ranks, rids)
        highest = int(places.max(initial=0))
        missing = places == 0
        if descending:
            places = highest + 1 - places
        if missing.any():
            places[missing] = highest + 1
        width = (highest + 1).bit_length()
        if bits + width > _BITS:
            combined = np.unique(combined, return_inverse=True)[1].astype(np.int64)
            bits = max(1, len(rids)).bit_length()
        combined = (combined << width) | places
        bits += width
    width = max(1, len(rids)).bit_length()
    if bits + width > _BITS:
        slowly: Rids = rids[np.argsort(combined, kind="stable")]
        return slowly
    combined = (combined << width) | np.arange(len(rids), dtype=np.int64)
    combined.sort()
    ordered: Rids = rids[combined & ((1 << width) - 1)]
    return ordered


def _places(ranks: NDArray[np.int32], rids: Rids) -> NDArray[np.int64]:
    """The rank of each row; one that came after the ranks were made has none."""
    import numpy as np

    beyond = int(rids.max(initial=-1)) + 1 - len(ranks)
    if beyond > 0:
        ranks = np.pad(ranks, (0, beyond))
    return ranks[rids].astype(np.int64)


def _ranks(cursor: duckdb.DuckDBPyConnection, wanted: Ranking) -> NDArray[np.int32]:
    import numpy as np

    columns = cursor.execute(wanted.sql).fetchnumpy()
    rids, places = columns["rid"], columns["place"]
    if not wanted.dense:
        differs = np.ones(len(rids), dtype=np.int32)
        np.not_equal(places[1:], places[:-1], out=differs[1:], casting="unsafe")
        places = np.cumsum(differs, dtype=np.int32)
    ranks = np.zeros(int(rids.max(initial=0)) + 1, dtype=np.int32)
    ranks[rids] = places
    return ranks
