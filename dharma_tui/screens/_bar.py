"""The command bar's part of a screen: opening it, completing, submitting, and saying what was wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.screen import Screen
from textual.widget import Widget

from dharma_tui.core.errors import DharmaError, FilterError
from dharma_tui.core.said import SAID
from dharma_tui.screens._typeahead import Typeahead
from dharma_tui.screens._work import start
from dharma_tui.widgets.command_bar import CommandBar

if TYPE_CHECKING:
    from dharma_tui.screens._commands import CommandLine

log = logging.getLogger(__name__)


class BarOwner(Protocol):
    """What the command bar needs of the console."""

    commands: CommandLine
    typeahead: Typeahead


class BarHost(Screen[None]):
    """A screen that carries a command bar."""

    _before_bar: Widget | None = None

    @property
    def _command_line(self) -> CommandLine:
        return cast("BarOwner", self.app).commands

    def open_command_bar(self, line: str = "") -> None:
        """Let the person type a command, beginning with ``line``."""
        bar = self.query_one(CommandBar)
        if not bar.is_open:
            self._before_bar = self.focused
        bar.history = self._command_line.history
        bar.open(line)
        start(self, self._load_history, group="bar-history")

    async def _load_history(self) -> None:
        await self._command_line.load_history()
        self.query_one(CommandBar).history = self._command_line.history

    def on_command_bar_edited(self, message: CommandBar.Edited) -> None:
        """Look for completions; a newer line gives up on the one before."""

        async def complete() -> None:
            try:
                lines = await self._command_line.completions(message.line, message.cursor)
            except DharmaError:
                lines = []
            except Exception:
                log.exception("completion failed")
                lines = []
            bar = self.query_one(CommandBar)
            if bar.is_open and not bar.has_class("-error"):
                bar.completions = tuple(lines)

        start(self, complete, group="bar-completion")

    def on_command_bar_submitted(self, message: CommandBar.Submitted) -> None:
        """Do what it says; the bar stays open, with the reason, when that fails. Keys wait until it is known which."""
        typeahead = cast("BarOwner", self.app).typeahead
        typeahead.hold()

        async def submit() -> None:
            bar: Any = self.query_one(CommandBar)
            SAID.set(message.line)
            try:
                await self._command_line.submit(message.line)
            except FilterError as error:
                start = message.line.find(error.text) if error.text else -1
                bar.show_error(error.message, error.hint, start + error.position if start >= 0 else None)
            except DharmaError as error:
                bar.show_error(error.message, error.hint)
            except Exception:
                log.exception("command failed", extra={"line": message.line})
                bar.show_error("Something went wrong inside the console", "see the log: press 5")
            else:
                self._close_bar()
            finally:
                typeahead.release()
            await self._command_line.remember(message.line)

        start(self, submit, group="bar-submit")

    def submit_line(self, line: str) -> None:
        """Do what ``line`` says as if it had been typed; when it fails the bar opens on it with the reason."""

        async def submit() -> None:
            try:
                await self._command_line.submit(line)
            except DharmaError as error:
                self.open_command_bar(line)
                self.query_one(CommandBar).show_error(error.message, error.hint)

        start(self, submit, group="bar-submit")

    def on_command_bar_closed(self) -> None:
        """Back to where the keys went before."""
        self._close_bar()

    def _close_bar(self) -> None:
        self.query_one(CommandBar).close()
        before, self._before_bar = self._before_bar, None
        self.set_focus(before if before is not None and before.is_attached and before.focusable else None)
