"""Columns of items: nodes, and bends where edges pass through columns between their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dharma_tui.services.topology.layout.web import Pair


@dataclass(slots=True)
class Layers:
    """Items below ``size`` are nodes, the others bends. Edges between items lead from one column to the next.

    Long edges from one node share their bends until they part, or those to one node from where they meet: a bundle is one
    line to route and to cross (as in Pupyrev, Nachmanson and Kaufmann, "Improving Layered Graph Layouts with Edge
    Bundling", 2010).
    """

    size: int
    rank: list[int]
    rows: list[list[int]]
    """The items of each column from the top down."""
    after: list[list[int]]
    before: list[list[int]]
    chains: dict[Pair, list[int]] = field(default_factory=dict)
    """The items that each edge passes, from left to right, both ends included."""


def layers_of(size: int, kept: Mapping[Pair, bool], rank: Sequence[int]) -> Layers:
    """Items in columns, in the order of the nodes; ``kept`` says which edges lead to the right.

    Edges within one column lead through no other and are left to the router.
    """
    spans = {pair: (pair if keeps else (pair[1], pair[0])) for pair, keeps in kept.items()}
    long = [pair for pair, (left, right) in spans.items() if rank[right] - rank[left] > 1]
    leaving = Counter((spans[pair][0], kept[pair]) for pair in long)
    arriving = Counter((spans[pair][1], kept[pair]) for pair in long)
    layers = Layers(size, list(rank), [[] for _ in range(max(rank, default=-1) + 1)], [], [])
    links: dict[Pair, None] = {}
    bends: dict[tuple[int, bool, bool, int], int] = {}
    for pair, (left, right) in spans.items():
        keeps = kept[pair]
        by_source = leaving[left, keeps] >= arriving[right, keeps]
        chain = [left]
        for column in range(rank[left] + 1, rank[right]):
            key = (left if by_source else right, by_source, keeps, column)
            if key not in bends:
                bends[key] = len(layers.rank)
                layers.rank.append(column)
            chain.append(bends[key])
        chain.append(right)
        layers.chains[pair] = chain
        if rank[left] != rank[right]:
            links |= dict.fromkeys(pairwise(chain))
    layers.after = [[] for _ in layers.rank]
    layers.before = [[] for _ in layers.rank]
    for left, right in links:
        layers.after[left].append(right)
        layers.before[right].append(left)
    for item, column in enumerate(layers.rank):
        layers.rows[column].append(item)
    return layers
