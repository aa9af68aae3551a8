"""What is measured of a resource, as series to draw: stored points first, then those still in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.types import Metric, ResourceRef
from dharma_tui.widgets.sparkline import Series

if TYPE_CHECKING:
    from dharma_tui.services import Services

WINDOW = timedelta(hours=1)
"""How far back a series is drawn."""
POINTS = 240

Points = Sequence[tuple[datetime, float]]


def value_text(value: float, unit: str) -> str:
    """A measured value with its unit."""
    match unit:
        case "percent":
            return f"{value:.1f}%"
        case "bytes":
            return format.size(value)
        case "bytes/s":
            return f"{format.size(value)}/s"
        case "seconds":
            return format.duration(value)
        case "count/s":
            return f"{format.number(value)}/s"
        case "load":
            return f"{value:.2f}"
        case _:
            return format.number(value)


def known_metrics(ref: ResourceRef, spec: KindSpec | None, services: Services) -> list[tuple[Metric, str]]:
    """Every series of the resource with its title: those its kind declares, then any other being measured."""
    declared = {Metric(ref, one.name, one.unit): one.title for one in (spec.metrics if spec is not None else ())}
    known = {(metric.name, metric.unit) for metric in declared}
    others = [metric for metric in services.collector.metrics(ref) if (metric.name, metric.unit) not in known]
    return [*declared.items(), *((metric, metric.name) for metric in others)]


async def stored_points(
    services: Services, ref: ResourceRef, metrics: Sequence[Metric], at: str = ""
) -> dict[Metric, Points]:
    """What the store remembers of the last hour of these series of a resource, up to ``at``; empty is now."""
    now = await services.io.run(services.lake.moment, at) if at else services.clock.now()
    names = [metric.name for metric in metrics]
    found = await services.metrics.series_of(ref, names, now - WINDOW, now, POINTS) if names else {}
    return {metric: found[metric.name] for metric in metrics}


def series_of(metric: Metric, title: str, stored: Points, recent: Points) -> Series:
    """Both joined, without counting a point twice."""
    newest = stored[-1][0] if stored else None
    points = [*stored, *(point for point in recent if newest is None or point[0] > newest)]
    values = tuple(value for _, value in points)
    now = value_text(values[-1], metric.unit) if values else "not measured"
    peak = f"  peak {value_text(max(values), metric.unit)}" if values else ""
    high = 100.0 if metric.unit == "percent" else None
    state = "warning" if values and metric.unit == "percent" and values[-1] >= 90 else ""
    return Series(title, values, f"{now}{peak}", high=high, state=state)


_UNITS = {
    ColumnType.PERCENT: ("percent",),
    ColumnType.BYTES: ("bytes",),
    ColumnType.DURATION: ("seconds",),
    ColumnType.NUMBER: ("count", "load"),
}


def column_of(metric: Metric, columns: Sequence[Column]) -> str:
    """The column in which a measured value belongs: of the same name or property, in the same unit; empty: none."""
    for column in columns:
        named = metric.name in (column.name, column.path.rpartition(".")[2])
        if named and metric.unit in _UNITS.get(column.type, ()):
            return column.name
    return ""
