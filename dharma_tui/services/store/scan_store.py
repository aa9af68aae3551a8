"""What scans found and how they ended, kept in the lake. All methods block."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import StoreError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State
from dharma_tui.services.scan_lock import holder
from dharma_tui.services.store import announcement, faults, place, scan_commit, scan_rows, scratch, staging
from dharma_tui.services.store.announcement import NOTHING as NOTHING_ANNOUNCED
from dharma_tui.services.store.announcement import Announcement
from dharma_tui.services.store.coverage import Coverage, CoverageReader, ended_since
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_commit import Delta, Some
from dharma_tui.services.store.spool import Part, Spool, Spooled
from dharma_tui.services.store.whole_scans import KindsThere, WholeScans

if TYPE_CHECKING:
    import duckdb


_SILENCE = timedelta(minutes=15)
"""A scan of another machine that nobody holds the lock of, and that has saved nothing for so long, is dead."""


class ScanStore:
    """Saves scans part by part: staged outside the lake, then committed with what they no longer list swept away."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._spools: dict[str, Spool] = {}
        self._coverage = CoverageReader(lake)
        self._whole = WholeScans(lake)

    def begin(
        self,
        scan_id: str,
        providers: Sequence[str],
        trigger: str,
        started_at: datetime,
        what: Announcement = NOTHING_ANNOUNCED,
    ) -> None:
        """Record that a scan has begun, by which process, and what it is to list."""
        self._lake.write(lambda cursor: scan_rows.insert(cursor, scan_id, providers, trigger, started_at, what))
        with faults.mapped(self._lake.folder):
            scratch.remove_abandoned(self._lake.folder / place.SCRATCH)
            self._spools[scan_id] = Spool(self._lake.scratch / scan_id)

    def stage(
        self,
        scan_id: str,
        scope: Scope,
        kind: str,
        resources: Sequence[Resource],
        relationships: Sequence[Relationship],
        volatile: Sequence[str] = (),
    ) -> None:
        """Keep what a part has found so far; nobody sees it before ``commit``. Thread-safe."""
        with faults.mapped(self._lake.folder):
            self._spool(scan_id).add((scope, kind), resources, relationships, volatile)

    def staged(self, scan_id: str, scope: Scope, kind: str, keys: Collection[str]) -> dict[ResourceRef, Resource]:
        """What a part keeps so far of the resources with these keys. Raises StoreError."""
        with faults.mapped(self._lake.folder):
            told = [*self._spool(scan_id).told((scope, kind), keys)]
        found = (
            Resource(
                ResourceRef(kind, each["key"]), each["name"], scope, State(each["state"]), each["labels"], each["attrs"]
            )
            for each in told
        )
        return {resource.ref: resource for resource in found}

    def commit(
        self,
        scan_id: str,
        reports: Sequence[ScopeReport],
        gone: Sequence[ResourceRef] = (),
        some: Some | None = None,
    ) -> Delta:
        """Save the parts that ended, in one transaction: write what differs, and sweep what complete parts no longer list.

        With ``some`` only these resources were looked for, and only they may go. ``gone`` are resources known not to exist
        any more, whatever became of their parts.

        Raises:
            StoreError: nothing of these parts was saved and what was stored before stands; they may be committed again.
        """
        spool = self._spool(scan_id)
        spooled = {part: files for report in reports if (files := spool.find(part := _part(report)))}
        complete = [_part(report) for report in reports if report.status is ScopeStatus.COMPLETE]
        _refuse_unstaged(reports, spooled)
        at = self._lake.clock.now()

        def save(transaction: duckdb.DuckDBPyConnection) -> Delta:
            delta = scan_commit.apply(transaction, staged, scan_id, at, some)
            scan_rows.add_parts(transaction, scan_id, reports, delta, at)
            return delta

        with faults.mapped(self._lake.folder):
            cursor = self._lake.cursor()
            staged = staging.load(cursor, spooled, complete, gone)
            try:
                delta = self._lake.write(save)
            finally:
                staging.drop(cursor, staged)
        for part in spooled:
            spool.drop(part)
        return delta

    def stored(self, refs: Collection[ResourceRef]) -> dict[ResourceRef, Resource]:
        """What is stored of these resources. Raises StoreError."""
        rows = self._lake.query(
            f"SELECT kind, {_COLUMNS} FROM lake.resources"
            " WHERE kind IN (SELECT unnest(?)) AND key IN (SELECT unnest(?))",
            [list({ref.kind for ref in refs}), [ref.key for ref in refs]],
        )
        found = (_resource(kind, row) for kind, *row in rows)
        return {resource.ref: resource for resource in found}

    def remembered(self, scope: Scope, kind: str) -> dict[str, Resource]:
        """What is stored of the resources of a part, by key. Raises StoreError."""
        rows = self._lake.query(
            f"{_RESOURCES} WHERE kind = ? AND provider = ? AND account = ? AND region = ?",
            [kind, scope.provider, scope.account, scope.region],
        )
        return {row[0]: _resource(kind, row) for row in rows}

    def elsewhere(self, scope: Scope, kind: str) -> dict[str, Scope]:
        """Where what is stored of a kind and not in ``scope`` is, by key. Raises StoreError."""
        rows = self._lake.query(
            "SELECT key, account, region FROM lake.resources"
            " WHERE kind = ? AND provider = ? AND (account, region) <> (?, ?)",
            [kind, scope.provider, scope.account, scope.region],
        )
        return {key: Scope(scope.provider, account, region) for key, account, region in rows}

    def of_kind(self, kind: str) -> list[Resource]:
        """What is stored of a kind. Raises StoreError."""
        return [_resource(kind, row) for row in self._lake.query(f"{_RESOURCES} WHERE kind = ?", [kind])]

    def resolve(self, kinds: Sequence[KindSpec], scan_id: str = "") -> int:
        """Follow what the resources of ``kinds`` say of each other. Returns how many relationships came or went.

        Where nothing but a scan changed something since that was last done, its ``scan_id`` saves what cannot have changed.
        """
        from dharma_tui.services.store.resolving import matters, resolve
        from dharma_tui.services.store.unlisted import unlisted_exclusions

        with faults.mapped(self._lake.folder):
            if scan_id and not matters(self._lake, kinds, scan_id):
                return 0
            return resolve(self._lake, kinds, unlisted_exclusions(self.coverage()))

    def end(self, report: ScanReport) -> ScanReport:
        """Record how the whole scan ended, and forget what was staged and never committed.

        Returns:
            The report as recorded: with every part that was committed, even if its maker was cancelled meanwhile.
        """
        spool = self._spools.pop(report.scan_id, None)
        if spool:
            spool.remove()
        at = self._lake.clock.now()
        return self._lake.write(lambda cursor: scan_rows.finish(cursor, report, at))

    def forget(self, scan_id: str) -> None:
        """Drop what was staged and every trace of a scan that has saved nothing."""
        spool = self._spools.pop(scan_id, None)
        if spool:
            spool.remove()
        self._lake.write(lambda cursor: cursor.execute("DELETE FROM lake.scans WHERE scan_id = ?", [scan_id]))

    def end_for(self, report: ScanReport) -> ScanReport:
        """Record the end of a scan whose process may not have been able to; what that recorded itself stands."""
        at = self._lake.clock.now()

        def settle(cursor: duckdb.DuckDBPyConnection) -> ScanReport:
            known = scan_rows.find(cursor, report.scan_id)
            if known is None or known.status not in (ScanStatus.RUNNING, ScanStatus.INTERRUPTED):
                return known or report
            return scan_rows.finish(cursor, report, at)

        return self._lake.write(settle)

    def recent(self, limit: int = 50) -> list[ScanReport]:
        """The newest scans, newest first. Those whose process died before the end are recorded as interrupted."""
        return self._newest(scan_rows.REPORT, limit)

    def heads(self, limit: int = 50) -> list[ScanReport]:
        """As ``recent``, but parts are told only of scans that were cut short or resumed: of those people want them counted."""
        return self._newest(scan_rows.HEAD, limit)

    def report(self, scan_id: str) -> ScanReport | None:
        """One scan with all its parts; None when it is not known."""
        return self._lake.read(lambda cursor: scan_rows.find(cursor, scan_id))

    def _newest(self, columns: str, limit: int) -> list[ScanReport]:
        rows = self._lake.query(
            f"SELECT {columns}, {scan_rows.PROCESS} FROM {scan_rows.SCANS}"
            " ORDER BY started_at DESC, scan_id DESC LIMIT ?",
            [limit],
        )
        dead = {row[0] for row in rows if row[1] == ScanStatus.RUNNING and self._is_dead(row)}
        if dead and self._lake.writable:
            at = self._lake.clock.now()
            self._lake.write(lambda cursor: scan_rows.interrupt(cursor, sorted(dead), at))
        return [_interrupted(row) if row[0] in dead else scan_rows.report(row) for row in rows]

    def resources(self, keys: Sequence[str]) -> list[Resource]:
        """The stored resources with these keys, of whatever kind."""
        rows = self._lake.query(
            """SELECT kind, key, name, provider, account, region, to_json(labels)::VARCHAR, attrs::VARCHAR
            FROM lake.resources WHERE key IN (SELECT unnest(?::VARCHAR[]))""",
            [list(keys)],
        )
        return [
            Resource(
                ResourceRef(*row[:2]), row[2], Scope(*row[3:6]), State.UNKNOWN, json.loads(row[6]), json.loads(row[7])
            )
            for row in rows
        ]

    def seen_alone(self) -> dict[ResourceRef, datetime]:
        """When single resources were last looked at, in scans of them alone."""
        rows = self._lake.query(
            f"""WITH parts AS (
                SELECT unnest(from_json(announced -> '$.selection.keys', '["VARCHAR"]')) AS key, scopes
                FROM {scan_rows.SCANS} WHERE (announced -> '$.selection.keys') IS NOT NULL
            ), ended AS (SELECT key, {scan_rows.PARTS} AS part FROM parts)
            SELECT part.kind, key, max(part.at) FROM ended WHERE part.status = 'complete' GROUP BY ALL"""
        )
        return {ResourceRef(kind, key): at for kind, key, at in rows}

    def announced(self, scan_id: str) -> tuple[Part, ...]:
        """The parts that a scan was to list; none where it did not say."""
        rows = self._lake.query(f"SELECT announced FROM {scan_rows.SCANS} WHERE scan_id = ?", [scan_id])
        return announcement.parts(rows[0][0]) if rows else ()

    def ended_since(self, moment: datetime) -> dict[Part, ScopeReport]:
        """How each part that was listed since then, by whatever scan, last ended; when is in ``at``."""
        return ended_since(self._lake, moment)

    def details_at(self, since: datetime) -> dict[Part, datetime]:
        """Of which parts all details were asked for since then, and when last; not of those that could not see some."""
        rows = self._lake.query(
            f"""WITH parts AS (SELECT {scan_rows.PARTS} AS part FROM {scan_rows.SCANS}
                WHERE (ended_at IS NULL OR ended_at >= ?) AND (announced -> '$.selection.keys') IS NULL)
            SELECT part.provider, part.account, part.region, part.kind, max(coalesce(part.details_at, part.at)) AS asked
            FROM parts WHERE part.status = 'complete' AND part.reason = '' GROUP BY ALL HAVING asked >= ?""",
            [since, since],
        )
        return {(Scope(*place), kind): asked for *place, kind, asked in rows}

    def last_ended(self) -> datetime | None:
        """When the newest scan ended, leaving aside those of single resources."""
        rows = self._lake.query(
            f"""SELECT started_at, seconds FROM {scan_rows.SCANS}
            WHERE status <> ? AND (announced -> '$.selection.keys') IS NULL ORDER BY started_at DESC LIMIT 10""",
            [ScanStatus.RUNNING.value],
        )
        return max((started + timedelta(seconds=seconds) for started, seconds in rows), default=None)

    def last_began(self) -> Mapping[str, datetime]:
        """When a scan of each provider last began that ended well or goes on, but where somebody looked at a part alone."""
        self.heads(10)  # which notices those whose process died
        rows = self._lake.query(
            f"""SELECT provider, max(started_at) FROM (SELECT unnest(providers) AS provider, started_at
                FROM {scan_rows.SCANS} WHERE status IN (SELECT unnest(?))
                AND NOT (trigger = 'manual' AND coalesce((announced ->> 'narrow')::BOOLEAN, false))) GROUP BY provider""",
            [[ScanStatus.COMPLETE.value, ScanStatus.PARTIAL.value, ScanStatus.RUNNING.value]],
        )
        return dict(rows)

    def is_unresolved(self, providers: Sequence[str], but: str = "") -> bool:
        """Whether a scan of these providers changed something and was cut short before it followed what that means.

        A scan that ended well after it has made up for it. ``but`` is left aside.
        """
        rows = self._lake.query(
            f"""SELECT status FROM {scan_rows.SCANS} WHERE scan_id <> ? AND list_has_any(providers, ?::VARCHAR[])
            AND (status IN ('complete', 'partial') OR added + changed + removed > 0) ORDER BY started_at DESC LIMIT 1""",
            [but, list(providers)],
        )
        return bool(rows) and rows[0][0] not in (ScanStatus.COMPLETE, ScanStatus.PARTIAL)

    def hangs_on_listed(self) -> bool:
        """Whether relationships are told to hang on what has been listed since. Raises StoreError."""
        from dharma_tui.services.store.unlisted import hangs_on_listed, unlisted_exclusions

        return hangs_on_listed(self._lake, unlisted_exclusions(self.coverage()))

    def coverage(self) -> list[Coverage]:
        """How up to date each kind in each scope is. After the first time only what is new is read."""
        return self._coverage.current()

    def kinds_there(self) -> KindsThere:
        """The kinds that there are to list in each place, as far as scans tell."""
        return self._whole.kinds()

    def _is_dead(self, row: Sequence[Any]) -> bool:
        """Whether the process of a scan that says it runs is gone. Of another machine's, locks and silence tell."""
        host, pid, started, providers, last_sign = row[-5:]
        if scan_rows.is_here(host):
            return scan_rows.is_dead(pid, started)
        silent = self._lake.clock.now() - last_sign
        return silent > _SILENCE and not any(holder(self._lake.folder, provider) for provider in providers)

    def _spool(self, scan_id: str) -> Spool:
        if scan_id not in self._spools:
            raise StoreError(f"No scan {scan_id} was begun here", "begin it first")
        return self._spools[scan_id]


