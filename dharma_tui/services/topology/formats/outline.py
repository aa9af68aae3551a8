"""Graphs as indented text, which can be read aloud, searched and copied."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.graph import BACK, FORTH, REACH, Graph, GraphDifference, GraphEdge, GraphNode, ImpactGraph
from dharma_tui.core.text import printable

STEP = "  "
LONGEST = 120


def said(node: GraphNode) -> str:
    """A node in words: its name, what it is, how it is."""
    state = "not in the inventory" if node.is_missing else node.state.value
    return f"{printable(node.called, LONGEST)} ({printable(node.ref.kind, LONGEST)}, {state})"


def outline(graph: Graph) -> Iterator[str]:
    """The first node, and below each what is one step farther; relationships to what has its line elsewhere are in one line.

    What the first does not lead to follows in the same way.
    """
    ends = _ends(graph)
    parents = _parents(graph, ends)
    roots = [place for place, parent in parents.items() if parent < 0]
    told: set[int] = set(roots)
    written: set[int] = set()
    waiting = [(place, said(graph.nodes[place]), 0) for place in reversed(roots)]
    while waiting:
        place, line, depth = waiting.pop()
        yield f"{STEP * depth}{line}"
        below: list[tuple[int, str, int]] = []
        also: list[str] = []
        for at in ends[place]:
            if at in written:
                continue
            written.add(at)
            words, other = _words(graph.edges[at], place), _other(graph.edges[at], place)
            if parents.get(other) == place and other not in told:
                told.add(other)
                below.append((other, f"{words} {said(graph.nodes[other])}", depth + 1))
            else:
                also.append(f"{words} {'itself' if other == place else printable(graph.nodes[other].called, LONGEST)}")
        if also:
            yield f"{STEP * (depth + 1)}also: {', '.join(also)}"
        waiting += reversed(below)


def outline_of_paths(graph: Graph) -> Iterator[str]:
    """Each path, a step a line."""
    between: dict[frozenset[int], list[GraphEdge]] = {}
    for edge in graph.edges:
        between.setdefault(frozenset((edge.source, edge.target)), []).append(edge)
    for path in graph.paths:
        yield said(graph.nodes[path[0]])
        for depth, (here, there) in enumerate(pairwise(path), 1):
            words = sorted({_step(edge, here) for edge in between[frozenset((here, there))]})
            yield f"{STEP * depth}{' and '.join(words)} {said(graph.nodes[there])}"


def outline_of_impact(impact: ImpactGraph) -> Iterator[str]:
    """What fails, and below each what it takes with it, how much of that, and why."""
    below: dict[int, list[int]] = {}
    for at, each in enumerate(impact.affected):
        edge = None if each.edge is None else impact.graph.edges[each.edge]
        by = -1 if edge is None else _other(edge, each.node)
        below.setdefault(by, []).append(at)
    waiting = [(at, 0) for at in reversed(below.get(-1, []))]
    while waiting:
        at, depth = waiting.pop()
        each = impact.affected[at]
        why = printable(impact.reason(each), LONGEST * 2)
        yield f"{STEP * depth}{each.share:.0%} {said(impact.graph.nodes[each.node])}: {why}"
        waiting += [(other, depth + 1) for other in reversed(below.get(each.node, []))]


def outline_of_difference(found: GraphDifference) -> Iterator[str]:
    """What came (+), went (-) and became another (~): resources, then relationships."""
    for node, change, before in zip(found.graph.nodes, found.nodes, found.before, strict=True):
        if change is not None:
            was = (
                f", {before.value} before"
                if before and change is ChangeKind.CHANGED and before is not node.state
                else ""
            )
            yield f"{_SIGNS[change]} {said(node)}{was}"
    for edge, change in zip(found.graph.edges, found.edges, strict=True):
        if change is not None:
            ends = [printable(found.graph.nodes[place].called, LONGEST) for place in (edge.source, edge.target)]
            yield f"{_SIGNS[change]} {ends[0]} {FORTH[edge.verb]} {ends[1]}"


_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-", ChangeKind.CHANGED: "~"}


def _step(edge: GraphEdge, place: int) -> str:
    """A step of a path, with what passes where networks make it."""
    if not edge.told.startswith(REACH):
        return _words(edge, place)
    return f"may {'reach' if edge.source == place else 'be reached by'} ({printable(edge.told.removeprefix(REACH), LONGEST)})"


def _words(edge: GraphEdge, place: int) -> str:
    return FORTH[edge.verb] if edge.source == place else BACK[edge.verb]


def _other(edge: GraphEdge, place: int) -> int:
    return edge.target if edge.source == place else edge.source


def _ends(graph: Graph) -> list[list[int]]:
    """Of each node the places of its edges."""
    ends: list[list[int]] = [[] for _ in graph.nodes]
    for at, edge in enumerate(graph.edges):
        ends[edge.source].append(at)
        if edge.target != edge.source:
            ends[edge.target].append(at)
    return ends


def _parents(graph: Graph, ends: list[list[int]]) -> dict[int, int]:
    """Below which node each is told: the first that leads to it, breadth first; -1 for where this begins."""
    parents: dict[int, int] = {}
    for root in range(len(graph.nodes)):
        row = [root] if root not in parents else []
        parents.setdefault(root, -1)
        while row:
            reached: list[int] = []
            for place in row:
                for at in ends[place]:
                    other = _other(graph.edges[at], place)
                    if other not in parents:
                        parents[other] = place
                        reached.append(other)
            row = reached
    return parents
