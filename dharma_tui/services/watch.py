"""Notices what any process commits to the store, and brings the index level with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import IndexAdvanced, StoreAdvanced, StoreFailed
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool, PoolClosedError

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

log = logging.getLogger(__name__)

QUIET_SECONDS = 5.0
"""Without a commit for so long, what following them took goes back to the system."""


class Watch:
    """Polls the snapshot number. Publishes StoreAdvanced at once, IndexAdvanced when the index has followed, and StoreFailed
    when the store cannot be read; it goes on trying. Of a commit of nothing but measurements nobody needs to hear."""

    def __init__(
        self, lake: Lake, inventory: Inventory, io: IoPool, bus: Bus, clock: Clock, poll_seconds: Callable[[], float]
    ) -> None:
        self._lake = lake
        self._inventory = inventory
        self._io = io
        self._bus = bus
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._task: asyncio.Task[None] | None = None
        self._snapshot = -1
        self._failure = ""
        self._moved_at: float | None = None
        """When the index last moved, until what that took has been given back."""
        self._closed = False

    def start(self) -> None:
        """Begin to watch, in the running loop."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._watch(), name="watch")

    def close(self) -> None:
        """Stop watching; what a look still under way finds is not said any more."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()

    def look(self) -> None:
        """Look once. Blocks; raises nothing but what is no fault of the store."""
        try:
            newest = self._lake.snapshot()
            if newest.id != self._snapshot:
                if self._snapshot < 0 or self._lake.news_since(self._snapshot):
                    self._bus.publish(StoreAdvanced(self._clock.now(), newest.id))
                self._snapshot = newest.id
            moved = self._inventory.advance()
        except DharmaError as error:
            self._failed(error.message, error.hint)
            return
        self._failure = ""
        if moved is not None:
            snapshot, rows = moved
            self._moved_at = self._clock.monotonic()
            self._bus.publish(IndexAdvanced(self._clock.now(), snapshot.id, rows))
            self._inventory.warm()
        elif self._moved_at is not None and self._clock.monotonic() - self._moved_at >= QUIET_SECONDS:
            self._moved_at = None
            self._inventory.rest()

    def _failed(self, reason: str, hint: str) -> None:
        """Say it once, and look at everything anew when it is over."""
        self._snapshot = -1
        if reason != self._failure and not self._closed:
            self._failure = reason
            log.warning("the store cannot be followed: %s", reason)
            self._bus.publish(StoreFailed(self._clock.now(), reason, hint))

    async def _watch(self) -> None:
        while True:
            try:
                await self._io.run(self.look)
            except PoolClosedError:
                return
            except Exception as error:
                if self._closed:
                    return
                log.exception("watching the store failed")
                self._failed(str(error), "see the log; the console goes on with what it knows")
            await asyncio.sleep(self._poll_seconds())
