"""Draws the header and the rows of a resource table as strips of few, merged segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.types import Json, State
from dharma_tui.core.view import Row, SortKey
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.table_cells import cell_text, fit, width_of
from dharma_tui.widgets.table_layout import GUTTER, Slot, TableLayout

StyleOf = Callable[[str], Style]
"""The whole style of a named part of a line (``row``, ``cursor`` …) or the partial style of a cell (``state-failed`` …)."""

Run = tuple[str, str]
"""Text and the name of its style within the line."""


@dataclass(slots=True)
class TablePainter:
    """Turns rows into lines for one layout. Holds no rows; ``styles`` are resolved once until ``forget_styles``."""

    style_of: StyleOf
    marks: Glyphs
    layout: TableLayout = field(default_factory=TableLayout)
    now: datetime | None = None
    _styles: dict[tuple[str, str], Style] = field(default_factory=dict)

    def forget_styles(self) -> None:
        """Resolve styles anew: the theme or the focus changed."""
        self._styles.clear()

    def style(self, line: str, part: str = "") -> Style:
        """The style of ``part`` of a cell on a line of style ``line``."""
        style = self._styles.get((line, part))
        if style is None:
            style = self.style_of(line)
            if part:
                style = style + self.style_of(part)
            self._styles[line, part] = style
        return style

    def header(self, sort: Sequence[SortKey], active: str, scroll_x: int, width: int) -> Strip:
        """The titles, with the direction of each sort key and its rank where there are several."""
        ranks = {key.column: (rank, key.descending) for rank, key in enumerate(sort, 1)}
        cells: dict[int, Run] = {}
        for slot in self._visible(scroll_x, width):
            title = sort_title(slot.column.title, ranks.get(slot.column.name), len(sort) > 1, self.marks)
            name = "header-active" if slot.column.name == active else ""
            cells[slot.index] = (fit(title, slot.width, right=slot.column.numeric, cut=self.marks.cut), name)
        return self._line("header", [(" " * GUTTER, "")], cells, scroll_x, width)

    def row(
        self,
        row: Row,
        live: Mapping[str, Json] | None,
        *,
        marked: bool,
        line: str,
        active: str,
        scroll_x: int,
        width: int,
    ) -> Strip:
        """One resource or group."""
        cells: dict[int, Run] = {}
        for slot in self._visible(scroll_x, width):
            value = row.cells[slot.index] if slot.index < len(row.cells) else None
            part = ""
            if live is not None and slot.column.name in live:
                value, part = live[slot.column.name], "live"
            cells[slot.index] = self._cell(row, slot, value, part, active)
        gutter = [
            (self.marks.mark if marked else " ", "mark" if marked else ""),
            (self.marks.changed if row.changed else " ", "changed" if row.changed else ""),
            (" ", ""),
        ]
        return self._line(line, gutter, cells, scroll_x, width)

    def placeholder(self, line: str, scroll_x: int, width: int) -> Strip:
        """A row that has not arrived."""
        cells = {
            slot.index: (fit(self.marks.waiting * min(3, slot.width), slot.width), "waiting")
            for slot in self._visible(scroll_x, width)
        }
        return self._line(line, [(" " * GUTTER, "")], cells, scroll_x, width)

    def blank(self, width: int) -> Strip:
        """A line below the last row."""
        return Strip([Segment(" " * width, self.style("row"))], width)

    def _cell(self, row: Row, slot: Slot, value: Json, part: str, active: str) -> Run:
        assert self.now is not None
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
        return fit(text, slot.width, right=slot.column.numeric, cut=self.marks.cut), part

    def _visible(self, scroll_x: int, width: int) -> Sequence[Slot]:
        frozen = self.layout.frozen
        left, right = self.layout.frozen_width + scroll_x, scroll_x + width
        return [
            slot
            for place, slot in enumerate(self.layout.slots)
            if place < frozen or (slot.stop > left and slot.x < right)
        ]

    def _line(self, line: str, gutter: list[Run], cells: dict[int, Run], scroll_x: int, width: int) -> Strip:
        gap = " " * self.layout.gap
        runs, used = list(gutter), GUTTER
        scrolled: list[Run] = []
        scrolled_from = 0
        for place, slot in enumerate(self.layout.slots):
            if slot.index not in cells:
                continue
            if place < self.layout.frozen:
                runs += [cells[slot.index], (gap, "")]
                used = slot.stop + self.layout.gap
            else:
                if not scrolled:
                    scrolled_from = slot.x
                scrolled += [cells[slot.index], (gap, "")]
        strip = self._strip(line, runs)
        if scrolled:
            start = used + scroll_x - scrolled_from
            stop = start + max(0, width - used)
            part = self._strip(line, scrolled)
            if start < 0:
                part = Strip([Segment(" " * -start, self.style(line))], -start) + part
                start, stop = 0, stop - start
            strip = Strip.join([strip, part.crop(start, min(stop, part.cell_length))])
        return strip.adjust_cell_length(width, self.style(line))

    def _strip(self, line: str, runs: Sequence[Run]) -> Strip:
        """Neighbouring runs that look the same become one segment: every segment costs 30 or more bytes of escapes."""
        segments: list[Segment] = []
        text, name = runs[0]
        for next_text, next_name in runs[1:]:
            if next_name == name or (not next_text.strip(" ") and not self._shows_blanks(name)):
                text += next_text
            else:
                segments.append(Segment(text, self.style(line, name)))
                text, name = next_text, next_name
        segments.append(Segment(text, self.style(line, name)))
        return Strip(segments, sum(width_of(segment.text) for segment in segments))

    @staticmethod
    def _shows_blanks(name: str) -> bool:
        """Whether a style would be seen on spaces, so that it must end with its text."""
        return name.endswith(("cell", "header-active"))


def sort_title(title: str, rank: tuple[int, bool] | None, several: bool, marks: Glyphs) -> str:
    """A column's title with its sort direction, and its place among several keys: ``MEM▼2``."""
    if rank is None:
        return title
    place, descending = rank
    return f"{title}{marks.down if descending else marks.up}{place if several else ''}"
