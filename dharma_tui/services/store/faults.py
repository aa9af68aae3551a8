"""What DuckDB, DuckLake and SQLite complain of, in the words of ``core.errors``."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dharma_tui.core.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreNewerError,
    StoreReadOnlyError,
)

_FULL = ("no space left on device", "disk is full", "disk quota exceeded", "enospc")
_READ_ONLY = ("readonly database", "read-only", "permission denied", "operation not permitted")
_GARBAGE = ("file is not a database", "malformed", "not a database", "no magic bytes", "corrupt")
_LOST_FILE = ("no such file or directory", "no files found", "cannot open file")
LOCKED = ("database is locked", "database table is locked", "sqlite_busy", "database schema is locked")

_LEAST_FREE = 1 << 20
"""Bytes; with less, SQLite's input/output errors are put down to the full disk."""


@contextmanager
def mapped(folder: Path) -> Iterator[None]:
    """Turn what goes wrong with the store in ``folder`` into a StoreError; what is wrong with the SQL passes unchanged."""
    import duckdb

    try:
        yield
    except OSError as error:
        raise _from_os(error, folder) from error
    except duckdb.Error as error:
        fault = from_duckdb(error, folder)
        if fault is None:
            raise
        raise fault from error


def is_locked(error: BaseException) -> bool:
    """Whether another connection held the catalogue at the wrong moment, so that trying again may help."""
    text = str(error).lower()
    return any(sign in text for sign in LOCKED)


def full(folder: Path) -> StoreFullError:
    """No room left."""
    return StoreFullError(
        f"The disk that holds the store is full: {folder}",
        "free some space and try again, or move the store with --data-dir; what was stored before is intact",
    )


def read_only(folder: Path) -> StoreReadOnlyError:
    """No permission to write."""
    if not _is_there(folder):
        return StoreReadOnlyError(
            f"There is no store yet, and none can be made: {folder} may not be written",
            "make the folder writable or choose another with --data-dir",
        )
    return StoreReadOnlyError(
        f"The store may not be written: {folder}",
        "you can still look at everything in it; to scan, make the folder writable or choose another with --data-dir",
    )


def _is_there(folder: Path) -> bool:
    """Whether there may be a store: one that may not even be looked for may be."""
    from dharma_tui.services.store.place import has_catalog

    try:
        return has_catalog(folder)
    except OSError:
        return True


def damaged(folder: Path, file: Path, reason: str) -> StoreDamagedError:
    """The catalogue or a data file of the store in ``folder`` cannot be read."""
    return StoreDamagedError(
        f"{file.name} of the store cannot be read ({reason}): {file}",
        f"nothing was changed; `dharma-tui restore` a backup into {folder}, or move that folder aside to start anew",
    )


def _from_os(error: OSError, folder: Path) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full(folder)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return read_only(folder)
    return StoreError(
        f"The store cannot be used: {error.strerror or error}: {error.filename or folder}",
        "choose another folder with --data-dir",
    )


def from_duckdb(error: Exception, folder: Path) -> StoreError | None:
    """The StoreError for ``error``, or None when the fault is in the statement and not in the store."""
    import duckdb

    text = str(error)
    lower = text.lower()
    if any(sign in lower for sign in _FULL) or ("disk i/o error" in lower and _free(folder) < _LEAST_FREE):
        return full(folder)
    if is_locked(error):
        return StoreBusyError("The store's catalogue is locked by another process", "try again in a moment")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            "The store's memory limit is too small for this",
            "raise the setting store.memory_mb, or ask for less at once",
        )
    if isinstance(error, (duckdb.InterruptException, duckdb.ConnectionException)):
        return StoreError("The store was closed while this was running", "try again")
    if "catalog version" in lower or "version mismatch" in lower:
        return StoreNewerError(
            f"The store was written by another version of DuckLake: {folder}", "update dharma-tui and try again"
        )
    if any(sign in lower for sign in _READ_ONLY):
        return read_only(folder)
    if any(sign in lower for sign in _GARBAGE) or type(error) is duckdb.Error:
        return damaged(folder, _file_in(text, folder), brief(error))
    if isinstance(error, duckdb.InvalidInputException) and f"{folder}{os.sep}" in text and ".parquet" in text:
        return damaged(folder, _file_in(text, folder), "it is cut short or overwritten")
    if isinstance(error, duckdb.IOException) and any(sign in lower for sign in _LOST_FILE):
        return damaged(folder, _file_in(text, folder), "the file is missing")
    if isinstance(
        error, (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.TransactionException)
    ):
        return StoreError(
            f"The store failed: {text.splitlines()[0][:300]}", f"nothing stored is lost; look at {folder}"
        )
    return None


def _free(folder: Path) -> int:
    try:
        found = os.statvfs(folder)
    except OSError:
        return 0
    return found.f_bavail * found.f_frsize


def brief(error: Exception) -> str:
    """The last and most telling part of the first line of a nested message."""
    first = str(error).strip().splitlines()[0]
    return first.rpartition(": ")[2][:200]


def _file_in(text: str, folder: Path) -> Path:
    """The file a message speaks of, or the catalogue."""
    for word in text.replace('"', "'").split("'"):
        if word.startswith(str(folder)) or word.endswith(".parquet"):
            return Path(word)
    return folder / "catalog.sqlite"
