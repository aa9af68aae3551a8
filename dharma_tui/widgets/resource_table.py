"""The table of resources: a ``TableView`` with keys, mouse, marks, sorting and columns a person can arrange."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import BindingType

from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import Listing, SortKey
from dharma_tui.widgets import table_messages as messages
from dharma_tui.widgets.table_keys import TABLE_BINDINGS
from dharma_tui.widgets.table_layout import MAX_WIDTH, MIN_WIDTH
from dharma_tui.widgets.table_view import TableView


class ResourceTable(TableView):
    """Rows a person can walk, mark, sort and open.

    Marks are kept by reference, so they survive a new order, a new filter and a refresh.
    """

    BINDINGS: ClassVar[list[BindingType]] = TABLE_BINDINGS

    PageWanted: TypeAlias = messages.PageWanted
    RowHighlighted: TypeAlias = messages.RowHighlighted
    RowOpened: TypeAlias = messages.RowOpened
    SortWanted: TypeAlias = messages.SortWanted
    ColumnsChanged: TypeAlias = messages.ColumnsChanged
    MarksChanged: TypeAlias = messages.MarksChanged
    MarkRangeWanted: TypeAlias = messages.MarkRangeWanted
    MarksInverted: TypeAlias = messages.MarksInverted

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._anchor = 0
        self._dragged: int | None = None
        self._drag_moved = False

    # Marks

    def mark(self, refs: Collection[ResourceRef], *, marked: bool = True) -> None:
        """Mark or unmark many at once."""
        self._set_marks(self.marks | set(refs) if marked else self.marks - set(refs))

    def invert(self, refs: Collection[ResourceRef]) -> None:
        """Of ``refs``, mark those that are not marked and unmark those that are."""
        self._set_marks(self.marks ^ set(refs))

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor, and go on."""
        row = self.row
        if row is None or row.ref is None:
            return
        self._anchor = self.cursor_row
        self.mark({row.ref}, marked=row.ref not in self.marks)
        self.action_move(1)

    def action_mark_range(self) -> None:
        """Mark from the row marked last to the one under the cursor."""
        if self.listing is None:
            return
        first, last = sorted((min(self._anchor, self.listing.length - 1), self.cursor_row))
        self._anchor = self.cursor_row
        self.post_message(self.MarkRangeWanted(self, self.listing.token, first, last + 1))

    def action_mark_all(self) -> None:
        """Mark all that match, or unmark all when something is marked already."""
        if self.marks:
            self._set_marks(set())
        elif self.listing is not None and self.listing.length:
            self.post_message(self.MarkRangeWanted(self, self.listing.token, 0, self.listing.length))

    def action_invert_marks(self) -> None:
        """Mark what is not marked."""
        if self.listing is not None and self.listing.length:
            self.post_message(self.MarksInverted(self, self.listing.token))

    def _set_marks(self, marks: set[ResourceRef]) -> None:
        differing = self.marks ^ marks
        self.marks = marks
        for index in self.visible_rows():
            row = self.row_at(index)
            if row is not None and row.ref in differing:
                self.redraw_row(index)
        self.post_message(self.MarksChanged(self, frozenset(marks)))

    # Moving

    def action_move(self, rows: int) -> None:
        """Move the cursor by ``rows``."""
        if self.listing is not None:
            self.cursor_row = max(0, min(self.listing.length - 1, self.cursor_row + rows))

    def action_page(self, pages: float) -> None:
        """Move the cursor and what is shown by so many screens."""
        if self.listing is None:
            return
        rows = int(pages * self.page_rows) or (1 if pages > 0 else -1)
        self.scroll_to(y=max(0, self.scroll_offset.y + rows), animate=False, immediate=True)
        self.action_move(rows)

    def action_first(self) -> None:
        """Go to the first row."""
        self.cursor_row = 0

    def action_last(self) -> None:
        """Go to the last row."""
        if self.listing is not None:
            self.cursor_row = max(0, self.listing.length - 1)

    def action_column(self, columns: int) -> None:
        """Choose another column."""
        self.cursor_column = max(0, min(len(self.slots) - 1, self.cursor_column + columns))

    def action_open(self) -> None:
        """Open the row under the cursor."""
        row = self.row
        if row is not None:
            self.post_message(self.RowOpened(self, self.cursor_row, row))

    # Sorting

    def action_sort(self, add: bool) -> None:
        """Sort by the chosen column, alone or after the keys there are."""
        if self.listing is not None and self.slots:
            keys = next_sort(self.listing, self.column_name, add=add)
            self.post_message(self.SortWanted(self, keys))

    # Columns

    def action_resize(self, cells: int) -> None:
        """Make the chosen column wider or narrower."""
        if self.slots:
            self._resize(self.cursor_column, self.slots[self.cursor_column].width + cells)
            self._columns_changed(self.shown_columns)

    def action_move_column(self, places: int) -> None:
        """Move the chosen column."""
        names = list(self.shown_columns)
        target = self.cursor_column + places
        if 0 <= target < len(names):
            names.insert(target, names.pop(self.cursor_column))
            self.set_reactive(TableView.cursor_column, target)
            self._columns_changed(tuple(names), reordered=True)

    def action_hide_column(self) -> None:
        """Hide the chosen column, unless it is the last."""
        names = list(self.shown_columns)
        if len(names) > 1:
            names.pop(self.cursor_column)
            self._columns_changed(tuple(names), reordered=True)

    def action_toggle_wide(self) -> None:
        """Show or hide the wide columns."""
        self.show_wide = not self.show_wide

    def _resize(self, place: int, width: int) -> None:
        self.widths[self.slots[place].column.name] = max(MIN_WIDTH, min(width, MAX_WIDTH))
        self.lay_out()

    def _columns_changed(self, columns: tuple[str, ...], *, reordered: bool = False) -> None:
        chosen = self.listing.view.columns if self.listing is not None else ()
        self.post_message(self.ColumnsChanged(self, columns if reordered else chosen, dict(self.widths)))

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Start to drag the edge of a column."""
        self._drag_moved = False
        if event.y == 0 and event.button == 1:
            place = self.painter.layout.edge_at(event.x, self.scroll_offset.x)
            if place is not None:
                self._dragged = place
                self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Resize the column whose edge is dragged."""
        if self._dragged is not None and self._dragged < len(self.slots):
            slot = self.slots[self._dragged]
            frozen = self._dragged < self.painter.layout.frozen
            at = event.x + (0 if frozen else self.scroll_offset.x)
            if at - slot.x != slot.width:
                self._drag_moved = True
                self._resize(self._dragged, at - slot.x)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Leave the column as wide as it was dragged."""
        if self._dragged is not None:
            self.release_mouse()
            self._dragged = None
            if self._drag_moved:
                self._columns_changed(self.shown_columns)

    def on_click(self, event: events.Click) -> None:
        """Choose a cell; twice opens the row; on the header sorts."""
        if self.listing is None or self._drag_moved:
            self._drag_moved = False
            return
        place = self.painter.layout.slot_at(event.x, self.scroll_offset.x)
        if place is not None:
            self.cursor_column = place
        if event.y == 0:
            if place is not None:
                self.action_sort(event.shift)
            return
        index = self.scroll_offset.y + event.y - 1
        if index < self.listing.length:
            self.cursor_row = index
            if event.ctrl or event.x < 2:
                self._toggle_here()
            elif event.chain == 2:
                self.action_open()

    def _toggle_here(self) -> None:
        row = self.row
        if row is not None and row.ref is not None:
            self._anchor = self.cursor_row
            self.mark({row.ref}, marked=row.ref not in self.marks)


def next_sort(listing: Listing, column: str, *, add: bool) -> tuple[SortKey, ...]:
    """The order after choosing ``column``: numbers and times the largest first, words from A; then the other way; then not.

    With ``add`` the other keys stay before it.
    """
    declared = next((known for known in listing.columns if known.name == column), None)
    largest_first = declared is not None and (declared.numeric or declared.type is ColumnType.TIME)
    keys = listing.view.sort
    present = next((key for key in keys if key.column == column), None)
    others = tuple(key for key in keys if key.column != column)
    if present is None:
        replacement: tuple[SortKey, ...] = (SortKey(column, largest_first),)
    elif present.descending == largest_first:
        replacement = (SortKey(column, not largest_first),)
    else:
        replacement = ()
    if not add:
        return replacement
    if present is None:
        return (*others, *replacement)
    place = keys.index(present)
    return (*keys[:place], *replacement, *keys[place + 1 :])
