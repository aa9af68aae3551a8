"""Every key, those of the screen it was opened on first, and every command; all read from the tables themselves."""

from __future__ import annotations

from textual.app import ComposeResult

from dharma_tui.screens._base import ServiceScreen
from dharma_tui.widgets.face import Face


class HelpScreen(ServiceScreen):
    """Keys and commands."""

    NAME = "help"
    TITLE = "Help"
    NEEDS_STORE = False

    def compose_body(self) -> ComposeResult:
        yield Face()
