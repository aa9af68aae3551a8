"""A dialog that asks for one line: a name, a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from dharma_tui.core.text import printable, printable_block
from dharma_tui.widgets.line_input import LineInput

Judge = Callable[[str], str]
"""Says what is wrong with a line, or nothing."""


class AskLineScreen(ModalScreen[str | None]):
    """Enter takes the line unless ``judge`` objects; Escape leaves."""

    DEFAULT_CSS = """
    AskLineScreen { align: center middle; }
    AskLineScreen > Vertical { width: 70; max-width: 100%; height: auto; padding: 0 1; border: round; }
    AskLineScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", id="ask.leave")]

    def __init__(self, title: str, why: str = "", *, value: str = "", judge: Judge | None = None) -> None:
        super().__init__()
        self._title, self._why, self._value, self._judge = title, why, value, judge

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(printable(self._title))
            if self._why:
                yield Static(Content(printable_block(self._why)), markup=False)
            yield LineInput(self._value, id="ask-input")
            yield Static(Content("enter take  esc cancel"), id="ask-note", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(LineInput).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        line = event.value.strip()
        objection = self._judge(line) if self._judge is not None else "" if line else "type something, or press esc"
        if objection:
            self.query_one("#ask-note", Static).update(Content(printable(objection)))
            self.add_class("-error")
        else:
            self.dismiss(line)

    def action_leave(self) -> None:
        """Take nothing."""
        self.dismiss(None)
