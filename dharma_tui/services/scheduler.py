"""Runs scans by itself: at the start where the last one is old, then every interval, and less often while they fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
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

Run = Callable[[str, tuple[str, ...]], Awaitable[ScanReport]]
"""By what trigger, and of which providers; none: of all there are."""
LastScans = Callable[[], Awaitable[Mapping[str, datetime]]]
ALL = ""
"""In place of a provider where nobody can tell which there are."""


class Scheduler:
    """Decides when to scan what. ``tick`` does what is due; ``start`` calls it in time. Used from the loop's thread.

    Each provider is due by its own interval; those due at about the same time are scanned together. ``last_scans`` tells when
    any process last scanned each, so that many consoles on one store scan no more often than one.
    """

    def __init__(
        self,
        run: Run,
        last_scans: LastScans,
        providers: Callable[[], Sequence[str]],
        settings: Callable[[], ScanSettings],
        bus: Bus,
        clock: Clock,
        random: Random,
    ) -> None:
        self._run = run
        self._last_scans = last_scans
        self._providers = providers
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
        self._last: dict[str, datetime] = {}
        """When each provider was last scanned or tried, or first waited for."""
        self._failed: dict[str, int] = {}
        """How often in a row."""
        self.next_run_at: datetime | None = None
        self.next_of: tuple[str, ...] = ()
        """The providers that are due then, where that is not all of them."""
        self.paused = False
        self.last_failure = ""

    @property
    def failures(self) -> int:
        """How many scans in a row failed, of the provider that fails most."""
        return max(self._failed.values(), default=0)

    @property
    def running(self) -> bool:
        """Whether a scan that was due is under way."""
        return self._running

    @property
    def started(self) -> bool:
        """Whether it keeps time at all, as it does not where the store cannot be written."""
        return self._task is not None

    @property
    def interval(self) -> timedelta:
        """The shortest between two scans when all is well; zero when scans are not scheduled."""
        return min((every for every in self._every().values() if every), default=timedelta())

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
        """Set the first time: now if scanning at the start is wanted and a last scan is old, else an interval after it."""
        await self._look()
        if self._settings().on_start and self._due("start"):
            self._trigger = "start"
            self._set(self._clock.now())
        else:
            self._plan()

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
        due: tuple[str, ...] = ()
        try:
            await self._look()
            due = self._due(trigger)
            if not due:  # another process has just scanned
                self._plan()
                return False
            report = await self._run(trigger, () if len(due) == len(self._every()) else due)
        except ScanRunningError:
            self._set(self._clock.now() + timedelta(seconds=BUSY_SECONDS))
            return False
        except DharmaError as error:
            log.warning("a scheduled scan did not run: %s", error)
            self._account(due or tuple(self._every()), failed=True, reason=error.message)
            return False
        self._account(due, report.status is ScanStatus.FAILED, report.reason)
        return True

    def _every(self) -> Mapping[str, timedelta]:
        """How often each provider is scanned by schedule; zero: not at all."""
        settings = self._settings()
        return {name: timedelta(minutes=settings.minutes(name)) for name in self._providers() or (ALL,)}

    async def _look(self) -> None:
        """Learn what was scanned meanwhile, by whomever."""
        begun = dict(await self._last_scans())
        if begun:
            begun[ALL] = max(begun.values())
        for name in self._every():
            if name in begun:
                self._last[name] = max(begun[name], self._last.get(name, begun[name]))

    def _due(self, trigger: str) -> tuple[str, ...]:
        """The providers to scan now."""
        now, schedule = self._clock.now(), trigger == "schedule"
        return tuple(
            name
            for name, every in self._every().items()
            if (every or not schedule)
            and (name not in self._last or now - self._last[name] >= self._wait(name, every) * (1 - JITTER * schedule))
        )

    def _wait(self, name: str, every: timedelta) -> timedelta:
        """From one scan of a provider to the next: its interval, longer while its scans fail."""
        return every * int(2 ** min(self._failed.get(name, 0), BACK_OFF_LIMIT))

    def _account(self, names: Iterable[str], failed: bool, reason: str = "") -> None:
        for name in names:
            self._failed[name] = self._failed.get(name, 0) + 1 if failed else 0
            self._last[name] = self._clock.now()
        self.last_failure = reason if failed else self.last_failure if self.failures else ""
        self._plan()

    def _plan(self) -> None:
        """Set the next time: when the first provider is due."""
        now, every = self._clock.now(), self._every()
        waits = {
            name: self._last.setdefault(name, now)
            + self._wait(name, span) * self._random.uniform(1 - JITTER, 1 + JITTER)
            for name, span in every.items()
            if span
        }
        at = max(min(waits.values()), now) if waits else None
        then = [name for name in waits if at and self._last[name] + self._wait(name, every[name]) * (1 - JITTER) <= at]
        self.next_of = tuple(then) if len(then) < len(every) else ()
        self._set(at)

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
            self._plan()
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
            named = {word.partition(".")[0] for word in report.selection.providers}
            self._from_anywhere(lambda: self._put_off(named))

    def _on_settings_changed(self, event: SettingsChanged) -> None:
        if any(key.startswith("scan.") for key in event.keys):
            self._from_anywhere(self._reconsider)

    def _put_off(self, named: Collection[str]) -> None:
        """Somebody's scan of the providers named, or of all, has just ended well: they are due an interval from now."""
        if not self._running:
            self._account([name for name in self._every() if not named or name in named], failed=False)

    def _reconsider(self) -> None:
        if not self._running:
            self._last = dict.fromkeys(self._every(), self._clock.now())
            self._plan()

    def _from_anywhere(self, act: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)
