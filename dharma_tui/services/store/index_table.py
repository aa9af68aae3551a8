"""One generation of the index: the resources of one snapshot in a compressed in-memory table, narrow enough to search at once.

Attributes stay in the lake. What a view needs of them is drawn out once into a side table, by row id.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import StoreError
from dharma_tui.services.store import memory
from dharma_tui.services.store.side_columns import SideKey, any_found, drawn, side_columns

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake, Snapshot

log = logging.getLogger(__name__)
_serial = itertools.count(1)

LABELS = (
    "array_to_string(list_sort(list_transform(map_entries(labels),"
    " entry -> replace(entry.key || '=' || entry.value, chr(10), ' '))), chr(10))"
)
PROJECTION = f"""lake_row, kind, key, coalesce(name, '') AS name, coalesce(provider, '') AS provider,
    coalesce(account, '') AS account, coalesce(region, '') AS region, coalesce(state, 'unknown') AS state,
    coalesce({LABELS}, '') AS labels,
    coalesce(epoch_us(changed_at), 0) AS changed_at, coalesce(epoch_us(first_seen), 0) AS first_seen"""
"""Columns of the index out of those of ``lake.resources``. Labels are lines of ``key=value``; times are microseconds;
``lake_row`` is the lake's own row id, which stays the same through updates and compaction."""
SEARCH = "lower(replace(name, chr(10), ' ') || chr(10) || replace(key, chr(10), ' ') || chr(10) || labels || chr(10)) AS search"
"""All that is searched, a line each: name, key, labels. One column is looked through in three quarters of the time of two."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the index holds at the moment of reading; ``change`` counts its changes."""

    change: int
    snapshot: int
    at: datetime


