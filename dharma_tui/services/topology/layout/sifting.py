"""A better order from a good one: each item is tried everywhere in its column, and a few columns at a time are disturbed.

Sifting is of Matuszewski, Schönfeld and Molitor, "Using Sifting for k-Layer Straightline Crossing Minimization" (1999). It ends
where no single item can do better; to get further, some items are moved by chance and their columns are sifted again, which is
taken back unless fewer edges cross (iterated local search: Lourenço, Martin and Stützle, 2003).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random

from dharma_tui.services.topology.layout.crossings import crossings, exchanges, places
from dharma_tui.services.topology.layout.layers import Layers

ROUNDS = 6
"""Times that all columns are sifted; further ones hardly take a crossing away."""
SIFTED = 40_000
"""Pairs of items of one column, in all of them, up to which they are sifted."""
AT_ONCE, MOVED = 4, 3
"""Columns that are disturbed together, and items that are moved in each."""
SMALL, EFFORT, MORE, LEAST = 120, 200, 800, 20
"""Pairs looked at while disturbing, for each item there is: up to so many items, which are drawn anew at every turn, and of more
of them; and what one disturbance counts for beside its pairs."""
SEED = 1999


def sift(layers: Layers) -> int:
    """Sift every column; how many crossings that takes away."""
    if _pairs(layers, range(len(layers.rows))) > SIFTED:
        return 0
    return sum(_sifted(layers, places(layers), range(len(layers.rows))))


def search(layers: Layers) -> None:
    """Disturb columns here and there, as often as is worth it, and keep what crosses less."""
    place, chance = places(layers), Random(SEED)
    left = len(place) * (EFFORT if len(place) <= SMALL else MORE)
    while left > 0:
        first = chance.randrange(max(1, len(layers.rows) - AT_ONCE + 1))
        columns = range(first, min(len(layers.rows), first + AT_ONCE))
        left -= LEAST
        if _pairs(layers, columns) > left:
            continue
        count = crossings(layers, place, _touched(columns))
        if not count:
            continue
        before = [layers.rows[column][:] for column in columns]
        _disturb(layers, place, columns, chance)
        left -= len(_sifted(layers, place, columns)) * _pairs(layers, columns)
        if crossings(layers, place, _touched(columns)) > count:
            for column, row in zip(columns, before, strict=True):
                _set(layers.rows[column], row, place)


def _pairs(layers: Layers, columns: Iterable[int]) -> int:
    return sum(len(layers.rows[column]) ** 2 for column in columns)


def _touched(columns: range) -> range:
    """The columns whose edges may cross otherwise when the order in these changes."""
    return range(max(0, columns.start - 1), columns.stop)


def _disturb(layers: Layers, place: list[int], columns: Iterable[int], chance: Random) -> None:
    for column in columns:
        row = layers.rows[column][:]
        for _ in range(MOVED):
            item = row.pop(chance.randrange(len(row)))
            row.insert(chance.randrange(len(row) + 1), item)
        _set(layers.rows[column], row, place)


def _set(row: list[int], order: Sequence[int], place: list[int]) -> None:
    row[:] = order
    for at, item in enumerate(row):
        place[item] = at


def _sifted(layers: Layers, place: list[int], columns: range) -> list[int]:
    """Sift these columns to and fro until that helps no more; the crossings that each round took away."""
    gained: list[int] = []
    dirty = set(columns)  # where nothing was gained, nothing is until a column beside it changes
    for turn in range(ROUNDS):
        gained.append(0)
        for column in columns if turn % 2 == 0 else columns[::-1]:
            if column not in dirty:
                continue
            dirty.remove(column)
            if gain := _sift_in(layers, layers.rows[column], place):
                dirty |= {column - 1, column, column + 1}
                gained[-1] += gain
        if not gained[-1]:
            break
    return gained


def _sift_in(layers: Layers, row: list[int], place: list[int]) -> int:
    """Put each item of a column, one after the other, where its edges cross fewest; how many that takes away."""
    if len(row) < 2:
        return 0
    gains = exchanges(layers, row, place)
    gained, order = 0, list(range(len(row)))
    for item, mine in enumerate(gains):
        at, best, to = order.index(item), 0, -1
        along = [mine[other] for other in order]
        upwards = list(accumulate(along[:at][::-1]))
        if upwards and -(least := min(upwards)) > best:
            best, to = -least, at - 1 - upwards.index(least)
        downwards = list(accumulate(along[at + 1 :]))
        if downwards and (most := max(downwards)) > best:
            best, to = most, at + 1 + downwards.index(most)
        if best:
            order.insert(to, order.pop(at))
            gained += best
    if gained:
        _set(row, [row[at] for at in order], place)
    return gained
