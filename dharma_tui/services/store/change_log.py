"""The change log: what each commit of a scan added, changed and removed, written in the very transaction that does it.

DuckLake has a change feed of its own, which cannot be relied on: of rows that were updated and then flushed from the
catalogue it reports a deletion at the wrong commit, and twice (https://github.com/duckdb/ducklake/pull/1369 is akin).
Time travel (``AT (VERSION => n)``) is right, and tests hold both against a model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.services.store.lake import Lake

EVERYTHING = -1
"""Before every commit."""

_EVENT = 'kind, key, name, provider, account, region, change, "at", snapshot, scan_id, before, after'


def image(row: str) -> str:
    """The SQL for a version of a resource as JSON, of a table called ``row``."""
    names = ("name", "state", "provider", "account", "region", "labels", "attrs")
    fields = ", ".join(f"'{name}': {row}.{name}" for name in names)
    return f"to_json({{{fields}}})"


AS_REMOVED = """SELECT kind, key, name, provider, account, region, before ->> 'state' AS state,
    CAST(before -> 'labels' AS MAP(VARCHAR, VARCHAR)) AS labels, before -> 'attrs' AS attrs, "at" AS changed_at, "at" AS first_seen
    FROM lake.changes WHERE change = 'removed' AND snapshot >= ? AND (kind, key) IN (
        SELECT (entry ->> 0, entry ->> 1) FROM (SELECT unnest(from_json(?, '["JSON"]')) AS entry))"""
"""The rows of resources as they were when they were removed, since a commit, of those in a list of kinds and keys."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which changes: of these kinds (or below them) but not of those, of one resource, with ``text`` in name or key."""

    kinds: Sequence[str] = ()
    without: Sequence[str] = ()
    ref: ResourceRef | None = None
    text: str = ""
    states: Sequence[str] = ()
    """Those alone that came into one of these; what was removed is ``terminated``."""

    def sql(self) -> tuple[str, list[object]]:
        """A condition and its parameters."""
        terms: list[str] = []
        params: list[object] = []
        if self.kinds:
            either = ["kind = ? OR starts_with(kind, ?)" for _ in self.kinds]
            terms.append(f"({' OR '.join(either)})")
            params += [word for kind in self.kinds for word in (kind, f"{kind}.")]
        if self.without:
            terms.append(f"kind NOT IN ({', '.join('?' * len(self.without))})")
            params += self.without
        if self.ref:
            terms.append("kind = ? AND key = ?")
            params += [self.ref.kind, self.ref.key]
        if self.text:
            terms.append("(contains(lower(name), lower(?)) OR contains(lower(key), lower(?)))")
            params += [self.text] * 2
        if self.states:
            terms.append("""(change = 'removed' AND list_contains(?::VARCHAR[], 'terminated') OR change = 'changed'
                AND (before ->> 'state') IS DISTINCT FROM (after ->> 'state')
                AND list_contains(?::VARCHAR[], after ->> 'state'))""")
            params += [list(self.states)] * 2
        return " AND ".join(terms) or "true", params


