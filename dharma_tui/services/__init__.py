"""Everything the console can do without a screen."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import StoreFailed, StoreOpened
from dharma_tui.core.scan import ScanReport, Selection

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.services.changes import Changes
    from dharma_tui.services.collector import Collector
    from dharma_tui.services.findings import Findings
    from dharma_tui.services.health import Health
    from dharma_tui.services.inventory import Inventory
    from dharma_tui.services.lake_door import LakeDoor
    from dharma_tui.services.metrics import MetricStore
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.saved_views import SavedViews
    from dharma_tui.services.scanner import Scanner
    from dharma_tui.services.scheduler import Scheduler
    from dharma_tui.services.settings_source import SettingsSource
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.scan_store import ScanStore
    from dharma_tui.services.watch import Watch

    MakeScanner = Callable[[], Scanner]

log = logging.getLogger(__name__)

CLOSE_SECONDS = 0.45
EVERYTHING = Selection()


class Scans(Protocol):
    """Runs scans, one at a time: in a child process, or wherever the providers live."""

    @property
    def running(self) -> bool:
        """Whether a scan started here is under way."""

    @property
    def scan_id(self) -> str:
        """The id of the scan under way; empty until it has one."""

    async def run(self, selection: Selection = EVERYTHING, trigger: str = "manual") -> ScanReport:
        """Scan, and return the report, which is also published. Raises ScanRunningError, UsageError."""

    def cancel(self) -> bool:
        """Ask the running scan to stop. False: none runs."""

    def close(self) -> None:
        """Stop the running scan within a quarter of a second."""


@dataclass(frozen=True)
class Services:
    """What screens may ask. All of it is there from the start; what needs the store raises StoreError until it is open."""

    settings: SettingsSource
    bus: Bus
    clock: Clock
    ids: Ids
    folder: Path
    io: IoPool
    providers: tuple[ProviderService, ...]
    kinds: Mapping[str, KindSpec]
    scans: ScanStore
    inventory: Inventory
    changes: Changes
    metrics: MetricStore
    saved_views: SavedViews
    scanner_process: Scans
    scheduler: Scheduler
    collector: Collector
    health: Health
    findings: Findings
    watch: Watch
    door: LakeDoor
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def lake(self) -> Lake:
        """The open store. Raises StoreError while there is none."""
        return self.door.opened

    async def open(self) -> None:
        """Open the store in a thread and start everything that goes on by itself. Publishes how it went.

        Raises StoreError when the store cannot be opened; ``open`` may then be called again.
        """
        async with self._opening:
            if self.door.is_open:
                return
            self.settings.watch()
            self.health.follow(self.scheduler)
            if self.settings.current.metrics.enabled:
                self.collector.start()
            store = self.settings.current.store
            try:
                await self.io.run(self.door.open, store.memory_mb, store.lock_seconds)
            except DharmaError as error:
                log.warning("store not opened: %s", error)
                self.bus.publish(StoreFailed(self.clock.now(), error.message, error.hint))
                raise
            self.bus.publish(StoreOpened(self.clock.now()))
            self.watch.start()
            if self.lake.writable:
                self.collector.attach(self.metrics, self.folder)
                self.scheduler.start()
            self.findings.start()

    async def retry(self) -> bool:
        """Try again to open the store; whether it is open now. A failure is published, not raised."""
        try:
            await self.open()
        except DharmaError:
            return False
        return True

    def close(self) -> None:
        """End everything in less than half a second, whatever is stuck."""
        for part in (self.settings, self.scheduler, self.findings, self.collector, self.health, self.watch):
            part.close()
        self.io.close()
        slow = (self.scanner_process.close, self.door.close)
        threads = [threading.Thread(target=close, name="close", daemon=True) for close in slow]
        for thread in threads:
            thread.start()
        deadline = self.clock.monotonic() + CLOSE_SECONDS
        for thread in threads:
            thread.join(max(0.0, deadline - self.clock.monotonic()))


def build_services(
    settings: SettingsSource,
    folder: Path,
    *,
    clock: Clock,
    ids: Ids,
    providers: Sequence[ProviderService] | None = None,
    scans_with: Callable[[MakeScanner, Callable[[], bool]], Scans] | None = None,
) -> Services:
    """Make every service, opening and starting nothing: this is on the way to the first paint.

    ``providers`` are taken instead of all there are. ``scans_with`` makes what scans instead of a child process; it is
    given what makes a scanner for this process's providers and store, and what tells whether the store is open.
    """
    from random import Random

    from dharma_tui.services.changes import Changes
    from dharma_tui.services.collector import Collector
    from dharma_tui.services.findings import Findings
    from dharma_tui.services.health import Health
    from dharma_tui.services.inventory import Inventory
    from dharma_tui.services.lake_door import LakeDoor
    from dharma_tui.services.metrics import MetricStore
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.providers import kinds_of, provider_services
    from dharma_tui.services.saved_views import SavedViews
    from dharma_tui.services.scan_process import ScanProcess
    from dharma_tui.services.scheduler import Scheduler
    from dharma_tui.services.store.scan_store import ScanStore
    from dharma_tui.services.watch import Watch

    bus, io, paths = settings.bus, IoPool(4, "io"), settings.paths
    services = tuple(provider_services(clock) if providers is None else providers)
    kinds = kinds_of(services)
    door = LakeDoor(folder, clock)
    lake = door.lake
    scans, metrics = ScanStore(lake), MetricStore(lake, io)
    inventory = Inventory(lake, io, bus, clock, kinds, folder, paths.state_folder)
    health = Health(bus, clock)
    collector = Collector(services, bus, clock, lambda: settings.current.metrics, health.report)

    def make_scanner() -> Scanner:
        from dharma_tui.services.scanner import Scanner

        return Scanner(services, scans, bus, clock, ids, settings.current.scan, folder=folder)

    scanner_process: Scans
    if scans_with is None:
        scanner_process = ScanProcess(settings.words, folder, bus, clock, ids)
    else:
        scanner_process = scans_with(make_scanner, lambda: door.is_open)

    async def last_scan() -> datetime | None:
        return await io.run(_last_scan, scans)

    def interval() -> timedelta:
        return timedelta(minutes=settings.current.scan.interval_minutes)

    return Services(
        settings=settings,
        bus=bus,
        clock=clock,
        ids=ids,
        folder=folder,
        io=io,
        providers=services,
        kinds=kinds,
        scans=scans,
        inventory=inventory,
        changes=Changes(lake, io, kinds),
        metrics=metrics,
        saved_views=SavedViews(paths),
        scanner_process=scanner_process,
        scheduler=Scheduler(
            lambda trigger: scanner_process.run(trigger=trigger),
            last_scan,
            lambda: settings.current.scan,
            bus,
            clock,
            Random(),
        ),
        collector=collector,
        health=health,
        findings=Findings(lake, scans, collector, io, bus, clock, interval),
        watch=Watch(lake, inventory, io, bus, clock, lambda: settings.current.store.poll_seconds),
        door=door,
    )


def _last_scan(scans: ScanStore) -> datetime | None:
    """When a scan last began that has ended well or goes on."""
    from dharma_tui.core.scan import ScanStatus

    useful = (ScanStatus.COMPLETE, ScanStatus.PARTIAL, ScanStatus.RUNNING)
    return next((report.started_at for report in scans.recent(10) if report.status in useful), None)
