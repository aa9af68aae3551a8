"""Scans that a person asks for: what they take is said first, how they ended after, and the codes they want are asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.app import App
from textual.timer import Timer

from dharma_tui.core import format
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import CodeSettled, CodeWanted
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus, Selection
from dharma_tui.core.text import printable
from dharma_tui.core.trouble import troubles
from dharma_tui.screens._codes import Codes, Console
from dharma_tui.screens._scan_dialog import ask_first
from dharma_tui.screens._work import start

if TYPE_CHECKING:
    from dharma_tui.services import Services


LOOK_SECONDS = 0.25
"""How often who waits for a scan to end looks whether it has."""


class Scanning:
    """Scans from whatever screen, in the background. A failure is told of, never raised."""

    def __init__(self, app: App[None], console: Console, services: Services) -> None:
        self._app = app
        self._services = services
        self._waiting: Timer | None = None
        self._codes = Codes(app, console, services, self.scan_next)

    def scan(self, selection: Selection) -> None:
        """Discover now; where that calls a cloud, say first what it takes."""
        self._start(lambda: ask_first(self._app, self._services, selection, self.scan_at_once))

    def scan_at_once(self, selection: Selection) -> None:
        """Discover now, without a word before."""
        self._start(lambda: self._discover(selection))

    def scan_next(self, selection: Selection) -> None:
        """Discover as soon as nothing else is discovered: a scan that runs by itself may be what wants a code."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        elif self._services.scanner_process.running:
            self._app.notify("The code is asked for once the scan that runs has ended", markup=False)
        if self._services.scanner_process.running:
            self._waiting = self._app.set_timer(LOOK_SECONDS, lambda: self.scan_next(selection))
        else:
            self.scan_at_once(selection)

    def hear(self, event: CodeWanted | CodeSettled) -> None:
        """A scan wants a code, or no longer."""
        self._codes.hear(event)

    def enter_code(self) -> bool:
        """Ask for the code that a scan wants. False: none wants one."""
        return self._codes.enter()

    def _start(self, work: Callable[[], Awaitable[None]]) -> None:
        async def guarded() -> None:
            try:
                await work()
            except DharmaError as error:
                self._app.notify(printable(f"{error.message}. {error.hint}"), severity="warning", markup=False)

        start(self._app, guarded, group="scan", exclusive=False)

    async def _discover(self, selection: Selection) -> None:
        report = await self._services.scanner_process.run(selection)
        found = f"{format.counted(report.resources, 'resource')} in {format.duration(report.seconds)}"
        words = f"Scan {report.status}: {found}, +{report.added} ~{report.changed} -{report.removed}"
        told = "\n".join(printable(line) for line in (words, *_why(report)) if line)
        self._app.notify(told, markup=False)


def _why(report: ScanReport) -> tuple[str, ...]:
    """Why a scan failed and what to do; of a partial one, where that is told."""
    unwell = [part for part in report.scopes if part.status in (ScopeStatus.FAILED, ScopeStatus.PARTIAL)]
    if report.status is ScanStatus.FAILED and (report.reason or unwell):
        first = troubles(unwell)[0] if unwell and not report.reason else report
        return first.reason, first.hint
    if report.status is ScanStatus.PARTIAL and unwell:
        return (f"{format.counted(len(unwell), 'part')} not complete: 3 tells why",)
    return ()
