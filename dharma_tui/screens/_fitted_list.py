"""A list that says when its width is another, for its lines are as long as there is room."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from dharma_tui.widgets.line_list import LineList


class FittedList(LineList):
    """Lines written for the width of the list, which is known only once the list is laid out."""

    @dataclass
    class Resized(Message):
        """The list has another size than its lines were written for."""

        list: FittedList

        @property
        def control(self) -> FittedList:
            """The list that was laid out."""
            return self.list

    def on_resize(self, event: events.Resize) -> None:
        """Ask for lines of this width."""
        self.post_message(self.Resized(self))
