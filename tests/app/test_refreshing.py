"""``r``: what it asks for on each screen, what it says meanwhile and after, and that it waits its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.events import ScanAsked, ScanEnded
from dharma_tui.core.scan import EVERYTHING, ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection, matches
from dharma_tui.core.view import View
from dharma_tui.screens._inventory_refresh import named
from dharma_tui.screens._refreshing import outcome
from dharma_tui.services import Services
from dharma_tui.services.scan_selection import exactly
from tests.app.console import SETTLE_SECONDS, TURN_SECONDS, settled, text_of
from tests.app.estate import HOST, SITE


class Scans:
    """In place of a child process: keeps what is asked for, and ends when it is let go."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.asked: list[Selection] = []
        self.running = False
        self.scan_id = ""
        self.go = asyncio.Event()
        self.report = ScanReport("scan-r", ScanStatus.COMPLETE, services.clock.now(), 0.3, 1, 1)

    async def run(self, selection: Selection = EVERYTHING, trigger: str = "manual") -> ScanReport:
        self.asked.append(selection)
        await self.go.wait()
        return replace(self.report, selection=selection)

    def cancel(self) -> bool:
        return False

    def close(self) -> None:
        pass


async def console(services: Services, work: Callable[[Pilot[None], Scans], Awaitable[None]]) -> None:
    async with DharmaApp(services).run_test(size=(120, 40)) as pilot:
        scans = services.__dict__["scanner_process"] = Scans(services)
        await settled(pilot)
        await work(pilot, scans)


