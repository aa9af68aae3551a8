"""Circles of dependence: nodes that lead to each other, and a shortest way round for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import FORTH, Adjacency, Direction, Flags, Nodes, Way
from dharma_tui.services.topology.walks import around, shortest

LEADING = frozenset((Verb.DEPENDS_ON, Verb.RUNS_ON, Verb.STORES_IN, Verb.ROUTES_TO, Verb.CONNECTS_TO, Verb.MANAGES))
"""Over what circles lead: each asks something of the next, which comes back to it. What contains, protects or has something
attached is no step of one, nor is a member of its group: those lie around what they hold, as every network does around the gateway
that its routes lead to."""


def circles(graph: Adjacency, way: Way = FORTH) -> list[list[int]]:
    """The largest sets of nodes of which each leads to every other, the largest first; a node alone if it leads to itself.

    Nodes that nothing leads to, or that lead nowhere, are peeled off in rounds: what is left is mostly small, and is
    looked through by Tarjan's algorithm (Tarjan 1972, "Depth-first search and linear graph algorithms").
    What leads is what asks something of the other or goes by it (``LEADING``), as far as the way may go over any of that.
    """
    way = _leading(way)
    core = _core(graph, way)
    found = list(_components(graph, Way(Direction.OUT, way.verbs, core), np.flatnonzero(core).tolist()))
    return sorted((sorted(each) for each in found), key=lambda each: (-len(each), each))


def way_round(graph: Adjacency, circle: list[int], way: Way = FORTH) -> list[int]:
    """The edges of a shortest way from the first node of ``circle`` back to it, over nodes of it alone."""
    start, way = circle[0], _leading(way)
    inside = np.zeros(graph.count, np.bool_)
    inside[circle] = True
    within = Way(Direction.OUT, way.verbs, inside)
    steps = np.full(graph.count, np.iinfo(np.int32).max, np.int32)
    home = around(graph, start, len(circle), within.back)
    steps[home.nodes] = home.steps
    edges, others = next(within.steps(graph, np.asarray([start], np.int32)))
    first = int(np.argmin(steps[others]))
    onward = shortest(graph, int(others[first]), start, within)
    assert onward is not None
    return [int(edges[first]), *onward]


def _leading(way: Way) -> Way:
    """The same over what leads; over what else was asked for, where nothing of that was."""
    verbs = frozenset(Verb) if way.verbs is None else way.verbs
    return replace(way, verbs=verbs & LEADING or verbs - {Verb.REFERS_TO})


def _core(graph: Adjacency, way: Way) -> Flags:
    """What is left when nodes without a way in or without a way out are taken away, again and again."""
    left = np.ones(graph.count, np.bool_) if way.nodes is None else way.nodes.copy()
    everything = Way(Direction.OUT, way.verbs, left)
    degrees: dict[Direction, NDArray[np.int64]] = {}
    for direction in (Direction.OUT, Direction.IN):
        degrees[direction] = _degrees(graph, Way(direction, everything.verbs, left))
    going = np.flatnonzero(left & ((degrees[Direction.OUT] == 0) | (degrees[Direction.IN] == 0))).astype(np.int32)
    while len(going):
        left[going] = False
        touched: list[Nodes] = []
        for direction in (Direction.OUT, Direction.IN):
            (_, others), *_ = Way(direction, way.verbs, left).steps(graph, going)
            np.subtract.at(degrees[direction.opposite], others, 1)
            touched.append(others)
        reached = np.unique(np.concatenate(touched))
        going = reached[(degrees[Direction.OUT][reached] == 0) | (degrees[Direction.IN][reached] == 0)]
    return left


def _degrees(graph: Adjacency, way: Way) -> NDArray[np.int64]:
    """(n,) how many edges of the way each node among its nodes has, in its direction."""
    nodes = (
        np.flatnonzero(way.nodes).astype(np.int32) if way.nodes is not None else np.arange(graph.count, dtype=np.int32)
    )
    (_, reached), *_ = Way(way.direction.opposite, way.verbs, way.nodes).steps(graph, nodes)
    return np.bincount(reached, minlength=graph.count)


def _components(graph: Adjacency, way: Way, nodes: list[int]) -> Iterator[list[int]]:
    """Tarjan's algorithm without recursion, over ``nodes``; those alone that do not lead to themselves are left out."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in nodes:
        if root in order:
            continue
        work = [(root, iter(_onward(graph, way, root)))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, onward = work[-1]
            for other in onward:
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(_onward(graph, way, other))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    component = [stack.pop()]
                    while component[-1] != node:
                        component.append(stack.pop())
                    on_stack.difference_update(component)
                    if len(component) > 1 or node in _onward(graph, way, node):
                        yield component


def _onward(graph: Adjacency, way: Way, node: int) -> list[int]:
    (_, others), *_ = way.steps(graph, np.asarray([node], np.int32))
    found: list[int] = others.tolist()
    return found
