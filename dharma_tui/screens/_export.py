"""The export dialog: where to, in what form, all rows or the marked ones."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from dharma_tui.core import format
from dharma_tui.core.errors import UsageError
from dharma_tui.core.paths import expanded
from dharma_tui.core.text import printable
from dharma_tui.widgets.line_input import LineInput

MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
"""Form → what a browser is told of it."""
FORMATS = tuple(MEDIA_TYPES)
_EXPORT = Binding.Group("Export")


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What to write where."""

    path: Path
    format: str
    only_marked: bool = False
    download: bool = False
    """Handed to the person's browser, under the path's name, instead of written."""


def format_of(path: Path) -> str:
    """The form a file's ending stands for. Raises UsageError."""
    ending = path.suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise UsageError(f"{path.name!r} does not say in what form", f"end it with .{', .'.join(FORMATS)}")
    return ending


def is_download(typed: str, *, web: bool) -> bool:
    """Whether a file is meant for the browser: there a name without a folder is."""
    return web and "/" not in typed and not typed.startswith("~")


def fault_of(path: Path) -> str:
    """Why nothing could be written there; empty when it could."""
    if not path.name:
        return "name a file"
    if path.is_dir():
        return f"{path} is a folder; name a file in it"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return f"{path if path.exists() else path.parent} may not be written"
    return ""


class ExportScreen(ModalScreen[ExportPlan | None]):
    """Enter writes, Escape leaves; ``ctrl+f`` changes the form, ``ctrl+r`` between marked and all rows.

    ``what`` names the rows of the view: a grouped one has groups, and is written as such unless the marked rows are chosen.
    With ``web`` the console is in a browser, which a file named without a folder is handed to.
    """

    DEFAULT_CSS = """
    ExportScreen { align: center middle; }
    ExportScreen > Vertical { width: 76; max-width: 100%; height: auto; padding: 0 1; border: round; }
    ExportScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="export.leave", group=_EXPORT, tooltip="Write nothing."),
        Binding(
            "tab,ctrl+f",
            "form",
            "Form",
            id="export.form",
            group=_EXPORT,
            tooltip="The next form: CSV, JSON, JSON lines, Parquet.",
            priority=True,
        ),
        Binding(
            "ctrl+r",
            "rows",
            "Rows",
            id="export.rows",
            group=_EXPORT,
            tooltip="The marked rows, or all of the view.",
            priority=True,
        ),
    ]

    def __init__(self, plan: ExportPlan, *, rows: int, marked: int, what: str = "row", web: bool = False) -> None:
        super().__init__()
        self._format, self._only_marked = plan.format, plan.only_marked
        self._path = plan.path
        self._rows, self._marked, self._what = rows, marked, what
        self._web = web
        self._overwrite: Path | None = None

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Export"
            yield LineInput(self._path.name if self._web else str(self._path), id="export-path")
            if self._web:
                yield Static("a name is saved by your browser, a path on the server", markup=False)
            yield Static(id="export-form", markup=False)
            yield Static(id="export-rows", markup=False)
            yield Static(Content("enter write  tab form  ^r rows  esc cancel"), id="export-note", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self._describe()
        self.query_one(LineInput).focus()

    def action_leave(self) -> None:
        """Write nothing."""
        self.dismiss(None)

    def action_form(self) -> None:
        """The next form, and its ending."""
        self._format = FORMATS[(FORMATS.index(self._format) + 1) % len(FORMATS)]
        typed = self.query_one(LineInput)
        path = Path(typed.value)
        if path.suffix.removeprefix(".").lower() in FORMATS:
            with typed.prevent(Input.Changed):
                typed.value = str(path.with_suffix(f".{self._format}"))
        self._describe()

    def action_rows(self) -> None:
        """Marked rows or all."""
        self._only_marked = not self._only_marked and self._marked > 0
        self._describe()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        ending = Path(event.value).suffix.removeprefix(".").lower()
        if ending in FORMATS:
            self._format = ending
        self._describe()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.strip()
        path = expanded(typed)
        download = is_download(typed, web=self._web)
        note = self.query_one("#export-note", Static)
        if fault := "" if download and path.name else fault_of(path):
            note.update(Content(printable(fault)))
            self.add_class("-error")
        elif not download and path.exists() and self._overwrite != path:
            self._overwrite = path
            note.update(Content(printable(f"{path.name} exists; enter again replaces it")))
            self.add_class("-error")
        else:
            self.dismiss(ExportPlan(path, self._format, self._only_marked, download))

    def _describe(self) -> None:
        forms = Content("  ").join(
            Content.styled(f"[{name}]" if name == self._format else f" {name} ", "bold" if name == self._format else "")
            for name in FORMATS
        )
        self.query_one("#export-form", Static).update(Content("form  ") + forms)
        every = f"all {format.counted(self._rows, self._what)}"
        marked = format.counted(self._marked, "marked row")
        rows = marked if self._only_marked else every
        other = f"  (^r: {every if self._only_marked else marked})" if self._marked else ""
        self.query_one("#export-rows", Static).update(Content(f"rows  {rows}{other}"))
