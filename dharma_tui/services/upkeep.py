"""Maintains the store now and then, whichever process is there to do it, and gives back memory that is not needed."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.settings import StoreSettings
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store import memory

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

log = logging.getLogger(__name__)

EVERY_SECONDS = 6 * 3600.0
FIRST_SECONDS = 600.0
"""After opening; a console is never busy with this while somebody waits for it."""
LOOK_SECONDS = 600.0


def maintain_if_due(lake: Lake, settings: StoreSettings, clock: Clock) -> bool:
    """Maintain the store unless some process has done so lately; says whether it was. Blocks; raises StoreError, OSError.

    A store without a mark is new, or as good as: its time begins now.
    """
    mark, now = lake.folder / "maintained", clock.now().timestamp()
    known = mark.exists()
    if known and 0 <= now - mark.stat().st_mtime < EVERY_SECONDS:
        return False
    mark.touch(0o600)
    os.utime(mark, (now, now))
    if known:
        lake.maintain(settings.retention_days, settings.metrics_retention_days)
    return known


class Upkeep:
    """Maintains while the console is open, in a thread of its own."""

    def __init__(
        self, lake: Lake, clock: Clock, settings: Callable[[], StoreSettings], tell: Callable[[Check], None]
    ) -> None:
        self._lake = lake
        self._clock = clock
        self._settings = settings
        self._tell = tell
        self._io = IoPool(1, "upkeep")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the running loop; the first time comes later."""
        if self._task is None:
            self._task = asyncio.create_task(self._look(), name="upkeep")

    def close(self) -> None:
        """End; waits for nothing."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._io.close()

    async def tick(self) -> bool:
        """Maintain if it is due; says whether it was. A failure is told of, never raised."""
        try:
            done = await self._io.run(maintain_if_due, self._lake, self._settings(), self._clock)
        except (DharmaError, OSError) as error:
            log.warning("store not maintained: %s", error)
            hint = error.hint if isinstance(error, DharmaError) else "look at the store's folder"
            self._tell(Check("upkeep", Status.WARNING, f"the store was not tidied up: {error}", hint))
            return False
        if done:
            self._tell(Check("upkeep"))
        await self._io.run(memory.give_back)
        return done

    async def _look(self) -> None:
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            await self.tick()
            await asyncio.sleep(LOOK_SECONDS)
