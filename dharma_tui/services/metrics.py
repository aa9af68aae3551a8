"""Measured series: appended in batches, read back at the resolution a screen can show."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dharma_tui.core.text import storable
from dharma_tui.core.types import Metric, Point, ResourceRef
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake

_INSERT = """INSERT INTO lake.metrics (kind, key, name, unit, "at", value)
SELECT kind, key, name, unit, make_timestamptz("at"), value FROM (SELECT unnest(from_json(?,
    '[{"kind":"VARCHAR","key":"VARCHAR","name":"VARCHAR","unit":"VARCHAR","at":"BIGINT","value":"DOUBLE"}]'), recursive := true))
ORDER BY ALL"""
"""One JSON text, as lists of Python values are twenty times slower to bind."""


_USUAL = 1.4826
"""By which the median distance from the median is the standard deviation, where values are spread normally."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One series over a time: how many points, when and what the newest is, and how the values lie."""

    metric: Metric
    points: int
    first_at: datetime
    last_at: datetime
    latest: float
    mean: float
    lowest: float
    highest: float
    p95: float


@dataclass(frozen=True, slots=True)
class Odd:
    """How far the newest stretch of a series is from what it was before: ``score`` in usual spreads from the median."""

    metric: Metric
    points: int
    usual: float
    now: float
    score: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through a series: its growth in a day, how well it fits (1 is wholly), and the newest value."""

    metric: Metric
    points: int
    hours: float
    latest: float
    per_day: float
    fit: float


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
        return (await self.series_of(ref, [name], since, until, max_points))[name]

    async def series_of(
        self, ref: ResourceRef, names: Sequence[str], since: datetime, until: datetime, max_points: int = 200
    ) -> dict[str, list[tuple[datetime, float]]]:
        """As ``series``, of each of these names, in one look at the store."""
        return await self._io.run(self._series, ref, names, since, until, max(1, max_points))

    async def spreads(
        self, names: Sequence[str], since: datetime, until: datetime, refs: Sequence[ResourceRef] = ()
    ) -> list[Spread]:
        """Series of these names (none: of all) and resources (none: of all), those with the highest newest value first."""
        sql = f"""SELECT kind, key, name, any_value(unit), count(*), min("at"), max("at"), arg_max(value, "at"), avg(value),
            min(value), max(value), quantile_cont(value, 0.95) {_OF} GROUP BY kind, key, name ORDER BY 8 DESC, key, name"""
        rows = await self._io.run(self._lake.query, sql, [since, until, *_wanted(names, refs)])
        return [Spread(_metric(row), int(row[4]), row[5], row[6], *map(float, row[7:])) for row in rows]

    async def odd(
        self, names: Sequence[str], since: datetime, recent: datetime, until: datetime, refs: Sequence[ResourceRef] = ()
    ) -> list[Odd]:
        """How far each series is since ``recent`` from what it was between ``since`` and then, the furthest first."""
        sql = f"""WITH found AS (SELECT * {_OF}),
            before AS (SELECT kind, key, name, any_value(unit) AS unit, count(*) AS points, median(value) AS usual,
                mad(value) * {_USUAL} AS spread FROM found WHERE "at" < ? GROUP BY kind, key, name),
            lately AS (SELECT kind, key, name, median(value) AS now FROM found WHERE "at" >= ? GROUP BY kind, key, name)
            SELECT kind, key, name, unit, points, usual, now,
                (now - usual) / greatest(spread, abs(usual) * 0.02, 1e-9) AS score
            FROM before JOIN lately USING (kind, key, name) ORDER BY abs(score) DESC, key, name"""
        rows = await self._io.run(self._lake.query, sql, [since, until, *_wanted(names, refs), recent, recent])
        return [Odd(_metric(row), int(row[4]), *map(float, row[5:])) for row in rows]

    async def trends(
        self, names: Sequence[str], since: datetime, until: datetime, refs: Sequence[ResourceRef] = ()
    ) -> list[Trend]:
        """A line through each series, the steepest first; none through one that has a single moment."""
        sql = f"""SELECT kind, key, name, any_value(unit), count(*), (max(epoch("at")) - min(epoch("at"))) / 3600,
            arg_max(value, "at"), coalesce(regr_slope(value, epoch("at")), 0) * 86400, coalesce(regr_r2(value, epoch("at")), 0)
            {_OF} GROUP BY kind, key, name HAVING max("at") > min("at") ORDER BY 8 DESC, key, name"""
        rows = await self._io.run(self._lake.query, sql, [since, until, *_wanted(names, refs)])
        return [Trend(_metric(row), int(row[4]), *map(float, row[5:])) for row in rows]

    async def recorded(self) -> list[tuple[str, str]]:
        """Kinds and names of all series there are."""
        sql = "SELECT DISTINCT kind, name FROM lake.metrics ORDER BY kind, name"
        return [(kind, name) for kind, name in await self._io.run(self._lake.query, sql)]

    def _series(
        self, ref: ResourceRef, names: Sequence[str], since: datetime, until: datetime, max_points: int
    ) -> dict[str, list[tuple[datetime, float]]]:
        step = max(1, math.ceil((until - since).total_seconds() * 1e6 / max_points))
        rows = self._lake.query(
            """SELECT name, make_timestamptz(avg(at_us)::BIGINT) AS moment, avg(value)
            FROM (SELECT name, epoch_us("at") AS at_us, value, count(*) OVER (PARTITION BY name) AS stored FROM lake.metrics
                WHERE kind = ? AND key = ? AND name IN (SELECT unnest(?::VARCHAR[])) AND "at" >= ? AND "at" <= ?)
            GROUP BY name, CASE WHEN stored <= ? THEN at_us ELSE (at_us - epoch_us(?::TIMESTAMPTZ)) // ? END
            ORDER BY moment""",
            [ref.kind, ref.key, list(names), since, until, max_points, since, step],
        )
        found: dict[str, list[tuple[datetime, float]]] = {name: [] for name in names}
        for name, at, value in rows:
            found[name].append((at, float(value)))
        return found


_OF = """FROM lake.metrics WHERE "at" >= ? AND "at" <= ? AND (len(?::VARCHAR[]) = 0 OR name IN (SELECT unnest(?::VARCHAR[])))
    AND (len(?::VARCHAR[]) = 0 OR (kind, key) IN (SELECT (unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))))"""


def _wanted(names: Sequence[str], refs: Sequence[ResourceRef]) -> list[object]:
    """What fills the parameters of ``_OF`` behind its moments."""
    keys = [storable(ref.key) for ref in refs]
    return [list(names), list(names), keys, [ref.kind for ref in refs], keys]


def _metric(row: Sequence[Any]) -> Metric:
    return Metric(ResourceRef(row[0], row[1]), row[2], row[3] or "")
