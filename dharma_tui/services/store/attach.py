"""Opens a connection on the lake in a folder: made when new, upgraded when old, read only where it may not be written."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.services.store import faults, migrations, place
from dharma_tui.services.store.catalog_copy import CatalogCopy
from dharma_tui.services.store.extensions import are_signed, load_extensions, teach_utc
from dharma_tui.services.store.lock import WriteLock

if TYPE_CHECKING:
    import duckdb

INLINED_ROWS = 200
"""Commits of at most this many rows live in the catalogue until maintenance flushes them: no small files, 10 ms commits."""
BUSY_MILLISECONDS = 5000
"""How long SQLite itself waits for the moments another process holds the catalogue."""
_TRIES = 5
_MB_A_THREAD = 128
"""Of memory, without which a large statement of one thread fails."""
_ROWS_A_THREAD = 122_880
"""What DuckDB hands out at a time: of a smaller table nothing is left for a second thread, but each statement takes twice as long
while there is one to be woken."""
_SPARING: dict[str, str | int | float | list[str]] = {
    "allocator_flush_threshold": "256KB",
    "allocator_bulk_deallocation_flush_threshold": "1MB",
    "allocator_background_threads": True,
}
"""Freed memory goes back to the machine soon: 10 MB less for a console that idles."""


def open_connection(
    folder: Path, scratch: Path, memory_mb: int, way: WriteLock | CatalogCopy
) -> duckdb.DuckDBPyConnection:
    """A connection with the lake of ``folder`` attached: for writing under a lock, or read only by a copy of the catalogue.

    Raises DuckDB's errors where the cause is common to all statements, otherwise StoreError.
    """
    import duckdb

    connection = connect(scratch, memory_mb)
    try:
        for tried in range(_TRIES):
            try:
                if isinstance(way, CatalogCopy):
                    attach_copy(connection, folder, way)
                else:
                    attach(connection, folder, way)
                spread(connection, memory_mb)
                return connection
            except duckdb.Error as error:
                if not faults.is_locked(error) or tried == _TRIES - 1:
                    raise
            connection.execute("DETACH DATABASE IF EXISTS lake")
            time.sleep(0.05 * 2**tried)
        raise AssertionError("unreachable")
    except duckdb.Error as error:
        connection.close()
        fault = faults.from_duckdb(error, folder) or faults.damaged(folder, folder / place.CATALOG, faults.brief(error))
        raise fault from error
    except BaseException:
        connection.close()
        raise


def connect(scratch: Path, memory_mb: int) -> duckdb.DuckDBPyConnection:
    """A private in-memory DuckDB with the lake's extensions, that reaches no network and spills into ``scratch``."""
    import duckdb

    connection = duckdb.connect(
        config={
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(scratch / "spill"),
            "threads": 1,
            **_SPARING,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_unsigned_extensions": are_signed(),
        }
    )
    try:
        load_extensions(connection)
        teach_utc(connection)
        connection.execute("ATTACH ':memory:' AS staging")
    except BaseException:
        connection.close()
        raise
    return connection


def spread(cursor: duckdb.DuckDBPyConnection, memory_mb: int) -> None:
    """Have statements run in as many threads as the largest table, the memory and the machine are worth."""
    held = cursor.execute("SELECT max(record_count) FROM __ducklake_metadata_lake.ducklake_table_stats").fetchall()
    threads = min(4, os.cpu_count() or 1, memory_mb // _MB_A_THREAD, (held[0][0] or 0) // _ROWS_A_THREAD + 1)
    if threads > 1:
        cursor.execute(f"SET threads = {threads}")


def attach(connection: duckdb.DuckDBPyConnection, folder: Path, lock: WriteLock) -> None:
    """Attach the lake for reading and writing as ``lake``, making or upgrading it under the lock where needed."""
    if not place.has_catalog(folder):
        with lock.held():
            if not place.has_catalog(folder):
                place.refuse_orphaned_data(folder)
                _make(connection, folder)
                return
    _attach(connection, folder / place.CATALOG, folder / place.DATA)
    if migrations.check(migrations.version(connection)):
        with lock.held():
            _upgrade(connection)


def attach_copy(connection: duckdb.DuckDBPyConnection, folder: Path, copy: CatalogCopy) -> None:
    """Attach read only through a private copy of the catalogue, as SQLite must write beside the original even to read it."""
    if not place.has_catalog(folder):
        raise faults.read_only(folder)
    _attach(connection, copy.make(), folder / place.DATA, read_only=True)
    migrations.check(migrations.version(connection))


def _make(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make a new lake under another name, so that no half-made one is ever found under the right one."""
    unfinished = folder / f"new-{place.CATALOG}"
    for leftover in folder.glob(f"{unfinished.name}*"):
        leftover.unlink()
    unfinished.touch(0o600)
    _attach(connection, unfinished, folder / place.DATA, create=True)
    _upgrade(connection)
    connection.execute("DETACH lake")
    unfinished.rename(folder / place.CATALOG)
    _attach(connection, folder / place.CATALOG, folder / place.DATA)


def _attach(
    connection: duckdb.DuckDBPyConnection, catalog: Path, data: Path, *, create: bool = False, read_only: bool = False
) -> None:
    options = [
        f"DATA_PATH '{_quoted(data)}/'",
        "OVERRIDE_DATA_PATH true",
        f"DATA_INLINING_ROW_LIMIT {INLINED_ROWS}",
        f"META_BUSY_TIMEOUT {BUSY_MILLISECONDS}",
        f"CREATE_IF_NOT_EXISTS {str(create).lower()}",
    ]
    if read_only:
        options.append("READ_ONLY")
    elif not create:
        options.append("META_JOURNAL_MODE 'WAL'")
    connection.execute(f"ATTACH 'ducklake:sqlite:{_quoted(catalog)}' AS lake ({', '.join(options)})")


def _upgrade(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("BEGIN")
    try:
        migrations.upgrade(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
