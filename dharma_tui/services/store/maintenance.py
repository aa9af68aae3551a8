"""Keeps a store small and quick: old history expires, small files become few, what nobody needs is deleted.

Every step takes the write lock by itself and is one transaction or none, so scans wait for one step at most and a kill
between or inside steps loses nothing.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from dharma_tui.services.store import place, scratch
from dharma_tui.services.store.commits import COMMITS, restructuring, touching

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

log = logging.getLogger(__name__)

SCANS_KEPT = 200
"""Scans that are remembered however old they are."""
PASSING = timedelta(hours=1)
"""Snapshots that changed no resource or relationship are forgotten after this: metrics and scan rows make most of them."""
READING = timedelta(days=2)
"""Replaced files are kept this long, for those still reading an older snapshot. DuckLake compares times of the catalogue as
text, to the day, so that two days mean one at least."""
ORPHANED = timedelta(hours=1)
"""Files that the catalogue does not know are deleted after this; under the lock nobody is writing any."""
MERGED_AT_ONCE = 64
"""Files merged in one step, so that no step holds the lock for long."""
MERGED_SIZE = 64 * 1024 * 1024
"""Bytes from which a file is large enough."""
REWRITTEN_SHARE = 0.3
"""Share of deleted rows from which a file is written anew without them. Such a file can then be merged with others."""
_LASTING = ("resources", "relationships")


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What one round did."""

    metrics: int
    scans: int
    snapshots: int
    merged: int
    files: int
    seconds: float


def maintain(lake: Lake, retention_days: float, metrics_retention_days: float) -> Maintenance:
    """One round of maintenance. Raises StoreError; what was done by then stays done."""
    began, now = lake.clock.monotonic(), lake.clock.now()
    scratch.remove_abandoned(lake.folder / place.SCRATCH)
    metrics = lake.write(
        lambda cursor: _delete(cursor, "metrics", '"at" < ?', now - timedelta(days=metrics_retention_days))
    )
    scans = lake.write(lambda cursor: _delete_scans(cursor, now - timedelta(days=retention_days)))
    lake.write(lambda cursor: _delete(cursor, "changes", '"at" < ?', now - timedelta(days=retention_days)))
    rewritten = sum(lake.rearrange(partial(_settle, table=table)) for table in _tables(lake))
    snapshots = lake.exclusively(lambda cursor: _expire(cursor, now - timedelta(days=retention_days), now - PASSING))
    merged = rewritten + lake.rearrange(_merge)
    files = lake.exclusively(lambda cursor: _clean_up(cursor, now))
    done = Maintenance(metrics, scans, snapshots, merged, files, lake.clock.monotonic() - began)
    log.info("store maintained: %s", done)
    return done


def _tables(lake: Lake) -> list[str]:
    return [str(row[0]) for row in lake.query("SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake'")]


def _settle(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    """Write what is inlined of one table into files, and files of which many rows are deleted anew without them.

    One table at a time: DuckLake 1.5 may crash when it flushes several at once. In one go: where rows of a file that is written
    anew were deleted since the flush, the next flush has DuckLake 1.5 read the replaced file twice in every moment before.
    Returns how many files were replaced.
    """
    cursor.execute(f"CALL ducklake_flush_inlined_data('lake', table_name => '{table}')").fetchall()
    rewritten = cursor.execute(
        f"SELECT sum(files_processed) FROM ducklake_rewrite_data_files('lake', '{table}', delete_threshold => {REWRITTEN_SHARE})"
    ).fetchall()
    return int(rewritten[0][0] or 0)


def _delete(cursor: duckdb.DuckDBPyConnection, table: str, condition: str, before: datetime) -> int:
    return int(cursor.execute(f"DELETE FROM lake.{table} WHERE {condition}", [before]).fetchall()[0][0])


def _delete_scans(cursor: duckdb.DuckDBPyConnection, before: datetime) -> int:
    newest = f"SELECT scan_id FROM lake.scans ORDER BY started_at DESC LIMIT {SCANS_KEPT}"
    return _delete(cursor, "scans", f"started_at < ? AND scan_id NOT IN ({newest})", before)


def _expire(cursor: duckdb.DuckDBPyConnection, before: datetime, passing_before: datetime) -> int:
    """Forget commits from before the retention time, and passing ones; the newest is always kept."""
    doomed = cursor.execute(
        f"""SELECT snapshot_id FROM {COMMITS} WHERE snapshot_id < (SELECT max(snapshot_id) FROM {COMMITS})
        AND (snapshot_time < ? OR (snapshot_time < ?
            AND snapshot_id NOT IN (SELECT snapshot_id FROM {touching(_LASTING)})
            AND snapshot_id NOT IN (SELECT snapshot_id FROM {restructuring()})))""",
        [before, passing_before],
    ).fetchall()
    if doomed:
        numbers = json.dumps([int(row[0]) for row in doomed])
        cursor.execute(f"CALL ducklake_expire_snapshots('lake', versions => {numbers})").fetchall()
    return len(doomed)


def _merge(cursor: duckdb.DuckDBPyConnection) -> int:
    """Merge small files. Returns how many were replaced."""
    merged = cursor.execute(
        "SELECT sum(files_processed) FROM"
        f" ducklake_merge_adjacent_files('lake', max_compacted_files => {MERGED_AT_ONCE}, max_file_size => {MERGED_SIZE})"
    ).fetchall()
    return int(merged[0][0] or 0)


def _clean_up(cursor: duckdb.DuckDBPyConnection, now: datetime) -> int:
    """Delete files no snapshot needs any more, and files of writers that died."""
    old = cursor.execute("CALL ducklake_cleanup_old_files('lake', older_than => ?)", [now - READING]).fetchall()
    orphans = cursor.execute(
        "CALL ducklake_delete_orphaned_files('lake', older_than => ?)", [now - ORPHANED]
    ).fetchall()
    return len(old) + len(orphans)
