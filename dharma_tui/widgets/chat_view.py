"""What was said, as lines with a cursor: rows open, steps run, answers are copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from dharma_tui.widgets.line_view import LineView

_CHAT = Binding.Group("Chat")


class ChatView(LineView):
    """Lines know by ``path`` to which exchange they belong. ``Opened`` is enter on a row, a step, a plan."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "tell('copy')", "Copy", id="chat.copy", group=_CHAT, tooltip="Copy the answer."),
        Binding("r", "tell('again')", "Again", id="chat.again", group=_CHAT, tooltip="Ask the same again."),
        Binding("o", "tell('open')", "Open", id="chat.open", group=_CHAT,
                tooltip="Show all of the answer on the main screen."),
        Binding("g", "tell('graph')", "Graph", id="chat.graph", group=_CHAT,
                tooltip="What hangs on the row under the cursor, else on all that the answer lists, as a topology."),
        Binding("m", "tell('chart')", "Chart", id="chat.chart", group=_CHAT,
                tooltip="What is measured of the row under the cursor, else of the first that the answer lists, over time."),
        Binding("p", "tell('plan')", "Plan", id="chat.plan", group=_CHAT, show=False,
                tooltip="Look at the plan of a change; confirming it is a key there."),
        Binding("tab,i", "tell('write')", "Write", id="chat.write", group=_CHAT, tooltip="Go on writing."),
        Binding("escape", "tell('leave')", "Leave", id="chat.leave", group=_CHAT, show=False,
                tooltip="To the main screen; ctrl+t comes back."),
        Binding("1", "tell('1')", "Next step", id="chat.step", group=_CHAT, show=False, key_display="1-9",
                tooltip="Do what the answer suggests under this number."),
        *(Binding(digit, f"tell('{digit}')", show=False) for digit in "23456789"),
    ]  # fmt: skip

    @dataclass
    class Told(Message):
        """A key on an exchange; ``number`` is 0 where there is none."""

        what: str
        number: int

    @dataclass
    class Sized(Message):
        """There is another width to lay lines out for."""

    def on_resize(self) -> None:
        """Ask for lines of this width."""
        self.post_message(self.Sized())

    def action_tell(self, what: str) -> None:
        """Hand the key on."""
        self.post_message(self.Told(what, self.number))

    @property
    def number(self) -> int:
        """The exchange that the cursor is in."""
        line = self.line
        return int(line.path) if line is not None and line.path.isdigit() else 0
