"""A screen of one report on all there is: made again while scans change what exists."""

from __future__ import annotations

from dharma_tui.core.events import IndexAdvanced
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.widgets.face import Face

SETTLE_SECONDS = 1.0
"""A report is made at most this often."""


class ReportScreen(ServiceScreen):
    """Subclasses give ``read_report``, which asks for the report and shows it."""

    OF_NOW = True
    _settling = False

    def on_mount(self) -> None:
        """Follow what changes."""
        self.listen(IndexAdvanced, self._advanced)

    def reload(self) -> None:
        """Make the report again."""
        self.run(self.read_report, face=self.query_one(Face))

    async def read_report(self) -> None:
        """Ask for the report and show it."""

    def _advanced(self, event: IndexAdvanced) -> None:
        if not self._settling:
            self._settling = True
            self.set_timer(SETTLE_SECONDS, self._settled)

    def _settled(self) -> None:
        self._settling = False
        self.reload()
