"""The lines of a log: a hundred thousand are as quick as ten, and the oldest go when there are more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from dharma_tui.core.text import printable, printable_block
from dharma_tui.widgets.line_list import Line, LineList

LIMIT = 100_000
"""Lines kept in memory."""

SPARE = 5_000
"""Lines dropped at once when there are too many, so that dropping is rare."""

MESSAGE_LIMIT = 20_000
"""Characters of one entry that are shown."""

_LOG = Binding.Group("Log")
_LEVEL_STYLES = {
    "warning": "line--warning",
    "error": "line--critical",
    "critical": "line--critical",
    "debug": "line--quiet",
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of an entry. Lines after an entry's first have neither time nor level shown."""

    head: str
    level: str
    text: str

    @property
    def whole(self) -> str:
        """The line as plain text."""
        return f"{self.head}{self.text}"


def log_lines(time: str, level: str, source: str, message: str) -> list[LogLine]:
    """The lines of one entry, safe to draw. All but the first are indented beneath it."""
    first, *rest = printable_block(message, MESSAGE_LIMIT).split("\n")
    head = f"{time} {level.upper():<8} "
    indent = " " * len(head)
    return [
        LogLine(head, level, f"{printable(source, 60)}  {first}"),
        *(LogLine(indent, level, f"  {line}") for line in rest),
    ]


class LogView(LineList):
    """Log lines with a cursor. While ``following`` the newest line is always in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "wrap", "Wrap", tooltip="Fold long lines, or scroll sideways.", id="log.wrap", group=_LOG),
        Binding("end,G", "follow", "Follow", tooltip="Go to the end and stay there.", id="log.follow", group=_LOG),
    ]

    @dataclass
    class FollowChanged(Message):
        """The end is followed now, or no longer."""

        following: bool

    @dataclass
    class TopReached(Message):
        """The cursor is on the first line: there may be older ones."""

    following: reactive[bool] = reactive(True, init=False)
    wrapped: reactive[bool] = reactive(False, init=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._log: list[LogLine] = []
        self._folds: list[tuple[int, str]] = []
        """When wrapped: for each line drawn, the log line it belongs to and its piece of text."""

    @property
    def count(self) -> int:
        return len(self._folds) if self.wrapped else len(self._log)

    def line_at(self, number: int) -> Line:
        if not self.wrapped:
            line = self._log[number]
            return Line(((line.head, "line--quiet"), (line.text, _LEVEL_STYLES.get(line.level, ""))), value=line)
        owner, piece = self._folds[number]
        line = self._log[owner]
        first = number == 0 or self._folds[number - 1][0] != owner
        head = line.head if first else " " * len(line.head)
        return Line(((head, "line--quiet"), (piece, _LEVEL_STYLES.get(line.level, ""))), value=line)

    @property
    def log_lines(self) -> Sequence[LogLine]:
        """Every line kept, oldest first."""
        return self._log

    def replace(self, lines: Sequence[LogLine]) -> None:
        """Show these lines instead."""
        self._log = list(lines[-LIMIT:])
        self._widest = max((len(line.head) + cell_len(line.text) for line in self._log), default=0)
        self._fold_all()
        self.resized()
        self.cursor = max(0, min(self.cursor, self.count - 1))
        if self.following:
            self._to_end()
        self.refresh()

    def prepend(self, lines: Sequence[LogLine]) -> None:
        """Older lines have been found; what is in sight stays where it is."""
        before, top = self.count, self.scroll_offset.y
        self._log = [*lines, *self._log][-LIMIT:]
        self._fold_all()
        self.resized()
        added = self.count - before
        self.cursor += added
        self.scroll_to(y=top + added, animate=False, immediate=True)
        self.refresh()

    def append(self, lines: Sequence[LogLine]) -> None:
        """New lines have been written."""
        if not lines:
            return
        start = len(self._log)
        self._log.extend(lines)
        self._widest = max(self._widest, *(len(line.head) + cell_len(line.text) for line in lines))
        if self.wrapped:
            self._fold_from(start)
        if len(self._log) > LIMIT + SPARE:
            self._drop(len(self._log) - LIMIT)
        self.resized()
        if self.following:
            self._to_end()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Fold anew; stay at the end if that is where we were."""
        if self.wrapped:
            self._fold_all()
            self.resized()
        if self.following:
            self._to_end()

    def watch_cursor(self, before: int, now: int) -> None:
        """Moving up stops following; reaching the top asks for older lines."""
        super().watch_cursor(before, now)
        if now < before and now < self.count - 1:
            self.following = False
        if now == 0 and before > 0:
            self.post_message(self.TopReached())

    def watch_following(self, following: bool) -> None:
        """Tell the screen."""
        if following:
            self._to_end()
        self.post_message(self.FollowChanged(following))

    def watch_wrapped(self, wrapped: bool) -> None:
        """Keep the line under the cursor."""
        was = self._folds[self.cursor][0] if not wrapped and self.cursor < len(self._folds) else self.cursor
        self._fold_all()
        self.resized()
        self.scroll_to(x=0, animate=False)
        owners = [owner for owner, _ in self._folds]
        self.move_to(owners.index(was) if wrapped and was in owners else was)
        self.refresh()

    def action_wrap(self) -> None:
        """Fold long lines, or no longer."""
        self.wrapped = not self.wrapped

    def action_follow(self) -> None:
        """Go to the end and stay there."""
        self.following = True
        self._to_end()

    def _to_end(self) -> None:
        self.cursor = max(0, self.count - 1)
        self.scroll_to(y=max(0, self.count - self.scrollable_content_region.height), animate=False, immediate=True)

    def resized(self) -> None:
        width = self.scrollable_content_region.width if self.wrapped else self._widest
        self.virtual_size = Size(width, self.count)

    def _fold_all(self) -> None:
        self._folds = []
        if self.wrapped:
            self._fold_from(0)

    def _fold_from(self, start: int) -> None:
        width = self.scrollable_content_region.width
        for number in range(start, len(self._log)):
            line = self._log[number]
            room = max(10, width - len(line.head))
            pieces = [line.text] if len(line.text) <= room and line.text.isascii() else chop_cells(line.text, room)
            self._folds.extend((number, piece) for piece in pieces or [""])

    def _drop(self, lines: int) -> None:
        """Forget the oldest; what is in sight stays where it is, as long as it is still there."""
        before = self.count
        del self._log[:lines]
        self._fold_all()
        gone = before - self.count
        self.set_reactive(LineList.cursor, max(0, self.cursor - gone))
        self.scroll_to(y=max(0, self.scroll_offset.y - gone), animate=False, immediate=True)
