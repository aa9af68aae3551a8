"""The ``/`` line: a filter applied as it is typed, with what is wrong with it beneath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from dharma_tui.core.text import printable
from dharma_tui.widgets.line_input import LineInput

DEBOUNCE_SECONDS = 0.04
"""The first key asks at once; keys that follow sooner than this ask together."""

_FILTER = Binding.Group("Filter")


class FilterInput(LineInput):
    """The typed filter; keys that are not typing go to the bar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "bar('clear')", "Clear", id="filter.clear", group=_FILTER, tooltip="Clear the filter."),
        Binding("enter", "bar('done')", "Table", id="filter.done", group=_FILTER, tooltip="Keep it, go to the table."),
        Binding("down", "bar('done')", "Table", id="filter.down", group=_FILTER, show=False,
                tooltip="Keep it, go to the table."),
        Binding("tab", "bar('complete')", "Complete", id="filter.complete", group=_FILTER,
                tooltip="Complete the word."),
    ]  # fmt: skip

    def action_bar(self, step: str) -> None:
        """Hand the key to the bar."""
        self.post_message(FilterBar.Stepped(step))


class FilterBar(Vertical):
    """One line, and a second one while the filter cannot be read. Hidden when empty and not typed in."""

    DEFAULT_CSS = """
    FilterBar { height: auto; display: none; }
    FilterBar.-open { display: block; }
    FilterBar > Horizontal { height: 1; }
    FilterBar #filter-prompt { width: 2; }
    FilterBar FilterInput { width: 1fr; }
    FilterBar #filter-note { display: none; height: auto; max-height: 3; padding: 0 2; }
    FilterBar.-error #filter-note, FilterBar.-hint #filter-note { display: block; }
    """

    @dataclass
    class Typed(Message):
        """The filter is now this."""

        text: str

    @dataclass
    class Left(Message):
        """The person is done typing; ``cleared`` says that the filter is gone."""

        cleared: bool

    @dataclass
    class CompletionWanted(Message):
        """What may the word before the cursor become?"""

        text: str
        cursor: int

    @dataclass
    class Stepped(Message):
        """A key that is not typing."""

        step: str

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder
        self._timer: Timer | None = None
        self._asked = ""
        self._offers: list[str] = []
        self._offer = -1

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("/", id="filter-prompt", markup=False)
            yield FilterInput(placeholder=self._placeholder, id="filter-input")
        yield Static("", id="filter-note", markup=False)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(FilterInput).value

    def open(self) -> None:
        """Let the person type."""
        self.add_class("-open")
        typed = self.query_one(FilterInput)
        typed.focus()
        typed.cursor_position = len(typed.value)

    def open_for_error(self) -> None:
        """Be seen, without taking the keys."""
        self.add_class("-open")

    def set_text(self, text: str) -> None:
        """Show a filter that was not typed here."""
        typed = self.query_one(FilterInput)
        if typed.value != text:
            with typed.prevent(Input.Changed):
                typed.value = text
        self.set_class(bool(text) or typed.has_focus, "-open")
        self.clear_error()

    def show_error(self, message: str, hint: str = "", position: int | None = None) -> None:
        """Say what is wrong beneath the filter, and where."""
        lines = [f"{' ' * min(position, 60)}^" if position is not None else "", printable(message)]
        note = Content("\n".join(line for line in lines if line))
        if hint:
            note = note + Content(f" · {printable(hint)}")
        self.query_one("#filter-note", Static).update(note)
        self.remove_class("-hint")
        self.add_class("-error")

    def show_note(self, text: str) -> None:
        """Say something about what is typed beneath it."""
        self.query_one("#filter-note", Static).update(Content(printable(text)))
        self.remove_class("-error")
        self.add_class("-hint")

    def clear_error(self) -> None:
        """The filter is well."""
        self.remove_class("-error", "-hint")

    def offer(self, lines: list[str]) -> None:
        """Take the first of these completions; each further tab takes the next."""
        self._offers, self._offer = lines, -1
        if lines:
            self._take_offer()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._offers = []
        if self._timer is None:
            self._typed()

    def _typed(self) -> None:
        self._asked = self.text
        self._timer = self.set_timer(DEBOUNCE_SECONDS, self._rested)
        self.post_message(self.Typed(self._asked))

    def _rested(self) -> None:
        """Ask for what was typed meanwhile."""
        self._timer = None
        if self.text != self._asked:
            self._typed()

    def on_filter_bar_stepped(self, message: Stepped) -> None:
        """Do what the key says."""
        message.stop()
        typed = self.query_one(FilterInput)
        if message.step == "complete":
            if self._offers:
                self._take_offer()
            else:
                self.post_message(self.CompletionWanted(typed.value, typed.cursor_position))
            return
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            if message.step == "done" and self.text != self._asked:
                self.post_message(self.Typed(self.text))
        cleared = message.step == "clear"
        if cleared:
            with typed.prevent(Input.Changed):
                typed.value = ""
            self._asked = ""
            self.clear_error()
        self.set_class(bool(typed.value), "-open")
        self.post_message(self.Left(cleared))

    def _take_offer(self) -> None:
        self._offer = (self._offer + 1) % len(self._offers)
        typed = self.query_one(FilterInput)
        with typed.prevent(Input.Changed):
            typed.value = self._offers[self._offer]
        typed.cursor_position = len(typed.value)
        self._typed()
        if len(self._offers) > 1:
            shown = "  ".join(printable(offer, 40) for offer in self._offers[:8])
            self.query_one("#filter-note", Static).update(Content(shown))
            self.add_class("-hint")
