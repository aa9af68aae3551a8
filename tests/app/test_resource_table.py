"""The table of resources alone, over a source of rows computed on demand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import Row, SortKey, View
from dharma_tui.widgets.resource_table import ResourceTable
from dharma_tui.widgets.table_pages import PAGE
from tests.app.table_source import KIND, TableApp, make_listing, make_row

SIZE = (100, 24)


def count_lines(table: ResourceTable, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Record which lines are drawn from now on."""
    drawn: list[int] = []
    draw = table.render_line

    def counting(y: int) -> Any:
        drawn.append(y)
        return draw(y)

    monkeypatch.setattr(table, "render_line", counting)
    return drawn


async def test_first_screen_shows_header_and_first_rows() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        lines = app.lines()
    assert lines[0].split()[:3] == ["NAME", "STATE", "REGION"]
    assert "server-0000000" in lines[1]
    assert "● running" in lines[1]
    assert "server-0000022" in lines[23]


@pytest.mark.parametrize("length", [0, 1, 22, 23, 24, PAGE, PAGE + 1, 1_000_000, 3_000_000_000])
async def test_last_row_is_reached_at_any_length(length: int) -> None:
    app = TableApp(make_listing(length))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("G")
        await pilot.pause()
        shown = [line for line in app.lines()[1:] if line.strip()]
        assert app.table.cursor_row == max(0, length - 1)
        if length:
            assert f"server-{length - 1:07d}"[:13] in shown[-1]
        assert len(shown) == min(length, 23)
        await pilot.press("home")
        await pilot.pause()
        assert app.table.scroll_offset.y == 0


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["down"], 1), (["j", "j"], 2), (["j", "k"], 0), (["up"], 0), (["pagedown"], 23), (["pagedown", "pageup"], 0),
        (["ctrl+f"], 23), (["ctrl+f", "ctrl+b"], 0), (["ctrl+d"], 11), (["ctrl+d", "ctrl+u"], 0), (["end"], 999),
        (["G"], 999), (["G", "home"], 0), (["end", "home"], 0), (["G", "down"], 999),
    ],
)  # fmt: skip
async def test_keys_move_the_cursor(keys: list[str], row: int) -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.table.cursor_row == row
        assert row in app.table.visible_rows()
        heard = app.said(ResourceTable.RowHighlighted)[-1]
        assert isinstance(heard, ResourceTable.RowHighlighted)
        assert heard.index == row
        assert heard.row == make_row(row)


async def test_cursor_move_draws_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j")
        await pilot.pause()
        drawn = count_lines(app.table, monkeypatch)
        await pilot.press("j")
        await pilot.pause()
    assert sorted(drawn) == [2, 3]


async def test_changed_cell_draws_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        drawn = count_lines(app.table, monkeypatch)
        ref = ResourceRef(KIND, "server-0000004")
        app.table.put_cells({ref: {"cpu": 77.7}, ResourceRef(KIND, "server-0000900"): {"cpu": 1.0}})
        await pilot.pause()
        assert drawn == [5]
        assert "77.7%" in app.lines()[5]
        drawn.clear()
        app.table.put_cells({ref: {"cpu": 77.7}})
        await pilot.pause()
        assert drawn == []


async def test_page_down_finds_rows_ready() -> None:
    app = TableApp(make_listing(1_000_000))
    async with app.run_test(size=SIZE) as pilot:
        while not app.asked or app.asked[-1].start < 2 * PAGE:  # the second page ahead is asked for last
            await pilot.pause()
        app.answers = False
        await pilot.press(*["pagedown"] * 5)
        await pilot.pause()
        assert "···" not in "".join(app.lines())


