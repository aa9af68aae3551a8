"""Lines of styled text with a cursor, search and copy: facts, relationships, history and raw documents of any length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dharma_tui.core.types import State
from dharma_tui.widgets.part_style import part_style
from dharma_tui.widgets.table_cells import width_of
from dharma_tui.widgets.text_lines import Run, TextLine, find

_MOVE = Binding.Group("Move")
_LINES = Binding.Group("Lines")


class LineView(ScrollView, can_focus=True):
    """Draws only the lines on screen. Set ``show(lines)``; hear ``Opened`` and ``CopyWanted``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"line-view--{part}"
        for part in (
            "cursor", "match", "heading", "key", "quiet", "string", "number", "constant", "link", "warn",
            "added", "removed", "changed", "spark",
            *(f"state-{state.value}" for state in State),
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; scrollbar-size: 1 1; overflow-y: auto; overflow-x: auto; }
    LineView > .line-view--heading { text-style: bold; }
    LineView > .line-view--match { text-style: reverse; }
    LineView > .line-view--cursor { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", id="lines.down", group=_MOVE, tooltip="Next line.", show=False),
        Binding("up,k", "move(-1)", "Up", id="lines.up", group=_MOVE, tooltip="Previous line.", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="lines.page_down", group=_MOVE, show=False,
                tooltip="One page down."),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="lines.page_up", group=_MOVE, show=False,
                tooltip="One page up."),
        Binding("home", "first", "Top", id="lines.first", group=_MOVE, tooltip="First line.", show=False),
        Binding("end,G", "last", "Bottom", id="lines.last", group=_MOVE, tooltip="Last line.", show=False),
        Binding("left", "scroll_by(-8)", "Scroll left", id="lines.left", group=_MOVE, show=False,
                tooltip="Show what is further left."),
        Binding("right", "scroll_by(8)", "Scroll right", id="lines.right", group=_MOVE, show=False,
                tooltip="Show what is further right."),
        Binding("enter", "open", "Open", id="lines.open", group=_LINES, tooltip="Open what the line names.", show=False),
        Binding("n", "next(1)", "Next match", id="lines.next", group=_LINES, show=False,
                tooltip="Go to the next line found."),
        Binding("N", "next(-1)", "Previous match", id="lines.previous", group=_LINES, show=False,
                tooltip="Go to the line found before."),
    ]  # fmt: skip

    @dataclass
    class Opened(Message):
        """Enter or a double click on a line that stands for something."""

        view: LineView
        line: TextLine

        @property
        def control(self) -> LineView:
            """The sender, for ``@on`` selectors."""
            return self.view

    cursor: reactive[int] = reactive(0, repaint=False)
    searched: reactive[str] = reactive("")

    def __init__(self, *, cursor_shown: bool = True, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines: Sequence[TextLine] = ()
        self.cursor_shown = cursor_shown
        self._styles: dict[tuple[str, bool], Style] = {}

    def show(self, lines: Sequence[TextLine], *, keep_place: bool = False) -> None:
        """Show these lines, from the top or from where the view is."""
        self.lines = lines
        self.virtual_size = Size(max((width_of(line.text) for line in lines), default=0), len(lines))
        if keep_place:
            self.cursor = max(0, min(self.cursor, len(lines) - 1))
        else:
            self.set_reactive(LineView.cursor, 0)
            self.scroll_to(0, 0, animate=False)
        self.refresh()

    @property
    def line(self) -> TextLine | None:
        """The line under the cursor."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    def search(self, words: str) -> bool:
        """Mark ``words`` wherever they are and go to the first at or after the cursor. Returns whether there is one."""
        self.searched = words
        return not words or self._find(self.cursor, 1)

    def render_line(self, y: int) -> Strip:
        """The line of text at this line of the screen."""
        index, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        chosen = self.cursor_shown and index == self.cursor and self.has_focus
        base = self._style("", chosen)
        if index >= len(self.lines):
            return Strip.blank(width, self._style("", False))
        runs: Sequence[Run] = self.lines[index].runs
        if self.searched:
            runs = _mark(runs, self.searched)
        strip = Strip([Segment(text, self._style(name, chosen)) for text, name in runs if text])
        return strip.crop_extend(self.scroll_offset.x, self.scroll_offset.x + width, base)

    def notify_style_update(self) -> None:
        """Resolve styles anew."""
        super().notify_style_update()
        self._styles.clear()
        self.refresh()

    def watch_cursor(self, old: int, new: int) -> None:
        """Two lines are drawn again; the new one is brought into view."""
        self.refresh_line(old)
        self.refresh_line(new)
        top, shown = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        if new < top:
            self.scroll_to(y=new, animate=False)
        elif new >= top + shown:
            self.scroll_to(y=new - shown + 1, animate=False)

    def watch_has_focus(self, focused: bool) -> None:
        """The cursor is shown only with focus."""
        super().watch_has_focus(focused)
        self.refresh_line(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Go to the line; twice opens it."""
        index = self.scroll_offset.y + event.y
        if index < len(self.lines):
            self.cursor = index
            if event.chain == 2:
                self.action_open()

    def action_move(self, lines: int) -> None:
        """Move the cursor, over lines that say nothing."""
        step, to = (1 if lines > 0 else -1), self.cursor + lines
        while 0 <= to < len(self.lines) and not self.lines[to].text.strip():
            to += step
        if abs(lines) > 1 or 0 <= to < len(self.lines):
            self.cursor = max(0, min(len(self.lines) - 1, to))

    def action_page(self, pages: int) -> None:
        """Move by screens."""
        self.action_move(pages * max(1, self.scrollable_content_region.height))

    def action_first(self) -> None:
        """Go to the first line."""
        self.cursor = 0

    def action_last(self) -> None:
        """Go to the last line."""
        self.cursor = max(0, len(self.lines) - 1)

    def action_scroll_by(self, cells: int) -> None:
        """Show what is to the left or right."""
        self.scroll_to(x=max(0, self.scroll_offset.x + cells), animate=False)

    def action_open(self) -> None:
        """Open what the line under the cursor stands for."""
        line = self.line
        if line is not None and line.target is not None:
            self.post_message(self.Opened(self, line))

    def action_next(self, step: int) -> None:
        """Go to the next or previous match."""
        if self.searched:
            self._find(self.cursor + step, step)

    def _find(self, start: int, step: int) -> bool:
        place = find(self.lines, self.searched, start, step) if self.lines else None
        if place is not None:
            self.cursor = place
        return place is not None

    def _style(self, name: str, chosen: bool) -> Style:
        style = self._styles.get((name, chosen))
        if style is None:
            style = self.rich_style
            if chosen:
                style += self.get_component_rich_style("line-view--cursor")
            if name:
                own = part_style(self, f"line-view--{name}")
                style += own.without_color if chosen else own
            self._styles[name, chosen] = style
        return style


def _mark(runs: Sequence[Run], words: str) -> list[Run]:
    """``runs`` with every place of ``words`` in the style of a match."""
    marked: list[Run] = []
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    for text, name in runs:
        start = 0
        for match in pattern.finditer(text):
            marked += [(text[start : match.start()], name), (match[0], "match")]
            start = match.end()
        marked.append((text[start:], name))
    return marked
