"""A scan under way, put together from what the bus tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dharma_tui.core.events import ScanProgressed, ScanStarted, ScopeEnded
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport
from dharma_tui.core.types import Scope
from dharma_tui.screens import _lines
from dharma_tui.widgets.line_list import Line

Part = tuple[Scope, str]


class RunningScan:
    """Its parts in order, what each has found so far, and how those that ended did."""

    def __init__(self, started: ScanStarted) -> None:
        self.scan_id = started.scan_id
        self.started_at: datetime = started.at
        self.trigger = started.trigger
        self.parts: tuple[Part, ...] = started.parts
        self._found: dict[Part, int] = {}
        self.resumes = started.resumes
        self._ended: dict[Part, ScopeReport] = {(report.scope, report.kind): report for report in started.carried}

    def progressed(self, event: ScanProgressed) -> None:
        """A part has found more."""
        self._found[event.scope, event.kind] = event.found

    def ended(self, event: ScopeEnded) -> None:
        """A part has ended."""
        self._ended[event.report.scope, event.report.kind] = event.report

    @property
    def done(self) -> int:
        """Parts that have ended."""
        return len(self._ended)

    @property
    def found(self) -> int:
        """Resources found so far."""
        listed = {part: report.count for part, report in self._ended.items()}
        return sum((self._found | listed).values())

    def report(self, now: datetime) -> ScanReport:
        """The scan as far as it is."""
        return ScanReport(
            self.scan_id,
            ScanStatus.RUNNING,
            self.started_at,
            seconds=(now - self.started_at).total_seconds(),
            resources=self.found,
            trigger=self.trigger,
            announced=len(self.parts),
            resumes=self.resumes,
        )

    def lines(self, kinds: Mapping[str, KindSpec]) -> list[Line]:
        """Every part as a line: under way first, then waiting, then ended."""
        under_way: list[Line] = []
        waiting: list[Line] = []
        ended: list[Line] = []
        for scope, kind in self.parts:
            report = self._ended.get((scope, kind))
            if report is not None:
                ended.append(_lines.part_line(report, kinds))
                continue
            found = self._found.get((scope, kind))
            place = "/".join(part for part in (scope.account, scope.region) if part) or scope.provider
            line = _lines.waiting_line(kind, place, found, kinds)
            (waiting if found is None else under_way).append(line)
        return [*under_way, *waiting, *ended]
