"""What answers rest on: which scan, how old, and what was never listed or failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Basis
from dharma_tui.core.format import counted, moment, since
from dharma_tui.core.groups import PROVIDER as GROUPS
from dharma_tui.core.kinds import is_named
from dharma_tui.core.scan import ScanStatus, ScopeStatus
from dharma_tui.core.text import printable
from dharma_tui.nlp.words import listed

if TYPE_CHECKING:
    from dharma_tui.core.scan import ScanReport
    from dharma_tui.services import Services
    from dharma_tui.services.store.coverage import Coverage

_SCANS = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not known of a time, because the history here begins later. ``whole``: nothing of it."""

    text: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What scans have told, as of one snapshot of the store."""

    snapshot: int
    scans: tuple[ScanReport, ...] = ()
    coverage: tuple[Coverage, ...] = ()


class Grounds:
    """Says of any answer what it rests on. What scans tell is read again when the store has moved."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._known = _Known(-1)

    async def of(self, kinds: Sequence[str] = (), filters: Sequence[str] = (), providers: Sequence[str] = ()) -> Basis:
        """The basis of an answer about these kinds (none: of all)."""
        known = await self.known()
        wanted = {kind.partition(".")[0] for kind in kinds} | set(providers)
        of_groups = set(kinds) and all(kind.partition(".")[0] == GROUPS for kind in kinds)
        parts = [one for one in known.coverage if of_groups or _concerns(one, kinds, providers, self._services)]
        never = self._never(known, wanted)
        if not parts:
            of = f" of {listed(sorted(map(printable, wanted)), 'or')}" if wanted and known.scans else ""
            is_scanned = wanted and not never
            source = "no scan that listed them" if is_scanned else f"nothing{of} scanned yet"
            return Basis(source, None, tuple(filters), (*never, *_running(known, wanted)))
        complete = [one for one in parts if one.complete_at]
        as_of = min((one.complete_at for one in complete if one.complete_at), default=max(one.at for one in parts))
        missing = (*never, *_failed(parts), *_running(known, wanted))
        return Basis(_source(known, complete or parts), as_of, tuple(filters), missing)

    async def of_history(
        self, kinds: Sequence[str] = (), filters: Sequence[str] = (), providers: Sequence[str] = ()
    ) -> Basis:
        """The basis of what became different: every scan that was kept, up to the newest that looked at these kinds."""
        basis, known = await self.of(kinds, filters, providers), await self.known()
        parts = [one for one in known.coverage if _concerns(one, kinds, providers, self._services)]
        newest = max((one.complete_at for one in parts if one.complete_at), default=None)
        return replace(basis, source="the history of all scans", as_of=newest) if newest else basis

    async def accounts(self, provider: str = "") -> frozenset[str]:
        """Every account, of any provider or of one, of which anything was ever listed."""
        scopes = [one.scope for one in (await self.known()).coverage]
        return frozenset(one.account for one in scopes if one.account and provider in ("", one.provider))

    async def gap(self, start: datetime | None, end: datetime | None, words: str) -> Gap:
        """What is not known of the time from ``start`` to ``end``, which is called ``words``."""
        began, now = await self._services.io.run(self._began), self._services.clock.now()
        if began is None:
            return Gap(f"Nothing is known of {words}: nothing has been scanned yet.", True)
        if start is None or start >= began:
            return Gap()
        told = f"the history here begins with what was found {since(began, now)} ({moment(began)})"
        if end is not None and end <= began:
            return Gap(f"Nothing is known of {words}: {told}.", True)
        return Gap(f"Of what was before, nothing is known: {told}.")

    async def unlisted(self, kinds: Sequence[str]) -> tuple[str, ...]:
        """Those of ``kinds`` that nobody has listed to the end anywhere and that nothing here is of: of them nothing is known."""
        present = await self._services.inventory.present()
        told = {part.kind for part in (await self.known()).coverage if part.complete_at is not None}
        specs = self._services.kinds
        return tuple(
            kind for kind in kinds if kind not in present and not any(is_named(one, kind, specs) for one in told)
        )

    async def known(self) -> _Known:
        """The newest scans and the coverage they left."""
        return await self._services.io.run(self._read)

    def _read(self) -> _Known:
        snapshot = self._services.lake.snapshot().id
        if snapshot != self._known.snapshot:
            scans = self._services.scans
            self._known = _Known(snapshot, tuple(scans.heads(_SCANS)), tuple(scans.coverage()))
        return self._known

    def _began(self) -> datetime | None:
        """When the first thing was found that is still remembered."""
        ((began,),) = self._services.lake.query('SELECT min("at") FROM lake.changes')
        return began if isinstance(began, datetime) else None

    def _never(self, known: _Known, wanted: set[str]) -> list[str]:
        """Providers that the request is about and that nobody has scanned."""
        scanned = {one.scope.provider for one in known.coverage} | {GROUPS}
        return [f"{provider} was never scanned" for provider in sorted(wanted - scanned) if printable(provider)]


def _scan(scan_id: str) -> str:
    return scan_id if scan_id.startswith("scan") else f"scan {scan_id}"


def _source(known: _Known, parts: Sequence[Coverage]) -> str:
    """The newest scan that listed any of these parts, and how many others did."""
    newest = max(parts, key=lambda one: one.complete_at or one.at)
    status = next((one.status.value for one in known.scans if one.scan_id == newest.complete_by), "")
    others = len({one.complete_by for one in parts}) - 1
    told = f"{_scan(newest.complete_by)}{f' ({status})' if status else ''}" if newest.complete_by else "an import"
    return f"{told} and {counted(others, 'earlier one')}" if others else told


def _running(known: _Known, wanted: set[str]) -> Sequence[str]:
    """What is not known yet, where a scan runs of any provider that is asked about."""
    newest = known.scans[0] if known.scans else None
    if newest is None or newest.status is not ScanStatus.RUNNING:
        return ()
    named = set(newest.selection.providers)
    return () if named and wanted and not named & wanted else ("what the scan that runs now has yet to find",)


def _concerns(part: Coverage, kinds: Sequence[str], providers: Sequence[str], services: Services) -> bool:
    if providers and part.scope.provider not in providers:
        return False
    return not kinds or any(is_named(part.kind, kind, services.kinds) for kind in kinds)


def _failed(parts: Sequence[Coverage]) -> list[str]:
    """How much of each provider could not be listed, and the commonest reason."""
    reasons = Counter(
        (one.scope.provider, one.report.reason.partition(":")[0])
        for one in parts
        if one.report.status in (ScopeStatus.FAILED, ScopeStatus.PARTIAL)
        or (one.report.status is ScopeStatus.SKIPPED and not one.report.elsewhere)
    )
    told: dict[str, tuple[int, str]] = {}
    for (provider, reason), count in reasons.most_common():
        before, first = told.get(provider, (0, reason))
        told[provider] = before + count, first
    return [
        f"{counted(count, 'part')} of {provider} not listed to the end"
        f" ({'such as ' if len(reasons) > 1 else ''}{printable(reason, 80) or 'no reason told'}; :coverage tells of all)"
        for provider, (count, reason) in told.items()
    ]


def oldest(parts: Sequence[Coverage]) -> datetime | None:
    """When that part was listed which was listed the longest ago."""
    return min((one.complete_at for one in parts if one.complete_at), default=None)
