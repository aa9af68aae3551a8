"""What time ranges mean at a given moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

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
        ("at:yesterday-15:00", "2026-11-19T15:00", "2026-11-19T16:00"),
        ("between:09:00..11:00", "2026-11-20T09:00", "2026-11-20T11:00"),
        ("between:22:00..02:00", "2026-11-19T22:00", "2026-11-20T02:00"),
        ("between:yesterday-14:00..yesterday-16:00", "2026-11-19T14:00", "2026-11-19T16:00"),
        ("between:friday-08:00..friday-10:00", "2026-11-20T08:00", "2026-11-20T10:00"),
        ("between:2026-11-19-10:00..2026-11-19-18:00", "2026-11-19T10:00", "2026-11-19T18:00"),
        ("between:november-18..november-19", "2026-11-18T00:00", "2026-11-20T00:00"),
        ("until:12:00", "", "2026-11-20T12:00"),
        ("before:today-12:00", "", "2026-11-20T12:00"),
        ("at:before-yesterday", "2026-11-18T00:00", "2026-11-19T00:00"),
        ("at:day-31", "2026-10-31T00:00", "2026-11-01T00:00"),
        ("at:2026-01", "2026-01-01T00:00", "2026-02-01T00:00"),
        ("at:2026-05-01", "2026-05-01T00:00", "2026-05-02T00:00"),
        ("between:monday..wednesday", "2026-11-16T00:00", "2026-11-19T00:00"),
        ("since:last-scan", "2026-11-20T09:00", ""),
    ],
)
def test_a_time_range_is_a_span(value: str, start: str, end: str) -> None:
    told = span(value, NOW, {"last-scan": at("2026-11-20T09:00")})
    assert told is not None
    assert (told.start, told.end) == (at(start) if start else None, at(end) if end else None)


@pytest.mark.parametrize(
    "value", ["since:last-deploy", "at:25:99", "at:black-friday", "until:", "nonsense", "at:2026-02-30"]
)
def test_what_means_nothing_here_is_no_span(value: str) -> None:
    assert span(value, NOW) is None


@pytest.mark.parametrize("hours", [-12, 0, 14])
@pytest.mark.parametrize("point", ["99999999d", "9000y", "9" * 40 + "y", "9999-12-31", "0001-01-01", "may-" + "9" * 30])
def test_what_no_calendar_has_is_no_span(point: str, hours: int) -> None:
    """The first and the last year neither, which some zones have not all of."""
    now = NOW.astimezone(timezone(timedelta(hours=hours)))
    for link in ("last", "since", "until", "before", "at", "next", "in", "ago"):
        assert span(f"{link}:{point}", now) is None
    assert span(f"between:{point}..{point}", now) is None


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("at:january", "2027-01-01T00:00", "2027-02-01T00:00"),
        ("at:november", "2026-11-01T00:00", "2026-12-01T00:00"),
        ("before:december", "", "2026-12-01T00:00"),
        ("at:december-31", "2026-12-31T00:00", "2027-01-01T00:00"),
        ("at:january-2", "2027-01-02T00:00", "2027-01-03T00:00"),
        ("at:day-5", "2026-12-05T00:00", "2026-12-06T00:00"),
        ("at:monday", "2026-11-23T00:00", "2026-11-24T00:00"),
        ("between:december..february", "2026-12-01T00:00", "2027-03-01T00:00"),
    ],
)
def test_of_what_is_to_come_a_time_without_a_year_is_the_next(value: str, start: str, end: str) -> None:
    told = span(value, NOW, ahead=True)
    assert told is not None
    assert (told.start, told.end) == (at(start) if start else None, at(end))
