"""Sorts row ids by ranks kept per column: a million rows in the time DuckDB needs to read one of their columns."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

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
_LISTED = 256
"""Up to so many values are found by their place in a list, a dozen times quicker than by a join."""
_MANY = 8
"""From one row in so many, picking them out of the order of everything is quicker than sorting them."""
_KEPT = 12
_BITS = 63


@dataclass(frozen=True, slots=True)
class Ranking:
    """How one field orders rows: what it is, and the statement that answers (rid, place), in order, with equal places for
    equal values. With ``numbers`` the places are to be put in order; with ``among``, a statement that answers (value, rank),
    ``sql`` answers (rid, value).
    """

    key: Hashable
    sql: str
    among: str = ""
    numbers: bool = False


def ranking(relation: Relation, field: Field, table: IndexTable, side: SideName, kinds: str) -> Ranking:
    """The ranking by ``field``; ``kinds`` is the condition for the rows that may have it."""
    resources = table.resources
    if field.common == "state":
        listed = f"SELECT DISTINCT state AS value, 1 + {BADNESS} AS rank FROM {resources} AS c"
        return Ranking("state", f"SELECT rid, state AS value FROM {resources}", listed)
    if field.common in _FEW_VALUES:
        name = field.common
        distinct = f"SELECT DISTINCT {name} AS value FROM {resources}"
        listed = f"SELECT value, dense_rank() OVER (ORDER BY lower(value)) AS rank FROM ({distinct})"
        return Ranking(name, f"SELECT rid, {name} AS value FROM {resources}", listed)
    values = relation.order(field)
    where = "true" if field.common else kinds
    names = [f"v{number}" for number in range(len(values))]
    listed = ", ".join(f"{value} AS {name}" for value, name in zip(values, names, strict=True))
    inner = f"{relation.select(f'c.rid, {listed}', table, side)} WHERE {where}"
    known = " OR ".join(f"{name} IS NOT NULL" for name in names)
    key = field.common or (relation.fields.kinds, listed)
    if relation.numeric(field):
        return Ranking(key, f"SELECT rid, v0::DOUBLE AS place FROM ({inner}) WHERE {known}", numbers=True)
    order = ", ".join(f"{name} NULLS LAST" for name in names)
    return Ranking(key, f"SELECT rid, hash({', '.join(names)}) AS place FROM ({inner}) WHERE {known} ORDER BY {order}")


class Ranks:
    """The places of rows by (generation, change, field)."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, Hashable], Places] = OrderedDict()
        self._lock = threading.Lock()

    def has(self, table: IndexTable, change: int, wanted: Ranking) -> bool:
        """Whether the ranks are there already."""
        return (table.alias, change, wanted.key) in self._kept

    def get(self, cursor: duckdb.DuckDBPyConnection, table: IndexTable, change: int, wanted: Ranking) -> Places:
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


class LastOrder:
    """Keeps the order of everything that was wanted last: of many rows of it a filter leaves over, each keeps its place."""

    def __init__(self) -> None:
        self._kept: tuple[list[tuple[Places, bool]], Rids] | None = None

    def sort(self, rids: Rids, keys: list[tuple[Places, bool]], everything: int) -> Rids:
        """``rids`` by ``keys``, where ``everything`` is how many rows there are. See ``sort_rids``."""
        import numpy as np

        kept = self._kept
        known = kept is not None and [way for _, way in kept[0]] == [way for _, way in keys]
        if kept is not None and known and all(was[0] is now[0] for was, now in zip(kept[0], keys, strict=True)):
            if len(rids) == len(kept[1]):
                return kept[1]
            if len(rids) * _MANY > everything:
                chosen = np.zeros(int(kept[1].max(initial=0)) + 1, dtype=np.bool_)
                chosen[rids] = True
                among: Rids = kept[1][chosen[kept[1]]]
                return among
        ordered = sort_rids(rids, keys)
        if len(rids) == everything:
            self._kept = keys, ordered
        return ordered


def sort_rids(rids: Rids, keys: Sequence[tuple[Places, bool]]) -> Rids:
    """``rids`` by (ranks, descending) keys, the first the most important; equal ones stay in order, valueless ones are last."""
    import numpy as np

    combined = np.zeros(len(rids), dtype=np.uint64)
    bits = 0
    for ranks, descending in keys:
        width = max(1, ranks.highest.bit_length())
        if bits + width > _BITS:
            combined = np.unique(combined, return_inverse=True)[1].astype(np.uint64)
            bits = max(1, len(rids)).bit_length()
        combined <<= np.uint64(width)
        combined |= ranks.places(rids, descending)
        bits += width
    width = max(1, len(rids)).bit_length()
    if bits + width > _BITS:
        slowly: Rids = rids[np.argsort(combined, kind="stable")]
        return slowly
    combined <<= np.uint64(width)
    combined |= np.arange(len(rids), dtype=np.uint64)
    combined.sort()
    combined &= np.uint64((1 << width) - 1)
    ordered: Rids = rids[combined.astype(np.int32)]
    return ordered


@dataclass(frozen=True, slots=True)
class Places:
    """The rank of each row by its id, from 1 for the first to ``highest``; 0 for one that has no value."""

    ranks: NDArray[Any]
    highest: int

    def places(self, rids: Rids, descending: bool) -> NDArray[np.uint32]:
        """Where each row comes, from 0, in as many bits as ``highest`` has; all of them set for one without a value.

        A row that came after the ranks were made has no value.
        """
        import numpy as np

        ranks = self.ranks
        beyond = int(rids.max(initial=-1)) + 1 - len(ranks)
        if beyond > 0:
            ranks = np.pad(ranks, (0, beyond))
        found: NDArray[np.uint32] = ranks[rids].astype(np.uint32)
        if descending:
            return np.subtract(np.uint32(self.highest), found, out=found)
        found -= np.uint32(1)
        found &= np.uint32((1 << max(1, self.highest.bit_length())) - 1)
        return found


def _listed(cursor: duckdb.DuckDBPyConnection, wanted: Ranking) -> tuple[NDArray[Any], NDArray[Any]]:
    """Row ids, and the rank of the one of few values that each row has."""
    import numpy as np

    known = cursor.execute(wanted.among).fetchall()
    if len(known) > _LISTED:
        columns = cursor.execute(
            f"SELECT rid, rank FROM ({wanted.sql}) JOIN ({wanted.among}) USING (value)"
        ).fetchnumpy()
        return columns["rid"], columns["rank"]
    place = "coalesce(list_position(?::VARCHAR[], value), 0)::USMALLINT AS place"
    columns = cursor.execute(f"SELECT rid, {place} FROM ({wanted.sql})", [[value for value, _ in known]]).fetchnumpy()
    return columns["rid"], np.array([0, *(rank for _, rank in known)], dtype=np.uint16)[columns["place"]]


def _ranks(cursor: duckdb.DuckDBPyConnection, wanted: Ranking) -> Places:
    import numpy as np

    if wanted.among:
        rids, places = _listed(cursor, wanted)
    else:
        columns = cursor.execute(wanted.sql).fetchnumpy()
        rids, places = columns["rid"], columns["place"]
        if wanted.numbers:
            order = np.argsort(places)
            rids, places = rids[order], places[order]
        differs = np.ones(len(rids), dtype=np.uint32)
        np.not_equal(places[1:], places[:-1], out=differs[1:], casting="unsafe")
        places = np.cumsum(differs, dtype=np.uint32)
    highest = int(places.max(initial=0))
    ranks = np.zeros(int(rids.max(initial=0)) + 1, dtype=np.min_scalar_type(highest))
    ranks[rids] = places
    return Places(ranks, highest)