async def test_rows_not_arrived_are_shown_as_waiting_and_filled_later() -> None:
    app = TableApp(make_listing(1_000_000), answers=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "···" in app.lines()[1]
        wanted = app.asked[0]
        app.table.put_rows(wanted.token, wanted.start, [make_row(i) for i in range(wanted.start, wanted.end)])
        await pilot.pause()
        assert "server-0000000" in app.lines()[1]


async def test_dragging_through_a_million_rows_asks_for_few_pages() -> None:
    app = TableApp(make_listing(1_000_000), answers=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for place in range(0, 1_000_000, 20_000):
            app.table.scroll_to(y=place, animate=False)
        await pilot.pause()
        assert len(app.asked) <= 3
        for wanted in list(app.asked):
            app.table.put_rows(wanted.token, wanted.start, [make_row(i) for i in range(wanted.start, wanted.end)])
        await pilot.pause()
        assert app.asked[-1].start <= app.table.scroll_offset.y < app.asked[-1].end + PAGE


async def test_rows_of_an_older_listing_are_refused() -> None:
    app = TableApp(make_listing(1000), answers=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.show(make_listing(500, token=2))
        app.table.put_rows(1, 0, [make_row(i + 100) for i in range(PAGE)])
        await pilot.pause()
        assert app.table.row is None


async def test_failed_page_is_asked_for_again() -> None:
    app = TableApp(make_listing(1000), answers=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        first = app.asked[0]
        app.table.give_up(first.token, first.start)
        await pilot.press("j")
        await pilot.pause()
        assert [wanted.start for wanted in app.asked].count(first.start) == 2


async def test_marks_survive_another_order() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "space", "space")
        await pilot.pause()
        assert app.table.marks == {make_row(1).ref, make_row(2).ref}
        assert app.lines()[2].startswith("✓")
        app.source = lambda index: make_row(999 - index)
        app.table.show(make_listing(1000, token=2))
        await pilot.press("G")
        await pilot.pause()
        assert [line[0] for line in app.lines()[-3:]] == ["✓", "✓", " "]


async def test_marking_a_range_asks_for_it() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "space", "pagedown", "ctrl+space")
        await pilot.pause()
        (wanted,) = app.said(ResourceTable.MarkRangeWanted)
        assert isinstance(wanted, ResourceTable.MarkRangeWanted)
        assert (wanted.start, wanted.end) == (1, 26)


async def test_mark_all_then_none_and_invert() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+a")
        await pilot.pause()
        (wanted,) = app.said(ResourceTable.MarkRangeWanted)
        assert isinstance(wanted, ResourceTable.MarkRangeWanted)
        assert (wanted.start, wanted.end) == (0, 1000)
        refs = {make_row(index).ref for index in range(1000)}
        app.table.mark({ref for ref in refs if ref})
        await pilot.press("asterisk")
        await pilot.pause()
        assert len(app.said(ResourceTable.MarksInverted)) == 1
        await pilot.press("ctrl+a")
        await pilot.pause()
        assert app.table.marks == set()


async def test_opening_by_key_and_by_double_click() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", "enter")
        await pilot.click(ResourceTable, offset=(5, 5))
        await pilot.click(ResourceTable, offset=(5, 5), times=2)
        await pilot.pause()
        opened = [message.index for message in app.said(ResourceTable.RowOpened)]  # type: ignore[attr-defined]
        assert opened == [1, 4]


async def test_sort_keys_cycle_and_add() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right", "right", "right", "s")
        await pilot.pause()
        view = View(sort=(SortKey("cpu", True),))
        app.table.show(make_listing(1000, token=2, view=view), keep_place=True)
        await pilot.press("left", "S")
        await pilot.pause()
        both = View(sort=(SortKey("cpu", True), SortKey("region")))
        app.table.show(make_listing(1000, token=3, view=both), keep_place=True)
        await pilot.pause()
        header = app.lines()[0]
        await pilot.press("right", "s")
        await pilot.pause()
        wanted = [message.keys for message in app.said(ResourceTable.SortWanted)]  # type: ignore[attr-defined]
    assert wanted == [view.sort, both.sort, (SortKey("cpu", False),)]
    assert "CPU▼1" in header
    assert "REGION▲2" in header


async def test_header_click_sorts_and_shift_click_adds() -> None:
    app = TableApp(make_listing(1000, view=View(sort=(SortKey("name"),))))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        cpu = next(slot for slot in app.table.slots if slot.column.name == "cpu")
        await pilot.click(ResourceTable, offset=(cpu.x + 1, 0))
        await pilot.click(ResourceTable, offset=(cpu.x + 1, 0), shift=True)
        await pilot.pause()
        wanted = [message.keys for message in app.said(ResourceTable.SortWanted)]  # type: ignore[attr-defined]
    assert wanted == [(SortKey("cpu", True),), (SortKey("name"), SortKey("cpu", True))]


async def test_resizing_by_key_and_by_drag() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = app.table.slots[0].width
        await pilot.press("greater_than_sign")
        assert app.table.slots[0].width == before + 2
        edge = app.table.slots[0].stop
        await pilot.mouse_down(ResourceTable, offset=(edge, 0))
        await pilot.hover(ResourceTable, offset=(edge + 6, 0))
        await pilot.mouse_up(ResourceTable, offset=(edge + 6, 0))
        await pilot.pause()
        assert app.table.slots[0].width == before + 8
        changed = app.said(ResourceTable.ColumnsChanged)[-1]
        assert isinstance(changed, ResourceTable.ColumnsChanged)
        assert changed.widths == {"name": before + 8}
        assert app.said(ResourceTable.SortWanted) == []


async def test_moving_and_hiding_columns() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "right", "left_curly_bracket")
        await pilot.pause()
        moved = app.said(ResourceTable.ColumnsChanged)[-1]
        assert isinstance(moved, ResourceTable.ColumnsChanged)
        assert moved.columns[:3] == ("name", "region", "state")
        await pilot.press("X")
        await pilot.pause()
        hidden = app.said(ResourceTable.ColumnsChanged)[-1]
        assert isinstance(hidden, ResourceTable.ColumnsChanged)
        assert "state" not in hidden.columns


async def test_frozen_column_stays_while_the_rest_scrolls() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=(50, 10)) as pilot:
        await pilot.press("w")
        await pilot.press(*["right"] * 7)
        await pilot.pause()
        lines = app.lines()
        assert app.table.scroll_offset.x > 0
        assert "server-0000000" in lines[1][:24]
        assert "KEY" in lines[0]
        assert all(cell_len(line) == app.table.room.width for line in lines)


