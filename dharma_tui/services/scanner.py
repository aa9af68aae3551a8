"""A scan: every chosen part is listed, normalised, compared, saved and told of; a part that fails stops no other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import StoreError, TimedOutError, UsageError
from dharma_tui.core.events import ScanEnded, ScanProgressed, ScanStarted, ScopeEnded
from dharma_tui.core.provider import ProviderService, sharing
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Scope
from dharma_tui.services.pools import IoPool
from dharma_tui.services.scan_lock import scan_locks
from dharma_tui.services.scan_part import Part, list_part, reason_of
from dharma_tui.services.scan_parts import find_parts, taking_part
from dharma_tui.services.scan_selection import choose, providers_of

if TYPE_CHECKING:
    from dharma_tui.core.types import Relationship, Resource
    from dharma_tui.services.store.scan_store import ScanStore

log = logging.getLogger(__name__)

EVERYTHING = Selection()
COMMIT_SECONDS = 2.0
CANCEL_SECONDS = 0.6
"""How long a cancelled scan waits for its tasks, and in a process that is to end for writing down that it was cancelled."""


@dataclass(slots=True)
class _Run:
    """One scan while it runs."""

    scan_id: str
    trigger: str
    started_at: datetime
    began: float
    parts: list[Part] = field(default_factory=list)
    ended: list[ScopeReport] = field(default_factory=list)
    """Listed, not yet committed."""
    committed: list[ScopeReport] = field(default_factory=list)
    begun: bool = False
    """The store knows of this scan, or soon will."""
    relationships: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0

    def reports(self) -> dict[tuple[Scope, str], ScopeReport]:
        """Every part's report in the order they were announced; an unfinished one is skipped."""
        known = {
            (part.scope, part.kind.kind): part.report(ScopeStatus.SKIPPED, "the scan was cut short")
            for part in self.parts
        }
        for uncommitted in self.ended:
            key = uncommitted.scope, uncommitted.kind
            known[key] = replace(
                uncommitted, status=ScopeStatus.SKIPPED, reason="the scan was cut short before it was saved"
            )
        known.update({(report.scope, report.kind): report for report in self.committed})
        return known


