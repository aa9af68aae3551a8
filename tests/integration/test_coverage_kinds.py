"""How many kinds there are to list in a place: what scans looked for there, and what they left out or did not know of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock, new_id
from dharma_tui.core.errors import AuthError, UsageError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.matrix import ALL, Cell, Row
from dharma_tui.core.provider import Closed, Places, ProviderService
from dharma_tui.core.scan import EVERYTHING, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Scope
from dharma_tui.services.coverage_kinds import ListedThere
from dharma_tui.services.coverage_matrix import matrix_from, selection_of
from dharma_tui.services.scan_parts import find_parts
from dharma_tui.services.scan_selection import choose
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.fake_providers.fake_cloud import FakeCloud

CLOCK = FrozenClock()
NORTH, SOUTH = (Scope("fake", "account", region) for region in ("north", "south"))
ROW = Row("fake", "account")
SHIP, RAFT, CAR, PASS = (
    KindSpec(f"fake.{name}", "Thing", "Things", "A thing.") for name in ("sea.ship", "sea.raft", "road.car", "way.pass")
)


class Sea(FakeCloud):
    """Offered in the north alone, as of two regions."""

    name = "fake.sea"
    kinds = (SHIP,)
    is_regional = True


class LaterSea(FakeCloud):
    """The same as a newer version has it."""

    name = "fake.sea"
    kinds = (SHIP, RAFT)
    is_regional = True


class Road(FakeCloud):
    """Offered everywhere."""

    name = "fake.road"
    kinds = (CAR,)
    is_regional = True


class Way(FakeCloud):
    """Of no region."""

    name = "fake.way"
    kinds = (PASS,)
    is_regional = False

    async def scopes(self) -> Sequence[Scope]:
        return [Scope("fake", "account")]


class Apart(FakeCloud):
    """Two accounts, each of a world of its own."""

    name = "fake.apart"
    kinds = (PASS,)
    is_regional = True

    async def scopes(self) -> Sequence[Scope]:
        return [Scope("fake", "one", "north"), Scope("fake", "one", "north-2"), Scope("fake", "two", "south")]

    def world_of(self, region: str) -> str:
        return region.partition("-")[0]


SEA, LATER_SEA = (sea(CLOCK, {"scopes": {"regions": ["north"]}}) for sea in (Sea, LaterSea))
ROAD, WAY = Road(CLOCK, {"scopes": {"regions": ["north", "south"]}}), Way(CLOCK, {})


@pytest.fixture
async def lake(tmp_path: Path) -> AsyncIterator[Lake]:
    opened = Lake.open(tmp_path / "store", clock=CLOCK)
    yield opened
    opened.close()


async def scanned(lake: Lake, *services: ProviderService, setting: str = "", selection: Selection = EVERYTHING) -> str:
    CLOCK.at += timedelta(minutes=1)
    settings = ScanSettings(providers=setting)
    scanner = Scanner(services, ScanStore(lake), Bus(), CLOCK, new_id, settings, folder=lake.folder)
    return (await scanner.scan(selection)).scan_id


def cells(lake: Lake, *services: ProviderService, setting: str = "") -> dict[str, tuple[int, int]]:
    """Of each region how many kinds were listed, and how many there are."""
    store = ScanStore(lake)
    matrix = matrix_from(store.coverage(), there_are=ListedThere(services, setting, store.kinds_there()))
    found: dict[str, Cell] = {region: matrix.cell(ROW, region) for region in ("north", "south")}
    return {region: (cell.asked, cell.kinds) for region, cell in found.items()}


async def test_what_the_setting_left_out_is_to_be_listed_once_it_is_widened(lake: Lake) -> None:
    await scanned(lake, SEA, ROAD, setting="fake.road")
    assert cells(lake, SEA, ROAD, setting="fake.road") == {"north": (1, 1), "south": (1, 1)}
    assert cells(lake, SEA, ROAD) == {"north": (1, 2), "south": (1, 2)}
    await scanned(lake, SEA, ROAD)
    assert cells(lake, SEA, ROAD) == {"north": (2, 2), "south": (1, 1)}
    await scanned(lake, SEA, ROAD, setting="fake.road")  # and is not forgotten to have been looked for
    assert cells(lake, SEA, ROAD) == {"north": (2, 2), "south": (1, 1)}


async def test_what_a_newer_version_adds_is_to_be_listed(lake: Lake) -> None:
    await scanned(lake, SEA)
    assert cells(lake, LATER_SEA)["north"] == (1, 2)
    assert cells(lake, LATER_SEA, ROAD)["north"] == (1, 3)
    await scanned(lake, LATER_SEA, ROAD)
    assert cells(lake, LATER_SEA, ROAD) == {"north": (3, 3), "south": (1, 1)}


async def test_a_scan_that_goes_on_with_another_looked_for_the_same(lake: Lake) -> None:
    ROAD.script["fake.road.car"] = {"count": 1, "fail_at": 0, "error": "ProviderError"}
    first = await scanned(lake, SEA, ROAD)
    ROAD.script.pop("fake.road.car")
    await scanned(lake, SEA, ROAD, selection=Selection(rest_of=first))
    assert cells(lake, SEA, ROAD) == {"north": (2, 2), "south": (1, 1)}


async def test_a_cell_is_scanned_with_the_services_that_the_setting_leaves_in(lake: Lake) -> None:
    services = (SEA, ROAD, WAY)
    await scanned(lake, *services)
    coverage = ScanStore(lake).coverage()

    def listed(region: str, setting: str, row: Row = ROW) -> list[str]:
        selection = selection_of(coverage, services, row, region, setting)
        return [kind for kinds in choose(services, selection, setting).values() for kind in kinds]

    assert listed("north", "") == ["fake.sea.ship", "fake.road.car"]
    for row in (ROW, Row("", ALL)):
        assert listed("north", "fake.road, fake.way", row) == ["fake.road.car"]
        assert listed("", "fake.road, fake.way", row) == ["fake.way.pass"]
        assert listed(ALL, "fake.road", row) == ["fake.road.car"]
    assert listed("north", "fake") == ["fake.sea.ship", "fake.road.car"]
    assert listed("", "fake.road") == ["fake.way.pass"]  # nothing there is left in


@pytest.mark.parametrize(
    ("services", "regions", "scopes"),
    [
        ((ROAD, WAY), ("global",), {Scope("fake", "account")}),
        ((ROAD, WAY), ("global", "north"), {Scope("fake", "account"), NORTH}),
        ((ROAD, WAY), ("north",), {Scope("fake", "account"), NORTH}),
        ((WAY,), ("north",), {Scope("fake", "account")}),
        ((WAY,), ("global",), {Scope("fake", "account")}),
    ],
)
async def test_what_is_of_no_region_is_scanned_by_the_name_it_is_shown_under(
    services: tuple[FakeCloud, ...], regions: tuple[str, ...], scopes: set[Scope]
) -> None:
    chosen: dict[ProviderService, list[str]] = {service: [kind.kind for kind in service.kinds] for service in services}
    parts = await find_parts(chosen, Selection(regions=regions), ScanSettings())
    assert {part.scope for part in parts.listed()} == scopes
    assert not parts.unlisted


class Both(Apart):
    """What the two accounts of ``Apart`` have of no region."""

    name = "fake.both"
    kinds = (CAR,)
    is_regional = False

    async def scopes(self) -> Sequence[Scope]:
        return [Scope("fake", "one"), Scope("fake", "two")]


@pytest.mark.parametrize(
    ("regions", "accounts"),
    [
        ((), ["one", "two"]),
        (("south",), ["two"]),
        (("nor*",), ["one"]),
        (("north", "south"), ["one", "two"]),
        (("south", "global"), ["one", "two"]),
        (("global",), ["one", "two"]),
    ],
)
async def test_what_is_of_no_region_is_not_scanned_in_accounts_of_another_world_than_the_regions_named(
    regions: tuple[str, ...], accounts: list[str]
) -> None:
    chosen: dict[ProviderService, list[str]] = {Apart(CLOCK, {}): [PASS.kind], Both(CLOCK, {}): [CAR.kind]}
    parts = await find_parts(chosen, Selection(regions=regions), ScanSettings())
    assert [part.scope.account for part in parts.listed() if not part.scope.region] == accounts
    assert {scope.account for scope in parts.left_out if not scope.region} == {"one", "two"} - set(accounts)


async def test_where_there_are_only_regions_nothing_is_global() -> None:
    with pytest.raises(UsageError, match="no account and region matches the selection"):
        await find_parts({ROAD: [CAR.kind]}, Selection(regions=("global",)), ScanSettings())


class Shut(FakeCloud):
    """In the north, with an account that cannot be entered."""

    name = "fake.shut"
    kinds = (CAR,)
    is_regional = True

    async def places(self, accounts: Sequence[str] = ()) -> Places:
        return Places((NORTH,), closed=(Closed(Scope("fake", "other"), AuthError("no credentials")),))


async def test_a_region_that_no_open_account_has_is_told_of_beside_what_is_shut() -> None:
    parts = await find_parts({Shut(CLOCK, {}): [CAR.kind]}, Selection(regions=("nroth",)), ScanSettings())
    assert [(part.scope.account, part.scope.region, part.reason, part.hint) for part in parts.unlisted] == [
        ("other", "", "no credentials", ""),
        ("", "nroth", "no account that could be entered has a region 'nroth'", "did you mean 'north'?"),
    ]
    parts = await find_parts({Shut(CLOCK, {}): [CAR.kind]}, Selection(regions=("north",)), ScanSettings())
    assert [part.reason for part in parts.unlisted] == ["no credentials"]


async def test_an_account_has_no_cells_in_regions_of_another_partition(lake: Lake) -> None:
    apart = Apart(CLOCK, {})
    await scanned(lake, apart)
    matrix = matrix_from(ScanStore(lake).coverage(), there_are=ListedThere([apart]))
    one, two = Row("fake", "one"), Row("fake", "two")
    impossible = {(one, "south"), (two, "north"), (two, "north-2")}
    regions = [region for region in matrix.regions if region != ALL]
    assert {
        (row, region) for row in matrix.rows for region in regions if not matrix.is_possible(row, region)
    } == impossible
