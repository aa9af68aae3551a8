"""A lattice given sizes: columns as wide as their widest box, rows as high as their highest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, zip_longest

from dharma_tui.core.drawing import Box, Detail, Drawing, Grid, Layout, NodeId, Picture, Point, Route, Sketch
from dharma_tui.core.faces import Face, face_of, shortest, size_of
from dharma_tui.services.topology.layout.growing import grown
from dharma_tui.services.topology.layout.lattice import BEFORE, BESIDE, Lattice, Stop
from dharma_tui.services.topology.layout.turned import TurnedScale, turned_scale
from dharma_tui.services.topology.layout.web import Web

ARROW = 2
"""Columns of a channel besides its tracks: one to leave by and one for the head of the arrow."""
SPARE = 3
"""Columns left free after one of dots, and as many again for every four tracks: dots cannot give way to further edges."""
NARROWEST = 8
"""Columns that a box keeps where edges need room and nothing else may move."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The grid of an earlier picture, and where it lies in the new one. Between the columns of what is ``held`` nothing
    becomes wider."""

    grid: Grid
    columns: int = 0
    """Columns that came to be left of the first."""
    rows: int = 0
    """Rows that came to be above the first."""
    held: Collection[NodeId] = ()


@dataclass(slots=True)
class Scale:
    """Where the columns and rows of a lattice begin at one level of detail."""

    lefts: list[int]
    widths: list[int]
    tops: list[int]
    middles: list[int]

    def place(self, node: int, column: int, row: int, size: Point) -> tuple[int, int, int]:
        """The corner of a node's box, and how wide it is."""
        return self.lefts[column], self.middles[row] - size[1] // 2, min(size[0], self.widths[column])

    def points(self, stops: Sequence[Stop], source: Box, target: Box) -> list[Point]:
        """The corners of an edge; beside a box narrower than its column it begins and ends at the box."""
        lefts, widths, middles = self.lefts, self.widths, self.middles
        points = [
            (lefts[column] - 1 if slot == BEFORE else lefts[column] + widths[column] + slot, middles[row])
            for column, slot, row in stops
        ]
        for place, box in ((0, source), (-1, target)):
            if stops[place][1] == BESIDE:
                points[place] = box.x + box.width, points[place][1]
        return points

    def size(self, boxes: Sequence[Box]) -> Point:
        """Columns and rows of the whole."""
        return max([self.lefts[-1], *(box.x + box.width for box in boxes)]), self.tops[-1]

    def moved(self, before: tuple[Sequence[int], Sequence[int]], old: Point, new: Point) -> Point:
        """By how much the column and row ``new`` lie elsewhere than ``old`` did."""
        return self.lefts[new[0]] - before[0][old[0]], self.tops[new[1]] - before[1][old[1]]


def faces_of(sketch: Sketch) -> list[Face]:
    """The face of every node."""
    return [face_of(node) for node in sketch.nodes]


def picture_of(
    sketch: Sketch,
    faces: Sequence[Face],
    web: Web,
    lattice: Lattice,
    details: Collection[Detail],
    layout: Layout = Layout.LAYERED,
    *,
    focus: NodeId | None = None,
    kept: Kept | None = None,
    width: int | None = None,
    turned: bool = False,
) -> Picture:
    """``lattice`` at each of these levels of detail; the widest columns give way where that fits the whole into ``width``.
    ``turned``: from the top down, not from left to right."""
    tall = frozenset(lattice.rows) | {row + kept.rows for row in kept.grid.tall} if kept else frozenset(lattice.rows)
    drawings, lefts, tops = {}, {}, {}
    for detail in details:
        sizes = [size_of(face, detail) for face in faces]
        least = [size_of(shortest(face), detail) for face in faces] if width is not None else sizes
        scale: Scale | TurnedScale
        if turned:
            scale = turned_scale(lattice, sizes, least, detail, kept, width)
        else:
            scale = _scale(lattice, sizes, least, tall, detail, width)
            if kept and detail in kept.grid.lefts:
                _hold(scale, lattice, kept, detail, sketch, least, width)
                if width is not None and scale.lefts[-1] > width:  # labels gave way, and not all of it fits
                    scale = _scale(lattice, sizes, least, tall, detail)
                    _hold(scale, lattice, kept, detail, sketch, least, width)
        drawings[detail] = _drawing(sketch, web, lattice, sizes, scale, detail, _moved(scale, kept, detail))
        lefts[detail], tops[detail] = tuple(scale.lefts), tuple(scale.tops)
    ids = [node.id for node in sketch.nodes]
    grid = Grid(
        places=dict(zip(ids, zip(lattice.columns, lattice.rows, strict=True), strict=True)),
        bends={(ids[source], ids[target]): rows for (source, target), rows in lattice.bends.items()},
        tall=tall,
        lefts=lefts,
        tops=tops,
        focus=focus,
        turned=turned,
    )
    return Picture(sketch, drawings, layout, grid)


