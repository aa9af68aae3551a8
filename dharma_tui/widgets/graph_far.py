"""A whole drawing from afar: each cell of the screen holds two by four dots of it, as braille."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from operator import or_

from dharma_tui.core.drawing import Drawing, NodeId, Route

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a braille character, by row and column."""
BLANK = 0x2800


class FarView:
    """``across`` by ``down`` cells of a drawing in one cell: boxes, frames down to a depth, and lines where ``with_lines``."""

    def __init__(self, drawing: Drawing, across: int, down: int, *, with_lines: bool = True, depth: int = 99) -> None:
        self.drawing = drawing
        self.across, self.down = max(2, across), max(2, down)
        self.width = -(-drawing.width // self.across)
        self.height = -(-drawing.height // self.down)
        self.cells = [bytearray(self.width) for _ in range(self.height)]
        self.nodes: dict[tuple[int, int], list[NodeId]] = {}
        """Which nodes lie in a cell."""
        for frame in drawing.frames:
            if frame.depth > depth:
                continue
            right, bottom = frame.x + frame.width - 1, frame.y + frame.height - 1
            self._line((frame.x, frame.y), (right, frame.y))
            self._line((frame.x, bottom), (right, bottom))
            self._line((frame.x, frame.y), (frame.x, bottom))
            self._line((right, frame.y), (right, bottom))
        for box in drawing.boxes:
            x, y = box.middle
            self._line((box.x, y), (box.x + box.width - 1, y))
            self.nodes.setdefault((x // self.across, y // self.down), []).append(box.id)
        if with_lines:
            self.draw(drawing.routes)

    def draw(self, routes: Iterable[Route], cells: list[bytearray] | None = None) -> None:
        """Lines of these routes, into ``cells`` of the same size or over everything."""
        parts = {part for route in routes for part in pairwise(route.points)}
        for start, end in parts:
            self._line(start, end, cells)

    def lines(self, routes: Iterable[Route]) -> list[bytearray]:
        """The cells of nothing but these routes."""
        cells = [bytearray(self.width) for _ in range(self.height)]
        self.draw(routes, cells)
        return cells

    def place_of(self, x: int, y: int) -> tuple[int, int]:
        """The cell that shows this cell of the drawing."""
        return x // self.across, y // self.down

    def text(self, row: int, more: bytearray | None = None) -> str:
        """One row as characters, with ``more`` dots in it."""
        cells = self.cells[row] if more is None else map(or_, self.cells[row], more)
        return "".join([chr(BLANK + dots) if dots else " " for dots in cells])

    def _line(self, start: tuple[int, int], end: tuple[int, int], into: list[bytearray] | None = None) -> None:
        cells = self.cells if into is None else into
        (x, y), (next_x, next_y) = self._dot(start), self._dot(end)
        if y == next_y:
            row, bits = cells[y // 4], DOTS[y % 4]
            for at in range(min(x, next_x), max(x, next_x) + 1):
                row[at // 2] |= bits[at % 2]
            return
        for at in range(min(y, next_y), max(y, next_y) + 1):
            cells[at // 4][x // 2] |= DOTS[at % 4][x % 2]

    def _dot(self, point: tuple[int, int]) -> tuple[int, int]:
        x, y = max(0, min(point[0], self.drawing.width - 1)), max(0, min(point[1], self.drawing.height - 1))
        return x * 2 // self.across, y * 4 // self.down


def shrinking(width: int, height: int, room: tuple[int, int]) -> tuple[int, int]:
    """By how much a drawing shrinks, across and down, to be in ``room`` as a whole."""
    return max(2, -(-width // max(1, room[0]))), max(2, -(-height // max(1, room[1])))
