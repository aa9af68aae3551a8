"""Accounts down, regions across: draws only the cells on screen, however many accounts and regions there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dharma_tui.core.matrix import ALL, Matrix, Row
from dharma_tui.core.text import printable
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.matrix_cells import Detail, Part, cell_words, region_name
from dharma_tui.widgets.table_cells import fit

_MOVE = Binding.Group("Move")
_CELLS = Binding.Group("Cells")
NARROWEST, WIDEST = 6, 26
"""Cells that the names of accounts may take."""
ROOMY = 100
"""Columns from which cells say how much was found although not all regions fit."""
NO_MATRIX = Matrix()


class MatrixView(ScrollView, LazyStyles, can_focus=True):
    """Set ``show(matrix)`` and ``now``; hear ``Moved`` and ``Chosen``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"matrix--{part}"
        for part in (
            *("cursor", "cursor-blurred", "header", "header-active", "row", "row-active"),
            *("good", "warning", "critical", "quiet", "running", "count", "age"),
        )
    }
    DEFAULT_CSS = """
    MatrixView { width: 1fr; height: 1fr; scrollbar-size: 1 1; overflow-x: auto; overflow-y: auto; }
    MatrixView > .matrix--cursor { text-style: reverse; }
    MatrixView > .matrix--header-active { text-style: underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", "Up", show=False, tooltip="The account above.", id="matrix.up", group=_MOVE),
        Binding("down,j", "move(1, 0)", "Down", show=False, tooltip="The account below.", id="matrix.down", group=_MOVE),
        Binding("left", "move(0, -1)", "Left", show=False, tooltip="The region before.", id="matrix.left", group=_MOVE),
        Binding("right", "move(0, 1)", "Right", show=False, tooltip="The next region.", id="matrix.right", group=_MOVE),
        Binding("pageup", "page(-1)", "Page up", show=False, tooltip="One page up.", id="matrix.page_up", group=_MOVE),
        Binding("pagedown", "page(1)", "Page down", show=False, tooltip="One page down.", id="matrix.page_down",
                group=_MOVE),
        Binding("home", "edge(-1)", "First", show=False, tooltip="The first region.", id="matrix.home", group=_MOVE),
        Binding("end", "edge(1)", "Last", show=False, tooltip="The last region.", id="matrix.end", group=_MOVE),
        Binding("ctrl+home", "top(-1)", "Top", show=False, tooltip="The first account.", id="matrix.top", group=_MOVE),
        Binding("G", "top(1)", "Bottom", show=False, tooltip="The last account.", id="matrix.bottom", group=_MOVE),
        Binding("n", "trouble(1)", "Next fault", tooltip="The next place where something is not complete.",
                id="matrix.next", group=_CELLS),
        Binding("N", "trouble(-1)", "Fault before", show=False, tooltip="The place before where something is not complete.",
                id="matrix.before", group=_CELLS),
        Binding("w", "detail", "Detail", tooltip="Say more or less in each cell.", id="matrix.detail", group=_CELLS,
                show=False),
    ]  # fmt: skip

    @dataclass
    class Moved(Message):
        """The cursor is on another cell."""

        matrix: MatrixView
        row: Row
        region: str

        @property
        def control(self) -> MatrixView:
            """The sender, for ``@on`` selectors."""
            return self.matrix

    @dataclass
    class Chosen(Message):
        """Enter was pressed on a cell, or it was clicked again."""

        matrix: MatrixView
        row: Row
        region: str

        @property
        def control(self) -> MatrixView:
            """The sender, for ``@on`` selectors."""
            return self.matrix

    cursor: reactive[tuple[int, int]] = reactive((0, 0), repaint=False)
    now: reactive[datetime] = reactive(datetime.min.replace(tzinfo=UTC))

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.matrix = NO_MATRIX
        self.running: frozenset[tuple[str, str, str]] = frozenset()
        """Provider, account and region of what is being scanned."""
        self._wanted: Detail | None = None
        self._label = NARROWEST
        self._providers = False

    # -- content ----------------------------------------------------------------------------------------------------

    def show(self, matrix: Matrix) -> None:
        """Show another matrix; the cursor stays in its account and region where they are still there."""
        place = self.place
        self.matrix = matrix
        self._providers = len({row.provider for row in matrix.rows} - {""}) > 1
        longest = max((cell_len(self._account(row)) for row in matrix.rows), default=0)
        self._label = min(max(longest, NARROWEST), WIDEST)
        self._lay_out()
        row = matrix.rows.index(place[0]) if place and place[0] in matrix.rows else self.cursor[0]
        column = matrix.regions.index(place[1]) if place and place[1] in matrix.regions else self.cursor[1]
        self.move_to(row, column)

    @property
    def place(self) -> tuple[Row, str] | None:
        """The account and region under the cursor."""
        row, column = self.cursor
        if row < len(self.matrix.rows) and column < len(self.matrix.regions):
            return self.matrix.rows[row], self.matrix.regions[column]
        return None

    @property
    def detail(self) -> Detail:
        """How much a cell says: what was asked for, else as much as lets every region in."""
        if self._wanted is not None:
            return self._wanted
        room = self.scrollable_content_region.width - self._label_width
        for detail in (Detail.PARTS, Detail.COUNT, Detail.AGE):
            if len(self.matrix.regions) * detail.value <= room:
                return detail
        return Detail.COUNT if self.size.width >= ROOMY else Detail.AGE

    @property
    def _label_width(self) -> int:
        """Cells of the names of accounts: no more than leaves room for two regions."""
        return max(NARROWEST, min(self._label + 1, self.size.width - 2 * Detail.AGE.value))

    def _lay_out(self) -> None:
        width = self._label_width + len(self.matrix.regions) * self.detail.value
        self.virtual_size = Size(width, len(self.matrix.rows) + 1)
        self.refresh()

    def _account(self, row: Row) -> str:
        if row.account == ALL:
            return "every account"
        account = printable(row.account, 64) or "no account"
        return f"{printable(row.provider, 16)} {account}" if self._providers else account

    # -- drawing ----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        number = self.scroll_offset.y + y - 1
        if y and number >= len(self.matrix.rows):
            return Strip.blank(width, self.base_style)
        segments = self._header() if y == 0 else self._row(number)
        return Strip(segments).adjust_cell_length(width, self.base_style)

    def _columns(self) -> range:
        """The regions in view, the last possibly cut."""
        size = self.detail.value
        first = self.scroll_offset.x // size
        room = max(0, self.scrollable_content_region.width - self._label_width)
        return range(min(first, len(self.matrix.regions)), min(first + -(-room // size), len(self.matrix.regions)))

    def _header(self) -> list[Segment]:
        size = self.detail.value
        header, active = self._style("header"), self._style("header-active")
        segments = [Segment(fit("ACCOUNT", self._label_width - 1) + " ", header)]
        for column in self._columns():
            region = self.matrix.regions[column]
            off = "–" if region in self.matrix.off else ""
            name = f"{region_name(region, size - 1 - len(off))}{off}"
            name = fit(name, min(cell_len(name), size - 1))
            segments.append(Segment(name, active if column == self.cursor[1] else header))
            segments.append(Segment(" " * (size - cell_len(name)), header))
        return segments

    def _row(self, number: int) -> list[Segment]:
        row = self.matrix.rows[number]
        active = number == self.cursor[0]
        style = self._style("row-active" if active else "row")
        segments = [Segment(fit(self._account(row), self._label_width - 1) + " ", style)]
        for column in self._columns():
            region = self.matrix.regions[column]
            words = self._words(row, region)
            if active and column == self.cursor[1]:
                on = self._style("cursor" if self.has_focus else "cursor-blurred")
                text = "".join(word for word, _ in words)
                segments.append(Segment(text[:-1], on))
                segments.append(Segment(text[-1:], self.base_style))
            else:
                segments += [Segment(word, self._style(name.removeprefix("matrix--"))) for word, name in words]
        return segments

    def _words(self, row: Row, region: str) -> tuple[Part, ...]:
        if not self.matrix.is_possible(row, region):
            return ((" " * self.detail.value, ""),)
        return cell_words(
            self.matrix.cell(row, region),
            self.detail,
            self.now,
            off=region in self.matrix.off,
            running=(row.provider, row.account, region) in self.running,
        )

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"matrix--{name}") if name else self.base_style

    # -- moving -----------------------------------------------------------------------------------------------------

    def move_to(self, row: int, column: int) -> None:
        """Put the cursor on this cell, or on the nearest there is."""
        rows, columns = len(self.matrix.rows), len(self.matrix.regions)
        if rows and columns:
            self.cursor = max(0, min(row, rows - 1)), max(0, min(column, columns - 1))
            self._reveal()

    def _reveal(self) -> None:
        (row, column), size = self.cursor, self.detail.value
        region = self.scrollable_content_region
        shown = max(1, region.height - 1)
        whole = max(1, (region.width - self._label_width) // size)
        top, first = self.scroll_offset.y, self.scroll_offset.x // size
        top = min(max(top, row - shown + 1), row)
        first = min(max(first, column - whole + 1), column)
        self.scroll_to(first * size, top, animate=False, immediate=True)

    def watch_cursor(self, before: tuple[int, int], now: tuple[int, int]) -> None:
        """Draw the lines it left and entered, and the header that names its region."""
        self.refresh(Region(0, 0, self.size.width, 1))
        for row in (before[0], now[0]):
            self.refresh_line(row + 1)
        if place := self.place:
            self.post_message(self.Moved(self, *place))

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Cells begin at the left edge: no cell is cut there."""
        super().watch_scroll_x(old_value, new_value)
        self.refresh()

    def watch_has_focus(self, focused: bool) -> None:
        """The cursor looks different when the keys come here."""
        super().watch_has_focus(focused)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """As much in each cell as there is room for; the cursor stays in view."""
        self._lay_out()
        self._reveal()

    def action_move(self, rows: int, columns: int) -> None:
        """One cell further."""
        self.move_to(self.cursor[0] + rows, self.cursor[1] + columns)

    def action_page(self, pages: int) -> None:
        """A page up or down."""
        shown = max(1, self.scrollable_content_region.height - 2)
        self.move_to(self.cursor[0] + pages * shown, self.cursor[1])

    def action_edge(self, side: int) -> None:
        """The first or the last region."""
        self.move_to(self.cursor[0], 0 if side < 0 else len(self.matrix.regions) - 1)

    def action_top(self, side: int) -> None:
        """The first or the last account."""
        self.move_to(0 if side < 0 else len(self.matrix.rows) - 1, self.cursor[1])

    def action_trouble(self, step: int) -> None:
        """The next place where something is not complete, row by row and round the end; sums are passed by."""
        rows, regions = self.matrix.rows, self.matrix.regions
        size = len(rows) * len(regions)
        start = self.cursor[0] * len(regions) + self.cursor[1]
        for offset in range(1, size + 1):
            row, column = divmod((start + step * offset) % size, len(regions))
            sums = rows[row].account == ALL or regions[column] == ALL
            if not sums and self.matrix.cell(rows[row], regions[column]).trouble:
                self.move_to(row, column)
                return

    def action_detail(self) -> None:
        """The next amount of detail."""
        order = list(Detail)
        self._wanted = order[(order.index(self.detail) + 1) % len(order)]
        self._lay_out()
        self._reveal()

    def key_enter(self) -> None:
        """Choose the cell."""
        if place := self.place:
            self.post_message(self.Chosen(self, *place))

    def on_click(self, event: events.Click) -> None:
        """The first click moves the cursor, another on the same cell chooses it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < 1 or offset.x < self._label_width:
            return
        column = (offset.x - self._label_width) // self.detail.value + self.scroll_offset.x // self.detail.value
        row = offset.y - 1 + self.scroll_offset.y
        if row < len(self.matrix.rows) and column < len(self.matrix.regions):
            again = (row, column) == self.cursor and event.chain > 1
            self.move_to(row, column)
            if again:
                self.key_enter()
