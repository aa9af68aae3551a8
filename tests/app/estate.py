"""A small estate with two days of history, the same on every run: hosts, file systems, processes, one of each state."""

from __future__ import annotations

import atexit
import math
import shutil
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Metric, Point, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

SITE = Scope("local", "bastion")
HOST = ResourceRef("local.host", "m1")
ROOT = ResourceRef("local.file_system", "m1//")
DATABASE = ResourceRef("local.process", "m1/812:100")


def _fact(ref: ResourceRef, name: str, state: State = State.RUNNING, **attrs: Json) -> Resource:
    return Resource(ref, name, SITE, state, {"env": "prod"} if ref == HOST else {}, attrs)


def _processes(count: int, failed: bool) -> list[Resource]:
    made = [
        _fact(
            DATABASE, "postgres", State.FAILED if failed else State.RUNNING, pid=812, user="postgres", rss=214_958_080
        )
    ]
    for number in range(1, count):
        ref = ResourceRef("local.process", f"m1/{1000 + number}:100")
        made.append(_fact(ref, f"worker-{number}", pid=1000 + number, user="app", rss=number * 1_048_576))
    return made


def seed(folder: Path, clock: FrozenClock) -> None:
    """Fill the store in ``folder``: three scans, two days, one day and ten minutes ago; the last one partial.

    The store is made once for each moment and copied from then on: nothing in it says where it lies.
    """
    shutil.copytree(_seeded(clock.at), folder, dirs_exist_ok=True)


@cache
def _seeded(noon: datetime) -> Path:
    clock, folder = FrozenClock(noon), Path(mkdtemp(prefix="estate-"))
    atexit.register(shutil.rmtree, folder)
    lake = Lake.open(folder, clock=clock)
    try:
        stamps = [(lake.snapshot().id, noon - timedelta(days=3))]
        for number, (ago, count, failed) in enumerate(((48 * 60, 6, False), (24 * 60, 9, False), (10, 8, True)), 1):
            clock.at = noon - timedelta(minutes=ago)
            rescan(lake, f"scan-{number}", clock.at, count, failed)
            stamps.append((lake.snapshot().id, clock.at))
    finally:
        lake.close()
    stamp(folder, stamps)
    return folder


def measured(ref: ResourceRef, clock: FrozenClock) -> list[Point]:
    """An hour of the processor and of the memory of ``ref``, a point a minute."""
    points = []
    for minute in range(60):
        at = clock.at - timedelta(minutes=60 - minute)
        wave = math.sin(minute / 9)
        points.append(Point(Metric(ref, "cpu", "percent"), at, round(50 + 45 * wave, 1)))
        points.append(Point(Metric(ref, "memory", "percent"), at, round(60 + minute / 3, 1)))
    return points


def rescan(lake: Lake, scan_id: str, at: datetime, count: int, failed: bool) -> None:
    """Record a scan that found the host, its file system and ``count`` processes, one of them ``failed`` if so."""
    store = ScanStore(lake)
    host = _fact(HOST, "bastion", kernel="6.1.0" if count < 9 else "6.6.2", cpus=4)
    root = _fact(
        ROOT, "/", State.DEGRADED if failed else State.RUNNING, type="ext4", size=268_435_456_000, used=255_013_683_200
    )
    processes = _processes(count, failed)
    parts: list[ScopeReport] = []
    listed: dict[str, list[Resource]] = {"local.host": [host], "local.file_system": [root], "local.process": processes}
    for kind, found in listed.items():
        parts.append(ScopeReport(SITE, kind, ScopeStatus.COMPLETE, count=len(found), seconds=0.2, calls=1))
    denied = ScopeReport(
        SITE,
        "local.container",
        ScopeStatus.FAILED,
        "permission denied on the socket of Docker",
        "join the group docker",
        seconds=0.1,
    )
    reports = parts + ([denied] if failed else [])
    store.begin(scan_id, ["local"], "schedule", at)
    for kind, found in listed.items():
        edges = [Relationship(one.ref, HOST, Verb.RUNS_ON, "host") for one in found if one.ref != HOST]
        store.stage(scan_id, SITE, kind, found, edges, ("rss",))
    delta = store.commit(scan_id, reports)
    status = ScanStatus.PARTIAL if failed else ScanStatus.COMPLETE
    total = sum(map(len, listed.values()))
    store.end(
        ScanReport(
            scan_id,
            status,
            at,
            0.7,
            len(reports),
            total,
            9,
            delta.added,
            delta.changed,
            delta.removed,
            tuple(reports),
            "schedule",
        )
    )


def stamp(folder: Path, stamps: Sequence[tuple[int, datetime]]) -> None:
    """Let the commits have been made when the estate's clock says so, not when the test ran."""
    with sqlite3.connect(folder / "catalog.sqlite") as catalog:
        first = 0
        for last, at in stamps:
            catalog.execute(
                "UPDATE ducklake_snapshot SET snapshot_time = ? WHERE snapshot_id BETWEEN ? AND ?",
                (at.isoformat(" "), first, last),
            )
            first = last + 1
    catalog.close()
