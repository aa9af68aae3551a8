"""The first screen: what exists, what is wrong, what changed, what is running, and how this machine is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.geometry import Size

from dharma_tui.core import format
from dharma_tui.core.changes import Change
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import (
    FindingsChanged,
    IndexAdvanced,
    MetricsSampled,
    ScanEnded,
    ScanProgressed,
    ScanStarted,
    ScheduleChanged,
    ScopeEnded,
)
from dharma_tui.core.scan import ScanReport
from dharma_tui.core.types import Finding, ResourceRef
from dharma_tui.core.view import View
from dharma_tui.screens import _lines, _overview_lines
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._fitted_list import FittedList
from dharma_tui.screens._overview_lines import Estate
from dharma_tui.screens._running_scan import RunningScan
from dharma_tui.screens._status import OPENING
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.panel import Panel
from dharma_tui.widgets.sparkline import Sparklines

if TYPE_CHECKING:
    from dharma_tui.services import Services

WIDE = 100
"""Columns from which the panels stand in two columns of equal width."""
NARROW, LOW = 70, 20
"""Columns and rows below which half of the panels are left out."""
RECENT = 30
"""Changes listed."""
_PRESENT = {"findings-panel": "Attention", "live-panel": "Live", "activity-panel": "Activity"}
"""Panels that show the present whatever moment the others are shown as of."""
_OVERVIEW = Binding.Group("Overview")


def layout_of(size: Size) -> str:
    """The classes of the panels for a screen of this size; given from the start, they cost no second layout."""
    choices = ((size.width >= WIDE, "-wide"), (size.width < NARROW, "-narrow"), (size.height < LOW, "-low"))
    return " ".join(name for chosen, name in choices if chosen)


class OverviewScreen(ServiceScreen):
    """Painted at once from what was last known, then kept up to date."""

    NAME = "overview"
    TITLE = "Overview"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "scan", "Scan now", tooltip="Discover everything now.", id="overview.scan", group=_OVERVIEW),
        Binding("tab", "app.focus_next", "Panel", tooltip="The next panel.", id="overview.panel", group=_OVERVIEW),
        Binding("slash", "find", "Find", tooltip="Filter everything there is.", id="overview.find", group=_OVERVIEW),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._estate: Estate | None = None
        self._was_read = False
        self._as_of = -1
        """The commit that was read, or is being read."""
        self._scan: RunningScan | None = None
        self._recent: list[ScanReport] = []
        self._changes: list[Change] = []
        self._findings: tuple[Finding, ...] | None = None
        self._measured: ResourceRef | None = None

    def compose_body(self) -> ComposeResult:
        with Face(loading="Opening the store…"), Container(id="panels", classes=layout_of(self.app.size)):
            with Vertical(id="left-panels"):
                with Panel("Inventory", id="kinds-panel"):
                    yield FittedList(id="estate")
                with Panel("Changes", id="recent-panel"):
                    yield FittedList(id="recent")
            with Vertical(id="right-panels"):
                with Panel("Attention", id="findings-panel"):
                    yield LineList(id="findings")
                with Panel("Live", id="live-panel"):
                    yield Sparklines(id="live")
                with Panel("Activity", id="activity-panel"):
                    yield FittedList(id="activity")

    def on_mount(self) -> None:
        self.listen(IndexAdvanced, self._advanced)
        self.listen(ScanStarted, self._started)
        self.listen(ScanProgressed, self._progressed)
        self.listen(ScopeEnded, self._part_ended)
        self.listen(ScanEnded, self._ended)
        self.listen(ScheduleChanged, self._schedule_changed)
        self.listen(FindingsChanged, self._findings_changed)
        self.listen(MetricsSampled, self._sampled)
        if summary := self.services.inventory.summary():
            self._estate = _overview_lines.estate_of(summary)
            self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Two equal columns where there is room."""
        self.query_one("#panels").set_classes(layout_of(event.size))

    def reload(self) -> None:
        """Read what the store has."""
        self.run(self._read, face=self.query_one(Face))

    async def _read(self) -> None:
        services = self.services
        listing = await services.inventory.open(View(group_by=("kind", "state"), at=self.at))
        self._as_of = listing.snapshot
        try:
            groups = await services.inventory.rows(listing, 0, listing.length)
            self._estate = _overview_lines.estate_from(groups, listing.as_of)
            self._recent = await services.io.run(services.scans.heads, 20)
            self._changes = await services.changes.between(*self._span, limit=RECENT)
        except DharmaError:
            self._as_of = -1  # what comes next of the same commit is a reason to try again
            raise
        self._was_read = True
        if services.findings.looked:
            self._findings = services.findings.current
        self._show()

    @property
    def _span(self) -> tuple[str, str]:
        """The day before the moment shown."""
        if not self.at:
            return "-24h", ""
        from datetime import timedelta

        return (self.services.lake.moment(self.at) - timedelta(days=1)).isoformat(), self.at

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if not self.query("#findings-panel"):
            return  # closed before it was there: a tab of a browser may be
        face = self.query_one(Face)
        if not (self._estate and self._estate.total) and not self._scan and not self._recent:
            face.show_empty(
                "Nothing is known yet", "press s to discover this machine, ? for every key", self._first_steps()
            )
            return
        face.show_data()
        for name, title in _PRESENT.items():
            self.query_one(f"#{name}", Panel).head.text = f"{title} (now)" if self.at else title
        self._show_kinds()
        self._show_changes()
        self._show_findings()
        self._show_activity()
        self._show_live()

    def _first_steps(self) -> str:
        on = "The first scan starts by itself in a moment." if self.services.settings.current.scan.on_start else ""
        return f"{on} A scan reads what this machine has, needs no password, and changes nothing.".strip()

    def _show_kinds(self) -> None:
        kinds, panel = self.query_one("#estate", FittedList), self.query_one("#kinds-panel", Panel)
        if self._estate is None:
            kinds.show([_lines.note("counting…")])
            return
        kept = kinds.current.value if kinds.current else None
        lines = _overview_lines.kind_lines(self._estate, self.services.kinds, kinds.size.width, self.ascii_only)
        at = next((place for place, line in enumerate(lines) if line.value == kept), 0)
        kinds.show(lines or [_lines.note("nothing found yet")], at)
        total, known = self._estate.total, len(self._estate.kinds)
        panel.head.note = f"{total:,} in {format.counted(known, 'kind')}" if known else ""

    def _show_changes(self) -> None:
        recent, panel = self.query_one("#recent", LineList), self.query_one("#recent-panel", Panel)
        if not self._was_read:
            recent.show([_lines.note("reading…")])
            return
        now = self.services.clock.now()
        at = [format.age(change.at, now) for change in self._changes]
        lines = [
            _lines.plain(
                _lines.change_line(
                    change, self.services.kinds, now, at=age, at_width=4, kind_width=14, width=recent.size.width
                ),
                self.ascii_only,
            )
            for change, age in zip(self._changes, at, strict=True)
        ]
        recent.show(
            lines or [_lines.note(f"nothing changed in the {'24 hours before' if self.at else 'last 24 hours'}")],
            recent.cursor,
        )
        more = "+" if len(lines) == RECENT else ""
        panel.head.note = f"{len(lines)}{more} in 24h" if lines else "24h"

    def _show_activity(self) -> None:
        now = self.services.clock.now()
        when = (
            _lines.next_scan(self.services.scheduler, now) if self._was_read else "reading…"
        )  # that reads every provider
        running = self._scan.report(now) if self._scan else None
        parts = (self._scan.done, len(self._scan.parts)) if self._scan else (0, 0)
        past = [report for report in self._recent if not running or report.scan_id != running.scan_id]
        activity = self.query_one("#activity", FittedList)
        lines = _overview_lines.activity_lines(running, parts, past, when, now, activity.size.width)
        activity.show([_lines.plain(line, self.ascii_only) for line in lines], activity.cursor)

    def _show_findings(self) -> None:
        listed, panel = self.query_one("#findings", LineList), self.query_one("#findings-panel", Panel)
        if self._findings is None:
            listed.show([_lines.note("looking…")])
            return
        lines = [_lines.plain(_lines.finding_line(finding), self.ascii_only) for finding in self._findings]
        listed.show(lines or [_lines.note("nothing needs attention")], listed.cursor)
        panel.head.note = f"{len(lines):,}" if lines else ""

    def _show_live(self) -> None:
        live, panel = self.query_one(Sparklines), self.query_one("#live-panel", Panel)
        live.ascii_only = self.ascii_only
        if not self.services.settings.current.metrics.enabled:
            panel.head.note = "turned off in the settings"
            return
        if (
            self.shell.status.console.store != OPENING
        ):  # before that nothing has been measured, and asking imports every provider
            self._measured = self._measured or _overview_lines.main_resource(self.services.collector.metrics())
        if self._measured is None:
            panel.head.note = "measuring…"
            return
        panel.head.note = ""
        collector = self.services.collector
        live.series = _overview_lines.metric_series(
            collector.metrics(self._measured), collector.recent, self.services.kinds
        )

    def aged(self) -> None:
        """Changes and scans are older."""
        if self._was_read:
            self._show_changes()
            self._show_activity()

    # -- what happens -----------------------------------------------------------------------------------------------

    def _advanced(self, event: IndexAdvanced) -> None:
        if not self.at and event.snapshot != self._as_of:
            self.reload()

    def _started(self, event: ScanStarted) -> None:
        self._scan = RunningScan(event)
        self._show()

    def _progressed(self, event: ScanProgressed) -> None:
        if self._scan and event.scan_id == self._scan.scan_id:
            self._scan.progressed(event)
            self._show_activity()

    def _part_ended(self, event: ScopeEnded) -> None:
        if self._scan and event.scan_id == self._scan.scan_id:
            self._scan.ended(event)
            self._show_activity()

    def _ended(self, event: ScanEnded) -> None:
        self._scan = None
        self.reload()

    def _schedule_changed(self, event: ScheduleChanged) -> None:
        self._show_activity()

    def _findings_changed(self, event: FindingsChanged) -> None:
        self._findings = event.findings
        self._show_findings()

    def _sampled(self, event: MetricsSampled) -> None:
        self._show_live()

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """What the finding or the change under the cursor is about."""
        value = self._current
        return (value.ref,) if isinstance(value, (Change, Finding)) and value.ref.key else ()

    def chosen_view(self) -> View | None:
        """The kind under the cursor, or the one that a finding is about."""
        value, focused = self._current, self.focused
        if isinstance(value, Finding):
            return View(kinds=(value.ref.kind,))
        is_kind = isinstance(value, str) and focused is not None and focused.id == "estate"
        return View(kinds=(str(value),)) if is_kind else None

    @property
    def _current(self) -> object:
        """What the line under the cursor stands for."""
        focused = self.focused
        return focused.current.value if isinstance(focused, LineList) and focused.current else None

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_scan(self) -> None:
        """Discover now."""
        self.shell.scan()

    def action_find(self) -> None:
        """Go where everything can be filtered."""
        self.shell.open_view(View())

    @on(FittedList.Resized, "#estate")
    def _kinds_resized(self) -> None:
        """The bars are as long as there is room, which nobody knows before the list is laid out."""
        if self._estate:
            self._show_kinds()

    @on(FittedList.Resized, "#recent")
    def _recent_resized(self) -> None:
        """What changed is told in the room there is."""
        if self._changes:
            self._show_changes()

    @on(FittedList.Resized, "#activity")
    def _activity_resized(self) -> None:
        """What is told of a scan is what there is room for."""
        if self._estate:
            self._show_activity()

    @on(LineList.Chosen)
    def _chosen(self, message: LineList.Chosen) -> None:
        match message.line.value:
            case str(screen) if message.list.id == "activity":
                self.shell.go(screen)
            case str(kind):
                self.shell.open_view(View(kinds=(kind,)))
            case Change(ref=ref):
                self.shell.open_resource(ref)
            case Finding(ref=ref) if ref.key:
                self.shell.open_resource(ref)
            case Finding(ref=ref):
                self.shell.open_view(View(kinds=(ref.kind,)))
