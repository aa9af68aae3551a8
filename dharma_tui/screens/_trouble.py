"""Stands where a screen broke: says so, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from dharma_tui.commands import SCREENS
from dharma_tui.screens._base import INTERNAL, ServiceScreen
from dharma_tui.widgets.face import Face

if TYPE_CHECKING:
    from dharma_tui.services import Services


class TroubleScreen(ServiceScreen):
    """Takes the place of a screen that failed; ``r`` builds that screen anew."""

    NAME = "trouble"
    TITLE = "Trouble"
    NEEDS_STORE: ClassVar[bool] = False

    def __init__(self, services: Services, broken: str) -> None:
        super().__init__(services)
        self._broken = broken

    def compose_body(self) -> ComposeResult:
        yield Face()

    def reload(self) -> None:
        title = SCREENS[self._broken].title if self._broken in SCREENS else self._broken
        what = f"{INTERNAL}: the screen {title} had to be closed"
        self.query_one(Face).show_error(
            what, "1 to 6 go on elsewhere, 5 shows the log", f"The log has the details: {self.log_path}"
        )

    def link(self) -> str:
        """The screen that failed."""
        return f"--open {self._broken}" if self._broken in SCREENS else ""

    def action_reload(self) -> None:
        """Build the broken screen anew."""
        self.shell.go(self._broken) if self._broken in SCREENS else self.shell.back()
