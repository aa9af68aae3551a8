"""A one-line input that takes any paste without harm."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from dharma_tui.core.text import masked
from dharma_tui.widgets.guard import one_line


class LineInput(Input):
    """An Input without border or blinking cursor; pasted line breaks become spaces and nothing is submitted by them."""

    DEFAULT_CSS = (
        "LineInput { border: none; height: 1; padding: 0; background: transparent; &:focus { border: none; } }"
    )

    def __init__(
        self, value: str = "", *, placeholder: str = "", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(value, placeholder=placeholder, id=id, classes=classes, select_on_focus=False, compact=True)
        self.cursor_blink = False

    @property
    def _value(self) -> Text:
        """What is drawn: a value that was not typed, such as a saved filter, may hold anything."""
        return Text(masked(self.value), no_wrap=True, overflow="ignore", end="")

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = one_line(event.text)
        if text:
            self.replace(text, *self.selection)


class SearchInput(LineInput):
    """A filter or search being typed. The screen's ``escape`` clears it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Keep", tooltip="Keep the filter and return to the list."),
        Binding("escape", "screen.escape", "Clear", tooltip="Clear the filter."),
    ]


class ValueInput(LineInput):
    """A value being typed. The screen's ``escape`` leaves it as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Save", tooltip="Write the value."),
        Binding("escape", "screen.escape", "Leave", tooltip="Leave the value as it was."),
    ]
