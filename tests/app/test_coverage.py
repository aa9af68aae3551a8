"""Accounts by regions on the screen: what is covered and what never was, where the keys lead, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.cli.coverage import _cells
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import ScopeEnded
from dharma_tui.core.matrix import ALL, Cell, Row, matrix_of, summed
from dharma_tui.core.scan import LAST, ScanStatus, Selection
from dharma_tui.core.types import Scope
from dharma_tui.screens._coverage_words import matrix_note
from dharma_tui.screens._scan_places import place_view
from dharma_tui.screens.coverage import CoverageScreen
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.matrix import MatrixView
from dharma_tui.widgets.matrix_cells import Detail, cell_words
from tests.app.cloud import ScansHere, Weather, build_cloud
from tests.app.console import STILL, settled, text_of
from tests.app.console import press_in_turn as press

FIRST, SECOND = "111111111111", "222222222222"
HOSTILE = "\x1b]0;x\x07[red]\u202eevil"


@pytest.fixture
def weather() -> Weather:
    return Weather(refused={("eu-west-1", "cloud.compute.disk")})


@pytest.fixture
def cloud(tmp_path: Path, clock: FrozenClock, weather: Weather) -> Iterator[tuple[Services, list[ScansHere]]]:
    services, scans = build_cloud(tmp_path, clock, weather)
    yield services, scans
    services.close()


async def scanned(pilot: Pilot[None], services: Services, selection: Selection = Selection()) -> None:  # noqa: B008
    """Scan, and open the matrix."""
    await settled(pilot)
    await services.scanner_process.run(selection)
    await press(pilot, "3", "a")


def view(pilot: Pilot[None]) -> MatrixView:
    return pilot.app.screen.query_one(MatrixView)


async def test_each_account_and_region_tells_how_much_of_it_is_known_and_ages_while_one_looks(
    cloud: tuple[Services, list[ScansHere]], clock: FrozenClock
) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await scanned(pilot, cloud[0])
        shown = text_of(pilot).splitlines()
        first = next(line for line in shown if "111111111111" in line)
        assert "eu-west-1" in "".join(shown) or "euw1" in "".join(shown)
        assert "▲1" in first and "✓" in first
        assert "2 accounts" not in shown[1]  # this machine is one, too
        await press(pilot, "n")
        assert view(pilot).place == (Row("cloud", FIRST), "eu-west-1")
        assert "2 of 3 parts complete" in text_of(pilot) and "1 failed" in text_of(pilot)
        await press(pilot, "n", "n")
        assert view(pilot).place == (Row("cloud", FIRST), "eu-west-1")
        clock.at += timedelta(hours=3)
        pilot.app.screen.aged()  # type: ignore[attr-defined]
        await settled(pilot)
        assert " 3h" in text_of(pilot)


async def test_what_a_cancelled_scan_did_not_save_is_as_it_was_and_resuming_makes_up_for_it(
    cloud: tuple[Services, list[ScansHere]], weather: Weather, clock: FrozenClock
) -> None:
    services, _ = cloud
    weather.refused.clear()
    weather.silent = {"cloud.messages.queue"}

    async def cut_short(pilot: Pilot[None]) -> str:
        ended: list[ScopeEnded] = []
        heard = services.bus.subscribe(ScopeEnded, ended.append)
        scanning = asyncio.create_task(services.scanner_process.run(Selection(("cloud",))))
        async with asyncio.timeout(60):
            while len(ended) < 10:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        heard.cancel()
        services.scanner_process.scanner.cancel()  # type: ignore[attr-defined]
        assert (await scanning).status is ScanStatus.CANCELLED
        shown = await press(pilot, "3", "a")
        cells = [cell for _, _, cell in _cells(services.scans.coverage(), "")]  # as the command tells them
        whole = summed(cell for cell in cells)
        assert f"{whole.complete} of {whole.parts} parts complete" in shown and f"{whole.count} found" in shown
        return shown

    async with DharmaApp(services).run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "10 of 14 parts complete, oldest now, 4 skipped, 30 found" in await cut_short(pilot)
        weather.silent.clear()
        await services.scanner_process.run(Selection(rest_of=LAST))
        shown = await press(pilot, "3", "a")
        assert "14 of 14 parts complete" in shown and "42 found" in shown
        weather.silent = {"cloud.messages.queue"}
        clock.at += timedelta(hours=2)
        shown = await cut_short(pilot)
        assert "14 of 14 parts complete, oldest 2h ago" in shown and "42 found" in shown and "skipped" not in shown


async def test_enter_tells_why_and_leads_into_the_inventory(cloud: tuple[Services, list[ScansHere]]) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await scanned(pilot, cloud[0])
        shown = await press(pilot, "n", "enter")
        assert "not allowed: cloud.compute.disk" in shown and "allow it" in shown
        lines = [
            line for line in shown.splitlines() if "Disks" in line or "queue" in line.lower() or "messages" in line
        ]
        assert "Disks" in lines[0]  # the worst first
        await press(pilot, "escape")
        assert pilot.app.screen.name == "coverage"
        shown = await press(pilot, "v")
        assert f"account={FIRST} region=eu-west-1" in shown
        assert "6 of" in shown


async def test_the_topology_opens_of_what_is_in_a_cell_or_of_a_part(cloud: tuple[Services, list[ScansHere]]) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await scanned(pilot, cloud[0])
        await press(pilot, "n", "g")
        screen = pilot.app.screen
        assert isinstance(screen, TopologyScreen) and len(screen.view.focus) == 6
        await press(pilot, "escape")
        assert view(pilot).place == (Row("cloud", FIRST), "eu-west-1")
        await press(pilot, "enter", "down", "g")
        assert isinstance(pilot.app.screen, TopologyScreen) and len({ref.kind for ref in screen.view.focus}) == 1


async def test_the_topology_opens_of_what_is_in_a_folded_group_and_not_of_a_scan(
    cloud: tuple[Services, list[ScansHere]],
) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await scanned(pilot, cloud[0])
        await press(pilot, "3")
        pilot.app.screen.query_one("#scans").focus()
        await press(pilot, "home", "g")
        assert pilot.app.screen.name == "discovery"
        assert any("A scan is nothing to draw" in note.message for note in pilot.app._notifications)
        for keys, found in (
            (("tab", "home"), 18),
            (("down",), 6),
        ):  # an account with what is of no region, one region of it
            await press(pilot, *keys, "g")
            assert isinstance(screen := pilot.app.screen, TopologyScreen) and len(screen.view.focus) == found
            await press(pilot, "escape")


async def test_what_was_never_scanned_is_not_said_to_be_empty(cloud: tuple[Services, list[ScansHere]]) -> None:
    services, _ = cloud
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await services.scanner_process.run(Selection(("cloud",), ("us-*",), (FIRST,)))
        await scanned(pilot, services, Selection(("cloud",), ("eu-*",), (SECOND,)))
        line = next(line for line in text_of(pilot).splitlines() if FIRST in line)
        assert "· never" in line
        await press(pilot, "down", "right", "right")
        assert view(pilot).place == (Row("cloud", FIRST), "eu-west-1")
        assert "never scanned: what is here is not known" in text_of(pilot)


async def test_where_some_kinds_were_never_listed_it_is_said_until_all_were(
    cloud: tuple[Services, list[ScansHere]],
) -> None:
    services = cloud[0]
    async with DharmaApp(services).run_test(size=(120, 40)) as pilot:
        await scanned(pilot, services, Selection(kinds=("cloud.messages.queue",)))
        there = view(pilot)
        there.move_to(there.matrix.rows.index(Row("cloud", FIRST)), there.matrix.regions.index("us-east-1"))
        shown = await press(pilot, "w", "w")
        assert "1 of 1 part complete, 1 of 3 kinds ever asked for" in shown
        assert "◐" in shown and "✓" not in shown.partition("us-east-1 ")[0]
        await services.scanner_process.run(Selection(("cloud",)))
        shown = await press(pilot, "f5")
        assert "3 of 3 parts complete" in shown and "ever asked for" not in shown


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        (Cell(1, 1, asked=1, kinds=297), "◐"),
        (Cell(2, 1, failed=1, asked=2, kinds=297), "▲"),
        (Cell(5, 1, skipped=4, asked=1, kinds=5), "◐"),
        (Cell(2, 2, asked=2, kinds=2), "✓"),
        (Cell(2, 2), "✓"),
    ],
)
def test_the_mark_says_all_only_where_all_was_listed(cell: Cell, mark: str) -> None:
    assert cell_words(cell, Detail.COUNT, datetime(2026, 1, 1, tzinfo=UTC))[0][0].strip()[0] == mark


async def test_regions_that_the_settings_leave_out_are_marked(tmp_path: Path, clock: FrozenClock) -> None:
    settings = STILL.replace("[scan]\n", '[scan]\nregions = "us-*, ap-south-1"\n')
    services, _ = build_cloud(tmp_path, clock, Weather(accounts=(FIRST,)), settings)
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        services.known_scopes = frozenset({Scope("cloud", FIRST, "eu-west-1")})
        await scanned(pilot, services)
        shown = text_of(pilot)
        assert "– off" in shown and "· never" in shown  # eu-west-1 is left out, ap-south-1 is not
        assert view(pilot).matrix.off == {"eu-west-1"}
    services.close()


async def test_exactly_one_cell_is_scanned_again(
    cloud: tuple[Services, list[ScansHere]], weather: Weather, clock: FrozenClock
) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await scanned(pilot, cloud[0])
        clock.at += timedelta(minutes=1)
        weather.listed.clear()
        weather.refused.clear()
        await press(pilot, "n", "s")
        await press(pilot, "enter")
        here = Scope("cloud", FIRST, "eu-west-1")
        kinds = ["cloud.compute.disk", "cloud.compute.machine", "cloud.messages.queue"]
        assert sorted(weather.listed) == [(here, kind) for kind in kinds]
        assert "3 of 3 parts complete" in text_of(pilot)
        weather.listed.clear()
        await press(pilot, "left", "s")
        await press(pilot, "enter")
        assert weather.listed == [(Scope("cloud", FIRST), "cloud.people.person")]


async def test_exactly_one_cell_is_scanned_where_what_is_of_no_region_never_was(
    cloud: tuple[Services, list[ScansHere]], weather: Weather
) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await scanned(pilot, cloud[0], Selection(kinds=("cloud.messages.queue",)))
        there = view(pilot)
        there.move_to(there.matrix.rows.index(Row("cloud", FIRST)), there.matrix.regions.index("us-east-1"))
        weather.listed.clear()
        assert "global" not in await press(pilot, "s")
        await press(pilot, "enter")
        kinds = ["cloud.compute.disk", "cloud.compute.machine", "cloud.messages.queue"]
        assert sorted(weather.listed) == [(Scope("cloud", FIRST, "us-east-1"), kind) for kind in kinds]


async def test_the_palette_and_a_command_lead_here(cloud: tuple[Services, list[ScansHere]]) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = await press(pilot, "colon", *"coverage", "enter")
        assert "Nothing has been scanned yet" in shown and "press s" in shown


async def test_on_the_smallest_terminals_it_tells_why(cloud: tuple[Services, list[ScansHere]]) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(40, 10)) as pilot:
        await scanned(pilot, cloud[0])
        assert "not allowed: cloud.compute.disk" in " ".join((await press(pilot, "n", "enter")).split())


@pytest.mark.parametrize("size", [(40, 10), (20, 5), (220, 50)], ids=str)
async def test_every_size_shows_it(cloud: tuple[Services, list[ScansHere]], size: tuple[int, int]) -> None:
    async with DharmaApp(cloud[0]).run_test(size=size) as pilot:
        await scanned(pilot, cloud[0])
        for key in ("right", "down", "w", "enter", "escape", "G", "end"):
            assert (await press(pilot, key)).strip()


async def test_names_from_outside_are_only_words(tmp_path: Path, clock: FrozenClock) -> None:
    weather = Weather(accounts=(HOSTILE, "a[b]*?"), regions=("us-east-1", f"{HOSTILE}-2"))
    services, _ = build_cloud(tmp_path, clock, weather)
    async with DharmaApp(services).run_test(size=(120, 40)) as pilot:
        await scanned(pilot, services)
        shown = text_of(pilot)
        assert "\x1b" not in shown and "\u202e" not in shown and "[red]" in shown
        weather.listed.clear()
        rows = [row.account for row in view(pilot).matrix.rows]
        view(pilot).move_to(rows.index("a[b]*?"), view(pilot).matrix.regions.index("us-east-1"))
        await press(pilot, "s")
        await press(pilot, "enter")
        assert {scope for scope, _ in weather.listed} == {Scope("cloud", "a[b]*?", "us-east-1")}
        await press(pilot, "v")
        assert "3 of" in text_of(pilot) or "9 of" in text_of(pilot)
    services.close()


async def test_the_mouse_reaches_a_cell_and_opens_it(cloud: tuple[Services, list[ScansHere]]) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(80, 24)) as pilot:
        await scanned(pilot, cloud[0])
        there = view(pilot)
        x = there._label_width + 2 * there.detail.value + 1
        await pilot.click(MatrixView, offset=(x, 2))
        await settled(pilot)
        assert there.cursor == (1, 2)
        await pilot.click(MatrixView, offset=(x, 2), times=2)
        await settled(pilot)
        assert pilot.app.screen.query_one("#cell-parts", LineList).has_focus


def test_sums_are_of_everything_and_the_oldest_counts() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    cells = {
        (Row("cloud", "1"), ""): Cell(2, 2, count=5, oldest=now),
        (Row("cloud", "1"), "us-east-1"): Cell(3, 1, 1, 1, count=7, oldest=now - timedelta(hours=2)),
        (Row("cloud", "2"), "us-east-1"): Cell(3, 3, count=1, oldest=now - timedelta(hours=1)),
    }
    matrix = matrix_of(cells, ["ap-south-1"])
    assert matrix.regions == (ALL, "", "us-east-1", "ap-south-1")
    assert matrix.cell(Row("cloud", "1"), ALL) == Cell(5, 3, 1, 1, count=12, oldest=now - timedelta(hours=2))
    assert matrix.cell(matrix.rows[0], ALL) == Cell(8, 6, 1, 1, count=13, oldest=now - timedelta(hours=2))
    assert matrix.cell(Row("cloud", "2"), "ap-south-1").parts == 0


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([("aws", "1", ""), ("aws", "1", "us-east-1"), ("aws", "2", "eu-west-1"), ("local", "host", "")],
         "2 accounts × 2 regions, 1 machine"),
        ([("aws", "1", ""), ("aws", "1", "us-east-1"), ("aws", "", "")], "1 account × 1 region"),
        ([("aws", "profile:ops", "")], "1 account"),
        ([("local", "host", "")], "1 machine"),
        ([("aws", "", "")], ""),
    ],
)  # fmt: skip
def test_the_caption_counts_what_it_says(places: list[tuple[str, str, str]], told: str) -> None:
    cells = {(Row(provider, account), region): Cell(1) for provider, account, region in places}
    assert matrix_note(matrix_of(cells)) == told


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (Detail.AGE, ["▲999", "729d"]),
        (Detail.COUNT, ["▲999", "1.7k", "729d"]),
        (Detail.PARTS, ["▲999", "1.2k/3.4k", "1.7k", "729d"]),
    ],
)
def test_the_longest_words_of_a_cell_stand_apart(detail: Detail, words: list[str]) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    cell = Cell(3_400, 1_200, failed=1_100, partial=1_100, count=1_700, oldest=now - timedelta(days=729))
    text = "".join(word for word, _ in cell_words(cell, detail, now))
    assert (text.split(), len(text), text[-1]) == (words, detail.value, " ")


def test_a_place_is_a_view() -> None:
    assert place_view(Scope("aws", "1", "")).filter == 'account=1 region=""'
    assert place_view(Scope("aws", "1", ""), "aws.iam.user").filter == "account=1"
    assert place_view(Scope("aws", ALL, ALL)).filter == ""
    assert place_view(Scope("aws", "a b*", "us-east-1")).filter == 'account="a b*" region=us-east-1'


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_looks(
    cloud: tuple[Services, list[ScansHere]], clock: FrozenClock, snap_compare: Any, size: tuple[int, int]
) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await scanned(pilot, cloud[0])
        clock.at += timedelta(minutes=20)
        screen = pilot.app.screen
        assert isinstance(screen, CoverageScreen)
        screen.aged()
        screen.refresh_chrome()  # as every second does
        await press(pilot, "n")

    assert snap_compare(DharmaApp(cloud[0]), terminal_size=size, run_before=go)
