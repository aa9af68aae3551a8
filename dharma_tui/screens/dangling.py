"""What refers to something that is not in the inventory, by why it is not."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from dharma_tui.core import format
from dharma_tui.core.dangling import COLUMNS, Dangling, DanglingReport
from dharma_tui.core.text import copyable_name
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens import _lines
from dharma_tui.screens._dangling_lines import dangling_lines
from dharma_tui.screens._report import ReportScreen
from dharma_tui.screens._report_file import ask_and_write
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.panel import Panel

_DANGLING = Binding.Group("Dangling")


class DanglingScreen(ReportScreen):
    """One list, a heading for each reason; Enter opens the resource that refers to what is not there."""

    NAME = "dangling"
    TITLE = "Dangling"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export", tooltip="Write all of it to a file.", id="dangling.export", group=_DANGLING),
        Binding(
            *("c", "copy", "Copy"),
            show=False,
            tooltip="Copy the key of what is not there.",
            id="dangling.copy",
            group=_DANGLING,
        ),
    ]

    def compose_body(self) -> ComposeResult:
        with (
            Face(loading="Looking for what is not there…"),
            Container(id="dangling-body"),
            Panel("Not in the inventory", id="dangling-panel"),
        ):
            yield LineList(id="dangling-list")

    def on_mount(self) -> None:
        self.query_one("#dangling-list", LineList).focus()

    async def read_report(self) -> None:
        self._show(await self.services.dangling.report())

    def _show(self, report: DanglingReport) -> None:
        face = self.query_one(Face)
        if not report.relationships:
            face.show_empty(
                "Nothing that refers to anything has been discovered", "3 shows the providers, R discovers now"
            )
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
        found = self.services.dangling.all_of
        ask_and_write(
            *(self, "dangling", COLUMNS),
            lambda: (each.row() for each in found()),
            lambda: [dict(each.row()) for each in found()],
        )
