"""How long the console's loop stalls while its screens are opened and moved in, over a store with a long history of wide scans.

``python -m benchmarks.screens_stall [SCANS] [PARTS]`` fills a store with so many scans of so many parts each, every fiftieth of
them refused, and opens the real console without a terminal. ``ticker`` says how lateness is measured. Prints the longest stall
of each step, and the goal.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from textual.pilot import Pilot

from benchmarks.scan_stall import GOAL_MS
from benchmarks.ticker import Stalls, Ticker
from dharma_tui.app import DharmaApp
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.events import StoreOpened
from dharma_tui.core.paths import Paths
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services import build_services
from dharma_tui.services.providers import provider_services
from dharma_tui.services.settings_source import SettingsSource
from dharma_tui.services.store.announcement import Announcement
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2")
REFUSED = 50
SETTINGS = '[scan]\nproviders = "aws"\non_start = false\ninterval_minutes = 0\n'
SECONDS = 2.0
"""That a step is given."""
Step = Callable[[Pilot[None]], Awaitable[None]]


def fill(folder: Path, scans: int, parts: int, services: list[ProviderService]) -> None:
    """A history of hourly scans; the first of them found something."""
    clock = SystemClock()
    lake = Lake.open(folder, clock=clock)
    store, first = ScanStore(lake), clock.now() - timedelta(hours=scans)
    kinds = [kind.kind for service in services for kind in service.kinds]
    places = [(Scope("aws", "123456789012", region), kind) for kind in kinds for region in REGIONS][:parts]
    for scan in range(scans):
        scan_id, began = new_id("scan"), first + timedelta(hours=scan)
        store.begin(scan_id, ["aws"], "schedule", began, Announcement(parts=tuple(places)))
        reports = [_report(place, number, scan) for number, place in enumerate(places)]
        if scan == 0:
            for report in reports:
                store.stage(scan_id, report.scope, report.kind, [*map(_thing(report), range(report.count))], [])
            store.commit(scan_id, reports)
        found = sum(report.count for report in reports)
        store.end(
            ScanReport(scan_id, ScanStatus.PARTIAL, began, 60, 3 * parts, found, scopes=(*reports,), trigger="schedule")
        )
    lake.close()


def _report(place: tuple[Scope, str], number: int, scan: int) -> ScopeReport:
    if (number + scan) % REFUSED:
        return ScopeReport(*place, ScopeStatus.COMPLETE, count=number % 17, seconds=0.25, calls=3)
    return ScopeReport(*place, ScopeStatus.PARTIAL, "AccessDenied", "allow it", number % 17, 0.25, 3)


def _thing(report: ScopeReport) -> Callable[[int], Resource]:
    def make(number: int) -> Resource:
        key = f"{report.scope.region}/{report.kind}/{number}"
        return Resource(ResourceRef(report.kind, key), key, report.scope, State.RUNNING, {"env": "prod"}, {"n": number})

    return make


def _visit(screen: str) -> Step:
    async def visit(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, DharmaApp)
        pilot.app.go(screen)

    return visit


def _press(*keys: str) -> Step:
    async def press(pilot: Pilot[None]) -> None:
        for key in keys:
            await pilot.press(key)
            await asyncio.sleep(0.1)

    return press


STEPS: dict[str, Step] = {
    "nothing": _press(),
    "Discovery, the first time": _visit("discovery"),
    "Discovery, from scan to scan": _press(*["down"] * 12),
    "Discovery, parts": _press("tab", "enter", *["down"] * 8),
    "Discovery, read again": _press("f5"),
    "Coverage, the first time": _visit("coverage"),
    "Coverage, from cell to cell": _press("down", "right", "down", "right"),
    "Coverage, into the parts": _press("enter", *["down"] * 8),
    "Overview, from there": _visit("overview"),
    "Discovery, again": _visit("discovery"),
    "Coverage, again": _visit("coverage"),
    "Overview, again": _visit("overview"),
    "the chat, the first time": _press("ctrl+t"),
    "a request, the first time": _press(*"list", "space", *"buckets", "enter"),
    "Coverage beside the chat": _visit("coverage"),
    "Overview beside the chat": _visit("overview"),
    "the chat closed": _press("ctrl+t", "ctrl+t"),
    "the chat again": _press("ctrl+t"),
}


async def walk(home: Path, providers: list[ProviderService]) -> dict[str, Stalls]:
    """Open the console and take every step."""
    clock, bus, paths = SystemClock(), Bus(), Paths.find({"HOME": str(home)})
    source = SettingsSource(paths, environment={}, bus=bus, clock=clock)
    services = build_services(source, paths.store, clock=clock, ids=new_id, providers=providers)
    loop, opened = asyncio.get_running_loop(), asyncio.Event()

    def hear(_: StoreOpened) -> None:
        loop.call_soon_threadsafe(opened.set)

    bus.subscribe(StoreOpened, hear)
    gc.disable()  # as the console's own start does; the application turns it on again
    spans: dict[str, tuple[float, float]] = {}
    ticker = Ticker()
    async with DharmaApp(services).run_test(size=(120, 40)) as pilot:
        await opened.wait()
        await pilot.pause(3)
        ticking = asyncio.create_task(ticker.run())
        for name, step in STEPS.items():
            began = time.perf_counter()
            await step(pilot)
            await asyncio.sleep(SECONDS)
            spans[name] = began, time.perf_counter()
        ticking.cancel()
    services.close()
    return {name: Stalls.between(ticker.ticks, *span) for name, span in spans.items()}


def main(scans: int = 30, parts: int = 1000) -> None:
    """Fill a store, walk, print."""
    with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder:
        os.environ.update(HOME=folder)
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ.pop(name, None)
        paths = Paths.find({"HOME": folder})
        paths.user_config.parent.mkdir(parents=True)
        paths.user_config.write_text(SETTINGS)
        providers = [service for service in provider_services(SystemClock()) if service.provider == "aws"]
        fill(paths.store, scans, parts, providers)
        steps = asyncio.run(walk(Path(folder), providers))
    for name, stalls in steps.items():
        print(f"{name:<30}{stalls.words()}")
    longest = max(1e3 * stalls.longest.late for stalls in steps.values())
    own = max(stalls.own for stalls in steps.values())
    print(f"longest of all {longest:.1f} ms, of which the console's at most {own:.1f} ms; goal {GOAL_MS:.0f} ms")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
