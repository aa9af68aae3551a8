"""Where the columns of a table stand at any width."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dharma_tui.core.kinds import COMMON_COLUMNS, Column, ColumnType
from dharma_tui.core.types import State
from dharma_tui.core.view import Row
from dharma_tui.widgets.glyphs import glyphs
from dharma_tui.widgets.table_cells import fit
from dharma_tui.widgets.table_layout import GUTTER, MAX_AUTO_WIDTH, MIN_WIDTH, arrange, natural_width, natural_widths

NUMBER = Column("cpu", "CPU", type=ColumnType.NUMBER, width=6)
COLUMNS = (*COMMON_COLUMNS, NUMBER)


def natural(width: int) -> list[int]:
    return [width] * len(COLUMNS)


def test_wide_columns_come_only_where_there_is_room() -> None:
    names = [slot.column.name for slot in arrange(COLUMNS, natural(10), 80).slots]
    assert "key" not in names
    assert {"name", "state", "cpu"} <= set(names)
    assert "key" in [slot.column.name for slot in arrange(COLUMNS, natural(10), 200).slots]
    assert "key" in [slot.column.name for slot in arrange(COLUMNS, natural(10), 80, show_wide=True).slots]


def test_long_text_gives_way_and_numbers_do_not() -> None:
    slots = {slot.column.name: slot.width for slot in arrange((COLUMNS[0], NUMBER), [44, 12], 40).slots}
    assert slots["cpu"] == 12
    assert slots["name"] < 44


def test_room_that_is_left_goes_to_texts_that_are_cut() -> None:
    columns = (*(Column(name, name.upper()) for name in ("a", "b", "c")), NUMBER)
    cramped = [slot.width for slot in arrange(columns, [10, 10, 10, 6], 40, longest=[30, 14, 4, 30]).slots]
    roomy = [slot.width for slot in arrange(columns, [10, 10, 10, 6], 60, longest=[30, 14, 4, 30]).slots]
    vast = [slot.width for slot in arrange(columns, [10, 10, 10, 6], 300, longest=[30, 14, 4, 30]).slots]
    assert cramped == [10, 10, 10, 6]
    assert roomy == [25, 10, 10, 6]
    assert vast == [30, 14, 10, 6]


def test_a_chosen_width_is_kept() -> None:
    assert arrange(COLUMNS, natural(10), 60, chosen={"name": 50}).slots[0].width == 50


def test_narrow_lines_show_the_state_beside_the_name() -> None:
    assert [slot.column.name for slot in arrange(COLUMNS, natural(10), 40).slots][:2] == ["name", "state"]


def test_one_long_text_does_not_widen_its_column_but_a_long_number_does() -> None:
    texts = ["short"] * 99 + ["x" * 80]
    assert natural_width(COLUMNS[0], texts) == 5
    assert natural_width(NUMBER, texts) == 80
    assert natural_width(COLUMNS[0], texts[-3:]) == 80
    assert natural_width(NUMBER, []) == 0


@given(
    st.lists(st.integers(0, 300), min_size=len(COLUMNS), max_size=len(COLUMNS)),
    st.integers(1, 400),
    st.booleans(),
    st.integers(0, 3),
)
def test_columns_never_overlap_or_vanish(widths: list[int], viewport: int, wide: bool, frozen: int) -> None:
    layout = arrange(COLUMNS, widths, viewport, show_wide=wide, frozen=frozen)
    assert layout.slots
    assert layout.slots[0].x == GUTTER
    for left, right in zip(layout.slots, layout.slots[1:], strict=False):
        assert right.x == left.stop + layout.gap
    assert all(MIN_WIDTH <= slot.width <= MAX_AUTO_WIDTH for slot in layout.slots)
    assert len({slot.index for slot in layout.slots}) == len(layout.slots)
    for place, slot in enumerate(layout.slots):
        scroll = 0 if place < layout.frozen else 3
        if slot.x - scroll >= (0 if place < layout.frozen else layout.frozen_width):
            assert layout.slot_at(slot.x - scroll, scroll) == place


@given(st.text(max_size=40), st.integers(0, 30), st.booleans())
def test_text_fits_exactly(text: str, width: int, right: bool) -> None:
    from dharma_tui.core.text import printable

    assert cell_len(fit(printable(text), width, right=right)) == width


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 4, "abc…"),
        ("漢字", 3, "漢…"),
        ("漢字", 4, "漢字"),
        ("漢字仮", 4, "漢 …"),
        ("", 2, "  "),
    ],
)
def test_fitting(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


def test_texts_that_have_not_been_seen_are_given_room() -> None:
    rows = [Row(None, State.RUNNING, (f"web-{number}", number)) for number in range(20)]
    columns = (COLUMNS[0], NUMBER)
    few, _ = natural_widths(columns, rows, datetime(2026, 5, 4, tzinfo=UTC), glyphs(False))
    many, _ = natural_widths(columns, rows, datetime(2026, 5, 4, tzinfo=UTC), glyphs(False), more=True)
    assert many[0] > few[0]
    assert many[1] == few[1]
