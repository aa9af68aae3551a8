"""All services together on a real store: opening, failing, going on, and ending quickly in every state."""

from __future__ import annotations

import asyncio
import fcntl
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import StoreError
from dharma_tui.core.events import (
    Event,
    FindingsChanged,
    HealthChanged,
    IndexAdvanced,
    MetricsSampled,
    ScanEnded,
    ScanStarted,
    StoreFailed,
    StoreOpened,
)
from dharma_tui.core.paths import Paths
from dharma_tui.core.scan import ScanStatus, Selection
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.services import build_services
from dharma_tui.services.scan_process import ScanProcess
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.scans import Scans
from dharma_tui.services.settings_source import SettingsSource
from tests.integration.fake_providers.fake_cloud import FakeCloud
from tests.stopwatch import stopwatch

CLOCK = SystemClock()
PROGRAM = (sys.executable, str(Path(__file__).parent / "scan_with_fakes.py"))
FAKE = '[scan]\nproviders = "fake"\n'
QUIET = f"{FAKE}on_start = false\ninterval_minutes = 0\n"
QUICK = 0.5
"""Seconds in which services must have closed."""


class Bench:
    """Services over an invented provider, which a child scans, and everything they publish."""

    def __init__(self, home: Path, settings: str = QUIET) -> None:
        environment = {"HOME": str(home)}
        paths = Paths.find(environment)
        paths.user_config.parent.mkdir(parents=True, exist_ok=True)
        paths.user_config.write_text(settings)
        self.bus = Bus()
        self.events: list[Event] = []
        self.bus.subscribe(Event, self.events.append)
        self.folder = paths.store
        self.cloud = FakeCloud(CLOCK, {})
        source = SettingsSource(paths, environment=environment, bus=self.bus, clock=CLOCK)
        self.services = build_services(
            source, self.folder, clock=CLOCK, ids=new_id, providers=[self.cloud], scans_with=self._scans
        )

    def _scans(self, make_scanner: Callable[[], Scanner], ready: Callable[[], bool]) -> Scans:
        return ScanProcess((), self.folder, self.bus, CLOCK, new_id, program=PROGRAM)

    def heard(self, topic: type[Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, topic)]

    def ill(self) -> list[tuple[str, str]]:
        """What is not well, and why."""
        return [(told.component, told.reason) for told in self.services.health.current() if told.status != "ok"]

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(60):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def close(self) -> float:
        """Seconds it took."""
        with stopwatch() as took:
            self.services.close()
        return took.seconds


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FAKE_CLOUD", '{"scopes": {"regions": ["north"]}}')
    yield tmp_path


@pytest.fixture
async def bench(home: Path) -> AsyncIterator[Bench]:
    bench = Bench(home)
    yield bench
    bench.cloud.release.set()
    bench.services.close()


