"""Pieces given sizes: columns as wide as their widest box, rows as high as their highest, pieces side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from dharma_tui.core.drawing import Box, Detail, Drawing, NodeId, Point, Route, Sketch
from dharma_tui.core.faces import Face, face_of, size_of
from dharma_tui.services.topology.layout.lattice import BEFORE, BESIDE, Lattice, Stop
from dharma_tui.services.topology.layout.web import Web

BETWEEN = 3
"""Columns between pieces that lie side by side; one row is between those below each other."""
ARROW = 2
"""Columns of a channel besides its tracks: one to leave by and one for the head of the arrow."""


@dataclass(slots=True)
class Sized:
    """A lattice at one level of detail: where its columns and rows begin."""

    lattice: Lattice
    lefts: list[int]
    widths: list[int]
    tops: list[int]
    middles: list[int]
    width: int
    height: int


def faces_of(sketch: Sketch) -> list[Face]:
    """The face of every node."""
    return [face_of(node) for node in sketch.nodes]


def sized(lattice: Lattice, sizes: Sequence[Point]) -> Sized:
    """``lattice`` with boxes of these sizes."""
    widths = [1] * len(lattice.tracks)
    heights = [1] * lattice.height
    for node, column in lattice.columns.items():
        width, height = sizes[node]
        widths[column] = max(widths[column], width)
        row = lattice.rows[node]
        heights[row] = max(heights[row], height)
    gaps = [tracks + ARROW + (tracks > 0) if column + 1 < len(widths) or tracks else 0
            for column, tracks in enumerate(lattice.tracks)]  # fmt: skip
    lefts = list(accumulate((w + max(g, ARROW + 1) for w, g in zip(widths, gaps, strict=True)), initial=0))
    tops = list(accumulate(heights, initial=0))
    width = lefts[-2] + widths[-1] + gaps[-1] if widths else 0
    middles = [top + height // 2 for top, height in zip(tops, heights, strict=False)]
    return Sized(lattice, lefts, widths, tops, middles, width, tops[-1])


def drawing_of(
    sketch: Sketch, web: Web, lattices: Sequence[Lattice], shelves: Sequence[Sequence[int]], detail: Detail
) -> Drawing:
    """All pieces at one level of detail; ``shelves`` are the positions of those side by side."""
    sizes = [size_of(face, detail) for face in faces_of(sketch)]
    pieces = [sized(lattice, sizes) for lattice in lattices]
    boxes: list[Box] = []
    routes: list[Route] = []
    top = width = 0
    for shelf in shelves:
        left = 0
        for place in shelf:
            piece = pieces[place]
            boxes += _boxes(sketch, web, piece, sizes, (left, top))
            routes += _routes(sketch, web, piece, sizes, (left, top))
            width = max(width, left + piece.width)
            left += piece.width + BETWEEN
        top += max((pieces[place].height for place in shelf), default=0) + 1
    order = {node.id: at for at, node in enumerate(sketch.nodes)}
    boxes.sort(key=lambda box: order[box.id])
    return Drawing(sketch, detail, width, max(0, top - 1), tuple(boxes), (), tuple(routes))


def _boxes(sketch: Sketch, web: Web, piece: Sized, sizes: Sequence[Point], at: Point) -> list[Box]:
    boxes = []
    for node, column in piece.lattice.columns.items():
        width, height = sizes[node]
        x = at[0] + piece.lefts[column]
        y = at[1] + piece.middles[piece.lattice.rows[node]] - height // 2
        boxes.append(Box(sketch.nodes[node].id, x, y, width, height, node in web.loops))
    return boxes


def _routes(sketch: Sketch, web: Web, piece: Sized, sizes: Sequence[Point], at: Point) -> list[Route]:
    routes = []
    for (source, target), stops in piece.lattice.stops.items():
        first = _cell(piece, stops[0], sizes[source][0], at)
        last = _cell(piece, stops[-1], sizes[target][0], at)
        points = [first, *(_cell(piece, stop, 0, at) for stop in stops[1:-1]), last]
        numbers = tuple(web.pairs[source, target])
        routes.append(Route(sketch.nodes[source].id, sketch.nodes[target].id, corners(points), numbers))
    return routes


def _cell(piece: Sized, stop: Stop, width: int, at: Point) -> Point:
    column, slot, row = stop
    x = piece.lefts[column]
    if slot == BESIDE:
        x += width
    elif slot == BEFORE:
        x -= 1
    else:
        x += piece.widths[column] + slot
    return at[0] + x, at[1] + piece.middles[row]


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


def shelves_of(sizes: Sequence[tuple[int, int]], aspect: float) -> list[list[int]]:
    """Pieces in rows, the highest first, so that all together are about ``aspect`` times as wide as high."""
    area = sum((width + BETWEEN) * (height + 1) for width, height in sizes)
    room = max(int((area * aspect) ** 0.5), max((width for width, _ in sizes), default=0))
    shelves: list[list[int]] = []
    left = room + 1
    for place in sorted(range(len(sizes)), key=lambda place: (-sizes[place][1], place)):
        width = sizes[place][0]
        if left + width > room:
            shelves.append([])
            left = 0
        shelves[-1].append(place)
        left += width + BETWEEN
    return shelves


def placed(sketch: Sketch, lattices: Sequence[Lattice]) -> dict[NodeId, Point]:
    """Column and row of each node in its piece."""
    return {
        sketch.nodes[node].id: (column, lattice.rows[node])
        for lattice in lattices
        for node, column in lattice.columns.items()
    }
