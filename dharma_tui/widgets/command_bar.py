"""The ``:`` line: what is typed, what it may become, and what is wrong with it. It never blocks typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input, Static

from dharma_tui.core.text import printable, printable_lines
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.line_input import LineInput

SHOWN = 8
"""Completions shown at once."""

PROMPT = ":"
_EDITING = Binding.Group("Command bar")


class Completions(LazyStyles):
    """The lines the typed one may become, one a row, with the chosen one marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completions--chosen"}
    DEFAULT_CSS = "Completions { height: auto; max-height: 8; width: 1fr; display: none; }"

    @dataclass
    class Picked(Message):
        """A row was clicked."""

        number: int

    lines: reactive[tuple[str, ...]] = reactive((), layout=True)
    chosen: reactive[int] = reactive(-1)

    def show(self, lines: tuple[str, ...]) -> None:
        """Offer these, none of them chosen yet."""
        self.chosen = -1
        self.lines = lines

    def watch_lines(self, lines: tuple[str, ...]) -> None:
        """Take no room when there are none."""
        self.display = bool(lines)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return min(SHOWN, len(self.lines))

    def render_line(self, y: int) -> Strip:
        number = self._first() + y
        if number >= len(self.lines):
            return Strip.blank(self.size.width, self.base_style)
        chosen = number == self.chosen
        style = self.get_component_rich_style("completions--chosen") if chosen else self.base_style
        text = f"{'>' if chosen else ' '}{printable(self.lines[number])}"
        return Strip([Segment(set_cell_size(text, self.size.width), style)])

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse."""
        event.stop()
        self.post_message(self.Picked(self._first() + event.y))

    def _first(self) -> int:
        return max(0, min(self.chosen - SHOWN + 1, len(self.lines) - SHOWN))


class CommandInput(LineInput):
    """The typed line; the keys that are not typing go to the bar around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "bar('close')", "Close", tooltip="Leave the command bar.", id="bar.close", group=_EDITING),
        Binding("tab", "bar('next')", "Complete", tooltip="Take the next completion.", id="bar.next", group=_EDITING),
        Binding("shift+tab", "bar('previous')", show=False),
        Binding(
            "up", "bar('older')", "History", tooltip="The line before in the history.", id="bar.older", group=_EDITING
        ),
        Binding("down", "bar('newer')", show=False),
        Binding(
            "ctrl+r",
            "bar('search')",
            "Search history",
            tooltip="Lines of the history that hold what is typed.",
            id="bar.search",
            group=_EDITING,
        ),
    ]

    def action_bar(self, step: str) -> None:
        """Hand the key to the bar."""
        self.post_message(CommandBar.Stepped(step))


class CommandBar(Vertical):
    """Lies over the bottom of the screen while open. The screen answers ``Edited`` with ``completions``."""

    DEFAULT_CSS = """
    CommandBar { dock: bottom; layer: above; height: auto; display: none; }
    CommandBar.-open { display: block; }
    CommandBar > Horizontal { height: 1; }
    CommandBar #bar-prompt { width: 1; }
    CommandBar CommandInput { width: 1fr; }
    CommandBar #bar-error { height: auto; max-height: 3; display: none; }
    CommandBar.-error #bar-error { display: block; }
    """

    @dataclass
    class Submitted(Message):
        """Enter was pressed on ``line``."""

        line: str

    @dataclass
    class Edited(Message):
        """``line`` was typed on; ``cursor`` is where."""

        line: str
        cursor: int

    @dataclass
    class Closed(Message):
        """The bar was left without a command."""

    @dataclass
    class Stepped(Message):
        """A key that is not typing."""

        step: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, disabled=True)
        self.history: tuple[str, ...] = ()
        """Earlier lines, oldest first; the screen gives them on opening."""
        self._recalled = 0
        self._typed = ""

    def compose(self) -> ComposeResult:
        yield Completions()
        with Horizontal():
            yield Static(PROMPT, id="bar-prompt", markup=False)
            yield CommandInput(id="bar-input")
        yield Static("", id="bar-error", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether it lies over the screen."""
        return self.has_class("-open")

    @property
    def completions(self) -> tuple[str, ...]:
        """Whole lines that the typed one may become."""
        return self.query_one(Completions).lines

    @completions.setter
    def completions(self, lines: tuple[str, ...]) -> None:
        self.query_one(Completions).show(lines)

    def open(self, line: str = "") -> None:
        """Show the bar with ``line`` typed."""
        self.disabled = False
        self.add_class("-open")
        self.clear_error()
        self._recalled = len(self.history)
        self._set(line, own=False)
        self.query_one(CommandInput).focus()

    def close(self) -> None:
        """Hide the bar."""
        self.remove_class("-open", "-error")
        self.disabled = True
        self.completions = ()
        self._set("", own=True)

    def show_error(self, message: str, hint: str = "", position: int | None = None) -> None:
        """Say beneath the line what is wrong with it, and where."""
        lines = [] if position is None else [" " * (len(PROMPT) + position) + "^"]
        lines += [printable_lines(part) for part in (message, hint) if part]
        self.completions = ()
        self.add_class("-error")
        self.query_one("#bar-error", Static).update(Content("\n".join(lines)))

    def clear_error(self) -> None:
        """Nothing is wrong."""
        self.remove_class("-error")

    @on(Input.Changed)
    def _line_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._edited(event.value, event.input.cursor_position)

    @on(Input.Submitted)
    def _line_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        line = event.value.strip()
        if line:
            self.post_message(self.Submitted(line))
        else:
            self._leave()

    def on_command_bar_stepped(self, message: Stepped) -> None:
        """Do what the key asks for."""
        message.stop()
        steps = {
            "close": self._leave,
            "next": lambda: self._complete(1),
            "previous": lambda: self._complete(-1),
            "older": lambda: self._recall(-1),
            "newer": lambda: self._recall(1),
            "search": self._search,
        }
        steps[message.step]()

    def on_completions_picked(self, message: Completions.Picked) -> None:
        """A click takes the line and goes on typing."""
        message.stop()
        if message.number < len(self.completions):
            self._set(self.completions[message.number], own=False)
            self.query_one(CommandInput).focus()

    def _edited(self, line: str, cursor: int) -> None:
        self.clear_error()
        self._typed = line
        self.post_message(self.Edited(line, cursor))

    def _leave(self) -> None:
        self.close()
        self.post_message(self.Closed())

    def _complete(self, step: int) -> None:
        shown = self.query_one(Completions)
        if shown.lines:
            shown.chosen = (
                (shown.chosen + step) % len(shown.lines)
                if shown.chosen >= 0
                else (0 if step > 0 else -1) % len(shown.lines)
            )
            self._set(shown.lines[shown.chosen], own=len(shown.lines) > 1)

    def _recall(self, step: int) -> None:
        if not self.history:
            return
        self._recalled = max(0, min(len(self.history), self._recalled + step))
        line = self.history[self._recalled] if self._recalled < len(self.history) else self._typed
        self.completions = ()
        self._set(line, own=True)

    def _search(self) -> None:
        typed = self.query_one(CommandInput).value.lower()
        newest_first = dict.fromkeys(line for line in reversed(self.history) if typed in line.lower())
        self.completions = tuple(newest_first)[: SHOWN * 4]

    def _set(self, line: str, *, own: bool) -> None:
        """Put ``line`` in; ``own`` changes ask for no completions."""
        field = self.query_one(CommandInput)
        with field.prevent(Input.Changed):
            field.value = line
        field.cursor_position = len(line)
        if not own:
            self._edited(line, len(line))
