"""The commits of the lake, read from its catalogue's own tables: a twentieth of what DuckLake's functions need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

CATALOG = "__ducklake_metadata_lake"
"""What DuckLake calls the catalogue of the lake."""
_WRITES = ("inserted_into_table", "deleted_from_table", "inlined_insert", "inlined_delete")
_REARRANGED = "inline_flush:|merge_adjacent:|rewrite_delete:|compacted_table:"
"""Marks commits that only stored the same rows otherwise, although the change feed may show them moving."""

COMMITS = f"""(SELECT snapshot_id, snapshot_time::TIMESTAMPTZ AS snapshot_time FROM {CATALOG}.ducklake_snapshot)"""
"""Relation (snapshot_id, snapshot_time) of every commit that is remembered."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit of the lake: its number and when it was made."""

    id: int
    at: datetime


def touching(tables: Sequence[str]) -> str:
    """Relation (snapshot_id, snapshot_time) of the commits that changed rows of these tables."""
    names = ", ".join(f"'{name}'" for name in tables)
    writes = ", ".join(f"'{write}:' || table_id" for write in _WRITES)
    return f"""(SELECT snapshot_id, snapshot_time FROM {COMMITS} JOIN {CATALOG}.ducklake_snapshot_changes USING (snapshot_id)
        WHERE NOT regexp_matches(changes_made, '{_REARRANGED}') AND list_has_any(string_split(changes_made, ','), (
            SELECT flatten(list([{writes}])) FROM {CATALOG}.ducklake_table WHERE table_name IN ({names}))))"""


def restructuring() -> str:
    """Relation (snapshot_id) of the commits that changed which tables there are, and how they are made."""
    return f"""(SELECT snapshot_id FROM {CATALOG}.ducklake_snapshot_changes
        WHERE regexp_matches(changes_made, '(^|,)(created|altered|dropped)_'))"""
