"""Where lines say something: for how many relationships they stand, and what those of the cursor are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import TypeAlias

from dharma_tui.core.drawing import Drawing, Route
from dharma_tui.core.text import cells_of
from dharma_tui.widgets.graph_lines import GraphLines

Words: TypeAlias = dict[int, list[tuple[int, str]]]
"""By row: from which column what is said."""
Part: TypeAlias = tuple[int, int, int]
"""Column, row and length of something that runs across."""
CLEAR, CROSSED, JOINED = range(3)
"""What words would hide: nothing, what merely crosses, where lines meet."""


def said_on(routes: Iterable[tuple[Route, str]], lines: GraphLines, drawing: Drawing, counts: Words) -> Words:
    """What each of these says, on its longest straight part that has room for it: where no other is, and no line is hidden.

    It covers what merely crosses where there is no other way; where lines meet, and the ``counts`` of others, never.
    """
    said: Words = {}
    for route, words in routes:
        text = f" {words} "
        parts = sorted(_across(route), key=lambda part: -part[2])
        if words and (place := _place(text, parts, lines, drawing, (said, counts), (CLEAR, CROSSED))):
            said.setdefault(place[1], []).append((place[0], text))
    return said


def counts_on(drawing: Drawing, lines: GraphLines) -> Words:
    """How many each line stands for, where it is that of one alone; where there is no room for that, how many those stand for
    together that share a part of it."""
    counts = [sum(drawing.sketch.edges[number].count for number in route.edges) for route in drawing.routes]
    runs = _runs(drawing.routes)
    found: Words = {}

    def tell(bits: int, count: int) -> bool:
        parts = sorted((part for part, each in runs if each == bits), key=lambda part: -part[2])
        text = f"×{count:,}"
        if (place := _place(text, parts, lines, drawing, (found,), (CLEAR, CROSSED))) is None:
            return False
        found.setdefault(place[1], []).append((place[0], text))
        return True

    untold = [1 << number for number, count in enumerate(counts) if count > 1 and not tell(1 << number, count)]
    told: set[int] = set()
    for own in untold:
        for bits in sorted({bits for _, bits in runs if bits & own and bits != own}, key=int.bit_count):
            if bits in told or tell(bits, sum(count for at, count in enumerate(counts) if bits >> at & 1)):
                told.add(bits)
                break
    return found


def _across(route: Route) -> Iterator[Part]:
    return ((min(x, u), y, abs(x - u) + 1) for (x, y), (u, v) in pairwise(route.points) if y == v)


def _runs(routes: Sequence[Route]) -> list[tuple[Part, int]]:
    """The parts across over which the same routes lie on each other, each with these as bits."""
    rows: dict[int, dict[int, int]] = {}
    for number, route in enumerate(routes):
        for x, y, length in _across(route):
            row = rows.setdefault(y, {})
            for at in range(x, x + length):
                row[at] = row.get(at, 0) | 1 << number
    found: list[tuple[Part, int]] = []
    for y, row in rows.items():
        # cells that lie side by side keep the same distance to their place among all
        for (bits, _), run in groupby(enumerate(sorted(row)), key=lambda one: (row[one[1]], one[1] - one[0])):
            cells = [x for _, x in run]
            found.append(((cells[0], y, len(cells)), bits))
    return found


def _place(
    text: str,
    parts: Iterable[Part],
    lines: GraphLines,
    drawing: Drawing,
    taken: Sequence[Mapping[int, list[tuple[int, str]]]],
    hidden: Sequence[int],
) -> tuple[int, int] | None:
    """The column and row where ``text`` hides least, as near to the middle of a part as can be, with line left on its sides."""
    room = cells_of(text)
    straight = [(x, y, _covered(x, y, length, lines, drawing)) for x, y, length in parts]
    for most in hidden:
        for x, y, cells in straight:
            middle = (len(cells) - room + 1) // 2
            for at in sorted(range(1, len(cells) - room), key=lambda at: abs(at - middle)):
                beside = max(cells[at - 1], cells[at + room])
                if max(cells[at : at + room]) > most or beside == JOINED:
                    continue
                if all(
                    x + at + room < other or other + cells_of(word) < x + at
                    for words in taken
                    for other, word in words.get(y, ())
                ):
                    return x + at, y
    return None


def _covered(x: int, y: int, width: int, lines: GraphLines, drawing: Drawing) -> bytearray:
    """What would be hidden on each cell: of lines, and of the borders that they cross."""
    cells = lines.covered(x, y, width)
    for frame in drawing.frames:
        if frame.y < y < frame.y + frame.height - 1:
            for side in (frame.x - x, frame.x + frame.width - 1 - x):
                if 0 <= side < width:
                    cells[side] = max(cells[side], CROSSED)
    return cells