class Scanner:
    """Scans with the given provider services into the store. One object runs one scan at a time.

    Raises of ``scan``: UsageError for a selection that names nothing known, ScanRunningError when a provider is being
    scanned by another process. Everything else ends up in the report.
    """

    def __init__(
        self,
        providers: Sequence[ProviderService],
        store: ScanStore,
        bus: Bus,
        clock: Clock,
        ids: Ids,
        settings: ScanSettings,
        *,
        folder: Path,
        pool: IoPool | None = None,
    ) -> None:
        """``folder`` is the store's: the locks between processes live there.

        ``pool``, of one worker, is where the store is written from; without one the scanner has its own for each scan.
        """
        self._services = tuple(providers)
        self._store = store
        self._bus = bus
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._folder = folder
        self._shared = pool
        self._pool: IoPool
        self._body: asyncio.Task[None] | None = None
        self._cancelled = False
        self._scan_id = ""

    @property
    def scan_id(self) -> str:
        """The id of the scan under way, or of the last one."""
        return self._scan_id

    def cancel(self) -> None:
        """End the running scan soon: what was committed stands, ``scan`` returns a report with status cancelled."""
        self._cancelled = True
        if self._body is not None:
            self._body.cancel()

    async def scan(self, selection: Selection = EVERYTHING, trigger: str = "manual") -> ScanReport:
        """List everything ``selection`` names and save it; where it names no region, those of the settings."""
        services = taking_part(self._services, self._settings, trigger, selection)
        chosen = choose(services, selection, self._settings.providers)
        names = providers_of(chosen)
        run = _Run(self._ids("scan"), trigger, self._clock.now(), self._clock.monotonic())
        with scan_locks(self._folder, names, self._clock), self._pool_for_this():
            self._scan_id = run.scan_id
            report = await self._guarded(run, chosen, selection, names)
            _log_end(report)
            self._bus.publish(ScanEnded(self._clock.now(), report))
            return report

    @contextlib.contextmanager
    def _pool_for_this(self) -> Iterator[None]:
        self._pool = self._shared or IoPool(1, "scan-store")
        try:
            yield
        finally:
            if self._pool is not self._shared:
                self._pool.close()

    async def _guarded(
        self, run: _Run, chosen: Mapping[ProviderService, Sequence[str]], selection: Selection, names: Sequence[str]
    ) -> ScanReport:
        """Run the scan's body to its end, its failure or its cancellation, and write down which it was."""
        self._body = body = asyncio.ensure_future(self._scan(run, chosen, selection, names))
        try:
            if self._cancelled:
                body.cancel()
            await asyncio.wait({body})
            outer: asyncio.CancelledError | None = None
        except asyncio.CancelledError as cancelled:
            outer = cancelled
            body.cancel()
            await asyncio.wait({body}, timeout=CANCEL_SECONDS / 2)
        finally:
            self._body = None
        report = await self._record(self._report(run, body), run.begun)
        if outer is not None:
            _log_end(report)
            self._bus.publish(ScanEnded(self._clock.now(), report))
            raise outer
        return report

    def _report(self, run: _Run, body: asyncio.Task[None]) -> ScanReport:
        scopes = tuple(run.reports().values())
        status, reason, hint = _overall(scopes), "", ""
        if not body.done() or body.cancelled():
            status, reason = ScanStatus.CANCELLED, "cancelled"
        elif error := body.exception():
            cause = _innermost(error)
            if isinstance(cause, UsageError):
                raise cause
            log.error("scan failed", exc_info=error, extra={"scan_id": run.scan_id})
            status, (reason, hint) = ScanStatus.FAILED, reason_of(cause)
        return ScanReport(
            scan_id=run.scan_id,
            status=status,
            started_at=run.started_at,
            seconds=round(self._clock.monotonic() - run.began, 3),
            calls=sum(scope.calls for scope in scopes),
            resources=sum(scope.count for scope in scopes if scope.status is not ScopeStatus.SKIPPED),
            relationships=run.relationships,
            added=run.added,
            changed=run.changed,
            removed=run.removed,
            scopes=scopes,
            trigger=run.trigger,
            reason=reason,
            hint=hint,
        )

    async def _record(self, report: ScanReport, begun: bool) -> ScanReport:
        """Save the report, and return it as saved; a store that cannot makes a failed one of it."""
        if not begun:
            return report
        hurried = report.status is ScanStatus.CANCELLED and self._shared is None
        try:
            return await self._pool.run(self._store.end, report, timeout=CANCEL_SECONDS if hurried else None)
        except TimedOutError:
            log.warning("no time to record that the scan was cancelled", extra={"scan_id": report.scan_id})
        except StoreError as error:
            if report.status not in (ScanStatus.FAILED, ScanStatus.CANCELLED):
                return replace(report, status=ScanStatus.FAILED, reason=error.message, hint=error.hint)
        return report

    async def _scan(
        self, run: _Run, chosen: Mapping[ProviderService, Sequence[str]], selection: Selection, names: Sequence[str]
    ) -> None:
        found = await find_parts(chosen, selection, self._settings)
        run.parts, run.ended = found.parts, found.unlisted
        await self._begin(run, names)
        log.info(
            "scan started",
            extra={
                "scan_id": run.scan_id,
                "trigger": run.trigger,
                "providers": ", ".join(names),
                "parts": len(run.parts),
            },
        )
        self._bus.publish(
            ScanStarted(
                self._clock.now(),
                run.scan_id,
                tuple(names),
                tuple((part.scope, part.kind.kind) for part in run.parts),
                run.trigger,
            )
        )
        for report in run.ended:
            self._bus.publish(ScopeEnded(self._clock.now(), run.scan_id, report))
        sharing({part.kind.kind: part.kind for part in run.parts}.values())
        slots = {service.provider: asyncio.Semaphore(service.at_once) for service in chosen}
        listed = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            committing = tasks.create_task(self._commit_ended(run, listed))
            async with asyncio.TaskGroup() as listings:
                for group in found.groups:
                    listings.create_task(self._list(run, group, slots))
            listed.set()
            await committing
        await self._resolve(run)

    async def _begin(self, run: _Run, names: Sequence[str]) -> None:
        run.begun = True  # even when cancelled now: the thread goes on, and its row wants an end
        try:
            await self._pool.run(self._store.begin, run.scan_id, names, run.trigger, run.started_at)
        except StoreError:
            run.begun = False
            raise

    async def _list(self, run: _Run, group: Sequence[Part], slots: Mapping[str, asyncio.Semaphore]) -> None:
        async with slots[group[0].service.provider]:
            for part in group:
                report, relationships = await self._list_part(run, part)
                run.relationships += relationships
                run.ended.append(report)
                self._bus.publish(ScopeEnded(self._clock.now(), run.scan_id, report))

    async def _list_part(self, run: _Run, part: Part) -> tuple[ScopeReport, int]:
        async def stage(resources: Sequence[Resource], relationships: Sequence[Relationship]) -> None:
            await self._pool.run(self._stage, run.scan_id, part, resources, relationships)

        def progress(found: int, calls: int) -> None:
            self._bus.publish(ScanProgressed(self._clock.now(), run.scan_id, part.scope, part.kind.kind, found, calls))

        async def labels() -> Mapping[str, Mapping[str, str]]:
            return await self._pool.run(self._store.labels, part.scope, part.kind.kind)

        return await list_part(
            part,
            stage=stage,
            progress=progress,
            labels=labels,
            clock=self._clock,
            timeout=self._settings.timeout_seconds,
        )

    def _stage(
        self, scan_id: str, part: Part, resources: Sequence[Resource], relationships: Sequence[Relationship]
    ) -> None:
        """In the pool's thread: a disk that is full here is the store's trouble, not the provider's."""
        from dharma_tui.services.store.faults import mapped

        kind = part.kind
        with mapped(self._folder):
            self._store.stage(scan_id, part.scope, kind.kind, resources, relationships, kind.volatile)

    async def _commit_ended(self, run: _Run, listed: asyncio.Event) -> None:
        """Commit the parts that have ended, now and then, and the rest when all are listed."""
        last = False
        while not last:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listed.wait(), COMMIT_SECONDS)
            last = listed.is_set()  # before committing: parts that end meanwhile need another round
            if run.ended:
                await self._commit(run)

    async def _resolve(self, run: _Run) -> None:
        """When something changed, follow what resources say of each other: those of all kinds of these providers."""
        scanned = {part.kind.provider for part in run.parts if part.kind.resolved}
        kinds = [kind for service in self._services for kind in service.kinds if kind.resolved]
        kinds = [kind for kind in kinds if kind.provider in scanned]
        if kinds and run.added + run.changed + run.removed:
            run.relationships += await self._pool.run(self._store.resolve, kinds)

    async def _commit(self, run: _Run) -> None:
        reports = tuple(run.ended)
        delta = await self._pool.run(self._store.commit, run.scan_id, reports)
        run.committed += reports
        del run.ended[: len(reports)]
        run.added += delta.added
        run.changed += delta.changed
        run.removed += delta.removed


def _log_end(report: ScanReport) -> None:
    counts = {name: getattr(report, name) for name in ("resources", "added", "changed", "removed", "seconds")}
    log.info("scan ended", extra={"scan_id": report.scan_id, "status": report.status.value, **counts})


def _overall(scopes: Sequence[ScopeReport]) -> ScanStatus:
    statuses = {scope.status for scope in scopes}
    if statuses == {ScopeStatus.FAILED}:
        return ScanStatus.FAILED
    return ScanStatus.COMPLETE if statuses <= {ScopeStatus.COMPLETE} else ScanStatus.PARTIAL


def _innermost(error: BaseException) -> BaseException:
    """The first error inside nested groups, a store's before any other."""
    while isinstance(error, BaseExceptionGroup):
        matched = error.subgroup(StoreError)
        error = (matched or error).exceptions[0]
    return error