_COLUMNS = "key, name, provider, account, region, state, labels, attrs::VARCHAR"
_RESOURCES = f"SELECT {_COLUMNS} FROM lake.resources"


def _resource(kind: str, row: Sequence[Any]) -> Resource:
    key, name, *scope, state, labels, attrs = row
    return Resource(ResourceRef(kind, key), name, Scope(*scope), State(state), labels or {}, json.loads(attrs or "{}"))


def _interrupted(row: Sequence[Any]) -> ScanReport:
    """The scan of a row that still says it runs: it went on to the last sign of its life."""
    report = scan_rows.report(row)
    return replace(
        report, status=ScanStatus.INTERRUPTED, seconds=max(0.0, (row[-1] - report.started_at).total_seconds())
    )


def _part(report: ScopeReport) -> Part:
    return report.scope, report.kind


def _refuse_unstaged(reports: Sequence[ScopeReport], spooled: dict[Part, Spooled]) -> None:
    """A part that says it found something, of which nothing was staged, would sweep away all there is."""
    for report in reports:
        if report.status is ScopeStatus.COMPLETE and report.count and _part(report) not in spooled:
            raise StoreError(
                f"{report.kind} in {report.scope} says it found {report.count}, but none were staged",
                "stage what was found before committing it; nothing was marked gone",
            )
