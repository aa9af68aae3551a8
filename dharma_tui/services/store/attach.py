"""Opens a connection on the lake in a folder: made when new, upgraded when old, read only where it may not be written."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.errors import StoreError
from dharma_tui.services.store import faults, migrations
from dharma_tui.services.store.extensions import load_extensions, teach_utc
from dharma_tui.services.store.lock import WriteLock

if TYPE_CHECKING:
    import duckdb

CATALOG = "catalog.sqlite"
DATA = "data"
SCRATCH = "tmp"
INLINED_ROWS = 200
"""Commits of at most this many rows live in the catalogue until maintenance flushes them: no small files, 10 ms commits."""
BUSY_MILLISECONDS = 5000
"""How long SQLite itself waits for the moments another process holds the catalogue."""


def prepare(folder: Path) -> bool:
    """Make the folder when it is missing. Returns whether the store in it may be written."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
    if not os.access(folder, os.W_OK | os.X_OK) or os.statvfs(folder).f_flag & os.ST_RDONLY:
        return False
    catalog = folder / CATALOG
    if catalog.exists() and not os.access(catalog, os.W_OK):
        return False
    for name in (DATA, SCRATCH):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    return True


def connect(scratch: Path, memory_mb: int) -> duckdb.DuckDBPyConnection:
    """A private in-memory DuckDB with the lake's extensions, that reaches no network and spills into ``scratch``."""
    import duckdb

    connection = duckdb.connect(
        config={
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": str(scratch),
            "threads": min(4, os.cpu_count() or 1),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    load_extensions(connection)
    teach_utc(connection)
    connection.execute("ATTACH ':memory:' AS staging")
    return connection


def attach(connection: duckdb.DuckDBPyConnection, folder: Path, lock: WriteLock) -> None:
    """Attach the lake for reading and writing as ``lake``, making or upgrading it under the lock where needed."""
    catalog = folder / CATALOG
    if not _has_content(catalog):
        with lock.held():
            if not _has_content(catalog):
                _refuse_headless(folder)
                _attach(connection, catalog, folder / DATA, create=True)
                _upgrade(connection)
                return
    _attach(connection, catalog, folder / DATA)
    if migrations.check(migrations.version(connection)):
        with lock.held():
            _upgrade(connection)


def attach_copy(connection: duckdb.DuckDBPyConnection, folder: Path, scratch: Path) -> None:
    """Attach read only through a private copy of the catalogue, as SQLite must write beside the original even to read it."""
    catalog = folder / CATALOG
    if not _has_content(catalog):
        raise faults.read_only(folder)
    for name in (CATALOG, f"{CATALOG}-wal"):
        if (folder / name).exists():
            shutil.copyfile(folder / name, scratch / name)
    _attach(connection, scratch / CATALOG, folder / DATA, read_only=True)
    migrations.check(migrations.version(connection))


def private_scratch(folder: Path | None) -> Path:
    """A folder of this process's own, in the store or, when that may not be written, where temporary files go."""
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-" if folder else "dharma-tui-", dir=folder))


def _attach(
    connection: duckdb.DuckDBPyConnection, catalog: Path, data: Path, *, create: bool = False, read_only: bool = False
) -> None:
    where = str(catalog).replace("'", "''")
    options = [
        f"DATA_PATH '{str(data).replace(chr(39), chr(39) * 2)}/'",
        "OVERRIDE_DATA_PATH true",
        f"DATA_INLINING_ROW_LIMIT {INLINED_ROWS}",
        f"META_BUSY_TIMEOUT {BUSY_MILLISECONDS}",
        f"CREATE_IF_NOT_EXISTS {str(create).lower()}",
    ]
    options.append("READ_ONLY" if read_only else "META_JOURNAL_MODE 'WAL'")
    connection.execute(f"ATTACH 'ducklake:sqlite:{where}' AS lake ({', '.join(options)})")


def _upgrade(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("BEGIN")
    try:
        migrations.upgrade(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _has_content(catalog: Path) -> bool:
    try:
        return catalog.stat().st_size > 0
    except FileNotFoundError:
        return False


def _refuse_headless(folder: Path) -> None:
    """A store that has data but no catalogue lost it: making a new one would hide what is there."""
    if next((folder / DATA).rglob("*.parquet"), None) is not None:
        raise faults.damaged(folder / CATALOG, "it is missing or empty, and there is data beside it")
    if not folder.is_dir():
        raise StoreError(f"The store's folder is not a folder: {folder}", "choose another with --data-dir")
