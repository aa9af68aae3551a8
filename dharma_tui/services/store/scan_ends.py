"""With which moment the present is compared where nobody says one: the store as a scan left it, never the midst of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.errors import NotFoundError
from dharma_tui.services.store.commits import COMMITS, Snapshot

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

_LATEST = 500
"""Scans that are looked at."""


def compared_with(lake: Lake, at: str) -> Snapshot | None:
    """The moment ``at`` says, or the end of the scan before it where that is within one; the end of the one before the last where
    the store is younger, and None where there is none. Blocks; raises FilterError, StoreError.
    """
    ends = _ends(lake)
    try:
        wanted = lake.resolve(at)
    except NotFoundError:
        return ends[-2] if len(ends) > 1 else None
    earlier = [end for end in ends if end.id <= wanted.id]
    if not earlier:
        return ends[-2] if len(ends) > 1 else wanted if not ends else None
    during = "started_at < ? AND (ended_at IS NULL OR ended_at > ?)"
    is_within = lake.query(f"SELECT 1 FROM lake.scans WHERE {during} LIMIT 1", [wanted.at, wanted.at])
    return earlier[-1] if is_within else wanted


def _ends(lake: Lake) -> list[Snapshot]:
    """The commits that last wrote of scans, which is that they ended, while no other went on, the oldest first."""
    rows = lake.query(
        f"""WITH known AS (
            SELECT snapshot_id, started_at, ended_at FROM lake.scans ORDER BY started_at DESC LIMIT {_LATEST})
        SELECT DISTINCT snapshot_id, snapshot_time FROM known AS ended JOIN {COMMITS} AS told USING (snapshot_id)
        WHERE ended.ended_at IS NOT NULL AND NOT EXISTS (
            FROM known AS other WHERE other.started_at < told.snapshot_time
            AND (other.ended_at IS NULL OR other.ended_at > told.snapshot_time))
        ORDER BY snapshot_id"""
    )
    return [Snapshot(int(number), at) for number, at in rows]
