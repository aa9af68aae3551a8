"""What is called by a name that nothing there has: where the history has one so called that is gone, it is that."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Directory, is_identity
from dharma_tui.core.scalars import texts
from dharma_tui.core.text import without_host
from dharma_tui.core.types import Relationship, ResourceRef, Scope

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

ToldOf: TypeAlias = tuple[Relationship, Scope, bool]
"""A relationship, of which scope it is told, and whether by tags."""
_GONE = """
    SELECT kind, key, name, account, region, before->>'attrs' FROM lake.changes AS told
    ANTI JOIN lake.resources AS there ON there.kind = told.kind AND there.key = told.key
    WHERE change = 'removed' AND kind IN (SELECT unnest(?)) ORDER BY "at", snapshot, kind, key"""


def with_gone_names(
    lake: Lake, directory: Directory, kinds: Mapping[str, KindSpec], told: Iterable[ToldOf]
) -> Iterator[ToldOf]:
    """All that is ``told``; what leads to a mere name comes last, and to what was called so in that scope before it was gone.

    Raises StoreError.
    """
    held: list[ToldOf] = []
    names: set[tuple[str, str]] = set()
    for each in told:
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


def _called(
    lake: Lake, kinds: Mapping[str, KindSpec], names: Collection[tuple[str, str]]
) -> dict[tuple[str, str, str, str], str]:
    """The keys of what is gone, by kind, account, region and each of ``names``; of several the one that went last."""
    found: dict[tuple[str, str, str, str], str] = {}
    asked = sorted({kind for kind, _ in names})
    for rows in lake.stream(_GONE, [asked]) if asked else ():
        for kind, key, name, account, region, attrs in rows:
            known = json.loads(attrs or "{}")
            spec = kinds[kind]
            paths = (*spec.identities, *spec.names)
            for text in map(without_host, (name, *(text for path in paths for text in texts(known, path)))):
                if (kind, text) in names:
                    found[kind, account or "", region or "", text] = key
    return found


def _meant(gone: Mapping[tuple[str, str, str, str], str], end: ResourceRef, scope: Scope) -> ResourceRef:
    """What ``end`` was the name of where ``scope`` is, or in no region; itself where that was nothing."""
    places = ((end.kind, scope.account, region, without_host(end.key)) for region in (scope.region, ""))
    return next((ResourceRef(end.kind, gone[place]) for place in places if place in gone), end)
