"""Fast typing: every key goes where the keys before it lead."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.screens.inventory import InventoryScreen
from dharma_tui.services import Services
from dharma_tui.widgets.command_bar import CommandBar
from tests.app.conftest import Opened
from tests.app.console import settled
from tests.app.estate import seed


@pytest.fixture(autouse=True)
def estate(services: Services, clock: FrozenClock) -> None:
    seed(services.settings.paths.store, clock)


async def burst(pilot: Pilot[Any], text: str) -> None:
    """All of ``text`` in the console's queue before it looks at the first of it, as one read of a terminal gives it."""
    names = {"\r": "enter", "\x1b": "escape"}
    for character in text:
        key = names.get(character) or _character_to_key(character)
        pilot.app.post_message(events.Key(key, None if character in names else character))
    await settled(pilot)
    while typeahead_of(pilot)._busy or typeahead_of(pilot)._waiting:
        await settled(pilot)
    await settled(pilot)


def typeahead_of(pilot: Pilot[Any]) -> Any:
    assert isinstance(pilot.app, DharmaApp)
    return pilot.app.typeahead


def inventory(pilot: Pilot[Any]) -> InventoryScreen:
    assert isinstance(pilot.app.screen, InventoryScreen)
    return pilot.app.screen


async def test_a_command_typed_at_once_is_read_whole(opened: Opened) -> None:
    async with opened() as pilot:
        await burst(pilot, ":local.process sort:-name\r")
        assert inventory(pilot).view.kinds == ("local.process",)
        assert [(key.column, key.descending) for key in inventory(pilot).view.sort] == [("name", True)]
        assert not inventory(pilot).query_one(CommandBar).is_open


async def test_a_filter_typed_at_once_is_read_whole(opened: Opened) -> None:
    async with opened() as pilot:
        await burst(pilot, "2")
        await burst(pilot, "/worker sqR")
        assert inventory(pilot).filter_bar.text == "worker sqR"
        assert inventory(pilot).view.filter == "worker sqR"


async def test_a_filter_right_after_a_command_waits_for_it(opened: Opened) -> None:
    async with opened() as pilot:
        await burst(pilot, ":local.process\r/worker-3\r")
        assert inventory(pilot).view.kinds == ("local.process",)
        assert inventory(pilot).view.filter == "worker-3"
        assert inventory(pilot).focused is inventory(pilot).table


@pytest.mark.parametrize("screen", ["changes", "logs", "help"])
async def test_every_filter_takes_what_is_typed_at_once(opened: Opened, screen: str) -> None:
    async with opened() as pilot:
        await burst(pilot, f":{screen}\r")
        await burst(pilot, "/q1w?x")
        assert pilot.app.screen.name == screen
        assert isinstance(pilot.app.focused, Input)
        assert pilot.app.focused.value == "q1w?x"


async def test_what_is_pasted_after_the_slash_goes_into_the_filter(opened: Opened) -> None:
    async with opened() as pilot:
        await burst(pilot, "2")
        pilot.app.post_message(events.Key("slash", "/"))
        pilot.app.post_message(events.Paste("worker\rq\nq"))
        await burst(pilot, "")
        assert inventory(pilot).filter_bar.text == "worker q q"


async def test_a_command_that_hangs_gives_the_keys_back(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dharma_tui.screens._typeahead.PATIENCE", 0.05)
    async with opened() as pilot:
        typeahead_of(pilot).hold()
        await burst(pilot, "2")
        assert isinstance(pilot.app.screen, InventoryScreen)
