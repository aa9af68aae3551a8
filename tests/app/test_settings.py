"""Settings: shown with where they came from, changed in place, refused with a reason, in force at once."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from dharma_tui.core.events import SettingsRejected
from dharma_tui.core.settings import DECLARATIONS
from dharma_tui.screens.settings import SettingsScreen, allowed, next_value
from dharma_tui.services import Services
from dharma_tui.widgets.line_input import LineInput
from dharma_tui.widgets.line_list import LineList
from tests.app.conftest import Opened
from tests.app.console import press, settled, text_of


async def at_setting(pilot: Pilot[Any], key: str) -> SettingsScreen:
    """The settings screen with the cursor on ``key``."""
    await pilot.press("6")
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    listed = screen.query_one(LineList)
    listed.move_to(next(number for number in range(listed.count) if listed.line_at(number).value == key))
    await settled(pilot)
    return screen


async def test_every_setting_is_shown_with_its_value_and_origin(opened: Opened) -> None:
    async with opened(size=(120, 60)) as pilot:
        screen = await at_setting(pilot, "scan.on_start")
        listed = screen.query_one(LineList)
        shown = [listed.line_at(number) for number in range(listed.count)]

        assert [line.value for line in shown if line.selectable] == list(DECLARATIONS)
        assert "user: " in next(line.text for line in shown if line.value == "scan.on_start")
        assert "default" in next(line.text for line in shown if line.value == "interface.theme")


async def test_a_choice_moves_on_and_wraps(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        await at_setting(pilot, "interface.theme")
        seen = []
        for _ in range(3):
            await press(pilot, "enter")
            seen.append(services.settings.current.interface.theme)

        assert seen == ["dharma-dark", "dharma-light", "dharma-contrast"]
        assert pilot.app.theme == "dharma-contrast"


async def test_a_flag_toggles(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        await at_setting(pilot, "interface.local_time")
        await press(pilot, "space")

        assert services.settings.current.interface.local_time is False


async def test_a_typed_value_is_checked_before_it_is_written(opened: Opened, services: Services) -> None:
    async with opened(size=(100, 30)) as pilot:
        screen = await at_setting(pilot, "store.retention_days")
        await press(pilot, "enter")
        field = screen.query_one("#setting-value", LineInput)
        field.value = "minus one"
        await press(pilot, "enter")
        refused = text_of(pilot)
        kept = services.settings.current.store.retention_days
        field.value = "30"
        await press(pilot, "enter")

        assert "✗" in refused and kept == 90 and field.display is False
        assert services.settings.current.store.retention_days == 30
        assert screen.query_one(LineList).has_focus


async def test_escape_leaves_a_value_as_it_was(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        screen = await at_setting(pilot, "store.retention_days")
        await press(pilot, "enter", "9", "escape")

        assert services.settings.current.store.retention_days == 90
        assert pilot.app.screen is screen


async def test_a_setting_returns_to_its_default(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        await at_setting(pilot, "scan.on_start")
        await press(pilot, "u")

        assert services.settings.current.scan.on_start is True


async def test_a_setting_that_counts_from_the_next_start_says_so(opened: Opened) -> None:
    async with opened(size=(100, 30)) as pilot:
        await at_setting(pilot, "interface.mouse")

        assert "counts from the next start" in text_of(pilot)


async def test_the_filter_searches_names_and_purposes(opened: Opened) -> None:
    async with opened() as pilot:
        screen = await at_setting(pilot, "interface.theme")
        await press(pilot, "slash", *"compac")
        nothing = text_of(pilot)
        await press(pilot, "escape", "slash", *"browser")
        listed = screen.query_one(LineList)
        keys = [listed.line_at(number).value for number in range(listed.count) if listed.line_at(number).selectable]

        assert "No setting matches" in nothing
        assert keys and all("browser" in DECLARATIONS[str(key)].bounds.doc.lower() for key in keys)


@pytest.mark.parametrize("key", DECLARATIONS)
def test_every_setting_says_what_it_takes(key: str) -> None:
    declared = DECLARATIONS[key]

    assert allowed(declared)
    following = next_value(declared, declared.default)
    assert following is None or following != str(declared.default)


@pytest.mark.parametrize("screen", ["1", "4"])
async def test_a_wrong_settings_file_is_told_of_on_any_screen(opened: Opened, services: Services, screen: str) -> None:
    async with opened() as pilot:
        await press(pilot, screen)
        path = services.settings.paths.user_config
        reason = "log.levle is no setting"
        services.bus.publish(SettingsRejected(services.clock.now(), path, reason, "did you mean log.level?"))
        await settled(pilot)
        notes = [note for note in pilot.app._notifications if reason in note.message]

        assert [(note.title, note.severity) for note in notes] == [("Settings not taken", "error")]
        assert "did you mean log.level?" in notes[0].message
