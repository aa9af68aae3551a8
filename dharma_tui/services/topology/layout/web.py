"""A sketch as numbers: what every layout begins with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dharma_tui.core.drawing import Sketch

Pair = tuple[int, int]


@dataclass(slots=True)
class Web:
    """Nodes by their position in the sketch; edges from one to another are one, whatever their number and verbs."""

    size: int
    pairs: dict[Pair, list[int]]
    """Source and target with the positions of their edges in the sketch."""
    loops: set[int]
    after: list[list[int]]
    before: list[list[int]]


def web_of(sketch: Sketch) -> Web:
    """The numbers of ``sketch``. Edges to what it does not hold are left out; of nodes with one id the first counts."""
    places: dict[object, int] = {}
    for place, node in enumerate(sketch.nodes):
        places.setdefault(node.id, place)
    pairs: dict[Pair, list[int]] = {}
    loops: set[int] = set()
    for number, edge in enumerate(sketch.edges):
        source, target = places.get(edge.source), places.get(edge.target)
        if source is None or target is None:
            continue
        if source == target:
            loops.add(source)
        else:
            pairs.setdefault((source, target), []).append(number)
    after, before = adjacency(len(sketch.nodes), pairs)
    return Web(len(sketch.nodes), pairs, loops, after, before)


def adjacency(size: int, pairs: Iterable[Pair]) -> tuple[list[list[int]], list[list[int]]]:
    """Who follows and who precedes each node, in the order of ``pairs``."""
    after: list[list[int]] = [[] for _ in range(size)]
    before: list[list[int]] = [[] for _ in range(size)]
    for source, target in pairs:
        after[source].append(target)
        before[target].append(source)
    return after, before


def pieces_of(web: Web) -> list[list[int]]:
    """The nodes of each connected piece, pieces and nodes in the order of the sketch."""
    seen = [False] * web.size
    pieces = []
    for first in range(web.size):
        if seen[first]:
            continue
        seen[first] = True
        piece = [first]
        for node in piece:
            for other in (*web.after[node], *web.before[node]):
                if not seen[other]:
                    seen[other] = True
                    piece.append(other)
        pieces.append(sorted(piece))
    return pieces
