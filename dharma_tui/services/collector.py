"""Samples live metrics, keeps the latest of each series at hand, and leads them into the store."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import StoreError, TimedOutError
from dharma_tui.core.events import MetricsSampled
from dharma_tui.core.format import duration
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.settings import MetricsSettings
from dharma_tui.core.types import Metric, Point, ResourceRef
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.pools import IoPool
from dharma_tui.services.recent_points import RecentPoints

if TYPE_CHECKING:
    from dharma_tui.services.metrics import MetricStore

log = logging.getLogger(__name__)

POINTS_KEPT = 300
SERIES_KEPT = 1_000
PENDING_LIMIT = 20_000
"""Points held back for the store while it cannot be written; the oldest give way."""
PATIENCE = 10.0
"""Seconds one round of sampling may take before the service that holds it up is left out."""


class Watching:
    """Resources some screen shows, to be measured as long as this is not cancelled."""

    __slots__ = ("_collector", "refs")

    def __init__(self, collector: Collector, refs: frozenset[ResourceRef]) -> None:
        self._collector = collector
        self.refs = refs

    def cancel(self) -> None:
        """Measure them no longer. May be called more than once."""
        self._collector.forget(self)


class Lease:
    """The right to write metrics to one store: one process has it, and the kernel takes it back when that dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Whether this process has it now."""
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def give_back(self) -> None:
        """Let another process have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Collector:
    """Measures every interval while started. Everything but ``watch`` and ``recent`` belongs to the loop's thread."""

    def __init__(
        self,
        services: Sequence[ProviderService],
        bus: Bus,
        clock: Clock,
        settings: Callable[[], MetricsSettings],
        tell: Callable[[Check], None],
    ) -> None:
        """``tell`` hears how measuring goes."""
        self._services = tuple(service for service in services if type(service).sample is not ProviderService.sample)
        self._bus = bus
        self._clock = clock
        self._settings = settings
        self._tell = tell
        self._io = IoPool(1, "metrics")
        self._writer = IoPool(1, "metrics-store")
        self._watching: set[Watching] = set()
        self._series: OrderedDict[Metric, RecentPoints] = OrderedDict()
        self._pending: deque[Point] = deque(maxlen=PENDING_LIMIT)
        self._asked: ProviderService | None = None
        self._stuck: set[ProviderService] = set()
        self._failing: dict[str, str] = {}
        self._store: MetricStore | None = None
        self._lease: Lease | None = None
        self._stored_at = clock.monotonic()
        self._task: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._write_failure: StoreError | None = None

    # -- for screens

    def watch(self, refs: Iterable[ResourceRef]) -> Watching:
        """Measure ``refs``, too, until the answer is cancelled."""
        watching = Watching(self, frozenset(refs))
        self._watching.add(watching)
        return watching

    def forget(self, watching: Watching) -> None:
        """End ``watching``."""
        self._watching.discard(watching)

    def recent(self, metric: Metric) -> Sequence[tuple[datetime, float]]:
        """The latest points of a series, oldest first; none when it is not measured."""
        points = self._series.get(metric)
        return points.all() if points else ()

    def latest(self, metric: Metric) -> float | None:
        """The last value of a series."""
        points = self._series.get(metric)
        return points.latest if points else None

    def metrics(self, ref: ResourceRef | None = None) -> tuple[Metric, ...]:
        """The series there are: of one resource, or all."""
        return tuple(sorted(metric for metric in self._series if ref is None or metric.ref == ref))

    # -- life

    def start(self) -> None:
        """Begin to measure, in the running loop."""
        if self._task is None:
            self._task = asyncio.create_task(self._measure(), name="collector")

    def attach(self, store: MetricStore, folder: Path) -> None:
        """From now on write what is measured to the store in ``folder``, if no other process does."""
        if self._lease is not None:
            self._lease.give_back()
        self._store = store
        self._lease = Lease(folder / "metrics.lock")

    def close(self) -> None:
        """Stop measuring; waits for nothing."""
        for task in (self._task, self._writing):
            if task is not None:
                task.cancel()
        self._task = None
        self._io.close()
        self._writer.close()
        if self._lease is not None:
            self._lease.give_back()

    async def _measure(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            settings = self._settings()
            if settings.enabled:
                await self.tick()
            due = max(due + settings.interval_seconds, loop.time())
            await asyncio.sleep(due - loop.time())

    async def tick(self) -> None:
        """Measure once, and write what has gathered if it is time."""
        refs = sorted({ref for watching in self._watching for ref in watching.refs})
        try:
            points = await self._io.run(self._sample, refs, timeout=max(PATIENCE, self._settings().interval_seconds))
        except TimedOutError:
            if self._asked is not None:
                self._stuck.add(self._asked)
                log.warning("measuring is stuck", extra={"service": self._asked.name})
            points = ()
        self._keep(points)
        if points:
            self._bus.publish(MetricsSampled(self._clock.now(), tuple(points)))
        self._tell(self._check())
        self._store_if_due()

    # -- sampling, in the pool's thread

    def _sample(self, refs: Sequence[ResourceRef]) -> Sequence[Point]:
        points: list[Point] = []
        for service in self._services:
            if service in self._stuck:
                continue
            self._asked = service
            try:
                points += service.sample([ref for ref in refs if ref.kind.startswith(f"{service.provider}.")])
                self._failing.pop(service.name, None)
            except Exception as error:
                if service.name not in self._failing:
                    log.warning("measuring failed", exc_info=error, extra={"service": service.name})
                self._failing[service.name] = f"{type(error).__name__}: {error}"
            if service in self._stuck:  # while it was, others took over: this thread's round is stale
                self._stuck.discard(service)
                return ()
        self._asked = None
        return points

    # -- keeping and storing

    def _keep(self, points: Iterable[Point]) -> None:
        for point in points:
            series = self._series.get(point.metric)
            if series is None:
                series = self._series[point.metric] = RecentPoints(POINTS_KEPT)
            series.append(point.at, point.value)
            self._series.move_to_end(point.metric)
            self._pending.append(point)
        while len(self._series) > SERIES_KEPT:
            self._series.popitem(last=False)

    def _store_if_due(self) -> None:
        now = self._clock.monotonic()
        busy = self._writing is not None and not self._writing.done()
        if busy or now - self._stored_at < self._settings().store_seconds or self._store is None:
            return
        self._stored_at = now
        batch = list(self._pending)
        self._pending.clear()
        if batch and self._lease is not None and self._lease.take():
            self._writing = asyncio.create_task(self._write(self._store, batch), name="metrics-write")

    async def _write(self, store: MetricStore, batch: Sequence[Point]) -> None:
        try:
            await self._writer.run(store.append, batch)
            self._write_failure = None
        except StoreError as error:
            if self._write_failure is None:
                log.warning("metrics not stored: %s", error)
            self._write_failure = error
            self._pending.extendleft(reversed(batch[-(PENDING_LIMIT - len(self._pending)) :]))

    def _check(self) -> Check:
        if self._stuck:
            names = ", ".join(sorted(service.name for service in self._stuck))
            reason = f"{names} has not answered for {duration(PATIENCE)} and is left out"
            return Check("metrics", Status.WARNING, reason, "it is measured again once it answers")
        if self._failing:
            name, reason = next(iter(self._failing.items()))
            return Check("metrics", Status.WARNING, f"{name}: {reason}", "see the log")
        if self._write_failure is not None:
            reason = f"measurements are not stored: {self._write_failure.message}"
            return Check("metrics", Status.WARNING, reason, self._write_failure.hint)
        return Check("metrics")
