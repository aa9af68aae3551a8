"""The row of each item: edges as straight as the order of the columns lets them be.

Every column in turn is drawn to where its neighbours are, by weighted least squares under the order of its items: pooling
adjacent violators (Ayer et al., 1955; for layered drawings Brandes and Köpf, 2001, aim at the same with blocks). Weights
are those of Gansner et al. (1993), 4: bends on one line count eight times as much as edges between nodes.
"""

from __future__ import annotations

from collections.abc import Sequence

from dharma_tui.services.topology.layout.layers import Layers

SWEEPS, SETTLING = 8, 4
"""Times that columns are drawn to their neighbours, and then moved within what room there is."""
LARGE, HUGE = 2_000, 20_000
"""Items from which that is done half as often, and from which twice and once."""
WEIGHTS = (1, 2, 8)
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
    for turn in range(SWEEPS // part):
        for column in layers.rows if turn % 2 == 0 else layers.rows[::-1]:
            _pull(column, around, y)
    rows = _rounded(layers, y)
    for turn in range(SETTLING // part):
        for column in layers.rows if turn % 2 else layers.rows[::-1]:
            _settle(column, around, rows)
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
    """Move each item to the weighted median of its neighbours' rows, as far as there is room."""
    for at, item in enumerate(column):
        if not around[item]:
            continue
        wanted = _median(around[item], rows)
        if at and wanted <= rows[column[at - 1]]:
            wanted = rows[column[at - 1]] + 1
        if at + 1 < len(column) and wanted >= rows[column[at + 1]]:
            wanted = rows[column[at + 1]] - 1
        rows[item] = wanted


def _median(around: Sequence[tuple[int, int]], rows: Sequence[int]) -> int:
    if len(around) == 1:
        return rows[around[0][0]]
    places = sorted((rows[other], weight) for other, weight in around)
    half = sum(weight for _, weight in places) / 2
    for row, weight in places:
        half -= weight
        if half <= 0:
            return row
    return places[-1][0]


def _closed_up(rows: list[int]) -> list[int]:
    """The same without rows that nothing is in."""
    places = {row: at for at, row in enumerate(sorted(set(rows)))}
    return [places[row] for row in rows]
