"""What lies beside the window of a picture is said at the side where it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.drawing import Box, Detail, Drawing, Point, Sketch
from dharma_tui.widgets.graph_beyond import DOWN, LEFT, RIGHT, UP, Beside, put_beyond
from dharma_tui.widgets.graph_minimap import Minimap
from dharma_tui.widgets.graph_painter import RowCells

BOXES = [Box(str(x * 100 + y), x * 20, y * 4, 12, 3) for x in range(5) for y in range(5)]


def beyond(boxes: list[Box], at: Point, size: Point) -> dict[int, int]:
    """The same by looking at each of them."""
    found: dict[int, int] = {}
    for box in boxes:
        x, y = box.x - at[0], box.y - at[1]
        if x + box.width <= 0 or x >= size[0]:
            side = LEFT if x < 0 else RIGHT
        elif y + box.height <= 0 or y >= size[1]:
            side = UP if y < 0 else DOWN
        else:
            continue
        found[side] = found.get(side, 0) + 1
    return found


def test_boxes_that_are_not_seen_are_counted_by_the_side_where_they_are() -> None:
    beside = Beside(BOXES)
    assert beside.window((0, 0), (100, 20))[0] == {}
    assert beside.window((20, 4), (40, 8))[0] == {LEFT: 5, RIGHT: 10, UP: 2, DOWN: 4}
    assert beside.window((5, 0), (100, 20))[0] == {}, "what is seen in part is seen"


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(1, 30), st.integers(1, 5)), max_size=30),
    st.tuples(st.integers(-20, 80), st.integers(-20, 60)),
    st.tuples(st.integers(1, 60), st.integers(1, 30)),
)
def test_a_window_need_not_look_at_each(places: list[tuple[int, int, int, int]], at: Point, size: Point) -> None:
    boxes = [Box(str(number), *place) for number, place in enumerate(places)]
    counts, seen = Beside(boxes).window(at, size)
    assert counts == beyond(boxes, at, size)
    assert len(seen) == len(boxes) - sum(counts.values())
    assert not beyond(seen, at, size)


def test_they_are_told_where_no_box_is_hidden() -> None:
    size = 40, 12
    rows = [RowCells(size[0]) for _ in range(size[1])]
    put_beyond(rows, Beside(BOXES), (20, 4), size)
    text = ["".join(row.chars) for row in rows]
    assert sum("… 10 more →" in line for line in text) == sum("← 5 more …" in line for line in text) == 1
    for x in (0, 20):
        for y in (0, 4, 8):
            assert all(line[x : x + 12].strip() == "" for line in text[y : y + 3])


def test_what_the_small_map_hides_is_counted_on_it() -> None:
    width, height = size = 80, 24
    boxes = [
        Box("seen", 2, 2, 12, 1),
        Box("one", 66, 21, 12, 1),
        Box("other", 67, 23, 12, 1),
        Box("part", 50, 22, 16, 1),
    ]
    rows = [RowCells(width) for _ in range(height)]
    drawing = Drawing(Sketch(), Detail.LINES, 300, 90, tuple(boxes))

    Minimap(drawing).draw(rows, (0, 0), size, (2, 2), boxes)

    text = ["".join(row.chars) for row in rows]
    assert text[-1].endswith(" 2 beneath ") and sum("beneath" in line for line in text) == 1


def test_what_is_beside_is_not_written_over_titles() -> None:
    rows = [RowCells(60) for _ in range(10)]
    rows[0].put(0, "─" * 60, "frame")
    rows[0].put(20, " a title of a frame ", "frame-title")
    put_beyond(rows, Beside([Box("above", 30, 0, 5, 1)]), (0, 4), (60, 10))
    said = "".join(rows[0].chars)
    assert " a title of a frame " in said and "↑ 1 more …" in said
