"""How quickly one service of one region may be asked: as fast as it likes until it objects, then just below that.

The SDK's ``standard`` mode alone sends, is refused and sleeps ever longer; its ``adaptive`` mode starts slow. Here the rate of the
calls that were answered is measured, and what is sent keeps to it, growing a little while nothing is refused.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from dharma_tui.core.clock import Clock

WINDOW = 4.0
"""Seconds of answered calls that the rate is measured over."""
SLOWEST = 0.5
"""Calls a second that are tried at least."""
STEP_BACK = 0.95
LARGEST_STEP = 0.9
"""Share of the rate that one step back leaves at least: a call or two refused out of turn do not mean that all were too many."""
FIRST = 4.0
"""Calls a second that are tried at first when the first calls are refused: so few answers do not tell how many there may be."""
GROWTH = 0.05
"""Share by which the rate grows in the first second in which nothing is refused, and as much more in each further one.

After a mistake it is so soon back at what a service answers: a limit is met again within seconds, not minutes.
"""
PATIENCE = 0.25
"""Seconds between two steps back: calls refused at one moment say one thing."""
REFUSALS = frozenset(
    (
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException"),
        *("RequestLimitExceeded", "TooManyRequestsException", "SlowDown", "BandwidthLimitExceeded"),
        *("PriorRequestNotComplete", "ProvisionedThroughputExceededException", "EC2ThrottledException"),
    )
)


def is_refusal(response: Any) -> bool:
    """Whether an answer, which botocore gives as (HTTP response, parsed), says that a call was one too many."""
    http, parsed = response
    code = str(parsed.get("Error", {}).get("Code", "")) if isinstance(parsed, dict) else ""
    return code in REFUSALS or getattr(http, "status_code", 200) == 429


class Pace:
    """Thread-safe. Whoever can wait without a thread asks for his ``turn``; ``before_send`` waits for it where he is.

    ``before_send`` and ``after_answer`` are handlers of botocore's events.
    """

    def __init__(self, clock: Clock, sleep: Callable[[float], object] | None = None) -> None:
        self._clock = clock
        self._sleep = sleep or threading.Event().wait
        self._lock = threading.Lock()
        self._answered: deque[float] = deque()
        self._rate = 0.0
        self._grown_at = 0.0
        self._stepped_at = 0.0
        self._next_at = 0.0
        self.refused = 0
        self.again = 0

    @property
    def rate(self) -> float:
        """Calls a second; 0 while there is no limit."""
        return self._rate

    def take_refused(self) -> int:
        """How many calls were refused since this was last asked, those that were answered at a later try included."""
        with self._lock:
            taken, self.refused = self.refused, 0
        return taken

    def take_again(self) -> int:
        """How many calls were made once more since this was last asked, for whatever reason."""
        with self._lock:
            taken, self.again = self.again, 0
        return taken

    def made_again(self) -> None:
        """A call was made once more."""
        with self._lock:
            self.again += 1

    def before_send(self, **_: Any) -> None:
        """Wait for this call's turn."""
        wait = self.turn()
        if wait > 0:
            self._sleep(wait)

    def after_answer(self, response: Any = None, **_: Any) -> None:
        """Learn from an answer, which botocore gives as (HTTP response, parsed), or None after an error of the network."""
        if response is None:
            return
        if is_refusal(response):
            self._step_back()
        else:
            with self._lock:
                self._answered.append(self._clock.monotonic())
                self._forget()

    def turn(self) -> float:
        """Seconds until the next call may go, which whoever asked is to make."""
        with self._lock:
            now = self._clock.monotonic()
            if not self._rate:
                return 0.0
            quiet = max(1.0, now - self._stepped_at)
            self._rate *= 1 + GROWTH * quiet * min(1.0, max(0.0, now - self._grown_at))
            self._grown_at = now
            start = max(now, self._next_at)
            self._next_at = start + 1 / self._rate
            return start - now

    def _step_back(self) -> None:
        with self._lock:
            self.refused += 1
            now = self._clock.monotonic()
            if self._rate and now - self._stepped_at < PATIENCE:
                return
            self._forget()
            span = max(1.0, now - self._answered[0]) if self._answered else 1.0
            measured = len(self._answered) / span
            if self._rate:
                measured = max(min(measured, self._rate), self._rate * LARGEST_STEP)
            else:
                measured = max(measured, FIRST)
            self._rate = max(SLOWEST, measured * STEP_BACK)
            self._grown_at = self._stepped_at = now

    def _forget(self) -> None:
        oldest = self._clock.monotonic() - WINDOW
        while self._answered and self._answered[0] < oldest:
            self._answered.popleft()
