"""Which columns a table shows, how wide, and where: pure arithmetic over declared columns and measured cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.core.view import Listing, Row
from dharma_tui.widgets.glyphs import Glyphs
from dharma_tui.widgets.table_cells import cell_text, width_of

GUTTER = 3
"""Cells left of the first column: the mark, the change mark, a space."""
MIN_WIDTH = 4
MAX_WIDTH = 200
MAX_AUTO_WIDTH = 44
"""Widest a column makes itself; a person may make it wider."""
_ROOMY_GAP, _TIGHT_GAP = 2, 1
FEW = 20
"""So few texts are all shown whole where there is room."""
NARROW = 60
"""Below this width the state stands beside the name, whatever the order of the columns."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One shown column: its place in a row's cells, its first cell on the line and its width."""

    index: int
    column: Column
    x: int
    width: int

    @property
    def stop(self) -> int:
        """The first cell after the column."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Shown columns from left to right. The first ``frozen`` of them never scroll away."""

    slots: tuple[Slot, ...] = ()
    frozen: int = 0
    gap: int = _TIGHT_GAP

    @property
    def width(self) -> int:
        """Cells the whole line takes."""
        return self.slots[-1].stop if self.slots else GUTTER

    @property
    def frozen_width(self) -> int:
        """Cells of the part that never scrolls, with the gap after it."""
        return self.slots[self.frozen - 1].stop + self.gap if self.frozen else GUTTER

    def slot_at(self, x: int, scroll_x: int) -> int | None:
        """Which slot is drawn at screen cell ``x``."""
        at = x if x < self.frozen_width else x + scroll_x
        for position, slot in enumerate(self.slots):
            if slot.x <= at < slot.stop + self.gap:
                return position
        return None

    def edge_at(self, x: int, scroll_x: int) -> int | None:
        """Which slot's right edge is drawn at screen cell ``x``."""
        at = x if x < self.frozen_width else x + scroll_x
        for position, slot in enumerate(self.slots):
            if slot.stop <= at < slot.stop + self.gap:
                return position
        return None


