"""After each scan Neo4j is brought level with the store, where one is configured: by a child process, so that the console does not
carry the driver."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Sequence

from dharma_tui.core.bus import Bus, Subscription
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import ScanEnded
from dharma_tui.core.scan import ScanStatus
from dharma_tui.core.settings import Neo4jSettings
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.pools import run_tool
from dharma_tui.services.scan_process import error_from

log = logging.getLogger(__name__)

PROGRAM: tuple[str, ...] = (sys.executable, "-m", "dharma_tui")
LONGEST_SECONDS = 3600.0
"""A sync that takes longer is ended; the next goes on with it."""
NAME = "neo4j"


class GraphFollower:
    """Syncs once after any number of scans that ended meanwhile. A server that is down costs nothing but a remark."""

    def __init__(
        self,
        words: Sequence[str],
        bus: Bus,
        settings: Callable[[], Neo4jSettings],
        tell: Callable[[Check], None],
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """``words`` are the global flags that make the child see the same settings and store."""
        self._argv = (*program, *words, "graph", "sync", "--json")
        self._bus = bus
        self._settings = settings
        self._tell = tell
        self._due = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._subscription: Subscription | None = None

    def start(self) -> None:
        """Begin to follow, in the running loop."""
        if self._task is None:
            self._loop = asyncio.get_running_loop()
            self._subscription = self._bus.subscribe(ScanEnded, self._on_scan_ended)
            self._task = self._loop.create_task(self._follow(), name="graph-follower")

    def close(self) -> None:
        """Stop; a sync under way is cut short, and the next goes on with it."""
        if self._subscription is not None:
            self._subscription.cancel()
        if self._task is not None:
            self._task.cancel()

    def _on_scan_ended(self, event: ScanEnded) -> None:
        """From any thread."""
        if event.report.status is not ScanStatus.FAILED and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._due.set)

    async def _follow(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            settings = self._settings()
            if settings.uri and settings.sync:
                self._tell(await self._synced())

    async def _synced(self) -> Check:
        try:
            done = await run_tool(self._argv, timeout=LONGEST_SECONDS)
            if done.code not in (0, 3):
                raise error_from(done.stdout.strip().splitlines()[0] if done.stdout.strip() else b"")
            report = json.loads(done.stdout)
        except DharmaError as error:
            log.warning("neo4j not synced: %s", error)
            return Check(NAME, Status.WARNING, error.message, error.hint)
        if not report["verified"]:
            return Check(
                NAME, Status.WARNING, "Neo4j holds other numbers than the store", "dharma-tui graph sync --full"
            )
        return Check(NAME, Status.OK, f"level with #{report['snapshot']}")
