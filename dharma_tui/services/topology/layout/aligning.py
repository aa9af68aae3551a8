"""The row of each item: edges as straight as the order of the columns lets them be.

Every column in turn is drawn to where its neighbours are, by weighted least squares under the order of its items: pooling
adjacent violators (Ayer et al., 1955; for layered drawings Brandes and Köpf, 2001, aim at the same with blocks). Then, on
whole rows, by the least sum of distances in the same way: more edges are quite straight, and fewer need a track to turn in.
Weights are near those of Gansner et al. (1993), 4: bends on one line count more than edges between nodes.
"""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.services.topology.layout.layers import Layers
from dharma_tui.services.topology.layout.straightening import straighten

SWEEPS, SETTLING = 8, 4
"""Times that columns are drawn to their neighbours, and then moved within what room there is."""
SMALL, OFTENER = 400, 3
"""Items up to which columns are drawn to their neighbours so many times as often."""
LARGE, HUGE = 2_000, 20_000
"""Items from which that is done half as often, and from which twice and once."""
EXACT = 1_500
"""Items up to which the least sum of distances is found."""
WEIGHTS = (1, 2, 4)
"""Of an edge with no end, one end and both ends a bend."""


def rows_of(layers: Layers) -> list[int]:
    """The row of each item from 0; items of one column are in different rows, in their order."""
    around = _weighted(layers)
    tall = max((len(row) for row in layers.rows), default=0)
    y = [0.0] * len(layers.rank)
    for column in layers.rows:
        for at, item in enumerate(column):
            y[item] = at + (tall - len(column)) / 2
    part = 1 if len(y) < LARGE else 2 if len(y) < HUGE else 4
    for turn in range(SWEEPS * OFTENER if len(y) <= SMALL else SWEEPS // part):
        for column in layers.rows if turn % 2 == 0 else layers.rows[::-1]:
            _pull(column, around, y)
    rows = _rounded(layers, y)
    for turn in range(SETTLING // part):
        for column in layers.rows if turn % 2 else layers.rows[::-1]:
            (_settle if part == 1 else _shift)(column, around, rows)
    if len(rows) <= EXACT:
        straighten(layers, around, rows)
    return _closed_up(rows)


def _weighted(layers: Layers) -> list[list[tuple[int, int]]]:
    around: list[list[tuple[int, int]]] = [[] for _ in layers.rank]
    size = layers.size
    for left, others in enumerate(layers.after):
        for right in others:
            weight = WEIGHTS[(left >= size) + (right >= size)]
            around[left].append((right, weight))
            around[right].append((left, weight))
    return around


def _pull(column: Sequence[int], around: Sequence[Sequence[tuple[int, int]]], y: list[float]) -> None:
    """Put the items of one column where their neighbours are, each one row or more below the one before."""
    blocks: list[tuple[float, float, int]] = []
    for at, item in enumerate(column):
        total = weight = 0.0
        for other, heavy in around[item]:
            total += heavy * y[other]
            weight += heavy
        mean = (total / weight if weight else y[item]) - at
        weight = weight or 0.1
        count = 1
        while blocks and blocks[-1][0] > mean:
            above, heavier, more = blocks.pop()
            mean = (above * heavier + mean * weight) / (heavier + weight)
            weight += heavier
            count += more
        blocks.append((mean, weight, count))
    at = 0
    for mean, _, count in blocks:
        for _ in range(count):
            y[column[at]] = mean + at
            at += 1


def _rounded(layers: Layers, y: Sequence[float]) -> list[int]:
    rows = [0] * len(y)
    for column in layers.rows:
        last: int | None = None
        for item in column:
            row = round(y[item])
            rows[item] = last = row if last is None or row > last else last + 1
    return rows


def _settle(column: Sequence[int], around: Sequence[Sequence[tuple[int, int]]], rows: list[int]) -> None:
    """Put the items of one column on the weighted medians of their neighbours' rows, those that would overlap together on
    theirs."""
    blocks: list[tuple[int, list[tuple[int, int]], int]] = []
    for at, item in enumerate(column):
        wanted = [(rows[other] - at, weight) for other, weight in around[item]]
        middle, count = _median(wanted, rows[item] - at), 1
        while blocks and blocks[-1][0] > middle:
            above, more, many = blocks.pop()
            wanted, count = more + wanted, count + many
            middle = _median(wanted, above)
        blocks.append((middle, wanted, count))
    at = 0
    for middle, _, count in blocks:
        for _ in range(count):
            rows[column[at]] = middle + at
            at += 1


def _shift(column: Sequence[int], around: Sequence[Sequence[tuple[int, int]]], rows: list[int]) -> None:
    """Move each item alone to the weighted median of its neighbours' rows, as far as there is room: quick for large columns."""
    for at, item in enumerate(column):
        wanted = _median([(rows[other], weight) for other, weight in around[item]], rows[item])
        if at and wanted <= rows[column[at - 1]]:
            wanted = rows[column[at - 1]] + 1
        if at + 1 < len(column) and wanted >= rows[column[at + 1]]:
            wanted = rows[column[at + 1]] - 1
        rows[item] = wanted


def _median(places: list[tuple[int, int]], now: int) -> int:
    """The weighted median, that one nearest to ``now`` where there are several. Sorts ``places``."""
    if not places:
        return now
    if len(places) == 1:
        return places[0][0]
    places.sort()
    half = sum([weight for _, weight in places]) / 2
    for at, (row, weight) in enumerate(places):
        half -= weight
        if half < 0:
            return row
        if half == 0:
            return min(max(now, row), places[at + 1][0])
    return places[-1][0]


def _closed_up(rows: list[int]) -> list[int]:
    """The same without rows that nothing is in."""
    places = {row: at for at, row in enumerate(sorted(set(rows)))}
    return [places[row] for row in rows]
