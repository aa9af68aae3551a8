"""Which kinds there are to list in each place, as the last scan tells that was to list every kind of what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dharma_tui.core.types import Scope
from dharma_tui.services.store import announcement, scan_rows

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

_OF_ALL_KINDS = """trigger <> 'import' AND announced IS NOT NULL AND (announced -> '$.selection.kinds') IS NULL
    AND (announced -> '$.selection.keys') IS NULL AND (announced -> '$.selection.lists_only') IS NULL
    AND NOT contains(coalesce(announced ->> '$.selection.providers', ''), '.')"""
"""Scans that left out no kind, of whichever accounts and regions."""


class WholeScans:
    """Reads what such scans were to list. Blocking; read again only where there is another one."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._read: tuple[str, ...] = ()
        self._kinds: Mapping[Scope, frozenset[str]] = {}

    def kinds(self) -> Mapping[Scope, frozenset[str]]:
        """The kinds of each place that such a scan came to; of several that asked for the same, the last one counts."""
        rows = self._lake.query(
            f"""SELECT arg_max(scan_id, started_at), max(started_at) AS began FROM {scan_rows.SCANS} WHERE {_OF_ALL_KINDS}
            GROUP BY providers, (announced -> '$.selection')::VARCHAR ORDER BY began"""
        )
        ids = tuple(scan_id for scan_id, _ in rows)
        if ids != self._read:
            self._kinds = self._announced(ids)
            self._read = ids
        return self._kinds

    def _announced(self, ids: tuple[str, ...]) -> Mapping[Scope, frozenset[str]]:
        known: dict[Scope, frozenset[str]] = {}
        for scan_id in ids:
            found: dict[Scope, set[str]] = {}
            rows = self._lake.query(f"SELECT announced FROM {scan_rows.SCANS} WHERE scan_id = ?", [scan_id])
            for scope, kind in announcement.parts(rows[0][0]) if rows else ():
                found.setdefault(scope, set()).add(kind)
            known |= {scope: frozenset(kinds) for scope, kinds in found.items()}
        return known
