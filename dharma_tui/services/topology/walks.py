"""Walks over an adjacency: what lies around a node, and the ways from one to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from dharma_tui.services.topology.adjacency import (
    ANY,
    FORTH,
    Adjacency,
    Edges,
    Flags,
    Nodes,
    Side,
    Spans,
    Way,
    flags_of,
)

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
    seen[start] = True
    frontier = np.asarray([start], np.int32)
    found, steps, room, whole = [frontier], [0], (limit or graph.count) - 1, True
    for step in range(1, depth + 1):
        reached = way.reached(graph, frontier)
        frontier = _ascending(np.concatenate(reached) if len(reached) > 1 else reached[0], seen)
        if limit is not None and room < len(frontier):
            frontier, whole = frontier[: max(room, 0)], False
        if not len(frontier):
            break
        seen[frontier] = True
        found.append(frontier)
        steps.append(step)
        room -= len(frontier)
    nodes = np.concatenate(found)
    far = np.asarray(steps, np.int32).repeat([len(each) for each in found])
    return Around(nodes, far, between(graph, nodes, way, seen), whole)


def _ascending(nodes: Nodes, seen: Flags) -> Nodes:
    """Those of ``nodes`` not seen, each once; in a third of the time of ``np.unique`` where they are few."""
    return _each_once(nodes[~seen.take(nodes)])


def _each_once(nodes: Nodes) -> Nodes:
    """In order; sorts ``nodes`` themselves."""
    nodes.sort()
    is_first = np.ones(len(nodes), np.bool_)
    np.not_equal(nodes[1:], nodes[:-1], out=is_first[1:])
    return nodes[is_first]


def between(graph: Adjacency, nodes: Nodes, way: Way = ANY, inside: Flags | None = None) -> Edges:
    """The edges of the way's verbs both of whose ends are among ``nodes``, in the order of the graph."""
    if inside is None:
        inside = np.zeros(graph.count, np.bool_)
        inside[nodes] = True
    places = graph.out.places(nodes)
    places = places[inside.take(graph.out.others.take(places))]
    found = graph.out.edges.take(places)
    wanted = flags_of(way.verbs)
    found = found if wanted is None else found[wanted.take(graph.verbs.take(found))]
    found.sort()
    return found


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
        search, other = (ahead, behind) if ahead.cost <= behind.cost else (behind, ahead)
        search.step()
        met = search.frontier[other.seen.take(search.frontier)]
        if len(met):  # all in the other's last step: what it came to before would have been met from there
            return [*reversed(ahead.trail(int(met[0]))), *behind.trail(int(met[0]))]
    return None


class _Search:
    """A breadth-first search from one node, which remembers by which edges it came to each."""

    def __init__(self, graph: Adjacency, start: int, way: Way) -> None:
        self._graph, self._way = graph, way
        self._wanted = flags_of(way.verbs)
        self._sides = graph.sides(way.direction)
        self.seen = np.zeros(graph.count, np.bool_)  # pages that are never looked at are never made
        self._steps: list[list[tuple[Edges, Nodes]]] = []
        """For each step and side the edges that led to new nodes, and these."""
        self._go_to(np.asarray([start], np.int32))

    def _go_to(self, frontier: Nodes) -> None:
        self.seen[frontier] = True
        self.frontier = frontier
        self._ahead = [side.spans(frontier) for side in self._sides]
        self.cost = sum(spans.total for spans in self._ahead)
        """How many edges the next step tries."""

    def step(self) -> None:
        """Go one step on from every node of the frontier."""
        came = [self._beyond(side, spans) for side, spans in zip(self._sides, self._ahead, strict=True)]
        self._steps.append(came)
        self._go_to(_each_once(np.concatenate([others for _, others in came])))

    def _beyond(self, side: Side, spans: Spans) -> tuple[Edges, Nodes]:
        """The edges on that side that lead to what was not seen, and where they do."""
        places = spans.places()
        others = side.others.take(places)
        is_new = ~self.seen.take(others)
        if self._way.nodes is not None:
            is_new &= self._way.nodes.take(others)
        at = is_new.nonzero()[0]
        edges, others = side.edges.take(places.take(at)), others.take(at)
        if self._wanted is not None:
            at = self._wanted.take(self._graph.verbs.take(edges)).nonzero()[0]
            edges, others = edges.take(at), others.take(at)
        return edges, others

    def trail(self, node: int) -> list[int]:
        """The edges from ``node``, which the last step came to, back to where the search began."""
        trail: list[int] = []
        for came in reversed(self._steps):
            edges = [int(edges[at[0]]) for edges, others in came if len(at := (others == node).nonzero()[0])]
            trail.append(edges[0])
            node = other_end(self._graph, edges[0], node)
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
    graph: Adjacency,
    start: int,
    end: int,
    length: int,
    way: Way = FORTH,
    *,
    limit: int = LIMIT,
    steps: int = STEPS,
    cost: Callable[[int], int] = lambda edge: 1,
) -> Paths:
    """Paths of at most ``length`` steps that meet no node twice, the shortest of all first, at most ``limit``.

    Paths differ in their nodes: of several edges between two, the first is named. A node from which the end is too far is
    never tried; after ``steps`` edges the search gives up. ``cost`` is how many steps an edge stands for, one or more.
    """
    search = _Simple(graph, start, end, length, way, steps, cost)
    found = list(islice(search.paths(), limit + 1))
    return Paths(tuple(found[:limit]), len(found) <= limit and not search.gives_up)


