"""Runs scans by itself: at the start where the last one is old, then every interval, and less often while they fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random

from dharma_tui.core.bus import Bus, Subscription
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError, ScanRunningError
from dharma_tui.core.events import ScanEnded, ScheduleChanged, SettingsChanged
from dharma_tui.core.scan import ScanReport, ScanStatus
from dharma_tui.core.settings import ScanSettings

log = logging.getLogger(__name__)

JITTER = 0.1
"""Consoles opened together drift apart by this share of the interval, up or down."""
BACK_OFF_LIMIT = 3
"""Doublings of the interval after failures in a row."""
BUSY_SECONDS = 60.0
"""After finding that another process scans."""
LOOK_SECONDS = 30.0
"""Longest sleep, so that a machine that was suspended does not oversleep."""

Run = Callable[[str], Awaitable[ScanReport]]
LastScan = Callable[[], Awaitable[datetime | None]]


class Scheduler:
    """Decides when to scan. ``tick`` does what is due; ``start`` calls it in time. Used from the loop's thread.

    ``last_scan`` tells when any process last scanned, so that many consoles on one store scan no more often than one.
    """

    def __init__(
        self,
        run: Run,
        last_scan: LastScan,
        settings: Callable[[], ScanSettings],
        bus: Bus,
        clock: Clock,
        random: Random,
    ) -> None:
        self._run = run
        self._last_scan = last_scan
        self._settings = settings
        self._bus = bus
        self._clock = clock
        self._random = random
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._subscriptions: list[Subscription] = []
        self._trigger = "schedule"
        self._running = False
        self.next_run_at: datetime | None = None
        self.paused = False
        self.failures = 0
        self.last_failure = ""

    @property
    def interval(self) -> timedelta:
        """Between two scans when all is well; zero when scans are not scheduled."""
        return timedelta(minutes=self._settings().interval_minutes)

    def start(self) -> None:
        """Begin to keep time, in the running loop."""
        if self._task is None:
            self._loop = asyncio.get_running_loop()
            self._subscriptions = [
                self._bus.subscribe(ScanEnded, self._on_scan_ended),
                self._bus.subscribe(SettingsChanged, self._on_settings_changed),
            ]
            self._task = asyncio.create_task(self._keep_time(), name="scheduler")

    def close(self) -> None:
        """Stop keeping time; a scan that runs is not ours to stop."""
        for subscription in self._subscriptions:
            subscription.cancel()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def pause(self) -> None:
        """Start no scan until ``resume``."""
        self._set(self.next_run_at, paused=True)

    def resume(self) -> None:
        """Go on; what was missed is made up for at once."""
        self._set(self.next_run_at, paused=False)
        self._wake.set()

    async def prepare(self) -> None:
        """Set the first time: now if scanning at the start is wanted and the last scan is old, else an interval after it."""
        settings, now = self._settings(), self._clock.now()
        last = await self._last_scan()
        if settings.on_start and (last is None or now - last >= self.interval):
            self._trigger = "start"
            self._set(now)
        else:
            self._set_after(last or now)

    async def tick(self) -> bool:
        """Scan if it is time; says whether a scan was run. A scan that fails is accounted for, never raised."""
        if self._running or self.paused or self.next_run_at is None or self._clock.now() < self.next_run_at:
            return False
        self._running = True
        try:
            return await self._scan()
        finally:
            self._running = False

    async def _scan(self) -> bool:
        trigger, self._trigger = self._trigger, "schedule"
        try:
            last = await self._last_scan()
            if trigger == "schedule" and last is not None and self._clock.now() - last < self.interval * (1 - JITTER):
                self._set_after(last)  # another process has just scanned
                return False
            report = await self._run(trigger)
        except ScanRunningError:
            self._set(self._clock.now() + timedelta(seconds=BUSY_SECONDS))
            return False
        except DharmaError as error:
            log.warning("a scheduled scan did not run: %s", error)
            self._account(failed=True, reason=error.message)
            return False
        self._account(report.status is ScanStatus.FAILED, report.reason)
        return True

    def _account(self, failed: bool, reason: str = "") -> None:
        self.failures = self.failures + 1 if failed else 0
        self.last_failure = reason if failed else ""
        self._set_after(self._clock.now())

    def _set_after(self, last: datetime) -> None:
        """The next time: an interval after ``last``, longer while scans fail."""
        if not self.interval:
            self._set(None)
            return
        stretch = 2 ** min(self.failures, BACK_OFF_LIMIT) * self._random.uniform(1 - JITTER, 1 + JITTER)
        self._set(max(last + self.interval * stretch, self._clock.now()))

    def _set(self, at: datetime | None, paused: bool | None = None) -> None:
        before = self.next_run_at, self.paused
        self.next_run_at = at
        if paused is not None:
            self.paused = paused
        if before != (self.next_run_at, self.paused):
            due = at.isoformat(timespec="seconds") if at else ""
            log.info("schedule changed", extra={"next_run_at": due, "paused": self.paused, "failures": self.failures})
            self._bus.publish(ScheduleChanged(self._clock.now(), at, self.paused))
        self._wake.set()

    async def _keep_time(self) -> None:
        try:
            await self.prepare()
        except DharmaError as error:
            log.warning("the last scan is unknown: %s", error)
            self._set_after(self._clock.now())
        while True:
            await self.tick()
            self._wake.clear()
            try:
                async with asyncio.timeout(self._remaining()):
                    await self._wake.wait()
            except TimeoutError:
                pass

    def _remaining(self) -> float:
        if self.next_run_at is None or self.paused:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0.0, (self.next_run_at - self._clock.now()).total_seconds()))

    def _on_scan_ended(self, event: ScanEnded) -> None:
        report = event.report
        of_a_part = report.selection.is_narrow and report.trigger == "manual"
        if report.status in (ScanStatus.COMPLETE, ScanStatus.PARTIAL) and not of_a_part:
            self._from_anywhere(self._put_off)

    def _on_settings_changed(self, event: SettingsChanged) -> None:
        if any(key.startswith("scan.") for key in event.keys):
            self._from_anywhere(self._reconsider)

    def _put_off(self) -> None:
        """Somebody's scan has just ended well: the next is due an interval from now."""
        if not self._running:
            self._account(failed=False)

    def _reconsider(self) -> None:
        if not self._running:
            self._set_after(self._clock.now())

    def _from_anywhere(self, act: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)
