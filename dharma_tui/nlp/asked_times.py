"""The time that a request is about, of all that was said of it: a day and its clock, whose zone it is, days without a month."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.ages import are_to_end
from dharma_tui.nlp.retold_times import on_its_day, retold, zone_of_city
from dharma_tui.nlp.spans import Span, span

_HOURS = {
    **dict.fromkeys(("UTC", "GMT", "Z", "WET"), 0.0),
    **dict.fromkeys(("CET", "MEZ", "WEST", "BST", "WAT"), 1.0),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT"), 2.0),
    **dict.fromkeys(("EEST", "MSK", "EAT"), 3.0),
    "IST": 5.5,
    "PKT": 5.0,
    "WIB": 7.0,
    "ICT": 7.0,
    "SGT": 8.0,
    "HKT": 8.0,
    "AWST": 8.0,
    "JST": 9.0,
    "KST": 9.0,
    "AEST": 10.0,
    "AEDT": 11.0,
    "NZST": 12.0,
    "NZDT": 13.0,
    "BRT": -3.0,
    "ART": -3.0,
    "AST": -4.0,
    "EDT": -4.0,
    "EST": -5.0,
    "CDT": -5.0,
    "CST": -6.0,
    "MDT": -6.0,
    "MST": -7.0,
    "PDT": -7.0,
    "PST": -8.0,
}
"""Hours that a zone is before UTC, by how it is called for short; of several the one that is meant most."""
_NAMED = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "et": "America/New_York",
    "pt": "America/Los_Angeles",
}
_SHORT = "|".join(sorted(_HOURS, key=len, reverse=True))
_ZONE = lazy_pattern(
    rf"(?:\d|\d\s?[ap]\.?m\.?|noon|midnight|uhr|o'clock|[時点时分시])\s*\(?(?P<short>{_SHORT})"
    r"(?:\s?(?P<sign>[+\-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?(?![\w\-])"
    r"|(?:\d|[ap]m)\s*(?P<named>et|pt|eastern|central|mountain|pacific)(?:\s+time)?(?!\w)"
    r"|(?:in|time\s+in)\s+(?P<alone>utc|gmt)(?!\w)|\d\d:\d\d(?P<sign2>[+\-])(?P<hours2>\d\d):?(?P<minutes2>\d\d)(?!\d)",
    re.IGNORECASE,
)
_PLACE = lazy_pattern(
    r"(?<=[\dm] )(?P<name>(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)"
    r"(?:/[A-Z][A-Za-z_\-]+){1,2})(?![\w/])"
)
_DAY_BEFORE_YESTERDAY = lazy_pattern(
    r"(?<!\w)(?:day\s+before\s+yesterday|vorgestern|anteayer|antier|antes\s+de\s+ayer|avant[-\s]hier|l'altro\s?ieri|altro\s+ieri|avantieri|anteontem"
    r"|antes\s+de\s+ontem|позавчера\w*|[أا]ول\s+[أا]مس|parso[nm]?|परसों)(?!\w)|前天|前日|一昨日|おととい|그저께|그제|엊그제",
    re.IGNORECASE,
)
_OF_MONTH = lazy_pattern(
    r"(?<!\w)(?:(?P<link>on|since|from|until|till|before|after|by)\s+the\s+(?P<en>\d{1,2})(?:st|nd|rd|th)"
    r"|(?P<link2>am|seit\s+dem|ab\s+dem|bis\s+zum|vor\s+dem)\s+(?P<de>\d{1,2})\."
    r"(?!\s?(?:\d|jan|feb|m[äa]r|apr|mai|jun|jul|aug|sep|okt|nov|dez))|(?:(?P<link3>desde|hasta|depuis|dal|desde\s+o)\s+)?"
    r"(?:el(?:\s+d[ií]a)?|le|il(?:\s+giorno)?|no\s+dia|o\s+dia)\s+(?P<la>\d{1,2})"
    r"|(?P<ru>\d{1,2})(?:-?го)?\s+числа)(?:(?<=\.)(?=\s)|\s*(?=$|[?.!,;]|\s(?:en|dans|in|em|nel|nella|na|sur|su|bei|auf|в|на)\s))|(?<![\d月월.])(?P<east>\d{1,2})\s?[日号일](?![前间間後后])",
    re.IGNORECASE,
)
_LINKS = {
    **dict.fromkeys(("since", "from", "after", "seit", "ab", "desde", "depuis", "dal"), "since"),
    **dict.fromkeys(("until", "till", "by", "bis", "hasta"), "until"),
    **dict.fromkeys(("before", "vor"), "before"),
}
_FEASTS = lazy_pattern(
    r"(?<!\w)(?:(?P<link>since|until|before|after|on|at|over)\s+)?(?:(?P<eve>new\s+year'?s?'?\s+eve|silvester|nochevieja|réveillon|capodanno\s+vigilia)|(?P<newyear>new\s+year(?:'?s)?(?:\s+day)?|neujahr)"
    r"|(?P<xmaseve>christmas\s+eve|heiligabend|nochebuena)|(?P<xmas>christmas|weihnachten|navidad|noël|natale|natal)|(?P<other>halloween|easter|ostern|pascua|pâques|pasqua|thanksgiving"
    r"|valentine'?s(?:\s+day)?|cyber\s+monday|ramadan|diwali))(?!\w)",
    re.IGNORECASE,
)
_DATES = {"eve": "december-31", "newyear": "january-1", "xmaseve": "december-24", "xmas": "december-25"}
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_BARE = re.compile(r"(?:since|at|until|before):\d{1,2}:\d{2}")
"""A clock of no day that is said."""
_CLOCKS = re.compile(r"\d{1,2}:\d{2}\.\.\d{1,2}:\d{2}")
_DAY = re.compile(
    r"today|yesterday|tomorrow|before-yesterday|(?:last-|next-|this-)?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|[a-z]+-\d{1,2}|20\d\d-\d\d-\d\d"
)


def zone_of(text: str) -> tuple[tzinfo, str] | None:
    """The zone whose clock a request tells the time by, and what it is called; None: the person's own."""
    found = _PLACE.search(text)
    if name := found["name"] if found else zone_of_city(text):
        try:
            return ZoneInfo(name), name
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    found = _ZONE.search(text)
    if found is None:
        return None
    if found["named"]:
        return ZoneInfo(_NAMED[found["named"].lower()]), found["named"].lower()
    short = (found["short"] or found["alone"] or "UTC").upper()
    sign, hours, minutes = (found[part] or found[f"{part}2"] for part in ("sign", "hours", "minutes"))
    told = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    offset = timedelta(hours=_HOURS[short]) + told
    if abs(offset) >= timedelta(days=1):
        return None
    zone = timezone(offset)
    return zone, short if zone.tzname(None) == short else f"{'' if sign else f'{short}, '}{zone.tzname(None)}"


