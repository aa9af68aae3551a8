"""What is opened from a screen that shows a moment of its own shows that moment, and says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.changes_view import ChangesView
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.core.view import View
from dharma_tui.screens._chat_pane import ChatPanel
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.lake import Lake
from dharma_tui.widgets.chat_lines import RowOf
from tests.app.console import build, press, press_in_turn, settled, text_of
from tests.integration.store_lab import scan

NORTH = Scope("aws", "123456789012", "eu-west-1")
WEB, DB = "aws.ec2.instance", "aws.rds.db_instance"
MARK = "as of 20"


def _scanned(lake: Lake, name: str, state: State) -> None:
    web, db = ResourceRef(WEB, "i-1"), ResourceRef(DB, "db-1")
    leads = Relationship(web, db, Verb.DEPENDS_ON, "test")
    scan(lake, [Resource(web, name, NORTH, state)], [leads], scope=NORTH, kind=WEB)
    scan(lake, [Resource(db, f"{name}-db", NORTH, state)], scope=NORTH, kind=DB)


class Store:
    """Two moments: then ``old-web`` ran, now it is called ``new-web`` and is stopped."""

    def __init__(self, folder: Path) -> None:
        self.services = build(folder, FrozenClock())
        lake = Lake.open(self.services.folder, clock=FrozenClock())
        try:
            _scanned(lake, "old-web", State.RUNNING)
            self.then = f"#{lake.snapshot().id}"
            _scanned(lake, "new-web", State.STOPPED)
        finally:
            lake.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def said(pilot: Pilot[None]) -> str:
    """The newest note in the corner."""
    notes = list(pilot.app._notifications)
    return notes[-1].message if notes else ""


async def console(services: Services, work: Callable[[Pilot[None], DharmaApp], Awaitable[None]]) -> None:
    app = DharmaApp(services)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await work(pilot, app)


async def _topology(pilot: Pilot[None], app: DharmaApp, line: str) -> str:
    app.go("topology", parse_topology(line, (WEB, DB)))
    await settled(pilot)
    return text_of(pilot)


async def test_a_topology_of_the_past_says_as_of_when_in_the_header_below_and_in_words(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        shown = (await _topology(pilot, app, f"{WEB}/i-1 @{store.then}")).splitlines()
        assert MARK in shown[0] and MARK in shown[-2]
        assert "old-web" in "\n".join(shown)
        assert sum(MARK in line for line in (await press(pilot, "t")).splitlines()) == 3
        assert isinstance(app.screen, TopologyScreen) and MARK in app.screen.in_words()[0]
        assert MARK not in await _topology(pilot, app, f"{WEB}/i-1")

    await console(store.services, work)


@pytest.mark.parametrize("keys", [("enter",), ("d",), ("t", "enter")])
async def test_a_resource_opened_from_a_topology_of_the_past_is_shown_as_of_then(
    store: Store, keys: tuple[str, ...]
) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        await _topology(pilot, app, f"{WEB}/i-1 @{store.then}")
        shown = await press_in_turn(pilot, *keys)
        assert "Resource" not in shown.splitlines()[0] and "old-web" in shown and "new-web" not in shown
        assert MARK in shown.splitlines()[-2]
        back = await press_in_turn(pilot, "g")
        assert "old-web" in back and MARK in back.splitlines()[0]
        await press_in_turn(pilot, "escape" if app.screen.name == "detail" else "left_square_bracket")

    await console(store.services, work)


async def test_escape_leads_from_a_resource_as_of_then_back_to_what_it_was_opened_from(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        app.open_view(View(kinds=(WEB,), at=store.then))
        await settled(pilot)
        assert "old-web" in await press_in_turn(pilot, "enter")
        shown = await press_in_turn(pilot, "escape")
        assert app.screen.name == "inventory" and "old-web" in shown

    await console(store.services, work)


async def test_rows_of_a_table_of_the_past_and_what_is_related_to_them_lead_to_then(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        app.open_view(View(kinds=(WEB,), at=store.then))
        await settled(pilot)
        assert MARK in (await press_in_turn(pilot, "g")).splitlines()[0]
        assert "old-web" in text_of(pilot)
        app.open_view(View(kinds=(WEB,), at=store.then))
        await settled(pilot)
        shown = await press_in_turn(pilot, "enter", "x")
        assert "old-web-db" in shown and MARK in shown
        shown = await press_in_turn(pilot, "down", "enter")
        assert "old-web-db" in shown.splitlines()[0] and MARK in shown.splitlines()[-2]
        assert "the hour before then" in await press_in_turn(pilot, "m")

    await console(store.services, work)


async def test_what_changed_in_a_time_that_is_over_is_opened_as_of_its_end(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        app.go("changes", ChangesView(since="-1d", until=store.then))
        await settled(pilot)
        shown = await press_in_turn(pilot, "down", "enter")
        assert "old-web" in shown and "new-web" not in shown

    await console(store.services, work)


async def test_a_saved_view_of_the_past_stays_one_when_the_console_returns_to_now(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        await app.commands.submit(f"at {store.then}")
        await _topology(pilot, app, f"{WEB}/i-1")
        screen = app.screen
        assert isinstance(screen, TopologyScreen)
        assert "as of" in text_of(pilot).splitlines()[-2] and MARK not in text_of(pilot).splitlines()[0].split("«")[0]
        kept = screen.view_to_keep()
        await app.commands.submit("now")
        app.open_view(replace(kept))
        await settled(pilot)
        shown = text_of(pilot)
        assert MARK in shown.splitlines()[0] and "old-web" in shown

    await console(store.services, work)


async def test_the_chat_says_that_it_speaks_of_now(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        await _topology(pilot, app, f"{WEB}/i-1 @{store.then}")
        await press_in_turn(pilot, "c")
        assert "The chat answers of what is so now" in said(pilot)

    await console(store.services, work)


async def test_a_row_of_an_answer_about_the_past_is_opened_as_of_then(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        await app.action_chat()
        exchange = app.chat.talk.put("which servers were there?", local=True)
        table = Table(("NAME",), (("old-web",),), 1, (ResourceRef(WEB, "i-1"),))
        exchange.answer = Answer("One was there.", table, at=store.then)
        app.chat.redraw()
        await settled(pilot)
        pane = app.screen.query_one(ChatPanel)
        row = next(number for number, line in enumerate(pane.view.lines) if isinstance(line.target, RowOf))
        pane.view.focus()
        pane.view.cursor = row
        shown = await press_in_turn(pilot, "enter")
        assert app.screen.name == "detail" and "old-web" in shown and MARK in shown

    await console(store.services, work)


@pytest.fixture
def gone(store: Store) -> Store:
    """And now it is there no more."""
    lake = Lake.open(store.services.folder, clock=FrozenClock())
    try:
        scan(lake, [], scope=NORTH, kind=WEB)
    finally:
        lake.close()
    return store


async def test_the_topology_of_what_was_removed_is_that_of_the_moment_before(gone: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        app.go("changes", ChangesView(only=(ChangeKind.REMOVED,)))
        await settled(pilot)
        shown = await press_in_turn(pilot, "g")
        assert isinstance(app.screen, TopologyScreen) and app.screen.view.focus == (ResourceRef(WEB, "i-1"),)
        assert "new-web" in shown and MARK in shown.splitlines()[0] and MARK in shown.splitlines()[-2]
        await press_in_turn(pilot, "escape")
        assert app.screen.name == "changes"

    await console(gone.services, work)


async def test_what_is_there_no_more_is_drawn_as_it_was_and_said_to_be_gone(gone: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        for line in ("topology new-web", f"topology {WEB}/i-1"):
            await app.commands.submit(line)
            await settled(pilot)
            shown = text_of(pilot)
            assert "new-web" in shown and MARK in shown.splitlines()[0]
            assert "is there no more" in said(pilot) and "--at" not in said(pilot) and MARK in said(pilot)
            app.go("overview")
            await settled(pilot)

    await console(gone.services, work)


async def test_on_a_screen_that_was_seen_before_the_chat_means_its_newest_answer(store: Store) -> None:
    async def work(pilot: Pilot[None], app: DharmaApp) -> None:
        await app.action_chat()
        for screen in ("changes", "overview", "changes"):
            app.chat.talk.put("what is there?", local=True).answer = Answer("One is.")
            app.chat.redraw()
            app.go(screen)
            await settled(pilot)
        assert app.screen.name == "changes"
        assert app.screen.query_one(ChatPanel).view.number == app.chat.talk.exchanges[-1].number

    await console(store.services, work)
