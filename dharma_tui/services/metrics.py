"""Measured series: appended in batches, read back at the resolution a screen can show."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import datetime

from dharma_tui.core.text import storable
from dharma_tui.core.types import Point, ResourceRef
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake

_INSERT = """INSERT INTO lake.metrics (kind, key, name, unit, "at", value)
SELECT kind, key, name, unit, make_timestamptz("at"), value FROM (SELECT unnest(from_json(?,
    '[{"kind":"VARCHAR","key":"VARCHAR","name":"VARCHAR","unit":"VARCHAR","at":"BIGINT","value":"DOUBLE"}]'), recursive := true))
ORDER BY ALL"""
"""One JSON text, as lists of Python values are twenty times slower to bind."""


class MetricStore:
    """Points in the lake."""

    def __init__(self, lake: Lake, io: IoPool) -> None:
        self._lake = lake
        self._io = io

    def append(self, points: Sequence[Point]) -> None:
        """Store a batch in one transaction. Values that are no numbers are left out. Blocks."""
        rows = [
            {
                "kind": storable(point.metric.ref.kind),
                "key": storable(point.metric.ref.key),
                "name": storable(point.metric.name),
                "unit": point.metric.unit,
                "at": round(point.at.timestamp() * 1e6),
                "value": point.value,
            }
            for point in points
            if math.isfinite(point.value)
        ]
        if rows:
            text = json.dumps(rows)
            self._lake.write(lambda cursor: cursor.execute(_INSERT, [text]))

    async def series(
        self, ref: ResourceRef, name: str, since: datetime, until: datetime, max_points: int = 200
    ) -> list[tuple[datetime, float]]:
        """The series from ``since`` up to ``until``, oldest first: as stored, or averaged over ``max_points`` equal stretches."""
        return await self._io.run(self._series, ref, name, since, until, max(1, max_points))

    def _series(
        self, ref: ResourceRef, name: str, since: datetime, until: datetime, max_points: int
    ) -> list[tuple[datetime, float]]:
        step = max(1, math.ceil((until - since).total_seconds() * 1e6 / max_points))
        rows = self._lake.query(
            """WITH found AS (SELECT epoch_us("at") AS at_us, value FROM lake.metrics
                WHERE kind = ? AND key = ? AND name = ? AND "at" >= ? AND "at" <= ?),
            size AS (SELECT count(*) AS stored FROM found)
            SELECT make_timestamptz(avg(at_us)::BIGINT) AS moment, avg(value)
            FROM found, size
            GROUP BY CASE WHEN stored <= ? THEN at_us ELSE (at_us - epoch_us(?::TIMESTAMPTZ)) // ? END
            ORDER BY moment""",
            [ref.kind, ref.key, name, since, until, max_points, since, step],
        )
        return [(at, float(value)) for at, value in rows]
