"""Draws an answer while it comes: a few times a second however fast its words are, and where the person is looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer

    from dharma_tui.screens._chat import Chat

PAUSE = 0.08
"""Seconds between two drawings."""
AT_ONCE = 3
"""Drawings without a pause before them."""
SHARE = 4
"""What is long to draw is drawn so much more seldom, that keys are heard."""


class Streaming:
    """Told of every word; what was asked, of whom, and the first words are drawn at once."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._timer: Timer | None = None
        self._again = False
        self._at_once = AT_ONCE
        self._place = -1.0

    def grown(self) -> None:
        """There is more to show."""
        if self._timer is not None and not self._at_once:
            self._again = True
            return
        self._at_once = max(0, self._at_once - 1)
        self._rest()
        clock = self._chat.services.clock
        began = clock.monotonic()
        self._draw()
        took = clock.monotonic() - began
        self._timer = self._chat.app.set_timer(max(PAUSE, SHARE * took), self._rested)

    def _rested(self) -> None:
        self._timer = None
        if self._again:
            self._again = False
            self.grown()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _draw(self) -> None:
        """Go along with the answer, unless somebody has scrolled elsewhere meanwhile."""
        screen = self._chat.front()
        pane = self._chat.pane_of(screen) if screen is not None else None
        if pane is None or not pane.is_mounted:
            return
        view = pane.view
        looks_on = view.scroll_y == self._place or view.scroll_y >= view.max_scroll_y
        self._chat.draw(pane, to_end=self._place < 0 or looks_on)
        self._place = view.scroll_y

    def end(self) -> None:
        """All of it was said."""
        self._rest()
        self._draw()
