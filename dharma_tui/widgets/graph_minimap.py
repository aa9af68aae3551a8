"""A small map of the whole in a corner, with the window that is looked through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dharma_tui.core.drawing import Box, Drawing, Point
from dharma_tui.widgets.graph_far import FarView, shrinking
from dharma_tui.widgets.graph_painter import RowCells

SMALLEST = 60, 16
"""Columns and rows of a window from which there is room for a map."""
NEARLY = 1.2
"""A drawing so little larger than the window needs no map, which would hide more than it shows."""
PART = 5
"""The part of a window's width and height that a map takes at most."""
REACH = 32
"""Columns that a node may take, and be hidden in part."""


class Minimap:
    """The map of one drawing."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self._far: FarView | None = None
        self._corner: Point | None = None
        """Where it was drawn last; None where it was not."""

    def draw(
        self,
        rows: Sequence[RowCells],
        at: Point,
        size: Point,
        cursor: Point | None = None,
        seen: Iterable[Box] = (),
    ) -> None:
        """Put the map into the lower right corner, or into the left one if the cursor is in that, if there is more than is in
        view and room for the map; how many of the boxes ``seen`` it hides is said on it."""
        width, height = size
        drawing = self.drawing
        self._corner = None
        if self.why_none(size):
            return
        across, down = shrinking(drawing.width, drawing.height, (width // PART, height // PART))
        if self._far is None or (self._far.across, self._far.down) != (across, down):
            self._far = FarView(drawing, across, down, with_lines=False, depth=1)
        far = self._far
        left, top = width - far.width, height - far.height
        is_hiding = cursor is not None and cursor[1] >= top - 1 and cursor[0] >= left - REACH
        if is_hiding:
            left = 0
        self._corner = left, top
        for y in range(far.height):
            row = rows[top + y]
            row.put(far.width if is_hiding else left - 1, "▕" if is_hiding else "▏", "map")
            row.put(left, far.text(y), "map")
            if at[1] < (y + 1) * down and (at[1] + height) > y * down:
                first = max(0, at[0] // across)
                last = min(far.width, -(-(at[0] + width) // across))
                row.styles[left + first : left + last] = ["map-view"] * max(0, last - first)
        if hidden := sum(self._hides(box, at) for box in seen):
            words = f" {hidden:,} beneath "
            rows[top + far.height - 1].put(left + max(0, far.width - len(words)), words, "map")

    def why_none(self, size: Point) -> str:
        """Why a window of that size has no map; empty where it has one."""
        width, height = size
        if self.drawing.width <= NEARLY * width and self.drawing.height <= NEARLY * height:
            return "Nearly all of it is in view"
        return "The window is too small for a map" if width < SMALLEST[0] or height < SMALLEST[1] else ""

    def _hides(self, box: Box, at: Point) -> bool:
        """Whether more than half of a box is under the map, in a window there."""
        if self._far is None or self._corner is None:
            return False
        (left, top), (x, y) = self._corner, (box.x - at[0], box.y - at[1])
        across = min(x + box.width, left + self._far.width) - max(x, left)
        down = min(y + box.height, top + self._far.height) - max(y, top)
        return across > 0 and down > 0 and 2 * across * down > box.width * box.height

    def place_at(self, cell: Point) -> Point | None:
        """The cell of the drawing that is shown at a cell of the window; None beside the map."""
        far, corner = self._far, self._corner
        if far is None or corner is None:
            return None
        x, y = cell[0] - corner[0], cell[1] - corner[1]
        if not (0 <= x < far.width and 0 <= y < far.height):
            return None
        return x * far.across + far.across // 2, y * far.down + far.down // 2
