"""The index of the present, kept level with the lake by its change feed, and of moments in the past."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from dharma_tui.core.errors import NotFoundError, StoreError
from dharma_tui.services.store.commits import touching
from dharma_tui.services.store.index_table import IndexTable

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake, Snapshot

log = logging.getLogger(__name__)

REBUILD_SHARE = 0.2
"""When more of the rows than this have changed, reading everything anew is quicker than following the changes."""
PAST_KEPT = 2
"""Moments of the past kept indexed."""

_COLUMNS = "kind, key, name, provider, account, region, state, labels, attrs, first_seen, changed_at"


class CurrentIndex:
    """Blocking; readers take ``current()`` and never wait for ``advance``, which one thread at a time runs."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._table: IndexTable | None = None
        self._snapshot: Snapshot | None = None
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
                self._past[snapshot.id] = IndexTable.build(self._lake, snapshot)
            self._past.move_to_end(snapshot.id)
            while len(self._past) > PAST_KEPT:
                self._retire(self._past.popitem(last=False)[1])
            return self._past[snapshot.id]

    def advance(self) -> bool:
        """Bring the present level with the lake; whether anything moved."""
        with self.changing:
            newest = self._lake.snapshot()
            if self._snapshot is not None and newest.id == self._snapshot.id:
                return False
            table, since = self._table, self._snapshot
            if table is None or since is None or not self._follow(table, since, newest):
                self._rebuild(newest)
            self._snapshot = newest
            return True

    def _rebuild(self, newest: Snapshot) -> None:
        old, self._table = self._table, IndexTable.build(self._lake, newest)
        self._followed = 0
        if old is not None:
            self._retire(old)

    def _follow(self, table: IndexTable, since: Snapshot, newest: Snapshot) -> bool:
        """Apply the change feed; False when everything must be read anew: too much of it, or not there."""
        import duckdb

        if newest.id < since.id:
            return False
        try:
            changes = self._read_feed(since, newest)
            if changes + self._followed > max(1000, int(table.rows * REBUILD_SHARE)):
                return False
            self._followed += table.apply(self._lake.cursor(), newest, changes)
        except (duckdb.Error, StoreError, NotFoundError) as error:
            log.warning("the change feed could not be followed; reading everything anew: %s", error)
            return False
        return True

    def _read_feed(self, since: Snapshot, newest: Snapshot) -> int:
        """The last version of each resource that changed, into the temporary table ``feed``. Returns how many there are.

        Deletions are copied whole first: a condition that reaches DuckLake's scan of them makes it answer wrongly
        (https://github.com/duckdb/ducklake/pull/1369).
        """
        found = self._lake.query(
            f"SELECT snapshot_id FROM {touching(('resources',))} WHERE snapshot_id > ? AND snapshot_id <= ?",
            [since.id, newest.id],
        )
        commits = sorted(row[0] for row in found)
        if not commits:
            return 0
        span = f"'lake', 'main', 'resources', {commits[0]}, {commits[-1]}"
        deletions = f"SELECT snapshot_id, kind, key, false AS present FROM ducklake_table_deletions({span})"
        self._lake.query(f"CREATE OR REPLACE TEMP TABLE feed_gone AS {deletions}")
        self._lake.query(
            f"""CREATE OR REPLACE TEMP TABLE feed AS
            SELECT * FROM (SELECT {_COLUMNS}, snapshot_id, rowid AS lake_row, true AS present FROM ducklake_table_insertions({span})
                UNION ALL BY NAME FROM feed_gone)
            WHERE snapshot_id IN ({", ".join(map(str, commits))})
            QUALIFY row_number() OVER (PARTITION BY kind, key ORDER BY snapshot_id DESC, present DESC) = 1"""
        )
        return int(self._lake.query("SELECT count(*) FROM feed")[0][0])

    def _retire(self, table: IndexTable) -> None:
        self._retired.append(table)
        cursor = self._lake.cursor()
        self._retired = [kept for kept in self._retired if not kept.retire(cursor)]
