"""The folder of a demo's store: private, and gone with its process or, when that was killed, with the next demo."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

log = logging.getLogger(__name__)

PREFIX = "dharma-demo-"
_LOCK = "demo.lock"
_TRIES, _TRY_SECONDS = 40, 0.05


class ThrowAwayFolder:
    """A new folder of mode 0700 that ``close`` removes."""

    def __init__(self, parent: Path | None = None) -> None:
        root = parent or Path(tempfile.gettempdir())
        sweep(root)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
        self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    @property
    def store(self) -> Path:
        """Where the store goes."""
        return self.path / "store"

    def close(self) -> None:
        """Remove it and all that is in it, what a thread that was cut short still writes included."""
        for _ in range(_TRIES):
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists():
                break
            time.sleep(_TRY_SECONDS)
        os.close(self._lock)


def sweep(root: Path) -> list[Path]:
    """Remove what demos of this user left behind that no longer run; the kernel gives a dead process's lock back."""
    removed: list[Path] = []
    for folder in root.glob(f"{PREFIX}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
        except BlockingIOError:
            continue
        finally:
            os.close(lock)
    if removed:
        log.info("old demos removed", extra={"count": len(removed)})
    return removed
