"""Crossings of edges between columns: how many there are, and what exchanging two items of a column makes of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

import numpy as np

from dharma_tui.services.topology.layout.layers import Layers


def places(layers: Layers) -> list[int]:
    """The place of each item in its column."""
    place = [0] * len(layers.rank)
    for row in layers.rows:
        for at, item in enumerate(row):
            place[item] = at
    return place


def crossings(layers: Layers, place: Sequence[int], columns: Iterable[int] | None = None) -> int:
    """How many pairs of edges that leave these columns cross, or all columns (as in Barth, Jünger and Mutzel, "Simple and
    Efficient Bilayer Cross Counting", 2002)."""
    total = 0
    for row in layers.rows if columns is None else [layers.rows[column] for column in columns]:
        seen: list[int] = []
        for item in row:
            targets = [place[other] for other in layers.after[item]]
            for target in targets:
                total += len(seen) - bisect_right(seen, target)
            for target in targets:
                insort(seen, target)
    return total


def inversions(upper: list[int], lower: list[int]) -> int:
    """Crossings of two neighbours' edges less those after exchanging them; each has the places it leads to in order."""
    if not upper or not lower:
        return 0
    if len(upper) == len(lower) == 1:
        return (upper[0] > lower[0]) - (upper[0] < lower[0])
    if upper[-1] < lower[0]:
        return -len(upper) * len(lower)
    if lower[-1] < upper[0]:
        return len(upper) * len(lower)
    if len(upper) > len(lower):
        return -inversions(lower, upper)
    gain = -len(upper) * len(lower)
    for place in upper:
        gain += bisect_left(lower, place) + bisect_right(lower, place)
    return gain


def exchanges(layers: Layers, row: Sequence[int], place: Sequence[int]) -> list[list[int]]:
    """(k, k) the same for every two items of a column, on both sides: the one above in the rows, the other in the columns."""
    whole = np.zeros((len(row), len(row)))
    for beside in (layers.before, layers.after):
        width = max([place[other] for item in row for other in beside[item]], default=-1) + 1
        ends = [at * width + place[other] for at, item in enumerate(row) for other in beside[item]]
        led = np.bincount(ends, minlength=len(row) * width).reshape(len(row), width).astype(np.float64)
        upto = led.cumsum(1)
        whole += led @ (2 * upto - led - upto[:, -1:]).T  # what lies before each place, less what lies after it
    told: list[list[int]] = whole.astype(np.int64).tolist()
    return told
