"""The bus: by class and base class, from any thread, and no subscriber silences another."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

import pytest

from dharma_tui.core.bus import Bus, Latest
from dharma_tui.core.events import Event, HealthChanged, LogWritten, ScanProgressed, StoreAdvanced
from dharma_tui.core.types import Scope

AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_event_reaches_its_topic_and_the_base_of_it() -> None:
    bus, heard = Bus(), list[tuple[str, Event]]()
    bus.subscribe(StoreAdvanced, lambda event: heard.append(("own", event)))
    bus.subscribe(Event, lambda event: heard.append(("base", event)))
    bus.subscribe(HealthChanged, lambda event: heard.append(("other", event)))
    event = StoreAdvanced(AT, 1)
    bus.publish(event)
    assert heard == [("own", event), ("base", event)]


def test_a_cancelled_subscription_hears_nothing_more() -> None:
    bus, heard = Bus(), list[Event]()
    subscription = bus.subscribe(StoreAdvanced, heard.append)
    subscription.cancel()
    subscription.cancel()
    bus.publish(StoreAdvanced(AT, 1))
    assert heard == []


def test_a_subscriber_may_cancel_itself_while_it_is_told() -> None:
    bus, heard = Bus(), list[str]()

    def once(event: StoreAdvanced) -> None:
        heard.append("once")
        subscription.cancel()

    subscription = bus.subscribe(StoreAdvanced, once)
    bus.subscribe(StoreAdvanced, lambda event: heard.append("always"))
    bus.publish(StoreAdvanced(AT, 1))
    bus.publish(StoreAdvanced(AT, 2))
    assert heard == ["once", "always", "always"]


def test_a_subscriber_that_fails_is_logged_and_the_next_one_hears(caplog: pytest.LogCaptureFixture) -> None:
    bus, heard = Bus(), list[Event]()

    def fail(event: Event) -> None:
        raise RuntimeError("broken")

    bus.subscribe(StoreAdvanced, fail)
    bus.subscribe(StoreAdvanced, heard.append)
    with caplog.at_level(logging.ERROR):
        bus.publish(StoreAdvanced(AT, 1))
    assert heard == [StoreAdvanced(AT, 1)]
    assert "subscriber failed" in caplog.text


def test_events_published_by_many_threads_all_arrive() -> None:
    bus, heard, lock = Bus(), list[int](), threading.Lock()

    def note(event: StoreAdvanced) -> None:
        with lock:
            heard.append(event.snapshot)

    bus.subscribe(StoreAdvanced, note)

    def publish(first: int) -> None:
        for snapshot in range(first, first + 250):
            bus.publish(StoreAdvanced(AT, snapshot))

    threads = [threading.Thread(target=publish, args=(first,)) for first in range(0, 2000, 250)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == list(range(2000))


def test_latest_keeps_the_last_of_each_key_and_says_when_to_wake() -> None:
    latest = Latest()
    scope = Scope("local")
    first = ScanProgressed(AT, "scan-1", scope, "local.process", 1, 1)
    second = ScanProgressed(AT, "scan-1", scope, "local.process", 2, 1)
    other = ScanProgressed(AT, "scan-1", scope, "local.socket", 5, 1)
    assert latest.add(first) is True
    assert latest.add(other) is False
    assert latest.add(second) is False
    assert latest.add(LogWritten(AT)) is False
    assert latest.take() == [second, other, LogWritten(AT)]
    assert latest.take() == []
    assert latest.add(first) is True
