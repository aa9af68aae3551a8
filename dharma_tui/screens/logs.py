"""The console's own log, live: level, text, follow, pause, copy."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input

from dharma_tui.core.errors import DharmaError, FilterError
from dharma_tui.core.events import LogWritten
from dharma_tui.core.text import printable
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.services.logs import LEVELS, LogEntry, LogFilter, LogReader
from dharma_tui.widgets.face import ERROR, Face
from dharma_tui.widgets.line_input import LineInput, SearchInput
from dharma_tui.widgets.log_view import LIMIT, LogLine, LogView, log_lines

if TYPE_CHECKING:
    from dharma_tui.services import Services

FIRST = 2_000
"""Entries read at first; reaching the top reads ten times as many, up to what is kept."""

POLL_SECONDS = 2.0
"""How often other processes' lines are looked for; our own are announced."""

MATCHED = 4_000
"""Characters of one entry a regular expression is tried on."""

_LOG = Binding.Group("Log")


@dataclass(frozen=True, slots=True)
class PatternFilter(LogFilter):
    """Entries in which a regular expression is found."""

    pattern: re.Pattern[str] = field(default_factory=lambda: re.compile(""))

    def matches(self, entry: LogEntry) -> bool:
        head = LogFilter(self.level)
        return head.matches(entry) and bool(
            self.pattern.search(f"{entry.level} {entry.logger} {entry.message[:MATCHED]}")
        )


def log_filter(level: str, text: str) -> LogFilter:
    """The filter for what was typed: plain text, or ``~regex`` or ``/regex/``. Raises FilterError."""
    typed = text.strip()
    regex = typed[1:-1] if len(typed) > 2 and typed[0] == typed[-1] == "/" else typed[1:] if typed[:1] == "~" else ""
    if not regex:
        return LogFilter(level, "" if typed == "~" else typed)  # whose expression is still to be typed
    try:
        return PatternFilter(level, typed, re.compile(regex, re.IGNORECASE))
    except re.error as error:
        message = f"not a regular expression: {error.msg}"
        raise FilterError(
            message, "leave out the ~ to search for plain text", text=text, position=error.pos or 0
        ) from error


