"""Rows of a window of cells, and where the window belongs."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Offset, Size

from dharma_tui.core.drawing import Box, Detail, Drawing, Sketch
from dharma_tui.widgets.graph_painter import RowCells
from dharma_tui.widgets.graph_window import centred, contained, fitted, held, revealed


@pytest.mark.parametrize("x", range(-3, 10))
@pytest.mark.parametrize("first", ["漢字かき", "हिन्दी", "か\u3099き", "abc"])
def test_what_is_drawn_over_wide_characters_leaves_the_row_as_wide_as_it_was(first: str, x: int) -> None:
    row = RowCells(9)
    row.put(1, first, "a")
    row.put(x, "▏", "b")
    row.put(x + 2, "国", "c")
    assert sum(cell_len(segment.text) for segment in row.strip(lambda _: Style())) == 9


def drawing(width: int, height: int) -> Drawing:
    return Drawing(Sketch(), Detail.LINES, width, height)


def test_a_picture_is_put_where_as_much_of_it_is_in_view_as_can_be() -> None:
    small, large, size = drawing(20, 10), drawing(200, 90), Size(80, 20)
    first, middle, last = Box("a", 0, 0, 9, 1), Box("a", 96, 45, 9, 1), Box("a", 190, 89, 9, 1)
    assert fitted(small, size, []) == Offset(-30, -5)
    assert fitted(large, size, []) == Offset(0, 0)
    assert fitted(large, size, [first]) == Offset(0, 0)
    assert fitted(large, size, [middle]) == Offset(60, 35)
    assert fitted(large, size, [last]) == Offset(120, 70)
    assert fitted(large, size, [middle, Box("b", 140, 45, 9, 1)]) == Offset(82, 35), "both in view"
    assert fitted(large, size, [middle, last]) == Offset(94, 43), "the first is, the other as near as can be"
    assert fitted(large, size, [middle, first]) == Offset(27, 28)
    assert contained(Offset(5, 70), small, size) == Offset(0, 0)
    assert contained(Offset(-75, -70), small, size) == Offset(-60, -10)
    assert centred(Offset(7, 7), drawing(200, 10), size) == Offset(7, -5)


def test_a_window_moves_no_more_than_it_must() -> None:
    size = Size(80, 20)
    large = drawing(200, 90)
    assert revealed(Offset(0, 0), Box("a", 10, 5, 9, 1), large, size) == Offset(0, 0)
    assert revealed(Offset(0, 0), Box("a", 100, 40, 9, 1), large, size) == Offset(31, 22)
    assert held(Offset(1000, -1000), drawing(200, 90), size) == Offset(192, -16)
