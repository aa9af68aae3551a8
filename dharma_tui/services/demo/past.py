"""The store of a demo: the estate as it was days ago, what has happened since, and a clock turned back to match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.links import linked
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Metric, Point, Scope
from dharma_tui.services.demo.bulk import multiply
from dharma_tui.services.demo.estate import CORE, Estate
from dharma_tui.services.demo.kinds import BY_NAME, PROVIDER
from dharma_tui.services.demo.life import live
from dharma_tui.services.demo.provider import DemoProvider, watched
from dharma_tui.services.demo.signals import value
from dharma_tui.services.metrics import MetricStore
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.place import CATALOG
from dharma_tui.services.store.scan_store import ScanStore

SEED = 20_261_120
DAYS = 3.0
STEPS = (2.4, 1.1, 0.4, 0.04)
"""Days ago when something happened."""
LARGE_STEPS = (2.4, 0.6, 0.03)
"""As ``STEPS``, where a commit takes a second."""
EVENTS = 10
METRIC_HOURS = 24
METRIC_SECONDS = 600
MEMORY_MB = 1024

Progress = Callable[[str], None]


@dataclass(slots=True)
class PastClock:
    """A clock that is set to the moments the estate went through."""

    at: datetime
    real: Clock

    def now(self) -> datetime:
        """The moment it is set to."""
        return self.at

    def monotonic(self) -> float:
        """Real seconds: work takes the time it takes."""
        return self.real.monotonic()


@dataclass(slots=True)
class _Building:
    """A store in the making."""

    lake: Lake
    scans: ScanStore
    clock: PastClock
    ids: Ids
    estate: Estate
    provider: DemoProvider
    stamps: list[tuple[int, datetime]] = field(default_factory=list)
    """The newest snapshot at each moment."""

    def stamp(self) -> None:
        """What was committed since the last stamp happened at the clock's moment."""
        self.stamps.append((self.lake.snapshot().id, self.clock.at))


def build(folder: Path, size: int, clock: Clock, ids: Ids, progress: Progress, seed: int = SEED) -> Estate:
    """Make the store in ``folder`` with ``size`` resources and a few days of history. Raises StoreError."""
    now = clock.now()
    past = PastClock(now - timedelta(days=DAYS), clock)
    progress("inventing the estate")
    estate = Estate(size, seed, past.at)
    lake = Lake.open(folder, clock=past, memory_mb=MEMORY_MB)
    try:
        making = _Building(lake, ScanStore(lake), past, ids, estate, DemoProvider(past, estate))
        _save(making, {scope: tuple(BY_NAME) for scope in estate.sites})
        if size > estate.size:
            progress(f"multiplying it to {size:,} resources")
            multiply(lake, size - estate.size)
        making.stamp()
        steps = STEPS if size <= CORE else LARGE_STEPS
        for index, days in enumerate(steps, 1):
            progress(f"living through the last days: {index}/{len(steps)}")
            past.at = now - timedelta(days=days)
            scope, kinds = live(estate, past.at, EVENTS)
            _save(making, {scope: [kind for kind in BY_NAME if kind in kinds]})
            making.stamp()
        progress("measuring")
        _measure(lake, estate, now)
        past.at = now
        making.stamp()
    finally:
        lake.close()
    turn_back(folder / CATALOG, making.stamps)
    return estate


def _save(making: _Building, parts: Mapping[Scope, Iterable[str]]) -> None:
    """Save these parts of the estate as a scan of them would."""
    began, started = making.clock.monotonic(), making.clock.at
    scan_id = making.ids("scan")
    making.scans.begin(scan_id, (PROVIDER,), "schedule", started)
    reports: list[ScopeReport] = []
    edges = 0
    for scope, kinds in parts.items():
        for name in kinds:
            spec = BY_NAME[name]
            found = [making.provider.normalise(spec, scope, raw) for raw in making.provider.raws(spec, scope)]
            relationships = [edge for resource in found for edge in linked(spec, resource)]
            making.scans.stage(scan_id, scope, name, found, relationships, spec.volatile)
            reports.append(ScopeReport(scope, name, ScopeStatus.COMPLETE, count=len(found), calls=1))
            edges += len(relationships)
    delta = making.scans.commit(scan_id, reports)
    making.scans.end(
        ScanReport(
            scan_id,
            ScanStatus.COMPLETE,
            started,
            seconds=round(making.clock.monotonic() - began, 3),
            calls=len(reports),
            resources=sum(report.count for report in reports),
            relationships=edges,
            added=delta.added,
            changed=delta.changed,
            removed=delta.removed,
            scopes=tuple(reports),
            trigger="schedule",
        )
    )


def _measure(lake: Lake, estate: Estate, now: datetime) -> None:
    """The last day of the machines that are measured all the time."""
    io = IoPool(1, "demo")
    moments = [
        now - timedelta(seconds=METRIC_SECONDS * step) for step in range(METRIC_HOURS * 3600 // METRIC_SECONDS, 0, -1)
    ]
    points = [
        Point(series, at, value(f"{ref}|{metric.name}", metric.unit, at))
        for ref in watched(estate)
        for metric in BY_NAME[ref.kind].metrics
        for series in [Metric(ref, metric.name, metric.unit)]
        for at in moments
    ]
    MetricStore(lake, io).append(points)
    io.close()


def turn_back(catalog: Path, stamps: Iterable[tuple[int, datetime]]) -> None:
    """Let each snapshot of a closed store have been made at its moment, a millisecond apart within one."""
    import sqlite3

    connection = sqlite3.connect(catalog)
    try:
        first = 0
        for last, at in stamps:
            times = [
                (f"{at + timedelta(milliseconds=number - first):%Y-%m-%d %H:%M:%S.%f}+00", number)
                for number in range(first, last + 1)
            ]
            connection.executemany("UPDATE ducklake_snapshot SET snapshot_time = ? WHERE snapshot_id = ?", times)
            first = last + 1
        connection.commit()
    finally:
        connection.close()
