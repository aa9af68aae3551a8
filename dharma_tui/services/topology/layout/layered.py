"""Dependencies from left to right in columns, as Sugiyama, Tagawa and Toda proposed in 1981."""

from __future__ import annotations

from dharma_tui.core.drawing import Detail, Picture, Point, Sketch
from dharma_tui.core.faces import size_of
from dharma_tui.services.topology.layout.drawn import drawing_of, faces_of, placed, shelves_of, sized
from dharma_tui.services.topology.layout.lattice import Lattice, lattice_of
from dharma_tui.services.topology.layout.layers import layers_of
from dharma_tui.services.topology.layout.ordering import order
from dharma_tui.services.topology.layout.ranking import forward, ranks
from dharma_tui.services.topology.layout.web import Pair, Web, pieces_of, web_of

ROOM = 120, 40


def layered(sketch: Sketch, room: Point = ROOM, details: tuple[Detail, ...] = tuple(Detail)) -> Picture:
    """``sketch`` in columns; pieces that hang together lie apart, arranged to the shape of ``room``."""
    web = web_of(sketch)
    lattices = _lattices(web, room)
    sizes = [size_of(face, Detail.LINES) for face in faces_of(sketch)]
    pieces = [sized(lattice, sizes) for lattice in lattices]
    shelves = shelves_of([(piece.width, piece.height) for piece in pieces], room[0] / max(1, room[1]))
    drawings = {detail: drawing_of(sketch, web, lattices, shelves, detail) for detail in details}
    return Picture(sketch, drawings, placed(sketch, lattices))


def _lattices(web: Web, room: Point) -> list[Lattice]:
    pieces = pieces_of(web)
    lattices = [_lattice(web, piece) for piece in pieces if len(piece) > 1]
    if alone := [piece[0] for piece in pieces if len(piece) == 1]:
        lattices.append(_grid(alone, room))
    return lattices


def _lattice(web: Web, piece: list[int]) -> Lattice:
    """One connected piece."""
    number = {node: at for at, node in enumerate(piece)}
    pairs: list[Pair] = [(number[node], number[other]) for node in piece for other in web.after[node]]
    kept = forward(len(piece), pairs)
    turned = dict.fromkeys(pair if keeps else pair[::-1] for pair, keeps in kept.items())
    layers = layers_of(len(piece), kept, ranks(len(piece), turned))
    order(layers)
    lattice = lattice_of(layers, kept)
    return Lattice(
        {piece[node]: column for node, column in lattice.columns.items()},
        {piece[node]: row for node, row in lattice.rows.items()},
        lattice.tracks,
        lattice.height,
        {(piece[a], piece[b]): stops for (a, b), stops in lattice.stops.items()},
    )


def _grid(nodes: list[int], room: Point) -> Lattice:
    """Nodes without edges in columns of equal height."""
    across = max(1, min(len(nodes), room[0] // 24))
    high = -(-len(nodes) // across)
    return Lattice(
        {node: at // high for at, node in enumerate(nodes)},
        {node: at % high for at, node in enumerate(nodes)},
        [0] * (-(-len(nodes) // high)),
        high,
    )
