"""The console's own log, live."""

from __future__ import annotations

from textual.app import ComposeResult

from dharma_tui.screens._base import ServiceScreen
from dharma_tui.widgets.face import Face


class LogsScreen(ServiceScreen):
    """The console's own log."""

    NAME = "logs"
    TITLE = "Logs"
    NEEDS_STORE = False

    def compose_body(self) -> ComposeResult:
        yield Face()
