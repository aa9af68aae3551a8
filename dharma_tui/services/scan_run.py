"""One scan while it runs: what it is to list, what has ended, what is saved, and the report that follows from that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from dharma_tui.core.errors import StoreError
from dharma_tui.core.scan import CUT_OFF, EVERYTHING, ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.types import Scope
from dharma_tui.services.scan_part import Part
from dharma_tui.services.scan_shared import Shared
from dharma_tui.services.store.scan_commit import Delta, Some


@dataclass(slots=True)
class Run:
    """What changes while a scan goes on."""

    scan_id: str
    trigger: str
    started_at: datetime
    began: float
    selection: Selection = EVERYTHING
    resumes: str = ""
    services: tuple[str, ...] = ()
    """The names of those that the parts are looked for in."""
    parts: list[Part] = field(default_factory=list)
    carried: tuple[ScopeReport, ...] = ()
    """Listed and saved by the scan that this one goes on with."""
    some: Some | None = None
    """Where only single resources are looked for."""
    details_at: Mapping[tuple[Scope, str], datetime] = field(default_factory=dict)
    """Of parts whose details need not all be asked for again: when they were."""
    ended: list[ScopeReport] = field(default_factory=list)
    """Listed, not yet committed."""
    committed: list[ScopeReport] = field(default_factory=list)
    shared: Shared = field(default_factory=Shared)
    """Of kinds of which several parts are shown the same."""
    saving: tuple[tuple[ScopeReport, ...], asyncio.Future[Delta]] | None = None
    """What is being committed, which goes on when the scan is cancelled."""
    begun: bool = False
    """The store knows of this scan, or soon will."""
    entering: int = 0
    """Calls of no part."""
    asked: dict[tuple[Scope, str], int] = field(default_factory=dict)
    """Calls that each part has made so far, one that was broken off as well."""
    relationships: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    rewired: int = 0
    """Relationships that came or went with the listings themselves."""

    @property
    def differs(self) -> bool:
        """Whether anything is otherwise than before, if only what contains what."""
        return bool(self.added + self.changed + self.removed + self.rewired)

    @property
    def places(self) -> tuple[tuple[Scope, str], ...]:
        """The parts by what they list."""
        return tuple((part.scope, part.kind.kind) for part in self.parts)

    def saved(self, reports: Sequence[ScopeReport], delta: Delta) -> None:
        """These parts, the first of those that ended, are committed, and what that changed."""
        self.saving = None
        self.committed += reports
        del self.ended[: len(reports)]
        self.added += delta.added
        self.changed += delta.changed
        self.removed += delta.removed
        self.rewired += delta.relationships

    def reports(self) -> tuple[ScopeReport, ...]:
        """Every part's report in the order they were announced; an unfinished one is skipped."""
        cut = {(part.scope, part.kind.kind): part.report(ScopeStatus.SKIPPED, CUT_OFF) for part in self.parts}
        known = {key: replace(report, calls=self.asked.get(key, 0)) for key, report in cut.items()}
        for uncommitted in self.ended:
            key = uncommitted.scope, uncommitted.kind
            reason = f"{CUT_OFF} before it was saved"
            known[key] = replace(uncommitted, status=ScopeStatus.SKIPPED, reason=reason, count=0)
        known.update({(report.scope, report.kind): report for report in (*self.carried, *self.committed)})
        return tuple(known.values())

    def report(self, status: ScanStatus | None, seconds: float, reason: str = "", hint: str = "") -> ScanReport:
        """How the scan as a whole ended; without a status, as its parts did. Calls are those it made itself."""
        scopes = self.reports()
        carried = sum(report.calls for report in self.carried)
        return ScanReport(
            scan_id=self.scan_id,
            status=overall(scopes) if status is None else status,
            started_at=self.started_at,
            seconds=round(seconds, 3),
            calls=sum(scope.calls for scope in scopes) - carried + self.entering,
            resources=sum(scope.count for scope in scopes if scope.status is not ScopeStatus.SKIPPED),
            relationships=self.relationships,
            added=self.added,
            changed=self.changed,
            removed=self.removed,
            scopes=scopes,
            trigger=self.trigger,
            reason=reason,
            hint=hint,
            selection=self.selection,
            announced=len(self.parts) if self.begun else 0,
            resumes=self.resumes,
        )


def overall(scopes: Sequence[ScopeReport]) -> ScanStatus:
    """How a scan of these parts ended."""
    listed = [scope for scope in scopes if not scope.elsewhere]
    statuses = {scope.status for scope in listed}
    if listed and all(scope.status is ScopeStatus.FAILED or scope.is_unanswered for scope in listed):
        return ScanStatus.FAILED
    return ScanStatus.COMPLETE if statuses <= {ScopeStatus.COMPLETE} else ScanStatus.PARTIAL


def innermost(error: BaseException) -> BaseException:
    """The first error inside nested groups, a store's before any other."""
    while isinstance(error, BaseExceptionGroup):
        matched = error.subgroup(StoreError)
        error = (matched or error).exceptions[0]
    return error
