"""The whole store, history included, as one file; and a store made from such a file."""

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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError, StoreError, UsageError
from dharma_tui.services.atomic_file import replacing
from dharma_tui.services.private_folder import make_private
from dharma_tui.services.store.place import CATALOG, DATA

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

MANIFEST = "manifest.json"
FORMAT = "dharma-tui-backup-1"
_COPY_BYTES = 1 << 20
COPY_SECONDS = 300


class BackupError(DharmaError):
    """A backup cannot be written or read; the store is as it was."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. ``at`` is ISO 8601, ``bytes`` the size of the store's files in it."""

    snapshot: int
    at: str
    files: int
    bytes: int


def write_backup(lake: Lake, path: Path, clock: Clock) -> Backup:
    """Write the store to ``path``, mode 0600, complete or not at all. Other processes wait only while files are linked.

    Raises StoreError, BackupError.
    """
    with _frozen_copy(lake) as (folder, snapshot):
        try:
            with replacing(path) as part, part.open("wb") as file:
                return _write(file, folder, snapshot, clock)
        except OSError as error:
            from dharma_tui.services.export import write_hint

            raise BackupError(f"{path} cannot be written: {error.strerror}", write_hint(error.errno or 0)) from error


def write_backup_stream(lake: Lake, stream: IO[bytes], clock: Clock) -> Backup:
    """Write the store to ``stream``. Raises StoreError."""
    with _frozen_copy(lake) as (folder, snapshot):
        return _write(stream, folder, snapshot, clock)


@contextmanager
def _frozen_copy(lake: Lake) -> Iterator[tuple[Path, int]]:
    """A folder with the store as it is now: data files never change, so links to them are enough."""
    import sqlite3

    from dharma_tui.services.store.data_files import require_all

    with tempfile.TemporaryDirectory(prefix="backup-", dir=lake.scratch) as name:
        copy = Path(name)

        def freeze(_: object) -> None:
            require_all(lake)
            shutil.rmtree(copy / DATA, ignore_errors=True)
            shutil.copytree(lake.folder / DATA, copy / DATA, copy_function=_link)
            # reading the catalogue of a folder that may not be written needs the copy by which the lake itself reads it
            _copy_catalog((lake.folder if lake.writable else lake.scratch) / CATALOG, copy / CATALOG)

        if lake.writable:
            lake.exclusively(freeze)
        else:
            freeze(None)
        catalog = sqlite3.connect(copy / CATALOG)
        try:
            snapshot = int(catalog.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchone()[0])
        finally:
            catalog.close()
        yield copy, snapshot


_COPY = """
import sqlite3, sys
source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
target = sqlite3.connect(sys.argv[2])
source.backup(target)
target.close()
source.close()
"""


def _copy_catalog(source: Path, target: Path) -> None:
    """In a process of its own: closing a second handle on the catalogue here would drop the locks that DuckDB holds on it."""
    target.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-I", "-c", _COPY, str(source).replace("?", "%3f").replace("#", "%23"), str(target)],
        capture_output=True,
        text=True,
        timeout=COPY_SECONDS,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2].removeprefix("sqlite3.OperationalError: ")
        raise BackupError(
            f"the catalogue cannot be copied: {reason}", f"look at {source}; there must be room beside it"
        )


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _write(stream: IO[bytes], folder: Path, snapshot: int, clock: Clock) -> Backup:
    """The manifest comes last: a file cut short has none."""
    digests: dict[str, str] = {}
    size = 0
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        names = [
            CATALOG,
            *sorted(str(path.relative_to(folder)) for path in (folder / DATA).rglob("*") if path.is_file()),
        ]
        for name in names:
            with (folder / name).open("rb") as file:
                digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                member = _member(name, os.fstat(file.fileno()).st_size)
                archive.addfile(member, file)
                size += member.size
        backup = Backup(snapshot, clock.now().isoformat(timespec="seconds"), len(names), size)
        manifest = json.dumps({"format": FORMAT, **asdict(backup), "sha256": digests}).encode()
        archive.addfile(_member(MANIFEST, len(manifest)), io.BytesIO(manifest))
    return backup


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    return member


def restore_backup(
    stream: IO[bytes], folder: Path, clock: Clock, *, replace: bool = False
) -> tuple[Backup, Path | None]:
    """Make the store in ``folder`` from a backup. A store already there is refused or, with ``replace``, moved aside.

    Returns:
        What was restored, and where the earlier store was moved to.
    """
    occupied = (folder / CATALOG).exists() or (folder / DATA).exists()
    if occupied and not replace:
        raise UsageError(f"there is a store in {folder}", "add --replace to move it aside, or name another --data-dir")
    fresh = folder.with_name(f".{folder.name}.restoring-{os.getpid()}")
    try:
        make_private(folder.parent)
        fresh.mkdir(mode=0o700)
        backup = _extract(stream, fresh)
        _check_opens(fresh, clock)
        aside = None
        if folder.exists():
            aside = folder.with_name(f"{folder.name}.before-{clock.now():%Y%m%dT%H%M%S}")
            folder.rename(aside)
        fresh.rename(folder)
    except OSError as error:
        raise BackupError(
            f"the store cannot be made in {folder}: {error.strerror}", "check permissions and space"
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return backup, aside


def _extract(stream: IO[bytes], folder: Path) -> Backup:
    """Take out only what a backup holds, to names that lead nowhere else, and compare it with the manifest."""
    digests: dict[str, str] = {}
    manifest: dict[str, object] | None = None
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or not _expected(member.name):
                    raise BackupError(f"this is no backup: it holds {member.name!r}", "name a file made by 'backup'")
                if member.name == MANIFEST:
                    manifest = json.loads(content.read(1 << 28))
                else:
                    digests[member.name] = _save(content, folder / member.name)
    except (tarfile.TarError, EOFError, ValueError, RecursionError) as error:
        raise BackupError(f"this is no backup, or not all of one: {error}", "name a file made by 'backup'") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError("the backup has no end: it was cut short", "use another backup")
    if manifest.get("sha256") != digests:
        raise BackupError("the backup is damaged: its contents differ from its manifest", "use another backup")
    return Backup(**{name: manifest[name] for name in ("snapshot", "at", "files", "bytes")})  # type: ignore[arg-type]


def _expected(name: str) -> bool:
    parts = name.split("/")
    inside = parts[0] == DATA and len(parts) > 1 and not any(part in ("", ".", "..") for part in parts)
    return name in (CATALOG, MANIFEST) or inside


def _save(content: IO[bytes], path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while block := content.read(_COPY_BYTES):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _check_opens(folder: Path, clock: Clock) -> None:
    from dharma_tui.services.store.lake import Lake

    try:
        lake = Lake.open(folder, clock=clock)
        lake.query("SELECT count(*) FROM lake.resources")
        lake.close()
    except StoreError as error:
        raise BackupError(f"the store in the backup does not open: {error.message}", error.hint) from error
    with suppress(OSError):
        (folder / "write.lock").unlink()
