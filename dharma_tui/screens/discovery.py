"""Providers and their health, scans running and past, and how each part of them went."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from dharma_tui.core.errors import UsageError
from dharma_tui.core.events import (
    HealthChanged,
    ScanEnded,
    ScanProgressed,
    ScanStarted,
    ScheduleChanged,
    ScopeEnded,
    StoreAdvanced,
)
from dharma_tui.core.scan import ScanReport, ScanStatus, Selection
from dharma_tui.core.text import printable
from dharma_tui.core.view import View
from dharma_tui.screens import _automatic, _lines
from dharma_tui.screens._base import HOT_SECONDS
from dharma_tui.screens._past_scans import PastScans
from dharma_tui.screens._provider_lines import provider_lines
from dharma_tui.screens._refreshing import Refreshing, of_parts
from dharma_tui.screens._running_scan import RunningScan
from dharma_tui.screens._scan_dialog import ask_first
from dharma_tui.screens._scan_places import all_found_there, found_there
from dharma_tui.screens._scan_tally import Group
from dharma_tui.screens._scan_tree import ScanTree, first_trouble, kept_place, summary, why_not
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.panel import Panel

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.store.coverage import Coverage

WIDE = 150
"""Columns from which scans and their parts stand side by side."""
ROOMY, SMALLEST = 16, 8
"""Lines from which there is room for why a part is not complete; and from which it takes that of the providers."""
_SCANS = Binding.Group("Scans")


class DiscoveryScreen(Refreshing):
    """Above the providers, beneath them the scans and the parts of the one under the cursor."""

    NAME = "discovery"
    TITLE = "Discovery"
    OF_NOW = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "scan", "Scan now", tooltip="Discover everything now.", id="discovery.scan", group=_SCANS),
        Binding(
            *("delete", "cancel", "Cancel"),
            tooltip="Stop the scan; what is complete stays.",
            id="discovery.cancel",
            group=_SCANS,
        ),
        Binding(
            *("r", "refresh", "Refresh"),
            show=False,
            tooltip="Look again at the parts or the provider under the cursor; on scans, read this screen again.",
            id="discovery.refresh",
            group=_SCANS,
        ),
        Binding(
            *("R", "resume", "Resume"),
            show=False,
            tooltip="Go on with the chosen scan, which was cut short: only what is left is listed.",
            id="discovery.resume",
            group=_SCANS,
        ),
        Binding(
            *("p", "pause", "Pause"),
            tooltip="Stop scheduled scans of this console, or resume them.",
            id="discovery.pause",
            group=_SCANS,
        ),
        Binding(
            "a",
            "coverage",
            "Coverage",
            tooltip="Accounts by regions: how much is covered, how old it is, and what failed.",
            id="discovery.coverage",
            group=_SCANS,
        ),
        Binding(
            "A",
            "automatic",
            "By itself",
            show=False,
            tooltip="Scan the provider under the cursor by itself from now on, or only when asked.",
            id="discovery.automatic",
            group=_SCANS,
        ),
        Binding(
            *("c", "copy", "Copy"),
            show=False,
            tooltip="Copy the line under the cursor.",
            id="discovery.copy",
            group=_SCANS,
        ),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._under_way: RunningScan | None = None
        self._tree, self._past = ScanTree(), PastScans(services)
        self._parts_of, self._was_read = "", False
        self.draw_timer: Timer | None = None
        self._coverage: list[Coverage] = []

    def compose_body(self) -> ComposeResult:
        with Panel("Providers", id="providers-panel"):
            yield LineList(id="providers")
        with Face(loading="Reading past scans…"), Container(id="scans-and-parts"):
            with Panel("Scans", id="scans-panel"):
                yield LineList(id="scans")
            with Panel("Parts", id="parts-panel"):
                yield LineList(id="parts")
        yield Static("", id="part-card", markup=False)

    def on_mount(self) -> None:
        self.query_one("#part-card").display = False
        self.query_one("#providers", LineList).show([_lines.note("looking…")])
        self.listen(ScanStarted, self._started)
        self.listen(ScanProgressed, self._progressed)
        self.listen(ScopeEnded, self._part_ended)
        self.listen(ScanEnded, self._ended)
        self.listen(ScheduleChanged, self._chrome_changed)
        self.listen(HealthChanged, self._chrome_changed)
        self.listen(StoreAdvanced, self._advanced)
        if so_far := self.shell.status.scan_so_far:
            self._under_way = RunningScan(*so_far)
        self.query_one("#scans", LineList).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self.query_one("#scans-and-parts").set_class(event.size.width >= WIDE, "-wide")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Scans take no more lines than there are, and names of parts what room there is."""
        if reports := self._reports():
            beside = self.query_one("#scans-and-parts").has_class("-wide")
            self.query_one("#scans-panel").styles.max_height = None if beside else len(reports) + 1
            self._show_parts()

    def _show_store_failure(self, reason: str, hint: str) -> None:
        super()._show_store_failure(reason, hint)
        self._was_read = False
        self.query_one("#providers", LineList).show([_lines.note("not known while the store cannot be used")])

    def reload(self) -> None:
        """Read the past scans and what is covered."""
        self.run(self._read, face=self.query_one(Face))

    async def _read(self) -> None:
        await self._past.read()
        self._coverage = await self.services.io.run(self.services.scans.coverage)
        self._was_read = True
        self._show()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._show_providers()
        reports = self._reports()
        if not reports:
            self.query_one(Face).show_empty("No scan has run yet", "press s to discover what this machine has")
            return
        self.query_one(Face).show_data()
        listed = self.query_one("#scans", LineList)
        kept, now = self._chosen_scan(), self.services.clock.now()
        lines = [_lines.plain(_lines.scan_line(report, now), self.ascii_only) for report in reports]
        ids = [report.scan_id for report in reports]
        listed.show(lines, ids.index(kept.scan_id) if kept and kept.scan_id in ids and listed.cursor else 0)
        self._fit()

    def _reports(self) -> list[ScanReport]:
        running = [self._under_way.report(self.services.clock.now())] if self._under_way else []
        known = {report.scan_id for report in running}
        return running + [report for report in self._past.reports if report.scan_id not in known]

    def _show_providers(self) -> None:
        services = self.services
        running = {scope.provider for scope, _ in self._under_way.parts} if self._under_way else ()
        told = services.health.current(), self._coverage, services.scheduler, services.clock.now(), running
        lines = provider_lines(services.providers, *told, _automatic.own_intervals(services))
        listed = self.query_one("#providers", LineList)
        listed.show([_lines.plain(line, self.ascii_only) for line in lines], listed.cursor)
        self.query_one("#providers-panel", Panel).head.note = _lines.next_scan(
            services.scheduler,
            services.clock.now(),
            services.scheduler.next_of or _automatic.providers(services),
        )
        self.query_one("#providers-panel").styles.height = min(len(lines), 6) + 1

    def _show_parts(self) -> None:
        panel, listed = self.query_one("#parts-panel", Panel), self.query_one("#parts", LineList)
        report = self._chosen_scan()
        if report is None:
            return
        running = self._under_way if self._under_way and report.scan_id == self._under_way.scan_id else None
        tally = running.tally if running else self._past.tally(report)
        if tally is None:
            self.run(lambda: self._count_parts(report), group="parts")
            return
        self._tree.take(tally, running=running is not None)
        self._tree.fit(listed.size.width or self.app.size.width)
        panel.head.note = summary(tally.whole, running=running is not None)
        lines = self._tree.lines(self.services.kinds)
        same = report.scan_id == self._parts_of
        cursor = kept_place(lines, listed.current) if same else first_trouble(lines)
        self._parts_of = report.scan_id
        if not lines:
            told = (report.reason or _lines.no_parts(report, here=running is not None), report.hint)
            lines = [_lines.note(words) for words in told if words]
        listed.show(
            [_lines.plain(line, self.ascii_only) for line in lines], listed.cursor if cursor is None else cursor
        )
        self._show_card()

    async def _count_parts(self, report: ScanReport) -> None:
        await self._past.count(report)
        self._show_parts()

    def _chosen_scan(self) -> ScanReport | None:
        line = self.query_one("#scans", LineList).current
        return line.value if line and isinstance(line.value, ScanReport) else None

    def _show_card(self) -> None:
        """Why the part under the cursor is not complete, and what to do."""
        card, line = self.query_one("#part-card", Static), self.query_one("#parts", LineList).current
        group = line.value if line and isinstance(line.value, Group) else None
        scan, in_parts = self._chosen_scan(), self.query_one("#parts").has_focus
        height, providers = self.app.size.height, self.query_one("#providers-panel")
        if scan is not None and scan.can_be_resumed and not in_parts:
            card.display, providers.display = height >= ROOMY, True
            card.update(Content(f"{scan.status.value} {_lines.scan_words(scan)}"))
            return
        words = why_not(group) if group is not None else []
        card.display = bool(words) and height >= (SMALLEST if in_parts else ROOMY)
        providers.display = height >= ROOMY or not card.display
        if words:
            lines = [Content(printable(word, 400)) for word in words]
            card.update(Content("\n").join([Content.styled(lines[0].plain, "bold"), *lines[1:]]))

    def on_descendant_focus(self) -> None:
        """What is said below goes by what has the keys."""
        if self._was_read:
            self._show_card()

    def aged(self) -> None:
        """Scans are older, and the next one is nearer."""
        if self._was_read:
            self._show()

    # -- what happens -----------------------------------------------------------------------------------------------

    def _started(self, event: ScanStarted) -> None:
        self._under_way = RunningScan(event)
        self._show()

    def _progressed(self, event: ScanProgressed) -> None:
        if self._under_way and event.scan_id == self._under_way.scan_id:
            self._under_way.progressed(event)
            self._draw_soon()

    def _part_ended(self, event: ScopeEnded) -> None:
        if self._under_way and event.scan_id == self._under_way.scan_id:
            self._under_way.ended(event)
            self._draw_soon()

    def _draw_soon(self) -> None:
        """However many parts end, they are drawn four times a second."""
        if self.draw_timer is None:
            self.draw_timer = self.set_timer(HOT_SECONDS, self._draw)

    def _draw(self) -> None:
        self.draw_timer = None
        self._show()

    def _ended(self, event: ScanEnded) -> None:
        if self._under_way and event.report.scan_id == self._under_way.scan_id:
            self._under_way = None
        self.reload()

    def _chrome_changed(self, event: ScheduleChanged | HealthChanged) -> None:
        self._show_providers()

    def _advanced(self, event: StoreAdvanced) -> None:
        """Another process may have scanned."""
        if self._under_way is None:
            self.reload()

    @on(LineList.Moved, "#scans")
    def _scan_chosen(self) -> None:
        self._show_parts()

    @on(LineList.Moved, "#parts")
    def _part_chosen(self) -> None:
        self._show_card()

    @on(LineList.Chosen, "#scans")
    def _into_parts(self) -> None:
        self.query_one("#parts", LineList).focus()

    @on(LineList.Chosen, "#parts")
    @on(LineList.Chosen, "#providers")
    def _open_line(self, message: LineList.Chosen) -> None:
        """A group opens or closes; a part or a provider shows what was found there."""
        group = message.line.value
        if isinstance(group, Group) and group.below:
            self._tree.toggle(group)
            self._show_parts()
        elif view := found_there(group):
            self.shell.open_view(view)

    def chosen_view(self) -> View | None:
        """What was found of the part, the group or the provider under the cursor."""
        line = self.focused.current if isinstance(self.focused, LineList) else None
        if line is not None and isinstance(line.value, ScanReport):
            raise UsageError("A scan is nothing to draw", "enter leads to its parts, and g there to what they found")
        return all_found_there(line.value) if line is not None else None

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_scan(self) -> None:
        """Discover now."""
        self.shell.scan()

    def action_cancel(self) -> None:
        """Stop the running scan."""
        if not self.services.scanner_process.cancel():
            self.say("No scan of this console is running")

    def action_refresh(self) -> None:
        """Look again at the parts or the provider under the cursor; elsewhere, read this screen again."""
        focused = self.focused
        value = focused.current.value if isinstance(focused, LineList) and focused.current else None
        if isinstance(value, Group):
            self.look_again(of_parts((part.scope, part.kind) for part in value.leaves()), " ".join(value.path))
        elif isinstance(value, str) and focused is self.query_one("#providers"):
            asked = Selection(providers=(value,))
            again = partial(self.look_again, what=value)
            self.run(lambda: ask_first(self.app, self.services, asked, again), group="ask")
        else:
            self.action_reload()

    def action_resume(self) -> None:
        """Go on with the chosen scan."""
        scan = self._chosen_scan()
        if scan is None or scan.status in (ScanStatus.RUNNING, ScanStatus.COMPLETE):
            self.say("That scan was not cut short", "s discovers everything now", severity="warning")
            return
        self.shell.scan(Selection(rest_of=scan.scan_id))

    def action_coverage(self) -> None:
        """Show accounts by regions."""
        self.shell.go("coverage")

    def action_automatic(self) -> None:
        """Scan the provider under the cursor by itself, or no longer."""
        self.run(self._automatic, group="automatic")

    async def _automatic(self) -> None:
        line = self.query_one("#providers", LineList).current
        if line is None or not isinstance(line.value, str):
            self.say("No provider is under the cursor", "choose one in the list of providers")
            return
        self.say(*await _automatic.toggle(self.services, line.value))
        self._show_providers()

    def action_pause(self) -> None:
        """Stop or resume scheduled scans."""
        scheduler = self.services.scheduler
        if scheduler.paused:
            scheduler.resume()
            self.say("Scheduled scans go on")
        else:
            scheduler.pause()
            self.say("Scheduled scans are paused until this console ends", "p resumes them; s still scans now")

    def action_copy(self) -> None:
        """Copy the line under the cursor."""
        focused = self.focused
        if isinstance(focused, LineList) and focused.current:
            self.shell.copy_text(focused.current.text.strip(), "the line")
