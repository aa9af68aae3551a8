"""How a scan and its parts ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dharma_tui.core.types import Scope


class ScopeStatus(StrEnum):
    """How the listing of one kind in one scope ended. Only ``complete`` may mark resources gone."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


class ScanStatus(StrEnum):
    """How a whole scan ended, or that it has not."""

    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Its process died before the end; what it had committed stands."""


IMPORTED = "imported from"
"""How the reason of a part begins that came from a file, not from a listing."""


@dataclass(frozen=True, slots=True)
class ScopeReport:
    """One kind in one scope: how it ended, why, and what it found.

    ``seconds`` is the time spent listing, ``throttled`` the calls that were refused for being too many and made again.
    """

    scope: Scope
    kind: str
    status: ScopeStatus
    reason: str = ""
    hint: str = ""
    count: int = 0
    seconds: float = 0.0
    calls: int = 0
    throttled: int = 0

    @property
    def imported(self) -> bool:
        """Whether nothing was listed: a file brought it."""
        return self.reason.startswith(IMPORTED)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """A whole scan. Counts of added, changed and removed are of resources."""

    scan_id: str
    status: ScanStatus
    started_at: datetime
    seconds: float = 0.0
    calls: int = 0
    resources: int = 0
    relationships: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    scopes: tuple[ScopeReport, ...] = ()
    trigger: str = "manual"
    """manual, schedule or start."""
    reason: str = ""
    """Why the scan as a whole failed or was cut short."""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to scan; an empty field means everything there is.

    ``kinds`` are kinds or dotted prefixes of kinds; ``accounts`` and ``regions`` may hold wildcards (``eu-*``).
    """

    providers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
