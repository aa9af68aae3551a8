"""Builds services for tests of the console, and waits for what it does without sleeping."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Any

from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerState

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.paths import Paths
from dharma_tui.services import Services, build_services
from dharma_tui.services.settings_source import SettingsSource

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
    """Wait until every worker has ended and every message has been handled."""
    app = pilot.app
    await pilot.pause()
    while busy := [worker for worker in app.workers if worker.state in (WorkerState.PENDING, WorkerState.RUNNING)]:
        with contextlib.suppress(WorkerCancelled):
            await app.workers.wait_for_complete(busy)
        await pilot.pause()
    await pilot.pause()


def text_of(pilot: Pilot[Any]) -> str:
    """What is on screen, as lines of text, that seen through a dialog included."""
    screen = pilot.app.screen
    visible_screen_stack.set(pilot.app._background_screens)
    strips = screen._compositor.render_strips(screen.size)
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
