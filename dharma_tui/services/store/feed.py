"""Questions to the lake's own change feed, answered by DuckDB so that only the rows asked for reach Python.

Insertions and deletions are read apart and paired here by resource. Deletions are first copied whole into a temporary
table: a condition that reaches DuckLake's scan of deletions makes it answer wrongly
(https://github.com/duckdb/ducklake/pull/1369), and with it the ready-made ``ducklake_table_changes``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dharma_tui.core.types import ResourceRef
from dharma_tui.services.store.commits import COMMITS, touching
from dharma_tui.services.store.lake import Lake

_LIGHT = "kind, key, name, hash"
_WHOLE = "kind, key, name, state, provider, account, region, labels, attrs, scan_id"
_IMAGE = (
    "{'name': name, 'state': state, 'provider': provider, 'account': account, 'region': region,"
    " 'labels': labels, 'attrs': attrs, 'scan_id': scan_id}"
)
_ORDER = "snapshot_id * 2 + there::INTEGER"
"""Orders the events of one resource: by commit, and within one the old version before the new."""


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """Which changes: of these kinds (or below them) but not of those, of one resource, with ``text`` in name or key."""

    kinds: Sequence[str] = ()
    without: Sequence[str] = ()
    ref: ResourceRef | None = None
    text: str = ""

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
            terms.append("(contains(lower(name), ?) OR contains(lower(key), ?))")
            params += [self.text.lower()] * 2
        return " AND ".join(terms) or "true", params


@dataclass(frozen=True, slots=True)
class Images:
    """A resource before and after: None where it did not exist."""

    ref: ResourceRef
    snapshot: int
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Feed:
    """The changes of the commits after ``first`` up to and with ``last``."""

    lake: Lake
    first: int
    last: int
    only: FeedFilter = field(default_factory=FeedFilter)

    def events(self, limit: int) -> list[Images]:
        """The newest changes, newest first, one for each resource and commit."""
        condition, params = self.only.sql()
        with self._both(_LIGHT, self.first) as both:
            chosen = self.lake.query(
                f"SELECT snapshot_id, kind, key FROM {both} WHERE {condition}"
                " GROUP BY ALL ORDER BY snapshot_id DESC, kind, key LIMIT ?",
                [*params, limit],
            )
        if not chosen:
            return []
        with self._both(_WHOLE, min(row[0] for row in chosen) - 1) as both:
            rows = self.lake.query(
                f"""WITH {_chosen("snapshot_id BIGINT", "kind VARCHAR", "key VARCHAR")},
                images AS (SELECT snapshot_id, kind, key, any_value({_IMAGE}) FILTER (NOT there) AS before,
                    any_value({_IMAGE}) FILTER (there) AS after
                    FROM {both} SEMI JOIN chosen USING (snapshot_id, kind, key) GROUP BY ALL)
                SELECT kind, key, snapshot_id, snapshot_time, before, after
                FROM images JOIN {COMMITS} USING (snapshot_id) ORDER BY snapshot_id DESC, kind, key""",
                [json.dumps(chosen)],
            )
        return [Images(ResourceRef(row[0], row[1]), *row[2:]) for row in rows]

    def net(self, limit: int) -> list[Images]:
        """Resources that differ between the two ends, whatever happened between."""
        condition, params = self.only.sql()
        with self._both(_LIGHT, self.first) as both:
            chosen = self.lake.query(
                f"""SELECT kind, key FROM {both} WHERE {condition} GROUP BY kind, key
                HAVING arg_min_null(CASE WHEN NOT there THEN hash END, {_ORDER})
                    IS DISTINCT FROM arg_max_null(CASE WHEN there THEN hash END, {_ORDER})
                ORDER BY max(snapshot_id) DESC, kind, key LIMIT ?""",
                [*params, limit],
            )
        if not chosen:
            return []
        with self._both(_WHOLE, self.first) as both:
            rows = self.lake.query(
                f"""WITH {_chosen("kind VARCHAR", "key VARCHAR")},
                images AS (SELECT kind, key, max(snapshot_id) AS snapshot_id,
                    arg_min_null(CASE WHEN NOT there THEN {_IMAGE} END, {_ORDER}) AS before,
                    arg_max_null(CASE WHEN there THEN {_IMAGE} END, {_ORDER}) AS after
                    FROM {both} SEMI JOIN chosen USING (kind, key) GROUP BY kind, key)
                SELECT kind, key, snapshot_id, snapshot_time, before, after
                FROM images JOIN {COMMITS} USING (snapshot_id) ORDER BY snapshot_id DESC, kind, key""",
                [json.dumps(chosen)],
            )
        return [Images(ResourceRef(row[0], row[1]), *row[2:]) for row in rows]

    def counts(self) -> list[tuple[datetime, int, int, int]]:
        """For each commit with changes: when, and how many resources it added, changed and removed."""
        condition, params = self.only.sql()
        with self._both(_LIGHT, self.first) as both:
            rows = self.lake.query(
                f"""WITH found AS (SELECT snapshot_id, row_number, there FROM {both} WHERE {condition}),
                changed AS (SELECT snapshot_id, count(*) AS changed FROM (
                    SELECT snapshot_id, row_number FROM found WHERE NOT there INTERSECT ALL
                    SELECT snapshot_id, row_number FROM found WHERE there) GROUP BY snapshot_id),
                totals AS (SELECT snapshot_id, count(*) FILTER (there) AS inserted, count(*) FILTER (NOT there) AS deleted
                    FROM found GROUP BY snapshot_id)
                SELECT snapshot_time, inserted - coalesce(changed, 0), coalesce(changed, 0), deleted - coalesce(changed, 0)
                FROM totals LEFT JOIN changed USING (snapshot_id) JOIN {COMMITS} USING (snapshot_id)
                ORDER BY snapshot_id""",
                params,
            )
        return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in rows]

    @contextmanager
    def _both(self, columns: str, first: int) -> Iterator[str]:
        """A relation of all versions that came (``there``) and went after ``first``, with these columns."""
        if first >= self.last:
            yield "(SELECT *, 0 AS snapshot_id, 0 AS row_number, true AS there FROM lake.resources WHERE false)"
            return
        start = self.lake.query(f"SELECT min(snapshot_id) FROM {COMMITS} WHERE snapshot_id > ?", [first])[0][0]
        span = f"'lake', 'main', 'resources', {int(start)}, {int(self.last)}"
        self.lake.query(
            "CREATE OR REPLACE TEMP TABLE gone AS"
            f" SELECT rowid AS row_number, snapshot_id, {columns} FROM ducklake_table_deletions({span})"
        )
        try:
            yield (
                f"(SELECT rowid AS row_number, snapshot_id, {columns}, true AS there FROM ducklake_table_insertions({span})"
                " UNION ALL BY NAME SELECT *, false AS there FROM gone)"
                f" SEMI JOIN {touching(('resources',))} USING (snapshot_id)"
            )
        finally:
            self.lake.query("DROP TABLE IF EXISTS gone")


def _chosen(*columns: str) -> str:
    """A common table of the rows given as one parameter: a JSON list of lists."""
    picked = ", ".join(
        f"(entry ->> {place})::{column.split()[1]} AS {column.split()[0]}" for place, column in enumerate(columns)
    )
    return f"chosen AS (SELECT {picked} FROM (SELECT unnest(from_json(?, '[\"JSON\"]')) AS entry))"
