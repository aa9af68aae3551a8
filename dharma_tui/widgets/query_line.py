"""A line for questions that stays open: completion, and earlier questions by up and down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from dharma_tui.widgets.command_bar import Completions
from dharma_tui.widgets.line_input import LineInput

_ASKING = Binding.Group("Question")


class QueryInput(LineInput):
    """The typed question; the keys that are not typing go to the line around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "step('next')", "Complete", tooltip="Take the next completion.", id="query.next", group=_ASKING),
        Binding("shift+tab", "step('previous')", show=False),
        Binding("up", "step('older')", "History", tooltip="The question before.", id="query.older", group=_ASKING),
        Binding("down", "step('newer')", show=False),
        Binding(
            "escape", "screen.escape", "To the answer", tooltip="Stop the question, or go to its answer.", group=_ASKING
        ),
    ]

    def action_step(self, step: str) -> None:
        """Hand the key on."""
        self.post_message(QueryLine.Stepped(step))


class QueryLine(Vertical):
    """The parent answers ``Edited`` with ``completions`` and ``Asked`` with an answer; it gives ``history``."""

    DEFAULT_CSS = """
    QueryLine { height: auto; max-height: 10; }
    QueryLine > Horizontal { height: 1; }
    QueryLine #query-prompt { width: auto; }
    QueryLine QueryInput { width: 1fr; }
    """

    @dataclass
    class Asked(Message):
        """Enter was pressed on a question."""

        text: str

    @dataclass
    class Edited(Message):
        """The question was typed on; ``cursor`` is where."""

        text: str
        cursor: int

    @dataclass
    class Stepped(Message):
        """A key that is not typing."""

        step: str

    def __init__(self, prompt: str, placeholder: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.history: tuple[str, ...] = ()
        """Earlier questions, oldest first."""
        self._prompt, self._placeholder = prompt, placeholder
        self._recalled = 0
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(f"{self._prompt} ", id="query-prompt", markup=False)
            yield QueryInput(placeholder=self._placeholder, id="query-input")
        yield Completions()

    @property
    def field(self) -> QueryInput:
        """Where it is typed."""
        return self.query_one(QueryInput)

    @property
    def completions(self) -> tuple[str, ...]:
        """Whole questions that the typed one may become."""
        return self.query_one(Completions).lines

    @completions.setter
    def completions(self, lines: tuple[str, ...]) -> None:
        self.query_one(Completions).show(lines)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._typed = event.value
        self._recalled = len(self.history)
        self.post_message(self.Edited(event.value, event.input.cursor_position))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.completions = ()
        if text := event.value.strip():
            self.post_message(self.Asked(text))

    def on_query_line_stepped(self, message: Stepped) -> None:
        """Do what the key asks for."""
        message.stop()
        match message.step:
            case "next" | "previous":
                self._complete(1 if message.step == "next" else -1)
            case step:
                self._recall(-1 if step == "older" else 1)

    def on_completions_picked(self, message: Completions.Picked) -> None:
        """A click takes it."""
        message.stop()
        if message.number < len(self.completions):
            self._put(self.completions[message.number])
            self.completions = ()
            self.field.focus()

    def _complete(self, step: int) -> None:
        shown = self.query_one(Completions)
        if shown.lines:
            start = -1 if step > 0 else 0
            shown.chosen = ((shown.chosen if shown.chosen >= 0 else start) + step) % len(shown.lines)
            self._put(shown.lines[shown.chosen])

    def _recall(self, step: int) -> None:
        self._recalled = max(0, min(len(self.history), min(self._recalled, len(self.history)) + step))
        self._put(self.history[self._recalled] if self._recalled < len(self.history) else self._typed)
        self.completions = ()

    def _put(self, text: str) -> None:
        with self.field.prevent(Input.Changed):
            self.field.value = text
        self.field.cursor_position = len(text)
