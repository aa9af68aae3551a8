"""What scans found and how they ended, kept in the lake. All methods block."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import StoreError
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Relationship, Resource, Scope
from dharma_tui.services.store import scan_commit
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_commit import Delta
from dharma_tui.services.store.spool import Spool

if TYPE_CHECKING:
    import duckdb

_REPORT = (
    "scan_id, status, started_at, seconds, calls, resources, relationships, added, changed, removed, scopes, trigger,"
    " host, pid, pid_started"
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How up to date one kind in one scope is: its last report, when that was made, and when it was last complete."""

    scope: Scope
    kind: str
    report: ScopeReport
    at: datetime
    complete_at: datetime | None


class ScanStore:
    """Saves scans part by part: staged outside the lake, then committed with what they no longer list swept away."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._spools: dict[str, Spool] = {}

    def begin(self, scan_id: str, providers: Sequence[str], trigger: str, started_at: datetime) -> None:
        """Record that a scan has begun, and by which process."""
        values = [scan_id, ScanStatus.RUNNING.value, trigger, list(providers), started_at, *_this_process()]
        self._lake.write(
            lambda cursor: cursor.execute(
                "INSERT INTO lake.scans (scan_id, status, trigger, providers, started_at, host, pid, pid_started,"
                " seconds, calls, resources, relationships, added, changed, removed, scopes)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, '[]')",
                values,
            )
        )
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
        """Keep what a part has found so far; nobody sees it before ``commit``."""
        self._spool(scan_id).add((scope, kind), resources, relationships, volatile)

    def commit(self, scan_id: str, reports: Sequence[ScopeReport]) -> Delta:
        """Save the parts that ended, in one transaction: write what differs, and sweep what complete parts no longer list.

        Raises:
            StoreError: nothing of these parts was saved; what was stored before stands.
        """
        spool = self._spool(scan_id)
        at = self._lake.clock.now()
        taken = {part: files for report in reports if (files := spool.take(part := (report.scope, report.kind)))}
        for report in reports:
            if report.status is ScopeStatus.COMPLETE and report.count and (report.scope, report.kind) not in taken:
                raise StoreError(
                    f"{report.kind} in {report.scope} says it found {report.count}, but none were staged",
                    "stage what was found before committing; nothing was marked gone",
                )
        complete = [(report.scope, report.kind) for report in reports if report.status is ScopeStatus.COMPLETE]
        cursor = self._lake.cursor()
        staged = scan_commit.load(cursor, taken, complete)

        def save(transaction: duckdb.DuckDBPyConnection) -> Delta:
            delta = scan_commit.apply(transaction, staged, scan_id, at)
            _add_to_scan(transaction, scan_id, reports, delta)
            return delta

        try:
            return self._lake.write(save)
        finally:
            scan_commit.drop(cursor, staged)
            for files in taken.values():
                files.resources.unlink(missing_ok=True)
                files.relationships.unlink(missing_ok=True)

    def end(self, report: ScanReport) -> None:
        """Record how the whole scan ended, and forget what was staged and never committed."""
        ended_at = self._lake.clock.now()
        totals = [
            report.status.value,
            ended_at,
            report.seconds,
            report.calls,
            report.resources,
            report.relationships,
            report.added,
            report.changed,
            report.removed,
            _scopes_json(report.scopes, ended_at),
            report.scan_id,
        ]
        self._lake.write(
            lambda cursor: cursor.execute(
                "UPDATE lake.scans SET status = ?, ended_at = ?, seconds = ?, calls = ?, resources = ?, relationships = ?,"
                " added = ?, changed = ?, removed = ?, scopes = ? WHERE scan_id = ?",
                totals,
            )
        )
        spool = self._spools.pop(report.scan_id, None)
        if spool:
            spool.remove()

    def recent(self, limit: int = 50) -> list[ScanReport]:
        """The newest scans, newest first. Those whose process died before the end are recorded as interrupted."""
        rows = self._lake.query(f"SELECT {_REPORT} FROM lake.scans ORDER BY started_at DESC, scan_id DESC LIMIT ?", [limit])
        dead = [row[0] for row in rows if row[1] == ScanStatus.RUNNING and _is_dead(*row[12:])]
        if dead and self._lake.writable:
            self._lake.write(
                lambda cursor: cursor.execute(
                    "UPDATE lake.scans SET status = ? WHERE status = ? AND scan_id IN (SELECT unnest(?))",
                    [ScanStatus.INTERRUPTED.value, ScanStatus.RUNNING.value, dead],
                )
            )
        reports = [_report(row) for row in rows]
        return [
            replace(report, status=ScanStatus.INTERRUPTED) if report.scan_id in dead else report for report in reports
        ]

    def coverage(self) -> list[Coverage]:
        """How up to date each kind in each scope is."""
        rows = self._lake.query(
            """WITH parts AS (
                SELECT unnest(from_json(scopes, '[{"provider":"VARCHAR","account":"VARCHAR","region":"VARCHAR",
                    "kind":"VARCHAR","status":"VARCHAR","reason":"VARCHAR","hint":"VARCHAR","count":"BIGINT",
                    "seconds":"DOUBLE","calls":"BIGINT","at":"TIMESTAMPTZ"}]')) AS part FROM lake.scans)
            SELECT part.provider, part.account, part.region, part.kind, arg_max(part, part.at),
                max(part.at) FILTER (part.status = 'complete')
            FROM parts GROUP BY ALL ORDER BY ALL"""
        )
        return [
            Coverage(Scope(*row[:3]), row[3], _scope_report(row[4]), row[4]["at"], row[5]) for row in rows
        ]

    def _spool(self, scan_id: str) -> Spool:
        if scan_id not in self._spools:
            raise StoreError(f"No scan {scan_id} was begun here", "call begin first")
        return self._spools[scan_id]


def _add_to_scan(
    cursor: duckdb.DuckDBPyConnection, scan_id: str, reports: Sequence[ScopeReport], delta: Delta
) -> None:
    """Record the ended parts with their commit, so that what is known of them holds even when the scan dies later."""
    found = cursor.execute("SELECT scopes, now() FROM lake.scans WHERE scan_id = ?", [scan_id]).fetchall()
    if not found:
        raise StoreError(f"The store has no scan {scan_id}", "begin the scan before committing its parts")
    scopes = json.loads(found[0][0]) + json.loads(_scopes_json(reports, found[0][1]))
    cursor.execute(
        "UPDATE lake.scans SET scopes = ?, added = added + ?, changed = changed + ?, removed = removed + ?,"
        " resources = resources + ?, calls = calls + ? WHERE scan_id = ?",
        [
            json.dumps(scopes),
            delta.added,
            delta.changed,
            delta.removed,
            sum(report.count for report in reports),
            sum(report.calls for report in reports),
            scan_id,
        ],
    )


def _scopes_json(reports: Sequence[ScopeReport], at: datetime) -> str:
    return json.dumps(
        [
            {
                "provider": report.scope.provider,
                "account": report.scope.account,
                "region": report.scope.region,
                "kind": report.kind,
                "status": report.status.value,
                "reason": report.reason,
                "hint": report.hint,
                "count": report.count,
                "seconds": report.seconds,
                "calls": report.calls,
                "at": at.isoformat(),
            }
            for report in reports
        ]
    )


def _report(row: Sequence[Any]) -> ScanReport:
    return ScanReport(
        scan_id=row[0],
        status=ScanStatus(row[1]),
        started_at=row[2],
        seconds=row[3],
        calls=row[4],
        resources=row[5],
        relationships=row[6],
        added=row[7],
        changed=row[8],
        removed=row[9],
        scopes=tuple(_scope_report(part) for part in json.loads(row[10])),
        trigger=row[11],
    )


def _scope_report(part: dict[str, Any]) -> ScopeReport:
    return ScopeReport(
        scope=Scope(part["provider"], part["account"], part["region"]),
        kind=part["kind"],
        status=ScopeStatus(part["status"]),
        reason=part["reason"],
        hint=part["hint"],
        count=part["count"],
        seconds=part["seconds"],
        calls=part["calls"],
    )


def _this_process() -> tuple[str, int, float]:
    import psutil

    return socket.gethostname(), os.getpid(), psutil.Process().create_time()


def _is_dead(host: str, pid: int, started: float) -> bool:
    """Whether the process that ran a scan is gone. Of another host's processes nothing is known."""
    import psutil

    if host != socket.gethostname():
        return False
    try:
        return abs(psutil.Process(pid).create_time() - started) > 1.0
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False
