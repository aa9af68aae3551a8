"""A dialog that lets a person choose: one of several, or several in an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from dharma_tui.core.text import printable
from dharma_tui.widgets.part_style import part_style
from dharma_tui.widgets.table_cells import fit, width_of

_PICK = Binding.Group("Choose")
LEAST_WIDE = 76
"""Cells of the dialog, where what is told of its choices needs no more."""
LINES = 20
"""Choices shown at once where there is room."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its key, how it is called, a note, and whether it is chosen where several may be."""

    key: str
    title: str
    note: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """What was chosen: the keys in their order, and how it was left (``choose``, or a key such as ``delete``)."""

    keys: tuple[str, ...]
    how: str = "choose"


class ChoiceList(ScrollView, can_focus=True, inherit_bindings=False):
    """The choices, one a line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--cursor", "choice--note", "choice--chosen"}
    DEFAULT_CSS = """
    ChoiceList { height: auto; max-height: 20; scrollbar-size: 1 1; overflow-x: hidden; }
    ChoiceList > .choice--cursor { text-style: reverse; }
    """

    @dataclass
    class Clicked(Message):
        """A line was clicked; ``twice`` to take it."""

        index: int
        twice: bool

    def __init__(self, choices: Sequence[Choice], *, several: bool, ascii_only: bool) -> None:
        super().__init__()
        self.choices = list(choices)
        self.cursor = 0
        self._several = several
        self._title_width = max((width_of(printable(choice.title)) for choice in choices), default=0)
        self._marks = ("[x] ", "[ ] ") if ascii_only else ("✓ ", "  ")

    def on_mount(self) -> None:
        """Know the size."""
        self.virtual_size = Size(10, len(self.choices))

    @property
    def wanted_width(self) -> int:
        """Cells in which all of the choices are told."""
        notes = max((width_of(printable(choice.note)) for choice in self.choices), default=0)
        return self._title_width + notes + (5 if self._several else 3)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.choices))

    def render_line(self, y: int) -> Strip:
        index, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        if index >= len(self.choices):
            return Strip.blank(width, self.rich_style)
        choice = self.choices[index]
        base = self.get_component_rich_style("choice--cursor") if index == self.cursor else self.rich_style
        mark = self._marks[0 if choice.chosen else 1] if self._several else ""
        note_width = width - min(self._title_width + len(mark) + 3, width * 2 // 3) if choice.note else 0
        title = fit(f" {mark}{printable(choice.title)}", width - note_width)
        title_style = base
        if choice.chosen and index != self.cursor:
            title_style = base + part_style(self, "choice--chosen")
        note_style = base
        if index != self.cursor:
            note_style = base + part_style(self, "choice--note")
        note = fit(printable(choice.note), note_width)
        return Strip([Segment(title, title_style), Segment(note, note_style)]).adjust_cell_length(width, base)

    def go(self, index: int) -> None:
        """Put the cursor on this line."""
        if self.choices:
            self.cursor = max(0, min(len(self.choices) - 1, index))
            top, shown = self.scroll_offset.y, max(1, self.size.height)
            if self.cursor < top:
                self.scroll_to(y=self.cursor, animate=False)
            elif self.cursor >= top + shown:
                self.scroll_to(y=self.cursor - shown + 1, animate=False)
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the mouse."""
        index = self.scroll_offset.y + event.y
        if index < len(self.choices):
            self.go(index)
            self.post_message(self.Clicked(index, event.chain == 2))


