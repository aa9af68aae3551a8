"""What a scan will cost, before it is made: from what the last complete listing of each of its parts took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from dharma_tui.services.scan_selection import choose, words

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
    for service in services:
        service.take_entering()  # what whoever looked before has made
    found = await _found(services, past, selection, settings)
    entering: dict[str, int] = {}
    for service in services:
        entering[service.provider] = entering.get(service.provider, 0) + service.take_entering()
    known: Known = {(part.scope, part.kind): part for part in past.coverage}
    paces = _paces(past.coverage)
    lists_only = (past.rest.scan.selection if past.rest else selection).lists_only
    planned = [_planned(part, known, paces, lists_only=lists_only) for part in found.listed()]
    listers = {kind.kind: service for service in services for kind in service.kinds}
    slowness = _slowness(past.recent, listers, planned)
    planned = [_slower(part, slowness[part.scope.provider]) for part in planned]
    made = {provider: calls for provider, calls in entering.items() if calls}  # as many as the scan itself will make
    return ScanPlan(tuple(planned), tuple(found.unlisted), tuple(dict.fromkeys(found.left_out)), made)


async def _found(
    services: Sequence[ProviderService], past: Past, selection: Selection, settings: ScanSettings
) -> FoundParts:
    """The parts, as the scan itself would find them."""
    if past.rest is not None:
        regions = past.rest.scan.selection.regions or words(settings.regions)
        return await find_rest(services, past.rest.parts, past.rest.left, regions)
    if selection.keys:
        selection = located(selection, past.resources)
    found = await find_parts(choose(services, selection, settings.providers), selection, settings)
    if selection.keys:
        only(found, selection.keys, past.resources)
    return found


def _planned(part: Part, known: Known, paces: Mapping[str, float], *, lists_only: bool) -> PlannedPart:
    """What the last complete listing took, else the least it can be: what one called that broke off was tried again and again."""

    def count(kind: str) -> int:
        listed = known.get((part.scope, kind))
        return listed.known if listed else 0

    last = known.get((part.scope, part.kind.kind))
    listing = last.listing if last else None
    pace = listing.seconds / listing.calls if listing else paces.get(part.scope.provider, CALL_SECONDS)
    if part.is_alone:
        return _part(part, len(part.known), pace, at_least=True)
    fewest = part.service.fewest_calls(part.kind, count)
    before = listing.calls + listing.kept if listing else 0  # a scan by hand asks for what others kept
    if lists_only and part.service.weight(part.kind) > 1:  # and one of lists alone for nothing of each thing
        return _part(part, max(1, fewest), pace, at_least=True, guessed=last is None)
    calls = max(fewest if last else max(1, fewest), before)
    never = last is None or (listing is None and last.report.status is ScopeStatus.SKIPPED)
    return _part(part, calls, pace, at_least=listing is None or calls > before, guessed=never)


def _part(part: Part, calls: int, pace: float, *, at_least: bool, guessed: bool = False) -> PlannedPart:
    lister = part.service
    busy = calls * lister.call_seconds
    told = (part.scope, part.kind.kind, lister.name, calls, calls * pace)
    return PlannedPart(*told, at_least, lister.at_once, busy, guessed)


def _slower(part: PlannedPart, times: float) -> PlannedPart:
    return replace(part, seconds=round(part.seconds * times, 6), busy=round(part.busy * times, 6))


def _paces(coverage: Sequence[Coverage]) -> Mapping[str, float]:
    """The seconds that a call of each provider took, where any is known."""
    paces: dict[str, list[float]] = {}
    for part in coverage:
        if part.listing:
            paces.setdefault(part.scope.provider, []).append(part.listing.seconds / part.listing.calls)
    return {provider: fmean(seconds) for provider, seconds in paces.items()}


def _slowness(
    recent: Sequence[ScanReport], listers: Mapping[str, ProviderService], planned: Sequence[PlannedPart]
) -> Mapping[str, float]:
    """What a scan of each provider takes, as a multiple of what its listings alone should take: as much more as one did lately.

    That is the newest that was at least half as large, else the largest. What a smaller one took more is added once: most of
    that any scan takes, however much it lists.
    """
    slowness: dict[str, float] = {}
    for provider in {part.scope.provider for part in planned}:
        wanted = [part for part in planned if part.scope.provider == provider]
        calls, seconds = sum(part.calls for part in wanted), expected(wanted).seconds
        alike = [found for report in recent if (found := _listed(report, listers, provider))]
        if not alike or not seconds:
            slowness[provider] = 1.0
            continue
        half = [found for found in alike if 2 * found.calls >= calls]
        like = half[0] if half else max(alike, key=lambda found: found.calls)
        more = max(0.0, like.took - like.seconds)
        slowness[provider] = 1.0 + more / (max(seconds, like.seconds) if calls > like.calls else like.seconds)
    return slowness


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a scan did of one provider: its calls, the seconds they should have taken, and those that the scan took."""

    calls: int
    seconds: float
    took: float


def _listed(report: ScanReport, listers: Mapping[str, ProviderService], provider: str) -> _Listed | None:
    if report.status not in (ScanStatus.COMPLETE, ScanStatus.PARTIAL):
        return None
    parts = [
        PlannedPart(
            *(each.scope, each.kind, lister.name, each.calls, each.seconds, False, lister.at_once),
            each.calls * lister.call_seconds,
        )
        for each in report.scopes
        if each.calls and (lister := listers.get(each.kind)) is not None
    ]
    seconds = expected(parts).seconds
    if not seconds or all(part.scope.provider != provider for part in parts):
        return None
    return _Listed(sum(part.calls for part in parts), seconds, report.seconds)
