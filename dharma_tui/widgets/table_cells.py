"""Text cut and aligned to an exact number of terminal cells, wide characters included."""

from __future__ import annotations

from datetime import datetime

from rich.cells import cell_len, set_cell_size

from dharma_tui.core.format import cell
from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.core.types import Json, State
from dharma_tui.widgets.glyphs import Glyphs

SCAN_LIMIT = 3
"""Characters read of a value for each cell it may fill: a cell holds at most one base character and two marks."""


def fit(text: str, width: int, *, right: bool = False, cut: str = "…") -> str:
    """``text`` in exactly ``width`` cells: padded, or cut with a mark where it is too long."""
    length = len(text) if text.isascii() else cell_len(text)
    if length == width:
        return text
    if length < width:
        padding = " " * (width - length)
        return padding + text if right else text + padding
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1) + cut


def width_of(text: str) -> int:
    """Terminal cells ``text`` takes."""
    return len(text) if text.isascii() else cell_len(text)


def cell_text(value: Json, column: Column, now: datetime, limit: int, marks: Glyphs) -> str:
    """One value as it is drawn, before it is cut to its column."""
    if column.type is ColumnType.STATE and isinstance(value, str) and value in State.__members__.values():
        return f"{marks.state(State(value))} {value}"
    if value is None or value == "":
        return marks.nothing
    return cell(value, column.type, now, max(limit * SCAN_LIMIT, 8))
