"""Time ranges of requests as moments: what ``last:7d``, ``since:monday`` or ``between:9:00..yesterday`` mean now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime, time, timedelta
from types import MappingProxyType

_NO_EVENTS: Mapping[str, datetime] = MappingProxyType({})
_SPAN = re.compile(r"(\d+)(mo|[mhdwy])")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604_800, "mo": 30 * 86400, "y": 365 * 86400}
_UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_CLOCK = re.compile(r"(?:(.+)-)?(\d{1,2}):(\d{2})")
_OF_DAY = {"this-morning": (6, 12), "lunch": (12, 14), "this-afternoon": (12, 18), "this-evening": (18, 24)}


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to ``end`` (None: without limit), and the same in words."""

    start: datetime | None
    end: datetime | None
    words: str
    is_ahead: bool = False
    """It is a time that is not yet."""
    is_moment: bool = False
    """What is meant is the moment that it begins with."""


def span(value: str, now: datetime, events: Mapping[str, datetime] = _NO_EVENTS, *, ahead: bool = False) -> Span | None:
    """What a ``time_range`` means; ``events`` are moments such as ``last-scan``. None where it cannot be said.

    Days are those of ``now``'s own zone. Months and days that have no year are the last that were; ``ahead``: the next.
    """
    try:
        told = _told(value, now, events, ahead)
    except OverflowError:  # no calendar goes so far
        return None
    return told if told and all(MINYEAR < at.year < MAXYEAR for at in (told.start, told.end) if at) else None


def _told(value: str, now: datetime, events: Mapping[str, datetime], ahead: bool) -> Span | None:
    link, _, rest = value.partition(":")
    if link == "between":
        return _between(*rest.partition("..")[::2], now, events, ahead)
    if found := _SPAN.fullmatch(rest):
        return _of_length(link, int(found[1]), found[2], now)
    is_clock = _CLOCK.fullmatch(rest) is not None
    told = _point(rest, now, events, ahead or (is_clock and link in {"until", "before"}))
    if told is None:
        return None
    said = _said(rest)
    match link:
        case "since":
            return Span(told[0], None, f"since {said}")
        case "until":
            return Span(None, told[0] if is_clock else told[1], f"until {said}")
        case "before":
            return Span(None, told[0], f"before {said}")
    return Span(told[0], told[0] + _HOUR, f"in the hour from {said}", is_moment=True) if is_clock else Span(*told, said)


def _between(first: str, last: str, now: datetime, events: Mapping[str, datetime], ahead: bool) -> Span | None:
    """From one point to another; a clock ends with its minute, on the same day or the one after."""
    start, end = _point(first, now, events, ahead), _point(last, now, events, ahead)
    if start is None or end is None:
        return None
    until = end[1]
    if found := _CLOCK.fullmatch(last):
        of_day = start[0] if _CLOCK.fullmatch(first) and not found[1] else end[0]
        until = of_day.replace(hour=int(found[2]), minute=int(found[3]))
        until += _A_DAY if until < start[0] and _CLOCK.fullmatch(first) else timedelta()
    if until is not None and until < start[0]:
        return None
    return Span(start[0], until, f"between {_said(first)} and {_said(last)}")


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
    day = _CLOCK.fullmatch(point)
    if day and day[1]:
        return f"{_said(day[1])} {point.rpartition('-')[2]}"
    if point == "before-yesterday":
        return "the day before yesterday"
    return point.replace("day-", "day ") if point.startswith("day-") else _unhyphened(point)


def _unhyphened(point: str) -> str:
    return point if point[:4].isdigit() else point.replace("-", " ")


def _point(
    point: str, now: datetime, events: Mapping[str, datetime], ahead: bool = False
) -> tuple[datetime, datetime | None] | None:
    """Where a named stretch of time begins and ends."""
    if point in events:
        return events[point], None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    if clock := _CLOCK.fullmatch(point):
        on = _point(clock[1], now, events, ahead) if clock[1] else (today, None)
        if on is None or int(clock[2]) > 23 or int(clock[3]) > 59:
            return None
        at = on[0] + timedelta(hours=int(clock[2]), minutes=int(clock[3]))
        at -= day if not clock[1] and at > now and not ahead else timedelta()
        return at, None
    if point in _OF_DAY:
        first, last = _OF_DAY[point]
        return today + timedelta(hours=first), today + timedelta(hours=last)
    simple = {
        "today": (today, today + day),
        "yesterday": (today - day, today),
        "before-yesterday": (today - 2 * day, today - day),
        "tomorrow": (today + day, today + 2 * day),
        "tonight": (today + timedelta(hours=18), today + day),
        "last-night": (today - timedelta(hours=6), today + timedelta(hours=6)),
    }
    return simple.get(point) or _calendar(point, now, today, ahead)


def _calendar(point: str, now: datetime, today: datetime, ahead: bool) -> tuple[datetime, datetime | None] | None:
    week = today - timedelta(days=today.weekday())
    bare = point.removeprefix("last-").removeprefix("next-").removeprefix("this-")
    if bare in _DAYS:
        back = (today.weekday() - _DAYS.index(bare)) % 7
        at = today - timedelta(days=back or (7 if point.startswith("last-") else 0))
        at += (
            timedelta(days=7)
            if point.startswith("next-") or (ahead and back and not point.startswith("last-"))
            else timedelta()
        )
        return at, at + timedelta(days=1)
    if bare == "weekend":
        at = week - timedelta(days=2) if today.weekday() < 5 else week + timedelta(days=5)
        return at, at + timedelta(days=2)
    if point.endswith("week"):
        at = week + timedelta(weeks={"last-week": -1, "next-week": 1}.get(point, 0))
        return at, at + timedelta(weeks=1)
    if re.fullmatch(r"20\d\d-(?:0[1-9]|1[0-2])", point):
        return _month(today, int(point[:4]), int(point[5:])), _month(today, int(point[:4]), int(point[5:]) + 1)
    if bare in _MONTHS:
        month = _MONTHS.index(bare) + 1
        year = now.year + (month < now.month) if ahead else now.year - (month > now.month)
        return _month(today, year, month), _month(today, year, month + 1)
    name, _, number = point.partition("-")
    if name in _MONTHS and number.isdecimal():
        return _day_of(name, int(number), now, today, ahead)
    if name == "day" and number.isdecimal():
        return _day_alone(int(number), today, ahead)
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


def _day_of(
    name: str, number: int, now: datetime, today: datetime, ahead: bool
) -> tuple[datetime, datetime | None] | None:
    """A day of a month, the last time that it was, or the next; of none that has so many days."""
    month = _MONTHS.index(name) + 1
    past, to_come = (month, number) > (now.month, now.day), (month, number) < (now.month, now.day)
    try:
        at = today.replace(year=now.year + to_come if ahead else now.year - past, month=month, day=number)
    except ValueError:
        return None
    return at, at + timedelta(days=1)


def _day_alone(number: int, today: datetime, ahead: bool) -> tuple[datetime, datetime | None] | None:
    """A day that only its number tells: of the last month that had it, or of the next."""
    for step in range(13):
        month = _month(today, today.year, today.month + (step if ahead else -step))
        at = month + timedelta(days=number - 1)
        if at.month == month.month and number > 0 and (at >= today if ahead else at <= today):
            return at, at + timedelta(days=1)
    return None


def _month(today: datetime, year: int, month: int) -> datetime:
    """The first of a month; month 0 is last December, 13 next January."""
    return today.replace(year=year + (month - 1) // 12, month=(month - 1) % 12 + 1, day=1)
