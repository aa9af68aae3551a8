"""Where a window onto a drawing belongs: the cell of the drawing that is in its corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Offset, Size

from dharma_tui.core.drawing import Box, Drawing

SIDE = 2
"""Cells between what is looked at and the side of the window."""
EDGE = 8, 4
"""Columns and rows of a drawing that stay in view at least."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Columns and rows of a window that are beside a drawing, and not of it."""

    left: int = 0
    above: int = 0
    right: int = 0
    below: int = 0


NO_BLANK = Blank()


def blank(at: Offset, drawing: Drawing, size: Size) -> Blank:
    """What is beside the drawing in a window onto it."""
    right, below = at.x + size.width - drawing.width, at.y + size.height - drawing.height
    return Blank(*(max(0, side) for side in (-at.x, -at.y, right, below)))


def is_within(drawing: Drawing | None, size: Size) -> bool:
    """Whether all of it is in view at once."""
    return drawing is not None and drawing.width <= size.width and drawing.height <= size.height


def within(at: Offset, drawing: Drawing, size: Size) -> Offset:
    """``at``, moved no more than needed for all of it to be in view, across and down each where there is room for it."""
    return Offset(_within(at.x, drawing.width, size.width), _within(at.y, drawing.height, size.height))


def _within(at: int, drawn: int, room: int) -> int:
    return min(0, max(at, drawn - room)) if drawn <= room else at


def fitted(drawing: Drawing, size: Size, wanted: Sequence[Box]) -> Offset:
    """The whole in the middle if there is room for it, else what is ``wanted`` (nothing in particular: where the drawing begins),
    as far as nothing is left blank; across and down each for itself."""
    across = _around([(box.x, box.x + box.width) for box in wanted], size.width)
    down = _around([(box.y, box.y + box.height) for box in wanted], size.height)
    return centred(
        Offset(max(0, min(across, drawing.width - size.width)), max(0, min(down, drawing.height - size.height))),
        drawing,
        size,
    )


def _around(spans: Sequence[tuple[int, int]], room: int) -> int:
    """Where a window of ``room`` cells begins with these in its middle; where not all of them fit, with the first at that side
    from which the others are."""
    if not spans:
        return 0
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    start, end = spans[0]
    if last - first > room:
        return start - SIDE if start == first else end + SIDE - room if end == last else (start + end - room) // 2
    return (first + last - room) // 2


def centred(at: Offset, drawing: Drawing, size: Size) -> Offset:
    """As ``at``; where all columns, or all rows, are in view at once they are in the middle."""
    across, down = (drawing.width - size.width) // 2, (drawing.height - size.height) // 2
    return Offset(across if across <= 0 else at.x, down if down <= 0 else at.y)


def contained(at: Offset, drawing: Drawing, size: Size) -> Offset:
    """As near to ``at`` as shows all of what there is room for."""
    x = min(0, max(at.x, drawing.width - size.width)) if drawing.width <= size.width else at.x
    y = min(0, max(at.y, drawing.height - size.height)) if drawing.height <= size.height else at.y
    return Offset(x, y)


def filled(at: Offset, drawing: Drawing, size: Size, blank: Blank = NO_BLANK) -> Offset:
    """The same, and where there is more than room for, as near to ``at`` as leaves no more blank beside it than there was."""
    x = max(-blank.left, min(at.x, drawing.width - size.width + blank.right)) if drawing.width > size.width else at.x
    y = (
        max(-blank.above, min(at.y, drawing.height - size.height + blank.below))
        if drawing.height > size.height
        else at.y
    )
    return contained(Offset(x, y), drawing, size)


def revealed(at: Offset, box: Box, drawing: Drawing, size: Size) -> Offset:
    """As near to ``at`` as shows a box, and a little around it where that is of the drawing."""
    left, top = max(0, box.x - SIDE), max(0, box.y - 1)
    right, bottom = min(drawing.width, box.x + box.width + SIDE), min(drawing.height, box.y + box.height + 1)
    x = min(max(at.x, right - size.width), left)
    y = min(max(at.y, bottom - size.height), top)
    return Offset(x if right - left <= size.width else box.x, y if bottom - top <= size.height else box.y)


def held(at: Offset, drawing: Drawing, size: Size) -> Offset:
    """As near to ``at`` as shows anything of the drawing."""
    wide, high = min(EDGE[0], size.width), min(EDGE[1], size.height)
    return Offset(
        max(min(at.x, drawing.width - wide), wide - size.width),
        max(min(at.y, drawing.height - high), high - size.height),
    )
