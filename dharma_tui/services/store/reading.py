"""Whole resources read from the lake, some at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.types import Resource, ResourceRef, Scope, State

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

_BATCH = 2000
_COLUMNS = "kind, key, name, provider, account, region, labels, attrs"


def read_resources(
    lake: Lake, kinds: Sequence[str], snapshot: int, where: str = "true", params: Sequence[object] = ()
) -> Iterator[Resource]:
    """The resources of ``kinds`` that exist in ``snapshot``, in the order of kind and key; without state.

    ``where`` is a condition in SQL over them.
    """
    for rows in lake.stream(
        "SELECT kind, key, name, provider, account, region, to_json(labels)::VARCHAR, attrs::VARCHAR FROM lake.resources"
        f" AT (VERSION => {snapshot}) WHERE kind IN (SELECT unnest(?)) AND ({where}) ORDER BY kind, key",
        [list(kinds), *params],
        _BATCH,
    ):
        for kind, key, name, provider, account, region, labels, attrs in rows:
            scope = Scope(provider or "", account or "", region or "")
            told = json.loads(labels or "{}"), json.loads(attrs or "{}")
            yield Resource(ResourceRef(kind, key), name or "", scope, State.UNKNOWN, *told)


def copy_resources(lake: Lake, kinds: Sequence[str], snapshot: int, file: Path) -> None:
    """Copy the same, with labels, to ``file``, in no order: of very many, this takes no memory, and can be read again and again."""
    path = str(file).replace("'", "''")
    names = json.dumps(list(kinds)).replace("'", "''")
    lake.read(
        lambda cursor: cursor.execute(
            f"""COPY (SELECT {_COLUMNS} FROM lake.resources AT (VERSION => {snapshot})
                WHERE kind IN (SELECT unnest(from_json('{names}', '["VARCHAR"]')))) TO '{path}' (FORMAT json)"""
        )
    )


def copied_resources(file: Path) -> Iterator[Resource]:
    """The resources in a copy."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            row = json.loads(line)
            scope = Scope(row.get("provider") or "", row.get("account") or "", row.get("region") or "")
            ref = ResourceRef(row["kind"], row["key"])
            labels, attrs = row.get("labels") or {}, row.get("attrs") or {}
            yield Resource(ref, row.get("name") or "", scope, State.UNKNOWN, labels, attrs)