class _Simple:
    """A search that goes on from where the end may be nearest in all, and in depth among those as near."""

    def __init__(
        self, graph: Adjacency, start: int, end: int, length: int, way: Way, steps: int, cost: Callable[[int], int]
    ) -> None:
        self._graph, self._start, self._end, self._length = graph, start, end, length
        self._way, self._cost = way.also_over(start, end), cost
        self._steps, self.gives_up = steps, False
        home = around(graph, end, length, self._way.back)
        self._left = np.full(graph.count, length + 1, np.int32)
        self._left[home.nodes] = home.steps

    def paths(self) -> Iterator[tuple[int, ...]]:
        """Each path, the shortest first: what leads on is never nearer in all than what it leads on from."""
        if self._start == self._end or self._left[self._start] > self._length:
            return
        waiting: list[list[_Trail]] = [[] for _ in range(self._length + 1)]
        waiting[int(self._left[self._start])].append(_Trail(self._start))
        for row in waiting:
            row.reverse()  # what was come to first goes on first
            while row:
                trail = row.pop()
                if trail.node == self._end:
                    yield trail.edges()
                elif not self.gives_up:
                    for total, onward in reversed([*self._onward(trail)]):
                        waiting[total].append(onward)

    def _onward(self, trail: _Trail) -> Iterator[tuple[int, _Trail]]:
        """The trails one step on, to each node once by the first edge that leads there, and how long they are with what is left."""
        told = trail.nodes()
        for edges, others in self._way.steps(self._graph, np.asarray([trail.node], np.int32)):
            near = (self._left.take(others) < self._length - trail.length).nonzero()[0]
            for edge, other in zip(edges.take(near).tolist(), others.take(near).tolist(), strict=True):
                if self._steps <= 0:
                    self.gives_up = True
                    return
                self._steps -= 1
                if other in told:
                    continue
                told.add(other)
                length = trail.length + self._cost(edge)
                if (total := length + int(self._left[other])) <= self._length:
                    yield total, _Trail(other, edge, trail, length)


@dataclass(frozen=True, slots=True)
class _Trail:
    """The way to a node, by the edge that leads there and the way before it."""

    node: int
    edge: int = -1
    before: _Trail | None = None
    length: int = 0

    def nodes(self) -> set[int]:
        """Those on it."""
        return {each.node for each in self._back()}

    def edges(self) -> tuple[int, ...]:
        """Those on it, from where it begins."""
        return tuple(each.edge for each in self._back() if each.before is not None)[::-1]

    def _back(self) -> Iterator[_Trail]:
        at: _Trail | None = self
        while at is not None:
            yield at
            at = at.before
