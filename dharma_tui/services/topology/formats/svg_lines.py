"""The lines of a drawing as SVG: each in the colour of its mark, parts that lines of several marks lie on in none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TypeAlias

from dharma_tui.core.drawing import Drawing, Mark, NodeId, Point, Route, mark_of
from dharma_tui.services.topology.formats.chart import COLOURS

Place: TypeAlias = tuple[float, float]
"""A point of the picture."""
PLAIN = "#78909c"
_WHOLE = (Mark.PATH, Mark.FOUND, Mark.AFFECTED)
"""What is seen as a whole, others lying on a part of it or not."""
_Step: TypeAlias = tuple[NodeId | Point, NodeId | Point]
"""From one cell to the next, or between a box and the cell beside it."""


def heads() -> str:
    """The heads of arrows, one for each colour, as large on lines of any width."""
    return "".join(
        f'<marker id="{_head(mark)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="{COLOURS.get(mark, PLAIN)}"/></marker>'
        for mark in Mark
    )


def marked_routes(drawing: Drawing) -> Iterator[tuple[Route, Mark, list[list[Point]], list[bool]]]:
    """Each route with its mark and its parts, and which of these have that; what stands out comes after all else."""
    marks = [mark_of(drawing.sketch.edges[number] for number in route.edges) for route in drawing.routes]
    on: dict[_Step, set[Mark]] = {}
    if any(mark and mark not in _WHOLE for mark in marks):
        for route, mark in zip(drawing.routes, marks, strict=True):
            for step in _steps(route):
                on.setdefault(step, set()).add(mark)
    order = sorted(range(len(marks)), key=lambda at: (marks[at] in _WHOLE, marks[at] != Mark.NONE))
    for at in order:
        route, mark = drawing.routes[at], marks[at]
        if not mark or mark in _WHOLE or len(route.points) < 2:
            yield route, mark, [list(route.points)], [True]
        else:
            yield route, mark, *_parts(route, [len(on[step]) == 1 for step in _steps(route)])


def _cells(route: Route) -> list[Point]:
    cells = [route.points[0]]
    for (x, y), (next_x, next_y) in pairwise(route.points):
        across, down = (next_x > x) - (next_x < x), (next_y > y) - (next_y < y)
        cells += [(x + across * at, y + down * at) for at in range(1, max(abs(next_x - x), abs(next_y - y)) + 1)]
    return cells


def _steps(route: Route) -> list[_Step]:
    """From the source to the target; the same in either direction."""
    cells = _cells(route)
    steps: list[_Step] = [(min(pair), max(pair)) for pair in pairwise(cells)]
    return [(route.source, cells[0]), *steps, (route.target, cells[-1])]


def _parts(route: Route, own: Sequence[bool]) -> tuple[list[list[Point]], list[bool]]:
    """The cells of the parts of a route that are its own and of those that are not, one after the other; the first begins and the
    last ends at a box."""
    cells, parts, whose, at = _cells(route), list[list[Point]](), list[bool](), 0
    for is_own, run in groupby(own):
        end = at + len(list(run))
        parts.append(cells[max(0, at - 1) : end])
        whose.append(is_own)
        at = end
    return parts, whose


def drawn(parts: Sequence[Sequence[Place]], whose: Sequence[bool], mark: Mark, title: str) -> str:
    """The parts of one line, each with its title; the last has the head of an arrow."""
    paths = []
    for number, (places, is_own) in enumerate(zip(parts, whose, strict=True)):
        kind = mark if is_own else Mark.NONE
        path = "M" + " ".join(f"{x:g} {y:g}" for x, y in _without_repeats(places))
        end = f' marker-end="url(#{_head(kind)})"' if number == len(parts) - 1 else ""
        paths.append(f'<path class="edge" d="{path}"{end}{_style(kind)}>{title}</path>')
    return "".join(paths)


def _style(mark: Mark) -> str:
    """Colour, width, and, of what is there no more, that it is broken."""
    broken = ";stroke-dasharray:6 3" if mark is Mark.REMOVED else ""
    return f' style="stroke:{COLOURS[mark]};stroke-width:2{broken}"' if mark else ""


def _head(mark: Mark) -> str:
    return f"head-{mark.value}" if mark else "head"


def _without_repeats(places: Sequence[Place]) -> list[Place]:
    """Corners alone, each once."""
    kept: list[Place] = []
    for place in places:
        if kept and kept[-1] == place:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == place[0] or kept[-2][1] == kept[-1][1] == place[1]):
            kept.pop()
        kept.append(place)
    return kept
