"""Days, months and years, in the order of any language: "5 march", "the 5th of march", "october 14, 2026"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dharma_tui.nlp.tokens import Token
from dharma_tui.nlp.written_times import MONTHS

_UNITS = {
    "m": ("minute", "minutes", "min", "mins", "m"),
    "h": ("hour", "hours", "hr", "hrs", "h"),
    "d": ("day", "days", "d", "gg", "j", "jrs", "tg"),
    "w": ("week", "weeks", "wk", "wks", "w"),
    "mo": ("month", "months", "mo", "mon", "mth", "mths"),
    "y": ("year", "years", "yr", "yrs", "y"),
}
UNITS = {word: unit for unit, words in _UNITS.items() for word in words}
SHORT = {**{month[:3]: month for month in MONTHS if month not in {"may", "march"}}, "sept": "september"}
"""Months as they are abbreviated, but for those that are words of their own."""

_WRITTEN = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)(?:t?(?P<clock>\d\d:\d\d)(?::\d\d)?z?)?$")
_JOINING = frozenset({"and", "to", "until", "till", "through"})
_ARTICLES = frozenset({"the", "el", "le", "il", "o"})


def word(tokens: Sequence[Token], at: int) -> str:
    """A word that may be of a time; empty where there is none."""
    return (
        tokens[at].plain
        if 0 <= at < len(tokens) and tokens[at].sort in {"word", "number", "moment", "identifier"}
        else ""
    )


def month(tokens: Sequence[Token], name: str, at: int) -> tuple[str, int]:
    """A month with the day and the year that may stand behind it ("5", "the 5th", "14 2026"), and where it ends."""
    day = _day(tokens, at)
    if day and word(tokens, at + 1) not in UNITS:
        return _dated(tokens, name, day, at + 1)
    year = _year(tokens, at)
    return (f"{year[0]}-{MONTHS.index(name) + 1:02}", year[1]) if year else (name, at)


def behind_a_day(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The month of "5 march", "the 5th of march" or "5 march 2027", and where it ends."""
    at += word(tokens, at) == "the"
    day = _day(tokens, at)
    if not day:
        return None
    at += 1 + (word(tokens, at + 1) == "of")
    name = SHORT.get(word(tokens, at), word(tokens, at))
    return _dated(tokens, name, day, at + 1) if name in MONTHS else None


def _day(tokens: Sequence[Token], at: int) -> int:
    """A day of a month; 0 for what is none."""
    number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word(tokens, at))
    return int(number[1]) if number and 0 < int(number[1]) < 32 else 0


def _year(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A year, and where it ends."""
    at += at < len(tokens) and tokens[at].text == ","
    at += word(tokens, at) == "of"
    return (word(tokens, at), at + 1) if re.fullmatch(r"20\d\d", word(tokens, at)) else None


def _dated(tokens: Sequence[Token], name: str, day: int, at: int) -> tuple[str, int]:
    """The date where a year stands behind day and month, else the day of that month."""
    year = _year(tokens, at)
    return (f"{year[0]}-{MONTHS.index(name) + 1:02}-{day:02}", year[1]) if year else (f"{name}-{day}", at)


def written(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """A date of figures, with the time of day that it may have ("2026-11-21T10:00", "2026-11-21 10:00"), and where it ends."""
    told = _WRITTEN.match(tokens[at].text)
    if told is None:
        return tokens[at].text[:10], at + 1
    behind = re.fullmatch(r"\d\d:\d\d", word(tokens, at + 1))
    clock = told["clock"] or (behind and behind[0])
    return f"{told['date']}-{clock}" if clock else told["date"], at + 1 + bool(behind and not told["clock"])


def days_between(tokens: Sequence[Token], at: int) -> tuple[str, str, int] | None:
    """Two days of one month, and where they end: "20 and 21 november", "the 20th to the 22nd of november", "november 20 to 22"."""
    name = SHORT.get(word(tokens, at), word(tokens, at))
    first = at + (name in MONTHS)
    first += word(tokens, first) in _ARTICLES
    one = _day(tokens, first)
    second = first + 2 + (word(tokens, first + 2) in _ARTICLES)
    other = _day(tokens, second)
    if not one or not other or word(tokens, first + 1) not in _JOINING:
        return None
    end = second + 1
    if name not in MONTHS:
        end += word(tokens, end) == "of"
        name = SHORT.get(word(tokens, end), word(tokens, end))
        end += 1
    elif word(tokens, end) in UNITS or SHORT.get(word(tokens, end), word(tokens, end)) in MONTHS:
        return None
    if name not in MONTHS:
        return None
    year = _year(tokens, end)
    start, until = (_dated(tokens, name, day, end)[0] for day in (one, other))
    return start, until, year[1] if year else end
