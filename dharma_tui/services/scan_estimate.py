"""What a scan will cost, before it is made: from what the last complete listing of each of its parts took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus, Selection
from dharma_tui.core.scan_plan import PlannedPart, ScanPlan, expected
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Resource, Scope
from dharma_tui.services.resuming import Rest, rest_of
from dharma_tui.services.scan_part import Part
from dharma_tui.services.scan_parts import FoundParts, find_parts, find_rest, located, only
from dharma_tui.services.scan_selection import choose

if TYPE_CHECKING:
    from dharma_tui.services.store.coverage import Coverage
    from dharma_tui.services.store.scan_store import ScanStore

RECENT = 20
"""Scans looked at for how long one takes."""
CALL_SECONDS = 0.1
"""What a call is taken to last where none was ever made."""

Known: TypeAlias = "Mapping[tuple[Scope, str], Coverage]"


@dataclass(frozen=True, slots=True)
class Past:
    """What the store knows that a plan depends on.

    ``recent`` are the last scans, newest first: how much longer than its listings each took is expected of the next.
    """

    coverage: Sequence[Coverage] = ()
    recent: Sequence[ScanReport] = ()
    rest: Rest | None = None
    """What is left of the scan that is to be resumed."""
    resources: Sequence[Resource] = ()
    """Those that are named by their keys."""


def past_of(scans: ScanStore, selection: Selection, now: datetime) -> Past:
    """What matters of the past to ``selection``. Blocks. Raises NotFoundError where nothing is left to resume."""
    return Past(
        scans.coverage(),
        scans.recent(RECENT),
        rest_of(scans, selection.rest_of, now) if selection.rest_of else None,
        scans.resources(selection.keys) if selection.keys else (),
    )


async def plan_scan(
    services: Sequence[ProviderService],
    past: Past,
    selection: Selection,
    settings: ScanSettings,
) -> ScanPlan:
    """The scan that ``selection`` asks for. Nothing is called but what finding the scopes takes. Raises UsageError."""
    found = await _found(services, past, selection, settings)
    known: Known = {(part.scope, part.kind): part for part in past.coverage}
    paces = _paces(past.coverage)
    planned = [_planned(part, known, paces) for part in found.listed()]
    listers = {kind.kind: service for service in services for kind in service.kinds}
    slowness = _slowness(past.recent, listers, {part.scope.provider for part in planned})
    planned = [replace(part, seconds=round(part.seconds * slowness[part.scope.provider], 3)) for part in planned]
    return ScanPlan(tuple(planned), tuple(found.unlisted), tuple(dict.fromkeys(found.left_out)))


async def _found(
    services: Sequence[ProviderService], past: Past, selection: Selection, settings: ScanSettings
) -> FoundParts:
    """The parts, as the scan itself would find them."""
    if past.rest is not None:
        return await find_rest(services, past.rest.parts, past.rest.left)
    if selection.keys:
        selection = located(selection, past.resources)
    found = await find_parts(choose(services, selection, settings.providers), selection, settings)
    if selection.keys:
        only(found, selection.keys, past.resources)
    return found


def _planned(part: Part, known: Known, paces: Mapping[str, float]) -> PlannedPart:
    def count(kind: str) -> int:
        listed = known.get((part.scope, kind))
        return listed.report.count if listed else 0

    last = known.get((part.scope, part.kind.kind))
    listing = last.listing if last else None
    broken_off = last.report.calls if last and last.report.status is not ScopeStatus.COMPLETE else 0
    lister, name = part.service, part.kind.kind
    if part.is_alone:
        pace = listing.seconds / listing.calls if listing else paces.get(part.scope.provider, CALL_SECONDS)
        calls = len(part.known)
        return PlannedPart(part.scope, name, lister.name, calls, calls * pace, True, lister.at_once)
    if last and listing is None and broken_off:  # it will break off there again, as far as anybody knows
        return PlannedPart(part.scope, name, lister.name, broken_off, last.report.seconds, True, lister.at_once)
    fewest = lister.fewest_calls(part.kind, count)
    calls = max(fewest if last else max(1, fewest), broken_off, listing.calls if listing else 0)
    pace = listing.seconds / listing.calls if listing else paces.get(part.scope.provider, CALL_SECONDS)
    at_least = listing is None or calls > listing.calls
    return PlannedPart(part.scope, name, lister.name, calls, calls * pace, at_least, lister.at_once)


def _paces(coverage: Sequence[Coverage]) -> Mapping[str, float]:
    """The seconds that a call of each provider took, where any is known."""
    paces: dict[str, list[float]] = {}
    for part in coverage:
        if part.listing:
            paces.setdefault(part.scope.provider, []).append(part.listing.seconds / part.listing.calls)
    return {provider: fmean(seconds) for provider, seconds in paces.items()}


def _slowness(
    recent: Sequence[ScanReport], listers: Mapping[str, ProviderService], providers: Set[str]
) -> Mapping[str, float]:
    """What the last scan of each of ``providers`` took, as a multiple of what its listings alone should have taken."""
    slowness: dict[str, float] = {}
    for report in recent:
        if report.status not in (ScanStatus.COMPLETE, ScanStatus.PARTIAL):
            continue
        listed = [
            PlannedPart(each.scope, each.kind, lister.name, each.calls, each.seconds, False, lister.at_once)
            for each in report.scopes
            if each.calls and (lister := listers.get(each.kind)) is not None
        ]
        seconds = expected(listed).seconds
        for provider in {part.scope.provider for part in listed if seconds}:
            slowness.setdefault(provider, max(1.0, report.seconds / seconds))
    return {provider: slowness.get(provider, 1.0) for provider in providers}
