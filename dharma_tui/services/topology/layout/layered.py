"""Dependencies from left to right in columns, as Sugiyama, Tagawa and Toda proposed in 1981."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from dharma_tui.core.drawing import Detail, Picture, Point, Sketch
from dharma_tui.core.faces import Face, size_of
from dharma_tui.services.topology.layout.aligning import rows_of
from dharma_tui.services.topology.layout.drawn import ARROW, faces_of, picture_of
from dharma_tui.services.topology.layout.lattice import lattice_of
from dharma_tui.services.topology.layout.layers import Layers, layers_of
from dharma_tui.services.topology.layout.ordering import order
from dharma_tui.services.topology.layout.plan import Plan, add, empty, shelves
from dharma_tui.services.topology.layout.ranking import forward, ranks
from dharma_tui.services.topology.layout.web import Pair, Web, pieces_of, web_of

ROOM = 120, 40
"""Columns and rows of a window, if it is not known."""
NONE_READY: Mapping[int, tuple[Layers, list[int]]] = {}
CELL = 24
"""Columns that a node without edges may take."""


def layered(
    sketch: Sketch, room: Point = ROOM, details: Collection[Detail] = tuple(Detail), *, fits: bool = False
) -> Picture:
    """``sketch`` in columns; pieces that hang together lie apart, arranged to the shape of ``room``. ``fits``: labels give way
    where it is too wide for that.
    """
    web = web_of(sketch)
    faces = faces_of(sketch)
    plan = planned(web, pieces_of(web), faces, room)
    return picture_of(sketch, faces, web, lattice_of(plan, web.size), details, width=room[0] if fits else None)


def planned(
    web: Web,
    pieces: Sequence[Sequence[int]],
    faces: Sequence[Face],
    room: Point,
    ready: Mapping[int, tuple[Layers, list[int]]] = NONE_READY,
) -> Plan:
    """Columns and rows for every piece, and for what hangs on nothing a block of its own. ``ready`` are pieces, by their
    place, that are in columns and rows already."""
    alone = [piece[0] for piece in pieces if len(piece) == 1]
    made = [
        (piece, *(ready[place] if place in ready else _ordered(web, piece)))
        for place, piece in enumerate(pieces)
        if len(piece) > 1
    ]
    if alone:
        made.append((alone, *_block(len(alone), room)))
    sizes = [(len(layers.rows), max(rows) + 1) for _, layers, rows in made]
    widths = [_width(piece, layers, faces) for piece, layers, _ in made]
    plan = empty(web.size)
    corners = shelves(sizes, widths, room[0] / max(1, room[1]))
    for (piece, layers, rows), corner in zip(made, corners, strict=True):
        add(plan, piece, layers, rows, corner)
    return plan


def _ordered(web: Web, piece: Sequence[int]) -> tuple[Layers, list[int]]:
    """One connected piece in columns and rows."""
    number = {node: at for at, node in enumerate(piece)}
    pairs: list[Pair] = [(number[node], number[other]) for node in piece for other in web.after[node]]
    kept = forward(len(piece), pairs)
    turned = dict.fromkeys(pair if keeps else pair[::-1] for pair, keeps in kept.items())
    layers = layers_of(len(piece), kept, ranks(len(piece), turned))
    order(layers)
    return layers, rows_of(layers)


def _block(count: int, room: Point) -> tuple[Layers, list[int]]:
    """Nodes without edges in columns of equal height."""
    across = max(1, min(count, room[0] // CELL, round((count * room[0] / (max(1, room[1]) * CELL)) ** 0.5)))
    high = -(-count // across)
    rank = [at // high for at in range(count)]
    rows = [list(range(column * high, min(count, column * high + high))) for column in range(rank[-1] + 1)]
    nothing: list[list[int]] = [[] for _ in range(count)]
    return Layers(count, rank, rows, nothing, nothing), [at % high for at in range(count)]


def _width(piece: Sequence[int], layers: Layers, faces: Sequence[Face]) -> int:
    """About how wide a piece will be; edges turn on a track for every three nodes of a column."""
    widths = [
        max((size_of(faces[piece[item]], Detail.LINES)[0] for item in row if item < layers.size), default=1)
        + ARROW
        + len(row) // 3
        for row in layers.rows
    ]
    return sum(widths)