def test_building_imports_nothing_heavy_and_opens_nothing(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.paths import Paths
from dharma_tui.services import build_services
from dharma_tui.services.settings_source import SettingsSource
environment = {{"HOME": {str(tmp_path)!r}}}
paths = Paths.find(environment)
source = SettingsSource(paths, environment=environment, bus=Bus(), clock=SystemClock())
services = build_services(source, paths.store, clock=SystemClock(), ids=new_id)
services.inventory.summary()
heavy = {{"duckdb", "numpy", "psutil", "httpx", "watchfiles", "tomlkit", "multiprocessing"}}
print(sorted(heavy & set(sys.modules)), sorted(path.name for path in Path({str(tmp_path)!r}).iterdir()))
services.close()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[] []\n", "")


async def test_before_the_store_is_open_it_says_so(bench: Bench) -> None:
    with pytest.raises(StoreError, match="The store is not open yet"):
        _ = bench.services.lake
    with pytest.raises(StoreError, match="The store is not open yet"):
        await bench.services.inventory.open(View())
    with pytest.raises(StoreError, match="The store is not open yet"):
        bench.services.scans.recent()


async def test_opened_it_scans_measures_and_judges_by_itself(home: Path) -> None:
    bench = Bench(home, FAKE)
    await bench.services.open()
    await bench.until(lambda: bench.heard(ScanEnded) and bench.heard(MetricsSampled))
    report = bench.heard(ScanEnded)[0].report
    assert (report.status, report.trigger, report.resources) == (ScanStatus.COMPLETE, "start", 9)
    await bench.until(lambda: any(event.rows == 9 for event in bench.heard(IndexAdvanced)))
    listing = await bench.services.inventory.open(View(kinds=("fake.machine",)))
    assert listing.length == 3
    await bench.until(
        lambda: {event.component for event in bench.services.health.current()} >= {"store", "metrics", "scans"}
    )
    assert {event.status for event in bench.services.health.current()} == {"ok"}
    assert bench.services.scheduler.next_run_at is not None
    assert bench.close() < QUICK


async def test_the_commit_of_another_process_is_seen_within_two_seconds(bench: Bench) -> None:
    await bench.services.open()
    await bench.until(lambda: bench.heard(IndexAdvanced))
    scanning = await asyncio.create_subprocess_exec(
        *PROGRAM, "scan", "--provider", "fake", "--store", str(bench.folder), "--quiet"
    )
    assert await scanning.wait() == 0
    with stopwatch() as took:
        await bench.until(lambda: bench.heard(IndexAdvanced)[-1].rows == 9)
    assert took.seconds < 2


async def test_a_store_that_cannot_be_opened_is_told_and_can_be_tried_again(bench: Bench) -> None:
    bench.folder.parent.mkdir(parents=True)
    bench.folder.write_text("not a folder")
    with pytest.raises(StoreError):
        await bench.services.open()
    failed = bench.heard(StoreFailed)[-1]
    assert failed.reason
    assert failed.hint
    assert [(event.component, event.status) for event in bench.heard(HealthChanged)][-1] == ("store", "failed")
    assert not await bench.services.retry()
    bench.folder.unlink()
    assert await bench.services.retry()
    assert bench.heard(StoreOpened)
    assert bench.services.lake.snapshot().id >= 0
    assert [event.status for event in bench.heard(HealthChanged) if event.component == "store"][-1] == "ok"


async def test_a_scan_that_fails_is_a_finding_and_ill_health(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.services.open()
    monkeypatch.setenv("FAKE_CLOUD", '{"fake.machine": {"fail_at": 0, "error": "AccessDeniedError"}}')
    report = await bench.services.scanner_process.run()
    assert report.status is ScanStatus.PARTIAL
    await bench.until(lambda: any(event.findings for event in bench.heard(FindingsChanged)))
    finding = bench.services.findings.current[0]
    assert (finding.rule, finding.reason, finding.hint) == (
        "listing_broken",
        "it went wrong (never yet complete)",
        "do something",
    )
    await bench.until(lambda: bench.ill() == [("provider:fake", "fake.machine: it went wrong")])


async def test_a_provider_is_as_all_its_parts_are_whoever_scanned_how_few(
    bench: Bench, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.services.open()
    monkeypatch.setenv("FAKE_CLOUD", '{"fake.machine": {"fail_at": 0, "error": "AccessDeniedError"}}')
    await bench.services.scanner_process.run()
    ill = [("provider:fake", "fake.machine: it went wrong")]
    await bench.until(lambda: bench.ill() == ill)

    await bench.services.scanner_process.run(Selection(kinds=("fake.disk",)))
    monkeypatch.setenv("FAKE_CLOUD", "{}")
    other = Bench(home)
    await other.services.open()
    await other.services.scanner_process.run()
    await bench.until(lambda: not bench.ill())
    told = [event.status for event in bench.heard(HealthChanged) if event.component == "provider:fake"]
    assert told[told.index("warning") :] == ["warning", "ok"]
    other.services.close()


async def test_it_closes_at_once_when_idle_and_before_it_was_opened(home: Path) -> None:
    assert Bench(home).close() < QUICK
    bench = Bench(home)
    await bench.services.open()
    assert bench.close() < QUICK


async def test_it_closes_quickly_while_it_opens(home: Path) -> None:
    bench = Bench(home)
    opening = asyncio.create_task(bench.services.open())
    await asyncio.sleep(0)
    assert bench.close() < QUICK
    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)


async def test_it_closes_quickly_while_a_child_scans(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await bench.services.open()
    monkeypatch.setenv("FAKE_CLOUD", '{"fake.machine": {"blocked_at": 0}}')
    scanning = asyncio.create_task(bench.services.scanner_process.run())
    await bench.until(lambda: bench.heard(ScanStarted))
    assert bench.close() < QUICK
    assert (await scanning).status is ScanStatus.CANCELLED


async def test_it_closes_quickly_while_a_provider_is_stuck(bench: Bench) -> None:
    bench.cloud.script = {"sample": {"stuck": True}}
    await bench.services.open()
    bench.services.collector.watch([ResourceRef("fake.disk", "d1")])
    stuck = [bench.services.io.submit(threading.Event().wait, 30) for _ in range(4)]
    assert bench.close() < QUICK
    assert not any(future.done() and not future.cancelled() for future in stuck)


async def test_it_closes_quickly_while_a_writer_waits(bench: Bench) -> None:
    await bench.services.open()
    with (bench.folder / "write.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = bench.services.io.submit(bench.services.lake.write, lambda cursor: None)
        await bench.until(waiting.running)
        assert bench.close() < QUICK
        with pytest.raises(StoreError):
            await asyncio.wrap_future(waiting)
