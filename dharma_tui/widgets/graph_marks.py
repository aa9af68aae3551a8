"""Lines that stand out: each kind of mark in a look of its own, by its colour and, where there are no colours, by its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dharma_tui.core.drawing import Box, Mark, NodeId, Route, Sketch, mark_of
from dharma_tui.widgets.graph_lines import HEAVY, JOINTS, STRAIGHT, GraphLines

DASHED = JOINTS.replace("─", "┄").replace("│", "┆")
"""The character for each sum of directions along what is there no more."""
PLAIN, NEAR, MARKED = "edge", "edge-near", "edge-marked"
_CHANGES = Mark.ADDED, Mark.CHANGED, Mark.REMOVED
_LOOKS = {mark: (f"edge-{mark.value}", DASHED if mark is Mark.REMOVED else HEAVY) for mark in _CHANGES}
"""Of what came, became another and went: the name of its style, and its characters."""


@dataclass(frozen=True)
class Marked:
    """The lines of one look. What ``has_trunks`` is seen as a whole, others lying on a part of it or not."""

    style: str
    chars: str
    routes: Sequence[Route]
    lines: GraphLines
    has_trunks: bool


class GraphMarks:
    """All lines of a drawing that have a mark, and those that have none as far as they matter for that."""

    def __init__(self, sketch: Sketch, routes: Sequence[Route], boxes: Mapping[NodeId, Box], *, alone: bool) -> None:
        """``alone``: no others are drawn."""
        self._are_alone = alone
        looks: dict[tuple[str, str], list[Route]] = {}
        unmarked: list[Route] = []
        for route in routes:
            if mark := mark_of(sketch.edges[number] for number in route.edges):
                looks.setdefault(_LOOKS.get(mark, (MARKED, HEAVY)), []).append(route)
            else:
                unmarked.append(route)
        self.routes = [route for each in looks.values() for route in each]
        self.looks = [
            Marked(style, chars, looks[style, chars], GraphLines(looks[style, chars], boxes), style == MARKED)
            for style, chars in sorted(looks, key=lambda look: (look[0] != MARKED, look))
        ]
        """What matters most first."""
        self._plain = GraphLines(unmarked if looks.keys() - {(MARKED, HEAVY)} and not alone else (), boxes)

    def window(self, left: int, top: int, width: int, height: int) -> MarkedCells:
        """The directions in which lines of each look leave the cells of a window."""
        looks = [(each, each.lines.cells(left, top, width, height)) for each in self.looks]
        return MarkedCells(looks, self._plain.cells(left, top, width, height) if looks else [], self._are_alone)

    def style_of_head(self, x: int, y: int, *, is_near: bool) -> str:
        """That of the head of an arrow, as all lines that end there have it; what came or went keeps its own when it is near."""
        there = [each for each in self.looks if x in each.lines.heads.get(y, {})]
        if there and there[0].has_trunks:
            return NEAR if is_near else there[0].style
        if len(there) == 1 and x not in self._plain.heads.get(y, {}):
            return there[0].style
        return NEAR if is_near else PLAIN


@dataclass(frozen=True, slots=True)
class MarkedCells:
    """The cells of a window."""

    looks: list[tuple[Marked, list[bytearray]]]
    plain: list[bytearray]
    are_alone: bool
    """Whether no others are drawn: what is near lies on them as it comes."""

    def are_in(self, row: int) -> bool:
        """Whether anything in this row has a mark."""
        return any(any(cells[row]) for _, cells in self.looks)

    def cell(self, row: int, x: int, ways: int, near: int) -> tuple[str, str]:
        """The character and the style of a cell that all lines leave in these ``ways``, and those of the cursor in those.

        Joints are in the style of what matters most there: each has the arms of all that turn or end in its cell, so that none ends
        in nothing. What is near or marked passes over what it merely crosses, and beneath a joint of others. What came or went
        keeps its look when it is near; a part of it that others lie on has none.
        """
        there = [(look, cells[row][x]) for look, cells in self.looks if cells[row][x]]
        look, line = there[0] if there else (None, 0)
        top, others = near or line, self.plain[row][x] if there else 0
        for _, each in there[1:]:
            others |= each
        if top in STRAIGHT and ways in STRAIGHT:
            arms = top
        else:
            arms = ways | top if self.are_alone else ways
        if look is not None and (
            (near and not near & line) or (not look.has_trunks and (line & others or arms & ~line))
        ):
            look = None
        chars = look.chars if look is not None else JOINTS
        if near and (look is None or look.has_trunks):
            return chars[arms], NEAR
        return chars[arms], look.style if look is not None else PLAIN
