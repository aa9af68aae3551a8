"""Dependencies from left to right in columns, as Sugiyama, Tagawa and Toda proposed in 1981."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from dharma_tui.core.drawing import Detail, Layout, NodeId, Picture, Point, Sketch
from dharma_tui.core.faces import Face, face_of, size_of
from dharma_tui.services.topology.layout.aligning import rows_of
from dharma_tui.services.topology.layout.drawn import ARROW, faces_of, picture_of
from dharma_tui.services.topology.layout.lattice import Lattice, lattice_of
from dharma_tui.services.topology.layout.layers import Layers, layers_of
from dharma_tui.services.topology.layout.ordering import order
from dharma_tui.services.topology.layout.plan import Plan, add, empty, shelves
from dharma_tui.services.topology.layout.ranking import forward, ranks
from dharma_tui.services.topology.layout.web import Pair, Web, pieces_of, web_of

Way = tuple["int | None", bool]
"""The width that labels give way to, and whether a picture is drawn from the top down."""
ROOM = 120, 40
"""Columns and rows of a window, if it is not known."""
NONE_READY: Mapping[int, tuple[Layers, list[int]]] = {}
CELL = 24
"""Columns that a node without edges may take."""
FEW = 60
"""So many nodes may be drawn from the top down, in place of from left to right."""
LAYER = 3
"""About how many rows a column takes that is drawn from the top down."""


def layered(
    sketch: Sketch, room: Point = ROOM, details: Collection[Detail] = tuple(Detail), *, fits: bool = False,
    turned: bool | None = None,
) -> Picture:  # fmt: skip
    """``sketch`` in columns; pieces that hang together lie apart, arranged to the shape of ``room``. ``fits``: what is too
    wide for that is drawn from the top down, or its labels give way. ``turned`` says whether it is drawn from the top down.
    """
    web = web_of(sketch)
    pieces = pieces_of(web)
    ready = {place: _ordered(web, piece) for place, piece in enumerate(pieces) if len(piece) > 1}
    return pictured(sketch, web, pieces, ready, room, details, fits=fits, turned=turned)


def pictured(
    sketch: Sketch,
    web: Web,
    pieces: Sequence[Sequence[int]],
    ready: Mapping[int, tuple[Layers, list[int]]],
    room: Point,
    details: Collection[Detail],
    layout: Layout = Layout.LAYERED,
    *,
    focus: NodeId | None = None,
    fits: bool = False,
    turned: bool | None = None,
) -> Picture:
    """Pieces that are in columns and rows, where those are not ``ready`` in layers. ``fits``: a few nodes that are too wide for
    the room are drawn from the top down if all of them are seen then, or more of them, unless ``turned`` says whether."""
    faces = faces_of(sketch)
    lattices: dict[bool, Lattice] = {}

    def made(width: int | None, turned: bool, details: Collection[Detail]) -> Picture:
        if turned not in lattices:
            lattices[turned] = lattice_of(planned(web, pieces, faces, room, ready, turned=turned), web.size)
        return picture_of(
            *(sketch, faces, web, lattices[turned], details, layout), focus=focus, width=width, turned=turned
        )

    best: Way = (room[0] if fits else None, False)
    if turned:
        best = None, True
        if fits and _seen(made(*best, (Detail.LINES,)), room) < 1:
            cut = room[0], True
            best = cut if _seen(made(*cut, (Detail.LINES,)), room) == 1 else best
    elif turned is None and fits and 1 < web.size <= FEW:
        ways = [(room[0], False), (None, True), (room[0], True)]
        tried = (made(*way, (Detail.LINES,)) for way in ways)
        best = _best(zip(ways, tried, strict=True), room)
    return made(*best, details)


def _best(tried: Iterator[tuple[Way, Picture]], room: Point) -> Way:
    """The first way if all of it is seen with whole labels; else the first of the second, itself and the third that all is seen of;
    else that of the first two that most is seen of."""
    straight, picture = next(tried)
    seen = _seen(picture, room)
    if seen == 1 and not _is_cut(picture):
        return straight
    turned, picture = next(tried)
    turned_seen = _seen(picture, room)
    if turned_seen == 1 or seen == 1:
        return turned if turned_seen == 1 else straight
    cut, picture = next(tried)
    if _seen(picture, room) == 1:
        return cut
    return turned if turned_seen > seen else straight


def _seen(picture: Picture, room: Point) -> float:
    """The part of a picture that is in a window at once."""
    drawing = picture.drawings[Detail.LINES]
    return min(1, room[0] / max(1, drawing.width)) * min(1, room[1] / max(1, drawing.height))


def _is_cut(picture: Picture) -> bool:
    """Whether labels gave way."""
    boxes = picture.drawings[Detail.LINES].boxes
    return any(
        box.width < size_of(face_of(node), Detail.LINES)[0]
        for box, node in zip(boxes, picture.sketch.nodes, strict=True)
    )


def planned(
    web: Web,
    pieces: Sequence[Sequence[int]],
    faces: Sequence[Face],
    room: Point,
    ready: Mapping[int, tuple[Layers, list[int]]] = NONE_READY,
    *,
    turned: bool = False,
) -> Plan:
    """Columns and rows for every piece, and for what hangs on nothing a block of its own. ``ready`` are pieces, by their
    place, that are in columns and rows already. ``turned``: they will be drawn from the top down."""
    alone = [piece[0] for piece in pieces if len(piece) == 1]
    made = [
        (piece, *(ready[place] if place in ready else _ordered(web, piece)))
        for place, piece in enumerate(pieces)
        if len(piece) > 1
    ]
    if alone:
        made.append((alone, *_block(len(alone), room, turned=turned)))
    sizes = [(len(layers.rows), max(rows) + 1) for _, layers, rows in made]
    plan = empty(web.size)
    if turned:
        widths = [_breadth(piece, layers, faces) for piece, layers, _ in made]
        high = [(rows, columns * LAYER) for columns, rows in sizes]
        shelved = shelves(high, widths, room[0] / max(1, room[1]))
        corners = [(-(-row // LAYER), column) for column, row in shelved]
    else:
        widths = [_width(piece, layers, faces) for piece, layers, _ in made]
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


def _block(count: int, room: Point, *, turned: bool = False) -> tuple[Layers, list[int]]:
    """Nodes without edges in columns of equal height."""
    across = max(1, min(count, room[0] // CELL, round((count * room[0] / (max(1, room[1]) * CELL)) ** 0.5)))
    if turned:
        across = -(-count // across)
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


def _breadth(piece: Sequence[int], layers: Layers, faces: Sequence[Face]) -> int:
    """About how wide a piece will be that is drawn from the top down."""
    widths = [
        sum(size_of(faces[piece[item]], Detail.LINES)[0] + ARROW if item < layers.size else ARROW for item in row)
        for row in layers.rows
    ]
    return max(widths, default=1)
