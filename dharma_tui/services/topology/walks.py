"""Walks over an adjacency: what lies around a node, and the ways from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from dharma_tui.services.topology.adjacency import ANY, FORTH, Adjacency, Edges, Flags, Nodes, Way, distinct, flags_of

LIMIT, STEPS = 1000, 200_000
"""No more paths are told than this, and no more edges tried in looking for them."""


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around a node: (k,) nodes with the node itself first, (k,) how many steps away, and the edges between them."""

    nodes: Nodes
    steps: Nodes
    edges: Edges
    is_whole: bool = True
    """Whether nothing was left out for being too much."""


def around(graph: Adjacency, start: int, depth: int, way: Way = ANY, limit: int | None = None) -> Around:
    """All nodes at most ``depth`` steps from ``start``, nearest first; the edges are all between these, of the way's verbs.

    With ``limit``, no more nodes than that; those farthest away are left out.
    """
    seen = np.zeros(graph.count, np.bool_)
    scratch = np.empty(graph.count, np.int32)
    seen[start] = True
    frontier = np.asarray([start], np.int32)
    found, steps, whole = [frontier], [np.zeros(1, np.int32)], True
    for step in range(1, depth + 1):
        reached = np.concatenate([others for _, others in way.steps(graph, frontier)])
        reached = reached[~seen[reached]]
        frontier = np.sort(reached[distinct(reached, scratch)])
        if limit is not None and (room := limit - sum(map(len, found))) < len(frontier):
            frontier, whole = frontier[: max(room, 0)], False
        if not len(frontier):
            break
        seen[frontier] = True
        found.append(frontier)
        steps.append(np.full(len(frontier), step, np.int32))
    nodes = np.concatenate(found)
    return Around(nodes, np.concatenate(steps), between(graph, nodes, way, seen), whole)


def between(graph: Adjacency, nodes: Nodes, way: Way = ANY, inside: Flags | None = None) -> Edges:
    """The edges of the way's verbs both of whose ends are among ``nodes``, in the order of the graph."""
    if inside is None:
        inside = np.zeros(graph.count, np.bool_)
        inside[nodes] = True
    places = graph.out.places(nodes)
    places = places[inside[graph.out.others[places]]]
    found = graph.out.edges[places]
    wanted = flags_of(way.verbs)
    return np.sort(found if wanted is None else found[wanted[graph.verbs[found]]])


def orphans(graph: Adjacency, way: Way = ANY) -> Nodes:
    """The nodes of the way that have no edge of its verbs to or from another node."""
    wanted = flags_of(way.verbs)
    edges = graph.sources != graph.targets
    if wanted is not None:
        edges &= wanted[graph.verbs]
    alone = np.ones(graph.count, np.bool_) if way.nodes is None else way.nodes.copy()
    alone[graph.sources[edges]] = alone[graph.targets[edges]] = False
    return np.flatnonzero(alone).astype(np.int32)


def shortest(graph: Adjacency, start: int, end: int, way: Way = FORTH) -> list[int] | None:
    """The edges of a shortest path from ``start`` to ``end``, or None where there is none; of several, always the same.

    Breadth first from both ends, always from the side whose frontier has fewer edges to try.
    """
    if start == end:
        return []
    way = way.also_over(start, end)
    ahead, behind = _Search(graph, start, way), _Search(graph, end, way.back)
    while len(ahead.frontier) and len(behind.frontier):
        search, other = (ahead, behind) if ahead.cost() <= behind.cost() else (behind, ahead)
        search.step()
        met = search.frontier[other.by[search.frontier] != UNSEEN]
        if len(met):
            node = int(met[int(np.argmin(other.steps[met]))])
            return [*reversed(ahead.trail(node)), *behind.trail(node)]
    return None


UNSEEN, ORIGIN = -2, -1


