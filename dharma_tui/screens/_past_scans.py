"""The scans there were, and the parts of the one that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.scan import ScanReport
from dharma_tui.screens._scan_tally import ScanTally

if TYPE_CHECKING:
    from dharma_tui.services import Services

LISTED = 100
"""The newest ones are."""


class PastScans:
    """Reads a list without the thousand parts of each, and these only of a scan that is chosen."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.reports: list[ScanReport] = []
        """Newest first; without the parts of those that ended by themselves."""
        self._counted: tuple[ScanReport, ScanTally] | None = None

    async def read(self) -> None:
        """Look which there are."""
        self.reports = await self._services.io.run(self._services.scans.heads, LISTED)

    def tally(self, report: ScanReport) -> ScanTally | None:
        """The parts of one of them; None where they are to be counted first."""
        if self._counted is None or self._counted[0] != report:
            return None
        return self._counted[1]

    async def count(self, report: ScanReport) -> None:
        """Read the parts of one of them, for ``tally``."""

        def count() -> ScanTally:
            whole = report if report.scopes else self._services.scans.report(report.scan_id)
            return ScanTally.of_reports(whole.scopes, whole.entering) if whole is not None else ScanTally(())

        self._counted = report, await self._services.io.run(count)
