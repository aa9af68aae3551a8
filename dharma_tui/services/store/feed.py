"""Questions to the lake's own change feed, answered by DuckDB so that only the rows asked for reach Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dharma_tui.core.types import ResourceRef
from dharma_tui.services.store.lake import Lake

_IMAGE = (
    "{'name': name, 'state': state, 'provider': provider, 'account': account, 'region': region,"
    " 'labels': labels, 'attrs': attrs, 'scan_id': scan_id}"
)
_OLD = "change_type IN ('update_preimage', 'delete')"
_NEW = "change_type IN ('update_postimage', 'insert')"


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
            terms.append("kind NOT IN (SELECT unnest(?))")
            params.append(list(self.without))
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
        if self.first >= self.last:
            return []
        condition, params = self.only.sql()
        chosen = self.lake.query(
            f"""SELECT snapshot_id, kind, key FROM {self._changes()} WHERE {condition}
            GROUP BY ALL ORDER BY snapshot_id DESC, kind, key LIMIT ?""",
            [*params, limit],
        )
        if not chosen:
            return []
        numbers, kinds, keys = (list(column) for column in zip(*chosen, strict=True))
        rows = self.lake.query(
            f"""WITH chosen AS (SELECT unnest(?) AS snapshot_id, unnest(?) AS kind, unnest(?) AS key),
            images AS (SELECT snapshot_id, kind, key, any_value({_IMAGE}) FILTER ({_OLD}) AS before,
                any_value({_IMAGE}) FILTER ({_NEW}) AS after
                FROM {self._changes(min(numbers) - 1)} SEMI JOIN chosen USING (snapshot_id, kind, key) GROUP BY ALL)
            SELECT images.*, snapshot_time FROM images JOIN ducklake_snapshots('lake') USING (snapshot_id)
            ORDER BY snapshot_id DESC, kind, key""",
            [numbers, kinds, keys],
        )
        return [Images(ResourceRef(row[1], row[2]), row[0], row[5], row[3], row[4]) for row in rows]

    def net(self, limit: int) -> list[Images]:
        """Resources that differ between the two ends, whatever happened between."""
        if self.first >= self.last:
            return []
        condition, params = self.only.sql()
        chosen = self.lake.query(
            f"""SELECT kind, key, max(snapshot_id) AS latest FROM {self._changes()} WHERE {condition} GROUP BY kind, key
            HAVING {_first_hash()} IS DISTINCT FROM {_last_hash()} ORDER BY latest DESC, kind, key LIMIT ?""",
            [*params, limit],
        )
        if not chosen:
            return []
        kinds, keys, _ = (list(column) for column in zip(*chosen, strict=True))
        rows = self.lake.query(
            f"""WITH chosen AS (SELECT unnest(?) AS kind, unnest(?) AS key),
            images AS (SELECT kind, key, max(snapshot_id) AS snapshot_id,
                arg_min({_IMAGE}, {_order()}) AS earliest, arg_min({_OLD}, {_order()}) AS had,
                arg_max({_IMAGE}, {_order()}) AS latest, arg_max({_NEW}, {_order()}) AS has
                FROM {self._changes()} SEMI JOIN chosen USING (kind, key) GROUP BY kind, key)
            SELECT kind, key, snapshot_id, snapshot_time, CASE WHEN had THEN earliest END, CASE WHEN has THEN latest END
            FROM images JOIN ducklake_snapshots('lake') USING (snapshot_id) ORDER BY snapshot_id DESC, kind, key""",
            [kinds, keys],
        )
        return [Images(ResourceRef(row[0], row[1]), *row[2:]) for row in rows]

    def counts(self) -> list[tuple[datetime, int, int, int]]:
        """For each commit with changes: when, and how many resources it added, changed and removed."""
        if self.first >= self.last:
            return []
        condition, params = self.only.sql()
        return [
            (row[0], *map(int, row[1:]))
            for row in self.lake.query(
                f"""WITH changes AS (SELECT snapshot_id,
                    count(*) FILTER (change_type = 'insert') AS inserted, count(*) FILTER (change_type = 'delete') AS deleted,
                    count(*) FILTER (change_type = 'update_postimage') AS updated
                    FROM {self._changes()} WHERE {condition} GROUP BY snapshot_id)
                SELECT snapshot_time, inserted, updated, deleted
                FROM changes JOIN ducklake_snapshots('lake') USING (snapshot_id) ORDER BY snapshot_id""",
                params,
            )
        ]

    def _changes(self, first: int | None = None) -> str:
        after = self.first if first is None else first
        return f"ducklake_table_changes('lake', 'main', 'resources', {int(after) + 1}, {int(self.last)})"


def _order() -> str:
    """Orders the events of one resource: by commit, and within one the old version before the new."""
    return f"snapshot_id * 2 + ({_NEW})::INTEGER"


def _first_hash() -> str:
    """The content at the first end; null when the resource was not there."""
    return f"arg_min_null(CASE WHEN {_OLD} THEN hash END, {_order()})"


def _last_hash() -> str:
    return f"arg_max_null(CASE WHEN {_NEW} THEN hash END, {_order()})"
