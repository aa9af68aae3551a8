"""No text from outside is obeyed, parsed or able to push the rest of the screen aside, wherever it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import FindingsChanged, HealthChanged, SettingsRejected, StoreFailed
from dharma_tui.core.types import Finding, ResourceRef, Severity
from dharma_tui.core.view import SortKey, View
from dharma_tui.screens._detail_place import RAW, TABS, page_of
from dharma_tui.screens._trouble import TroubleScreen
from dharma_tui.screens.detail import DetailScreen
from dharma_tui.screens.inventory import InventoryScreen
from dharma_tui.services import Services
from tests.app.conftest import Opened
from tests.app.console import settled, text_of
from tests.app.hostile import HOST_KIND, ODD_KIND, POISONS, faults, seed

SMALL = (80, 24)


@pytest.fixture
def refs(services: Services, clock: FrozenClock) -> list[ResourceRef]:
    return seed(services.settings.paths.store, clock)


async def look(pilot: Pilot[Any], what: str) -> str:
    """Let the screen settle; it must be whole. What it says."""
    await settled(pilot)
    assert not isinstance(pilot.app.screen, TroubleScreen), what
    assert faults(pilot) == [], what
    return text_of(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
        shown = await look(pilot, " ".join(keys))
    return shown


@pytest.mark.parametrize("size", [SMALL, (160, 48)])
async def test_main_screens_show_poison_as_plain_text(
    opened: Opened, services: Services, refs: list[ResourceRef], size: tuple[int, int]
) -> None:
    async with opened(size=size) as pilot:
        for key in "123456":
            await press(pilot, key)
            await press(pilot, "end", "home", *["down"] * 5, *["pagedown"] * 2)
        await press(pilot, "question_mark")


async def test_the_table_shows_markup_as_it_is_written(opened: Opened, refs: list[ResourceRef]) -> None:
    async with opened(size=SMALL) as pilot:
        shown = []
        for view in (View(), View(sort=(SortKey("name", True),)), View((HOST_KIND,)), View((ODD_KIND,))):
            pilot.app.open_view(view)  # type: ignore[attr-defined]
            shown.append(await look(pilot, str(view)))
            for keys in (["pagedown"], ["end"], ["home"], ["right"] * 3, ["left"] * 3):
                shown.append(await press(pilot, *keys))
        text = "".join(shown)
        for name in ("markup", "click", "closing", "content"):
            assert POISONS[name][:12] in text, name
        assert "\\x1b[31mansi" in text


async def test_the_inventory_stays_whole_in_all_its_parts(opened: Opened, refs: list[ResourceRef]) -> None:
    async with opened(size=SMALL) as pilot:
        await press(pilot, "2")
        for keys in (["t"], ["down", "down", "t"], ["t"], ["p"], *[["down"]] * len(refs), ["p"]):
            await press(pilot, *keys)
        for dialog in ("b", "o", "V", "C", "e"):
            await press(pilot, dialog)
            assert pilot.app.screen.is_modal, dialog
            await press(pilot, "down", "down")
            await press(pilot, "escape")
        inventory = pilot.app.screen
        assert isinstance(inventory, InventoryScreen)
        for by in (("name",), ("account", "region"), ("kernel",), ("kind",)):
            inventory.show_view(View((HOST_KIND,) if "kernel" in by else (), group_by=by))
            await look(pilot, str(by))
            await press(pilot, "down", "end")
        await press(pilot, "enter")
        inventory.show_view(View())
        await look(pilot, "marking")
        await press(pilot, "home", "space", "space", "equals_sign")
        await press(pilot, "down", "escape")


async def test_filters_of_poison_are_shown_and_applied(opened: Opened, refs: list[ResourceRef]) -> None:
    async with opened(size=SMALL) as pilot:
        for poison in POISONS.values():
            for filter_text in (f'name:"{poison[:2000]}"', f"{poison[:2000]} label:env={poison[:2000]}"):
                pilot.app.open_view(View(filter=filter_text))  # type: ignore[attr-defined]
                await look(pilot, ascii(filter_text[:80]))


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_every_resource_is_shown_whole_on_every_tab(opened: Opened, refs: list[ResourceRef]) -> None:
    async with opened(size=SMALL) as pilot:
        for ref in refs:
            pilot.app.go("detail", page_of(ref, TABS[0]))  # type: ignore[attr-defined]
            for tab in TABS:
                shown = await look(pilot, f"{tab} of {str(ref)[:60]!a}")
                screen = pilot.app.screen
                assert isinstance(screen, DetailScreen) and screen.part == tab
                assert "no longer" not in shown
                if tab == RAW:
                    await press(pilot, "t", "end", "down")
                await pilot.press("tab")


async def test_the_raw_document_writes_markup_as_it_is(opened: Opened, refs: list[ResourceRef]) -> None:
    click = next(ref for ref in refs if ref.key.startswith("click"))
    async with opened(size=(160, 48)) as pilot:
        for tab in ("facts", "labels", "raw"):
            pilot.app.go("detail", page_of(click, tab))  # type: ignore[attr-defined]
            assert "[@click=app.quit]click[/]" in await look(pilot, tab)


@pytest.mark.parametrize("size", [SMALL, (160, 48)])
async def test_changes_tell_poison_in_full_and_in_plain(
    opened: Opened, refs: list[ResourceRef], size: tuple[int, int]
) -> None:
    async with opened(size=size) as pilot:
        await press(pilot, "4", "n")
        for _ in range(len(refs) + 3):
            await press(pilot, "down")
        await press(pilot, "slash")
        for character in "[/nope]":
            await pilot.press(character)
        await look(pilot, "filtered")


async def test_discovery_gives_poisoned_reasons_in_plain(opened: Opened, refs: list[ResourceRef]) -> None:
    async with opened(size=SMALL) as pilot:
        await press(pilot, "3")
        for _ in range(len(POISONS) + 4):
            await press(pilot, "down")
        await press(pilot, "enter", "tab", "down", "enter", "escape")


async def test_events_of_poison_are_told_in_plain(
    opened: Opened, services: Services, clock: FrozenClock, refs: list[ResourceRef]
) -> None:
    async with opened(size=SMALL) as pilot:
        for key in "123456":
            await press(pilot, key)
            for name, poison in POISONS.items():
                cut = poison[:20_000]
                finding = Finding(refs[0], f"rule.{name}", Severity.CRITICAL, cut, cut, cut)
                about_kind = Finding(ResourceRef(cut, ""), f"rule.{name}", Severity.WARNING, cut, cut, cut)
                services.bus.publish(FindingsChanged(clock.now(), (finding, about_kind)))
                services.bus.publish(HealthChanged(clock.now(), "provider:local", "warning", cut, cut))
                services.bus.publish(SettingsRejected(clock.now(), Path("/x") / "config.toml", cut, cut))
                await look(pilot, f"{key} {name}")
        for poison in POISONS.values():
            services.bus.publish(StoreFailed(clock.now(), poison[:20_000], poison[:20_000]))
            await look(pilot, "store failed")


async def test_log_lines_of_poison_are_shown_in_plain(opened: Opened, services: Services) -> None:
    log = services.settings.paths.log
    log.parent.mkdir(parents=True, exist_ok=True)
    head = "2026-01-01T11:59:59.000+00:00 INFO 7 dharma_tui.x"
    lines = [f"{head}: {poison[:100_000]}\n  {poison[:500]}\n" for poison in POISONS.values()]
    log.write_bytes("".join(lines).encode("utf-8", "surrogatepass"))
    async with opened(size=SMALL) as pilot:
        await press(pilot, "5")
        await press(pilot, "home", *["pagedown"] * 12, "slash", "left_square_bracket", "slash", "enter", "escape")


async def test_saved_views_and_completions_of_poison_are_shown_in_plain(
    opened: Opened, services: Services, refs: list[ResourceRef]
) -> None:
    for name in ("markup", "click", "closing", "wide", "emoji", "rtl", "content"):
        saved = POISONS[name].translate(dict.fromkeys(map(ord, "\u200d\ufe0f")))[:40]
        services.saved_views.save(saved, View((ODD_KIND,), filter=POISONS["click"]))
    async with opened(size=SMALL) as pilot:
        await press(pilot, "2", "v", "down", "down", "escape")
        for typed in (":delete ", ":odd", ":x name:", ":x kernel:", ":x label:env=", "/label:", "/name:["):
            for character in typed:
                await pilot.press({":": "colon", "/": "slash", " ": "space"}.get(character, character))
            await look(pilot, typed)
            await press(pilot, "tab", "tab", "escape")
            await press(pilot, "escape")
        await pilot.press("ctrl+p")
        for character in "[@cl":
            await pilot.press(character)
            await look(pilot, "palette")


async def test_settings_files_of_poison_are_refused_in_plain(opened: Opened, services: Services) -> None:
    paths = services.settings.paths
    for poison in POISONS.values():
        cut = poison[:5000].encode("utf-8", "surrogatepass")
        paths.user_config.write_bytes(b'[interface]\ntheme = "' + cut + b'"\n"' + cut + b'" = 3\n')
    async with opened(size=SMALL) as pilot:
        await press(pilot, "6")
        for _ in range(12):
            await press(pilot, "down")
        await press(pilot, "slash", "x", "escape")