async def until(pilot: Pilot[None], words: str) -> str:
    """Wait until the screen, or a note in its corner, says so."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while words not in (shown := told(pilot)):
            await pilot.pause(TURN_SECONDS)
    return shown


def told(pilot: Pilot[None]) -> str:
    notes: Any = pilot.app
    return "\n".join([text_of(pilot), *(note.message for note in notes._notifications)])


async def test_one_resource_is_looked_at_alone(estate: Services) -> None:
    async def look(pilot: Pilot[None], scans: Scans) -> None:
        app = pilot.app
        assert isinstance(app, DharmaApp)
        app.open_resource(HOST)
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, "looking at it again")
        assert scans.asked == [Selection(kinds=(HOST.kind,), accounts=(SITE.account,), keys=(HOST.key,))]
        await pilot.press("r")
        await until(pilot, "is being looked at already")
        scans.go.set()
        await until(pilot, "bastion is as it was, 1 call in")
        assert len(scans.asked) == 1
        await settled(pilot)
        assert "looking at it again" not in text_of(pilot)

    await console(estate, look)


async def test_the_inventory_looks_at_the_kinds_where_the_cursor_is(estate: Services) -> None:
    async def look(pilot: Pilot[None], scans: Scans) -> None:
        app = pilot.app
        assert isinstance(app, DharmaApp)
        app.open_view(View(kinds=("local.process",)))
        await settled(pilot)
        await pilot.press("r")
        shown = await until(pilot, "Looking again at")
        assert "in bastion" in shown
        assert scans.asked == [Selection(kinds=("local.process",), accounts=("bastion",))]
        scans.go.set()
        await until(pilot, "0 new, 0 changed, 0 gone, 1 call")

    await console(estate, look)


async def test_marked_resources_are_looked_at_alone(estate: Services) -> None:
    async def look(pilot: Pilot[None], scans: Scans) -> None:
        app = pilot.app
        assert isinstance(app, DharmaApp)
        app.open_view(View(kinds=("local.process",)))
        await settled(pilot)
        await pilot.press("space", "space", "r")
        await until(pilot, "Looking again at 2 marked resources")
        (asked,) = scans.asked
        assert (asked.kinds, asked.accounts, len(asked.keys)) == (("local.process",), (), 2)
        scans.report = replace(scans.report, resources=1, removed=1, calls=2)
        scans.go.set()
        await until(pilot, "2 marked resources: 0 changed, 1 gone, 1 as before, 2 calls")

    await console(estate, look)


async def test_it_waits_for_the_scan_under_way(estate: Services) -> None:
    async def look(pilot: Pilot[None], scans: Scans) -> None:
        scans.running = True
        app = pilot.app
        assert isinstance(app, DharmaApp)
        app.open_resource(HOST)
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, "is looked at when the scan under way has ended")
        assert scans.asked == []
        scans.running = False
        scans.go.set()
        estate.bus.publish(ScanEnded(estate.clock.now(), scans.report))
        await until(pilot, "bastion is as it was")
        assert len(scans.asked) == 1

    await console(estate, look)


async def test_discovery_looks_at_the_provider_under_the_cursor(estate: Services) -> None:
    async def look(pilot: Pilot[None], scans: Scans) -> None:
        scans.go.set()
        await pilot.press("3")
        await settled(pilot)
        pilot.app.screen.query_one("#providers").focus()
        await pilot.press("r")
        await until(pilot, "local: 0 new, 0 changed, 0 gone")
        assert scans.asked == [Selection(providers=("local",))]

    await console(estate, look)


async def test_discovery_looks_at_the_part_under_the_cursor(estate: Services) -> None:
    async def look(pilot: Pilot[None], scans: Scans) -> None:
        scans.go.set()
        await pilot.press("3")
        await settled(pilot)
        pilot.app.screen.query_one("#parts").focus()
        await pilot.press("end", "r")
        await until(pilot, "0 new, 0 changed, 0 gone")
        (asked,) = scans.asked
        assert asked.accounts == ("bastion",)
        assert len(asked.kinds) == 1

    await console(estate, look)


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("region:eu-west-1,us-* web", "region", ("eu-west-1", "us-*")),
        ("region=eu-west-1", "region", ("eu-west-1",)),
        ("!region:eu-west-1", "region", ()),
        ("region:eu-west-1 | web", "region", ()),
        ("region:eu-west-1", "account", ()),
        ("web (", "region", ()),
        ("", "region", ()),
    ],
)
def test_places_are_those_that_the_filter_names(text: str, field: str, values: tuple[str, ...]) -> None:
    assert named(text, field) == values


def test_what_came_of_it_is_said(estate: Services) -> None:
    now = estate.clock.now()
    one = Selection(kinds=("local.host",), keys=("m1",))
    gone = ScanReport("s", ScanStatus.COMPLETE, now, 0.5, 2, removed=1, selection=one)
    assert outcome(gone, "bastion") == ("bastion is gone, 2 calls in 0.5s", "", True)
    denied = ScopeReport(SITE, "local.host", ScopeStatus.FAILED, "denied", "ask")
    failed = ScanReport("s", ScanStatus.FAILED, now, scopes=(denied,), selection=one)
    assert outcome(failed, "bastion") == ("bastion could not be seen whole: denied", "ask", False)


def test_a_name_with_wildcards_in_it_is_only_itself() -> None:
    selection = Selection(accounts=(exactly("a*[b]?"),))
    assert matches("a*[b]?", selection.accounts)
    assert not matches("aXb", selection.accounts)


async def test_those_that_wait_take_turns(estate: Services) -> None:
    """A scan that one of them began while the other waited, too; and one that was refused before it began ends like any other."""

    async def look(pilot: Pilot[None], scans: Scans) -> None:
        app = pilot.app
        assert isinstance(app, DharmaApp)
        scans.running = True
        app.open_resource(HOST)
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, "is looked at when the scan under way has ended")
        estate.bus.publish(ScanEnded(estate.clock.now(), scans.report))  # but what waited longer has begun meanwhile
        await pilot.pause(TURN_SECONDS)
        assert scans.asked == []
        scans.running = False
        scans.go.set()
        estate.bus.publish(ScanAsked(estate.clock.now(), False))
        await until(pilot, "bastion is as it was")
        assert len(scans.asked) == 1

    await console(estate, look)
