"""A list of lines with a cursor: draws only what is on screen, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dharma_tui.widgets.lazy_styles import LazyStyles

_MOVE = Binding.Group("Move")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its parts, each a text (safe to draw) and the component class that styles it.

    A line that is not ``selectable`` is a heading or a blank: the cursor skips it.
    """

    parts: tuple[tuple[str, str], ...]
    selectable: bool = True
    value: object = None

    @property
    def text(self) -> str:
        """The whole line as plain text."""
        return "".join(text for text, _ in self.parts)

    @property
    def width(self) -> int:
        """Cells it takes."""
        return sum(cell_len(text) for text, _ in self.parts)


class LineList(ScrollView, LazyStyles, can_focus=True):
    """Lines and a cursor. Subclasses with very many lines override ``count`` and ``line_at``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--cursor",
        "line--cursor-blurred",
        "line--heading",
        "line--quiet",
        "line--strong",
        "line--key",
        "line--good",
        "line--warning",
        "line--critical",
        "line--plain",
    }
    DEFAULT_CSS = "LineList { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, tooltip="One line up.", id="list.up", group=_MOVE),
        Binding("down,j", "move(1)", "Down", show=False, tooltip="One line down.", id="list.down", group=_MOVE),
        Binding("pageup", "page(-1)", "Page up", show=False, tooltip="One page up.", id="list.page_up", group=_MOVE),
        Binding(
            "pagedown", "page(1)", "Page down", show=False, tooltip="One page down.", id="list.page_down", group=_MOVE
        ),
        Binding("home", "end(-1)", "Top", show=False, tooltip="The first line.", id="list.top", group=_MOVE),
        Binding("end,G", "end(1)", "End", show=False, tooltip="The last line.", id="list.end", group=_MOVE),
        Binding("left", "sideways(-8)", "Left", show=False, tooltip="Show what is further left.", group=_MOVE),
        Binding("right", "sideways(8)", "Right", show=False, tooltip="Show what is further right.", group=_MOVE),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

        list: LineList
        line: Line

        @property
        def control(self) -> LineList:
            """The list it moved in."""
            return self.list

    @dataclass
    class Chosen(Message):
        """Enter was pressed on a line, or it was clicked again."""

        list: LineList
        line: Line

        @property
        def control(self) -> LineList:
            """The list it was chosen in."""
            return self.list

    cursor: reactive[int] = reactive(0, repaint=False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._widest = 0

    # -- content ----------------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def line_at(self, number: int) -> Line:
        """The line of this number."""
        return self._lines[number]

    @property
    def current(self) -> Line | None:
        """The line under the cursor, if it may be chosen."""
        if not 0 <= self.cursor < self.count:
            return None
        line = self.line_at(self.cursor)
        return line if line.selectable else None

    def show(self, lines: Sequence[Line], cursor: int = 0) -> None:
        """Show these lines instead, with the cursor on the first selectable one at or after ``cursor``.

        As many lines with the cursor where it was are the same ones in newer words: what is in view stays.
        """
        before, drawn = (self.count, self.cursor), self._lines
        self._lines = list(lines)
        self._widest = max((line.width for line in lines), default=0)
        self.resized()
        self.cursor = self._selectable(max(0, min(cursor, self.count - 1)), 1)
        if (self.count, self.cursor) != before:
            self.scroll_to_cursor()
            self.refresh()
            return
        for number, (old, new) in enumerate(zip(drawn, self._lines, strict=True)):
            if old.parts != new.parts or old.selectable != new.selectable:
                self.refresh_line(number)

    def resized(self) -> None:
        """The lines are others: take the room they need."""
        self.virtual_size = Size(self._widest, self.count)

    # -- drawing ----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if number >= self.count:
            return Strip.blank(width, self.base_style)
        line = self.line_at(number)
        on_cursor = number == self.cursor and line.selectable
        cursor = (
            self.get_component_rich_style("line--cursor" if self.has_focus else "line--cursor-blurred")
            if on_cursor
            else None
        )
        base = cursor or self.base_style
        segments = []
        for text, name in line.parts:
            style = self.get_component_rich_style(name) if name else self.base_style
            segments.append(Segment(text, style + cursor if cursor else style))
        left = self.scroll_offset.x
        strip = Strip(segments, line.width)
        if line.width <= left + width or width < 1 or cell_len(line.text.rstrip()) <= left + width:
            return strip.crop_extend(left, left + width, base)
        mark = Segment("~" if getattr(self.app, "ascii_only", False) else "…", base)
        return Strip([*strip.crop_extend(left, left + width - 1, base), mark], width)

    def watch_cursor(self, before: int, now: int) -> None:
        """Repaint the two lines it left and entered."""
        self.refresh_line(before)
        self.refresh_line(now)
        if (line := self.current) is not None:
            self.post_message(self.Moved(self, line))

    def on_focus(self) -> None:
        """The cursor looks different when the keys come here."""
        self.refresh_line(self.cursor)

    def on_blur(self) -> None:
        """The cursor looks different when the keys go elsewhere."""
        self.refresh_line(self.cursor)

    # -- moving -----------------------------------------------------------------------------------------------------

    def scroll_to_cursor(self) -> None:
        """Bring the cursor into view."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not height:
            return
        if self.cursor < top:
            self.scroll_to(y=self.cursor if self.cursor > 1 else 0, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    def move_to(self, number: int, step: int = 1) -> None:
        """Put the cursor on this line, or on the next selectable one in the direction of ``step``."""
        if self.count:
            self.cursor = self._selectable(max(0, min(number, self.count - 1)), step)
            self.scroll_to_cursor()

    def action_move(self, step: int) -> None:
        """Up or down."""
        self.move_to(self.cursor + step, step)

    def action_page(self, step: int) -> None:
        """A page up or down."""
        self.move_to(self.cursor + step * max(1, self.scrollable_content_region.height - 1), step)

    def action_end(self, step: int) -> None:
        """The first or the last line."""
        self.move_to(0 if step < 0 else self.count - 1, -step)

    def action_sideways(self, step: int) -> None:
        """Scroll left or right."""
        self.scroll_to(x=max(0, self.scroll_offset.x + step), animate=False)

    def key_enter(self, event: events.Key | None = None) -> None:
        """Choose the line. The key goes no further: what it opens would take it for its own."""
        if event is not None:
            event.stop()
        if (line := self.current) is not None:
            self.post_message(self.Chosen(self, line))

    def on_click(self, event: events.Click) -> None:
        """The first click moves the cursor, another on the same line chooses it."""
        number = event.y + self.scroll_offset.y
        if number < self.count and self.line_at(number).selectable:
            if number == self.cursor and event.chain > 1:
                self.key_enter()
            self.cursor = number

    def _selectable(self, number: int, step: int) -> int:
        """The nearest line that may be chosen, looking in the direction of ``step`` first."""
        for direction in (1 if step >= 0 else -1, -1 if step >= 0 else 1):
            place = number
            while 0 <= place < self.count:
                if self.line_at(place).selectable:
                    return place
                place += direction
        return number
