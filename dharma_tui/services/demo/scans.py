"""Scans of the demo estate, in the console's own process: there is nothing to wait for, and the estate lives here."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError, ScanRunningError
from dharma_tui.core.scan import EVERYTHING, ScanReport, Selection
from dharma_tui.services.demo.estate import Estate
from dharma_tui.services.demo.life import live
from dharma_tui.services.pools import IoPool
from dharma_tui.services.scanner import Scanner

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 3.0, 8.0
"""Seconds between two things that happen in the estate."""
UNHURRIED = 250_000
"""Resources that make the pauses as long again: a commit into a large store takes longer."""


class DemoScans:
    """What ``ScanProcess`` is to a real estate: runs scans, one at a time. Also lets the estate live, and scans what changed."""

    def __init__(
        self, estate: Estate, make_scanner: Callable[[], Scanner], ready: Callable[[], bool], clock: Clock
    ) -> None:
        """``ready`` says whether the store is open."""
        self._estate = estate
        self._make_scanner = make_scanner
        self._ready = ready
        self._clock = clock
        self._io = IoPool(2, "demo")
        self._one = threading.Lock()
        self._scanner: Scanner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = threading.Event()
        self._pace = random.Random(estate.size)
        threading.Thread(target=self._live, name="demo-life", daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether a scan is under way."""
        return self._one.locked()

    @property
    def scan_id(self) -> str:
        """The id of the scan under way; empty until it has one."""
        scanner = self._scanner
        return scanner.scan_id if scanner else ""

    async def run(self, selection: Selection = EVERYTHING, trigger: str = "manual") -> ScanReport:
        """Scan, and return the report. Raises ScanRunningError, UsageError."""
        return await self._io.run(self._scan, selection, trigger)

    def cancel(self) -> bool:
        """Ask the running scan to stop. False: none runs."""
        scanner, loop = self._scanner, self._loop
        if scanner is None or loop is None:
            return False
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(scanner.cancel)
        return True

    def close(self) -> None:
        """Stop everything; never waits."""
        self._ending.set()
        self.cancel()
        self._io.close()

    def _scan(self, selection: Selection, trigger: str) -> ScanReport:
        if not self._one.acquire(timeout=2.0):
            raise ScanRunningError("a scan is running already", "wait for it, or cancel it")
        try:
            self._scanner = scanner = self._make_scanner()
            with asyncio.Runner() as runner:
                self._loop = runner.get_loop()
                return runner.run(scanner.scan(selection, trigger))
        except asyncio.CancelledError:  # the pool that writes the store was closed under it
            raise DharmaError("the scan was cut short", "the console is closing") from None
        finally:
            self._loop = self._scanner = None
            self._one.release()

    def _live(self) -> None:
        """In a thread of its own: let something happen now and then, and scan where it did."""
        slower = 1 + self._estate.total / UNHURRIED
        while not self._ending.wait(slower * self._pace.uniform(SHORTEST, LONGEST)):
            if not self._ready():
                continue
            scope, kinds = live(self._estate, self._clock.now())
            if not kinds:
                continue
            try:
                self._scan(Selection((), (scope.region,), (scope.account,), tuple(sorted(kinds))), "schedule")
            except DharmaError as error:
                log.info("the demo's estate was not scanned", extra={"reason": error.message})
            except Exception:
                if not self._ending.is_set():
                    log.exception("the demo's estate was not scanned")
