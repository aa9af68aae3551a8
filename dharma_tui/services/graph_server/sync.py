"""Brings Neo4j level with the store: all of it once, then what has changed; cut short anywhere, it goes on from there."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import NotFoundError, SyncTakenError
from dharma_tui.services.graph_server import sweeping, sync_writing
from dharma_tui.services.graph_server.marker import Marker, Point, Progress, store_id
from dharma_tui.services.graph_server.sync_rows import BATCH, Row, SyncRows

if TYPE_CHECKING:
    import neo4j

    from dharma_tui.services.graph_server.server import GraphServer
    from dharma_tui.services.store.lake import Lake, Snapshot

log = logging.getLogger(__name__)

LOCK = "neo4j-sync.lock"


@dataclass(frozen=True, slots=True)
class SyncStep:
    """How far a sync is: rows of one sort that are there, of all."""

    what: str
    done: int
    total: int


@dataclass(slots=True)
class SyncReport:
    """What a sync did. ``mode`` is full, changes or nothing; ``differing`` are parts of which the server has another number of
    resources than the store, or fewer relationships."""

    mode: str
    snapshot: int
    resumed: bool = False
    resources: int = 0
    relationships: int = 0
    missing: int = 0
    removed_resources: int = 0
    removed_relationships: int = 0
    differing: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_verified(self) -> bool:
        """Whether the counts of both sides agree."""
        return not self.differing


class Sync:
    """One run at a time for each store. Blocks; use it in one thread."""

    def __init__(
        self,
        lake: Lake,
        server: GraphServer,
        clock: Clock,
        ids: Ids,
        *,
        tell: Callable[[SyncStep], None] = lambda _: None,
        batch: int = BATCH,
    ) -> None:
        """``tell`` hears after every batch, and may raise to end the run, which a later one goes on with."""
        self._lake = lake
        self._server = server
        self._clock = clock
        self._ids = ids
        self._tell = tell
        self._batch = batch
        self._marker = Marker(server, store_id(lake), ids("run"))

    def run(self, full: bool = False) -> SyncReport:
        """Bring the server level, and count on both sides. Where that differs, everything is sent once more.

        Raises GraphServerError, and SyncTakenError when another process is at it; StoreError.
        """
        began = self._clock.monotonic()
        with _alone(self._lake):
            self._server.version()
            self._marker.prepare()
            report = self._once(full)
            if not report.is_verified and report.mode != "full":
                log.warning("the counts differ; everything is sent", extra={"parts": report.differing})
                report = self._once(True)
        report.seconds = round(self._clock.monotonic() - began, 3)
        log.info("neo4j synced: %s", report)
        return report

    def _once(self, full: bool) -> SyncReport:
        standing, newest = self._marker.read(), self._newest()
        progress = standing.under_way
        resumed = progress is not None and self._is_there(progress.target) and self._can_start(progress.base)
        if full and progress is not None and progress.base is not None:
            resumed = False
        if progress is None or not resumed:
            base = standing.level if not full and standing.level and self._is_there(standing.level) else None
            if base == newest:
                report = SyncReport("nothing", newest.snapshot)
                report.differing = sweeping.differing(self._server, self._lake, SyncRows(self._lake, newest.snapshot))
                return report
            progress = Progress(self._ids("sync"), newest, base)
        self._marker.begin(progress)
        report = SyncReport("full" if progress.base is None else "changes", progress.target.snapshot, resumed)
        rows = SyncRows(self._lake, progress.target.snapshot, progress.base.snapshot if progress.base else None)
        try:
            self._bring(rows, progress, report)
        finally:
            rows.forget()
        self._marker.end(progress.target)
        if resumed and self._newest() != progress.target:
            return self._once(False)
        return report

    def _bring(self, rows: SyncRows, progress: Progress, report: SyncReport) -> None:
        totals = rows.prepare()
        phases = (
            ("resources", rows.resources, sync_writing.write_resources),
            ("missing", rows.missing, sync_writing.write_missing),
            ("relationships", rows.relationships, sync_writing.write_relationships),
            ("gone_relationships", rows.gone_relationships, sync_writing.delete_relationships),
            ("gone_resources", rows.gone_resources, sync_writing.delete_resources),
        )
        counts = dict.fromkeys((name for name, *_ in phases), 0)
        for number, (name, read, write) in enumerate(phases):
            if number < progress.phase:
                continue
            if number > progress.phase:
                self._marker.enter(number)
            done = progress.done if number == progress.phase else 0
            for batch in _batches(read(done), self._batch):
                self._send(batch, number, done, progress.sync, write)
                done += len(batch)
                counts[name] += len(batch)
                self._tell(SyncStep(name, done, totals.get(name, done)))
        if progress.base is None:
            swept = sweeping.sweep(self._server, self._lake, progress.sync)
            counts["gone_resources"], counts["gone_relationships"] = swept
        sweeping.drop_loose(self._server)
        report.resources, report.missing, report.relationships = (
            counts[name] for name in ("resources", "missing", "relationships")
        )
        report.removed_resources, report.removed_relationships = counts["gone_resources"], counts["gone_relationships"]
        report.differing = sweeping.differing(self._server, self._lake, rows)

    def _send(self, batch: Sequence[Row], phase: int, done: int, sync: str, write: Callable[..., None]) -> None:
        def work(transaction: neo4j.ManagedTransaction) -> None:
            if self._marker.advance(transaction, phase, done, done + len(batch)):
                write(transaction, batch, sync)

        self._server.write(work)

    def _newest(self) -> Point:
        """The last commit that changed what exists: those of measurements alone are soon forgotten."""
        changed = self._lake.snapshots(1)
        return _point(changed[0] if changed else self._lake.snapshot())

    def _is_there(self, point: Point) -> bool:
        """Whether the lake still remembers that commit, and it is the same one."""
        try:
            return _point(self._lake.resolve(f"#{point.snapshot}")) == point
        except NotFoundError:
            return False

    def _can_start(self, base: Point | None) -> bool:
        return base is None or self._is_there(base)


def _point(snapshot: Snapshot) -> Point:
    return Point(snapshot.id, snapshot.at.isoformat())


def _batches(rows: Iterator[list[Row]], size: int) -> Iterator[list[Row]]:
    """What the lake gives, in pieces of at most ``size``."""
    for batch in rows:
        for start in range(0, len(batch), size):
            yield batch[start : start + size]


@contextmanager
def _alone(lake: Lake) -> Iterator[None]:
    """Hold the right to sync this store on this machine; the kernel takes it back when the process dies."""
    try:
        descriptor = os.open(lake.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:  # a folder that cannot be written: the marker alone keeps two apart
        yield
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SyncTakenError("another process brings Neo4j level with this store", "let it end") from None
        yield
    finally:
        os.close(descriptor)