@dataclass(slots=True)
class IndexTable:
    """A generation. ``reading`` keeps it alive; a retired one gives its memory back when the last reader has gone."""

    alias: str
    images: bool = False
    """Whether it is of versions of resources that it was given, and not of a snapshot."""
    sides: dict[SideKey, str] = field(default_factory=dict)
    next_rid: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    """How many resources there are of each kind."""
    _several: dict[tuple[tuple[str, ...], str], tuple[int, frozenset[str]]] = field(default_factory=dict)
    _tag_keys: frozenset[str] | None = None
    _keys_lock: threading.Lock = field(default_factory=threading.Lock)
    _readers: int = 0
    _retired: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _sides_made: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def rows(self) -> int:
        """How many resources there are."""
        return sum(self.kinds.values())

    @property
    def resources(self) -> str:
        """The table of what exists."""
        return f"{self.alias}.resources"

    @property
    def gone(self) -> str:
        """The table of what existed in this generation and no longer does, for listings that still show it."""
        return f"{self.alias}.gone"

    @classmethod
    def build(cls, lake: Lake, snapshot: Snapshot, images: str = "", params: Sequence[object] = ()) -> IndexTable:
        """Read ``snapshot`` into a new generation; with ``images``, an SQL query, the versions of resources that it finds."""
        table = cls(f"index_{next(_serial)}", bool(images))
        lake.spread()
        cursor = lake.cursor()
        cursor.execute(f"ATTACH ':memory:' AS {table.alias} (COMPRESS)")
        try:
            if images:
                lake.query(f"CREATE OR REPLACE TABLE {table.alias}.images AS {images}", params)
            lake.query(
                f"""CREATE OR REPLACE TABLE {table.resources} AS SELECT (row_number() OVER ())::INTEGER - 1 AS rid, *, {SEARCH}
                FROM (SELECT {PROJECTION} FROM (SELECT *, rowid AS lake_row FROM {table._source(snapshot.id)}))"""
            )
            table._count(cursor)
            cursor.execute(f"CREATE TABLE {table.gone} AS FROM {table.resources} LIMIT 0")
            cursor.execute(
                f"CREATE TABLE {table.alias}.meta AS SELECT 1 AS change, ? AS snapshot, ? AS moment", _meta(snapshot)
            )
            cursor.execute(f"CHECKPOINT {table.alias}")
            cursor.execute(f"CREATE INDEX by_rid ON {table.resources} (rid)")
            memory.give_back()
        except BaseException:
            table.retire(cursor)
            raise
        return table

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Keep the generation for a while. Yields False when it is already gone."""
        with self._lock:
            alive = not self._retired
            self._readers += alive
        try:
            yield alive
        finally:
            if alive:
                with self._lock:
                    self._readers -= 1

    def retire(self, cursor: duckdb.DuckDBPyConnection) -> bool:
        """Give the memory back, unless somebody reads; whether it was given back."""
        with self._lock:
            if self._readers:
                return False
            self._retired = True
        import duckdb

        with suppress(duckdb.Error):
            cursor.execute(f"DETACH {self.alias}")
        return True

    def version(self, cursor: duckdb.DuckDBPyConnection) -> Version:
        """What the index holds, inside the caller's transaction."""
        change, snapshot, moment = cursor.execute(f"FROM {self.alias}.meta").fetchall()[0]
        return Version(change, snapshot, datetime.fromtimestamp(moment / 1e6, UTC))

    def several(self, cursor: duckdb.DuckDBPyConnection, columns: Sequence[str], where: str) -> frozenset[str]:
        """Which of ``columns`` have more than one value among the resources ``c`` that meet the condition ``where``.

        What was found stands until the index changes.
        """
        asked, change = (tuple(columns), where), self.version(cursor).change
        known = self._several.get(asked)
        if known is None or known[0] != change:
            some = f"FROM {self.resources} AS c WHERE {where}"
            first = cursor.execute(f"SELECT {', '.join(columns)} {some} LIMIT 1").fetchall()
            others = ", ".join(f"EXISTS (SELECT 1 {some} AND {name} <> ?)" for name in columns)
            found = cursor.execute(f"SELECT {others}", list(first[0])).fetchall()[0] if first else ()
            known = change, frozenset(name for name, differs in zip(columns, found, strict=False) if differs)
            self._several[asked] = known
        return known[1]

    def tag_keys(self, cursor: duckdb.DuckDBPyConnection) -> frozenset[str]:
        """The keys of all labels, those of resources among them that are gone. Read once, and then kept as the index changes."""
        with self._keys_lock:
            if self._tag_keys is None:
                both = f"(SELECT labels FROM {self.resources} UNION ALL SELECT labels FROM {self.gone})"
                self._tag_keys = _keys(cursor, f"{both} WHERE labels <> ''")
            return self._tag_keys

    def draw(self, lake: Lake, keys: Sequence[SideKey]) -> None:
        """Have the side tables for ``keys``, drawn out of the lake where they are not there yet. The caller keeps changes away."""
        for key in keys:
            if key in self.sides:
                continue
            try:
                self.sides[key] = self._draw(lake, key)
            except StoreError:
                others = [kept for kept in self.sides if kept not in keys]
                if not others:
                    raise
                log.info("attributes of other views are dropped to make room")
                self._drop(lake, others)
                self.sides[key] = self._draw(lake, key)

    def _draw(self, lake: Lake, key: SideKey) -> str:
        """Draw one kind after the other, so that little memory is needed at once."""
        name = f"{self.alias}.side_{next(self._sides_made)}"

        def draw(cursor: duckdb.DuckDBPyConnection) -> None:
            snapshot = self.version(cursor).snapshot
            source = self._source(snapshot)
            start = f"CREATE OR REPLACE TABLE {name} AS"
            for kind in key.kinds or sorted(self.kinds) or ("",):
                only = f"WHERE kind = {sql_text(kind)}"
                cursor.execute(
                    f"{start} SELECT rid, {side_columns(key)} FROM (SELECT rid, {drawn(key)}"
                    f" FROM (SELECT rowid AS lake_row, attrs FROM {source} {only})"
                    f" JOIN (SELECT rid, lake_row FROM {self.resources} {only}) USING (lake_row)) {any_found(key)}"
                )
                start = f"INSERT INTO {name}"

        lake.read(draw)
        lake.query(f"CREATE INDEX IF NOT EXISTS {name.rpartition('.')[2]}_by_rid ON {name} (rid)")
        self.compress(lake)
        memory.give_back()
        return name

    def _source(self, snapshot: int) -> str:
        return f"{self.alias}.images" if self.images else f"lake.resources AT (VERSION => {snapshot})"

    def compress(self, lake: Lake) -> None:
        """Compress what was added, unless somebody is writing just now: few rows take megabytes until then."""
        import duckdb

        with suppress(duckdb.Error, StoreError):
            lake.query(f"CHECKPOINT {self.alias}")

    def _drop(self, lake: Lake, keys: Sequence[SideKey]) -> None:
        for key in keys:
            lake.query(f"DROP TABLE IF EXISTS {self.sides.pop(key)}")

    def apply(self, cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, changes: int) -> int:
        """Follow the changes in the temporary table ``feed`` in one transaction. Returns how many rows they touched."""
        cursor.execute("BEGIN")
        try:
            touched = self._apply(cursor) if changes else 0
            cursor.execute(
                f"UPDATE {self.alias}.meta SET change = change + ?::INTEGER, snapshot = ?, moment = ?",
                [int(touched > 0), *_meta(snapshot)],
            )
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        if touched:
            self._count(cursor)
            with self._keys_lock:
                if self._tag_keys is not None:
                    new = f"{self.resources} WHERE rid IN (SELECT rid FROM touched)"
                    self._tag_keys |= _keys(cursor, f"(SELECT labels FROM {new}) WHERE labels <> ''")
        return touched

    def _count(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.kinds = dict(cursor.execute(f"SELECT kind, count(*) FROM {self.resources} GROUP BY kind").fetchall())
        highest = cursor.execute(f"SELECT coalesce(max(rid), -1) FROM {self.resources}").fetchall()[0][0]
        self.next_rid = max(self.next_rid, highest + 1)

    def _apply(self, cursor: duckdb.DuckDBPyConnection) -> int:
        known = f"(SELECT rid, kind, key FROM {self.resources} SEMI JOIN feed USING (kind, key))"
        cursor.execute(
            f"""CREATE OR REPLACE TEMP TABLE touched AS SELECT feed.rowid AS position, feed.present,
                coalesce(known.rid, {self.next_rid} - 1 + row_number() OVER (PARTITION BY known.rid IS NULL))::INTEGER AS rid
            FROM feed LEFT JOIN {known} known USING (kind, key)
            WHERE feed.present OR known.rid IS NOT NULL"""
        )
        cursor.execute(
            f"INSERT INTO {self.gone} SELECT * FROM {self.resources} WHERE rid IN (SELECT rid FROM touched WHERE NOT present)"
        )
        for name in (self.resources, *self.sides.values()):
            cursor.execute(f"DELETE FROM {name} WHERE rid IN (SELECT rid FROM touched)")
        now_there = "feed JOIN touched ON touched.position = feed.rowid AND touched.present"
        cursor.execute(
            f"INSERT INTO {self.resources} SELECT rid, * EXCLUDE (rid), {SEARCH}"
            f" FROM (SELECT touched.rid AS rid, {PROJECTION} FROM {now_there})"
        )
        for key, name in self.sides.items():
            cursor.execute(
                f"INSERT INTO {name} SELECT rid, {side_columns(key)} FROM (SELECT touched.rid AS rid, kind,"
                f" {drawn(key)} FROM {now_there} {_of_kinds(key)}) {any_found(key)}"
            )
        return int(cursor.execute("SELECT count(*) FROM touched").fetchall()[0][0])


def _keys(cursor: duckdb.DuckDBPyConnection, labels: str) -> frozenset[str]:
    """The keys in ``labels`` of a query."""
    lines = f"SELECT unnest(string_split(labels, chr(10))) AS line FROM {labels}"
    return frozenset(
        row[0] for row in cursor.execute(f"SELECT DISTINCT split_part(line, '=', 1) FROM ({lines})").fetchall()
    )


def _of_kinds(key: SideKey) -> str:
    if not key.kinds:
        return ""
    return f"WHERE kind IN ({', '.join(sql_text(kind) for kind in key.kinds)})"


def sql_text(text: str) -> str:
    """``text`` as an SQL string, for names that are ours; what people type goes in as a parameter."""
    return "'" + text.replace("'", "''") + "'"


def _meta(snapshot: Snapshot) -> Sequence[Any]:
    return [snapshot.id, int(snapshot.at.timestamp() * 1e6)]
