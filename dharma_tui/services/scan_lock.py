"""One scan of a provider at a time, across every process on the store."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import ScanRunningError, StoreError, StoreFullError, StoreReadOnlyError


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that scans a provider now. Without a moment: it has not said."""

    pid: int
    since: datetime | None = None


@contextlib.contextmanager
def scan_locks(folder: Path, providers: Sequence[str], clock: Clock) -> Iterator[None]:
    """Hold the right to scan ``providers``; the kernel takes it back when the process dies.

    Raises:
        ScanRunningError: one of them is being scanned.
        StoreError: the folder cannot be written.
    """
    with contextlib.ExitStack() as held:
        for provider in sorted(set(providers)):
            held.callback(os.close, _lock(folder, provider, clock))
        yield


def holder(folder: Path, provider: str) -> Holder | None:
    """Who scans ``provider`` now; None when nobody does."""
    try:
        descriptor = os.open(_path(folder, provider), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _read(descriptor)
    finally:
        os.close(descriptor)
    return None


def _path(folder: Path, provider: str) -> Path:
    return folder / f"scan-{provider}.lock"


def _lock(folder: Path, provider: str, clock: Clock) -> int:
    try:
        descriptor = os.open(_path(folder, provider), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _store_error(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        other = _read(descriptor)
        os.close(descriptor)
        since = f" since {other.since:%Y-%m-%d %H:%M:%S}Z" if other.since else ""
        raise ScanRunningError(
            f"a scan of {provider} by process {other.pid or '?'} is running{since}", "wait for it, or cancel it"
        ) from None
    with contextlib.suppress(OSError):  # who holds it is a courtesy: a full disk must not hinder the scan here
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": clock.now().isoformat()}).encode(), 0)
    return descriptor


def _read(descriptor: int) -> Holder:
    try:
        said = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(int(said["pid"]), datetime.fromisoformat(said["since"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Holder(0)


def _store_error(folder: Path, error: OSError) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFullError(f"no room left in {folder}", "make room, or move the store: setting store.folder")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreReadOnlyError(
            f"{folder} cannot be written: {error.strerror}", "mend its permissions, or set store.folder"
        )
    return StoreError(f"{folder}: {error.strerror}", "look at the folder, or set store.folder")
