"""A store in one file: a consistent copy taken while others go on, and its way back."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import NotFoundError, StoreDamagedError, StoreError, UsageError
from dharma_tui.services.store import faults, place
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.lock import WriteLock

if TYPE_CHECKING:
    import duckdb

_MANIFEST = "manifest.json"
_FORMAT = 1
_COPY = (
    "import sqlite3, sys; source = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True);"
    " target = sqlite3.connect(sys.argv[2]); source.backup(target); target.close()"
)
_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the commit it was taken at, when, and how many files and bytes."""

    snapshot: int
    at: datetime
    files: int
    size: int


def backup(lake: Lake, path: Path, *, force: bool = False) -> Backup:
    """Write the whole store with its history to the tar file ``path``.

    The lock is held only while the catalogue is copied: data files never change, and replaced ones outlive the copying.
    Raises UsageError when there is something at ``path`` already, StoreError when it cannot be written.
    """
    if path.exists() and not force:
        raise UsageError(f"{path} exists already", "choose another name, or say --force to replace it")
    catalog = lake.scratch / "backup.sqlite"
    catalog.unlink(missing_ok=True)

    def copy(cursor: duckdb.DuckDBPyConnection) -> list[Path]:
        _copy_catalog(lake.folder / place.CATALOG, catalog)
        return sorted((lake.folder / place.DATA).rglob("*.parquet"))

    snapshot = lake.snapshot()
    files = lake.exclusively(copy) if lake.writable else copy(lake.cursor())
    members = {place.CATALOG: catalog, **{str(file.relative_to(lake.folder)): file for file in files}}
    with faults.mapped(path.parent):
        _write_tar(path, members, {"format": _FORMAT, "snapshot": snapshot.id, "at": lake.clock.now().isoformat()})
    return Backup(snapshot.id, lake.clock.now(), len(members), path.stat().st_size)


def restore(path: Path, folder: Path, *, clock: Clock, force: bool = False) -> Backup:
    """Make the store in ``folder`` what the backup at ``path`` holds, once that has been read to the end without fault.

    With ``force`` a store that is there already is kept beside it under another name.
    Raises NotFoundError, UsageError when there is a store already, StoreDamagedError when the backup is not whole.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no backup at {path}", "name the file that `dharma-tui backup` wrote")
    if place.has_catalog(folder) and not force:
        raise UsageError(
            f"There is a store in {folder} already", "say --force to replace it; it will be kept beside it"
        )
    with faults.mapped(folder):
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            found = _unpack(path, new)
            _verify(path, new, clock)
            _move_in_place(new, folder, clock)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    return found


def _copy_catalog(source: Path, target: Path) -> None:
    """Copy in another process: closing a file here would drop the locks SQLite holds on it in this one."""
    command = [sys.executable, "-I", "-c", _COPY, str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise StoreError(f"The catalogue could not be copied: {reason}", f"look at {source.parent}")


def _write_tar(path: Path, members: Mapping[str, Path], about: dict[str, Any]) -> None:
    """Write beside ``path`` and move in place when whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw,
            tarfile.open(fileobj=raw, mode="w") as tar,
        ):
            text = json.dumps(
                {**about, "files": {name: file.stat().st_size for name, file in members.items()}}
            ).encode()
            entry = tarfile.TarInfo(_MANIFEST)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
            for name, file in members.items():
                tar.add(file, arcname=name, recursive=False)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _unpack(path: Path, folder: Path) -> Backup:
    try:
        with tarfile.open(path) as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        (folder / _MANIFEST).unlink()
        expected = {str(name): str(digest) for name, digest in manifest["files"].items()}
        size = sum((folder / name).stat().st_size for name in expected)
        found = Backup(int(manifest["snapshot"]), datetime.fromisoformat(manifest["at"]), len(expected), size)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise _not_whole(path, str(error) or type(error).__name__) from error
    for name, digest in expected.items():
        if _digest(folder / name) != digest:
            raise _not_whole(path, f"{name} is not as it was written")
    for file in (folder, *folder.rglob("*")):
        file.chmod(0o700 if file.is_dir() else 0o600)
    return found


def _verify(path: Path, folder: Path, clock: Clock) -> None:
    """Open the unpacked store and read every value of it."""
    try:
        lake = Lake.open(folder, clock=clock)
    except StoreError as error:
        raise _not_whole(path, error.message) from error
    try:
        for (table,) in lake.query("SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake'"):
            lake.query(
                f"SELECT count(columns.hashed) FROM (SELECT hash(held) AS hashed FROM lake.{table} held) columns"
            )
    except StoreDamagedError as error:
        raise _not_whole(path, error.message) from error
    finally:
        lake.close()


def _move_in_place(new: Path, folder: Path, clock: Clock) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    with WriteLock(folder / place.LOCK, clock, _LOCK_SECONDS).held():
        aside = folder.with_name(f"{folder.name}-before-{clock.now():%Y%m%d-%H%M%S}")
        folder.rename(aside)
        new.rename(folder)
    if not place.has_catalog(aside):
        shutil.rmtree(aside)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _not_whole(path: Path, reason: str) -> StoreDamagedError:
    return StoreDamagedError(f"The backup {path} is not whole: {reason}", "use another backup; nothing was changed")
