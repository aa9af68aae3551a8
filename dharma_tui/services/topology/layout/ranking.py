"""Which column each node stands in: every edge leads to the right, as few columns further as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dharma_tui.services.topology.layout.web import Pair, adjacency

PASSES = 12
"""Times that nodes are drawn towards their neighbours; further ones hardly shorten anything."""


def forward(size: int, pairs: Iterable[Pair]) -> dict[Pair, bool]:
    """Whether each edge keeps its direction; those that close a cycle are turned.

    Turned is what a depth-first walk from the sources finds leading back, as in Gansner et al., "A Technique for Drawing
    Directed Graphs" (1993), 2.1.
    """
    pairs = list(pairs)
    after, before = adjacency(size, pairs)
    kept = dict.fromkeys(pairs, True)
    white, grey, black = 0, 1, 2
    colour = [white] * size
    for root in sorted(range(size), key=lambda node: (len(before[node]) > 0, node)):
        if colour[root] != white:
            continue
        colour[root] = grey
        stack = [(root, iter(after[root]))]
        while stack:
            node, others = stack[-1]
            for other in others:
                if colour[other] == grey:
                    kept[node, other] = False
                elif colour[other] == white:
                    colour[other] = grey
                    stack.append((other, iter(after[other])))
                    break
            else:
                colour[node] = black
                stack.pop()
    return kept


def ranks(size: int, pairs: Iterable[Pair]) -> list[int]:
    """The column of each node of a graph without cycles: the longest path to it, then shortened from both sides."""
    after, before = adjacency(size, pairs)
    order = _topological(after, before)
    rank = [0] * size
    for node in order:
        if before[node]:
            rank[node] = 1 + max(rank[other] for other in before[node])
    for turn in range(PASSES):
        if not _shorten(order if turn % 2 else order[::-1], after, before, rank):
            break
    lowest = min(rank, default=0)
    return [place - lowest for place in rank]


def _topological(after: Sequence[Sequence[int]], before: Sequence[Sequence[int]]) -> list[int]:
    waiting = [len(others) for others in before]
    order = [node for node, count in enumerate(waiting) if not count]
    for node in order:
        for other in after[node]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    return order


def _shorten(
    order: Sequence[int], after: Sequence[Sequence[int]], before: Sequence[Sequence[int]], rank: list[int]
) -> bool:
    """Move each node to that end of its room where its edges are shorter; whether any moved."""
    moved = False
    for node in order:
        pull = len(after[node]) - len(before[node])
        if pull > 0:
            place = min(rank[other] for other in after[node]) - 1
        elif pull < 0:
            place = max(rank[other] for other in before[node]) + 1
        else:
            continue
        if place != rank[node]:
            rank[node] = place
            moved = True
    return moved
