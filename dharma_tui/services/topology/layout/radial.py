"""The neighbourhood of one node: it stands in the middle, what leads to it on its left, what it leads to on its right.

Columns are hops. A terminal has few directions, so that rings (Wills, "NicheWorks", 1999; Yee et al., "Animated Exploration of
Dynamic Graphs with Radial Layout", 2001) become columns: the distance from the middle still says how many hops it is.
"""

from __future__ import annotations

from collections.abc import Collection

from dharma_tui.core.drawing import Detail, Layout, NodeId, Picture, Point, Sketch
from dharma_tui.services.topology.layout.aligning import rows_of
from dharma_tui.services.topology.layout.layered import ROOM, pictured
from dharma_tui.services.topology.layout.layers import Layers, layers_of
from dharma_tui.services.topology.layout.ordering import order
from dharma_tui.services.topology.layout.web import Web, pieces_of, web_of


def radial(
    sketch: Sketch,
    focus: NodeId,
    room: Point = ROOM,
    details: Collection[Detail] = tuple(Detail),
    *,
    fits: bool = False,
) -> Picture:
    """``sketch`` around ``focus``; pieces that do not hang on it lie beside it in layers. ``fits`` as for these."""
    web = web_of(sketch)
    middle = next((at for at, node in enumerate(sketch.nodes) if node.id == focus), 0)
    pieces = pieces_of(web)
    ready = {
        place: around(web, piece, middle) for place, piece in enumerate(pieces) if middle in piece and len(piece) > 1
    }
    return pictured(sketch, web, pieces, ready, room, details, Layout.RADIAL, focus=focus, fits=fits)


def around(web: Web, piece: list[int], middle: int) -> tuple[Layers, list[int]]:
    """The piece of ``middle`` in columns by hops from it, and rows."""
    hops = hops_from(web, middle)
    lowest = min(hops.values())
    number = {node: at for at, node in enumerate(piece)}
    kept = {(number[node], number[other]): hops[node] <= hops[other] for node in piece for other in web.after[node]}
    layers = layers_of(len(piece), kept, [hops[node] - lowest for node in piece])
    order(layers)
    return layers, rows_of(layers)


def hops_from(web: Web, middle: int) -> dict[int, int]:
    """Hops along edges are positive, against them negative; what is to be reached in both ways counts with the fewer hops.

    What can be reached in neither way stands beside the node it hangs on.
    """
    hops = {middle: 0}
    ahead, behind = [middle], [middle]
    distance = 0
    while ahead or behind:
        distance += 1
        ahead = _step(web.after, ahead, hops, distance)
        behind = _step(web.before, behind, hops, -distance)
    walk = sorted(hops, key=lambda node: (abs(hops[node]), node))
    for node in walk:
        for others, way in ((web.after[node], 1), (web.before[node], -1)):
            for other in others:
                if other not in hops:
                    hops[other] = hops[node] + way
                    walk.append(other)
    return hops


def _step(others: list[list[int]], nodes: list[int], hops: dict[int, int], distance: int) -> list[int]:
    found = []
    for node in nodes:
        for other in others[node]:
            if other not in hops:
                hops[other] = distance
                found.append(other)
    return found
