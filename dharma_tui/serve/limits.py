"""How much one tab may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dharma_tui.core.clock import Clock

COLUMNS = (20, 500)
ROWS = (5, 200)
"""Terminal sizes painted: a browser that asks for a million columns would cost gigabytes."""

FONT = (8, 40)
"""Font sizes in pixels that the address may ask for."""

MESSAGE_BYTES = 64 * 1024
"""Largest message of a browser; the page cuts a longer paste into several."""

MESSAGES_A_SECOND = 250.0
MESSAGES_AT_ONCE = 500.0
"""Beyond these a browser is read more slowly, nothing is lost: a fast mouse sends about 100 messages a second."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server allows, and how long it waits."""

    sessions: int = 8
    login: timedelta = timedelta(hours=12)
    idle: timedelta | None = timedelta(hours=1)
    link: timedelta = timedelta(minutes=10)
    connections: int = 256
    heartbeat_seconds: float = 15.0
    """A browser that does not answer for one and a half of these is gone."""
    request_seconds: float = 10.0
    """Time to say a whole request, TLS included."""
    grace_seconds: float = 1.0
    """Time a console has after each polite request to end."""
    hung_seconds: float = 60.0
    """A console whose loop has not answered for so long is ended."""
    watch_seconds: float = 1.0
    """Time between looks at idle, hung and expired sessions."""


def clamp(value: object, bounds: tuple[int, int], default: int) -> int:
    """``value`` within ``bounds``; ``default`` when it is no whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        return default
    return max(bounds[0], min(bounds[1], value))


class Pace:
    """A bucket of messages that fills steadily: tells how long to wait before the next is read."""

    def __init__(self, clock: Clock, rate: float = MESSAGES_A_SECOND, burst: float = MESSAGES_AT_ONCE) -> None:
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = clock.monotonic()

    def delay(self) -> float:
        """Take one; the seconds to wait for it."""
        now = self._clock.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        self._left -= 1
        return max(0.0, -self._left / self._rate)
