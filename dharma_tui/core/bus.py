"""The in-process event bus: publish from any thread, deliver wherever the subscriber wants."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

from dharma_tui.core.events import Event

log = logging.getLogger(__name__)
E = TypeVar("E", bound=Event)
Deliver = Callable[[Event], None]


class Subscription:
    """A live subscription; ``cancel`` ends it, at once and for good."""

    __slots__ = ("_bus", "deliver", "topic")

    def __init__(self, bus: Bus, topic: type[Event], deliver: Deliver) -> None:
        self._bus = bus
        self.topic = topic
        self.deliver = deliver

    def cancel(self) -> None:
        """Stop delivering. May be called more than once."""
        self._bus.remove(self)


class Bus:
    """Routes each event to the subscribers of its class and of its base classes, in the publisher's thread.

    A subscriber that needs another thread (a screen) hands in a ``deliver`` that posts to its own queue. A subscriber that
    raises is logged and the others still hear.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: tuple[Subscription, ...] = ()

    def subscribe(self, topic: type[E], deliver: Callable[[E], None]) -> Subscription:
        """Call ``deliver`` with every ``topic`` event from now on."""
        subscription = Subscription(self, topic, deliver)  # type: ignore[arg-type]
        with self._lock:
            self._subscriptions = (*self._subscriptions, subscription)
        return subscription

    def remove(self, subscription: Subscription) -> None:
        """Forget ``subscription``."""
        with self._lock:
            self._subscriptions = tuple(kept for kept in self._subscriptions if kept is not subscription)

    def publish(self, event: Event) -> None:
        """Tell every subscriber of this event's class."""
        for subscription in self._subscriptions:
            if isinstance(event, subscription.topic):
                try:
                    subscription.deliver(event)
                except Exception:
                    log.exception("subscriber failed", extra={"topic": type(event).__name__})


class Latest:
    """A buffer between bursts of hot events and a slow reader: of each topic and ``key()`` it keeps only the last.

    ``add`` is cheap and may be called from any thread; it says whether the buffer was empty, which is when the reader
    needs waking. ``take`` empties it, oldest key first.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[tuple[type[Event], Hashable], Event] = {}

    def add(self, event: Event) -> bool:
        """Keep ``event`` instead of the one before it."""
        with self._lock:
            was_empty = not self._events
            self._events[type(event), event.key()] = event
        return was_empty

    def take(self) -> list[Event]:
        """Everything kept, and forget it."""
        with self._lock:
            events, self._events = self._events, {}
        return list(events.values())