def _scale(
    lattice: Lattice,
    sizes: Sequence[Point],
    least: Sequence[Point],
    tall: Collection[int],
    detail: Detail,
    room: int | None = None,
) -> Scale:
    widths = _widths(lattice, sizes)
    dots = detail is Detail.DOTS
    gaps = [
        _gap(lattice, column) + (SPARE + tracks // 2 if dots else 0) for column, tracks in enumerate(lattice.tracks)
    ]
    if room is not None and not dots:
        widths = _narrowed(widths, _widths(lattice, least), room - sum(gaps))
    lefts = [0]
    for width, gap in zip(widths, gaps, strict=True):
        lefts.append(lefts[-1] + width + gap)
    heights = [1] * lattice.height
    if detail is Detail.BOXES:
        for row in tall:
            if row < len(heights):
                heights[row] = size_of(Face(""), detail)[1]
    tops = list(accumulate(heights, initial=0))
    middles = [top + height // 2 for top, height in zip(tops, heights, strict=False)]
    return Scale(lefts, widths, tops, middles)


def _widths(lattice: Lattice, sizes: Sequence[Point]) -> list[int]:
    """How wide each column is for boxes of these sizes."""
    widths = [1] * len(lattice.tracks)
    for (width, _), column in zip(sizes, lattice.columns, strict=True):
        widths[column] = max(widths[column], width)
    return widths


def _narrowed(widths: list[int], least: list[int], room: int) -> list[int]:
    """``widths`` that fit into ``room``, the widest giving way first, none below the ``least``; where that is not enough, as they
    are."""
    if sum(least) > room:
        return widths
    widest, narrowed = max(widths, default=0), widths
    while sum(narrowed) > room:
        widest -= 1
        narrowed = [max(low, min(width, widest)) for width, low in zip(widths, least, strict=True)]
    return narrowed


def _gap(lattice: Lattice, column: int) -> int:
    """Columns of the channel after a column; none after the last unless something turns there."""
    tracks = lattice.tracks[column]
    if column + 1 == len(lattice.tracks) and not tracks:
        return 0
    return tracks + ARROW + 1


def _hold(
    scale: Scale,
    lattice: Lattice,
    kept: Kept,
    detail: Detail,
    sketch: Sketch,
    least: Sequence[Point],
    room: int | None,
) -> None:
    """Let columns begin where they began, or as much further as must be; boxes give way for that, between what is held below the
    ``least``, too. Where the whole fits into the ``room`` without, only those between what is held do."""
    columns = [
        column for node, column in zip(sketch.nodes, lattice.columns, strict=True) if node.id in kept.held
    ]  # fmt: skip
    held = range(min(columns, default=0), max(columns, default=0))
    before = kept.grid.lefts[detail]
    pitches = [next_left - left for left, next_left in zip(scale.lefts, scale.lefts[1:], strict=False)]
    fits = room is not None and _kept_at_most(pitches, before, kept.columns) <= room
    lowest = _widths(lattice, least)
    for column, pitch in enumerate(pitches):
        earlier = column - kept.columns
        if not 0 <= earlier < len(before) - 1:
            continue
        there = before[earlier + 1] - before[earlier]
        if earlier == len(before) - 2:
            there = 0  # after the last column there was no room for edges yet
        if pitch > there > 0 and (column in held or not fits):
            low = min(NARROWEST, scale.widths[column]) if column in held else min(lowest[column], scale.widths[column])
            scale.widths[column] = max(low, scale.widths[column] - (pitch - there))
        pitches[column] = max(there, scale.widths[column] + _gap(lattice, column))
    scale.lefts[:] = accumulate(pitches, initial=0)


def _kept_at_most(pitches: Sequence[int], before: Sequence[int], columns: int) -> int:
    """How wide the whole is if no column is narrower than it was ``before``, ``columns`` further left."""
    were = [right - left for left, right in pairwise(before[:-1])]
    were = [0] * columns + were[max(0, -columns) :]
    return sum(max(pitch, was) for pitch, was in zip_longest(pitches, were[: len(pitches)], fillvalue=0))


def _moved(scale: Scale | TurnedScale, kept: Kept | None, detail: Detail) -> Point:
    """By how much the first of what is held lies elsewhere; without, the first of what stayed."""
    if kept is None or detail not in kept.grid.lefts or not kept.grid.places:
        return 0, 0
    held = next((node for node in kept.held if node in kept.grid.places), None)
    column, row = kept.grid.places[held] if held is not None else (0, 0)
    before = kept.grid.lefts[detail], kept.grid.tops[detail]
    return scale.moved(before, (column, row), (column + kept.columns, row + kept.rows))


def _drawing(
    sketch: Sketch,
    web: Web,
    lattice: Lattice,
    sizes: Sequence[Point],
    scale: Scale | TurnedScale,
    detail: Detail,
    moved: Point,
) -> Drawing:
    boxes: list[Box] = []
    for node, (column, row, size) in enumerate(zip(lattice.columns, lattice.rows, sizes, strict=True)):
        x, y, width = scale.place(node, column, row, size)
        boxes.append(Box(sketch.nodes[node].id, x, y, width, size[1], node in web.loops))
    routes = []
    for (source, target), stops in lattice.stops.items():
        points = scale.points(stops, boxes[source], boxes[target])
        ends = boxes[source].id, boxes[target].id
        routes.append(Route(*ends, corners(points), tuple(web.pairs[source, target])))
    width, height = scale.size(boxes)
    wishes = {box.id: wide for box, (wide, _) in zip(boxes, sizes, strict=True)}
    boxes = grown(boxes, wishes, (), routes, width)
    return Drawing(sketch, detail, width, height, tuple(boxes), (), tuple(routes), moved)


def corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """The same way without points that lie on a straight line between others."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)
