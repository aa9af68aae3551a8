"""Draws the header and the rows of a resource table as strips of few, merged segments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.types import Json, State
from dharma_tui.core.view import Row, SortKey
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.table_cells import cell_text, fit
from dharma_tui.widgets.table_layout import GUTTER, Slot, TableLayout

StyleOf = Callable[[str], Style]
"""The whole style of a named part of a line (``row``, ``cursor`` …) or the partial style of a cell (``state-failed`` …)."""

Run = tuple[str, str]
"""Text and the name of its style within the line."""


class Shown(NamedTuple):
    """The part of a column in view: its first cell on the screen, how many, and whether that is all of it."""

    slot: Slot
    x: int
    width: int
    whole: bool


class Line(NamedTuple):
    """One drawn line, with what it was made of: the style of the line, the gutter, and the run of each visible column."""

    strip: Strip
    style: str
    gutter: tuple[Run, ...]
    cells: tuple[Run, ...]


@dataclass(slots=True)
class TablePainter:
    """Turns rows into lines for one layout. Holds no rows; ``styles`` are resolved once until ``forget_styles``."""

    style_of: StyleOf
    marks: Glyphs
    layout: TableLayout = field(default_factory=TableLayout)
    now: datetime | None = None
    scroll_x: int = 0
    width: int = 0
    _styles: dict[tuple[str, str], Style] = field(default_factory=dict)
    _shown: tuple[Shown, ...] | None = None

    def place(self, layout: TableLayout, scroll_x: int, width: int) -> None:
        """Draw this layout, scrolled so far, on lines of this width."""
        self.layout, self.scroll_x, self.width = layout, scroll_x, width
        self._shown = None

    def forget_styles(self) -> None:
        """Resolve styles anew: the theme or the focus changed."""
        self._styles.clear()

    def style(self, line: str, part: str = "") -> Style:
        """The style of ``part`` of a cell on a line of style ``line``.

        On the cursor's bright ground no other colour is sure to be readable; marks and words tell as much.
        """
        style = self._styles.get((line, part))
        if style is None:
            style = self.style_of(line)
            if part:
                own = self.style_of(part)
                style = style + (own.without_color if line == "cursor" else own)
            self._styles[line, part] = style
        return style

    def header(self, sort: Sequence[SortKey], active: str) -> Line:
        """The titles, with the direction of each sort key and its rank where there are several."""
        ranks = {key.column: (rank, key.descending) for rank, key in enumerate(sort, 1)}
        cells = []
        for shown in self.shown:
            column = shown.slot.column
            title = sort_title(column.title, ranks.get(column.name), len(sort) > 1, self.marks)
            cells.append((self._fitted(title, shown), "header-active" if column.name == active else ""))
        return self._line("header", ((" " * GUTTER, ""),), tuple(cells))

    def row(self, row: Row, live: Mapping[str, Json] | None, *, marked: bool, line: str, active: str) -> Line:
        """One resource or group."""
        cells = []
        for shown in self.shown:
            slot = shown.slot
            value = row.cells[slot.index] if slot.index < len(row.cells) else None
            part = ""
            if live is not None and slot.column.name in live:
                value, part = live[slot.column.name], "live"
            cells.append(self._cell(row, shown, value, part, active))
        gutter = (
            (self.marks.mark if marked else " ", "mark" if marked else ""),
            (self.marks.changed if row.changed else " ", "changed" if row.changed else ""),
            (" ", ""),
        )
        return self._line(line, gutter, tuple(cells))

    def placeholder(self, line: str) -> Line:
        """A row that has not arrived."""
        cells = tuple((fit(self.marks.waiting * min(3, shown.width), shown.width), "waiting") for shown in self.shown)
        return self._line(line, ((" " * GUTTER, ""),), cells)

    def blank(self) -> Line:
        """A line below the last row."""
        return Line(Strip([Segment(" " * self.width, self.style("row"))], self.width), "blank", (), ())

    def difference(self, before: Line, after: Line) -> int:
        """How many screen cells from the left hold all that differs between two lines of the present layout.

        One number, because Textual's compositor sends every part of a line from the line's beginning.
        """
        if before.style != after.style or len(before.cells) != len(after.cells):
            return self.width
        for place in reversed(range(len(after.cells))):
            if before.cells[place] != after.cells[place]:
                return self.shown[place].x + self.shown[place].width
        return GUTTER if before.gutter != after.gutter else 0

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The columns in view, or the parts of them."""
        if self._shown is None:
            self._shown = tuple(self._in_view())
        return self._shown

    def _in_view(self) -> Iterator[Shown]:
        for place, slot in enumerate(self.layout.slots):
            frozen = place < self.layout.frozen
            x = slot.x if frozen else slot.x - self.scroll_x
            left = max(x, 0 if frozen else self.layout.frozen_width)
            right = min(x + slot.width, self.width)
            if right > left:
                yield Shown(slot, left, right - left, right - left == slot.width)

    def _cell(self, row: Row, shown: Shown, value: Json, part: str, active: str) -> Run:
        assert self.now is not None
        slot = shown.slot
        text = cell_text(value, slot.column, self.now, slot.width, self.marks)
        if value is None or value == "":
            part = "nothing"
        elif slot.column.type is ColumnType.STATE:
            state = State(value) if isinstance(value, str) and value in State.__members__.values() else row.state
            part = f"state-{state.value}"
        elif row.changed and slot.x == GUTTER:
            part = "changed"
        if slot.column.name == active:
            part = f"{part}+cell" if part else "cell"
        return self._fitted(text, shown), part

    def _fitted(self, text: str, shown: Shown) -> str:
        """``text`` in the part of its column that is in view. Half a number would be another number: it is left out."""
        column = shown.slot.column
        if not shown.whole and (column.numeric or shown.x == self.layout.frozen_width):
            text = self.marks.cut if shown.slot.width > shown.width else text
        return fit(text, shown.width, right=column.numeric, cut=self.marks.cut)

    def _line(self, line: str, gutter: tuple[Run, ...], cells: tuple[Run, ...]) -> Line:
        runs, x = list(gutter), GUTTER
        for shown, run in zip(self.shown, cells, strict=True):
            if shown.x > x:
                runs.append((" " * (shown.x - x), ""))
            runs += _without_blanks(run) if _shows_blanks(run[1]) else (run,)
            x = shown.x + shown.width
        runs.append((" " * max(0, self.width - x), ""))
        strip = Strip(self._segments(line, runs), max(x, self.width))
        return Line(strip if x <= self.width else strip.crop(0, self.width), line, gutter, cells)

    def _segments(self, line: str, runs: Sequence[Run]) -> list[Segment]:
        """Neighbouring runs that look the same become one segment: every segment costs 30 or more bytes of escapes."""
        segments: list[Segment] = []
        text, name = runs[0]
        style = self.style(line, name)
        for next_text, next_name in runs[1:]:
            if next_name == name or (not next_text.strip(" ") and not _shows_blanks(name)):
                text += next_text
                continue
            next_style = self.style(line, next_name)
            if next_style == style:
                text += next_text
            else:
                segments.append(Segment(text, style))
                text, style = next_text, next_style
            name = next_name
        segments.append(Segment(text, style))
        return segments


def _without_blanks(run: Run) -> tuple[Run, ...]:
    """The text of a run in its style, the blanks around it in none."""
    text, name = run
    bare = text.strip(" ")
    start = text.find(bare)
    return ((text[:start], ""), (bare, name), (text[start + len(bare) :], ""))


def _shows_blanks(name: str) -> bool:
    """Whether a style would be seen on spaces, so that it must end with its text."""
    return name.endswith(("cell", "header-active"))


def sort_title(title: str, rank: tuple[int, bool] | None, several: bool, marks: Glyphs) -> str:
    """A column's title with its sort direction, and its place among several keys: ``MEM▼2``."""
    if rank is None:
        return title
    place, descending = rank
    return f"{title}{marks.down if descending else marks.up}{place if several else ''}"
