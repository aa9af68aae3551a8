"""Durations, sizes and moments, read from what people type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from dharma_tui.core.errors import FilterError

_DURATIONS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31_536_000.0}
_SIZES = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4, "p": 1024**5}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?[smhdwy])+")
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)([smhdwy])")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)(?:i?b)?")


def duration_seconds(text: str) -> float:
    """Seconds in ``90s``, ``15m``, ``2h30m``, ``7d``, ``1w`` or ``1y``. Raises FilterError."""
    word = text.strip().lower()
    if not _DURATION.fullmatch(word):
        raise FilterError(
            f"{text!r} is not a duration", "write a number and s, m, h, d, w or y: 90s, 2h30m, 7d", text=text
        )
    return sum(float(number) * _DURATIONS[unit] for number, unit in _DURATION_PART.findall(word))


def size_bytes(text: str) -> float:
    """Bytes in ``512``, ``10k``, ``1.5GB`` or ``2GiB`` (always powers of 1,024). Raises FilterError."""
    match = _SIZE.fullmatch(text.strip().lower())
    if not match:
        raise FilterError(f"{text!r} is not a size", "write a number and k, M, G, T or P: 512M, 1.5GB", text=text)
    return float(match[1]) * _SIZES[match[2]]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in the store's history: a snapshot by number, or the last one at or before a time. Neither: now."""

    snapshot: int | None = None
    time: datetime | None = None


def moment(text: str, now: datetime) -> Moment:
    """Read ``""``, ``now``, ``-2h``, ``#12`` or an ISO 8601 date or time (local when it names no zone). Raises FilterError."""
    word = text.strip()
    if word in ("", "now"):
        return Moment()
    if word.startswith("#") and word[1:].isdigit():
        return Moment(snapshot=int(word[1:]))
    try:
        if word.startswith("-"):
            return Moment(time=now - timedelta(seconds=duration_seconds(word[1:])))
        return Moment(time=datetime.fromisoformat(word).astimezone(now.tzinfo))
    except (ValueError, OverflowError, OSError, FilterError):
        hint = "write now, -2h, -7d, 2026-11-20, 2026-11-20T09:30 or a snapshot such as #12"
        raise FilterError(f"{text!r} is not a moment", hint, text=text) from None


def check_past(text: str, now: datetime) -> None:
    """Raises FilterError where ``text`` is a moment that is still to come, or is none."""
    at = moment(text, now).time
    if at is not None and at > now:
        raise FilterError(f"{text!r} is still to come", "name a moment that was, such as -2h or #12", text=text)
