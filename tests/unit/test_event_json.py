"""Events survive the trip through a line of JSON, and nothing else passes for one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.event_json import from_line, to_line
from dharma_tui.core.events import (
    Event,
    FindingsChanged,
    HealthChanged,
    LogWritten,
    MetricsSampled,
    ScanEnded,
    ScanProgressed,
    ScanStarted,
    ScheduleChanged,
    ScopeEnded,
    SettingsRejected,
)
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Finding, Metric, Point, ResourceRef, Scope, Severity

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
SCOPE = Scope("local", "host-1", "")
REPORT = ScopeReport(SCOPE, "local.process", ScopeStatus.PARTIAL, "why \x1b[31m\ud800", "what to do", 12, 0.5, 3)
EVENTS = [
    ScanStarted(AT, "scan-1", ("local",), ((SCOPE, "local.process"), (SCOPE, "local.host")), "manual"),
    ScanProgressed(AT, "scan-1", SCOPE, "local.process", 7, 1),
    ScopeEnded(AT, "scan-1", REPORT),
    ScanEnded(AT, ScanReport("scan-1", ScanStatus.PARTIAL, AT, 1.5, 3, 12, 4, 1, 2, 3, (REPORT,), "start")),
    HealthChanged(AT, "store", "failed", "disk full", "make room"),
    MetricsSampled(AT, (Point(Metric(ResourceRef("local.host", "h"), "cpu", "percent"), AT, 12.5),)),
    SettingsRejected(AT, Path("/etc/dharma.toml"), "bad", ""),
    FindingsChanged(AT, (Finding(ResourceRef("local.host", "h"), "memory", Severity.WARNING, "t", "r", "h"),)),
    ScheduleChanged(AT, None, True),
    ScheduleChanged(AT, AT, False),
    LogWritten(AT),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    line = to_line(event)
    assert from_line(line) == event
    assert line.isascii()
    assert "\n" not in line


@given(st.text(), st.integers(min_value=0), st.floats(allow_nan=False, allow_infinity=False))
def test_any_text_and_number_survive(text: str, count: int, seconds: float) -> None:
    event = ScopeEnded(
        AT, text, ScopeReport(Scope(text, text, text), text, ScopeStatus.FAILED, text, text, count, seconds)
    )
    assert from_line(to_line(event)) == event


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Traceback (most recent call last):",
        "[]",
        "null",
        "{}",
        '{"event":"NoSuchEvent"}',
        '{"event":"ScanProgressed"}',
        '{"event":"LogWritten","at":"yesterday"}',
        '{"event":"LogWritten","at":"2026-01-01T00:00:00+00:00","extra":1}',
        '{"event":"HealthChanged","at":"2026-01-01T00:00:00+00:00","component":1,"status":"","reason":"","hint":""}',
        "[" * 100_000,
        '{"event":["ScanStarted"]}',
    ],
)
def test_what_is_no_event_is_refused(line: str) -> None:
    with pytest.raises(MalformedAnswerError, match="not an event"):
        from_line(line)


@given(st.binary())
def test_no_bytes_raise_anything_else(line: bytes) -> None:
    with pytest.raises(MalformedAnswerError):
        from_line(line)
