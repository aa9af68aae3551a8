"""The table of an answer as lines of a given width: names stay whole as long as they can, and facts are never cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from dharma_tui.core.text import cells_of, fitted_within, wrapped
from dharma_tui.widgets.table_cells import fit

INDENT = "  "
_GAP = "  "
_LEAST = 5
"""Cells that a column keeps while there are others to take from."""
_TELLING = 8
"""Cells in which a word still tells something; where there is no room for them, the last columns go."""
_LONG, _TELLING_LONG = 32, 16
"""Of columns that need more than so many cells, such as sentences, fewer than so many tell nothing."""
_NAME = 16
"""Cells in which a name, its middle left out, still says which it is."""


def table_lines(columns: Sequence[str], body: Sequence[Sequence[str]], width: int) -> Iterator[tuple[int, str]]:
    """Lines, and which row each belongs to; -1: the titles. Of two columns, long cells go on beneath."""
    room = max(_LEAST, width - len(INDENT))
    needs = [
        max((cells_of(row[at]) for row in (columns, *body) if at < len(row)), default=0) for at in range(len(columns))
    ]
    if len(needs) == 2 and room >= 2 * _TELLING + len(_GAP):
        yield from _facts(columns, body, needs, room)
        return
    named = columns.index("NAME") if "NAME" in columns else 0
    widths = _widths(needs, named, room)
    for number, row in enumerate((columns, *body), -1):
        cells = [
            fit(fitted_within(cell, size) if at == named else cell, size)
            for at, (cell, size) in enumerate(zip(row, widths, strict=False))
        ]
        yield number, INDENT + _GAP.join(cells).rstrip()


def _widths(needs: Sequence[int], named: int, room: int) -> list[int]:
    """Of as many columns as tell something, the widest giving first; the name gives last."""
    widths = list(needs)
    least = [
        min(need, _NAME if at == named else _TELLING_LONG if need > _LONG else _TELLING)
        for at, need in enumerate(needs)
    ]
    while len(widths) > max(2, named + 1) and sum(least[: len(widths)]) + len(_GAP) * (len(widths) - 1) > room:
        widths.pop()
    while len(widths) > 1 and len(widths) * (_LEAST + len(_GAP)) > room + len(_GAP):
        widths.pop()
    beside = [need if at == named else floor for at, (need, floor) in enumerate(zip(needs, least, strict=True))]
    for floors in (beside, least, [_LEAST] * len(least)):
        while sum(widths) + len(_GAP) * (len(widths) - 1) > room:
            wide = [at for at, size in enumerate(widths) if size > floors[at]]
            if not wide:
                break
            widths[max(wide, key=lambda at: widths[at])] -= 1
    return widths


def _facts(
    columns: Sequence[str], body: Sequence[Sequence[str]], needs: Sequence[int], room: int
) -> Iterator[tuple[int, str]]:
    """What each thing is called, and what it is, however long."""
    left = min(needs[0], max(_TELLING, room - len(_GAP) - min(needs[1], room * 2 // 3)))
    right = room - len(_GAP) - left
    for number, row in enumerate((columns, *body), -1):
        first, second = (wrapped(cell, size) for cell, size in zip((*row, "", "")[:2], (left, right), strict=True))
        for one, other in zip_longest(first, second, fillvalue=""):
            yield number, (INDENT + fit(one, left) + _GAP + other).rstrip()
