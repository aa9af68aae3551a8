"""What looking at single resources has changed in the number of those of their parts, after these were last listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core.types import Scope
from dharma_tui.services.store import scan_rows
from dharma_tui.services.store.spool import Part

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import Coverage
    from dharma_tui.services.store.lake import Lake

Changes = Mapping[Part, Sequence[tuple[datetime, int]]]
"""Of parts, when one more was found or one was found to be gone."""


class SeenAlone:
    """Reads these changes. Blocking; read again only where there is another such scan."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self.scans: dict[str, int] = {}
        """How many resources came or went with each such scan that changed their number."""
        self._changes: Changes = {}

    def look(self) -> bool:
        """Read what is new. Says whether there was anything."""
        rows = self._lake.query(
            f"""SELECT scan_id, added + removed FROM {scan_rows.SCANS}
            WHERE added + removed > 0 AND (announced -> '$.selection.keys') IS NOT NULL"""
        )
        scans = dict(rows)
        if scans == self.scans:
            return False
        found: dict[Part, list[tuple[datetime, int]]] = {}
        for provider, account, region, kind, at, more in self._lake.query(
            """SELECT provider, account, region, kind, "at", CASE change WHEN 'added' THEN 1 ELSE -1 END FROM lake.changes
            WHERE scan_id IN (SELECT unnest(?::VARCHAR[])) AND change IN ('added', 'removed')""",
            [list(scans)],
        ):
            found.setdefault((Scope(provider, account, region), kind), []).append((at, more))
        self.scans, self._changes = scans, found
        return True

    def counted(self, part: Coverage) -> Coverage:
        """The same with the numbers as they are since."""
        changes = self._changes.get((part.scope, part.kind))
        if not changes:
            return part
        since = sum(more for at, more in changes if at > part.at)
        ever = sum(more for at, more in changes if part.complete_at and at > part.complete_at)
        report = replace(part.report, count=max(0, part.report.count + since))
        return replace(part, report=report, complete_count=max(0, part.complete_count + ever))
