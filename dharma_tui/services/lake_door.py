"""The way to the lake: services hold it from the start, though the lake behind it opens later."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import StoreError

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

log = logging.getLogger(__name__)


class LakeDoor:
    """Opens the lake once; everything asked of ``lake`` is asked of the open one."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._opened: Lake | None = None
        self._closed = False
        self.lake = cast("Lake", _Behind(self))

    @property
    def is_open(self) -> bool:
        """Whether the lake can be asked."""
        return self._opened is not None

    @property
    def opened(self) -> Lake:
        """The open lake. Raises StoreError while there is none."""
        lake = self._opened
        if lake is None:
            state = "closed" if self._closed else "not open yet"
            raise StoreError(f"The store is {state}", "wait a moment; if it stays so, look at the store's state")
        return lake

    def open(self, memory_mb: int, lock_seconds: float) -> None:
        """Open it. Blocks; raises StoreError. An opening that ends after ``close`` is undone."""
        from dharma_tui.services.store import memory
        from dharma_tui.services.store.lake import Lake

        memory.share()
        began = self._clock.monotonic()
        lake = Lake.open(self._folder, clock=self._clock, memory_mb=memory_mb, lock_seconds=lock_seconds)
        with self._lock:
            unwanted = self._closed or self._opened is not None
            if not unwanted:
                self._opened = lake
        if unwanted:
            lake.close()
            return
        seconds = round(self._clock.monotonic() - began, 3)
        log.info(
            "store opened",
            extra={"folder": str(self._folder), "writable": lake.writable, "seconds": seconds},
        )

    def close(self) -> None:
        """Close the lake, now or as soon as it has opened."""
        with self._lock:
            self._closed = True
            lake = self._opened
        if lake is not None:
            lake.close()


class _Behind:
    """Stands for the lake wherever one is asked for."""

    __slots__ = ("_door",)

    def __init__(self, door: LakeDoor) -> None:
        self._door = door

    def __getattr__(self, name: str) -> Any:
        return getattr(self._door.opened, name)
