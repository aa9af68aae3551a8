"""The order of items within their columns, so that few edges cross.

Sweeps by barycentre (Sugiyama, Tagawa and Toda, 1981) with exchanges of neighbours in between (Gansner et al., 1993, 3);
crossings are counted as by Barth, Jünger and Mutzel, "Simple and Efficient Bilayer Cross Counting" (2002). The best order
met is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from dharma_tui.services.topology.layout.layers import Layers

EFFORT = 40_000
"""Items looked at in all sweeps together: small graphs get many sweeps, large ones few."""
MOST, FEWEST = 24, 3
EXCHANGED = 1_500
"""Items up to which neighbours are exchanged."""
PATIENCE = 6
"""Sweeps without a better order after which none is expected."""


def order(layers: Layers) -> None:
    """Bring the items of every column of ``layers`` into order."""
    place = _start(layers)
    items = len(layers.rank)
    exchanges = items <= EXCHANGED
    best, fewest = [list(row) for row in layers.rows], crossings(layers, place)
    since = 0
    for turn in range(max(FEWEST, min(MOST, EFFORT // max(1, items)))):
        if not fewest or since >= PATIENCE:
            break
        _sweep(layers, place, rightwards=turn % 2 == 0)
        if exchanges:
            _exchange(layers, place)
        count = crossings(layers, place)
        since += 1
        if count < fewest:
            best, fewest, since = [list(row) for row in layers.rows], count, 0
    layers.rows = best


def crossings(layers: Layers, place: Sequence[int]) -> int:
    """How many pairs of edges between columns cross."""
    total = 0
    for row in layers.rows:
        seen: list[int] = []
        for item in row:
            targets = sorted([place[other] for other in layers.after[item]])
            for target in targets:
                total += len(seen) - bisect_right(seen, target)
            for target in targets:
                seen.insert(bisect_right(seen, target), target)
    return total


def _start(layers: Layers) -> list[int]:
    """Items in the order in which a walk from the first column meets them; their places."""
    seen = [False] * len(layers.rank)
    rows: list[list[int]] = [[] for _ in layers.rows]
    for first in (item for row in layers.rows for item in row):
        if seen[first]:
            continue
        seen[first] = True
        walk = [first]
        for item in walk:
            rows[layers.rank[item]].append(item)
            for other in (*layers.after[item], *layers.before[item]):
                if not seen[other]:
                    seen[other] = True
                    walk.append(other)
    layers.rows = rows
    place = [0] * len(layers.rank)
    for row in rows:
        for at, item in enumerate(row):
            place[item] = at
    return place


def _sweep(layers: Layers, place: list[int], *, rightwards: bool) -> None:
    """Sort each column by where the items' neighbours in the column before it are."""
    others = layers.before if rightwards else layers.after
    rows = layers.rows if rightwards else layers.rows[::-1]
    for row in rows:
        keys = {}
        for item in row:
            around = others[item]
            keys[item] = sum([place[other] for other in around]) / len(around) if around else float(place[item])
        row.sort(key=keys.__getitem__)
        for at, item in enumerate(row):
            place[item] = at


def _exchange(layers: Layers, place: list[int]) -> None:
    """Exchange neighbours in their column as long as that takes crossings away."""
    dirty = set(range(len(layers.rows)))
    for _ in range(4):
        if not dirty:
            return
        again: set[int] = set()
        for column in sorted(dirty):
            if _exchange_in(layers, layers.rows[column], place):
                again |= {column - 1, column, column + 1}
        dirty = again & set(range(len(layers.rows)))


def _exchange_in(layers: Layers, row: list[int], place: list[int]) -> bool:
    left = {item: sorted([place[other] for other in layers.before[item]]) for item in row}
    right = {item: sorted([place[other] for other in layers.after[item]]) for item in row}
    changed = False
    for at in range(len(row) - 1):
        upper, lower = row[at], row[at + 1]
        gain = _inversions(left[upper], left[lower]) + _inversions(right[upper], right[lower])
        if gain > 0:
            row[at], row[at + 1] = lower, upper
            place[upper], place[lower] = at + 1, at
            changed = True
    return changed


def _inversions(upper: list[int], lower: list[int]) -> int:
    """Crossings of two neighbours' edges less those after exchanging them."""
    if not upper or not lower or upper[-1] <= lower[0]:
        return -len(upper) * len(lower) if upper and lower and upper[-1] < lower[0] else _inverted(upper, lower)
    return _inverted(upper, lower)


def _inverted(upper: list[int], lower: list[int]) -> int:
    gain = 0
    for place in upper:
        for other in lower:
            gain += (place > other) - (place < other)
    return gain
