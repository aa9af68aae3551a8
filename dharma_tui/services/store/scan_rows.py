"""Scans as rows of ``lake.scans``, and back."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dharma_tui.core.errors import StoreError
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.text import storable
from dharma_tui.core.types import Scope, shared
from dharma_tui.services.store import announcement
from dharma_tui.services.store.announcement import Announcement
from dharma_tui.services.store.scan_commit import Delta

if TYPE_CHECKING:
    import duckdb

REPORT = (
    "scan_id, status, started_at, seconds, calls, resources, relationships, added, changed, removed, scopes, trigger,"
    " reason, hint, announced"
)
HEAD = REPORT.replace(
    " scopes,",
    " CASE WHEN status IN ('complete', 'partial') AND coalesce(announced ->> 'resumes', '') = '' THEN '[]' ELSE scopes END,",
)
"""As ``REPORT``, but without the parts of scans that ended by themselves: they may be a thousand, and nothing counts them."""
SCANS = "(FROM lake.scans UNION ALL BY NAME SELECT NULL::JSON AS announced WHERE false)"
"""Every scan; an older store that cannot be upgraded does not know what they were to list."""
PART = """{"provider":"VARCHAR","account":"VARCHAR","region":"VARCHAR","kind":"VARCHAR","status":"VARCHAR",
    "reason":"VARCHAR","hint":"VARCHAR","count":"BIGINT","seconds":"DOUBLE","calls":"BIGINT","throttled":"BIGINT",
    "at":"TIMESTAMPTZ","kept":"BIGINT","details_at":"TIMESTAMPTZ"}"""
"""An ended part of a scan, with the moment it was saved."""
PARTS = f"unnest(from_json(scopes, '[{PART}]'))"
"""The ended parts of a scan."""
_LAST = """list_max(from_json(scopes, '[{"at":"TIMESTAMPTZ"}]').list_transform(lambda part: part.at))"""
PROCESS = f"""host, pid, pid_started, providers, greatest(started_at, CASE WHEN status = '{ScanStatus.RUNNING}' THEN {_LAST} END)"""
"""Who runs a scan, and when it last gave a sign of life."""


def insert(
    cursor: duckdb.DuckDBPyConnection,
    scan_id: str,
    providers: Sequence[str],
    trigger: str,
    started_at: datetime,
    what: Announcement,
) -> None:
    """A scan that has just begun, in this process. Parts that it carries over keep the moment they were saved."""
    carried = [_part(report, report.at or started_at) for report in what.carried]
    cursor.execute(
        "INSERT INTO lake.scans (scan_id, status, trigger, providers, started_at, host, pid, pid_started, seconds, calls,"
        " resources, relationships, added, changed, removed, scopes, reason, hint, announced)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0, 0, 0, 0, ?, '', '', ?)",
        [
            scan_id,
            ScanStatus.RUNNING.value,
            trigger,
            list(providers),
            started_at,
            *_this_process(),
            sum(report.count for report in what.carried),
            json.dumps(carried),
            what.text(),
        ],
    )


def add_parts(
    cursor: duckdb.DuckDBPyConnection, scan_id: str, reports: Sequence[ScopeReport], delta: Delta, at: datetime
) -> None:
    """Record ended parts together with their commit, so that what is known of them holds even if the scan dies later."""
    parts = [*_parts(cursor, scan_id), *(_part(report, at) for report in reports)]
    cursor.execute(
        "UPDATE lake.scans SET scopes = ?, added = added + ?, changed = changed + ?, removed = removed + ?,"
        " resources = resources + ?, calls = calls + ? WHERE scan_id = ?",
        [
            json.dumps(parts),
            delta.added,
            delta.changed,
            delta.removed,
            sum(report.count for report in reports),
            sum(report.calls for report in reports),
            scan_id,
        ],
    )


def finish(cursor: duckdb.DuckDBPyConnection, report: ScanReport, ended_at: datetime) -> ScanReport:
    """Record how the scan ended, and return the report with what was committed without its maker knowing.

    Parts keep the moment they were saved; those never saved ended with the scan.
    """
    saved = {_place(part): part for part in _parts(cursor, report.scan_id)}
    parts = {_place(part): part for part in (_part(each, ended_at) for each in report.scopes)}
    unknown = [place for place in saved if place not in parts or parts[place]["status"] == ScopeStatus.SKIPPED.value]
    for place, part in parts.items():
        part["at"] = saved.get(place, part)["at"]
    if unknown:
        parts.update((place, saved[place]) for place in unknown)
        report = _with_committed(cursor, report, list(parts.values()))
    cursor.execute(
        "UPDATE lake.scans SET status = ?, ended_at = ?, seconds = ?, calls = ?, resources = ?, relationships = ?,"
        " added = ?, changed = ?, removed = ?, scopes = ?, reason = ?, hint = ? WHERE scan_id = ?",
        [
            report.status.value,
            ended_at,
            report.seconds,
            report.calls,
            report.resources,
            report.relationships,
            report.added,
            report.changed,
            report.removed,
            json.dumps(list(parts.values())),
            storable(report.reason),
            storable(report.hint),
            report.scan_id,
        ],
    )
    return report


def find(cursor: duckdb.DuckDBPyConnection, scan_id: str) -> ScanReport | None:
    """The scan with this id, as recorded."""
    row = cursor.execute(f"SELECT {REPORT} FROM {SCANS} WHERE scan_id = ?", [scan_id]).fetchone()
    return report(row) if row else None


def _with_committed(
    cursor: duckdb.DuckDBPyConnection, report: ScanReport, parts: Sequence[Mapping[str, Any]]
) -> ScanReport:
    counted = find(cursor, report.scan_id)
    assert counted is not None
    return replace(
        report,
        calls=max(report.calls, counted.calls),
        resources=counted.resources,
        added=counted.added,
        changed=counted.changed,
        removed=counted.removed,
        scopes=tuple(scope_report(part) for part in parts),
    )


def interrupt(cursor: duckdb.DuckDBPyConnection, scan_ids: Sequence[str], at: datetime) -> None:
    """Record that the processes of these scans died, which was noticed ``at`` this moment; they went on to their last part."""
    cursor.execute(
        f"""UPDATE lake.scans SET status = ?, ended_at = ?, seconds = coalesce(greatest(0, epoch({_LAST}) - epoch(started_at)), 0)
            WHERE status = ? AND scan_id IN (SELECT unnest(?))""",
        [ScanStatus.INTERRUPTED.value, at, ScanStatus.RUNNING.value, list(scan_ids)],
    )


def report(row: Sequence[Any]) -> ScanReport:
    """The scan of a row of the columns ``REPORT``."""
    selection, count, resumes = announcement.asked(row[14])
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
        scopes=tuple(scope_report(part) for part in json.loads(row[10])),
        trigger=row[11],
        reason=row[12],
        hint=row[13],
        selection=selection,
        announced=count,
        resumes=resumes,
    )


def scope_report(part: Mapping[str, Any]) -> ScopeReport:
    """One part of a scan."""
    at = part["at"]
    return ScopeReport(
        scope=shared(Scope(part["provider"], part["account"], part["region"])),
        kind=part["kind"],
        status=ScopeStatus(part["status"]),
        reason=part["reason"],
        hint=part["hint"],
        count=part["count"],
        seconds=part["seconds"],
        calls=part["calls"],
        throttled=part.get("throttled") or 0,
        at=_moment(at),
        kept=part.get("kept") or 0,
        details_at=_moment(told) if (told := part.get("details_at")) else None,
    )


def _moment(told: datetime | str) -> datetime:
    return told if isinstance(told, datetime) else datetime.fromisoformat(told)


def is_here(host: str) -> bool:
    """Whether a scan runs on this machine."""
    return host == socket.gethostname()


def is_dead(pid: int, started: float) -> bool:
    """Whether the process of this machine that ran a scan is gone."""
    import psutil

    try:
        return abs(psutil.Process(pid).create_time() - started) > 1.0
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def _this_process() -> tuple[str, int, float]:
    import psutil

    return socket.gethostname(), os.getpid(), psutil.Process().create_time()


def _parts(cursor: duckdb.DuckDBPyConnection, scan_id: str) -> list[dict[str, Any]]:
    found = cursor.execute("SELECT scopes FROM lake.scans WHERE scan_id = ?", [scan_id]).fetchone()
    if not found:
        raise StoreError(f"The store has no scan {scan_id}", "begin the scan first")
    parts: list[dict[str, Any]] = json.loads(found[0])
    return parts


def _part(report: ScopeReport, at: datetime) -> dict[str, Any]:
    return {
        "provider": storable(report.scope.provider),
        "account": storable(report.scope.account),
        "region": storable(report.scope.region),
        "kind": storable(report.kind),
        "status": report.status.value,
        "reason": storable(report.reason),
        "hint": storable(report.hint),
        "count": report.count,
        "seconds": report.seconds,
        "calls": report.calls,
        "throttled": report.throttled,
        "at": at.isoformat(),
        **({"kept": report.kept} if report.kept else {}),
        **({"details_at": report.details_at.isoformat()} if report.details_at else {}),
    }


def _place(part: Mapping[str, Any]) -> tuple[str, ...]:
    return part["provider"], part["account"], part["region"], part["kind"]
