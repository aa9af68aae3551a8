"""A scan under way, put together from what the bus tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dharma_tui.core.events import ScanProgressed, ScanStarted, ScopeEnded
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport
from dharma_tui.core.types import Scope
from dharma_tui.screens._scan_tally import ScanTally

Part = tuple[Scope, str]


class RunningScan:
    """Its parts in order, what each has found so far, and how those that ended did."""

    def __init__(self, started: ScanStarted, ended: Iterable[ScopeReport] = ()) -> None:
        """``ended`` are parts that had ended before anybody looked."""
        self.scan_id = started.scan_id
        self.started_at: datetime = started.at
        self.trigger = started.trigger
        self.parts: tuple[Part, ...] = started.parts
        self.resumes = started.resumes
        self.tally = ScanTally(started.parts, (*started.carried, *ended), started.calls)

    def progressed(self, event: ScanProgressed) -> None:
        """A part has found more."""
        self.tally.progressed(event.scope, event.kind, event.found, event.calls)

    def ended(self, event: ScopeEnded) -> None:
        """A part has ended."""
        self.tally.ended(event.report)

    @property
    def done(self) -> int:
        """Parts that have ended."""
        return self.tally.whole.ended

    @property
    def found(self) -> int:
        """Resources found so far."""
        return self.tally.whole.found

    def report(self, now: datetime) -> ScanReport:
        """The scan as far as it is."""
        return ScanReport(
            self.scan_id,
            ScanStatus.RUNNING,
            self.started_at,
            seconds=(now - self.started_at).total_seconds(),
            calls=self.tally.whole.calls,
            resources=self.found,
            trigger=self.trigger,
            announced=len(self.parts),
            resumes=self.resumes,
        )
