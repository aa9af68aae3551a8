"""The private copy of a catalogue that a lake reads that may not be written, and that has to follow the original."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from dharma_tui.services.store import faults, place

_NAMES = (place.CATALOG, f"{place.CATALOG}-wal")


class CatalogCopy:
    """What others commit is in it after ``follow``. Thread-safe; reads under way see the copy as it was when they began."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch
        self._lock = threading.Lock()
        self._taken: list[tuple[int, int, int]] = []

    def make(self) -> Path:
        """Copy the catalogue; where to."""
        self._taken = self._seen()
        self._copy(self._scratch)
        return self._scratch / place.CATALOG

    def follow(self) -> None:
        """Take over what was committed since. Raises StoreError."""
        with self._lock:
            if (seen := self._seen()) == self._taken:
                return
            newer = self._scratch / "newer"
            newer.mkdir(exist_ok=True)
            try:
                self._copy(newer)
                if self._seen() != seen:
                    return  # it was written meanwhile: the next time
                with (
                    closing(sqlite3.connect(newer / place.CATALOG)) as source,
                    closing(sqlite3.connect(self._scratch / place.CATALOG)) as target,
                ):
                    source.backup(target)
            except sqlite3.Error as error:
                raise faults.damaged(self._folder, self._folder / place.CATALOG, faults.brief(error)) from error
            except FileNotFoundError:
                return  # it is being replaced, or gone: what was read stays
            finally:
                shutil.rmtree(newer, ignore_errors=True)
            self._taken = seen

    def _copy(self, to: Path) -> None:
        for name in _NAMES:
            if (self._folder / name).exists():
                shutil.copyfile(self._folder / name, to / name)

    def _seen(self) -> list[tuple[int, int, int]]:
        found = [(self._folder / name).stat() for name in _NAMES if (self._folder / name).exists()]
        return [(one.st_ino, one.st_size, one.st_mtime_ns) for one in found]
