"""Metrics of the demo estate: each value follows from the series and the moment, so live and past ones agree."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from functools import lru_cache

DAY = 86_400.0
_STEP = 20.0
"""Seconds between two values of the noise; between them it runs straight."""
_ANOMALY_SECONDS = 5_400.0
_ANOMALY_SHARE = 0.04

_TOPS = {"percent": 100.0, "bytes/s": 250e6, "count/s": 4_000.0, "count": 500.0}


def value(series: str, unit: str, at: datetime) -> float:
    """The value of ``series`` at ``at``: a level of its own, a season of a day, slow drift, noise, and now and then a surge."""
    seconds = at.timestamp()
    level, swing, phase = _character(series)
    season = swing * math.sin(2 * math.pi * (seconds / DAY + phase))
    share = (
        level + season + 0.10 * _noise(series, "slow", seconds, 3_600.0) + 0.05 * _noise(series, "fast", seconds, _STEP)
    )
    share += _surge(series, seconds)
    return round(min(0.995, max(0.004, share)) * _TOPS.get(unit, 100.0), 3)


@lru_cache(maxsize=4096)
def _character(series: str) -> tuple[float, float, float]:
    """Level, height of the daily season, and when it peaks."""
    first, second, third = (_unit(f"{series}|{name}") for name in ("level", "swing", "phase"))
    return 0.12 + 0.45 * first, 0.05 + 0.15 * second, 0.25 + 0.15 * third


def _surge(series: str, seconds: float) -> float:
    """For an hour and a half out of few, something is wrong."""
    window, inside = divmod(seconds, _ANOMALY_SECONDS)
    roll = _unit(f"{series}|surge|{int(window)}")
    return 0.45 * math.sin(math.pi * inside / _ANOMALY_SECONDS) if roll < _ANOMALY_SHARE else 0.0


def _noise(series: str, name: str, seconds: float, step: float) -> float:
    """Between -1 and 1, random at every ``step`` and straight between."""
    index, rest = divmod(seconds, step)
    before, after = (_unit(f"{series}|{name}|{int(index) + more}") for more in (0, 1))
    return 2 * (before + (after - before) * rest / step) - 1


@lru_cache(maxsize=16_384)
def _unit(text: str) -> float:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest()) / 0xFFFFFFFF
