"""Values as lines of a list: changes, scans, parts of scans, findings. Pure: what is shown, not where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dharma_tui.core import format
from dharma_tui.core.change_words import change_words
from dharma_tui.core.changes import Change, ChangeKind, FieldChange
from dharma_tui.core.kinds import ColumnType, KindSpec
from dharma_tui.core.scan import ScanReport, ScanStatus, Selection
from dharma_tui.core.text import cells_of, printable
from dharma_tui.core.types import Finding, Json, Severity
from dharma_tui.widgets.line_list import Line
from dharma_tui.widgets.table_cells import fit

if TYPE_CHECKING:
    from dharma_tui.services.scheduler import Scheduler

CHANGE_MARKS = {ChangeKind.ADDED: "+", ChangeKind.CHANGED: "~", ChangeKind.REMOVED: "-"}
_CHANGE_STYLES = {
    ChangeKind.ADDED: "line--good",
    ChangeKind.CHANGED: "line--warning",
    ChangeKind.REMOVED: "line--critical",
}
_SCAN_STYLES = {
    ScanStatus.RUNNING: ("»", "line--key"),
    ScanStatus.COMPLETE: ("✓", "line--good"),
    ScanStatus.PARTIAL: ("▲", "line--warning"),
    ScanStatus.FAILED: ("✗", "line--critical"),
    ScanStatus.CANCELLED: ("○", "line--quiet"),
    ScanStatus.INTERRUPTED: ("✗", "line--warning"),
}
_SEVERITIES = {
    Severity.CRITICAL: ("✗", "line--critical"),
    Severity.WARNING: ("▲", "line--warning"),
    Severity.INFO: ("·", "line--quiet"),
}
_ASCII = str.maketrans(dict(zip("✓▲✗○»·→—…–▾▸", "+!xo>.>-~-v>", strict=True)))


def plain(line: Line, ascii_only: bool) -> Line:
    """``line`` for a terminal without Unicode, where that is wanted."""
    if not ascii_only:
        return line
    return Line(tuple((text.translate(_ASCII), style) for text, style in line.parts), line.selectable, line.value)


def heading(text: str) -> Line:
    """A line that names those after it."""
    return Line(((f" {printable(text)}", "line--heading"),), selectable=False)


def note(text: str) -> Line:
    """A quiet remark."""
    return Line(((f" {printable(text, 400)}", "line--quiet"),), selectable=False)


def kind_title(kinds: Mapping[str, KindSpec], kind: str, *, plural: bool = False) -> str:
    """What people call a kind."""
    spec = kinds.get(kind)
    return printable((spec.plural if plural else spec.title) if spec else kind)


def value(shown: Json, limit: int = 60) -> str:
    """A property before or after a change."""
    return format.cell(shown, ColumnType.TEXT, _NEVER, limit)


_AROUND = 7
"""Cells between the parts of a change."""
_LEAST = 24
"""Cells that what changed is given, however narrow the line is."""
_NEVER = datetime.min.replace(tzinfo=UTC)
"""Stands in where a value is shown as it is and no age is computed."""


def field_words(field: FieldChange, room: int = 0) -> str:
    """One property that changed, on one line of ``room`` cells, or of as many as it takes."""
    return _field(field, field.path.removeprefix("attrs."), room, " ")


def _field(field: FieldChange, path: str, room: int, joint: str) -> str:
    limit = max(60, room)
    before, after = (None if told is None else value(told, limit) for told in (field.before, field.after))
    return change_words(printable(path), before, after, room, joint)


def change_line(
    change: Change,
    kinds: Mapping[str, KindSpec],
    now: datetime,
    *,
    at: str,
    at_width: int = 9,
    kind_width: int = 18,
    width: int = 0,
) -> Line:
    """What happened to one resource. ``at`` is when, in words; ``width`` the cells of the line, where that is known."""
    style = _CHANGE_STYLES[change.change]
    name = printable(change.name or change.ref.key, 60)
    room = max(_LEAST, width - at_width - kind_width - cells_of(name) - _AROUND) if width else 0
    said = "; ".join(field_words(field, room) for field in change.fields[:3])
    more = f" and {len(change.fields) - 3} more" if len(change.fields) > 3 else ""
    return Line(
        (
            (f" {at:>{at_width}} ", "line--quiet"),
            (f"{CHANGE_MARKS[change.change]} ", style),
            (fit(kind_title(kinds, change.ref.kind), kind_width) + " ", "line--plain"),
            (f"{name}  ", "line--strong"),
            (said + more, "line--quiet"),
        ),
        value=change,
    )


def change_lines(change: Change, width: int = 0) -> list[str]:
    """Every property of a change: path, before, after; ready to draw in ``width`` cells, where that is known."""
    return [_field(field, field.path, width, ": ") for field in change.fields]


def scan_line(report: ScanReport, now: datetime) -> Line:
    """One scan, past or running; of one that was cut short first of all how far it came."""
    mark, style = _SCAN_STYLES[report.status]
    words, running = printable(scan_words(report)), report.status is ScanStatus.RUNNING
    first = f"{words}  " if report.can_be_resumed else f"{'' if running else format.duration(report.seconds):>6} "
    return Line(
        (
            (f" {mark} ", style),
            (f"{report.status.value:<11} ", style),
            (f"{format.age(report.started_at, now):>4} ", "line--plain"),
            (first, "line--warning" if report.can_be_resumed else "line--quiet"),
            (f"{report.resources:>7,} ", "line--strong"),
            (f"{f'+{report.added:,} ~{report.changed:,} -{report.removed:,}':<16} ", "line--plain"),
            (f"{report.trigger}  ", "line--quiet"),
            ("" if report.can_be_resumed else words, "line--warning" if report.reason else "line--quiet"),
        ),
        value=report,
    )


def scan_words(report: ScanReport) -> str:
    """What there is to say of a scan beside its numbers: how far it came, what it went on with, why it ended."""
    words = [report.reason] if report.reason and report.reason != report.status.value else []
    if report.selection.is_narrow:
        words.insert(0, _narrowed(report.selection))
    if report.can_be_resumed and report.is_unfollowed:
        words.insert(0, f"with {format.counted(report.announced, 'part')} saved, R follows their relationships")
    elif report.can_be_resumed:
        words.insert(0, f"after {report.listed:,} of {format.counted(report.announced, 'part')}, R resumes")
    elif report.resumes and report.status is ScanStatus.RUNNING:
        words.insert(0, "goes on with one that was cut short")
    elif report.resumes:
        words.insert(0, f"resumed, {format.counted(report.carried, 'part')} carried over")
    return ": ".join(words)


def _narrowed(selection: Selection) -> str:
    """What a scan that is not of everything was of."""
    named = selection.keys or (*selection.services, *selection.kinds)
    if selection.lists_only:
        return f"of lists alone: {', '.join(named)}" if named else "of lists alone"
    return f"of {', '.join(named or ('some places',))}"


def next_scan(scheduler: Scheduler, now: datetime, providers: Sequence[str] = ()) -> str:
    """When the next scan is due, in words, and of which ``providers``; or why none is."""
    if scheduler.paused:
        return "scheduled scans are paused"
    if not scheduler.interval and (scheduler.next_run_at is None or scheduler.running):
        return "scheduled scans are off"
    if scheduler.running:
        return "the scan that was due runs"
    if scheduler.next_run_at is None:
        return "no scan is due yet" if scheduler.started else "no scheduled scans: the store is read only"
    wait = (scheduler.next_run_at - now).total_seconds()
    of = f" of {printable(', '.join(providers), 40)}" if providers else ""
    return f"next scan{of} in {format.duration(wait)}" if wait > 0 else f"next scan{of} now"


def no_parts(report: ScanReport, *, here: bool) -> str:
    """Why there are none to show. What runs elsewhere is known only as far as it has saved."""
    if report.status is ScanStatus.RUNNING and not here:
        return "none of its parts are saved yet: it runs in another process"
    return "no part of this scan has ended"


def finding_line(finding: Finding) -> Line:
    """Something wrong."""
    mark, style = _SEVERITIES[finding.severity]
    return Line(
        (
            (f" {mark} ", style),
            (f"{printable(finding.title, 120)}  ", "line--plain"),
            (printable(finding.reason, 200), "line--quiet"),
        ),
        value=finding,
    )
