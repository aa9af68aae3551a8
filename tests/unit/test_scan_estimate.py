"""What a scan is expected to take, by what was listed before and how long whole scans took."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import ProviderService, Raw
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.scan_plan import Expected
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services.scan_estimate import Past, plan_scan
from dharma_tui.services.store.coverage import Coverage, Listing

NOW = datetime(2026, 11, 21, tzinfo=UTC)
THING = KindSpec("far.thing", "Thing", "Things", "A thing far away.")
PLACES = [Scope("far", "main", f"r{at}") for at in range(960)]


class Far(ProviderService):
    """A kind in many regions, a call of which keeps the machine busy for 10 ms."""

    name: ClassVar[str] = "far.things"
    kinds = (THING,)
    at_once = 96
    call_seconds = 0.01

    async def scopes(self) -> Sequence[Scope]:
        return PLACES

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw]:
        for number in range(0):
            yield {"id": number}

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        return Resource(ResourceRef(kind.kind, raw["id"]), raw["id"], scope, State.RUNNING, {}, {})


def scanned(places: Sequence[Scope], seconds: float) -> ScanReport:
    """A scan of one call in each of ``places``, 0.2 s each, that took ``seconds`` in all."""
    parts = tuple(
        ScopeReport(place, THING.kind, ScopeStatus.COMPLETE, count=1, seconds=0.2, calls=1) for place in places
    )
    return ScanReport("s", ScanStatus.COMPLETE, NOW, seconds, len(places), scopes=parts)


async def expected_after(*scans: ScanReport, regions: tuple[str, ...] = ()) -> Expected:
    listed = {part.scope: part for scan in reversed(scans) for part in scan.scopes}
    coverage = [
        Coverage(place, THING.kind, part, NOW, NOW, Listing(NOW, part.calls, part.seconds))
        for place, part in listed.items()
    ]
    plan = await plan_scan([Far(FrozenClock(NOW))], Past(coverage, scans), Selection(regions=regions), ScanSettings())
    return plan.expected


async def test_before_a_first_scan_the_time_is_a_guess_by_what_calls_cost_the_machine() -> None:
    told = await expected_after()
    assert told.is_guess
    assert told.seconds == pytest.approx(9.6)
    assert told.at_most == pytest.approx(48)


async def test_a_scan_takes_as_much_longer_than_its_listings_as_the_last_large_one_did() -> None:
    large, small = scanned(PLACES, 19.2), scanned(PLACES[:1], 1.7)
    told = await expected_after(small, large)
    assert not told.is_guess
    assert told.seconds == pytest.approx(19.2)
    assert (await expected_after(small, large, regions=("r0",))).seconds == pytest.approx(1.7)


async def test_what_a_small_scan_took_besides_its_listing_is_expected_once() -> None:
    assert (await expected_after(scanned(PLACES[:1], 1.7))).seconds == pytest.approx(9.6 + 1.5, abs=0.01)


async def test_details_that_the_last_scan_kept_are_expected_to_be_asked_for() -> None:
    part = ScopeReport(PLACES[0], THING.kind, ScopeStatus.COMPLETE, count=1, seconds=0.2, calls=1)
    known = [Coverage(part.scope, THING.kind, part, NOW, NOW, Listing(NOW, 1, 0.2, kept)) for kept in (0, 40)]
    plans = [
        await plan_scan([Far(FrozenClock(NOW))], Past([one], ()), Selection(regions=("r0",)), ScanSettings())
        for one in known
    ]
    assert [plan.expected.calls for plan in plans] == [1, 41]


async def test_what_a_scan_that_was_cut_short_never_came_to_is_a_guess_as_before() -> None:
    skipped = [ScopeReport(place, THING.kind, ScopeStatus.SKIPPED) for place in PLACES]
    coverage = [Coverage(part.scope, THING.kind, part, NOW, None, None) for part in skipped]
    plan = await plan_scan([Far(FrozenClock(NOW))], Past(coverage, ()), Selection(), ScanSettings())
    assert plan.expected == await expected_after()


@pytest.mark.parametrize("status", [ScopeStatus.FAILED, ScopeStatus.PARTIAL])
@pytest.mark.parametrize(
    ("listing", "calls", "at_least"),
    [
        pytest.param(Listing(NOW, 3, 0.6), 3, False, id="one was complete before"),
        pytest.param(None, 1, True, id="none ever was"),
    ],
)
async def test_what_a_listing_called_that_broke_off_says_nothing(
    status: ScopeStatus, listing: Listing | None, calls: int, at_least: bool
) -> None:
    part = ScopeReport(PLACES[0], THING.kind, status, "too many requests", seconds=90.0, calls=2098, throttled=2090)
    coverage = [Coverage(part.scope, THING.kind, part, NOW, NOW if listing else None, listing)]
    plan = await plan_scan([Far(FrozenClock(NOW))], Past(coverage, ()), Selection(regions=("r0",)), ScanSettings())
    assert (plan.expected.calls, plan.expected.at_least) == (calls, at_least)
    assert plan.expected.seconds < 1
