"""What lies beside the window onto a drawing: how many boxes, and where, written at its sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dharma_tui.core.drawing import Box, Point
from dharma_tui.widgets.graph_painter import RowCells

LEFT, RIGHT, UP, DOWN = range(4)
"""The sides of a window."""
WORDS = "← {:,} more …", "… {:,} more →", "↑ {:,} more …", "… {:,} more ↓"
MAP = 5
"""The part of a window at its sides and its foot that is left to the small map."""


def beyond(boxes: Iterable[Box], at: Point, size: Point) -> dict[int, int]:
    """How many of ``boxes`` are not seen at all in the window there, by the side where they are: across before up and down."""
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


def put_beyond(rows: Sequence[RowCells], boxes: Sequence[Box], at: Point, size: Point) -> None:
    """Write it where it hides no box and as few lines as can be, as near to the middle of each side; what has no room is not
    written."""
    width, height = size
    inside = [(box.x - at[0], box.y - at[1], box.width, box.height) for box in boxes]
    for side, count in sorted(beyond(boxes, at, size).items()):
        words = f" {WORDS[side].format(count)} "
        long = len(words)
        if side in (LEFT, RIGHT):
            places = [(0 if side == LEFT else width - long, y) for y in _outward(1, height - 1 - height // MAP)]
        else:
            y, aside = (0, 0) if side == UP else (height - 1, width // MAP)
            places = [(x, y) for x in _outward(aside, width - aside - long)]
        free = [
            (x, y)
            for x, y in places
            if not any(
                left < x + long and x < left + wide and top <= y < top + high for left, top, wide, high in inside
            )
        ]
        if free:
            x, y = min(free, key=lambda place: sum(char != " " for char in rows[place[1]].chars[place[0] :][:long]))
            rows[y].put(x, words, "map")


def _outward(first: int, last: int) -> list[int]:
    """From the middle to both ends."""
    middle = (first + last) // 2
    return sorted(range(first, last), key=lambda place: abs(place - middle))