class PickScreen(ModalScreen[Picked | None]):
    """Choose and press Enter; Escape leaves things as they are.

    With ``several`` Space chooses and ``{`` ``}`` order. ``extra_keys`` are keys that leave with the choice under the
    cursor and say which key it was (``{"x": "Delete"}``). A typed letter goes to the next choice that begins with it.
    """

    DEFAULT_CSS = """
    PickScreen { align: center middle; }
    PickScreen > Vertical { max-width: 100%; height: auto; max-height: 100%; padding: 0 1; border: round; }
    PickScreen #pick-keys { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="pick.leave", group=_PICK, tooltip="Leave things as they are."),
        Binding("enter", "take", "Choose", id="pick.take", group=_PICK, tooltip="Take what is chosen."),
        Binding("down,j", "move(1)", "Down", id="pick.down", group=_PICK, tooltip="Next line.", show=False),
        Binding("up,k", "move(-1)", "Up", id="pick.up", group=_PICK, tooltip="Line before.", show=False),
        Binding(
            "pagedown", "move(10)", "Page down", id="pick.page_down", group=_PICK, tooltip="Ten lines down.", show=False
        ),
        Binding("pageup", "move(-10)", "Page up", id="pick.page_up", group=_PICK, tooltip="Ten lines up.", show=False),
        Binding("home", "move(-100000)", "First", id="pick.first", group=_PICK, tooltip="First line.", show=False),
        Binding("end", "move(100000)", "Last", id="pick.last", group=_PICK, tooltip="Last line.", show=False),
        Binding("space", "mark", "Mark", id="pick.mark", group=_PICK, tooltip="Choose or leave out."),
        Binding(
            "left_curly_bracket,ctrl+up",
            "order(-1)",
            "Earlier",
            id="pick.earlier",
            group=_PICK,
            tooltip="Move the line up.",
            show=False,
        ),
        Binding(
            "right_curly_bracket,ctrl+down",
            "order(1)",
            "Later",
            id="pick.later",
            group=_PICK,
            tooltip="Move the line down.",
            show=False,
        ),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        several: bool = False,
        extra_keys: dict[str, str] | None = None,
        ascii_only: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._several = several
        self._extra = extra_keys or {}
        self._list = ChoiceList(choices, several=several, ascii_only=ascii_only)

    def compose(self) -> ComposeResult:
        keys = ["enter choose"]
        if self._several:
            keys += ["space mark", "{ } order"]
        keys += [f"{key} {label.lower()}" for key, label in self._extra.items()]
        with Vertical() as frame:
            frame.border_title = Content(printable(self._title))
            yield self._list
            yield Static(Content("  ".join([*keys, "esc cancel"])), id="pick-keys", markup=False)

    def on_mount(self) -> None:
        """Begin on what is chosen."""
        self._list.focus()
        self.query_one(Vertical).styles.width = max(
            LEAST_WIDE, self._list.wanted_width + 4
        )  # the frame and its padding
        if not self._several:
            chosen = [place for place, choice in enumerate(self._list.choices) if choice.chosen]
            self._list.go(chosen[0] if chosen else 0)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the keys, and the choice under the cursor, in sight."""
        keys = 2 if event.size.width < 60 else 1
        self._list.styles.max_height = max(1, min(LINES, event.size.height - keys - 3))  # the frame and a blank
        self.call_after_refresh(self._list.go, self._list.cursor)

    def on_key(self, event: events.Key) -> None:
        """Extra keys leave; letters jump."""
        if event.key in self._extra and self._list.choices:
            event.stop()
            self.dismiss(Picked((self._list.choices[self._list.cursor].key,), event.key))
        elif event.character and event.character.isalnum() and event.character not in "jk":
            self._jump(event.character.casefold())

    @on(ChoiceList.Clicked)
    def _clicked(self, event: ChoiceList.Clicked) -> None:
        if self._several and not event.twice:
            self.action_mark()
        elif not self._several:
            self.action_take()

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)

    def action_take(self) -> None:
        """Take what is chosen."""
        choices = self._list.choices
        if not choices:
            self.dismiss(None)
        elif self._several:
            self.dismiss(Picked(tuple(choice.key for choice in choices if choice.chosen)))
        else:
            self.dismiss(Picked((choices[self._list.cursor].key,)))

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        self._list.go(self._list.cursor + lines)

    def action_mark(self) -> None:
        """Choose or leave out."""
        if self._several and self._list.choices:
            place = self._list.cursor
            choice = self._list.choices[place]
            self._list.choices[place] = replace(choice, chosen=not choice.chosen)
            self._list.refresh()

    def action_order(self, places: int) -> None:
        """Move the choice under the cursor."""
        choices, place = self._list.choices, self._list.cursor
        if self._several and 0 <= place + places < len(choices):
            choices.insert(place + places, choices.pop(place))
            self._list.go(place + places)

    def _jump(self, letter: str) -> None:
        choices, start = self._list.choices, self._list.cursor + 1
        for offset in range(len(choices)):
            place = (start + offset) % len(choices)
            if choices[place].title.casefold().startswith(letter):
                self._list.go(place)
                return
