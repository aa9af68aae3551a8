"""Letters over the panes of a screen and the lines of the one in use: type them and the keys or the cursor go there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from dharma_tui.screens._spots import spots_of

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class JumpScreen(ModalScreen["Widget | None"]):
    """Lies over the screen for a key or two. Nothing moves beneath it, so that seeing through it costs nothing.

    A pane has one letter. The lines of the focused list or table have two, the first of which is no pane's.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Cancel", show=False)]
    DEFAULT_CSS = """
    JumpScreen { layers: default; }
    JumpScreen > .jump--letter { position: absolute; width: 3; height: 1; text-align: center; }
    JumpScreen > .jump--line { width: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.styles.background = "transparent"  # inline: the style sheet gives every screen a ground of its own
        self._labels: dict[str, Static] = {}
        self._targets: dict[str, tuple[Widget, Callable[[], None] | None]] = {}
        self._typed = ""

    def compose(self) -> ComposeResult:
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else self.app.screen
        focused = below.focused
        spots = spots_of(focused) if focused is not None else []
        panes = [pane for pane in below.focus_chain if pane.region.area and not (spots and pane is focused)]
        for letter, pane in zip(LETTERS, panes, strict=False):
            yield self._label(letter, pane, pane.region.offset)
        pairs = map("".join, product(LETTERS[len(panes) :], LETTERS))
        for pair, spot in zip(pairs, spots, strict=False):
            assert focused is not None
            yield self._label(pair, focused, focused.content_region.offset + Offset(0, spot.y), spot.go)

    def _label(self, letters: str, pane: Widget, place: Offset, go: Callable[[], None] | None = None) -> Static:
        label = Static(letters, classes="jump--letter" if go is None else "jump--letter jump--line", markup=False)
        label.styles.offset = place
        self._labels[letters] = label
        self._targets[letters] = pane, go
        return label

    def on_mount(self) -> None:
        """With one place or none there is nothing to choose."""
        if len(self._targets) < 2:
            self._jump(next(iter(self._targets), ""))

    def on_key(self, event: events.Key) -> None:
        """One key decides, or after the first of two letters the next."""
        if event.key in ("escape", "ctrl+q"):
            return
        event.stop()
        self._typed += event.key
        left = [letters for letters in self._labels if letters.startswith(self._typed)]
        if not left or self._typed in self._targets:
            self._jump(self._typed)
            return
        for letters, label in self._labels.items():
            label.display = letters in left

    def action_leave(self) -> None:
        """Stay where the keys went."""
        self.dismiss(None)

    def _jump(self, letters: str) -> None:
        pane, go = self._targets.get(letters, (None, None))
        if go is not None:
            go()
        self.dismiss(pane)
