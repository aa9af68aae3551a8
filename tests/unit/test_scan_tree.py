"""A scan as lines: the calls it made and those refused for being too many stand beside every part and group of parts."""

from __future__ import annotations

from datetime import UTC, datetime

from dharma_tui.core.events import ScanStarted
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Scope
from dharma_tui.screens._running_scan import RunningScan
from dharma_tui.screens._scan_tally import ScanTally
from dharma_tui.screens._scan_tree import ScanTree, summary

NORTH, WEST = Scope("cloud", "1", "north"), Scope("cloud", "1", "west")
PARTS = [(NORTH, "cloud.disk.disk"), (NORTH, "cloud.net.card"), (WEST, "cloud.disk.disk")]


def told(tally: ScanTally, *, running: bool) -> list[str]:
    tree = ScanTree()
    tree.take(tally, running=running)
    return [line.text.strip() for line in tree.lines({})]


def report(
    scope: Scope, kind: str, throttled: int, status: ScopeStatus = ScopeStatus.COMPLETE, reason: str = ""
) -> ScopeReport:
    return ScopeReport(scope, kind, status, reason, count=5, calls=7, throttled=throttled)


def test_refused_calls_are_told_of_each_part_of_what_holds_it_and_of_the_whole() -> None:
    tally = ScanTally(PARTS)
    tally.ended(report(NORTH, "cloud.disk.disk", 3, ScopeStatus.PARTIAL, "too many calls"))
    tally.ended(report(NORTH, "cloud.net.card", 1200))
    lines = told(tally, running=True)
    for named in ("cloud 1", "north"):
        assert any(named in line and " 1,203 " in line and " 14 " in line for line in lines)
    assert "throttled" in lines[0]
    assert summary(tally.whole, running=True) == "2 of 3 done, 10 found, 14 calls, 1,203 throttled"

    tally.ended(report(WEST, "cloud.disk.disk", 0))
    lines = told(tally, running=False)
    assert any(line.split()[2:5] == ["5", "7", "3"] and "partial: too many calls" in line for line in lines)
    assert summary(tally.whole, running=False) == "3 parts, 21 calls, 1,203 throttled"


def test_where_nothing_was_refused_nothing_is_said() -> None:
    tally = ScanTally.of_reports(report(scope, kind, 0) for scope, kind in PARTS)
    assert summary(tally.whole, running=False) == "3 parts, 21 calls"


def test_calls_that_are_of_no_part_are_in_the_sum() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    reports = tuple(report(scope, kind, 0) for scope, kind in PARTS)
    ended = ScanReport("scan-1", ScanStatus.COMPLETE, began, calls=24, scopes=reports)
    assert summary(ScanTally.of_reports(reports, ended.entering).whole, running=False) == "3 parts, 24 calls"
    running = RunningScan(ScanStarted(began, "scan-1", ("cloud",), tuple(PARTS), "manual", calls=3), reports[:1])
    assert summary(running.tally.whole, running=True) == "1 of 3 done, 5 found, 10 calls"
