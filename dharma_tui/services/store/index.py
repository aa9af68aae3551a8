"""The index of the present, kept level with the lake by its change log, and of moments in the past."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING

from dharma_tui.core.errors import NotFoundError, StoreError
from dharma_tui.services.store.index_table import IndexTable, sql_text

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake, Snapshot

log = logging.getLogger(__name__)

REBUILD_SHARE = 0.2
"""When more of the rows than this have changed, reading everything anew is quicker than following the changes."""
PAST_KEPT = 2
"""Moments of the past kept indexed."""
PAST_ROWS_KEPT = 500_000
"""Rows that all but the newest of them may have together."""

_COLUMNS = "kind, key, name, provider, account, region, state, labels, attrs, first_seen, changed_at"


class CurrentIndex:
    """Blocking; readers take ``current()`` and never wait for ``advance``, which one thread at a time runs."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._table: IndexTable | None = None
        self._snapshot: Snapshot | None = None
        self._news: Snapshot | None = None
        self._followed = 0
        self._past: OrderedDict[int, IndexTable] = OrderedDict()
        self._retired: list[IndexTable] = []
        self.changing = threading.RLock()
        """Held while rows change, so that a side table is drawn from the very snapshot the rows are of."""

    @property
    def ready(self) -> bool:
        """Whether the present can be read without building anything."""
        return self._table is not None

    @property
    def snapshot(self) -> Snapshot | None:
        """What the index reflects."""
        return self._snapshot

    @property
    def news(self) -> Snapshot | None:
        """The newest commit followed that changed more than measurements."""
        return self._news

    @property
    def rows(self) -> int:
        """How many resources exist."""
        return self._table.rows if self._table else 0

    def current(self) -> IndexTable:
        """The present, read from the lake if nobody has yet."""
        if self._table is None:
            self.advance()
        assert self._table is not None
        return self._table

    def at(self, snapshot: Snapshot) -> IndexTable:
        """The index of a past snapshot, kept for a while."""
        with self.changing:
            if self._snapshot is not None and snapshot.id == self._snapshot.id:
                return self.current()
            if snapshot.id not in self._past:
                self._past[snapshot.id] = self._build_past(snapshot)
            self._past.move_to_end(snapshot.id)
            while len(self._past) > 1 and (len(self._past) > PAST_KEPT or self._past_rows() > PAST_ROWS_KEPT):
                self._retire(self._past.popitem(last=False)[1])
            return self._past[snapshot.id]

    def _past_rows(self) -> int:
        return sum(table.rows for table in self._past.values())

    def _build_past(self, snapshot: Snapshot) -> IndexTable:
        """Other moments make room when memory is short."""
        try:
            return IndexTable.build(self._lake, snapshot)
        except StoreError:
            if not self._past:
                raise
            while self._past:
                self._retire(self._past.popitem()[1])
            return IndexTable.build(self._lake, snapshot)

    def advance(self) -> bool:
        """Bring the present level with the lake; whether anything moved."""
        with self.changing:
            newest = self._lake.snapshot()
            if self._snapshot is not None and newest.id == self._snapshot.id:
                return False
            table, since = self._table, self._snapshot
            if table is not None and since is not None and not self._lake.news_since(since.id):
                table.apply(self._lake.cursor(), newest, 0)
                self._snapshot = newest
                return False
            if table is None or since is None or not self._follow(table, since, newest):
                self._rebuild(newest)
            self._snapshot = self._news = newest
            return True

    def compress(self) -> None:
        """Make small what following the lake has added."""
        with self.changing:
            if self._table is not None:
                self._table.compress(self._lake)

    def _rebuild(self, newest: Snapshot) -> None:
        old, self._table = self._table, IndexTable.build(self._lake, newest)
        self._followed = 0
        if old is not None:
            self._retire(old)

    def _follow(self, table: IndexTable, since: Snapshot, newest: Snapshot) -> bool:
        """Apply what the change log says; False when everything must be read anew: too much of it, or it is not all there."""
        import duckdb

        if newest.id < since.id:
            return False
        try:
            changes = self._read_changes(since, newest)
            if changes + self._followed > max(1000, int(table.rows * REBUILD_SHARE)):
                return False
            self._followed += table.apply(self._lake.cursor(), newest, changes)
            there = self._lake.query(f"SELECT count(*) FROM lake.resources AT (VERSION => {newest.id})")[0][0]
        except (duckdb.Error, StoreError, NotFoundError) as error:
            log.warning("the change log could not be followed; reading everything anew: %s", error)
            return False
        finally:
            self._forget_changes()
        return bool(there == table.rows)

    def _read_changes(self, since: Snapshot, newest: Snapshot) -> int:
        """Every resource that changed as it is now, or as gone, into the temporary table ``feed``. Returns how many."""
        logged = f"lake.changes WHERE snapshot > {since.id} AND snapshot <= {newest.id}"
        self._lake.query(f"CREATE OR REPLACE TEMP TABLE feed_keys AS SELECT DISTINCT kind, key FROM {logged}")
        kinds = [row[0] for row in self._lake.query("SELECT DISTINCT kind FROM feed_keys")]
        if not kinds:
            return 0
        source = f"lake.resources AT (VERSION => {newest.id}) WHERE kind IN ({', '.join(map(sql_text, kinds))})"
        self._lake.query(
            f"""CREATE OR REPLACE TEMP TABLE feed AS SELECT *, lake_row IS NOT NULL AS present
            FROM feed_keys LEFT JOIN (SELECT rowid AS lake_row, {_COLUMNS} FROM {source}) USING (kind, key)"""
        )
        return int(self._lake.query("SELECT count(*) FROM feed")[0][0])

    def _forget_changes(self) -> None:
        """Each thread that has ever followed would keep its own tables of what changed: megabytes, however few rows."""
        import duckdb

        with suppress(duckdb.Error):
            for name in ("feed_keys", "feed", "touched"):
                self._lake.cursor().execute(f"DROP TABLE IF EXISTS temp.{name}")

    def _retire(self, table: IndexTable) -> None:
        self._retired.append(table)
        cursor = self._lake.cursor()
        self._retired = [kept for kept in self._retired if not kept.retire(cursor)]
