"""A scan: every chosen part is listed, normalised, compared, saved and told of; a part that fails stops no other."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import StoreError, TimedOutError, UsageError
from dharma_tui.core.events import ScanEnded, ScanProgressed, ScanStarted, ScopeEnded
from dharma_tui.core.provider import ProviderService, listing_alone, sharing
from dharma_tui.core.scan import EVERYTHING, ScanReport, ScanStatus, ScopeReport, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.services.pools import IoPool
from dharma_tui.services.resuming import rest_of
from dharma_tui.services.scan_lock import scan_locks
from dharma_tui.services.scan_part import Listed, Part, list_part, reason_of
from dharma_tui.services.scan_parts import FoundParts, find_parts, find_rest, located, only, taking_part
from dharma_tui.services.scan_run import Run, innermost
from dharma_tui.services.scan_selection import choose, providers_of, words
from dharma_tui.services.scan_shared import Shared
from dharma_tui.services.store.announcement import Announcement
from dharma_tui.services.store.scan_commit import Some

if TYPE_CHECKING:
    from dharma_tui.core.types import Relationship, Resource, Scope
    from dharma_tui.services.store.scan_store import ScanStore

log = logging.getLogger(__name__)

COMMIT_SECONDS = 2.0
COMMIT_SHARE = 5.0
"""So many times as long as a commit took nothing is committed after it: it keeps the processor from those who list."""
LONGEST_PAUSE = 10.0
"""Between two commits, however long one takes: what was listed and not yet saved is lost when a scan is killed."""
SAVE_SECONDS = 8.0
"""How long a scan that somebody cancelled may take to save what it has listed."""
CANCEL_SECONDS = 0.6
"""How long a cancelled scan waits for its tasks, and in a process that is to end for writing down that it was cancelled."""

Finding = Callable[[], Awaitable[FoundParts]]
"""Finds out which parts there are."""


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
        derive: Callable[[str], object] | None = None,
    ) -> None:
        """``folder`` is the store's: the locks between processes live there.

        ``derive`` is told the id of a scan that has changed something, to work out anew what follows from it.

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
        self._derive = derive
        self._pool: IoPool
        self._body: asyncio.Task[None] | None = None
        self._cancelled = False
        self.has_listed = False
        """Whether providers have nothing more to do in the scan: what is left is done here."""
        self._scan_id = ""
        self._keeps_details = False

    @property
    def scan_id(self) -> str:
        """The id of the scan under way, or of the last one."""
        return self._scan_id

    def cancel(self) -> None:
        """End the running scan soon: what was committed stands, ``scan`` returns a report with status cancelled."""
        self._cancelled = True
        if self._body is not None:
            self._body.cancel()

    async def scan(
        self,
        selection: Selection = EVERYTHING,
        trigger: str = "manual",
        *,
        keep_details: bool = False,
    ) -> ScanReport:
        """List everything ``selection`` names and save it; where it names no region, those of the settings.

        With ``keep_details``, those that seldom change are asked for only as often as their provider's settings say.
        """
        self._keeps_details = keep_details and not selection.keys
        with self._pool_for_this():
            if selection.rest_of:
                return await self._resume(selection.rest_of, trigger)
            if selection.keys:
                selection = located(selection, await self._pool.run(self._store.resources, selection.keys))
            services = taking_part(self._services, self._settings, trigger, selection)
            chosen = choose(services, selection, self._settings.providers)
            names = providers_of(chosen)
            with scan_locks(self._folder, names, self._clock):
                run = self._run(trigger, selection)
                run.services = tuple(service.name for service in chosen)
                return await self._scan(run, names, lambda: find_parts(chosen, selection, self._settings))

    async def _resume(self, scan_id: str, trigger: str) -> ScanReport:
        """List what is left of a scan that was cut short. Raises NotFoundError where nothing is."""
        rest = await self._pool.run(rest_of, self._store, scan_id, self._clock.now())
        names = tuple(dict.fromkeys(scope.provider for scope, _ in rest.parts))
        with scan_locks(self._folder, names, self._clock):
            rest = await self._pool.run(rest_of, self._store, rest.scan.scan_id, self._clock.now())
            run = self._run(trigger, rest.scan.selection)
            run.resumes, run.carried = rest.scan.scan_id, rest.carried
            kinds = {kind for _, kind in rest.parts}
            run.services = tuple(
                each.name for each in self._services if not kinds.isdisjoint(kind.kind for kind in each.kinds)
            )
            regions = rest.scan.selection.regions or words(self._settings.regions)
            return await self._scan(run, names, lambda: find_rest(self._services, rest.parts, rest.left, regions))

    def _run(self, trigger: str, selection: Selection) -> Run:
        return Run(self._ids("scan"), trigger, self._clock.now(), self._clock.monotonic(), selection)

    async def _scan(self, run: Run, names: Sequence[str], finding: Finding) -> ScanReport:
        self._scan_id = run.scan_id
        report = await self._guarded(run, names, finding)
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

    async def _guarded(self, run: Run, names: Sequence[str], finding: Finding) -> ScanReport:
        """Run the scan's body to its end, its failure or its cancellation, and write down which it was."""
        self._body = body = asyncio.ensure_future(self._go(run, names, finding))
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
            self.has_listed = True
        if outer is None and body.cancelled() and run.begun:
            await self._save_rest(run)
        report = await self._record(self._report(run, body), run.begun)
        if outer is not None:
            _log_end(report)
            self._bus.publish(ScanEnded(self._clock.now(), report))
            raise outer
        return report

    def _report(self, run: Run, body: asyncio.Task[None]) -> ScanReport:
        seconds = self._clock.monotonic() - run.began
        run.entering += self._take_entering()
        if not body.done() or body.cancelled():
            return run.report(ScanStatus.CANCELLED, seconds, "cancelled")
        if error := body.exception():
            cause = innermost(error)
            if isinstance(cause, UsageError):
                raise cause
            log.error("scan failed", exc_info=error, extra={"scan_id": run.scan_id})
            return run.report(ScanStatus.FAILED, seconds, *reason_of(cause))
        return run.report(None, seconds)

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

    async def _go(self, run: Run, names: Sequence[str], finding: Finding) -> None:
        self._take_entering()  # what whoever looked before has made
        found = await finding()
        run.entering = self._take_entering()
        if run.selection.keys:
            await self._pool.run(self._narrow, run, found)
        listing_alone(run.selection.lists_only)
        run.parts, run.ended = found.parts, found.unlisted
        known = set(run.places)
        run.carried = tuple(report for report in run.carried if (report.scope, report.kind) in known)
        await self._begin(run, names, sorted(found.entered))
        told = {"scan_id": run.scan_id, "trigger": run.trigger, "resumes": run.resumes}
        log.info("scan started", extra={**told, "providers": ", ".join(names), "parts": len(run.parts)})
        started = (run.scan_id, tuple(names), run.places, run.trigger, run.resumes, run.carried, run.entering)
        self._bus.publish(ScanStarted(self._clock.now(), *started))
        for report in run.ended:
            self._bus.publish(ScopeEnded(self._clock.now(), run.scan_id, report))
        sharing({part.kind.kind: part.kind for group in found.groups for part in group}.values())
        run.details_at = await self._details_at(run)
        slots = {part.service.provider: asyncio.Semaphore(part.service.at_once) for part in run.parts}
        run.shared = Shared(() if run.some else [part for group in found.groups for part in group])
        listed = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            committing = tasks.create_task(self._commit_ended(run, listed))
            async with asyncio.TaskGroup() as listings:
                for group in sorted(found.groups, key=_urgency):
                    listings.create_task(self._list(run, group, slots))
            listed.set()
            await committing
        unresolved = await self._is_unresolved(run)
        if unresolved or run.differs:
            await self._resolve(run, "" if unresolved else run.scan_id)
            await self._follow(run)

    def _take_entering(self) -> int:
        return sum(service.take_entering() for service in self._services)

    async def _details_at(self, run: Run) -> Mapping[tuple[Scope, str], datetime]:
        """When details of which parts were last asked for, as far as that is lately enough."""
        now = self._clock.now()
        since = {part.service: now - timedelta(hours=part.service.details_hours) for part in run.parts}
        if not self._keeps_details or min(since.values(), default=now) == now:
            return {}
        known = await self._pool.run(self._store.details_at, min(since.values()))
        asked = ((part, known.get((part.scope, part.kind.kind))) for part in run.parts)
        return {(part.scope, part.kind.kind): at for part, at in asked if at and at >= since[part.service]}

    def _narrow(self, run: Run, found: FoundParts) -> None:
        """Leave of the parts those where the wanted resources are stored; where one is not, it may be in any."""
        told = only(found, run.selection.keys, self._store.resources(run.selection.keys))
        run.some = Some(run.selection.keys, tuple(told))

    async def _begin(self, run: Run, names: Sequence[str], entered: Sequence[Scope]) -> None:
        run.begun = True  # even when cancelled now: the thread goes on, and its row wants an end
        announced = Announcement(run.selection, run.places, run.resumes, run.carried, tuple(entered), run.services)
        try:
            await self._pool.run(self._store.begin, run.scan_id, names, run.trigger, run.started_at, announced)
        except StoreError:
            run.begun = False
            raise

    async def _list(self, run: Run, group: Sequence[Part], slots: Mapping[str, asyncio.Semaphore]) -> None:
        async with slots[group[0].service.provider]:
            for part in group:
                report, relationships, seen = await self._list_part(run, part)
                run.relationships += relationships
                run.ended += await run.shared.ended(part, report, seen, partial(self._staged, run.scan_id))
                self._bus.publish(ScopeEnded(self._clock.now(), run.scan_id, report))

    async def _list_part(self, run: Run, part: Part) -> tuple[ScopeReport, int, Listed]:
        seen = Listed()

        def progress(found: int, calls: int) -> None:
            run.asked[part.scope, part.kind.kind] = calls
            self._bus.publish(ScanProgressed(self._clock.now(), run.scan_id, part.scope, part.kind.kind, found, calls))

        async def memory() -> Mapping[str, Resource]:
            return await self._pool.run(self._store.remembered, part.scope, part.kind.kind)

        elsewhere: dict[str, Scope] | None = None

        async def holders() -> Mapping[str, Scope]:
            nonlocal elsewhere
            if elsewhere is None:
                elsewhere = await self._pool.run(self._store.elsewhere, part.scope, part.kind.kind)
            return elsewhere

        report, relationships = await list_part(
            part,
            stage=partial(self._staged, run.scan_id, part),
            progress=progress,
            memory=memory,
            holders=holders,
            clock=self._clock,
            timeout=self._settings.timeout_seconds,
            details_at=run.details_at.get((part.scope, part.kind.kind)),
            seen=seen,
        )
        return report, relationships, seen

    async def _staged(
        self, scan_id: str, part: Part, resources: Sequence[Resource], relationships: Sequence[Relationship]
    ) -> None:
        await self._pool.run(self._stage, scan_id, part, resources, relationships)

    def _stage(
        self, scan_id: str, part: Part, resources: Sequence[Resource], relationships: Sequence[Relationship]
    ) -> None:
        """In the pool's thread: a disk that is full here is the store's trouble, not the provider's."""
        from dharma_tui.services.store.faults import mapped

        kind = part.kind
        with mapped(self._folder):
            self._store.stage(scan_id, part.scope, kind.kind, resources, relationships, kind.volatile)

    async def _commit_ended(self, run: Run, listed: asyncio.Event) -> None:
        """Commit the parts that have ended, now and then, and the rest when all are listed."""
        last, pause = False, COMMIT_SECONDS
        while not last:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listed.wait(), pause)
            last = listed.is_set()  # before committing: parts that end meanwhile need another round
            if run.ended:
                began = self._clock.monotonic()
                await self._commit(run)
                pause = pause_after(self._clock.monotonic() - began)

    async def _resolve(self, run: Run, since: str) -> None:
        """Follow what resources say of each other: those of all kinds of these providers, if what ``since`` changed matters."""
        scanned = {part.kind.provider for part in run.parts if part.kind.resolved}
        kinds = [kind for service in self._services for kind in service.kinds if kind.resolved]
        kinds = [kind for kind in kinds if kind.provider in scanned]
        if kinds:
            run.relationships += await self._pool.run(self._store.resolve, kinds, since)

    async def _follow(self, run: Run) -> None:
        """Work out what belongs together, once it is saved what refers to what: a stack holds what it lists."""
        if self._derive is not None:
            await self._pool.run(self._derive, run.scan_id)

    async def _is_unresolved(self, run: Run) -> bool:
        """Whether a scan that was cut short changed something before anybody followed what that means, or what nobody had listed
        and that hung on was listed."""
        providers = sorted({part.kind.provider for part in run.parts})
        unresolved = await self._pool.run(self._store.is_unresolved, providers, run.scan_id)
        return unresolved or await self._pool.run(self._store.hangs_on_listed)

    async def _commit(self, run: Run) -> None:
        reports = tuple(run.ended)
        saving = asyncio.ensure_future(self._pool.run(self._store.commit, run.scan_id, reports, (), run.some))
        run.saving = reports, saving
        run.saved(reports, await asyncio.shield(saving))

    async def _save_rest(self, run: Run) -> None:
        """Keep what was listed before the scan was cancelled, as far as there is time for it."""
        try:
            async with asyncio.timeout(SAVE_SECONDS):
                if run.saving is not None:
                    reports, saving = run.saving
                    run.saved(reports, await asyncio.shield(saving))
                if run.ended:
                    await self._commit(run)
        except (TimeoutError, StoreError) as error:
            log.warning("no time to save what a cancelled scan had listed: %s", error, extra={"scan_id": run.scan_id})


def pause_after(took: float) -> float:
    """Seconds without a commit after one that took so long."""
    return max(COMMIT_SECONDS, min(LONGEST_PAUSE, COMMIT_SHARE * took))


def _urgency(group: Sequence[Part]) -> tuple[bool, int]:
    """What begins first: what is of no region, the most that one service is asked in one place; then what takes longest."""
    return bool(group[0].scope.region), -sum(part.service.weight(part.kind) for part in group)


def _log_end(report: ScanReport) -> None:
    counts = {name: getattr(report, name) for name in ("resources", "added", "changed", "removed", "seconds")}
    log.info("scan ended", extra={"scan_id": report.scan_id, "status": report.status.value, **counts})
