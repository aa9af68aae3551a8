"""However long the console runs, it holds no more than it did: widgets, screens, subscriptions, timers, workers, threads."""

from __future__ import annotations

import gc
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.timer import Timer
from textual.worker import Worker

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import Event, IndexAdvanced, MetricsSampled
from dharma_tui.core.types import Metric, Point
from dharma_tui.screens._detail_place import TABS, page_of
from dharma_tui.screens._inbox import BACKLOG
from dharma_tui.services import Services
from tests.app.conftest import Opened
from tests.app.console import settled
from tests.app.estate import DATABASE, HOST, ROOT, seed

ROUND = ("1", "2", "3", "4", "5", "6")


@pytest.fixture(autouse=True)
def estate(services: Services, clock: FrozenClock) -> None:
    seed(services.settings.paths.store, clock)


def is_style(thing: object) -> bool:
    """Whether this is the node behind a component style that its widget still draws with.

    Widgets work such styles out when they first draw with them, so they come late, but never more than one a class.
    """
    if type(thing) is not DOMNode:
        return False
    kept = thing._parent._component_styles if isinstance(thing._parent, DOMNode) else {}
    return any(kept.get(name) is thing.styles for name in thing.classes)


def held(pilot: Pilot[Any], services: Services) -> dict[str, int]:
    """What is alive, by class, and what hangs on the bus and on the loop."""
    gc.collect()
    counts: Counter[str] = Counter()
    for thing in gc.get_objects():
        if isinstance(thing, DOMNode | MessagePump | Timer | Worker | Event) and not is_style(thing):
            counts[type(thing).__name__] += 1
    counts["subscriptions"] = len(services.bus._subscriptions)
    counts["stack"] = len(pilot.app.screen_stack)
    counts["threads"] = threading.active_count()
    return dict(counts)


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Where there is more than there was."""
    return {name: (before.get(name, 0), count) for name, count in after.items() if count > before.get(name, 0)}


async def kept(pilot: Pilot[Any], services: Services, before: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Where there is more than there was, once what is being closed is closed: what is held is held however long one waits."""
    for _ in range(40):
        if not (found := grown(before, held(pilot, services))):
            break
        await pilot.pause(0.25)
    return found


async def visit_all(pilot: Pilot[Any], rounds: int) -> None:
    """Every main screen, every tab of three resources, help, a dialog, the command bar and the palette."""
    app = pilot.app
    assert isinstance(app, DharmaApp)
    for _ in range(rounds):
        for key in ROUND:
            await pilot.press(key)
            await settled(pilot)
        for ref in (HOST, ROOT, DATABASE):
            for tab in TABS:
                app.go("detail", page_of(ref, tab))
                await settled(pilot)
        for keys in (("question_mark", "question_mark"), ("2", "b", "escape"), ("colon", "h", "escape")):
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
    app.go("overview")
    await settled(pilot)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_two_hundred_screens_later_nothing_more_is_held(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        await visit_all(pilot, 3)
        before = held(pilot, services)
        await visit_all(pilot, 7)
        assert await kept(pilot, services, before) == {}


@pytest.mark.parametrize("screen", ["overview", "inventory", "detail"])
async def test_thousands_of_events_leave_nothing_behind(
    opened: Opened, services: Services, clock: FrozenClock, screen: str
) -> None:
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, DharmaApp)
        app.go(screen, HOST if screen == "detail" else None)
        await settled(pilot)

        async def publish(count: int) -> None:
            for number in range(count):
                clock.at += timedelta(seconds=1)
                point = Point(Metric(DATABASE, "cpu", "percent"), clock.now(), float(number % 100))
                host = Point(Metric(HOST, "cpu", "percent"), clock.now(), float(number % 100))
                services.bus.publish(MetricsSampled(clock.now(), (point, host)))
                services.bus.publish(IndexAdvanced(clock.now(), number, 10))
                if number % 100 == 99:
                    await settled(pilot)
            await settled(pilot)

        await publish(BACKLOG + 50)  # what waits for screens that are not looked at is bounded: fill it first
        before = held(pilot, services)
        await publish(3000)
        assert await kept(pilot, services, before) == {}


async def test_scrolling_and_filtering_hold_no_more_pages(opened: Opened, services: Services) -> None:
    async with opened() as pilot:

        async def play(rounds: int) -> None:
            for _ in range(rounds):
                for key in ("slash", "w", "o", "enter", "end", "home", "s", "escape", "1", "2"):
                    await pilot.press(key)
                    await settled(pilot)

        await pilot.press("2")
        await play(3)
        before = held(pilot, services)
        await play(6)
        assert await kept(pilot, services, before) == {}
