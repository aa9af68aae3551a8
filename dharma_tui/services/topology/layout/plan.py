"""Columns and rows of all nodes, and of the bends of long edges; before anything has a size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dharma_tui.services.topology.layout.layers import Layers
from dharma_tui.services.topology.layout.web import Pair

BETWEEN = 1
"""Rows between pieces that lie below each other."""


@dataclass(slots=True)
class Plan:
    """Items are the nodes of a sketch by their position, then bends. No two of a column are in the same row."""

    columns: list[int]
    rows: list[int]
    chains: dict[Pair, list[int]] = field(default_factory=dict)
    """For each edge the items it passes, from left to right."""
    turned: set[Pair] = field(default_factory=set)
    """Edges that lead from right to left."""

    def links(self) -> list[dict[Pair, None]]:
        """The edges between items, by the column they leave, each once."""
        links: list[dict[Pair, None]] = [{} for _ in range(max(self.columns, default=-1) + 1)]
        for chain in self.chains.values():
            for left, right in pairwise(chain):
                links[self.columns[left]][left, right] = None
        return links


def empty(size: int) -> Plan:
    """A plan for ``size`` nodes that none has a place in yet."""
    return Plan([0] * size, [0] * size)


def add(plan: Plan, piece: Sequence[int], layers: Layers, rows: Sequence[int], corner: Pair) -> None:
    """Put a piece, whose items are numbered for themselves, into ``plan`` with its upper left corner at ``corner``."""
    number = list(piece) + [len(plan.columns) + at for at in range(len(layers.rank) - len(piece))]
    plan.columns += [0] * (len(layers.rank) - len(piece))
    plan.rows += [0] * (len(layers.rank) - len(piece))
    for item, where in enumerate(number):
        plan.columns[where] = layers.rank[item] + corner[0]
        plan.rows[where] = rows[item] + corner[1]
    for (source, target), chain in layers.chains.items():
        pair = number[source], number[target]
        plan.chains[pair] = [number[item] for item in chain]
        if chain[0] == target:
            plan.turned.add(pair)


def shelves(sizes: Sequence[tuple[int, int]], widths: Sequence[int], aspect: float) -> list[Pair]:
    """The corner of each piece, of so many columns and rows and so wide: side by side in rows, the highest first, all together
    about ``aspect`` times as wide as high."""
    area = sum(width * (height + BETWEEN) for width, (_, height) in zip(widths, sizes, strict=True))
    room = max(int((area * aspect) ** 0.5), max(widths, default=0))
    corners: list[Pair] = [(0, 0)] * len(sizes)
    column = row = high = 0
    left = room
    for place in sorted(range(len(sizes)), key=lambda place: (-sizes[place][1], place)):
        if left < widths[place]:
            column, row, high, left = 0, row + high + (BETWEEN if high else 0), 0, room
        corners[place] = column, row
        column += sizes[place][0]
        left -= widths[place]
        high = max(high, sizes[place][1])
    return corners
