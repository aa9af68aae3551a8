"""Letters over the panes of a screen: type one and the keys go there."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class JumpScreen(ModalScreen["Widget | None"]):
    """Lies over the screen for one key. Nothing moves beneath it, so that seeing through it costs nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    DEFAULT_CSS = """
    JumpScreen { layers: default; }
    JumpScreen > .jump--letter { position: absolute; width: 3; height: 1; text-align: center; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.styles.background = "transparent"  # inline: the style sheet gives every screen a ground of its own
        self._targets: dict[str, Widget] = {}

    def compose(self) -> ComposeResult:
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else self.app.screen
        panes = [widget for widget in below.focus_chain if widget.region.area]
        for letter, widget in zip(LETTERS, panes, strict=False):
            self._targets[letter] = widget
            label = Static(letter, classes="jump--letter", markup=False)
            label.styles.offset = widget.region.offset
            yield label

    def on_mount(self) -> None:
        """With one pane or none there is nothing to choose."""
        if len(self._targets) < 2:
            self.dismiss(next(iter(self._targets.values()), None))

    def on_key(self, event: events.Key) -> None:
        """One key decides."""
        if event.key in ("escape", "ctrl+q"):
            return
        event.stop()
        self.dismiss(self._targets.get(event.key))

    def action_leave(self) -> None:
        """Stay where the keys went."""
        self.dismiss(None)
