"""The lines of a list or table that are on screen, each with how to put the cursor there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, singledispatch

from textual.widget import Widget

from dharma_tui.widgets.kind_tree import KindTree
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.line_view import LineView
from dharma_tui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class Spot:
    """A line the cursor can go to; ``y`` counts from the top of the widget's content."""

    y: int
    go: Callable[[], None]


@singledispatch
def spots_of(widget: Widget) -> list[Spot]:
    """Where the cursor of ``widget`` can go without scrolling, from the top; nothing for one without lines."""
    return []


@spots_of.register
def _(table: TableView) -> list[Spot]:
    above = table.scroll_offset.y - 1  # the header has the first line
    return [Spot(index - above, partial(setattr, table, "cursor_row", index)) for index in table.visible_rows()]


@spots_of.register
def _(lines: LineList) -> list[Spot]:
    return [
        Spot(y, partial(lines.move_to, number))
        for y, number in _on_screen(lines, lines.count)
        if lines.line_at(number).selectable
    ]


@spots_of.register
def _(lines: LineView) -> list[Spot]:
    shown = _on_screen(lines, len(lines.lines)) if lines.cursor_shown else []
    return [Spot(y, partial(setattr, lines, "cursor", number)) for y, number in shown]


@spots_of.register
def _(tree: KindTree) -> list[Spot]:
    return [Spot(y, partial(tree.move_to, index)) for y, index in _on_screen(tree, len(tree.branches))]


def _on_screen(widget: Widget, count: int) -> list[tuple[int, int]]:
    """Each line of the screen that shows one of ``count`` lines, and which one."""
    top = widget.scroll_offset.y
    return list(enumerate(range(top, min(count, top + widget.scrollable_content_region.height))))
