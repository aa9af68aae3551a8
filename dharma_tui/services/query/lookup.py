"""Single resources and what they are connected to, at any moment. Everything here blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dharma_tui.core.dangling import Missing
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, StoredResource, Verb
from dharma_tui.core.view import Neighbour
from dharma_tui.services.query.missing import Named, own_only, why_missing
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore

RESOURCE = (
    "kind, key, name, provider, account, region, state, to_json(labels)::VARCHAR, attrs::VARCHAR,"
    " epoch_us(first_seen), epoch_us(changed_at), scan_id"
)
NEIGHBOURS_LIMIT = 5000
"""Neighbours listed of each verb and direction; how many there are is told."""
LISTED = "(SELECT unnest(?) AS kind, unnest(?) AS key, unnest(range(?)) AS position)"
"""Identities as a table, in their order."""


class Lookup:
    """Asks the lake itself, which knows attributes and relationships."""

    def __init__(self, lake: Lake, kinds: Mapping[str, KindSpec] | None = None) -> None:
        """Of ``kinds`` it takes why some are not there."""
        self._lake = lake
        self._kinds = kinds or {}
        self._scans = ScanStore(lake)
        self._complete: tuple[int, dict[tuple[Scope, str], datetime]] = (-1, {})
        self._details: dict[tuple[Scope, str], datetime] = {}
        self._alone: dict[ResourceRef, datetime] = {}

    def resource(self, ref: ResourceRef, at: str = "") -> StoredResource:
        """``ref`` as it was at ``at``. Raises NotFoundError, FilterError."""
        version = f"AT (VERSION => {self._lake.resolve(at).id})" if at else ""
        found = self._lake.query(
            f"SELECT {RESOURCE} FROM lake.resources {version} WHERE kind = ? AND key = ?", [ref.kind, ref.key]
        )
        if not found:
            when = f" at {at}" if at else ""
            raise NotFoundError(
                f"{ref} does not exist{when}", "it may be gone: look at its history, or refresh the list"
            )
        listed = self._lake.resolve(at).at if at else None
        self.know_coverage()
        scope = Scope(*found[0][3:6])
        known = stored(found[0], listed or self._last_seen(scope, ref))
        return known if listed else replace(known, details_at=self._details_at(scope, ref))

    def neighbours(self, ref: ResourceRef, at: str = "") -> list[Neighbour]:
        """Everything that has a relationship with ``ref``, outgoing first; what several sources tell is told once.

        Of what are too many of one verb and direction, the first by kind and name. Raises NotFoundError, FilterError.
        """
        version = f"AT (VERSION => {self._lake.resolve(at).id})" if at else ""
        rows = self._lake.query(
            f"""WITH edges AS (SELECT src_kind, src_key, dst_kind, dst_key, verb,
                    string_agg(DISTINCT source, ', ' ORDER BY source) AS source, src_key = ? AND src_kind = ? AS outgoing,
                    min(provider) AS provider, min(account) AS account, min(region) AS region
                FROM lake.relationships {version}
                WHERE (src_key = ? AND src_kind = ?) OR (dst_key = ? AND dst_kind = ?)
                GROUP BY ALL),
            ends AS (SELECT *, CASE WHEN outgoing THEN dst_kind ELSE src_kind END AS kind,
                CASE WHEN outgoing THEN dst_key ELSE src_key END AS key FROM edges)
            SELECT ends.* EXCLUDE (kind, key), ends.kind, ends.key, known.name, known.account AS of,
                count(*) OVER (PARTITION BY outgoing, verb) AS alike, state
            FROM ends LEFT JOIN lake.resources AS known {version} ON known.kind = ends.kind AND known.key = ends.key
            QUALIFY row_number() OVER (PARTITION BY outgoing, verb ORDER BY ends.kind, name, ends.key) <= {NEIGHBOURS_LIMIT}
            ORDER BY outgoing DESC, verb, ends.kind, name, ends.key""",
            [ref.key, ref.kind] * 3,
        )
        missing = [Named(ResourceRef(*row[10:12]), Scope(*row[7:10])) for row in rows if row[-1] is None]
        reasons = why_missing(self._lake, self._scans.coverage(), missing, own_only(self._kinds)) if missing else {}
        return [_neighbour(row, reasons) for row in rows]

    def documents(self, refs: Sequence[ResourceRef], snapshot: int) -> Iterator[dict[str, Any]]:
        """Each of ``refs`` that existed in ``snapshot`` in the line shape of exports, in their order."""
        self.know_coverage()
        for rows in self._lake.stream(
            f"SELECT {RESOURCE} FROM {LISTED} JOIN lake.resources AT (VERSION => {snapshot}) USING (kind, key) ORDER BY position",
            listed_params(refs),
        ):
            for row in rows:
                yield document(stored(row, self._last_seen(Scope(*row[3:6]), ResourceRef(*row[:2]))))

    def know_coverage(self) -> None:
        """Learn when each kind in each scope was last listed to the end, unless that is known for the newest commit."""
        newest = self._lake.snapshot().id
        if self._complete[0] != newest:
            coverage = self._scans.coverage()
            known = {(part.scope, part.kind): part.complete_at for part in coverage if part.complete_at}
            kept = {(part.scope, part.kind): part.report.details_at for part in coverage}
            self._details = {part: at for part, at in kept.items() if at}
            self._complete, self._alone = (newest, known), self._scans.seen_alone()

    def _last_seen(self, scope: Scope, ref: ResourceRef) -> datetime | None:
        """When its kind was last listed to the end where it lives, or it was looked at alone."""
        seen = self._complete[1].get((scope, ref.kind)), self._alone.get(ref)
        return max((at for at in seen if at), default=None)

    def _details_at(self, scope: Scope, ref: ResourceRef) -> datetime | None:
        """When details of its kind were asked for, where the last listing did not, and nobody has looked at it alone since."""
        at, alone = self._details.get((scope, ref.kind)), self._alone.get(ref)
        return None if at is None or (alone is not None and alone > at) else at


def stored(row: Sequence[Any], last_seen: datetime | None) -> StoredResource:
    """A resource from the columns of ``RESOURCE``; seen last when it changed if no complete listing is known."""
    kind, key, name, provider, account, region, state, labels, attrs, first_seen, changed_at, scan_id = row
    resource = Resource(
        ResourceRef(kind, key),
        name or "",
        Scope(provider or "", account or "", region or ""),
        State(state) if state in State.__members__.values() else State.UNKNOWN,
        json.loads(labels) if labels else {},
        json.loads(attrs) if attrs else {},
    )
    changed = _moment(changed_at)
    return StoredResource(resource, _moment(first_seen), changed, max(last_seen or changed, changed), scan_id or "")


def listed_params(refs: Sequence[ResourceRef]) -> list[object]:
    """What fills the parameters of ``LISTED``."""
    return [[ref.kind for ref in refs], [ref.key for ref in refs], len(refs)]


def document(known: StoredResource) -> dict[str, Any]:
    """The line shape of exports: everything known of a resource as one JSON object."""
    resource = known.resource
    return {
        "kind": resource.ref.kind,
        "key": resource.ref.key,
        "name": resource.name,
        "provider": resource.scope.provider,
        "account": resource.scope.account,
        "region": resource.scope.region,
        "state": resource.state.value,
        "labels": dict(resource.labels),
        "attrs": dict(resource.attrs),
        "first_seen": known.first_seen.isoformat(),
        "last_seen": known.last_seen.isoformat(),
    }


def _neighbour(row: Sequence[Any], reasons: Mapping[ResourceRef, Missing]) -> Neighbour:
    src_kind, src_key, dst_kind, dst_key, verb, source, outgoing, *_, kind, key, name, account, alike, state = row
    edge = Relationship(ResourceRef(src_kind, src_key), ResourceRef(dst_kind, dst_key), Verb(verb), source)
    known = None if state is None else State(state) if state in State.__members__.values() else State.UNKNOWN
    other = ResourceRef(kind, key)
    missing = reasons[other].words if other in reasons else ""
    more = alike if alike > NEIGHBOURS_LIMIT else 0
    return Neighbour(edge, other, outgoing, name or key, known, missing, account or "", more)


def _moment(microseconds: int | None) -> datetime:
    return datetime.fromtimestamp((microseconds or 0) / 1e6, UTC)
