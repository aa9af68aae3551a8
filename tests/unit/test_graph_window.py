"""Where a window onto a picture belongs: nothing is cut for what is beside the picture, and no more is blank than was."""

from __future__ import annotations

import pytest
from textual.geometry import Offset, Size

from dharma_tui.core.drawing import Box, Detail, Drawing, Sketch
from dharma_tui.widgets.graph_window import NO_BLANK, Blank, blank, filled, revealed

SIZE = Size(40, 10)


def drawing(width: int, height: int) -> Drawing:
    return Drawing(Sketch(), Detail.LINES, width, height)


@pytest.mark.parametrize(
    ("box", "at"),
    [
        (Box("last", 24, 3, 16, 1), Offset(0, 0)),
        (Box("first", 0, 0, 16, 1), Offset(0, 0)),
        (Box("lowest", 4, 9, 16, 1), Offset(0, 0)),
    ],
    ids=str,
)
def test_what_fits_is_not_cut_for_what_is_beside_it(box: Box, at: Offset) -> None:
    assert revealed(at, box, drawing(40, 10), SIZE) == at


def test_what_does_not_fit_is_shown_with_a_little_around_it() -> None:
    assert revealed(Offset(0, 0), Box("last", 50, 20, 16, 1), drawing(90, 40), SIZE) == Offset(28, 12)
    assert revealed(Offset(60, 30), Box("wide", 1, 20, 60, 1), drawing(90, 40), SIZE) == Offset(1, 19)


def test_a_window_is_filled_where_it_was() -> None:
    tall = drawing(30, 40)
    assert blank(Offset(0, 30), tall, SIZE) == Blank(right=10)
    assert filled(Offset(0, 36), drawing(30, 20), SIZE, NO_BLANK) == Offset(0, 10)
    assert filled(Offset(0, -7), drawing(30, 20), SIZE, NO_BLANK) == Offset(0, 0)
    assert filled(Offset(0, -7), drawing(30, 20), SIZE, Blank(above=5)) == Offset(0, -5)
    assert filled(Offset(0, 14), drawing(30, 20), SIZE, Blank(below=9)) == Offset(0, 14)
    assert filled(Offset(3, 14), drawing(30, 8), SIZE, NO_BLANK) == Offset(0, 0)
