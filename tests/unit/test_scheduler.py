"""The scheduler by a clock that is moved by hand: when it scans, when it waits, and how long."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import ScanRunningError, StoreBusyError
from dharma_tui.core.events import ScanEnded, ScheduleChanged, SettingsChanged
from dharma_tui.core.scan import ScanReport, ScanStatus, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.screens._lines import next_scan, no_parts
from dharma_tui.services.scheduler import Scheduler

MINUTE = timedelta(minutes=1)


class Bench:
    """A scheduler, the scans it ran, and what decides how they end."""

    def __init__(self, **settings: object) -> None:
        self.clock = FrozenClock()
        self.bus = Bus()
        self.settings = dataclasses.replace(ScanSettings(), **settings)  # type: ignore[arg-type]
        self.triggers: list[str] = []
        self.ending: ScanStatus | Exception = ScanStatus.COMPLETE
        self.lasts: dict[str, datetime] = {}
        self.gate: asyncio.Event | None = None
        self.providers: tuple[str, ...] = ("here", "there")
        self.scanned: list[tuple[str, ...]] = []
        self.scheduler = Scheduler(
            *(self._run, self._last, lambda: self.providers, lambda: self.settings, self.bus, self.clock, Random(1))
        )

    async def _run(self, trigger: str, providers: tuple[str, ...]) -> ScanReport:
        self.triggers.append(trigger)
        self.scanned.append(providers)
        if self.gate:
            await self.gate.wait()
        if isinstance(self.ending, Exception):
            raise self.ending
        self.lasts |= dict.fromkeys(providers or self.providers, self.clock.now())
        report = ScanReport(f"scan-{len(self.triggers)}", self.ending, self.clock.now(), reason="why")
        self.bus.publish(ScanEnded(self.clock.now(), report))
        return report

    async def _last(self) -> Mapping[str, datetime]:
        return self.lasts

    async def after(self, minutes: float) -> bool:
        """Move the clock, and tick."""
        self.clock.at += MINUTE * minutes
        return await self.scheduler.tick()

    @property
    def wait(self) -> float:
        """Minutes to the next scan."""
        assert self.scheduler.next_run_at is not None
        return (self.scheduler.next_run_at - self.clock.now()) / MINUTE


async def test_it_scans_at_the_start_when_there_was_none() -> None:
    bench = Bench()
    await bench.scheduler.prepare()
    assert await bench.scheduler.tick()
    assert bench.triggers == ["start"]


async def test_it_does_not_scan_at_the_start_when_the_last_is_young() -> None:
    bench = Bench()
    bench.lasts = dict.fromkeys(bench.providers, bench.clock.now() - 5 * MINUTE)
    await bench.scheduler.prepare()
    assert not await bench.scheduler.tick()
    assert 8.4 <= bench.wait <= 11.6


async def test_it_does_not_scan_at_the_start_when_told_not_to() -> None:
    bench = Bench(on_start=False)
    await bench.scheduler.prepare()
    assert not await bench.scheduler.tick()
    assert 13.5 <= bench.wait <= 16.5


async def test_every_interval_within_a_tenth() -> None:
    bench = Bench()
    await bench.scheduler.prepare()
    waits = []
    for _ in range(50):
        assert await bench.scheduler.tick()
        waits.append(bench.wait)
        bench.clock.at += MINUTE * bench.wait
    assert all(13.5 <= wait <= 16.5 for wait in waits)
    assert max(waits) - min(waits) > 1.5
    assert bench.triggers == ["start", *["schedule"] * 49]


async def test_an_interval_of_zero_schedules_nothing() -> None:
    bench = Bench(interval_minutes=0, on_start=False)
    await bench.scheduler.prepare()
    assert bench.scheduler.next_run_at is None
    assert not await bench.after(100_000)


@pytest.mark.parametrize("ending", [ScanStatus.FAILED, StoreBusyError("busy")])
async def test_failures_double_the_wait_up_to_eight_times(ending: ScanStatus | Exception) -> None:
    bench = Bench()
    bench.ending = ending
    await bench.scheduler.prepare()
    for factor in (2, 4, 8, 8):
        await bench.after(1_000)
        assert 0.9 * 15 * factor <= bench.wait <= 1.1 * 15 * factor
    bench.ending = ScanStatus.PARTIAL
    await bench.after(1_000)
    assert (bench.scheduler.failures, bench.scheduler.last_failure) == (0, "")
    assert bench.wait <= 16.5


async def test_a_scan_by_another_process_puts_ours_off() -> None:
    bench = Bench()
    await bench.scheduler.prepare()
    await bench.scheduler.tick()
    bench.clock.at += 17 * MINUTE
    bench.lasts = dict.fromkeys(bench.providers, bench.clock.now() - 2 * MINUTE)
    assert not await bench.scheduler.tick()
    assert 11.5 <= bench.wait <= 14.5
    assert bench.triggers == ["start"]


async def test_while_another_process_scans_it_waits_a_minute_and_counts_no_failure() -> None:
    bench = Bench()
    bench.ending = ScanRunningError("busy")
    await bench.scheduler.prepare()
    assert not await bench.scheduler.tick()
    assert (bench.wait, bench.scheduler.failures) == (1, 0)


async def test_scans_never_overlap() -> None:
    bench = Bench()
    bench.gate = asyncio.Event()
    await bench.scheduler.prepare()
    first = asyncio.create_task(bench.scheduler.tick())
    await asyncio.sleep(0)
    assert not await bench.after(1_000)
    bench.gate.set()
    assert await first
    assert bench.triggers == ["start"]


async def test_paused_it_scans_nothing_and_resumed_it_makes_up() -> None:
    bench, told = Bench(), list[ScheduleChanged]()
    bench.bus.subscribe(ScheduleChanged, told.append)
    await bench.scheduler.prepare()
    bench.scheduler.pause()
    assert not await bench.after(1_000)
    bench.scheduler.resume()
    assert await bench.scheduler.tick()
    assert [event.paused for event in told] == [False, True, False, False]


async def test_started_it_ticks_by_itself_and_follows_the_settings() -> None:
    bench, changed = Bench(), asyncio.Event()
    bench.bus.subscribe(ScheduleChanged, lambda event: changed.set())
    bench.scheduler.start()
    while not bench.triggers:
        await changed.wait()
        changed.clear()
        await asyncio.sleep(0)
    bench.settings = dataclasses.replace(bench.settings, interval_minutes=0.0)
    bench.bus.publish(SettingsChanged(bench.clock.now(), ("scan.interval_minutes",)))
    while bench.scheduler.next_run_at is not None:
        await changed.wait()
        changed.clear()
    bench.scheduler.close()


async def test_a_scan_started_by_hand_puts_the_next_one_off() -> None:
    bench, changed = Bench(on_start=False), asyncio.Event()
    bench.scheduler.start()
    await asyncio.sleep(0)
    bench.clock.at += 10 * MINUTE
    bench.bus.subscribe(ScheduleChanged, lambda event: changed.set())
    bench.bus.publish(ScanEnded(bench.clock.now(), ScanReport("scan-m", ScanStatus.COMPLETE, bench.clock.now())))
    await changed.wait()
    assert 13.5 <= bench.wait <= 16.5
    bench.scheduler.close()


async def test_each_provider_is_due_by_its_own_interval() -> None:
    bench = Bench(intervals="there=60")
    await bench.scheduler.prepare()
    assert await bench.scheduler.tick()
    for _ in range(8):
        bench.clock.at += MINUTE * bench.wait
        assert await bench.scheduler.tick()
    assert bench.scanned[0] == ()
    assert [name for names in bench.scanned[1:] for name in names or bench.providers].count("there") == 2
    assert set(bench.scanned) == {(), ("here",)}
    assert bench.scheduler.next_of == ("here",)


async def test_a_provider_may_be_left_out_of_the_schedule_and_fail_alone() -> None:
    bench = Bench(intervals="there=0, here=10", on_start=False)
    await bench.scheduler.prepare()
    bench.ending = ScanStatus.FAILED
    assert await bench.after(11)
    assert (bench.scanned, bench.scheduler.failures) == ([("here",)], 1)
    assert 18 <= bench.wait <= 22
    bench.settings = dataclasses.replace(bench.settings, intervals="there=4, here=10")
    bench.ending = ScanStatus.COMPLETE
    assert await bench.after(30)
    bench.bus.publish(ScanEnded(bench.clock.now(), ScanReport("scan-m", ScanStatus.COMPLETE, bench.clock.now())))
    assert bench.scanned[-1] == ()


@pytest.mark.parametrize("asked", [Selection(providers=("here.files",)), Selection(kinds=("here.files",))])
async def test_a_scan_of_one_service_by_hand_puts_nothing_off(asked: Selection) -> None:
    bench = Bench(on_start=False)
    bench.scheduler.start()
    await asyncio.sleep(0)
    bench.clock.at += 10 * MINUTE
    before = bench.scheduler.next_run_at
    ended = ScanReport("scan-m", ScanStatus.COMPLETE, bench.clock.now(), selection=asked)
    bench.bus.publish(ScanEnded(bench.clock.now(), ended))
    await asyncio.sleep(0.01)
    assert before is not None and bench.scheduler.next_run_at == before
    bench.scheduler.close()


async def test_a_scan_of_one_provider_by_hand_puts_only_that_off() -> None:
    bench, changed = Bench(on_start=False), asyncio.Event()
    bench.scheduler.start()
    await asyncio.sleep(0)
    bench.clock.at += 10 * MINUTE
    bench.bus.subscribe(ScheduleChanged, lambda event: changed.set())
    here = ScanReport("scan-m", ScanStatus.COMPLETE, bench.clock.now(), selection=Selection(providers=("here",)))
    bench.bus.publish(ScanEnded(bench.clock.now(), here))
    await changed.wait()
    assert (bench.scheduler.next_of, bench.wait <= 6.5) == (("there",), True)
    bench.scheduler.close()


async def test_the_start_scan_is_no_scheduled_one_where_scheduled_scans_are_off() -> None:
    bench = Bench(interval_minutes=0.0, on_start=True)
    bench.gate = asyncio.Event()
    await bench.scheduler.prepare()
    scanning = asyncio.create_task(bench.scheduler.tick())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert bench.scheduler.running
    assert next_scan(bench.scheduler, bench.clock.now()) == "scheduled scans are off"

    bench.gate.set()
    await scanning
    assert not bench.scheduler.running
    assert next_scan(bench.scheduler, bench.clock.now()) == "scheduled scans are off"


async def test_where_no_time_is_kept_no_scan_is_said_to_be_due() -> None:
    bench = Bench(interval_minutes=15.0)
    assert next_scan(bench.scheduler, bench.clock.now()) == "no scheduled scans: the store is read only"

    bench.scheduler.start()
    assert next_scan(bench.scheduler, bench.clock.now()) == "no scan is due yet"
    bench.scheduler.close()


def test_of_a_scan_elsewhere_it_is_not_said_that_none_of_its_parts_has_ended() -> None:
    scan = ScanReport("scan-m", ScanStatus.RUNNING, Bench().clock.now())
    assert no_parts(scan, here=False) == "none of its parts are saved yet: it runs in another process"
    assert no_parts(scan, here=True) == "no part of this scan has ended"
    assert (
        no_parts(dataclasses.replace(scan, status=ScanStatus.COMPLETE), here=False) == "no part of this scan has ended"
    )


async def test_a_scan_that_is_due_is_told_as_running_while_it_runs() -> None:
    bench = Bench(interval_minutes=15.0, on_start=True)
    bench.gate = asyncio.Event()
    await bench.scheduler.prepare()
    assert next_scan(bench.scheduler, bench.clock.now()) == "next scan now"
    scanning = asyncio.create_task(bench.scheduler.tick())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert next_scan(bench.scheduler, bench.clock.now()) == "the scan that was due runs"

    bench.gate.set()
    await scanning
