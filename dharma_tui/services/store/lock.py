"""The advisory lock that lets one process at a time write the lake. The kernel releases it when its holder dies."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import StoreBusyError, StoreError

_FIRST_PAUSE = 0.002
_LONGEST_PAUSE = 0.04


class WriteLock:
    """An exclusive lock on a file. Its holder's process id and host are written into the file, for those who wait."""

    def __init__(self, path: Path, clock: Clock, seconds: float) -> None:
        self._path = path
        self._clock = clock
        self._seconds = seconds
        self._closing = threading.Event()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for the block. Raises StoreBusyError when it cannot be had in time."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._acquire(handle)
            with suppress(OSError):  # the name is a courtesy, and a full disk may refuse it
                os.ftruncate(handle, 0)
                os.pwrite(handle, f"{os.getpid()} {socket.gethostname()}\n".encode(), 0)
            try:
                yield
            finally:
                os.ftruncate(handle, 0)
        finally:
            os.close(handle)

    def give_up(self) -> None:
        """Stop waiting, now and in future."""
        self._closing.set()

    def _acquire(self, handle: int) -> None:
        deadline = self._clock.monotonic() + self._seconds
        pause = _FIRST_PAUSE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                pass
            if self._clock.monotonic() >= deadline:
                raise self._busy(handle)
            if self._closing.wait(pause * random.uniform(0.5, 1.5)):
                raise StoreError("The store was closed while waiting to write", "nothing was written; try again")
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _busy(self, handle: int) -> StoreBusyError:
        words = os.pread(handle, 200, 0).decode(errors="replace").split()
        holder = f"process {words[0]} on {words[1]}" if len(words) == 2 else "another process"
        return StoreBusyError(
            f"The store has been locked by {holder} for more than {self._seconds:g} s",
            "wait for its scan or maintenance to end and try again; if it hangs, end that process: nothing is lost",
        )
