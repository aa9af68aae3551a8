"""Before a cloud is scanned by hand: what will be listed, what it takes, and leaving some of it out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.types import Scope
from dharma_tui.screens._scan_choice import Facet
from dharma_tui.screens._scan_dialog import ScanDialog
from dharma_tui.services import Services
from dharma_tui.widgets.line_list import LineList
from tests.app.cloud import ScansHere, Weather, build_cloud
from tests.app.console import SETTLE_SECONDS, STILL, settled, text_of
from tests.app.console import press_in_turn as press


@pytest.fixture
def weather() -> Weather:
    return Weather()


@pytest.fixture
def cloud(tmp_path: Path, clock: FrozenClock, weather: Weather) -> Iterator[tuple[Services, list[ScansHere]]]:
    services, scans = build_cloud(tmp_path, clock, weather)
    yield services, scans
    services.close()


async def test_a_cloud_is_scanned_once_it_was_said_what_that_takes(
    cloud: tuple[Services, list[ScansHere]], weather: Weather
) -> None:
    services, scans = cloud
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = await press(pilot, "3", "s")
        assert "15 parts, at least 15 calls" in shown
        assert weather.listed == []
        assert "cloud is scanned only when asked" in shown
        await press(pilot, "enter")
        assert len(weather.listed) == 15
        assert "15 parts, 30 calls" in await press(pilot, "s")
        before = len(weather.listed)
        await press(pilot, "escape")
        assert len(weather.listed) == before and not isinstance(pilot.app.screen, ScanDialog)
        assert len(scans[0].asked) == 1


async def test_what_is_left_out_is_not_scanned(cloud: tuple[Services, list[ScansHere]], weather: Weather) -> None:
    services, _ = cloud
    async with DharmaApp(services).run_test(size=(100, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "3", "s")
        await on(pilot, "cloud 222222222222")
        assert "8 parts, at least 8 calls" in await press(pilot, "space")
        await on(pilot, "global")
        await press(pilot, "space")
        await on(pilot, "us-east-1")
        assert "3 parts" in await press(pilot, "o")
        await press(pilot, "enter")
        here = Scope("cloud", "111111111111", "us-east-1")
        assert sorted(weather.listed) == [
            (here, "cloud.compute.disk"),
            (here, "cloud.compute.machine"),
            (here, "cloud.messages.queue"),
        ]


async def test_looking_everywhere_or_at_many_asks_first(
    cloud: tuple[Services, list[ScansHere]], weather: Weather
) -> None:
    services, _ = cloud
    async with DharmaApp(services).run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "2")
        assert "15 parts" in await press(pilot, "R")
        assert weather.listed == []
        await press(pilot, "enter")
        assert len(weather.listed) == 15
        async with asyncio.timeout(SETTLE_SECONDS):  # until what was found is in the table
            while "row 1" not in text_of(pilot):
                await services.io.run(services.watch.look)
                await pilot.pause(0.1)
        await settled(pilot)
        assert "at least 45 calls" in await press(pilot, "ctrl+a", "r")


async def test_looking_again_at_a_cloud_on_discovery_asks_first(
    cloud: tuple[Services, list[ScansHere]], weather: Weather
) -> None:
    services, _ = cloud
    async with DharmaApp(services).run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "3")
        pilot.app.screen.query_one("#providers", LineList).focus()
        assert "parts" in await press(pilot, "r")
        assert isinstance(pilot.app.screen, ScanDialog)
        assert weather.listed == []
        await press(pilot, "enter")
        assert {scope.provider for scope, _ in weather.listed} == {"cloud"}


async def on(pilot: Pilot[None], words: str) -> None:
    """Put the cursor of the dialog on the line of this name."""
    from dharma_tui.widgets.line_list import LineList

    listed = pilot.app.screen.query_one(LineList)
    lines = [listed.line_at(number).text for number in range(listed.count)]
    listed.move_to(next(number for number, line in enumerate(lines) if words in line))
    await settled(pilot)


async def test_this_machine_alone_is_scanned_without_a_question(
    cloud: tuple[Services, list[ScansHere]], weather: Weather
) -> None:
    services, _ = cloud
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "colon", *"scan", "space", *"here", "enter")
        assert not isinstance(pilot.app.screen, ScanDialog)
        assert [kind for _, kind in weather.listed] == ["here.thing"]


async def test_one_key_has_the_cloud_scanned_by_itself_and_one_more_ends_it(
    cloud: tuple[Services, list[ScansHere]],
) -> None:
    services, _ = cloud
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = await press(pilot, "3", "s", "a")
        assert services.settings.current.scan.providers == "here, cloud"
        assert "cloud is scanned by itself; a: only when asked" in shown
        await press(pilot, "a")
        assert services.settings.current.scan.providers == ""


async def test_a_cloud_that_cannot_be_asked_is_told_and_nothing_starts(
    cloud: tuple[Services, list[ScansHere]], weather: Weather
) -> None:
    services, scans = cloud
    weather.regions = ()
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = await press(pilot, "colon", *"scan", "space", *"cloud.compute", "enter")
        assert "nothing can be scanned" in shown and "cloud cannot be scanned: cloud is not set up here" in shown
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ScanDialog) and not scans[0].asked


async def test_discovery_says_of_what_the_next_scan_is_and_one_key_adds_the_cloud(
    tmp_path: Path, clock: FrozenClock
) -> None:
    settings = STILL.replace("interval_minutes = 0", "interval_minutes = 15")
    services, _ = build_cloud(tmp_path, clock, Weather(), settings)
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "next scan of here in" in await press(pilot, "3")
        assert "next scan of cloud, here in" in await press(pilot, "A")
        assert services.settings.current.scan.providers == "here, cloud"
        assert "next scan of here in" in await press(pilot, "A")
        pilot.app.screen.query_one("#providers").focus()
        await press(pilot, "down", "A")
        assert any("here is all that is scanned by itself" in note.message for note in pilot.app._notifications)
    services.close()


async def test_before_the_first_scan_the_time_to_the_next_one_goes_down_and_a_pause_says_how_long_it_holds(
    tmp_path: Path, clock: FrozenClock
) -> None:
    settings = STILL.replace("interval_minutes = 0", "interval_minutes = 15")
    services, _ = build_cloud(tmp_path, clock, Weather(), settings)
    async with DharmaApp(services).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = await press(pilot, "3")
        assert "No scan has run yet" in before and "next scan of here in" in before
        clock.at += timedelta(minutes=3)
        pilot.app.screen.aged()  # type: ignore[attr-defined]
        await settled(pilot)
        waits = [text.partition("next scan of here in ")[2].split()[0] for text in (before, text_of(pilot))]
        assert waits[0] != waits[1]
        await press(pilot, "p")
        assert any("until this console ends" in note.message + note.title for note in pilot.app._notifications)
    services.close()


async def test_a_narrow_terminal_tells_the_calls_of_each_line(cloud: tuple[Services, list[ScansHere]]) -> None:
    async with DharmaApp(cloud[0]).run_test(size=(40, 10)) as pilot:
        await settled(pilot)
        await press(pilot, "3", "s")
        lines = [line.text for line in pilot.app.screen.query_one(LineList)._lines if isinstance(line.value, Facet)]
        room = pilot.app.screen.query_one(LineList).size.width
        assert lines and all(line.endswith((" call", " calls")) and len(line) <= room <= 36 for line in lines)
