"""The order of items within their columns, so that few edges cross.

Sweeps by barycentre (Sugiyama, Tagawa and Toda, 1981) with exchanges of neighbours in between (Gansner et al., 1993, 3);
crossings are counted as by Barth, Jünger and Mutzel, "Simple and Efficient Bilayer Cross Counting" (2002). The best order
met from several starts is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from random import Random

from dharma_tui.services.topology.layout.layers import Layers

MOST, FEWEST = 24, 4
EFFORT = 20_000
"""Items looked at in all sweeps from one start: small graphs get many sweeps, large ones few."""
EXCHANGED = 1_500
"""Items up to which neighbours are exchanged, and up to which there is more than one start."""
PATIENCE = 4
"""Sweeps without a better order after which none is expected."""
STARTS = 300
"""Items in all starts together; small graphs get many starts, of which nearly all are by chance, always the same."""
MOST_STARTS = 4
SEED = 1981


def order(layers: Layers) -> None:
    """Bring the items of every column of ``layers`` into order."""
    items = len(layers.rank)
    unordered = [list(row) for row in layers.rows]
    starts = [_walked(layers, widely=True)]
    if items <= EXCHANGED:
        starts.append(_walked(layers, widely=False))
        chance = Random(SEED)
        for _ in range(min(MOST_STARTS, STARTS // max(1, items))):
            starts.append([chance.sample(row, len(row)) for row in unordered])
    best, fewest = unordered, -1
    for number, start in enumerate(starts):
        layers.rows = start
        count = _improve(layers, rightwards=number % 2 == 0)
        if fewest < 0 or count < fewest:
            best, fewest = layers.rows, count
        if not fewest:
            break
    layers.rows = best


def _improve(layers: Layers, *, rightwards: bool) -> int:
    """Sweep to and fro until that helps no more; leaves the best order met, and says how many edges cross in it."""
    place = [0] * len(layers.rank)
    for row in layers.rows:
        for at, item in enumerate(row):
            place[item] = at
    if len(place) > EXCHANGED:  # counting would take longer than sweeping
        for turn in range(FEWEST):
            _sweep(layers, place, rightwards=turn % 2 == 0, ties_turned=False)
        return 0
    best, fewest = [list(row) for row in layers.rows], crossings(layers, place)
    since = 0
    for turn in range(max(FEWEST, min(MOST, EFFORT // max(1, len(place))))):
        if not fewest or since >= PATIENCE:
            break
        _sweep(layers, place, rightwards=rightwards, ties_turned=turn % 4 >= 2)
        _exchange(layers, place, ties_turned=turn % 4 < 2)
        rightwards = not rightwards
        count = crossings(layers, place)
        since += 1
        if count < fewest:
            best, fewest, since = [list(row) for row in layers.rows], count, 0
    layers.rows = best
    return fewest


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


def _walked(layers: Layers, *, widely: bool) -> list[list[int]]:
    """Items in the order in which a walk meets them: widely from the first column, or deeply against edges from the last."""
    seen = [False] * len(layers.rank)
    rows: list[list[int]] = [[] for _ in layers.rows]
    columns = layers.rows if widely else layers.rows[::-1]
    for first in (item for row in columns for item in row):
        waiting = deque([first])
        while waiting:
            item = waiting.popleft() if widely else waiting.pop()
            if seen[item]:
                continue
            seen[item] = True
            rows[layers.rank[item]].append(item)
            if widely:
                waiting += layers.after[item]
                waiting += layers.before[item]
            else:
                waiting += reversed(layers.before[item])
    return rows


def _sweep(layers: Layers, place: list[int], *, rightwards: bool, ties_turned: bool) -> None:
    """Sort each column by where the items' neighbours in the column before it are; equals stay, or change places."""
    others = layers.before if rightwards else layers.after
    rows = layers.rows if rightwards else layers.rows[::-1]
    for row in rows:
        keys = {}
        for item in row:
            around = others[item]
            keys[item] = sum([place[other] for other in around]) / len(around) if around else float(place[item])
        if ties_turned:
            row.reverse()
        row.sort(key=keys.__getitem__)
        for at, item in enumerate(row):
            place[item] = at


def _exchange(layers: Layers, place: list[int], *, ties_turned: bool) -> None:
    """Exchange neighbours in their column as long as that takes crossings away, and once where it makes no difference."""
    dirty = set(range(len(layers.rows)))
    for round_ in range(5):
        if not dirty:
            return
        again: set[int] = set()
        for column in sorted(dirty):
            if _exchange_in(layers, layers.rows[column], place, 0 if ties_turned and not round_ else 1):
                again |= {column - 1, column, column + 1}
        dirty = again & set(range(len(layers.rows)))


def _exchange_in(layers: Layers, row: list[int], place: list[int], least: int) -> bool:
    left = {item: sorted([place[other] for other in layers.before[item]]) for item in row}
    right = {item: sorted([place[other] for other in layers.after[item]]) for item in row}
    changed = False
    for at in range(len(row) - 1):
        upper, lower = row[at], row[at + 1]
        gain = _inversions(left[upper], left[lower]) + _inversions(right[upper], right[lower])
        if gain >= least:
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
