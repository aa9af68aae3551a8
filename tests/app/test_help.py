"""Help: written from the bindings and the command table, those of the screen it was opened on first."""

from __future__ import annotations

from typing import Any

import pytest
from textual.dom import DOMNode
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from dharma_tui import commands
from dharma_tui.app import DharmaApp
from dharma_tui.keys_page import keys_page
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._keys import OTHER, class_keys
from dharma_tui.screens.help import HelpScreen
from dharma_tui.screens.logs import LogsScreen
from dharma_tui.screens.settings import SettingsScreen
from dharma_tui.widgets.command_bar import CommandInput
from dharma_tui.widgets.line_list import Line, LineList
from dharma_tui.widgets.log_view import LogView
from tests.app.conftest import Opened
from tests.app.console import settled, text_of


async def help_on(pilot: Pilot[Any], key: str) -> list[str]:
    await pilot.press(key, "question_mark")
    await settled(pilot)
    listed = pilot.app.screen.query_one(LineList)
    return [listed.line_at(number).text for number in range(listed.count)]


async def test_the_keys_of_the_screen_come_first(opened: Opened) -> None:
    async with opened(size=(100, 40)) as pilot:
        lines = await help_on(pilot, "5")
        headings = [line.strip() for line in lines if line and not line.startswith("  ")]

        assert headings[0].startswith("Logs: ")
        assert headings.index("Everywhere: Go") < headings.index("Commands: Go")
        assert any("least important level" in line for line in lines[:20])


async def test_keys_are_named_in_letters_where_their_sign_is_not_in_ascii(opened: Opened) -> None:
    async with opened(size=(100, 40)) as pilot:
        lines = await help_on(pilot, "7")

        assert any(line.split()[:3] == ["backspace", "Close", "the"] for line in lines)
        assert not any("\u232b" in line for line in lines)


async def test_every_command_and_grammar_example_is_there(opened: Opened) -> None:
    async with opened(size=(200, 40)) as pilot:
        text = "\n".join(await help_on(pilot, "6"))

        assert all(f":{command.name}" in text and command.doc in text for command in commands.COMMANDS)
        assert all(example in text for example, _ in (*commands.GRAMMAR, *commands.VIEW_GRAMMAR))


async def test_long_lines_are_folded_where_there_is_little_room(opened: Opened) -> None:
    async with opened(size=(60, 24)) as pilot:
        folded = await help_on(pilot, "6")
        await pilot.resize_terminal(200, 40)
        await settled(pilot)
        listed = pilot.app.screen.query_one(LineList)

        assert max(map(len, folded)) <= 60
        assert listed.count < len(folded)


async def test_the_table_of_another_screen_is_there_too(opened: Opened) -> None:
    async with opened() as pilot:
        lines = await help_on(pilot, "1")

        assert any(line.startswith(" Settings: ") for line in lines)


async def test_search_keeps_what_holds_the_text(opened: Opened) -> None:
    async with opened(size=(100, 40)) as pilot:
        await help_on(pilot, "5")
        await pilot.press("slash", *"theme")
        await settled(pilot)
        found = text_of(pilot)
        await pilot.press(*"xyz")
        await settled(pilot)
        nothing = text_of(pilot)
        await pilot.press("escape", "escape")
        await settled(pilot)

        assert ":theme NAME" in found and "least important" not in found
        assert "No key or command matches" in nothing
        assert pilot.app.screen.name == "logs"


@pytest.mark.parametrize(
    "node", [DharmaApp, ServiceScreen, LogsScreen, SettingsScreen, HelpScreen, CommandInput, LogView]
)
def test_every_key_of_the_shell_says_what_it_does(node: type[DOMNode]) -> None:
    keys = [key for key in class_keys(node) if key.group != OTHER]

    assert keys and all(key.doc.endswith(".") and key.doc != key.label for key in keys)


def test_what_each_key_does_is_a_sentence() -> None:
    rows = [line.split(" | ") for line in keys_page().splitlines() if line.startswith("| `") and line.count(" | ") == 2]

    assert len(rows) > 100
    assert [row for row in rows if not row[1].endswith(".") or not row[1][0].isupper()] == []


@pytest.mark.parametrize("key", ["end", "pagedown", "G"])
async def test_what_the_cursor_is_on_is_in_view(opened: Opened, key: str) -> None:
    """80 columns and 24 lines show a tenth of it."""
    async with opened(size=(80, 24)) as pilot:
        await help_on(pilot, "7")
        listed = pilot.app.screen.query_one(LineList)
        await pilot.press(key, key)
        await settled(pilot)

        assert listed.cursor > listed.scrollable_content_region.height
        assert (
            listed.scroll_offset.y <= listed.cursor < listed.scroll_offset.y + listed.scrollable_content_region.height
        )
        assert listed.line_at(listed.cursor).text.strip() in text_of(pilot)


async def test_the_wheel_moves_what_is_longer_than_the_screen(opened: Opened) -> None:
    async with opened(size=(80, 24)) as pilot:
        await help_on(pilot, "7")
        listed = pilot.app.screen.query_one(LineList)
        for _ in range(5):
            await pilot._post_mouse_events([MouseScrollDown], widget=listed, offset=(10, 5))
        await settled(pilot)

        assert listed.scroll_offset.y > 0


async def test_no_line_is_given_for_what_is_further_right(opened: Opened) -> None:
    """In a place of one line a bar would be all there is; what is cut is marked, and the keys lead there."""
    async with opened(size=(40, 12)) as pilot:
        await help_on(pilot, "7")
        listed = pilot.app.screen.query_one(LineList)
        listed.show([Line((("x" * 99, "line--plain"),))])
        await pilot.press("right")
        await settled(pilot)

        assert listed.scrollable_content_region.height == listed.region.height
        assert listed.scroll_offset.x > 0
