"""Accounts by regions: how much of each is covered, how old, what went wrong; and the parts of the one under the cursor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from dharma_tui.core.events import ScanEnded, ScanStarted, ScopeEnded, SettingsChanged, StoreAdvanced
from dharma_tui.core.matrix import Matrix, Row
from dharma_tui.core.text import printable
from dharma_tui.core.types import Scope
from dharma_tui.core.view import View
from dharma_tui.screens import _lines
from dharma_tui.screens._base import HOT_SECONDS, ServiceScreen
from dharma_tui.screens._coverage_words import cell_sentence, matrix_note, place_words
from dharma_tui.screens._scan_places import all_found_there, place_view
from dharma_tui.screens._scan_tally import Group, ScanTally
from dharma_tui.screens._scan_tree import ScanTree, first_trouble
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.matrix import MatrixView
from dharma_tui.widgets.panel import Panel

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.store.coverage import Coverage

WIDE = 120
"""Columns from which the parts of the cell under the cursor stand beside the matrix."""
_COVERAGE = Binding.Group("Coverage")


class CoverageScreen(ServiceScreen):
    """The matrix, and beside or instead of it the parts of one cell."""

    NAME = "coverage"
    TITLE = "Coverage"
    OF_NOW = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, tooltip="Back to the matrix; from there, to the view before.",
                id="coverage.leave", group=_COVERAGE),
        Binding("v", "resources", "Resources", tooltip="What was found in this account and region.",
                id="coverage.resources", group=_COVERAGE),
        Binding("s", "scan", "Scan here", tooltip="Discover this account and region now.", id="coverage.scan",
                group=_COVERAGE),
        Binding("delete", "cancel", "Cancel", show=False, tooltip="Stop the scan; what is complete stays.",
                id="coverage.cancel", group=_COVERAGE),
        Binding("c", "copy", "Copy", show=False, tooltip="Copy what is said of the cell or line under the cursor.",
                id="coverage.copy", group=_COVERAGE),
    ]  # fmt: skip

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._coverage: list[Coverage] = []
        self._matrix = Matrix()
        self._tree = ScanTree(name_width=22, flat=True)
        self._shown: tuple[Row, str] | None = None
        self.draw_timer: Timer | None = None

    def compose_body(self) -> ComposeResult:
        with Face(loading="Reading what is covered…"), Container(id="coverage-panes"):
            with Panel("Coverage", id="matrix-panel"):
                yield MatrixView(id="matrix")
            with Panel("Parts", id="cell-panel"):
                yield LineList(id="cell-parts")
        yield Static("", id="coverage-card", markup=False)

    def on_mount(self) -> None:
        self.listen(StoreAdvanced, self._store_moved)
        self.listen(ScanEnded, self._store_moved)
        self.listen(SettingsChanged, self._store_moved)
        self.listen(ScanStarted, self._scan_moved)
        self.listen(ScopeEnded, self._scan_moved)
        self._arrange()
        self._view.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room."""
        self._arrange()

    def on_descendant_focus(self) -> None:
        """What is said below goes by what has the keys."""
        if self._matrix.rows:
            self._show_card()

    def reload(self) -> None:
        """Read what is covered."""
        self.run(self._read, face=self.query_one(Face))

    async def _read(self) -> None:
        from dharma_tui.services.coverage_kinds import ListedThere
        from dharma_tui.services.coverage_matrix import matrix_from

        services = self.services
        setting = services.settings.current.scan
        self._coverage = await services.io.run(services.scans.coverage)
        known = await services.io.run(services.scans.kinds_there)
        there_are = ListedThere(services.providers, setting.providers, known)
        told = setting.regions, services.known_scopes, there_are
        self._matrix = await services.io.run(matrix_from, self._coverage, *told)
        if not self._matrix.rows:
            self.query_one(Face).show_empty("Nothing has been scanned yet", "press s to discover what there is")
            return
        self.query_one(Face).show_data()
        self._shown = None
        self._show()

    # -- drawing ----------------------------------------------------------------------------------------------------

    @property
    def _view(self) -> MatrixView:
        return self.query_one("#matrix", MatrixView)

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= WIDE

    @property
    def _in_parts(self) -> bool:
        return self.query_one("#cell-parts", LineList).has_focus

    def _arrange(self, *, parts: bool | None = None) -> None:
        """Both panes where there is room, else the one that has the keys."""
        inside = self._in_parts if parts is None else parts
        self.query_one("#coverage-panes").set_class(self._is_wide, "-wide")
        self.query_one("#matrix-panel").display = self._is_wide or not inside
        self.query_one("#cell-panel").display = self._is_wide or inside

    def _show(self) -> None:
        now, view = self.services.clock.now(), self._view
        view.now = now
        view.running = self._being_scanned()
        view.show(self._matrix)
        self.query_one("#matrix-panel", Panel).head.note = matrix_note(self._matrix)
        self._show_cell()

    def _being_scanned(self) -> frozenset[tuple[str, str, str]]:
        so_far = self.shell.status.scan_so_far
        if so_far is None:
            return frozenset()
        started, ended = so_far
        left = set(started.parts) - {(report.scope, report.kind) for report in ended}
        return frozenset((scope.provider, scope.account, scope.region) for scope, _ in left)

    def _show_cell(self) -> None:
        """The parts of the cell under the cursor, worst first."""
        from dharma_tui.services.coverage_matrix import parts_of

        place = self._view.place
        if place is None:
            return
        panel, listed = self.query_one("#cell-panel", Panel), self.query_one("#cell-parts", LineList)
        if place != self._shown:
            parts = parts_of(self._coverage, *place)
            self._tree.take(
                ScanTally.of_reports(replace(part.report, count=part.known) for part in parts),
                running=False,
                ages={(part.scope, part.kind): part.complete_at for part in parts},
                now=self.services.clock.now(),
            )
        lines = self._tree.lines(self.services.kinds)
        panel.head.text = place_words(*place)
        panel.head.note = cell_sentence(self._matrix, *place, self.services.clock.now())
        cursor = listed.cursor if place == self._shown else first_trouble(lines)
        self._shown = place
        if not lines:
            lines = [_lines.note(words) for words in self._nothing(*place)]
        listed.show([_lines.plain(line, self.ascii_only) for line in lines], cursor)
        self._show_card()

    def _nothing(self, row: Row, region: str) -> tuple[str, ...]:
        if (row, region) in self._matrix.apart:
            return (f"{region} is of another partition: this account has nothing there",)
        if not self._matrix.is_possible(row, region):
            return (f"{row.provider} has no regions",)
        if region in self._matrix.off:
            return (
                "never scanned: scan.regions leaves this region out",
                "what is here is not known; s scans it all the same",
            )
        return "never scanned: what is here is not known", "press s to scan this account and region"

    def _show_card(self) -> None:
        """Of the part under the cursor why it is not complete and what to do; of a cell what it says."""
        card = self.query_one("#coverage-card", Static)
        group = self._group
        report = group.report if group and (self._in_parts or self._is_wide) else None
        words: list[str] = []
        if self._in_parts and report is not None and report.reason:
            words = [f"{report.kind}: {report.reason}", report.hint]
        elif not self._in_parts and (place := self._view.place):
            words = [place_words(*place), cell_sentence(self._matrix, *place, self.services.clock.now())]
            if not self._matrix.cell(*place).parts:
                words[1] = self._nothing(*place)[0]
        lines = [Content(printable(line, 400)) for line in words if line]
        card.display = bool(lines) and self.app.size.height >= (8 if self._in_parts else 12)
        if lines:
            card.update(Content("\n").join([Content.styled(lines[0].plain, "bold"), *lines[1:]]))

    @property
    def _group(self) -> Group | None:
        line = self.query_one("#cell-parts", LineList).current
        return line.value if line and isinstance(line.value, Group) else None

    def aged(self) -> None:
        """Everything is older."""
        if self._matrix.rows:
            self._shown = None if not self._in_parts else self._shown
            self._show()

    # -- what happens -----------------------------------------------------------------------------------------------

    def _store_moved(self, event: object) -> None:
        self.reload()

    def _scan_moved(self, event: object) -> None:
        if self.draw_timer is None:
            self.draw_timer = self.set_timer(HOT_SECONDS, self._draw)

    def _draw(self) -> None:
        self.draw_timer = None
        if self._matrix.rows:
            self._view.running = self._being_scanned()
            self._view.refresh()

    @on(MatrixView.Moved)
    def _cell_reached(self) -> None:
        self._show_cell()

    @on(MatrixView.Chosen)
    def _into_parts(self) -> None:
        self._arrange(parts=True)
        self.query_one("#cell-parts", LineList).focus()

    @on(LineList.Moved, "#cell-parts")
    def _part_reached(self) -> None:
        self._show_card()

    @on(LineList.Chosen, "#cell-parts")
    def _open_part(self, message: LineList.Chosen) -> None:
        """A service opens or closes; a part shows what was found."""
        group = message.line.value
        if not isinstance(group, Group):
            return
        if group.below:
            self._tree.toggle(group)
            self._show_cell()
        else:
            self.shell.open_view(place_view(group.scope, group.kind))

    def chosen_view(self) -> View | None:
        """What was found in the cell, or of the part under the cursor."""
        place, group = self._view.place, self._group
        if self._in_parts and group is not None:
            return all_found_there(group)
        return place_view(Scope(place[0].provider, place[0].account, place[1])) if place is not None else None

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Out of the parts; out of the screen."""
        if self._in_parts:
            self._arrange(parts=False)
            self._view.focus()
        else:
            self.shell.back()

    def action_resources(self) -> None:
        """Show what was found in the cell, or of the part under the cursor."""
        if view := self.chosen_view():
            self.shell.open_view(view)

    def action_scan(self) -> None:
        """Discover the cell now."""
        from dharma_tui.services.coverage_matrix import selection_of

        place = self._view.place
        if place is None:
            self.shell.scan()
            return
        setting = self.services.settings.current.scan.providers
        self.shell.scan(selection_of(self._coverage, self.services.providers, *place, setting))

    def action_cancel(self) -> None:
        """Stop the running scan."""
        if not self.services.scanner_process.cancel():
            self.say("No scan of this console is running")

    def action_copy(self) -> None:
        """Copy what is said of the cell or the line."""
        line = self.query_one("#cell-parts", LineList).current
        if self._in_parts and line:
            self.shell.copy_text(line.text.strip(), "the line")
        elif place := self._view.place:
            words = cell_sentence(self._matrix, *place, self.services.clock.now())
            self.shell.copy_text(f"{place_words(*place)}: {words}", "the cell")
