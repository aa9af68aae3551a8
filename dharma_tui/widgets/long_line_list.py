"""Lines to be read as they are, of which the keys say where they go on beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from dharma_tui.widgets.line_list import Line, LineList


class LongLineList(LineList):
    """A list whose footer tells how the ends of lines come into view, as long as some are not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "sideways(8)", "Rest", tooltip="Show what is further right.", group=Binding.Group("Move")),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing further right than the ends of the longest."""
        return action != "sideways" or parameters != (8,) or self.scroll_offset.x < self.max_scroll_x

    def show(self, lines: Sequence[Line], cursor: int = 0) -> None:
        """These lines, with the keys that there are for them."""
        super().show(lines, cursor)
        self.refresh_bindings()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """The ends are in view, or not any longer."""
        super().watch_scroll_x(old_value, new_value)
        self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """There is more room for lines, or less."""
        self.refresh_bindings()
