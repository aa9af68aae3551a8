"""How long something takes by itself, on a machine that has other things to do as well."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.idle import processors_awaited, with_children

LOOK_SECONDS = 0.03
"""How often it is looked who waits: what a process waited for is forgotten with it."""


class Stopwatch:
    """Seconds since the start, without those in which this process or one below it could have run and had no processor.

    What hangs, or sleeps, or waits for a lock is counted whole.
    """

    def __init__(self) -> None:
        self._ended = 0.0
        self._waits: dict[str, int] = {}
        self.restart()
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def restart(self) -> None:
        """Count from here."""
        self._began, self._first = time.monotonic(), processors_awaited(with_children())

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._waits |= self._now()

    def _now(self) -> dict[str, int]:
        waits = processors_awaited(with_children())
        waits.pop(str(self._looking.native_id), None)
        return waits

    def stop(self) -> None:
        """What happens from here on does not count."""
        self._ended = time.monotonic()
        self._over.set()
        self._waits |= self._now()
        self._looking.join()

    @property
    def seconds(self) -> float:
        """What it took, once it has been stopped."""
        awaited = sum(wait - self._first.get(thread, 0) for thread, wait in self._waits.items())
        return max(0.0, self._ended - self._began - awaited / 1e9)


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """``with stopwatch() as took: …``, then ``took.seconds``."""
    took = Stopwatch()
    try:
        yield took
    finally:
        took.stop()
