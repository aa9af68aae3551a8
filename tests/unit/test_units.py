"""Durations, sizes and moments as typed, and values as shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dharma_tui.core import format as fmt
from dharma_tui.core.errors import FilterError
from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.types import Json
from dharma_tui.core.units import Moment, duration_seconds, moment, size_bytes

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("2h30m", 9000), ("7d", 604800), ("1.5h", 5400), ("1W", 604800)]
)
def test_durations_are_read(text: str, seconds: float) -> None:
    assert duration_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "2x", "2h3", "-2h", "1e3s"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        duration_seconds(text)


@pytest.mark.parametrize(
    ("text", "size"), [("512", 512), ("10k", 10240), ("1.5GB", 1.5 * 2**30), ("2GiB", 2**31), ("1 m", 2**20)]
)
def test_sizes_are_read(text: str, size: float) -> None:
    assert size_bytes(text) == size


def test_moments_are_read() -> None:
    assert moment("", NOW) == moment("now", NOW) == Moment()
    assert moment("#12", NOW) == Moment(snapshot=12)
    assert moment("-2h", NOW) == Moment(time=NOW - timedelta(hours=2))
    assert moment("2026-11-19T10:00:00+00:00", NOW) == Moment(time=datetime(2026, 11, 19, 10, tzinfo=UTC))


@pytest.mark.parametrize("text", ["yesterday", "-", "#x", "2026-13-40", "-99999999y"])
def test_what_is_no_moment_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(FilterError) as caught:
        moment(text, NOW)
    assert "-2h" in caught.value.hint


@pytest.mark.parametrize(
    ("value", "type", "shown"),
    [
        (None, ColumnType.TEXT, "—"),
        (0, ColumnType.BYTES, "0B"),
        (1023, ColumnType.BYTES, "1023B"),
        (1024**2 - 1, ColumnType.BYTES, "1.0M"),
        (1.5 * 1024**3, ColumnType.BYTES, "1.5G"),
        (12.345, ColumnType.PERCENT, "12.3%"),
        (12000, ColumnType.NUMBER, "12,000"),
        (0.12345, ColumnType.NUMBER, "0.123"),
        (3.2, ColumnType.DURATION, "3.2s"),
        (59.97, ColumnType.DURATION, "1m00s"),
        (90061, ColumnType.DURATION, "1d01h"),
        (True, ColumnType.FLAG, "yes"),
        ("2026-11-20T11:55:00+00:00", ColumnType.TIME, "5m"),
        ("not a time", ColumnType.TIME, "not a time"),
        ("\x1b[2J", ColumnType.TEXT, "\\x1b[2J"),
        ({"a": "\x1b"}, ColumnType.TEXT, '{"a": "\\u001b"}'),
    ],
)
def test_cells_are_written_for_people(value: Json, type: ColumnType, shown: str) -> None:
    assert fmt.cell(value, type, NOW) == shown


@pytest.mark.parametrize(
    ("days", "cell", "words"),
    [
        (-365 * 14, "14y", "14y ago"),
        (-3, "3d", "3d ago"),
        (0, "now", "now"),
        (30, "in 30d", "in 30d"),
        (800, "in 2y", "in 2y"),
    ],
)
def test_moments_ahead_are_told_as_such(days: int, cell: str, words: str) -> None:
    at = NOW + timedelta(days=days)
    assert fmt.cell(at.isoformat(), ColumnType.TIME, NOW) == cell
    assert fmt.since(at, NOW) == words


def test_clocks_that_differ_a_little_are_one() -> None:
    assert fmt.distance(NOW + timedelta(seconds=50), NOW) == fmt.age(NOW + timedelta(days=1), NOW) == "now"
