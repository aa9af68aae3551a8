"""Values as people type them, read according to what the field holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from dharma_tui.core.errors import FilterError
from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.units import duration_seconds, moment, size_bytes

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"([+-]?\d+(?:\.\d+)?)([kmgt])", re.IGNORECASE)
_FACTORS = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12}
_SIZE = re.compile(r"\d+(?:\.\d+)?(?:[KMGTPk](?:i?B)?|B)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
FLAGS = {
    "yes": "true",
    "true": "true",
    "on": "true",
    "1": "true",
    "no": "false",
    "false": "false",
    "off": "false",
    "0": "false",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from ``low`` up to, but not including, ``high``; a single number when both are equal."""

    low: float
    high: float


def number(text: str, type: ColumnType | None) -> float:
    """``text`` as the number a column of ``type`` compares with. Raises FilterError."""
    word = text.strip().replace("_", "")
    match type:
        case ColumnType.BYTES:
            return size_bytes(word)
        case ColumnType.DURATION:
            return float(word) if _NUMBER.fullmatch(word) else duration_seconds(word)
        case ColumnType.PERCENT:
            word = word.removesuffix("%").strip()
    if _NUMBER.fullmatch(word):
        return float(word)
    if match := _THOUSANDS.fullmatch(word):
        return float(match[1]) * _FACTORS[match[2].lower()]
    raise FilterError(f"{text!r} is not a number", "write digits: 8080, 12.5, 10k", text=text)


def guess(text: str) -> float | None:
    """``text`` as a number with any unit it may carry; None when it is text."""
    word = text.strip()
    if _NUMBER.fullmatch(word):
        return float(word)
    if _SIZE.fullmatch(word):
        return size_bytes(word)
    try:
        return duration_seconds(word)
    except FilterError:
        return float(word[:-1]) if _NUMBER.fullmatch(word[:-1]) and word.endswith("%") else None


def is_age(text: str) -> bool:
    """Whether a time is compared by how long ago it was (``7d``), rather than with a moment (``-7d``, a date)."""
    try:
        duration_seconds(text)
    except FilterError:
        return False
    return True


def span_of_time(text: str, now: datetime) -> Span:
    """The moment ``text`` says in seconds since 1970; a bare date is a whole day. Raises FilterError."""
    read = moment(text, now)
    if read.snapshot is not None:
        raise FilterError(f"{text!r} is a snapshot, not a time", "write -2h, 7d or 2026-11-20", text=text)
    at = read.time or now
    length = 86400.0 if _DATE.fullmatch(text.strip()) else 0.0
    try:
        return Span(at.timestamp(), (at + timedelta(seconds=length)).timestamp())
    except (OverflowError, OSError, ValueError):
        raise FilterError(f"{text!r} is too far away", "write -2h, 7d or 2026-11-20", text=text) from None
