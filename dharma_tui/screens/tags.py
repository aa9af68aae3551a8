"""How tags are kept: rules and what breaks them, keys and values that are spelled in several ways."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from dharma_tui.core import format
from dharma_tui.core.tag_report import COLUMNS, TagReport
from dharma_tui.core.view import View
from dharma_tui.screens import _lines
from dharma_tui.screens._report import ReportScreen
from dharma_tui.screens._report_file import ask_and_write
from dharma_tui.screens._tag_lines import rule_lines, spelling_lines
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_list import Line, LineList
from dharma_tui.widgets.panel import Panel

_TAGS = Binding.Group("Tags")


class TagsScreen(ReportScreen):
    """Above the rules, beneath them what is spelled in several ways; Enter lists the resources behind a line."""

    NAME = "tags"
    TITLE = "Tags"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export", tooltip="Write all of it to a file.", id="tags.export", group=_TAGS),
        Binding(
            "c", "copy", "Copy", show=False, tooltip="Copy the line under the cursor.", id="tags.copy", group=_TAGS
        ),
    ]

    _report: TagReport | None = None

    def compose_body(self) -> ComposeResult:
        with Face(loading="Counting tags…"), Container(id="tags-body"):
            with Panel("Rules", id="tag-rules-panel"):
                yield LineList(id="tag-rules")
            with Panel("Inconsistent", id="tag-spellings-panel"):
                yield LineList(id="tag-spellings")

    def on_mount(self) -> None:
        self.query_one("#tag-rules", LineList).focus()

    async def read_report(self) -> None:
        self._report = await self.services.tagging.report()
        self._show(self._report)

    def _show(self, report: TagReport) -> None:
        face = self.query_one(Face)
        if not report.taggable:
            face.show_empty("Nothing that can have tags has been discovered", "3 shows the providers, R discovers now")
            return
        face.show_data()
        rules, spellings = rule_lines(report), spelling_lines(report)
        self._fill("#tag-rules", rules)
        self._fill("#tag-spellings", spellings or [_lines.note("every key and value is spelled in one way")])
        broken = sum(1 for kept in report.rules if kept.broken)
        panel = self.query_one("#tag-rules-panel", Panel)
        panel.head.note = f"{broken} of {format.counted(len(report.rules), 'rule')} broken"
        panel.styles.height = min(len(rules), max(4, self.size.height // 3)) + 1
        found = len(report.keys) + len(report.values) + len(report.contradictions)
        self.query_one("#tag-spellings-panel", Panel).head.note = format.counted(found, "case")

    def _fill(self, which: str, lines: list[Line]) -> None:
        listed = self.query_one(which, LineList)
        listed.show([_lines.plain(line, self.ascii_only) for line in lines], listed.cursor)

    @on(LineList.Chosen)
    def _open(self, message: LineList.Chosen) -> None:
        if isinstance(message.line.value, View):
            self.shell.open_view(message.line.value)

    def chosen_view(self) -> View | None:
        """The resources behind the line."""
        focused = self.focused
        line = focused.current if isinstance(focused, LineList) else None
        return line.value if line and isinstance(line.value, View) else None

    def action_copy(self) -> None:
        """Copy the line under the cursor."""
        focused = self.focused
        if isinstance(focused, LineList) and focused.current:
            self.shell.copy_text(focused.current.text.strip(), "the line")

    def action_export(self) -> None:
        """Ask where to."""
        if report := self._report:
            ask_and_write(self, "tags", COLUMNS, report.rows, report.document)
