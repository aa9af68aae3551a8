"""What lies between a client and the loopback AWS: distance, limits of rate, refusals at random, and answers kept for replay."""

from __future__ import annotations

import io
import random
import re
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

Start = Callable[[str, list[tuple[str, str]]], Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]

THROTTLED = "Throttling"
_REPLAYED_BY = ("HTTP_AUTHORIZATION", "REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_AMZ_TARGET")

_UNDER_WAY = re.compile(rb"<State>(?:STARTED|INPROGRESS)</State>")
"""What is still being made is asked about until it is: that answer is not kept."""


class Weather:
    """Numbers that ``/lab/set`` changes; all 0 is a fine day.

    ``latency_ms`` is waited before each answer, more or less by ``jitter`` of it; ``rate`` is what a service of a region answers
    in a second, with as much saved up; ``throttled`` is the share of calls refused out of turn; with ``replay`` the same
    question is given the answer it had.
    """

    def __init__(self) -> None:
        self.numbers = {"latency_ms": 0.0, "jitter": 0.5, "rate": 0.0, "throttled": 0.0, "replay": 0.0}
        self._lock = threading.Lock()
        self._chance = random.Random(1)
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}
        self._kept: dict[tuple[object, ...], tuple[str, list[tuple[str, str]], bytes]] = {}

    def set(self, numbers: dict[str, float]) -> None:
        """Change the weather; buckets are full again, and where it is said what to replay, nothing is kept from before."""
        with self._lock:
            self.numbers.update(numbers)
            if "replay" in numbers:
                self._kept.clear()
            self._buckets.clear()

    def delay(self) -> float:
        """Seconds this answer takes on its way."""
        with self._lock:
            jitter = self.numbers["jitter"] * (self._chance.random() - 0.5)
        return self.numbers["latency_ms"] * (1 + jitter) / 1000

    def refuses(self, service: str, region: str) -> bool:
        """Whether this call is one too many."""
        with self._lock:
            if self._chance.random() < self.numbers["throttled"]:
                return True
            rate = self.numbers["rate"]
            if not rate:
                return False
            now = time.monotonic()
            left, last = self._buckets.get((service, region), (rate, now))
            left = min(rate, left + (now - last) * rate)
            self._buckets[service, region] = (left - (left >= 1), now)
            return left < 1

    def answered(self, app: App, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """What ``app`` answers, or answered before."""
        if not self.numbers["replay"]:
            return app(environ, start)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        signed_for = environ.get("HTTP_AUTHORIZATION", "").split("SignedHeaders")[0]
        key = (signed_for, *(environ.get(name) for name in _REPLAYED_BY[1:]), body)
        if key not in self._kept:
            said: list[tuple[str, list[tuple[str, str]]]] = []
            told = b"".join(app(environ, lambda status, headers, *_: said.append((status, headers))))
            if _UNDER_WAY.search(told):
                start(*said[-1])
                return [told]
            self._kept[key] = (*said[-1], told)
        status, headers, told = self._kept[key]
        start(status, headers)
        return [told]
