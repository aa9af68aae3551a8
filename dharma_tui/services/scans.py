"""What the console asks of whoever runs its scans."""

from __future__ import annotations

from typing import Protocol

from dharma_tui.core.scan import EVERYTHING, ScanReport, Selection


class Scans(Protocol):
    """Runs scans, one at a time: in a child process, or wherever the providers live."""

    @property
    def running(self) -> bool:
        """Whether a scan started here is under way."""

    @property
    def scan_id(self) -> str:
        """The id of the scan under way; empty until it has one."""

    async def run(self, selection: Selection = EVERYTHING, trigger: str = "manual") -> ScanReport:
        """Scan, and return the report, which is also published. Raises ScanRunningError, UsageError."""

    def cancel(self) -> bool:
        """Ask the running scan to stop. False: none runs."""

    def close(self) -> None:
        """Stop the running scan; returns within a quarter of a second."""
