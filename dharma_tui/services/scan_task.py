"""Scans within this process, for providers that live in it; to screens it is as ``ScanProcess``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dharma_tui.core.errors import ScanRunningError
from dharma_tui.core.scan import ScanReport, Selection
from dharma_tui.services.scan_process import EVERYTHING
from dharma_tui.services.scanner import Scanner


class ScanTask:
    """Runs one scan at a time in the loop."""

    def __init__(self, scanner: Callable[[], Scanner]) -> None:
        """``scanner`` makes one for each scan."""
        self._make = scanner
        self._scanner: Scanner | None = None
        self._task: asyncio.Task[ScanReport] | None = None

    @property
    def running(self) -> bool:
        """Whether a scan started here is under way."""
        return self._scanner is not None

    @property
    def scan_id(self) -> str:
        """The id of the scan under way; empty until it has one."""
        return self._scanner.scan_id if self._scanner else ""

    async def run(self, selection: Selection = EVERYTHING, trigger: str = "manual") -> ScanReport:
        """Scan, and return the report, which is also published. Cancelling the caller does not end the scan.

        Raises:
            ScanRunningError: this or another process is scanning one of the providers.
            UsageError: ``selection`` names something unknown.
        """
        if self._scanner is not None:
            raise ScanRunningError("a scan is running already", "wait for it, or cancel it")
        self._scanner = scanner = self._make()
        self._task = asyncio.create_task(scanner.scan(selection, trigger), name="scan")
        self._task.add_done_callback(self._ended)
        return await asyncio.shield(self._task)

    def cancel(self) -> bool:
        """Ask the running scan to stop. False: none runs."""
        if self._scanner is None:
            return False
        self._scanner.cancel()
        return True

    def close(self) -> None:
        """Stop the running scan without waiting for it."""
        if self._scanner is not None:
            self._scanner.close()

    def _ended(self, task: asyncio.Task[ScanReport]) -> None:
        if self._scanner is not None:
            self._scanner.close()
        self._scanner = None