class LogsScreen(ServiceScreen):
    """Shows the log from its end; filters as one types."""

    NAME = "logs"
    TITLE = "Logs"
    NEEDS_STORE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", "Back", show=False, tooltip="Clear the filter, or go back.", group=_LOG),
        Binding(
            "slash",
            "filter",
            "Filter",
            tooltip="Show lines that hold a text or match ~regex.",
            id="log.filter",
            group=_LOG,
        ),
        Binding("l", "level", "Level", tooltip="The least important level shown.", id="log.level", group=_LOG),
        Binding("p", "pause", "Pause", tooltip="Take in no new lines, or go on.", id="log.pause", group=_LOG),
        Binding("c", "copy", "Copy", tooltip="Copy the line under the cursor.", id="log.copy", group=_LOG),
        Binding(
            "C", "copy_entry", "Copy all", show=False, tooltip="Copy the whole entry.", id="log.copy_all", group=_LOG
        ),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._reader = LogReader(services.settings.paths.log)
        self._turn = asyncio.Lock()
        self._wanted = LogFilter()
        self._typed = ""
        self._fault: FilterError | None = None
        self._paused = False
        self._entries = FIRST
        self._complete = False
        self._blank = False
        self._poll: Timer | None = None

    def compose_body(self) -> ComposeResult:
        with Face():
            yield LogView(id="log")
        yield SearchInput(placeholder="text, ~regex — enter keeps, esc clears", id="log-filter")

    def on_mount(self) -> None:
        self.query_one("#log-filter").display = False
        self.listen(LogWritten, self._written)
        self._poll = self.set_interval(POLL_SECONDS, self._look)

    def on_screen_resume(self) -> None:
        if self._poll:
            self._poll.resume()

    def on_screen_suspend(self) -> None:
        if self._poll:
            self._poll.pause()

    def reload(self) -> None:
        """Read the end of the log again."""
        self.query_one(Face).show_loading("Reading the log…")
        self.run(self._read, group="read", face=self.query_one(Face))
        self._describe()

    async def _read(self) -> None:
        entries = await self._asked(self._reader.tail, self._entries, self._wanted)
        self._complete = len(entries) < self._entries
        self._blank = not entries and not await self._asked(LogReader(self._reader.path).tail, 1)
        view = self.query_one(LogView)
        view.replace(self._lines(entries))
        self._choose_face()

    async def _asked(self, read: Callable[..., list[LogEntry]], *args: object) -> list[LogEntry]:
        """What ``read`` finds in the log, one reading at a time. Raises DharmaError where it cannot be read."""
        async with self._turn:
            try:
                return await self.services.io.run(read, *args)
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                raise DharmaError(
                    f"The log cannot be read: {why}", f"make {self._told_path} a file you may read"
                ) from error

    @property
    def _told_path(self) -> str:
        return self.services.settings.paths.told(self.log_path)

    def _choose_face(self) -> None:
        face = self.query_one(Face)
        if self._fault is not None:
            face.show_error(self._fault.message, self._fault.hint, again=False)
        elif self.query_one(LogView).count:
            face.show_data()
        elif self._blank:
            level = self.services.settings.current.log.level
            why = f"Level {level} and above: {self._told_path}"
            face.show_empty("Nothing is logged yet", "6 changes the level: log.level", why)
        else:
            ways = ("esc clears the text" if self._typed else "", "l changes the level" if self._leveled else "")
            face.show_empty("No line matches", ", ".join(way for way in ways if way), f"Asked for {self._described()}")

    @property
    def _leveled(self) -> bool:
        return self._wanted.level != LEVELS[0]

    def _lines(self, entries: list[LogEntry]) -> list[LogLine]:
        local = self.services.settings.current.interface.local_time
        lines: list[LogLine] = []
        for entry in entries:
            at = entry.at.astimezone() if local else entry.at
            lines += log_lines(at.strftime("%m-%d %H:%M:%S"), entry.level, entry.logger, entry.message)
        return lines

    # -- live -------------------------------------------------------------------------------------------------------

    def _written(self, event: LogWritten) -> None:
        self._look()

    def _look(self) -> None:
        if not self._paused and self.is_active:
            self.run(self._advance, group="advance", exclusive=False, face=self.query_one(Face))

    async def _advance(self) -> None:
        entries = await self._asked(self._reader.advance, self._wanted)
        if entries:
            self.query_one(LogView).append(self._lines(entries))
            self._choose_face()

    def on_log_view_top_reached(self, message: LogView.TopReached) -> None:
        """Read further back."""
        if not self._complete and self._entries < LIMIT:
            self._entries = min(LIMIT, self._entries * 10)
            self.run(self._read_older, group="read", face=self.query_one(Face))

    async def _read_older(self) -> None:
        entries = await self._asked(self._reader.tail, self._entries, self._wanted)
        self._complete = len(entries) < self._entries
        view = self.query_one(LogView)
        lines = self._lines(entries)
        older = len(lines) - len(view.log_lines)
        if older > 0:
            view.prepend(lines[:older])

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type a filter."""
        field = self.query_one("#log-filter", LineInput)
        field.display = True
        field.value = self._typed
        field.focus()

    @on(Input.Changed, "#log-filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        self._set_filter(self._wanted.level, event.value)

    @on(Input.Submitted, "#log-filter")
    def _filter_kept(self) -> None:
        self._leave_filter()

    def action_level(self) -> None:
        """The next level."""
        following = LEVELS[(LEVELS.index(self._wanted.level) + 1) % (len(LEVELS) - 1)]
        self._set_filter(following, self._typed)

    def _set_filter(self, level: str, text: str) -> None:
        try:
            wanted = log_filter(level, text)
        except FilterError as error:
            self._fault = error
            self._choose_face()
            return
        self._typed, self._fault = text, None
        if wanted != self._wanted or self.query_one(Face).state == ERROR:
            self._wanted, self._entries = wanted, FIRST
            self.reload()

    def action_escape(self) -> None:
        """First the filter goes, then the screen."""
        field = self.query_one("#log-filter", LineInput)
        if field.display or self._typed:
            self._set_filter(self._wanted.level, "")
            field.value = ""
            self._leave_filter()
        else:
            self.shell.back()

    def _leave_filter(self) -> None:
        self.query_one("#log-filter").display = bool(self._typed)
        self.query_one(LogView).focus()

    def action_pause(self) -> None:
        """Freeze the lines, or go on."""
        self._paused = not self._paused
        self._describe()
        if not self._paused:
            self._look()

    def action_copy(self) -> None:
        """Copy the line."""
        line = self.query_one(LogView).current
        if line is not None and isinstance(line.value, LogLine):
            self.shell.copy_text(line.value.whole.rstrip(), "the line")

    def action_copy_entry(self) -> None:
        """Copy the entry the line belongs to."""
        view = self.query_one(LogView)
        line = view.current
        if line is None or not isinstance(line.value, LogLine):
            return
        lines = list(view.log_lines)
        at = next(number for number, known in enumerate(lines) if known is line.value)
        first = at
        while first > 0 and not lines[first].head.strip():
            first -= 1
        last = at + 1
        while last < len(lines) and not lines[last].head.strip():
            last += 1
        self.shell.copy_text("\n".join(known.whole.rstrip() for known in lines[first:last]), "the entry")

    def on_log_view_follow_changed(self, message: LogView.FollowChanged) -> None:
        """Say so above."""
        self._describe()

    def _described(self) -> str:
        level = f"at least {self._wanted.level}" if self._leveled else "every level"
        return f"{level}, {printable(self._typed)}" if self._typed else level

    def _describe(self) -> None:
        how = "paused" if self._paused else "following" if self.query_one(LogView).following else "stopped: end follows"
        self.crumbs = ("Logs", self._described(), how)
