"""Help: written from the bindings and the command table, those of the screen it was opened on first."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from dharma_tui import commands
from dharma_tui.widgets.line_list import LineList
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


async def test_every_command_and_grammar_example_is_there(opened: Opened) -> None:
    async with opened() as pilot:
        text = "\n".join(await help_on(pilot, "6"))

        assert all(f":{command.name}" in text and command.doc in text for command in commands.COMMANDS)
        assert all(example in text for example, _ in (*commands.GRAMMAR, *commands.VIEW_GRAMMAR))


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
        assert "Nothing is called that" in nothing
        assert pilot.app.screen.name == "logs"


async def test_every_binding_of_ours_says_what_it_does(opened: Opened) -> None:
    async with opened() as pilot:
        for key in "123456":
            await pilot.press(key)
            await settled(pilot)
            nodes = [pilot.app, pilot.app.screen, *pilot.app.screen.query("#body *")]
            ours = {type(node) for node in nodes if type(node).__module__.startswith("dharma_tui")}
            for kind in ours:
                for _, binding in [pair for base in (kind,) for pair in getattr(base, "_merged_bindings", []) or []]:
                    if binding.group is not None and binding.description:
                        assert binding.tooltip, (kind, binding)
