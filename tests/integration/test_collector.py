"""The collector with an invented provider and a real lake: what is measured, kept, stored, and left out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock, SystemClock
from dharma_tui.core.events import MetricsSampled
from dharma_tui.core.settings import MetricsSettings
from dharma_tui.core.types import Metric, ResourceRef
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.collector import Collector
from dharma_tui.services.discovery.local.host import HostService
from dharma_tui.services.metrics import MetricStore
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from tests.integration.fake_providers.fake_cloud import FakeCloud
from tests.stopwatch import stopwatch

MAIN = Metric(ResourceRef("fake.machine", "main"), "heat", "percent")
DISK = ResourceRef("fake.disk", "d1")


class OtherCloud(FakeCloud):
    """A second service, to see that one does not hinder another."""

    name = "fake.other"


class Bench:
    """A collector over invented services, by a clock moved by hand."""

    def __init__(self, *services: FakeCloud) -> None:
        self.clock = FrozenClock()
        self.bus = Bus()
        self.sampled: list[MetricsSampled] = []
        self.bus.subscribe(MetricsSampled, self.sampled.append)
        self.checks: list[Check] = []
        self.settings = MetricsSettings()
        self.cloud = FakeCloud(self.clock, {})
        chosen = services or (self.cloud,)
        for service in chosen:
            service.clock = self.clock
        self.collector = Collector(chosen, self.bus, self.clock, lambda: self.settings, self.checks.append)

    async def ticks(self, times: int = 1, seconds: float = 2.0) -> None:
        for _ in range(times):
            self.clock.at += timedelta(seconds=seconds)
            self.clock.elapsed += seconds
            await self.collector.tick()

    async def written(self) -> None:
        if self.collector._writing is not None:
            await self.collector._writing


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    bench.cloud.release.set()
    bench.collector.close()


async def test_what_is_measured_is_published_and_kept(bench: Bench) -> None:
    await bench.ticks(3)
    assert [point.metric for event in bench.sampled for point in event.points] == [MAIN] * 3
    first = bench.clock.now() - timedelta(seconds=4)
    assert bench.collector.recent(MAIN) == tuple((first + timedelta(seconds=2 * n), 1.0) for n in range(3))
    assert bench.collector.latest(MAIN) == 1.0
    assert bench.collector.metrics() == (MAIN,)
    assert bench.checks[-1] == Check("metrics")


async def test_what_is_shown_is_measured_as_long_as_it_is_shown(bench: Bench) -> None:
    one, two = bench.collector.watch([DISK]), bench.collector.watch([DISK, MAIN.ref])
    await bench.ticks()
    one.cancel()
    one.cancel()
    await bench.ticks()
    two.cancel()
    await bench.ticks()
    refs = [{point.metric.ref for point in event.points} for event in bench.sampled]
    assert refs == [{MAIN.ref, DISK}, {MAIN.ref, DISK}, {MAIN.ref}]
    assert [len(bench.collector.recent(metric)) for metric in bench.collector.metrics(DISK)] == [2]


async def test_nothing_known_is_an_empty_series(bench: Bench) -> None:
    assert bench.collector.recent(MAIN) == ()
    assert bench.collector.latest(MAIN) is None


async def test_memory_is_bounded_in_points_and_in_series(bench: Bench) -> None:
    await bench.ticks(310)
    assert len(bench.collector.recent(MAIN)) == 300
    with_many = bench.collector.watch([ResourceRef("fake.disk", str(number)) for number in range(3000)])
    await bench.ticks(10)
    assert len(bench.collector.metrics()) == 1000
    assert len(bench.collector._pending) == 20_000
    with_many.cancel()


async def test_a_service_that_fails_is_said_and_hinders_no_other() -> None:
    bad, good = FakeCloud(SystemClock(), {"sample": {"error": "broken"}}), OtherCloud(SystemClock(), {})
    bench = Bench(bad, good)
    await bench.ticks(2)
    assert len(bench.sampled) == 2
    assert bench.checks[-1] == Check("metrics", Status.WARNING, "fake.cloud: RuntimeError: broken", "see the log")
    bad.script = {}
    await bench.ticks()
    assert bench.checks[-1] == Check("metrics")
    bench.collector.close()


async def test_a_stuck_service_is_left_out_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dharma_tui.services.collector.PATIENCE", 0.1)
    stuck, good = FakeCloud(SystemClock(), {"sample": {"stuck": True}}), OtherCloud(SystemClock(), {})
    bench = Bench(stuck, good)
    bench.settings = MetricsSettings(interval_seconds=0.1)
    async with asyncio.timeout(60):
        while (
            not bench.checks or bench.checks[-1].status is not Status.WARNING
        ):  # its thread may have to wait for its turn
            await bench.ticks()
    assert bench.sampled == []
    assert bench.checks[-1].reason.startswith("fake.cloud has not answered")
    monkeypatch.setattr("dharma_tui.services.collector.PATIENCE", 60.0)
    await bench.ticks(3)
    assert len(bench.sampled) == 3
    stuck.script = {}
    stuck.release.set()
    async with asyncio.timeout(60):
        while len(bench.sampled[-1].points) < 2:
            await bench.ticks()
    assert bench.checks[-1] == Check("metrics")
    bench.collector.close()


async def test_closing_does_not_wait_for_a_stuck_service(bench: Bench) -> None:
    bench.cloud.script = {"sample": {"stuck": True}}
    bench.collector.start()
    await asyncio.sleep(0)
    with stopwatch() as took:
        bench.collector.close()
    assert took.seconds < 0.1


class Stored:
    """A real store to write to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = Lake.open(folder, clock=SystemClock())
        self.store = MetricStore(self.lake, IoPool(1))

    def values(self) -> list[Any]:
        return [value for (value,) in self.lake.query('SELECT value FROM lake.metrics ORDER BY "at"')]


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    return Stored(tmp_path / "store")


