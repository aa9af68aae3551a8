"""What refers to something that is not in the inventory, by why it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from dharma_tui.core import format
from dharma_tui.core.dangling import COLUMNS, Dangling, DanglingReport
from dharma_tui.core.dangling_filter import Wanted, dangling_filter
from dharma_tui.core.errors import FilterError
from dharma_tui.core.text import copyable_name
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _lines
from dharma_tui.screens._dangling_lines import dangling_lines
from dharma_tui.screens._report import ReportScreen
from dharma_tui.screens._report_file import ask_and_write
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.panel import Panel

_DANGLING = Binding.Group("Dangling")


class DanglingScreen(ReportScreen):
    """One list, a heading for each reason; Enter opens the resource that refers to what is not there."""

    NAME = "dangling"
    TITLE = "Dangling"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            *("slash", "filter", "Filter"),
            key_display="/",
            tooltip="Filter as you type: words, reason:deleted, kind:, name:, missing:, missing_kind:, why:.",
            id="dangling.filter",
            group=_DANGLING,
        ),
        Binding(
            *("escape", "escape", "Back"),
            show=False,
            tooltip="Clear the filter; without one, go back.",
            id="dangling.escape",
            group=_DANGLING,
        ),
        Binding(
            "e",
            "export",
            "Export",
            tooltip="Write all that is listed to a file.",
            id="dangling.export",
            group=_DANGLING,
        ),
        Binding(
            *("c", "copy", "Copy"),
            show=False,
            tooltip="Copy the key of what is not there.",
            id="dangling.copy",
            group=_DANGLING,
        ),
    ]

    _wanted: Wanted | None = None
    """What is listed of all there is; None is everything."""

    def compose_body(self) -> ComposeResult:
        yield FilterBar(placeholder="orders reason:deleted kind:lambda missing:role !name:test", id="dangling-filter")
        with (
            Face(loading="Looking for what is not there…"),
            Container(id="dangling-body"),
            Panel("Not in the inventory", id="dangling-panel"),
        ):
            yield LineList(id="dangling-list")

    def on_mount(self) -> None:
        self.query_one("#dangling-list", LineList).focus()

    async def read_report(self) -> None:
        self._show(await self.services.dangling.report(wanted=self._wanted))

    def _show(self, report: DanglingReport) -> None:
        face = self.query_one(Face)
        if not report.relationships:
            face.show_empty(
                "Nothing that refers to anything has been discovered", "3 shows the providers, R discovers now"
            )
            return
        if not report.groups and self._wanted:
            face.show_empty("Nothing that dangles is like this", "esc clears the filter, / changes it")
            return
        if not report.groups:
            face.show_empty(
                "Nothing dangles", f"all {report.relationships:,} relationships lead to what is in the inventory"
            )
            return
        face.show_data()
        listed = self.query_one("#dangling-list", LineList)
        lines = dangling_lines(report, self.services.kinds, self.size.width)
        listed.show([_lines.plain(line, self.ascii_only) for line in lines], listed.cursor)
        total = format.counted(report.relationships, "relationship")
        self.query_one("#dangling-panel", Panel).head.note = f"{report.count:,} of {total}"

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterBar).open()

    def action_escape(self) -> None:
        """First the filter goes, then the screen."""
        bar = self.query_one(FilterBar)
        if not bar.text:
            self.shell.back()
            return
        bar.set_text("")
        self._wanted = None
        self.reload()

    @on(FilterBar.Typed)
    def _filter_typed(self, message: FilterBar.Typed) -> None:
        bar = self.query_one(FilterBar)
        try:
            self._wanted = dangling_filter(message.text) if message.text.strip() else None
        except FilterError as error:
            bar.show_error(error.message, error.hint, error.position)
            return
        bar.clear_error()
        self.reload()

    @on(FilterBar.Left)
    def _filter_left(self, message: FilterBar.Left) -> None:
        if message.cleared:
            self._wanted = None
            self.reload()
        self.query_one("#dangling-list", LineList).focus()

    @on(LineList.Chosen)
    def _open(self, message: LineList.Chosen) -> None:
        if isinstance(message.line.value, Dangling):
            self.shell.open_resource(message.line.value.by)

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """What refers to what is not there."""
        line = self.query_one("#dangling-list", LineList).current
        return (line.value.by,) if line and isinstance(line.value, Dangling) else ()

    def action_copy(self) -> None:
        """Copy the key of what is not there."""
        line = self.query_one("#dangling-list", LineList).current
        if line and isinstance(line.value, Dangling):
            self.shell.copy_text(copyable_name(line.value.missing.key), "the key")

    def action_export(self) -> None:
        """Ask where to."""
        wanted, all_of = self._wanted, self.services.dangling.all_of

        def found() -> Iterator[Dangling]:
            return filter(wanted, all_of()) if wanted else all_of()

        ask_and_write(
            *(self, "dangling", COLUMNS),
            lambda: (each.row() for each in found()),
            lambda: [dict(each.row()) for each in found()],
        )
