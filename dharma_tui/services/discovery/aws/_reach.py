"""Which endpoints answer: one that did not is not waited for again for a while, as it would hold up every list behind it."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlsplit

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import ProviderError
from dharma_tui.services.discovery.aws._errors import NoEndpointError

SILENT_SECONDS = 15.0
"""How long an endpoint that did not answer is not asked again."""
MANY = 6
"""Hosts that cannot be reached, one after the other with no answer from any: then it is the network, and no host is asked."""


class Reach:
    """Thread-safe. A service of a region that was too slow is left alone; a host that cannot be reached, for all services."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._silent: dict[object, tuple[float, ProviderError]] = {}
        self._lost: set[str] = set()
        self._answered_at = float("-inf")
        self._heard: dict[tuple[str, str], float] = {}
        """When a service of a region last answered anything."""

    def refuse(self, service: str, region: str, host: str = "") -> None:
        """Raise at once what was raised moments ago instead of an answer."""
        now = self._clock.monotonic()
        with self._lock:
            for place in (_EVERYWHERE, host, (service, region)):
                until, error = self._silent.get(place, (0.0, None))
                if error is not None and now < until:
                    raise type(error)(error.message, error.hint)

    def silent(self, service: str, region: str, error: ProviderError, since: float = float("inf")) -> None:
        """A service did not answer what it was asked ``since``; it is that call alone where it answered others meanwhile."""
        until = self._clock.monotonic() + SILENT_SECONDS
        host = _unreachable(error.__cause__)
        with self._lock:
            if not host and any(
                at > since - SILENT_SECONDS
                for (name, where), at in self._heard.items()
                if name == service and region in (where, "")
            ):
                return
            self._silent[service, region] = until, error
            if host:
                self._silent[host] = until, error
            if host and not isinstance(error, NoEndpointError):
                self._lost.add(host)
                if len(self._lost) >= MANY:
                    self._silent[_EVERYWHERE] = until, error
                    self._lost.clear()

    def answered(self, response: Any = None, service: str = "", region: str = "", **_: Any) -> None:
        """What a handler of botocore's ``needs-retry`` tells: after any answer at all the network is there."""
        if response is not None:
            with self._lock:
                self._heard[service, region] = self._clock.monotonic()
                self._answered_at = self._clock.monotonic()
                self._lost.clear()

    def is_there(self) -> bool:
        """Whether anybody has answered lately."""
        with self._lock:
            return self._clock.monotonic() - self._answered_at < SILENT_SECONDS


_EVERYWHERE = object()


def host_of(url: str) -> str:
    """Host and port of an endpoint."""
    return urlsplit(url).netloc


def _unreachable(error: BaseException | None) -> str:
    """The host that an error of the SDK says cannot be connected to; a slow answer is no such thing."""
    from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

    if isinstance(error, EndpointConnectionError | ConnectTimeoutError):
        return host_of(str(getattr(error, "kwargs", {}).get("endpoint_url", "")))
    return ""
