"""What time ranges mean at a given moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.nlp.spans import span

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # a Friday


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("last:7d", "2026-11-13T15:30", ""),
        ("last:2w", "2026-11-06T15:30", ""),
        ("next:3h", "2026-11-20T15:30", "2026-11-20T18:30"),
        ("ago:2h", "2026-11-20T13:30", ""),
        ("before:90d", "", "2026-08-22T15:30"),
        ("at:yesterday", "2026-11-19T00:00", "2026-11-20T00:00"),
        ("since:monday", "2026-11-16T00:00", ""),
        ("at:last-friday", "2026-11-13T00:00", "2026-11-14T00:00"),
        ("at:last-week", "2026-11-09T00:00", "2026-11-16T00:00"),
        ("at:weekend", "2026-11-14T00:00", "2026-11-16T00:00"),
        ("at:last-month", "2026-10-01T00:00", "2026-11-01T00:00"),
        ("at:december", "2025-12-01T00:00", "2026-01-01T00:00"),
        ("at:q3", "2026-07-01T00:00", "2026-10-01T00:00"),
        ("at:last-quarter", "2026-07-01T00:00", "2026-10-01T00:00"),
        ("since:14:00", "2026-11-20T14:00", ""),
        ("at:yesterday-15:00", "2026-11-19T15:00", ""),
        ("at:2026-05-01", "2026-05-01T00:00", "2026-05-02T00:00"),
        ("between:monday..wednesday", "2026-11-16T00:00", "2026-11-19T00:00"),
        ("since:last-scan", "2026-11-20T09:00", ""),
    ],
)
def test_a_time_range_is_a_span(value: str, start: str, end: str) -> None:
    told = span(value, NOW, {"last-scan": at("2026-11-20T09:00")})
    assert told is not None
    assert (told.start, told.end) == (at(start) if start else None, at(end) if end else None)


@pytest.mark.parametrize("value", ["since:last-deploy", "at:25:99", "at:black-friday", "until:", "nonsense"])
def test_what_means_nothing_here_is_no_span(value: str) -> None:
    assert span(value, NOW) is None
