"""Rows of items with the least sum of distances that the order of the columns allows.

Moving one column after the other stops short of it: an item on a straight line stays on that line, though all of the line
could move. So the set of items that is best moved by one row is found, down and up in turn, until none is: the sum is an
L-natural-convex function of the rows, which has no place to stop at but its least (Murota, "Discrete Convex Analysis", 2003,
10.3). The best set is a minimum cut. Only straight edges, and no room between two items, bind items to each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from dharma_tui.services.topology.layout.layers import Layers

Around = Sequence[Sequence[tuple[int, int]]]
"""Of each item the items it is joined to, and how much that weighs."""
MOVES = 40
"""Sets that are moved before it is given up."""
_ALL = 1 << 40


def straighten(layers: Layers, around: Around, rows: list[int]) -> None:
    """Move items up and down until the weighted sum of ``rows`` between those that are joined is the least there is."""
    below: list[int | None] = [None] * len(rows)
    above: list[int | None] = [None] * len(rows)
    for column in layers.rows:
        for upper, lower in pairwise(column):
            below[upper], above[lower] = lower, upper
    idle = 0
    for turn in range(MOVES):
        step, pushed = ((1, below), (-1, above))[turn % 2]
        moving = _better_moved(around, rows, step, pushed)
        for item in moving:
            rows[item] += step
        idle = 0 if moving else idle + 1
        if idle == 2:
            return


def _better_moved(around: Around, rows: Sequence[int], step: int, pushed: Sequence[int | None]) -> set[int]:
    """The smallest of the sets that shorten most by moving ``step`` rows; ``pushed`` is what lies next to each that way.

    What each item gains or loses alone flows along what binds it to others, from those that gain to those that lose; those that
    can get rid of no more of it are the set.
    """
    bound: list[dict[int, int]] = [{} for _ in rows]
    gains = [0] * len(rows)
    for item, joined in enumerate(around):
        row = rows[item]
        for other, weight in joined:
            ahead = (rows[other] - row) * step
            if ahead:
                gains[item] += weight if ahead > 0 else -weight
            else:
                bound[item][other] = bound[item].get(other, 0) + weight
        next_to = pushed[item]
        if next_to is not None and rows[next_to] == row + step:
            bound[item][next_to] = _ALL
            bound[next_to].setdefault(item, 0)
    for item in range(len(rows)):
        while gains[item] > 0:
            reached = _to_one_that_loses(item, gains, bound)
            if reached is None:
                break
            _send(reached, gains, bound)
    moving: set[int] = set()
    for item in range(len(rows)):
        if gains[item] > 0 and item not in moving:
            moving |= _reached(item, bound)
    return moving


def _to_one_that_loses(start: int, gains: Sequence[int], bound: Sequence[dict[int, int]]) -> list[int] | None:
    """The shortest way from ``start`` to an item that loses by moving, over what binds one to the next and is not used up."""
    came: dict[int, int] = {start: start}
    waiting = deque([start])
    while waiting:
        item = waiting.popleft()
        for other, left in bound[item].items():
            if left > 0 and other not in came:
                came[other] = item
                if gains[other] < 0:
                    way = [other]
                    while way[-1] != start:
                        way.append(came[way[-1]])
                    return way[::-1]
                waiting.append(other)
    return None


def _send(way: Sequence[int], gains: list[int], bound: Sequence[dict[int, int]]) -> None:
    """Let as much as can be flow from the first item to the last."""
    steps = list(pairwise(way))
    much = min(gains[way[0]], -gains[way[-1]], *(bound[item][other] for item, other in steps))
    gains[way[0]] -= much
    gains[way[-1]] += much
    for item, other in steps:
        bound[item][other] -= much
        bound[other][item] += much


def _reached(start: int, bound: Sequence[dict[int, int]]) -> set[int]:
    """Everything that ``start`` takes along."""
    met = {start}
    waiting = [start]
    while waiting:
        for other, left in bound[waiting.pop()].items():
            if left > 0 and other not in met:
                met.add(other)
                waiting.append(other)
    return met
