"""The parts of the overview as lines and series. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dharma_tui.core import format
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import ScanReport, ScanStatus
from dharma_tui.core.sparks import spark
from dharma_tui.core.summary import Summary
from dharma_tui.core.text import printable
from dharma_tui.core.types import Metric, ResourceRef, State
from dharma_tui.core.view import Row
from dharma_tui.screens import _lines
from dharma_tui.widgets.line_list import Line
from dharma_tui.widgets.sparkline import Series
from dharma_tui.widgets.table_cells import fit

HEADLINES = ("cpu", "load1", "memory", "swap", "disk_read", "disk_write", "net_rx", "net_tx")
"""The series of a host that an operator looks at first, in this order."""
_WARN = {"percent": (80.0, 92.0)}
"""Shares from which a series deserves notice, and from which it deserves it now."""


UNWELL = (State.FAILED, State.DEGRADED)


@dataclass(frozen=True, slots=True)
class Estate:
    """What exists: how many of each kind, and how many of those are not well."""

    total: int
    kinds: Mapping[str, int]
    unwell: Mapping[str, int]
    as_of: datetime | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    """What people call the kinds, where that is known without asking the providers."""


def estate_of(summary: Summary) -> Estate:
    """The counts of a summary."""
    return Estate(summary.total, summary.kinds, summary.unwell, summary.as_of, summary.titles)


def estate_from(groups: Sequence[Row], as_of: datetime | None) -> Estate:
    """The counts in a listing grouped by kind and state."""
    kinds: dict[str, int] = {}
    unwell: dict[str, int] = {}
    for row in groups:
        kind, count = str(row.group[0]), row.cells[-1]
        assert isinstance(count, int)
        kinds[kind] = kinds.get(kind, 0) + count
        if row.group[1] in UNWELL:
            unwell[kind] = unwell.get(kind, 0) + count
    return Estate(sum(kinds.values()), kinds, unwell, as_of)


def kind_lines(estate: Estate, kinds: Mapping[str, KindSpec], width: int, ascii_only: bool) -> list[Line]:
    """One line a kind, the most numerous first: name, count, share as a bar, how many are not well."""
    most = max(estate.kinds.values(), default=1)
    room = max(0, width - 46)
    lines = []
    for kind, count in sorted(estate.kinds.items(), key=lambda item: (-item[1], item[0])):
        unwell = estate.unwell.get(kind, 0)
        title = printable(estate.titles.get(kind, "")) or _lines.kind_title(kinds, kind, plural=True)
        filled = max(1, round(room * count / most)) if room else 0
        lines.append(
            Line(
                (
                    (f" {fit(title, 22)} ", "line--plain"),
                    (f"{count:>9,}  ", "line--strong"),
                    (f"{('x' if ascii_only else '✗') + f' {unwell:,}' if unwell else '':<8} ", "line--critical"),
                    (("#" if ascii_only else "▪") * filled, "line--quiet"),
                ),
                value=kind,
            )
        )
    return lines


def metric_series(
    metrics: Sequence[Metric],
    recent: Callable[[Metric], Sequence[tuple[datetime, float]]],
    kinds: Mapping[str, KindSpec],
) -> tuple[Series, ...]:
    """The headline series of one resource, with their newest values in words."""
    by_name = {metric.name: metric for metric in metrics}
    wanted = [by_name[name] for name in HEADLINES if name in by_name] or list(metrics)[: len(HEADLINES)]
    return tuple(_series(metric, [value for _, value in recent(metric)], kinds) for metric in wanted)


def _series(metric: Metric, values: list[float], kinds: Mapping[str, KindSpec]) -> Series:
    spec = kinds.get(metric.ref.kind)
    titles = {declared.name: declared.title for declared in spec.metrics} if spec else {}
    warning, critical = _WARN.get(metric.unit, (float("inf"), float("inf")))
    newest = values[-1] if values else 0.0
    state = "critical" if newest >= critical else "warning" if newest >= warning else ""
    return Series(
        printable(titles.get(metric.name, metric.name), 20),
        tuple(values),
        quantity(newest, metric.unit) if values else "",
        low=0.0,
        high=100.0 if metric.unit == "percent" else None,
        state=state,
    )


def quantity(value: float, unit: str) -> str:
    """A measured value with its unit."""
    match unit:
        case "percent":
            return f"{value:.0f}%"
        case "bytes":
            return format.size(value)
        case "bytes/s":
            return f"{format.size(value)}/s"
        case "count/s":
            return f"{format.number(round(value, 1))}/s"
        case "seconds":
            return format.duration(value)
        case _:
            return f"{value:.2f}" if unit == "load" else format.number(value)


def main_resource(metrics: Iterable[Metric]) -> ResourceRef | None:
    """The resource measured in most ways: the host this console runs on, where there is one."""
    counted: dict[ResourceRef, int] = {}
    for metric in metrics:
        counted[metric.ref] = counted.get(metric.ref, 0) + 1 + 100 * metric.ref.kind.endswith(".host")
    return min(counted, key=lambda ref: (-counted[ref], ref), default=None)


def activity_lines(
    running: ScanReport | None,
    parts: tuple[int, int],
    recent: Sequence[ScanReport],
    when: str,
    now: datetime,
    width: int = 0,
) -> list[Line]:
    """The scan under way, when the next is due, and how the last ones went; in ``width`` cells, where that is known."""
    lines = []
    if running:
        done, all_parts = parts
        bar = spark([100.0 * done / max(1, all_parts)], 1, high=100.0)[0]
        words = f"scanning {done} of {format.counted(all_parts, 'part')}, {running.resources:,} found"
        lines.append(Line(((f" {bar} ", "line--key"), (words, "line--strong")), value="discovery"))
    lines.append(Line(((" · ", "line--quiet"), (when, "line--plain")), value="discovery"))
    return lines + _scans(recent, now, width)


def _scans(recent: Sequence[ScanReport], now: datetime, width: int) -> list[Line]:
    """Past scans, told alike: with little room the time they took goes first, then what their mark or status says anyway."""
    forms = ([_scan(report, now, brevity) for report in recent] for brevity in range(3))
    last: list[Line] = []
    for last in forms:
        if not width or all(line.width <= width for line in last):
            break
    return last


def _scan(report: ScanReport, now: datetime, brevity: int) -> Line:
    age = format.age(report.started_at, now)
    status = report.status.value
    moved = f"+{report.added:,} ~{report.changed:,} -{report.removed:,}"
    briefly = moved if report.status is ScanStatus.COMPLETE else status
    told, ending = ((moved, f"{status} in {format.duration(report.seconds)}"), (moved, status), ("", briefly))[brevity]
    return Line(
        (
            _lines.scan_line(report, now).parts[0],
            (f"{age:>4}{'' if age == 'now' else ' ago'}  ", "line--plain"),
            (f"{report.resources:,} found  ", "line--strong"),
            (f"{told}  " if told else "", "line--plain"),
            (ending, "line--quiet"),
        ),
        value="discovery",
    )
