"""Folders for temporary files, one for each open store. Locked while in use, so that those of dead processes can be told."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Scratch:
    """A temporary folder of this process's own: below ``parent``, or where the system keeps temporary files."""

    def __init__(self, parent: Path | None) -> None:
        if parent is None:
            self.path = Path(tempfile.mkdtemp(prefix="dharma-tui-"))
            self._handle = _locked(self.path, fcntl.LOCK_EX)
        else:
            with _opened(parent, fcntl.LOCK_SH):
                self.path = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))
                self._handle = _locked(self.path, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Delete the folder with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def remove_abandoned(parent: Path) -> int:
    """Delete the folders whose process died. Returns how many."""
    removed = 0
    with _opened(parent, fcntl.LOCK_EX):
        for folder in parent.iterdir():
            with suppress(OSError), _opened(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(folder)
                removed += 1
    return removed


@contextmanager
def _opened(folder: Path, how: int) -> Iterator[None]:
    handle = _locked(folder, how)
    try:
        yield
    finally:
        os.close(handle)


def _locked(folder: Path, how: int) -> int:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle
