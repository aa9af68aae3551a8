"""Brings bus events into a screen's own message queue: in order, hot topics thinned, nothing while nobody looks."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeAlias, TypeVar

from dharma_tui.core.bus import Bus, Subscription
from dharma_tui.core.events import Event

E = TypeVar("E", bound=Event)
Handler: TypeAlias = "Callable[[Any], Awaitable[None] | None]"

BACKLOG = 1_000
"""Events kept for a screen that is not looked at; older ones are dropped, and ``lost`` says so."""


class Inbox:
    """Collects events from any thread and calls ``wake(hot)`` once per batch; the screen then takes what there is."""

    def __init__(self, bus: Bus, wake: Callable[[bool], object]) -> None:
        self._bus = bus
        self._wake = wake
        self._lock = threading.Lock()
        self._subscriptions: list[Subscription] = []
        self._plain: deque[tuple[Handler, Event]] = deque(maxlen=BACKLOG)
        self._hot: dict[tuple[Handler, type[Event], Hashable], Event] = {}
        self._woken = {False: False, True: False}
        self.lost = False

    def listen(self, topic: type[E], handler: Callable[[E], Awaitable[None] | None]) -> None:
        """Hand every ``topic`` event to ``handler`` until ``close``."""
        self._subscriptions.append(self._bus.subscribe(topic, lambda event: self._put(handler, event)))

    def close(self) -> None:
        """Hear nothing more."""
        for subscription in self._subscriptions:
            subscription.cancel()
        self._subscriptions.clear()
        with self._lock:
            self._plain.clear()
            self._hot.clear()

    def take(self, *, hot: bool) -> list[tuple[Handler, Event]]:
        """What has come since the last time: plain events in order, or the latest hot ones of each key."""
        with self._lock:
            self._woken[hot] = False
            if hot:
                taken = [(handler, event) for (handler, _, _), event in self._hot.items()]
                self._hot.clear()
            else:
                taken = list(self._plain)
                self._plain.clear()
        return taken

    def take_lost(self) -> bool:
        """Whether events had to be dropped since the last time."""
        with self._lock:
            lost, self.lost = self.lost, False
        return lost

    def _put(self, handler: Handler, event: Event) -> None:
        hot = event.hot
        with self._lock:
            if hot:
                self._hot[handler, type(event), event.key()] = event
            else:
                self.lost = self.lost or len(self._plain) == BACKLOG
                self._plain.append((handler, event))
            asleep = not self._woken[hot]
            self._woken[hot] = True
        if asleep:
            self._wake(hot)
