"""Where requests are written: several lines, any paste, completion, earlier requests by up and down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from dharma_tui.widgets.guard import PASTE_LIMIT

_WRITING = Binding.Group("Chat")
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("(?!\n)[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def written(pasted: str) -> str:
    """What was pasted, fit for writing: bounded, line breaks kept, nothing a terminal would obey or nobody would see."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", pasted[:PASTE_LIMIT]).expandtabs(4))


class ChatInput(TextArea):
    """Enter asks. A paste only ever becomes text."""

    DEFAULT_CSS = """
    ChatInput, ChatInput:focus { border: none; padding: 0; height: auto; min-height: 1; max-height: 6; width: 1fr;
        scrollbar-size: 1 1; }
    """
    TYPES: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Ask", id="chat.ask", group=_WRITING, tooltip="Ask what is written."),
        Binding("ctrl+j,alt+enter", "newline", "New line", id="chat.newline", group=_WRITING, show=False,
                tooltip="Begin another line; alt+enter where the terminal tells it from enter."),
        Binding("tab", "tell('next')", "Complete", id="chat.complete", group=_WRITING, show=False,
                tooltip="Take the next completion; on an empty line, go to the answers."),
        Binding("shift+tab", "tell('previous')", show=False),
        Binding("up", "older", "History", id="chat.older", group=_WRITING, show=False, tooltip="The request before."),
        Binding("down", "newer", show=False),
        Binding("pageup", "tell('up')", "Scroll", id="chat.scroll", group=_WRITING, show=False,
                tooltip="Scroll the answers; pgdn scrolls on."),
        Binding("pagedown", "tell('down')", show=False),
        Binding("escape", "tell('leave')", "Leave", id="chat.leave_input", group=_WRITING,
                tooltip="Stop what is being asked, else go to the main screen; ctrl+t comes back."),
    ]  # fmt: skip

    @dataclass
    class Asked(Message):
        """Enter was pressed."""

        text: str

    @dataclass
    class Told(Message):
        """A key that is not writing."""

        what: str

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(compact=True, highlight_cursor_line=False, placeholder=placeholder, id=id)
        self.cursor_blink = False

    @property
    def at(self) -> int:
        """Where in the text the cursor is."""
        row, column = self.cursor_location
        return sum(len(line) + 1 for line in self.document.lines[:row]) + column

    def put(self, text: str, behind: int = 0) -> None:
        """Write ``text`` in place of what is there, the cursor behind it but for so many characters."""
        self.load_text(written(text))
        lines = self.text[: max(0, len(self.text) - behind)].split("\n")
        self.move_cursor((len(lines) - 1, len(lines[-1])))

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_ask()
            return
        if event.key.startswith("alt+"):  # which comes with a letter, and is a key all the same
            event.prevent_default()
            return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if (text := written(event.text)) and (result := self._replace_via_keyboard(text, *self.selection)):
            self.move_cursor(result.end_location)

    def action_ask(self) -> None:
        """Hand over what is written."""
        if text := self.text.strip():
            self.post_message(self.Asked(text))

    def action_newline(self) -> None:
        """Another line."""
        self._replace_via_keyboard("\n", *self.selection)

    def action_tell(self, what: str) -> None:
        """Hand the key on."""
        self.post_message(self.Told(what))

    def action_older(self) -> None:
        """Up within what is written, and above its first line into the history."""
        if self.cursor_at_first_line:
            self.post_message(self.Told("older"))
        else:
            self.action_cursor_up()

    def action_newer(self) -> None:
        """Down, and below the last line back from the history."""
        if self.cursor_at_last_line:
            self.post_message(self.Told("newer"))
        else:
            self.action_cursor_down()