@dataclass(frozen=True, slots=True)
class Event:
    """One change, with both versions where it changed an existing resource."""

    ref: ResourceRef
    name: str
    scope: Scope
    change: ChangeKind
    at: datetime
    snapshot: int
    scan_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    first_at: datetime | None = None
    """Of several changes told as one when the first was; ``at`` and the rest are of the last."""


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """The changes of the commits after ``first`` up to and with ``last``."""

    lake: Lake
    first: int
    last: int
    only: LogFilter = field(default_factory=LogFilter)

    def events(self, limit: int, offset: int = 0) -> list[Event]:
        """The newest changes after the first ``offset``, newest first, one for each resource and commit."""
        where, params = self._where()
        rows = self.lake.query(
            f"SELECT {_EVENT} FROM lake.changes WHERE {where} ORDER BY snapshot DESC, kind, key LIMIT ? OFFSET ?",
            [*params, limit, offset],
        )
        return [_event(row) for row in rows]

    def net(self, limit: int, offset: int = 0) -> list[Event]:
        """What differs between the two ends, whatever happened between; the commit named is that of the last change."""
        where, params = self._where()
        rows = self.lake.query(
            f"""WITH ends AS (SELECT kind, key, min(snapshot) AS first, max(snapshot) AS snapshot,
                    arg_min(change, snapshot) <> 'added' AS was, arg_max(change, snapshot) <> 'removed' AS is_
                FROM lake.changes WHERE {where} GROUP BY kind, key
                HAVING arg_min_null(before_hash, snapshot) IS DISTINCT FROM arg_max_null(after_hash, snapshot)
                ORDER BY snapshot DESC, kind, key LIMIT ? OFFSET ?)
            SELECT ends.kind, ends.key, latest.name, latest.provider, latest.account, latest.region,
                CASE WHEN NOT was THEN 'added' WHEN is_ THEN 'changed' ELSE 'removed' END,
                latest."at", ends.snapshot, latest.scan_id, CASE WHEN was AND is_ THEN earliest.before END, latest.after,
                earliest."at"
            FROM ends JOIN lake.changes latest
                ON (latest.kind, latest.key, latest.snapshot) = (ends.kind, ends.key, ends.snapshot)
            JOIN lake.changes earliest
                ON (earliest.kind, earliest.key, earliest.snapshot) = (ends.kind, ends.key, first)
            ORDER BY ends.snapshot DESC, ends.kind, ends.key""",
            [*params, limit, offset],
        )
        return self._with_images([_event(row) for row in rows])

    def counts(self, begin: datetime, span_us: int) -> list[tuple[int, ChangeKind, int]]:
        """How many changes of each sort there were in each stretch of ``span_us`` microseconds since ``begin``."""
        where, params = self._where()
        rows = self.lake.query(
            f"""SELECT (epoch_us("at") - epoch_us(?::TIMESTAMPTZ)) // ? AS stretch, change, count(*)
            FROM lake.changes WHERE {where} GROUP BY ALL""",
            [begin, span_us, *params],
        )
        return [(int(stretch), ChangeKind(change), int(count)) for stretch, change, count in rows]

    def _where(self) -> tuple[str, list[object]]:
        condition, params = self.only.sql()
        return f"snapshot > ? AND snapshot <= ? AND {condition}", [self.first, self.last, *params]

    def _with_images(self, events: Sequence[Event]) -> list[Event]:
        """Resources that went and came back changed have no new version in the log: it is read from the past itself."""
        returned = [event.ref for event in events if event.before is not None and event.after is None]
        if not returned:
            return list(events)
        rows = self.lake.query(
            f"""SELECT kind, key, {image("held")} FROM (FROM lake.resources AT (VERSION => {int(self.last)})) held
            WHERE (kind, key) IN (SELECT (entry ->> 0, entry ->> 1) FROM (SELECT unnest(from_json(?, '["JSON"]')) AS entry))""",
            [json.dumps([(ref.kind, ref.key) for ref in returned])],
        )
        found = {ResourceRef(row[0], row[1]): json.loads(row[2]) for row in rows}
        return [_completed(event, found) for event in events]


def _completed(event: Event, found: dict[ResourceRef, dict[str, Any]]) -> Event:
    if event.before is None or event.after is not None:
        return event
    return replace(event, after=found[event.ref])


def _event(row: Sequence[Any]) -> Event:
    before, after = (json.loads(version) if version else None for version in row[10:12])
    return Event(
        ref=ResourceRef(row[0], row[1]),
        name=row[2],
        scope=Scope(row[3], row[4], row[5]),
        change=ChangeKind(row[6]),
        at=row[7],
        snapshot=row[8],
        scan_id=row[9],
        before=before,
        after=after,
        first_at=row[12] if len(row) > 12 else None,
    )
