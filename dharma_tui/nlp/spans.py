"""Time ranges of requests as moments: what ``last:7d``, ``since:monday`` or ``between:9:00..yesterday`` mean now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType

_NO_EVENTS: Mapping[str, datetime] = MappingProxyType({})
_SPAN = re.compile(r"(\d+)(mo|[mhdwy])")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604_800, "mo": 30 * 86400, "y": 365 * 86400}
_UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_CLOCK = re.compile(r"(?:(yesterday|today|tomorrow)-)?(\d{1,2}):(\d{2})")
_OF_DAY = {"this-morning": (6, 12), "lunch": (12, 14), "this-afternoon": (12, 18), "this-evening": (18, 24)}


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to ``end`` (None: without limit), and the same in words."""

    start: datetime | None
    end: datetime | None
    words: str
    is_ahead: bool = False
    """It is a time that is not yet."""


def span(value: str, now: datetime, events: Mapping[str, datetime] = _NO_EVENTS) -> Span | None:
    """What a ``time_range`` means; ``events`` are moments such as ``last-scan``. None where it cannot be said.

    Days are those of ``now``'s own zone.
    """
    link, _, rest = value.partition(":")
    if link == "between":
        first, _, last = rest.partition("..")
        start, end = _point(first, now, events), _point(last, now, events)
        return Span(start[0], end[1], f"between {_said(first)} and {_said(last)}") if start and end else None
    if found := _SPAN.fullmatch(rest):
        return _of_length(link, int(found[1]), found[2], now)
    told = _point(rest, now, events)
    if told is None:
        return None
    said = _said(rest)
    match link:
        case "since":
            return Span(told[0], None, f"since {said}")
        case "until":
            return Span(None, told[1], f"until {said}")
        case "before":
            return Span(None, told[0], f"before {said}")
    return Span(*told, said)


def _of_length(link: str, count: int, unit: str, now: datetime) -> Span:
    length = timedelta(seconds=count * _SECONDS[unit])
    said = f"{count} {_UNITS[unit]}{'' if count == 1 else 's'}"
    match link:
        case "next":
            return Span(now, now + length, f"in the next {said}", True)
        case "in":
            return Span(now + length, None, f"in {said}", True)
        case "before":
            return Span(None, now - length, f"more than {said} ago")
        case "ago":
            return Span(now - length, None, f"since {said} ago")
    return Span(now - length, None, f"in the last {said}")


def _said(point: str) -> str:
    return point.replace("yesterday-", "yesterday ").replace("-", " ") if not point[:4].isdigit() else point


def _point(point: str, now: datetime, events: Mapping[str, datetime]) -> tuple[datetime, datetime | None] | None:
    """Where a named stretch of time begins and ends."""
    if point in events:
        return events[point], None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    if clock := _CLOCK.fullmatch(point):
        base = today - day if clock[1] == "yesterday" else today + day if clock[1] == "tomorrow" else today
        if int(clock[2]) > 23 or int(clock[3]) > 59:
            return None
        at = base + timedelta(hours=int(clock[2]), minutes=int(clock[3]))
        at -= day if not clock[1] and at > now else timedelta()
        return at, None
    if point in _OF_DAY:
        first, last = _OF_DAY[point]
        return today + timedelta(hours=first), today + timedelta(hours=last)
    simple = {
        "today": (today, today + day),
        "yesterday": (today - day, today),
        "tomorrow": (today + day, today + 2 * day),
        "tonight": (today + timedelta(hours=18), today + day),
        "last-night": (today - timedelta(hours=6), today + timedelta(hours=6)),
    }
    return simple.get(point) or _calendar(point, now, today)


def _calendar(point: str, now: datetime, today: datetime) -> tuple[datetime, datetime | None] | None:
    week = today - timedelta(days=today.weekday())
    bare = point.removeprefix("last-").removeprefix("next-").removeprefix("this-")
    if bare in _DAYS:
        back = (today.weekday() - _DAYS.index(bare)) % 7
        at = today - timedelta(days=back or (7 if point.startswith("last-") else 0))
        return at, at + timedelta(days=1)
    if bare == "weekend":
        at = week - timedelta(days=2) if today.weekday() < 5 else week + timedelta(days=5)
        return at, at + timedelta(days=2)
    if point.endswith("week"):
        at = week + timedelta(weeks={"last-week": -1, "next-week": 1}.get(point, 0))
        return at, at + timedelta(weeks=1)
    if bare in _MONTHS:
        month = _MONTHS.index(bare) + 1
        year = now.year - (month > now.month)
        return _month(today, year, month), _month(today, year, month + 1)
    name, _, number = point.partition("-")
    if name in _MONTHS and number.isdecimal():
        return _day_of(name, int(number), now, today)
    first = today.replace(day=1)
    for unit, months in (("month", 1), ("quarter", 3), ("year", 12)):
        if point.endswith(unit):
            begin = (first.month - 1) // months * months + 1 if months > 1 else first.month
            step = {"last": -months, "next": months}.get(point.partition("-")[0], 0)
            return _month(today, first.year, begin + step), _month(today, first.year, begin + step + months)
    if re.fullmatch(r"q[1-4]", point):
        begin = 3 * int(point[1]) - 2
        return _month(today, now.year, begin), _month(today, now.year, begin + 3)
    try:
        at = datetime.combine(datetime.fromisoformat(point).date(), time(), now.tzinfo)
    except ValueError:
        return None
    return at, at + timedelta(days=1)


def _day_of(name: str, number: int, now: datetime, today: datetime) -> tuple[datetime, datetime | None] | None:
    """A day of a month, the last time that it was; of none that has so many days."""
    month = _MONTHS.index(name) + 1
    try:
        at = today.replace(year=now.year - ((month, number) > (now.month, now.day)), month=month, day=number)
    except ValueError:
        return None
    return at, at + timedelta(days=1)


def _month(today: datetime, year: int, month: int) -> datetime:
    """The first of a month; month 0 is last December, 13 next January."""
    return today.replace(year=year + (month - 1) // 12, month=(month - 1) % 12 + 1, day=1)
