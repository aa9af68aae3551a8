"""How a scan and its parts ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

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


CUT_SHORT = (ScanStatus.INTERRUPTED, ScanStatus.CANCELLED, ScanStatus.FAILED)
"""Ends of a scan that may have left parts unlisted."""

ELSEWHERE = "not listed here"
"""How the reason of a part begins that was skipped because there is no such list in its place, which is no failure."""
CUT_OFF = "the scan was cut short"
"""How the reason of a part begins that was skipped because its scan ended sooner."""
TIMED_OUT = "timed out"
"""How the reason of a part begins that nobody answered in time: there may be something, or nothing."""
IMPORTED = "imported from"
"""How the reason of a part begins that came from a file, not from a listing."""
KEPT = ": what it leaves out is kept"
"""How it ends where the file was not to be all there is."""


LAST = "last"
"""In place of a scan's id: the last one that was cut short."""
LISTS_ONLY = "--lists-only"
"""What asks for a scan of lists alone, wherever words do."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to scan; an empty field means everything there is.

    ``kinds`` are kinds or dotted prefixes of kinds; ``accounts`` and ``regions`` may hold wildcards (``eu-*``). With
    ``keys`` only these resources of a kind are looked at. With ``lists_only`` nothing is asked that takes a call for each
    thing: such kinds are left out, such details stay as stored. ``rest_of`` is a scan to go on with, which says itself what
    it was to list.
    """

    providers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    lists_only: bool = False
    rest_of: str = ""

    @property
    def services(self) -> tuple[str, ...]:
        """Those of ``providers`` that name one service of a provider (``aws.sns``)."""
        return tuple(word for word in self.providers if "." in word)

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves out some of what its providers have."""
        return bool(self.services or self.regions or self.accounts or self.kinds or self.keys or self.lists_only)


def matches(name: str, patterns: Collection[str]) -> bool:
    """Whether an account or region is among those named; what has no name is not left out by naming others."""
    return not patterns or not name or any(fnmatchcase(name, pattern) for pattern in patterns)


EVERYTHING = Selection()
"""All that all providers have."""


@dataclass(frozen=True, slots=True)
class ScopeReport:
    """One kind in one scope: how it ended, why, and what it found.

    ``seconds`` is the time spent listing, ``calls`` every request, ``throttled`` those of them that were refused as too many,
    ``at`` when it was saved, if it has been. ``kept`` are calls for details that were not made: what they would tell is known
    as of ``details_at``.
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
    at: datetime | None = field(default=None, compare=False)
    kept: int = 0
    details_at: datetime | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether it was skipped because there is no such list in its place."""
        return self.status is ScopeStatus.SKIPPED and self.reason.startswith(ELSEWHERE)

    @property
    def cut_off(self) -> bool:
        """Whether it was skipped because its scan ended before it had listed or saved it."""
        return self.status is ScopeStatus.SKIPPED and self.reason.startswith(CUT_OFF)

    @property
    def is_unanswered(self) -> bool:
        """Whether it timed out before anything was found."""
        return not self.count and self.reason.startswith(TIMED_OUT)

    @property
    def imported(self) -> bool:
        """Whether nothing was listed: a file brought it."""
        return self.reason.startswith(IMPORTED)

    @property
    def brought(self) -> str:
        """How and when a file brought it, in words."""
        return self.reason.removesuffix(KEPT)


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
    selection: Selection = EVERYTHING
    announced: int = 0
    """How many parts it was to list; none where that could not be written down."""
    resumes: str = ""
    """The scan it goes on with. Parts that were complete there are carried over: they were saved before this began."""

    @property
    def listed(self) -> int:
        """How many of the parts have ended."""
        return sum(scope.status is not ScopeStatus.SKIPPED for scope in self.scopes)

    @property
    def carried(self) -> int:
        """How many of the parts were listed by the scan that this one goes on with."""
        return sum(self.is_carried(scope) for scope in self.scopes) if self.resumes else 0

    @property
    def entering(self) -> int:
        """Calls of no part: they told who asks, and which accounts and regions there are."""
        own = sum(scope.calls for scope in self.scopes if not self.is_carried(scope))
        return max(0, self.calls - own)

    @property
    def can_be_resumed(self) -> bool:
        """Whether it was cut short with something left to do, and wrote down what it was to list."""
        return (self.left > 0 or self.is_unfollowed) and self.announced > 0 and not self.selection.keys

    @property
    def is_unfollowed(self) -> bool:
        """Whether it was cut short when all was saved, but not yet followed what the changes mean for relationships."""
        stopped = self.status in (ScanStatus.INTERRUPTED, ScanStatus.CANCELLED) and not self.left
        return stopped and self.added + self.changed + self.removed > 0

    @property
    def left(self) -> int:
        """How many parts are left to list, where it was cut short."""
        return max(0, max(self.announced, len(self.scopes)) - self.listed) if self.status in CUT_SHORT else 0

    def is_carried(self, scope: ScopeReport) -> bool:
        """Whether this part was listed by the scan that this one goes on with."""
        return bool(self.resumes) and scope.at is not None and scope.at < self.started_at
