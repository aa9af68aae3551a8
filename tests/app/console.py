"""Builds services for tests of the console, and waits for what it does without sleeping."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerCancelled, WorkerState

from dharma_tui.app import DharmaApp
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.paths import Paths
from dharma_tui.services import Services, build_services
from dharma_tui.services.settings_source import SettingsSource
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.filter_bar import FilterBar
from tests.idle import until_drained

STILL = """\
[interface]
animations = "off"
[scan]
on_start = false
interval_minutes = 0
[metrics]
enabled = false
"""
"""Settings under which nothing happens by itself."""
SETTLE_SECONDS = 60.0
"""Far more than anything takes; who waits longer waits for ever."""
TURN_SECONDS = 0.01
"""Gives way to the threads of the pool."""
SOON_SECONDS = 0.25
"""What a screen has put off for so long, or less, is under way."""


def build(folder: Path, clock: FrozenClock, settings: str = STILL) -> Services:
    """Services whose settings, store and log are all below ``folder``, and ids count up."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    environment = {"HOME": str(folder)}
    paths = Paths.find(environment)
    paths.user_config.parent.mkdir(parents=True, exist_ok=True)
    paths.user_config.write_text(settings)
    source = SettingsSource(paths, environment=environment, bus=Bus(), clock=clock)
    return build_services(source, paths.store, clock=clock, ids=counting_ids())


class counting_ids:
    """Ids in order: ``scan-1``, ``scan-2``."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}-{self._count}"


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way: no worker, no call in the pool, no event on its way to the screen, no layout due.

    What services do by themselves once the store is open (the first look at the index and for findings) ends no
    worker; a picture taken before they have spoken is another picture.
    """
    app: Any = pilot.app
    await until_drained()
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            busy = [worker for worker in app.workers if worker.state in (WorkerState.PENDING, WorkerState.RUNNING)]
            if busy:
                with contextlib.suppress(WorkerCancelled):
                    await app.workers.wait_for_complete(busy)
            elif not _under_way(app):
                break
            await asyncio.sleep(TURN_SECONDS)
            await until_drained()
    await pilot.pause()


def _under_way(app: DharmaApp) -> bool:
    """Whether the first paint, which opens the store, is still to come, a call has not come back from the pool, or what it
    brought has not reached the screen in front."""
    if not app._painted:
        return True
    pool, screen = app.services.io, app.screen
    calls = pool._jobs.qsize() or pool._idle < pool._threads
    inbox = getattr(screen, "inbox", None)
    drawing = getattr(screen, "_hot_timer", None) or getattr(screen, "draw_timer", None)
    events = inbox is not None and (inbox._plain or inbox._hot or drawing)
    return bool(calls or events or screen._layout_required or app.typeahead._waiting or _put_off(screen))


def _put_off(screen: Screen[Any]) -> bool:
    """Whether the screen, or its filter, is to do something soon and once: to read again, to ask for what was typed."""
    timers = [timer for each in (screen, *screen.query(FilterBar)) for timer in each._timers]
    due = (timer._task for timer in timers if timer._repeat == 0 and timer._interval <= SOON_SECONDS)
    return any(task is not None and not task.done() for task in due)


def hold(services: Services) -> Callable[[], None]:
    """Keep every thread of the pool busy, as a disk that does not answer does. Call what comes back to let them go."""
    let_go = threading.Event()
    for _ in range(services.io._workers):
        services.io.submit(let_go.wait)
    return let_go.set


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press these keys, wait for what they do, and read the screen."""
    await pilot.press(*keys)
    await settled(pilot)
    return text_of(pilot)


async def press_in_turn(pilot: Pilot[Any], *keys: str) -> str:
    """Press each key when what the one before does is done, and read the screen."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    return text_of(pilot)


async def told(pilot: Pilot[Any], words: str) -> None:
    """Wait until a face of the screen in front says ``words``."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while all(words not in face.saying.what for face in pilot.app.screen.query(Face)):
            await pilot.pause(TURN_SECONDS)
    await pilot.pause()


def text_of(pilot: Pilot[Any]) -> str:
    """What is on screen, as lines of text, that seen through a dialog included."""
    screen = pilot.app.screen
    visible_screen_stack.set(pilot.app._background_screens)
    strips = screen._compositor.render_strips(screen.size)
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
