"""Time and identity, passed in so that tests can hold them still."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, UTC."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary point, never going back."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(slots=True)
class FrozenClock:
    """A clock that moves only when told to."""

    at: datetime = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    elapsed: float = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.elapsed


Ids = Callable[[str], str]
"""Makes a new id with the given prefix."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """A new id: prefix, 9 characters that sort by time (to the millisecond), 6 random ones."""
    import secrets  # which brings OpenSSL with it: not before the first paint

    milliseconds = time.time_ns() // 1_000_000
    stamp = "".join(_ALPHABET[(milliseconds >> shift) & 31] for shift in range(40, -5, -5))
    return f"{prefix}-{stamp}{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"