def arrange(
    columns: Sequence[Column],
    natural: Sequence[int],
    viewport: int,
    *,
    longest: Sequence[int] = (),
    chosen: Mapping[str, int] | None = None,
    show_wide: bool = False,
    frozen: int = 1,
) -> TableLayout:
    """Lay ``columns`` out for a line of ``viewport`` cells.

    ``natural`` is the width each would like to have; ``chosen`` widths win. Wide columns come in where there is room, or all
    with ``show_wide``. Where the rest does not fit, long text columns give way down to their declared width. Room that is left
    over goes to columns of which some texts are cut: ``longest`` is the width of the longest each has.
    """
    chosen = chosen or {}
    widths = [_bounded(column, chosen, like) for column, like in zip(columns, natural, strict=True)]
    shown = _shown(columns, widths, viewport, show_wide)
    if viewport < NARROW and not show_wide:
        shown.sort(key=lambda index: (index > 0, columns[index].type is not ColumnType.STATE, index))
    gap = _ROOMY_GAP if _total(widths, shown, _ROOMY_GAP) <= viewport else _TIGHT_GAP
    excess = _total(widths, shown, gap) - viewport
    for index in _givers(columns, widths, shown, chosen):
        if excess <= 0:
            break
        given = max(0, min(excess, widths[index] - _floor(columns[index])))
        widths[index] -= given
        excess -= given
    if excess < 0 and longest:
        _give_room(columns, widths, longest, [index for index in shown if columns[index].name not in chosen], -excess)
    slots, x = [], GUTTER
    for index in shown:
        slots.append(Slot(index, columns[index], x, widths[index]))
        x += widths[index] + gap
    while frozen and (frozen > len(slots) or slots[frozen - 1].stop > viewport * 2 // 3):
        frozen -= 1
    return TableLayout(tuple(slots), frozen, gap)


class Measured:
    """How wide columns want to be, found out once for each set of columns, so that typing does not move them."""

    def __init__(self) -> None:
        self._natural: tuple[int, ...] = ()
        self.longest: tuple[int, ...] = ()
        """Cells of the longest text seen of each column; empty as long as nothing is known."""
        self._names: tuple[str, ...] = ()

    def measure(self, listing: Listing, rows: Sequence[Row], now: datetime, marks: Glyphs) -> bool:
        """Look at the ``rows`` that have arrived; whether anything is known now that was not."""
        names = tuple(column.name for column in listing.columns)
        if names == self._names and (self._natural or not rows):
            return False
        more = listing.length > len(rows)
        self._natural, self.longest = natural_widths(listing.columns, rows[:_MEASURED_ROWS], now, marks, more=more)
        self._names = names if rows else ()
        return True

    def wanted(self, listing: Listing) -> list[int]:
        """The width each column would like, with room for the marks of the sort."""
        columns, sort = listing.columns, listing.view.sort
        natural = self._natural or tuple(max(column.width, len(column.title) + 1) for column in columns)
        sorted_by, several = {key.column for key in sort}, len(sort) > 1
        return [
            max(width, width_of(column.title) + 1 + several) if column.name in sorted_by else width
            for width, column in zip(natural, columns, strict=True)
        ]


_MEASURED_ROWS = 200
_LIVELY = {ColumnType.PERCENT: len("100.0%"), ColumnType.BYTES: len("99.9M")}
"""Cells kept for values that are measured again and again."""


_SPARE = 2
"""Cells kept for texts that have not been seen yet."""


def natural_widths(
    columns: Sequence[Column], rows: Sequence[Row], now: datetime, marks: Glyphs, *, more: bool = False
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The width each column would like for these rows, its title included, and that of its longest text; none for no rows.

    ``more``: other rows will come, whose texts are probably a little longer than those of the first.
    """
    spare = [_SPARE if more and column.type is ColumnType.TEXT else 0 for column in columns]
    drawn = [
        [cell_text(value, column, now, MAX_WIDTH, marks) for column, value in zip(columns, row.cells, strict=False)]
        for row in rows
    ]
    texts = [[line[place] for line in drawn if place < len(line)] for place in range(len(columns) if rows else 0)]
    natural = tuple(
        max(width_of(column.title) + 1, natural_width(column, of_it) + extra)
        for column, of_it, extra in zip(columns, texts, spare, strict=False)
    )
    return natural, tuple(max(map(width_of, of_it), default=0) for of_it in texts)


def natural_width(column: Column, texts: Sequence[str]) -> int:
    """The width a column would like: all of every number, room for one to grow, and all but the longest few of its texts."""
    widths = sorted(width_of(text) for text in texts)
    if not widths:
        return 0
    wanted = widths[(len(widths) - 1) * 9 // 10 if column.type is ColumnType.TEXT and len(widths) > FEW else -1]
    return max(wanted, _LIVELY.get(column.type, 0))


def _bounded(column: Column, chosen: Mapping[str, int], natural: int) -> int:
    if column.name in chosen:
        return min(max(chosen[column.name], MIN_WIDTH), MAX_WIDTH)
    return min(max(natural, MIN_WIDTH), MAX_AUTO_WIDTH)


def _total(widths: Sequence[int], shown: Sequence[int], gap: int) -> int:
    return GUTTER + sum(widths[index] for index in shown) + gap * max(0, len(shown) - 1)


def _shown(columns: Sequence[Column], widths: Sequence[int], viewport: int, show_wide: bool) -> list[int]:
    if show_wide:
        return list(range(len(columns)))
    shown = [index for index, column in enumerate(columns) if not column.wide]
    if not shown:
        return list(range(len(columns)))
    for index, column in enumerate(columns):
        if column.wide and _total(widths, [*shown, index], _TIGHT_GAP) <= viewport:
            shown.append(index)
    return sorted(shown)


def _givers(
    columns: Sequence[Column], widths: Sequence[int], shown: Sequence[int], chosen: Mapping[str, int]
) -> list[int]:
    """Columns that can be cut without hiding a number, the widest first."""
    text = [index for index in shown if columns[index].type is ColumnType.TEXT and columns[index].name not in chosen]
    return sorted(text, key=lambda index: widths[index] - _floor(columns[index]), reverse=True)


def _give_room(
    columns: Sequence[Column], widths: list[int], longest: Sequence[int], shown: Sequence[int], room: int
) -> None:
    """Widen text columns from left to right, as what stands first matters most; what is there for want of better stays."""
    for index in shown:
        if columns[index].type is ColumnType.TEXT and not columns[index].wide:
            given = min(max(0, min(longest[index], MAX_WIDTH) - widths[index]), room)
            widths[index] += given
            room -= given


def _floor(column: Column) -> int:
    return min(max(min(column.width, 20), len(column.title) + 1), MAX_AUTO_WIDTH)
