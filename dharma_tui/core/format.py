"""Values as people read them: short, of one width class, the same on screen and on the command line."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.text import LIMIT, printable
from dharma_tui.core.types import Json

NOTHING = "—"
"""Shown where there is no value."""

SAME_CLOCK = 60.0
"""Seconds that the clocks of two machines may differ."""
_SIZE_UNITS = ("B", "K", "M", "G", "T", "P", "E")


def size(value: float) -> str:
    """Bytes in powers of 1,024, at most five characters: ``512B``, ``1.5G``."""
    amount = float(value)
    for unit in _SIZE_UNITS:
        if abs(amount) < 1023.95 or unit == _SIZE_UNITS[-1]:
            return f"{amount:.0f}{unit}" if unit == "B" or abs(amount) >= 99.95 else f"{amount:.1f}{unit}"
        amount /= 1024
    raise AssertionError("unreachable")


def duration(seconds: float) -> str:
    """Seconds as one or two units: ``0.4s``, ``12s``, ``5m10s``, ``3h20m``, ``12d``."""
    if seconds < 0:
        return f"-{duration(-seconds)}"
    if seconds < 9.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    if whole < 86400:
        return f"{whole // 3600}h{whole % 3600 // 60:02d}m"
    days = whole // 86400
    return f"{days}d{whole % 86400 // 3600:02d}h" if days < 10 else f"{days}d"


def age(at: datetime, now: datetime) -> str:
    """How long ago ``at`` was, in one unit: ``now``, ``12s``, ``5m``, ``3h``, ``12d``, ``2y``."""
    return _span(max(0.0, (now - at).total_seconds()))


def distance(at: datetime, now: datetime) -> str:
    """The same of a moment that may be ahead: ``12d``, ``in 12d``; clocks that differ by less than a minute are taken for one."""
    ahead = (at - now).total_seconds()
    return f"in {_span(ahead)}" if ahead >= SAME_CLOCK else age(at, now)


def since(at: datetime, now: datetime) -> str:
    """``distance`` as words of a sentence: ``12d ago``, ``now``, ``in 12d``."""
    told = distance(at, now)
    return told if told == "now" or told.startswith("in ") else f"{told} ago"


def _span(seconds: float) -> str:
    if seconds < 1:
        return "now"
    for limit, divisor, unit in ((60, 1, "s"), (3600, 60, "m"), (86400, 3600, "h"), (730 * 86400, 86400, "d")):
        if seconds < limit:
            return f"{int(seconds // divisor)}{unit}"
    return f"{int(seconds // (365 * 86400))}y"


def share(percent: float | None, digits: int = 1) -> str:
    """A share; of nothing there is none."""
    return NOTHING if percent is None else f"{percent:.{digits}f}%"


def moment(at: datetime, *, local: bool = True) -> str:
    """A full time to the second, in the machine's zone or in UTC."""
    shown = at.astimezone() if local else at.astimezone(UTC)
    return shown.strftime("%Y-%m-%d %H:%M:%S") + ("" if local else "Z")


def number(value: float) -> str:
    """A number with thousands separators; fractions to three significant digits."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def counted(count: int, what: str, many: str = "") -> str:
    """So many of something: ``1 row``, ``2,000 rows``; ``many`` where the plural is no added s."""
    return f"{count:,} {what if count == 1 else many or f'{what}s'}"


def cell(value: Json, type: ColumnType, now: datetime, limit: int = LIMIT) -> str:
    """One table cell, safe to draw as plain text: of a list each text once. ``now`` turns times into ages."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        match type:
            case ColumnType.BYTES:
                return size(value)
            case ColumnType.PERCENT:
                return f"{value:.1f}%"
            case ColumnType.DURATION:
                return duration(value)
            case ColumnType.ID if value == int(value):
                return str(int(value))
            case _:
                return number(value)
    if isinstance(value, str):
        return _age_of(value, now) if type is ColumnType.TIME else printable(value, limit)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return printable(", ".join(dict.fromkeys(map(str, value))), limit) if value else NOTHING
    return printable(json.dumps(value, ensure_ascii=False), limit)


def _age_of(text: str, now: datetime) -> str:
    try:
        return distance(datetime.fromisoformat(text), now)
    except (ValueError, TypeError):
        return printable(text)
