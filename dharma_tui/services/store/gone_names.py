"""What is called by a name that nothing there has: where the history has one so called that is gone, it is that."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.core.arns import outwards, shorter
from dharma_tui.core.hosts import plain
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Directory, is_identity
from dharma_tui.core.scalars import texts
from dharma_tui.core.text import without_host
from dharma_tui.core.types import Relationship, ResourceRef, Scope

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

ToldOf: TypeAlias = tuple[Relationship, Scope, bool]
"""A relationship, of which scope it is told, and whether by tags."""
MOST = 2_000
"""Of a kind only so many that went last are read with all that they were called: of those before them the name alone is known."""
_REMOVED = """lake.changes AS told ANTI JOIN lake.resources AS there ON there.kind = told.kind AND there.key = told.key
    WHERE change = 'removed' AND told.kind = ?"""
_SINCE = f"""SELECT to_timestamp(coalesce(max(hour) FILTER (so_far >= {MOST}), 0) * 3600) FROM (
    SELECT hour, sum(count(*)) OVER (ORDER BY hour DESC) AS so_far
    FROM (SELECT epoch_us("at") // 3_600_000_000 AS hour FROM lake.changes WHERE change = 'removed' AND kind = ?)
    GROUP BY hour)"""
"""The hour since when about so many went; to sort all of a long history would take longer than all else."""
_LAST = f"""FROM (SELECT key, name, account, region, before->>'attrs' AS attrs, "at", snapshot
    FROM {_REMOVED} AND "at" >= ? ORDER BY "at" DESC, snapshot DESC, key DESC LIMIT {MOST}) ORDER BY "at", snapshot, key"""
_OLDER = f"""SELECT key, name, account, region FROM {_REMOVED} AND name IN (SELECT unnest(?::VARCHAR[]))
    QUALIFY row_number() OVER (PARTITION BY name, account, region ORDER BY "at" DESC, snapshot DESC, key DESC) = 1"""
_GONE_KEYS = f"""SELECT DISTINCT key FROM (SELECT key FROM {_REMOVED} AND "at" >= ? AND starts_with(key, 'arn:')
    ORDER BY "at" DESC LIMIT {MOST}) ORDER BY key"""


def with_gone_names(
    lake: Lake, directory: Directory, kinds: Mapping[str, KindSpec], told: Iterable[ToldOf]
) -> Iterator[ToldOf]:
    """All that is ``told``; what leads to a mere name comes last, and to what was called so in that scope before it was gone.

    Raises StoreError.
    """
    held: list[ToldOf] = []
    names: set[tuple[str, str]] = set()
    history = _History(lake, kinds)
    for each in told:
        if isinstance(each[0], Supposed):
            yield from history.supposed(directory, *each)
            continue
        each = history.with_whole_arns(directory, *each)
        ends = (end for end in (each[0].src, each[0].dst) if not directory.has(end))
        if by_name := [end for end in ends if end.kind in kinds and not is_identity(end.key)]:
            held.append(each)
            names |= {(end.kind, without_host(end.key)) for end in by_name}
        else:
            yield each
    gone = _called(lake, kinds, names)
    for edge, scope, is_by_tags in held:
        src, dst = (end if directory.has(end) else _meant(gone, end, scope) for end in (edge.src, edge.dst))
        yield replace(edge, src=src, dst=dst), scope, is_by_tags


@dataclass(frozen=True, slots=True)
class Supposed(Relationship):
    """One that only holds if what is gone was called so."""


class _History:
    """What is gone, by kind: each is read when first asked for."""

    def __init__(self, lake: Lake, kinds: Mapping[str, KindSpec]) -> None:
        self._lake = lake
        self._kinds = kinds
        self._names: dict[str, dict[tuple[str, str, str, str], str]] = {}
        self._arns: dict[str, dict[str, str]] = {}

    def supposed(self, directory: Directory, edge: Relationship, scope: Scope, is_by_tags: bool) -> Iterator[ToldOf]:
        """A relationship to what was called so; nothing where nothing was."""
        src, dst = (
            end if directory.has(end) else _meant(self._of(end.kind), end, scope) for end in (edge.src, edge.dst)
        )
        if (src, dst) != (edge.src, edge.dst):
            yield Relationship(src, dst, edge.verb, edge.source), scope, is_by_tags

    def with_whole_arns(self, directory: Directory, edge: Relationship, scope: Scope, is_by_tags: bool) -> ToldOf:
        """The same, to what is gone by all of its ARN where a part of that, or more, stood for it."""
        src, dst = (end if directory.has(end) else self._whole(end) for end in (edge.src, edge.dst))
        return (edge if (src, dst) == (edge.src, edge.dst) else replace(edge, src=src, dst=dst)), scope, is_by_tags

    def _whole(self, end: ResourceRef) -> ResourceRef:
        if end.kind not in self._kinds or not end.key.startswith("arn:"):
            return end
        known = self._arns_of(end.kind)
        key = next((known[each] for each in outwards(end.key) if each in known), end.key) if known else end.key
        return ResourceRef(end.kind, key)

    def _of(self, kind: str) -> Mapping[tuple[str, str, str, str], str]:
        if kind not in self._names:
            gone = _gone(self._lake, self._kinds[kind])
            self._names[kind] = {(kind, account, region, text): key for key, account, region, text in gone}
        return self._names[kind]

    def _arns_of(self, kind: str) -> Mapping[str, str]:
        if kind not in self._arns:
            rows = self._lake.query(_GONE_KEYS, [kind, _since(self._lake, kind)])
            self._arns[kind] = {each: key for (key,) in rows for each in (*shorter(key), key)}
        return self._arns[kind]


def _gone(lake: Lake, spec: KindSpec) -> Iterator[tuple[str, str, str, str]]:
    """The key, account, region and each name of what went last of a kind, the last to go last."""
    for rows in lake.stream(_LAST, [spec.kind, _since(lake, spec.kind)]):
        for key, name, account, region, attrs, _, _ in rows:
            known = json.loads(attrs or "{}")
            paths = (*spec.identities, *spec.names)
            for text in map(without_host, (name, *(text for path in paths for text in texts(known, path)))):
                yield key, account or "", region or "", text
            for path in (path for path in spec.hosts if "{" not in path):
                for text in texts(known, path):
                    yield key, account or "", "", plain(text)  # where nobody has to be to ask it


def _since(lake: Lake, kind: str) -> datetime:
    """From when on those went that are read with all that they were called."""
    moments: list[tuple[datetime]] = lake.query(_SINCE, [kind])
    return moments[0][0]


def _called(
    lake: Lake, kinds: Mapping[str, KindSpec], names: Collection[tuple[str, str]]
) -> dict[tuple[str, str, str, str], str]:
    """The keys of what is gone, by kind, account, region and each of ``names``; of several the one that went last."""
    found: dict[tuple[str, str, str, str], str] = {}
    for kind in sorted({kind for kind, _ in names}):
        wanted = sorted(name for of, name in names if of == kind)
        for rows in lake.stream(_OLDER, [kind, wanted]):
            found.update({(kind, account or "", region or "", name): key for key, name, account, region in rows})
        for key, account, region, text in _gone(lake, kinds[kind]):
            if (kind, text) in names:
                found[kind, account, region, text] = key
    return found


def _meant(gone: Mapping[tuple[str, str, str, str], str], end: ResourceRef, scope: Scope) -> ResourceRef:
    """What ``end`` was the name of where ``scope`` is, or in no region; itself where that was nothing."""
    places = ((end.kind, scope.account, region, without_host(end.key)) for region in (scope.region, ""))
    return next((ResourceRef(end.kind, gone[place]) for place in places if place in gone), end)
