"""Keeps the relationships that follow from what resources say of each other level with the resources themselves."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Directory, scalars
from dharma_tui.core.registry import subclasses
from dharma_tui.core.text import storable
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State
from dharma_tui.services import relations
from dharma_tui.services.relations._rule import Rule
from dharma_tui.services.store.reading import copied_resources, copy_resources
from dharma_tui.services.store.staging import EDGE, TOLD

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

TOLD_BY = "references"
"""Who tells of these relationships, in place of a kind: the sweep of a listing leaves them alone."""
MOST_TEXTS = 100_000
"""Of more texts that changed it is not looked up whether they name something."""
_COLUMNS = EDGE | TOLD
_NAMES = ", ".join(_COLUMNS)
_serial = itertools.count(1)


def resolve(lake: Lake, kinds: Sequence[KindSpec]) -> int:
    """Find anew what the resources of ``kinds`` say of each other. Returns how many relationships came or went.

    Raises StoreError.
    """
    by_kind = tellers(kinds)
    number = next(_serial)
    copy, told = (lake.scratch / f"{what}-{number}.jsonl" for what in ("resources", "references"))
    table = f"staging.references_{number}"
    try:
        copy_resources(lake, sorted(by_kind), lake.snapshot().id, copy)
        for resource in copied_resources(copy):
            for teller in by_kind[resource.ref.kind]:
                teller.add(resource)
        with told.open("w", encoding="utf-8") as lines:
            for resource in copied_resources(copy):
                for teller in by_kind[resource.ref.kind]:
                    for edge in teller.relationships(resource):
                        lines.write(json.dumps(_row(edge, resource.scope)) + "\n")
        copy.unlink()
        del by_kind
        lake.query(_loaded(told, table))
        return lake.write(_writer(table, sorted({kind.provider for kind in kinds})))
    finally:
        copy.unlink(missing_ok=True)
        told.unlink(missing_ok=True)
        lake.query(f"DROP TABLE IF EXISTS {table}")


def matters(lake: Lake, kinds: Sequence[KindSpec], scan_id: str) -> bool:
    """Whether what a scan changed may make or end relationships; tags, states and measures do not.

    Raises StoreError.
    """
    by_kind = tellers(kinds)
    changes = "FROM lake.changes WHERE scan_id = ? AND kind IN (SELECT unnest(?))"
    asked = [scan_id, sorted(by_kind)]
    if lake.query(f"SELECT 1 {changes} AND change <> 'changed' LIMIT 1", asked):
        return True
    texts: set[str] = set()
    """Texts that came or went; each may be the key of something."""
    for rows in lake.stream(f"SELECT kind, key, before::VARCHAR, after::VARCHAR {changes} ORDER BY kind, key", asked):
        for kind, key, *images in rows:
            before, after = (_imaged(ResourceRef(kind, key), json.loads(image)) for image in images)
            if any(teller.facts(before) != teller.facts(after) for teller in by_kind[kind]):
                return True
            texts.update(text for _, text in {*scalars(before.attrs)} ^ {*scalars(after.attrs)})
        if len(texts) > MOST_TEXTS:
            return True
    return bool(
        lake.query("SELECT 1 FROM lake.resources WHERE key IN (SELECT unnest(?::VARCHAR[])) LIMIT 1", [[*texts]])
    )


def _imaged(ref: ResourceRef, image: Mapping[str, Any]) -> Resource:
    scope = Scope(image.get("provider") or "", image.get("account") or "", image.get("region") or "")
    return Resource(ref, image.get("name") or "", scope, State.UNKNOWN, {}, image.get("attrs") or {})


def tellers(kinds: Sequence[KindSpec]) -> Mapping[str, Sequence[Directory | Rule]]:
    """Who tells relationships of each kind: what its own properties say, and the rules that read it."""
    directory = Directory(kinds)
    by_kind: dict[str, list[Directory | Rule]] = {kind.kind: [directory] for kind in kinds}
    for made in subclasses(relations, Rule):  # type: ignore[type-abstract]
        rule = made(kinds)
        for kind in rule.reads:
            if kind in by_kind:
                by_kind[kind].append(rule)
    return by_kind


def _row(edge: Relationship, scope: Scope) -> list[str]:
    ends = (edge.src.kind, edge.src.key, edge.dst.kind, edge.dst.key, edge.verb.value, edge.source)
    return [storable(text) for text in (*ends, scope.provider, scope.account, scope.region, TOLD_BY)]


def _loaded(file: Path, table: str) -> str:
    path = str(file).replace("'", "''")
    picked = ", ".join(f"entry[{place}] AS {name}" for place, name in enumerate(_COLUMNS, 1))
    lines = f"read_json('{path}', columns = {{'entry': 'VARCHAR[]'}}, format = 'newline_delimited', records = false)"
    return f"CREATE OR REPLACE TABLE {table} AS SELECT DISTINCT {picked} FROM {lines}"


def _writer(table: str, providers: Sequence[str]) -> Callable[[duckdb.DuckDBPyConnection], int]:
    """What brings the lake to the relationships in ``table``, changing only what differs."""

    def write(cursor: duckdb.DuckDBPyConnection) -> int:
        mine = f"told_by = '{TOLD_BY}' AND provider IN (SELECT unnest(?))"
        gone = cursor.execute(
            f"DELETE FROM lake.relationships WHERE {mine} AND ({_NAMES}) NOT IN (SELECT ({_NAMES}) FROM {table})",
            [providers],
        ).fetchall()
        come = cursor.execute(
            f"""INSERT INTO lake.relationships ({_NAMES}) SELECT {_NAMES} FROM {table}
            ANTI JOIN (SELECT {_NAMES} FROM lake.relationships WHERE {mine}) USING ({_NAMES})""",
            [providers],
        ).fetchall()
        return int(gone[0][0]) + int(come[0][0])

    return write