class _Search:
    """A breadth-first search from one node, which remembers by which edge it came to each."""

    def __init__(self, graph: Adjacency, start: int, way: Way) -> None:
        self._graph, self._way = graph, way
        self.by = np.full(graph.count, UNSEEN, np.int32)
        self.by[start] = ORIGIN
        self.steps = np.zeros(graph.count, np.int32)
        self.frontier = np.asarray([start], np.int32)
        self._scratch = np.empty(graph.count, np.int32)
        self._step = 0

    def cost(self) -> int:
        """How many edges the next step tries."""
        return self._way.cost(self._graph, self.frontier)

    def step(self) -> None:
        """Go one step on from every node of the frontier."""
        self._step += 1
        reached: list[Nodes] = []
        for edges, others in self._way.steps(self._graph, self.frontier):
            new = self.by[others] == UNSEEN
            edges, others = edges[new], others[new]
            places = distinct(others, self._scratch)
            self.by[others[places]] = edges[places]
            reached.append(others[places])
        self.frontier = np.concatenate(reached)
        self.steps[self.frontier] = self._step

    def trail(self, node: int) -> list[int]:
        """The edges from ``node`` back to where the search began."""
        trail: list[int] = []
        while (edge := int(self.by[node])) != ORIGIN:
            trail.append(edge)
            node = other_end(self._graph, edge, node)
        return trail


def other_end(graph: Adjacency, edge: int, node: int) -> int:
    """The end of ``edge`` that is not ``node``; ``node`` itself for a loop."""
    source, target = graph.ends(edge)
    return source if target == node else target


@dataclass(frozen=True, slots=True)
class Paths:
    """The edges of each path, and whether these are all there are."""

    paths: tuple[tuple[int, ...], ...]
    is_whole: bool = True


def simple_paths(
    graph: Adjacency, start: int, end: int, length: int, way: Way = FORTH, *, limit: int = LIMIT, steps: int = STEPS
) -> Paths:
    """Paths of at most ``length`` edges that meet no node twice, the shortest first, at most ``limit``.

    Paths differ in their nodes: of several edges between two, the first is named. A node from which the end is too far is
    never tried; after ``steps`` edges the search gives up.
    """
    search = _Simple(graph, start, end, length, way, steps)
    found = list(islice(search.paths(), limit + 1))
    return Paths(tuple(sorted(found[:limit], key=len)), len(found) <= limit and search.steps > 0)


class _Simple:
    """A search in depth that keeps to nodes from which the end can still be reached."""

    def __init__(self, graph: Adjacency, start: int, end: int, length: int, way: Way, steps: int) -> None:
        self._graph, self._start, self._end, self._length = graph, start, end, length
        self._way = way.also_over(start, end)
        self.steps = steps
        home = around(graph, end, length, self._way.back)
        self._left = np.full(graph.count, length + 1, np.int32)
        self._left[home.nodes] = home.steps

    def paths(self) -> Iterator[tuple[int, ...]]:
        """Each path, in the order of the search."""
        if self._start == self._end or self._left[self._start] > self._length:
            return
        trail: list[int] = []
        met = [self._start]
        waiting = [self._onward(self._start)]
        while waiting and self.steps > 0:
            self.steps -= 1
            edge, node = next(waiting[-1], (-1, -1))
            if edge < 0:
                waiting.pop()
                met.pop()
                if trail:
                    trail.pop()
            elif node == self._end:
                yield (*trail, edge)
            elif node not in met and len(trail) + 1 + int(self._left[node]) <= self._length:
                trail.append(edge)
                met.append(node)
                waiting.append(self._onward(node))

    def _onward(self, node: int) -> Iterator[tuple[int, int]]:
        """The nodes one step on, each once, with the first edge that leads there."""
        told: set[int] = set()
        for edges, others in self._way.steps(self._graph, np.asarray([node], np.int32)):
            for edge, other in zip(edges.tolist(), others.tolist(), strict=True):
                if other not in told:
                    told.add(other)
                    yield edge, other
