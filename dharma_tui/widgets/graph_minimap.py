"""A small map of the whole in a corner, with the window that is looked through."""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.core.drawing import Drawing
from dharma_tui.widgets.graph_far import FarView, shrinking
from dharma_tui.widgets.graph_painter import RowCells

SMALLEST = 60, 16
"""Columns and rows of a window from which there is room for a map."""
PART = 5
"""The part of a window's width and height that a map takes at most."""


class Minimap:
    """The map of one drawing."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self._far: FarView | None = None

    def draw(self, rows: Sequence[RowCells], at: tuple[int, int], size: tuple[int, int]) -> None:
        """Put the map into the lower right corner, if there is more than is in view and room for it."""
        width, height = size
        drawing = self.drawing
        if width < SMALLEST[0] or height < SMALLEST[1] or (drawing.width <= width and drawing.height <= height):
            return
        across, down = shrinking(drawing.width, drawing.height, (width // PART, height // PART))
        if self._far is None or (self._far.across, self._far.down) != (across, down):
            self._far = FarView(drawing, across, down, with_lines=False, depth=1)
        far = self._far
        left, top = width - far.width, height - far.height
        for y in range(far.height):
            row = rows[top + y]
            row.put(left - 1, "▏", "map")
            row.put(left, far.text(y), "map")
            if at[1] < (y + 1) * down and (at[1] + height) > y * down:
                first = max(0, at[0] // across)
                last = min(far.width, -(-(at[0] + width) // across))
                row.styles[left + first : left + last] = ["map-view"] * max(0, last - first)
