"""The inventory over a store with history: every key, every face."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import IndexAdvanced, MetricsSampled
from dharma_tui.core.types import Metric, Point
from dharma_tui.core.view import Computed, SortKey, View
from dharma_tui.screens._export import ExportScreen
from dharma_tui.screens._pick import Choice, PickScreen
from dharma_tui.screens.compare import CompareScreen
from dharma_tui.screens.inventory import InventoryScreen
from dharma_tui.services import Services
from tests.app.conftest import Opened, Slow
from tests.app.console import SETTLE_SECONDS, TURN_SECONDS, press, settled, text_of, told
from tests.app.estate import DATABASE, HOST, rescan

Inventory: TypeAlias = "Callable[..., AbstractAsyncContextManager[Pilot[None]]]"
SIZES = ((80, 24), (160, 48))


@asynccontextmanager
async def showing(
    services: Services, view: View | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Pilot[None]]:
    """The console with the inventory in front."""
    app = DharmaApp(services)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.open_view(view) if view is not None else app.go("inventory")
        await settled(pilot)
        yield pilot


def screen_of(pilot: Pilot[None]) -> InventoryScreen:
    """The inventory."""
    screen = pilot.app.front()  # type: ignore[attr-defined]
    assert isinstance(screen, InventoryScreen)
    return screen


def in_front(pilot: Pilot[None]) -> bool:
    """Whether no dialog lies over the inventory."""
    return isinstance(pilot.app.screen, InventoryScreen)


def names(pilot: Pilot[None]) -> list[Any]:
    """The first cell of every row that has arrived, from the top."""
    table = screen_of(pilot).table
    assert table.listing is not None
    rows = [table.row_at(index) for index in range(table.listing.length)]
    return [row.cells[0] for row in rows if row is not None]


def said(pilot: Pilot[None]) -> str:
    """The newest note in the corner."""
    notes = list(pilot.app._notifications)
    return notes[-1].message if notes else ""


async def typed(pilot: Pilot[None], text: str) -> str:
    """Type, wait until it has been asked for and what follows is done, and read the screen."""
    await pilot.press(*(TYPED.get(letter, letter) for letter in text))
    await settled(pilot)
    return text_of(pilot)


TYPED = {" ": "space", ":": "colon", "-": "minus", ">": "greater_than_sign", "(": "left_parenthesis", ")": "right_parenthesis",
         "/": "slash",
         "=": "equals_sign", "~": "tilde", "!": "exclamation_mark", ".": "full_stop"}  # fmt: skip


async def test_everything_is_listed_with_counts(estate: Services) -> None:
    async with showing(estate) as pilot:
        shown = text_of(pilot)
        assert "bastion" in shown
        assert "10 of 10" in shown
        assert "row 1" in shown
        assert [branch.count for branch in screen_of(pilot).kind_tree.branches] == [10, 10, 1, 1, 8]


async def test_kinds_have_no_number_before_they_are_counted(estate: Services, slow: Slow) -> None:
    app = DharmaApp(estate)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        slow(estate)
        app.open_view(View())
        await told(pilot, "Reading the inventory")
        everything = next(line for line in text_of(pilot).splitlines() if "Everything  " in line)
        assert everything.split()[:2] == ["Everything", "…"]


async def test_a_filter_applies_as_it_is_typed(estate: Services) -> None:
    async with showing(estate) as pilot:
        shown = await typed(pilot, "/worker-2")
        assert names(pilot) == ["worker-2"]
        assert "1 of 10" in shown
        await press(pilot, "enter")
        assert pilot.app.focused is screen_of(pilot).table
        await press(pilot, "escape")
        assert len(names(pilot)) == 10


async def test_a_wrong_filter_says_so_and_the_last_good_rows_stay(estate: Services) -> None:
    async with showing(estate) as pilot:
        await typed(pilot, "/worker")
        shown = await typed(pilot, " )")
        assert "closes nothing" in shown
        assert len(names(pilot)) == 7
        assert pilot.app.focused is not screen_of(pilot).table
        shown = await press(pilot, "escape")
        assert "closes nothing" not in shown
        assert screen_of(pilot).view.filter == ""


@pytest.mark.parametrize("wrong", ["sort:nofield", "by:nofield", "calc:x=nofield+1"])
async def test_a_view_that_cannot_be_shown_says_why_in_its_place(estate: Services, wrong: str) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        shown = await press(pilot, "colon", *(TYPED.get(letter, letter) for letter in f"file_system {wrong}"), "enter")
        assert "nofield" in screen_of(pilot).face.saying.what
        assert not screen_of(pilot).filter_bar.has_class("-open")
        assert "File systems" in shown.splitlines()[0]
        shown = await press(pilot, "colon", *"file_system", "enter")
        assert screen_of(pilot).face.state == "data"


async def test_a_filter_that_matches_nothing_says_what_to_do(estate: Services) -> None:
    async with showing(estate) as pilot:
        shown = await typed(pilot, "/zzz")
        assert "Nothing matches zzz" in shown
        assert "esc clears" in shown
        await press(pilot, "escape")
        assert len(names(pilot)) == 10
        assert pilot.app.focused is screen_of(pilot).table


async def test_tab_completes_the_filter(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        await typed(pilot, "/state:fa")
        await press(pilot, "tab")
        assert screen_of(pilot).view.filter == "state:failed"
        assert names(pilot) == ["postgres"]


async def test_without_unicode_the_screen_its_dialogs_and_its_scrollbars_are_ascii(estate: Services) -> None:
    async with showing(estate, size=(80, 12)) as pilot:
        assert not (await press(pilot, "p")).isascii()
        await estate.io.run(estate.settings.set, "interface.ascii", "true")
        await settled(pilot)
        pictures = [text_of(pilot)]
        for keys in (
            ("o",),
            ("escape", "e"),
            ("escape", "p", "space", "space", "equals_sign"),
            ("escape", "enter"),
            ("x",),
        ):
            pictures.append(await press(pilot, *keys))
        assert [mark for picture in pictures for mark in picture if not mark.isascii()] == []


async def test_a_computed_column_is_on_the_screen_however_narrow(estate: Services) -> None:
    computed = (Computed("double", "cpu * 2"),)
    async with showing(estate, View(kinds=("local.process",), computed=computed), size=(60, 24)) as pilot:
        table = screen_of(pilot).table
        slot = next(slot for slot in table.slots if slot.column.name == "double")
        assert slot.stop <= table.room.width
        assert "DOUBLE" in text_of(pilot)


async def test_going_back_leads_to_the_row_that_was_left(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        await press(pilot, "down", "down", "down")
        left = screen_of(pilot).table.row
        await press(pilot, "enter")
        assert not isinstance(pilot.app.screen, InventoryScreen)
        await press(pilot, "escape")
        assert screen_of(pilot).table.row == left
        assert "row 4" in text_of(pilot)


async def test_going_back_to_the_groups_leads_to_the_group_looked_into(estate: Services) -> None:
    async with showing(estate, View(group_by=("kind",))) as pilot:
        await press(pilot, "down", "down")
        await press(pilot, "enter")
        assert screen_of(pilot).view.group_by == ()
        assert "row 1" in text_of(pilot)
        await press(pilot, "left_square_bracket")
        assert screen_of(pilot).table.cursor_row == 2


async def test_faults_only_and_back(estate: Services) -> None:
    async with showing(estate) as pilot:
        await press(pilot, "z")
        assert sorted(names(pilot)) == ["/", "postgres"]
        await press(pilot, "z")
        assert len(names(pilot)) == 10


async def test_the_kinds_choose_what_is_listed(estate: Services) -> None:
    async with showing(estate) as pilot:
        await press(pilot, "t")
        assert pilot.app.focused is screen_of(pilot).kind_tree
        shown = await press(pilot, "end", "enter")
        assert screen_of(pilot).view.kinds == ("local.process",)
        assert "8 of 8" in shown
        await press(pilot, "escape")
        assert screen_of(pilot).view.kinds == ()


async def test_the_tree_folds_and_hides(estate: Services) -> None:
    async with showing(estate) as pilot:
        tree = screen_of(pilot).kind_tree
        await press(pilot, "t", "down", "space")
        assert [branch.name for branch in tree.branches] == ["", "local"]
        await press(pilot, "space")
        assert len(tree.branches) == 5
        await press(pilot, "t")
        assert not tree.display
        await press(pilot, "t")
        assert tree.display


async def test_narrow_terminals_show_the_kinds_only_when_asked(estate: Services) -> None:
    async with showing(estate, size=(50, 20)) as pilot:
        screen = screen_of(pilot)
        assert not screen.kind_tree.display
        await press(pilot, "t")
        assert screen.kind_tree.display
        assert not screen.query_one("#table-pane").display
        await press(pilot, "end", "enter")
        assert not screen.kind_tree.display
        assert screen.query_one("#table-pane").display
        assert pilot.app.focused is screen.table


async def test_sorting_by_key_reopens_in_that_order(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        table = screen_of(pilot).table
        column = next(place for place, slot in enumerate(table.slots) if slot.column.name == "pid")
        await press(pilot, *["right"] * column, "s")
        assert screen_of(pilot).view.sort == (SortKey("pid", True),)
        assert names(pilot)[0] == "worker-7"
        await press(pilot, "s")
        assert names(pilot)[0] == "postgres"
        await press(pilot, "s")
        assert screen_of(pilot).view.sort == ()


async def test_columns_are_chosen_and_ordered(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",)), size=(160, 48)) as pilot:
        shown = screen_of(pilot).table.shown_columns
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, PickScreen)
        await press(pilot, "down", "space", "right_curly_bracket", "enter")
        columns = screen_of(pilot).view.columns
        assert "state" not in columns
        assert columns[0] == shown[0]
        await press(pilot, "right", "left_curly_bracket")
        assert screen_of(pilot).view.columns[:2] == (columns[1], columns[0])
        assert names(pilot)


async def test_widths_are_kept_in_the_view(estate: Services) -> None:
    async with showing(estate) as pilot:
        width = screen_of(pilot).table.slots[0].width
        await press(pilot, "greater_than_sign")
        assert screen_of(pilot).view.widths == {"name": width + 2}
        assert f"width:name={width + 2}" in text_of(pilot)


async def test_groups_are_counted_and_looked_into(estate: Services) -> None:
    async with showing(estate) as pilot:
        await press(pilot, "b")
        shown = await press(pilot, "space", "enter")
        assert screen_of(pilot).view.group_by == ("state",)
        assert "3 groups" in shown
        assert sorted(str(name) for name in names(pilot)) == ["degraded", "failed", "running"]
        table = screen_of(pilot).table
        place = [str(name) for name in names(pilot)].index("failed")
        await press(pilot, *["down"] * place, "enter")
        assert names(pilot) == ["postgres"]
        assert screen_of(pilot).view.group_by == ()
        await press(pilot, "left_square_bracket")
        assert screen_of(pilot).view.group_by == ("state",)
        assert table.listing is not None


async def test_the_topology_of_a_group_is_that_of_what_is_in_it(estate: Services) -> None:
    async with showing(estate) as pilot:
        await press(pilot, "b", "space", "enter")
        place = [str(name) for name in names(pilot)].index("failed")
        shown = await press(pilot, *["down"] * place, "g")
        assert "Topology › postgres" in shown
        await press(pilot, "escape")
        row = screen_of(pilot).table.row
        assert row is not None and row.group == ("failed",)


async def test_groups_by_another_column_show_the_worst_state(estate: Services) -> None:
    async with showing(estate, View(group_by=("kind",))) as pilot:
        shown = text_of(pilot)
        line = next(line for line in shown.splitlines() if "local.process" in line)
        assert "✗ failed" in line
        assert "8" in line


async def test_marks_are_counted_and_survive_filter_and_order(estate: Services) -> None:
    async with showing(estate) as pilot:
        shown = await press(pilot, "down", "space", "space")
        assert "2 marked" in shown
        await typed(pilot, "/worker")
        await press(pilot, "enter", "s", "s")
        assert "2 marked" in text_of(pilot)
        await press(pilot, "ctrl+a")
        assert not screen_of(pilot).table.marks
        await press(pilot, "ctrl+a")
        assert len(screen_of(pilot).table.marks) == 7
        await press(pilot, "escape", "asterisk")
        assert len(screen_of(pilot).table.marks) == 3


async def test_what_is_gone_is_not_marked_any_more(estate: Services, clock: FrozenClock) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        assert "8 marked" in await press(pilot, "ctrl+a")
        await estate.io.run(rescan, estate.lake, "scan-9", clock.now(), 6, False)
        async with asyncio.timeout(SETTLE_SECONDS):
            while len(screen_of(pilot).table.marks) == 8:
                await pilot.pause(TURN_SECONDS)
        await settled(pilot)
        assert "6 marked" in text_of(pilot)


async def test_a_range_is_marked(estate: Services) -> None:
    async with showing(estate) as pilot:
        await press(pilot, "space", "down", "down", "ctrl+space")
        assert len(screen_of(pilot).table.marks) == 4


async def test_two_marked_resources_are_compared(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        await press(pilot, "equals_sign")
        assert "0 resources are marked" in said(pilot)
        shown = await press(pilot, "space", "space", "equals_sign")
        assert isinstance(pilot.app.screen, CompareScreen)
        assert "attrs.pid" in shown
        assert "equal (a shows them)" in shown
        assert "attrs.user" in shown
        more = await press(pilot, "a")
        assert "provider" in more
        await press(pilot, "escape")
        assert in_front(pilot)


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (["c"], "/"),
        (["right", "c"], "local.file_system"),
        (["C", "down", "down", "enter"], "m1//"),
        (["C", "n", "enter"], "/"),
        (["C", "r", "enter"], "/\tlocal.file_system\tdegraded"),
    ],
)
async def test_copying(estate: Services, keys: list[str], copied: str) -> None:
    async with showing(estate) as pilot:
        await press(pilot, *keys)
        assert pilot.app.clipboard.startswith(copied)


async def test_copying_the_document_and_the_command_line(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.host",))) as pilot:
        await press(pilot, "C", "w", "enter")
        assert json.loads(pilot.app.clipboard)["key"] == HOST.key
        await press(pilot, "Y")
        assert pilot.app.clipboard == "dharma-tui --open local.host"
        await press(pilot, "C", "end", "enter")
        assert pilot.app.clipboard == "dharma-tui --open local.host"


async def test_exporting_all_rows(estate: Services, tmp_path: Path) -> None:
    async with showing(estate) as pilot:
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, ExportScreen)
        await press(pilot, "ctrl+u", *(TYPED.get(letter, letter) for letter in str(tmp_path / "out.csv")))
        await press(pilot, "enter")
        assert "10 rows written" in said(pilot)
        with (tmp_path / "out.csv").open(newline="") as file:
            assert len(list(csv.DictReader(file))) == 10


async def test_exporting_the_marked_rows_in_another_form(estate: Services, tmp_path: Path) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        await press(pilot, "space", "space", "e", "ctrl+u")
        await press(pilot, *(TYPED.get(letter, letter) for letter in str(tmp_path / "out.csv")), "tab", "tab")
        await press(pilot, "enter")
        lines = (tmp_path / "out.jsonl").read_text().splitlines()
        assert [json.loads(line)["name"] for line in lines] == ["worker-1", "postgres"]


async def test_a_grouped_view_is_exported_as_groups_whatever_is_marked(estate: Services, tmp_path: Path) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        await press(pilot, "space")
        screen_of(pilot).shell.open_view(View(kinds=("local.process",), group_by=("kind",)))
        await settled(pilot)
        screen_of(pilot).table.mark([HOST])
        shown = await press(pilot, "e")
        assert "rows  all 1 group  (^r: " in shown
        await press(pilot, "escape", "colon", *"export", "space")
        await press(pilot, *(TYPED.get(letter, letter) for letter in str(tmp_path / "out.csv")), "enter")
        assert "1 group written" in said(pilot)


async def test_an_export_that_cannot_be_written_says_why(estate: Services, tmp_path: Path) -> None:
    async with showing(estate) as pilot:
        await press(pilot, "e", "ctrl+u", *(TYPED.get(letter, letter) for letter in str(tmp_path / "no" / "out.csv")))
        shown = await press(pilot, "enter")
        assert "there is no folder" in shown
        assert isinstance(pilot.app.screen, ExportScreen)
        await press(pilot, "escape")
        assert in_front(pilot)


async def test_views_are_saved_opened_and_deleted(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",), filter="worker")) as pilot:
        await press(pilot, "V", *"mine", "enter")
        assert [saved.name for saved in estate.saved_views.list()] == ["mine"]
        await press(pilot, "t", "home", "enter")
        assert screen_of(pilot).view == View()
        await press(pilot, "v", "enter")
        assert screen_of(pilot).view.filter == "worker"
        assert len(names(pilot)) == 7
        await press(pilot, "v", "delete")
        assert estate.saved_views.list() == []
        await press(pilot, "v")
        assert "no saved views yet" in said(pilot)


async def test_the_preview_follows_the_cursor(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",)), size=(160, 48)) as pilot:
        await press(pilot, "p")
        preview = screen_of(pilot).preview
        assert preview.display
        assert preview.lines[0].text.startswith("postgres")
        await press(pilot, "down")
        assert preview.lines[0].text.startswith("worker-1")
        await press(pilot, "p")
        assert not preview.display


@pytest.mark.parametrize(
    ("key", "part"),
    [("d", "facts"), ("y", "raw"), ("x", "links"), ("h", "history"), ("m", "metrics"), ("enter", "facts")],
)
async def test_keys_open_the_resource_on_its_parts(estate: Services, key: str, part: str) -> None:
    async with showing(estate, View(kinds=("local.host",))) as pilot:
        await press(pilot, key)
        detail: Any = pilot.app.screen
        assert detail.NAME == "detail"
        assert (detail.ref, detail.part) == (HOST, part)
        await press(pilot, "escape")
        assert screen_of(pilot).view.kinds == ("local.host",)


async def test_rescanning_looks_for_what_is_shown(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.time_sync",))) as pilot:
        shown = " ".join(text_of(pilot).split())
        assert "Nothing found: Time synchronisation no scan has listed these" in shown
        await press(pilot, "R")
        assert said(pilot).startswith("Time synchronisation: 1 new")
        await estate.io.run(estate.watch.look)
        await settled(pilot)
        assert len(names(pilot)) == 1


async def test_a_moment_of_the_past_is_shown_and_said(estate: Services) -> None:
    async with showing(estate, View(kinds=("local.process",), at="-1d")) as pilot:
        assert len(names(pilot)) == 9
        assert "as of 2025-12-31 12:00:00 (1d ago)" in text_of(pilot)
        then = {branch.name: branch.count for branch in screen_of(pilot).kind_tree.branches}
        assert then["local.process"] == 9


async def test_news_keep_the_cursor_on_its_row_and_the_marks(estate: Services, clock: FrozenClock) -> None:
    async with showing(estate, View(kinds=("local.process",))) as pilot:
        await press(pilot, "down", "space", "down", "down")
        table = screen_of(pilot).table
        row, marks = table.row, set(table.marks)
        assert row is not None
        await settled(pilot)

        rescan(estate.lake, "scan-9", clock.now(), 20, False)
        await estate.io.run(estate.watch.look)
        await settled(pilot)
        assert table.listing is not None
        assert table.listing.length == 20
        assert table.row is not None
        assert table.row.ref == row.ref
        assert table.marks == marks


async def test_measured_values_are_drawn_in_place(estate: Services, clock: FrozenClock) -> None:
    async with showing(estate, View(kinds=("local.process",)), size=(160, 48)) as pilot:
        point = Point(Metric(DATABASE, "cpu", "percent"), clock.now(), 87.5)
        estate.bus.publish(MetricsSampled(clock.now(), (point,)))
        await settled(pilot)
        assert "87.5%" in next(line for line in text_of(pilot).splitlines() if "postgres" in line)


async def test_what_rows_are_sorted_by_stays_as_it_was_then(estate: Services, clock: FrozenClock) -> None:
    view = View(kinds=("local.process",), sort=(SortKey("cpu", descending=True),))
    async with showing(estate, view, size=(160, 48)) as pilot:
        point = Point(Metric(DATABASE, "cpu", "percent"), clock.now(), 87.5)
        before = next(line for line in text_of(pilot).splitlines() if "postgres" in line)
        estate.bus.publish(MetricsSampled(clock.now(), (point,)))
        await settled(pilot)
        assert next(line for line in text_of(pilot).splitlines() if "postgres" in line) == before


async def test_changes_are_highlighted_until_seen(estate: Services, clock: FrozenClock) -> None:

    async with showing(estate, View(kinds=("local.process",))) as pilot:
        await press(pilot, "u")
        assert not any("~ postgres" in line for line in text_of(pilot).splitlines())
        clock.at = clock.at.replace(hour=13)
        rescan(estate.lake, "scan-9", clock.now(), 8, False)
        await estate.io.run(estate.watch.look)
        await settled(pilot)
        assert any("~ postgres" in line for line in text_of(pilot).splitlines())
        await press(pilot, "u")
        assert not any("~ postgres" in line for line in text_of(pilot).splitlines())


async def test_the_event_of_an_index_far_ahead_reopens_once(estate: Services, clock: FrozenClock) -> None:
    async with showing(estate) as pilot:
        listing = screen_of(pilot).table.listing
        assert listing is not None
        for number in range(50):
            estate.bus.publish(IndexAdvanced(clock.now(), 100 + number, 10))
        await settled(pilot)
        renewed = screen_of(pilot).table.listing
        assert renewed is not None
        assert renewed.token - listing.token <= 2


@pytest.mark.parametrize("size", [(40, 10), (30, 6), (20, 5)])
async def test_tiny_terminals_stay_usable(estate: Services, size: tuple[int, int]) -> None:
    async with showing(estate, size=size) as pilot:
        shown = await press(pilot, "G", "space", "k")
        assert "1 marked" in shown or size[0] < 40
        assert "10 of 10" in shown
        await press(pilot, "t", "enter", "o", "escape", "b", "escape", "e", "escape", "p", "p")
        assert screen_of(pilot).table.row is not None


async def test_an_empty_store_says_what_to_do(services: Services) -> None:
    async with showing(services, size=(80, 24)) as pilot:
        shown = text_of(pilot)
        assert "Nothing has been discovered yet" in shown
        assert "R discovers now" in shown


# -- looks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("face", ["data", "empty", "error", "loading"])
def test_looks(request: pytest.FixtureRequest, snap_compare: Any, slow: Slow, face: str, size: tuple[int, int]) -> None:
    shown: Services = request.getfixturevalue("services" if face == "empty" else "estate")

    async def prepare(pilot: Pilot[None]) -> None:
        app: Any = pilot.app
        await settled(pilot)
        if face == "loading":
            slow(shown)
            app.open_view(View())
            await told(pilot, "Reading the inventory")
            return
        app.open_view(View(filter="nofield>3") if face == "error" else View())
        await settled(pilot)
        if face == "data":
            await press(pilot, "down", "space")

    assert snap_compare(DharmaApp(shown), terminal_size=size, run_before=prepare)


async def test_a_dialog_keeps_its_keys_and_its_cursor_in_sight_on_the_smallest_terminal(opened: Opened) -> None:
    choices = [Choice(f"k{number}", f"Choice {number}") for number in range(30)]
    async with opened(size=(40, 10)) as pilot:
        pilot.app.push_screen(PickScreen("Columns", choices, several=True))
        await settled(pilot)
        await pilot.press("end")
        await settled(pilot)

        assert "Choice 29" in text_of(pilot) and "enter choose" in text_of(pilot) and "esc cancel" in text_of(pilot)
