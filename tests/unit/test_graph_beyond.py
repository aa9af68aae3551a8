"""What lies beside the window of a picture is said at the side where it is."""

from __future__ import annotations

from dharma_tui.core.drawing import Box
from dharma_tui.widgets.graph_beyond import DOWN, LEFT, RIGHT, UP, beyond, put_beyond
from dharma_tui.widgets.graph_painter import RowCells

BOXES = [Box(str(x * 100 + y), x * 20, y * 4, 12, 3) for x in range(5) for y in range(5)]


def test_boxes_that_are_not_seen_are_counted_by_the_side_where_they_are() -> None:
    assert beyond(BOXES, (0, 0), (100, 20)) == {}
    assert beyond(BOXES, (20, 4), (40, 8)) == {LEFT: 5, RIGHT: 10, UP: 2, DOWN: 4}
    assert beyond(BOXES, (5, 0), (100, 20)) == {}, "what is seen in part is seen"


def test_they_are_told_where_no_box_is_hidden() -> None:
    size = 40, 12
    rows = [RowCells(size[0]) for _ in range(size[1])]
    put_beyond(rows, BOXES, (20, 4), size)
    text = ["".join(row.chars) for row in rows]
    assert sum("… 10 more →" in line for line in text) == sum("← 5 more …" in line for line in text) == 1
    for x in (0, 20):
        for y in (0, 4, 8):
            assert all(line[x : x + 12].strip() == "" for line in text[y : y + 3])