async def test_wide_columns_come_in_where_there_is_room() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert "key" not in app.table.shown_columns
        await pilot.resize_terminal(140, 10)
        await pilot.pause()
        assert "key" in app.table.shown_columns


HOSTILE = [
    "\x1b[31mred\x1b]52;c;aGk=\x07", "[bold]markup[/bold]", "\u202eevil\u2066", "nul\x00byte", "漢字かな" * 20, "👩‍👩‍👧‍👦 family",
    "e\u0301" * 50, "z" + "\u0301" * 1000, "\ud800lone", "x" * 1_000_000, "tab\there\nnewline", "",
]  # fmt: skip


@pytest.mark.parametrize("place", range(8))
async def test_hostile_text_in_any_column_keeps_lines_whole(place: int) -> None:
    def hostile(index: int) -> Row:
        row = make_row(index)
        cells = list(row.cells)
        cells[place] = HOSTILE[index % len(HOSTILE)]
        return replace(row, cells=tuple(cells))

    app = TableApp(make_listing(len(HOSTILE)), hostile)
    async with app.run_test(size=(160, 20)) as pilot:
        await pilot.press("w")
        await pilot.pause()
        for line in app.lines():
            assert cell_len(line) == app.table.room.width
            assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line)
            assert "\u202e" not in line
            assert "\ud800" not in line


async def test_state_is_never_told_by_colour_alone() -> None:
    def each_state(index: int) -> Row:
        state = list(State)[index]
        return replace(make_row(index), state=state, cells=("n", state.value))

    app = TableApp(make_listing(len(State)), each_state)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        unicode_lines = app.lines()[1 : len(State) + 1]
        app.table.ascii_only = True
        await pilot.pause()
        ascii_lines = app.lines()[1 : len(State) + 1]
    for state, shown, plain in zip(State, unicode_lines, ascii_lines, strict=True):
        assert state.value in shown
        assert plain.isascii()
    assert len({line[line.index(state.value) - 2] for state, line in zip(State, unicode_lines, strict=True)}) == 7
    assert len({line[line.index(state.value) - 2] for state, line in zip(State, ascii_lines, strict=True)}) == 7


async def test_refresh_keeps_the_cursors_row_where_it_was() -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("pagedown", "pagedown", "up", "up")
        await pilot.pause()
        table = app.table
        line = table.cursor_row - table.scroll_offset.y
        app.source = lambda index: make_row(index - 7)
        rows = [app.source(index) for index in range(PAGE)]
        table.show(make_listing(1007, token=2), rows, 0, cursor=table.cursor_row + 7, keep_place=True)
        assert table.cursor_row - table.scroll_offset.y == line
        assert table.row == make_row(44)


@pytest.mark.parametrize("size", [(40, 10), (20, 3), (5, 2), (1, 1)])
async def test_tiny_terminals_draw_something(size: tuple[int, int]) -> None:
    app = TableApp(make_listing(1000))
    async with app.run_test(size=size) as pilot:
        await pilot.press("j", "right", "pagedown", "G", "w", "end")
        await pilot.pause()
        assert all(cell_len(line) == app.table.room.width for line in app.lines())