def without_place(text: str) -> str:
    """``text`` without the name of a zone ("8am Europe/Berlin"), which is the name of nothing else, and without a day that only
    its number tells ("am 31.", "le 31"), which is no count; English days are read as they are. Its other times are retold."""
    found = _PLACE.search(text)
    text = retold(text.replace(found["name"], "") if found and zone_of(text) else text)
    day = _OF_MONTH.search(text)
    if day is None or not (day["de"] or day["la"] or day["ru"]):
        return text
    left = f"{text[: day.start()].rstrip()} {text[day.end() :].lstrip()}".strip()
    return left if any(map(str.isalpha, left)) else text


def as_said(values: Sequence[str], text: str, words: Sequence[str] = ()) -> tuple[str, ...]:
    """The time ranges of a request with what its text tells beside them; ``words`` are its words in English."""
    if _DAY_BEFORE_YESTERDAY.search(text):
        values = [value.replace("ago:2d", "at:before-yesterday") for value in values]
    if not values:
        return tuple(filter(None, (_feast(text) or _day_of_month(text),)))
    if (
        len(values) == 1
        and "now" in words
        and not {"difference", "differences", "between", "compare"}.isdisjoint(words)
    ):
        link, _, point = values[0].partition(":")
        return (f"since:{point}",) if link == "at" and _DAY.fullmatch(point) else tuple(values)
    return (together,) if (together := _together(values)) else tuple(values)


