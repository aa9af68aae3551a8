"""How one resource leads to another: as traffic goes where there is such a way, and else by whatever is related."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dharma_tui.core.access import INWARDS, Answers
from dharma_tui.core.access import Way as Passage
from dharma_tui.core.graph import Graph, GraphEdge
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.topology.adjacency import Direction, Flags, Way
from dharma_tui.services.topology.answers import Held, along, node_of
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.rules import DOWN
from dharma_tui.services.topology.walks import shortest, simple_paths

if TYPE_CHECKING:
    from dharma_tui.services.topology.graphs import Asked, Graphs

Reaching: TypeAlias = Callable[[ResourceRef], Awaitable[Sequence[Answers]]]
"""Who reaches a resource over networks."""
TRAFFIC = frozenset(Verb) - {Verb.CONTAINS, Verb.PROTECTS, Verb.REFERS_TO}
"""By what one resource asks something of another; what contains or protects both, or is said of them, brings nothing from one to
the other."""
BY_NETWORK = "the last step is what networks and their rules let through"
_DOWN = "the path leads through what is down or not in the inventory"
_NO_TRAFFIC = "no traffic is known to go there"
_RELATED = "the path leads over what contains or protects things"
_SAID = "the path leads over what tags say"
_AGAINST = "the path leads against the direction of its relationships"
ANYHOW = "the path leads along some and against others"
WAYS: Mapping[Direction, str] = {Direction.IN: _AGAINST, Direction.BOTH: ANYHOW}
"""Where to look once nothing leads forth, and what is to be said of it."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Where paths are looked for, and what is to be said of those that are found there."""

    way: Way
    words: str = ""


def leads(topology: Topology, way: Way) -> list[Lead]:
    """Where to look for paths, the best first: until there are any.

    Where ``way`` is of some direction, it alone.
    """
    if way.direction is not Direction.BOTH:
        return [Lead(way)]
    verbs = frozenset(Verb) if way.verbs is None else way.verbs
    known = replace(way, verbs=verbs - {Verb.REFERS_TO}) if verbs > {Verb.REFERS_TO} else way
    forth, back = replace(known, direction=Direction.OUT), replace(known, direction=Direction.IN)
    related = [Lead(replace(known, direction=direction), words) for direction, words in WAYS.items()]
    traffic = TRAFFIC & verbs
    if traffic in (way.verbs, frozenset()):
        return [Lead(forth), *related]
    up = _up(topology) if way.nodes is None else way.nodes & _up(topology)
    plain = [Lead(replace(forth, verbs=traffic, nodes=up)), Lead(replace(forth, verbs=traffic), _DOWN)]
    if known is not way:
        related.append(Lead(way, _SAID))
    related = [replace(each, words=f"{_NO_TRAFFIC}: {each.words}") for each in (Lead(forth, _RELATED), *related)]
    return [*plain, Lead(replace(back, verbs=traffic, nodes=up), _AGAINST), *related]


def _up(topology: Topology) -> Flags:
    """(n,) which nodes are there and not down."""
    flags = np.zeros(topology.graph.count, np.bool_)
    flags[: topology.present] = np.asarray([state not in DOWN for state in STATES])[topology.state_codes]
    return flags


async def lead(
    graphs: Graphs,
    ends: tuple[ResourceRef, ResourceRef],
    asked: Asked,
    *,
    at: str = "",
    length: int = 0,
    every: int = 0,
    reaching: Reaching | None = None,
) -> tuple[Graph, str]:
    """A shortest path of at most ``length`` steps, any with 0, or up to ``every`` path; and what is to be said of it.

    Where no relationship leads all the way as traffic goes, ``reaching`` is asked who reaches the end. Raises NotFoundError.
    """

    def looked(held: Held, each: Lead) -> Graph:
        start, end = (node_of(held, ref) for ref in ends)
        if every:
            many = simple_paths(held.topology.graph, start, end, length, each.way, limit=every)
            return along(held, (start, end), many.paths, True, many.is_whole)
        found = shortest(held.topology.graph, start, end, each.way)
        is_near = found is not None and (not length or len(found) <= length)
        return along(held, (start, end), [found] if found is not None and is_near else [], True)

    ways = await graphs.ask(at, lambda held: leads(held.topology, asked.way(held.topology)))
    graph = Graph()
    for place, each in enumerate(ways):
        graph = await graphs.ask(at, partial(looked, each=each))
        if graph.paths:
            return graph, each.words
        if not place and reaching is not None and len(ways) > len(Direction) and not every:
            joined = await _joined(graphs, ends, each.way, at, length, reaching)
            if joined.paths:
                return joined, BY_NETWORK
    return graph, ""


async def _joined(
    graphs: Graphs, ends: tuple[ResourceRef, ResourceRef], way: Way, at: str, length: int, reaching: Reaching
) -> Graph:
    """A shortest path to what surely reaches the end over networks, and the step from there."""
    answers = [each for each in await reaching(ends[1]) if each.question == INWARDS]
    passing = {each.other: each for answer in answers for each in answer.ways if each.sure and each.other is not None}

    def answer(held: Held) -> Graph:
        start, end = (node_of(held, ref) for ref in ends)
        found: list[tuple[list[int], int, Passage]] = []
        for ref, passage in passing.items():
            node = held.names.node(ref)
            if node is not None and (node == start or way.nodes is None or way.nodes[node]):
                trail = shortest(held.topology.graph, start, node, way)
                if trail is not None and (not length or len(trail) < length):
                    found.append((trail, node, passage))
        if not found:
            return Graph()
        trail, node, passage = min(found, key=lambda each: (len(each[0]), each[1]))
        graph = along(held, (start, node), [trail], True)
        last = next(place for place, each in enumerate(graph.nodes) if each.ref == passage.other)
        step = GraphEdge(last, len(graph.nodes), Verb.CONNECTS_TO, f"reach:{passage.what}")
        return replace(
            graph,
            nodes=(*graph.nodes, *held.names.nodes([end])),
            edges=(*graph.edges, step),
            paths=((*(graph.paths[0] if graph.paths else (last,)), len(graph.nodes)),),
        )

    return await graphs.ask(at, answer)
