"""A table that draws only the lines on screen, whatever the length of the listing, and asks for rows by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dharma_tui.core.types import Json, ResourceRef, State
from dharma_tui.core.view import Listing, Row
from dharma_tui.widgets.glyphs import glyphs
from dharma_tui.widgets.part_style import part_style
from dharma_tui.widgets.recent import Recent
from dharma_tui.widgets.table_layout import Measured, Slot, TableLayout, arrange
from dharma_tui.widgets.table_messages import PageWanted, RowHighlighted
from dharma_tui.widgets.table_pages import PageCache
from dharma_tui.widgets.table_painter import Line, TablePainter

_LINES = frozenset({"row", "zebra", "header", "cursor", "cursor-blurred", "marked"})
"""Rows of the first page that decide how wide columns make themselves."""
_BAR_STEPS = 8
"""Places of the scrollbar's thumb in one cell: moves smaller than that would only send the same bar again."""


class TableView(ScrollView, can_focus=True):
    """Rows of a listing, asked for by page as they come into view.

    The parent sets ``show(listing, …)`` and answers ``PageWanted`` with ``put_rows`` or ``give_up``. Keys, mouse and marks are
    ``ResourceTable``'s.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"resource-table--{part}"
        for part in (
            *_LINES, "header-active", "cell", "changed", "mark", "nothing", "live", "waiting",
            *(f"state-{state.value}" for state in State),
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    TableView { height: 1fr; overflow-y: scroll; overflow-x: auto; scrollbar-size: 1 1; }
    TableView > .resource-table--header { text-style: bold; }
    TableView > .resource-table--header-active { text-style: underline; }
    TableView > .resource-table--cursor { text-style: reverse; }
    TableView > .resource-table--cursor-blurred { text-style: bold; }
    TableView > .resource-table--cell { text-style: underline; }
    """

    cursor_row: reactive[int] = reactive(0, repaint=False)
    cursor_column: reactive[int] = reactive(0, repaint=False)
    show_wide: reactive[bool] = reactive(False, repaint=False)
    zebra: reactive[bool] = reactive(False, repaint=False)
    ascii_only: reactive[bool] = reactive(False, repaint=False)
    now: reactive[datetime | None] = reactive(None, repaint=False)
    """The moment ages are counted to."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.listing: Listing | None = None
        self.marks: set[ResourceRef] = set()
        self.widths: dict[str, int] = {}
        self._measured = Measured()
        self._pages = PageCache()
        self._live: Mapping[ResourceRef, Mapping[str, Json]] = {}
        self._lines: Recent[int, Line] = Recent(1024)
        self._drawn: dict[int, Line] = {}
        self._highlighted: tuple[int, ResourceRef | None] | None = None
        self._looks_ahead = False
        self.painter = TablePainter(self._style_of, glyphs(False))

    # What the parent sets

    def show(
        self,
        listing: Listing,
        rows: Sequence[Row] = (),
        start: int = 0,
        *,
        cursor: int | None = None,
        keep_place: bool = False,
    ) -> None:
        """Show another listing, at once with the ``rows`` from position ``start`` if they are known.

        With ``keep_place`` the cursor's row, now at ``cursor``, stays on the line of the screen where it was.
        """
        line = self.cursor_row - self.scroll_offset.y
        left = self.scroll_offset.x
        self.listing = listing
        self.widths = dict(listing.view.widths)
        self._pages.reset(listing.token, listing.length)
        self._live = {}
        self._highlighted = None
        self._measured.measure(listing, rows, self._now, self.painter.marks)
        if rows:
            self._pages.put(listing.token, start, rows)
        place = self.cursor_row if cursor is None else cursor
        place = min(max(0, place), max(0, listing.length - 1)) if keep_place or cursor is not None else 0
        self.lay_out()
        self.set_reactive(TableView.cursor_row, place)
        top = place - line if keep_place else max(0, place - self.page_rows // 2)
        self.set_reactive(TableView.cursor_column, min(self.cursor_column, max(0, len(self.slots) - 1)))
        self.scroll_to(left if keep_place else 0, max(0, top), animate=False, immediate=True)
        self._reveal_row(place)
        self._highlight()
        self._want_pages()

    def clear(self) -> None:
        """Show nothing."""
        self.listing = None
        self._pages.reset(-1, 0)
        self._measured = Measured()
        self.lay_out()

    def put_rows(self, token: int, start: int, rows: Sequence[Row]) -> None:
        """Rows asked for have arrived. Those of another listing are dropped."""
        if self.listing is None or not self._pages.put(token, start, rows):
            return
        if self._measured.measure(self.listing, rows, self._now, self.painter.marks):
            self.lay_out()
        for index in range(start, start + len(rows)):
            self._forget_line(index)
        self._refresh_rows(start, start + len(rows))
        if start <= self.cursor_row < start + len(rows):
            self._highlight()
        self._want_pages()

    def give_up(self, token: int, start: int) -> None:
        """Rows asked for will not come; they are asked for again when next needed."""
        if token == self._pages.token:
            self._pages.give_up(start)

    def put_cells(self, values: Mapping[ResourceRef, Mapping[str, Json]]) -> None:
        """The latest measured values by column name. Only lines on screen whose values differ are drawn again."""
        before, self._live = self._live, values
        for index in self.visible_rows():
            row = self._pages.get(index)
            if row is not None and row.ref is not None and before.get(row.ref) != values.get(row.ref):
                self.redraw_row(index)

    # What the parent may ask

    @property
    def row(self) -> Row | None:
        """The row under the cursor, if it has arrived."""
        return self._pages.get(self.cursor_row)

    @property
    def column_name(self) -> str:
        """The column under the cursor."""
        return self.slots[self.cursor_column].column.name if self.cursor_column < len(self.slots) else ""

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """Names of the columns on the line, from left to right."""
        return tuple(slot.column.name for slot in self.slots)

    @property
    def room(self) -> Size:
        """Cells there are to draw in, without the scrollbars."""
        return self.scrollable_content_region.size

    @property
    def page_rows(self) -> int:
        """Rows that fit below the header."""
        return max(1, self.room.height - 1)

    def row_at(self, index: int) -> Row | None:
        """The row at this position, if it has arrived."""
        return self._pages.get(index)

    def redraw_row(self, index: int) -> None:
        """Draw one line again."""
        self._forget_line(index)
        self._refresh_rows(index, index + 1)

    def visible_rows(self) -> range:
        """Positions of the rows on screen."""
        first = self.scroll_offset.y
        length = self.listing.length if self.listing is not None else 0
        return range(min(first, length), min(first + self.page_rows, length))

    def visible_refs(self) -> list[ResourceRef]:
        """The resources on screen that have arrived."""
        rows = (self._pages.get(index) for index in self.visible_rows())
        return [row.ref for row in rows if row is not None and row.ref is not None]

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The header, or the row at this line of the screen."""
        line = self._line_at(y)
        self._drawn[y] = line
        return line.strip

    def _line_at(self, y: int) -> Line:
        if self.listing is None:
            return self.painter.blank()
        if y == 0:
            return self.painter.header(self.listing.view.sort, self.column_name if self.has_focus else "")
        index = self.scroll_offset.y + y - 1
        if index >= self.listing.length:
            return self.painter.blank()
        if index == self.cursor_row:
            focused = self.has_focus
            return self._draw_row(index, "cursor" if focused else "cursor-blurred", self.column_name if focused else "")
        line = self._lines.get(index)
        if line is None:
            line = self._draw_row(index, "zebra" if self.zebra and index % 2 else "row", "")
            self._lines[index] = line
        return line

    def _refresh_differing(self, ys: range) -> None:
        """Send only the parts of these screen lines that are not on the screen already."""
        regions: list[Region] = []
        for y in ys:
            before = self._drawn.get(y)
            width = self.room.width if before is None else self.painter.difference(before, self._line_at(y))
            if width:
                regions.append(Region(0, y, width, 1))
        if regions:
            self.refresh(*regions)

    def notify_style_update(self) -> None:
        """Resolve styles anew."""
        super().notify_style_update()
        self.painter.forget_styles()
        self._forget_lines()

    def _draw_row(self, index: int, line: str, active: str) -> Line:
        row = self._pages.get(index)
        if row is None:
            return self.painter.placeholder(line)
        marked = row.ref is not None and row.ref in self.marks
        if marked and not line.startswith("cursor"):
            line = "marked"
        self.painter.now = self._now
        live = self._live.get(row.ref) if row.ref is not None and self._live else None
        return self.painter.row(row, live, marked=marked, line=line, active=active)

    def _style_of(self, name: str) -> Style:
        if name in _LINES:
            return self.get_component_rich_style(f"resource-table--{name}")
        return Style.combine([part_style(self, f"resource-table--{part}") for part in name.split("+")])

    @property
    def _now(self) -> datetime:
        if self.now is not None:
            return self.now
        as_of = self.listing.as_of if self.listing is not None else None
        return as_of or datetime.fromtimestamp(0, UTC)

    @property
    def _header_region(self) -> Region:
        return Region(0, 0, self.room.width, 1)

    # Layout

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The shown columns and where they are."""
        return self.painter.layout.slots

    def lay_out(self) -> None:
        """Place the columns for the present width."""
        if self.listing is None:
            self.painter.place(TableLayout(), 0, self.room.width)
            self.virtual_size = Size(0, 0)
            self._forget_lines()
            return
        columns, roomy = self.listing.columns, self._measured.wanted(self.listing)
        everything = self.show_wide or bool(self.listing.view.columns)
        width = self.room.width
        longest = self._measured.longest
        layout = arrange(columns, roomy, width or 80, longest=longest, chosen=self.widths, show_wide=everything)
        self.painter.place(layout, self.scroll_offset.x, width)
        self.virtual_size = Size(self.painter.layout.width, self.listing.length + 1)
        self._forget_lines()

    def _forget_line(self, index: int) -> None:
        self._lines.discard(index)

    def _forget_lines(self) -> None:
        self._lines.clear()
        self._drawn.clear()
        self.refresh()

    def _refresh_rows(self, start: int, stop: int) -> None:
        shown = self.visible_rows()
        first, last = max(start, shown.start), min(stop, shown.stop)
        if first < last:
            top = self.scroll_offset.y
            self._refresh_differing(range(first + 1 - top, last + 1 - top))

    # Following what changes

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Two lines are drawn again: the one left and the one reached."""
        self.refresh_line(old + 1)
        self.refresh_line(new + 1)
        self._reveal_row(new)
        self._highlight()
        self._want_pages()

    def watch_cursor_column(self) -> None:
        """Bring the column into view and show it in the header and on the cursor's line."""
        if self.cursor_column < len(self.slots):
            slot, frozen = self.slots[self.cursor_column], self.painter.layout.frozen_width
            if self.cursor_column >= self.painter.layout.frozen:
                left = self.scroll_offset.x
                left = max(left, slot.stop - self.room.width)
                self.scroll_to(x=max(0, min(left, slot.x - frozen)), animate=False, immediate=True)
        self.refresh_line(self.cursor_row + 1)
        self.refresh(self._header_region)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Lines hold only the columns in view."""
        super().watch_scroll_x(old_value, new_value)
        if round(old_value) != round(new_value):
            self.painter.place(self.painter.layout, round(new_value), self.room.width)
            self._forget_lines()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what comes into view."""
        bar = self.vertical_scrollbar
        step = max(1.0, self.virtual_size.height / max(1, self.room.height * _BAR_STEPS))
        if new_value // step != bar.position // step or not new_value:
            bar.position = new_value
        if round(old_value) != round(new_value):
            self._refresh_differing(range(1, self.room.height))
            self._want_pages()

    def watch_show_wide(self) -> None:
        """Lay out with or without the wide columns."""
        self.lay_out()

    def watch_zebra(self) -> None:
        """Draw with or without stripes."""
        self._forget_lines()

    def watch_ascii_only(self, ascii_only: bool) -> None:
        """Take the other set of marks."""
        self.painter.marks = glyphs(ascii_only)
        self._forget_lines()

    def watch_now(self) -> None:
        """Ages are older."""
        self._forget_lines()

    def on_resize(self, event: events.Resize) -> None:
        """Use the new width; keep the cursor in view."""
        self.lay_out()
        self._reveal_row(self.cursor_row)
        self._want_pages()

    def watch_has_focus(self, focused: bool) -> None:
        """The cell under the cursor is shown only with focus."""
        super().watch_has_focus(focused)
        self.refresh(self._header_region)
        self.refresh_line(self.cursor_row + 1)

    def _reveal_row(self, index: int) -> None:
        top, shown = self.scroll_offset.y, self.page_rows
        if index < top:
            self.scroll_to(y=index, animate=False, immediate=True)
        elif index >= top + shown:
            self.scroll_to(y=index - shown + 1, animate=False, immediate=True)

    def _want_pages(self) -> None:
        """Ask at once for what is in view, and for what is around it when that has been drawn."""
        self._ask_for_pages(ahead=False)
        if not self._looks_ahead:
            self._looks_ahead = self.call_after_refresh(self._look_ahead)

    def _look_ahead(self) -> None:
        self._looks_ahead = False
        self._ask_for_pages(ahead=True)

    def _ask_for_pages(self, *, ahead: bool) -> None:
        if self.listing is not None:
            first = self.scroll_offset.y
            for start, stop in self._pages.wanted(first, first + self.page_rows, ahead=ahead):
                self.post_message(PageWanted(self, self.listing.token, start, stop))

    def _highlight(self) -> None:
        row = self.row
        known = (self.cursor_row, row.ref if row is not None else None)
        if self.listing is not None and self.listing.length and known != self._highlighted:
            self._highlighted = known
            self.post_message(RowHighlighted(self, self.cursor_row, row))