async def test_points_are_stored_in_batches(bench: Bench, stored: Stored) -> None:
    bench.collector.attach(stored.store, stored.folder)
    before = stored.lake.snapshot().id
    await bench.ticks(14)
    assert stored.values() == []
    await bench.ticks()
    await bench.written()
    assert stored.values() == [1.0] * 15
    assert stored.lake.snapshot().id == before + 1
    stored.lake.close()


async def test_only_one_console_stores_and_the_next_takes_over(bench: Bench, stored: Stored) -> None:
    other = Bench()
    other.cloud.script = {"sample": {"value": 2.0}}
    for each in (bench, other):
        each.collector.attach(stored.store, stored.folder)
        await each.ticks(15)
        await each.written()
    assert stored.values() == [1.0] * 15
    bench.collector.close()
    await other.ticks(15)
    await other.written()
    assert sorted(stored.values()) == [1.0] * 15 + [2.0] * 15
    other.collector.close()
    stored.lake.close()


async def test_points_wait_for_a_store_that_fails(bench: Bench, stored: Stored) -> None:
    bench.collector.attach(stored.store, stored.folder)
    stored.lake.close()
    await bench.ticks(15)
    await bench.written()
    await bench.ticks()
    assert bench.checks[-1].reason == "measurements are not stored: The store is closed"
    again = Stored(stored.folder)
    bench.collector.attach(again.store, again.folder)
    await bench.ticks(14)
    await bench.written()
    assert again.values() == [1.0] * 30
    await bench.ticks()
    assert bench.checks[-1] == Check("metrics")
    again.lake.close()


async def test_this_machine_is_measured(bench: Bench) -> None:
    collector = Collector([HostService(SystemClock())], bench.bus, SystemClock(), MetricsSettings, bench.checks.append)
    names: set[str] = set()
    async with asyncio.timeout(60):
        while "cpu" not in names:  # the kernel counts CPU time in hundredths of a second
            await collector.tick()
            names = {point.metric.name for point in bench.sampled[-1].points}
    assert {"memory", "load1", "disk_read", "net_rx"} <= names
    assert bench.checks[-1] == Check("metrics")
    collector.close()