def told(
    values: Sequence[str], text: str, words: Sequence[str], now: datetime, events: Mapping[str, datetime]
) -> Span | None:
    """The first of ``values``, by the clock that the text names; of what ``words`` say to end, it may lie ahead."""
    zone = zone_of(text) if any(":" in value.partition(":")[2] for value in values) else None
    there = now.astimezone(zone[0]) if zone else now
    ahead = are_to_end(words)
    values = on_its_day(values, there)
    if len(values) == 1 and "today" in words:
        values = (_of_today(values[0], there),)
    found = span(values[0], there, events, ahead=ahead) if values else None
    if found and found.start and _BARE.fullmatch(values[0]) and found.start.date() < there.date():
        found = replace(found, words=f"{found.words} on {found.start.date().isoformat()}")
    if found and ahead and "after" in words and values[0].startswith("since:"):
        found = _behind(values[0], found, there)
    return replace(found, words=f"{found.words} ({zone[1]})") if found and zone else found


def _of_today(value: str, now: datetime) -> str:
    """A clock of today that is still to come, as that: by itself it is the last that there was."""
    link, _, clock = value.partition(":")
    today = span(f"since:today-{clock}", now) if _BARE.fullmatch(value) else None
    return f"{link}:today-{clock}" if today and today.start and today.start > now else value


def _behind(value: str, found: Span, now: datetime) -> Span:
    """What comes after a stretch of time is not within it: "after december"."""
    whole = span(value.replace("since:", "at:"), now, ahead=True)
    return replace(found, start=whole.end if whole else found.start, words=found.words.replace("since", "after"))


def _together(values: Sequence[str]) -> str:
    """A day and a time of day that were said apart, as one time: "on friday between 8 and 10"."""
    parted = [value.partition(":")[::2] for value in values]
    day = next(((link, point) for link, point in parted if _DAY.fullmatch(point)), None)
    clock = next(((link, point) for link, point in parted if _CLOCK.fullmatch(point) or _CLOCKS.fullmatch(point)), None)
    if day is None or clock is None or day[0] not in {"at", "since", "until", "before"}:
        return ""
    on, (link, point) = day[1], clock
    if link == "between":
        return f"between:{'..'.join(f'{on}-{one}' for one in point.split('..'))}"
    if day[0] != "at":
        return f"{day[0]}:{on}-{point}"
    return {
        "since": f"between:{on}-{point}..{on}",
        "until": f"between:{on}..{on}-{point}",
        "before": f"between:{on}..{on}-{point}",
    }.get(link, f"at:{on}-{point}")


def _feast(text: str) -> str:
    found = _FEASTS.search(text)
    if found is None:
        return ""
    point = next((_DATES[name] for name in _DATES if found[name]), "a-feast")
    return f"{_LINKS.get((found['link'] or '').lower(), 'at')}:{point}"


def _day_of_month(text: str) -> str:
    """A day that only its number tells: "on the 31st", "am 31."."""
    found = _OF_MONTH.search(text)
    if found is None:
        return ""
    link = (found["link"] or found["link2"] or found["link3"] or "").lower().split(" ")[0]
    number = next(found[name] for name in ("en", "de", "la", "ru", "east") if found[name])
    return f"{_LINKS.get(link, 'at')}:day-{number}"


_BACK = frozenset({"show_changes", "detect_threats"})
"""What is only known of times that were."""
_BY_TIME = _BACK | {"show_statistics", "list_resources"}


def not_told(values: Sequence[str], found: Span | None, intent: str, now: datetime) -> str:
    """Why a request is not answered for the time that it says; empty: it is, or says none."""
    if not values or intent not in _BY_TIME:
        return ""
    if found is None:
        return (
            "I do not understand which time is meant: nothing was looked up. Say it as a day (yesterday, friday,"
            " 2026-11-20), a clock (between 9:00 and 11:00) or a span (the last 3 hours)."
        )
    is_to_come = found.is_ahead or (found.start is not None and found.start > now)
    return (
        f"That is still to come ({found.words}): what will happen is not known here."
        if is_to_come and intent in _BACK
        else ""
    )
