"""Which column each node stands in: every edge leads to the right, as few columns further as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dharma_tui.services.topology.layout.web import Pair, adjacency

PASSES = 12
"""Times that nodes are drawn towards their neighbours; further ones hardly shorten anything."""
EFFORT = 30_000
"""Nodes and edges looked at in all moves of whole parts together."""
FEWEST = 20
"""Moves of parts that must be possible with that for it to be worth beginning."""


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
    """The column of each node of a graph without cycles: the longest path to it, then shortened from both sides.

    Single nodes are moved first, then whole parts by the network simplex method of Gansner et al. (1993), 2.3, which ends with
    the shortest edges there can be if it is let to.
    """
    pairs = list(pairs)
    after, before = adjacency(size, pairs)
    order = _topological(after, before)
    rank = [0] * size
    for node in order:
        if before[node]:
            rank[node] = 1 + max(rank[other] for other in before[node])
    for turn in range(PASSES):
        if not _shorten(order if turn % 2 else order[::-1], after, before, rank):
            break
    moves = EFFORT // max(1, size + len(pairs))
    for _ in range(moves if moves >= FEWEST else 0):
        if not _shift_part(after, before, rank):
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


def _shift_part(after: Sequence[Sequence[int]], before: Sequence[Sequence[int]], rank: list[int]) -> bool:
    """Move that part of the graph whose edges become shorter by it; whether there was one.

    Parts are what an edge of a tree of shortest edges parts from the rest. What leaves a part less what enters it is the sum
    of that over its nodes, so that the cut values of all parts take one walk.
    """
    walk, parent = _tight_tree(after, before, rank)
    leaving = [len(targets) - len(sources) for targets, sources in zip(after, before, strict=True)]
    for node in reversed(walk[1:]):
        leaving[parent[node]] += leaving[node]
    worth = {node: leaving[node] * (rank[parent[node]] - rank[node]) for node in walk[1:]}
    for node in sorted((node for node in walk[1:] if worth[node] < 0), key=lambda node: worth[node]):
        part = _part(node, walk, parent)
        if rank[parent[node]] > rank[node]:
            step = -min(rank[to] - rank[at] - 1 for to in part for at in before[to] if at not in part)
        else:
            step = min(rank[to] - rank[at] - 1 for at in part for to in after[at] if to not in part)
        if step:
            for member in part:
                rank[member] += step
            return True
    return False


def _part(top: int, walk: Sequence[int], parent: Sequence[int]) -> set[int]:
    part = {top}
    for node in walk:
        if parent[node] in part:
            part.add(node)
    return part


def _tight_tree(
    after: Sequence[Sequence[int]], before: Sequence[Sequence[int]], rank: list[int]
) -> tuple[list[int], list[int]]:
    """Nodes as they are reached over edges of length one, and from where; parts apart are moved up to each other."""
    parent = [-1] * len(rank)
    inside = [False] * len(rank)
    walk: list[int] = [0]
    inside[0] = True
    done = 0
    while True:
        while done < len(walk):
            node = walk[done]
            done += 1
            for others, length in ((after[node], 1), (before[node], -1)):
                for other in others:
                    if not inside[other] and rank[other] - rank[node] == length:
                        inside[other] = True
                        parent[other] = node
                        walk.append(other)
        if len(walk) == len(rank):
            return walk, parent
        gap = min(
            (
                (rank[to] - rank[at] - 1 if inside[at] else 1 - rank[to] + rank[at])
                for at in range(len(rank))
                for to in after[at]
                if inside[at] != inside[to]
            ),
            key=abs,
        )
        for node in walk:
            rank[node] += gap
        done = 0
