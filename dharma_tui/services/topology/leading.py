"""How one resource leads to another: as traffic goes where there is such a way, and else by whatever is related."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dharma_tui.core.format import counted
from dharma_tui.core.graph import NO_TRAFFIC, PATH_LENGTH, SAME, Graph
from dharma_tui.core.types import DOWN, ResourceRef, Verb
from dharma_tui.services.topology.adjacency import Direction, Flags, Way
from dharma_tui.services.topology.answers import Held, along, node_of
from dharma_tui.services.topology.blocking import blocked, only
from dharma_tui.services.topology.flowing import TRAFFIC, Flows
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.networked import STEPS, Found, Reaching, Wanted, logins, networked, remembered
from dharma_tui.services.topology.walks import Paths, shortest, simple_paths

if TYPE_CHECKING:
    from dharma_tui.services.topology.graphs import Asked, Graphs

_DOWN = "the path leads through what is down or not in the inventory"
_RELATED = "the path leads over what contains or protects things"
_SAID = "the path leads over what is only said, as in tags"
_AGAINST = "the path leads against the direction of its relationships"
ANYHOW = "the path leads along some and against others"
OTHERS = 20
"""Paths among which one is looked for that rules of networks do not block."""
WAYS: Mapping[Direction, str] = {Direction.IN: _AGAINST, Direction.BOTH: ANYHOW}
"""Where to look once nothing leads forth, and what is to be said of it."""


@dataclass(frozen=True, slots=True)
class Try:
    """Over which relationships paths are looked for, and what is to be said of those that are found there."""

    direction: Direction
    verbs: frozenset[Verb] | None
    words: str = ""
    is_up: bool = False
    """Only over what is there and not down."""
    joins: int = 0
    """How many of the last steps networks may be asked for, where nothing is found."""
    flows: bool = False
    """As packets leave networks, and not as relationships are told."""
    feeds: bool = False
    """As what is asked and told goes, against relationships, too, where kinds say so."""
    is_again: bool = False
    """Over what led nowhere before: only networks are asked."""
    is_unsure: bool = False
    """Networks are asked for what they perhaps let through to the end, too."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The same among the nodes of a graph."""

    way: Way
    words: str = ""
    joins: int = 0
    flows: Flows | None = None
    is_again: bool = False
    is_unsure: bool = False

    def shortest(self, topology: Topology, start: int, end: int) -> list[int] | None:
        """The edges of a shortest path, or None where there is none."""
        if self.flows is not None:
            return self.flows.shortest(start, end, self.way)
        return shortest(topology.graph, start, end, self.way)

    def simple_paths(self, topology: Topology, start: int, end: int, length: int, limit: int) -> Paths:
        """Up to ``limit`` paths of at most ``length`` edges."""
        if self.flows is not None:
            return self.flows.simple_paths(start, end, length, self.way, limit)
        return simple_paths(topology.graph, start, end, length, self.way, limit=limit)


def tries(direction: Direction, asked: frozenset[Verb] | None) -> list[Try]:
    """Where to look for paths over the verbs ``asked`` for, the best first: until there are any. One direction is kept to."""
    verbs = frozenset(Verb) if asked is None else asked
    known = verbs - {Verb.REFERS_TO} if verbs > {Verb.REFERS_TO} else asked
    is_any = direction is Direction.BOTH
    first = Direction.OUT if is_any else direction
    joins = STEPS if first is Direction.OUT and Verb.CONNECTS_TO in verbs else 0
    related = [Try(each, known, words) for each, words in (WAYS if is_any else {}).items()]
    traffic = TRAFFIC & verbs
    if traffic in (asked, frozenset()):
        return [Try(first, known, joins=joins), *related]
    if known != asked:
        related.append(Try(direction, asked, _SAID))
    related = [replace(each, words=f"{NO_TRAFFIC}: {each.words}") for each in (Try(first, known, _RELATED), *related)]
    plain = [
        Try(first, traffic, is_up=True, joins=min(1, joins)),
        Try(first, known, is_up=True, feeds=True),
        Try(first, known, is_up=True, flows=True),
        *([Try(first, traffic, is_up=True, joins=joins, is_again=True)] if joins else []),
        Try(first, traffic, _DOWN),
        Try(first, known, _DOWN, feeds=True),
        Try(first, known, _DOWN, flows=True),
    ]
    against = [
        Try(Direction.IN, over, _AGAINST, is_up=True, flows=flows, feeds=feeds)
        for over, flows, feeds in ((traffic, False, False), (known, False, True), (known, True, False))
        if is_any
    ]
    perhaps = [Try(first, traffic, is_up=True, joins=1, is_again=True, is_unsure=True)] if joins else []
    return [*plain, *perhaps, *against, *related]


def leads(
    topology: Topology,
    way: Way,
    flows: Flows | None = None,
    among: Sequence[Try] | None = None,
    fed: Flows | None = None,
) -> list[Lead]:
    """The same in ``topology``, of which these are the ``flows``, and what is ``fed`` by them; only those ``among`` these."""
    up = _up(topology) if way.nodes is None else way.nodes & _up(topology)
    return [
        Lead(
            Way(each.direction, each.verbs, up if each.is_up else way.nodes),
            *(
                each.words,
                each.joins,
                flows if each.flows else fed if each.feeds else None,
                each.is_again,
                each.is_unsure,
            ),
        )
        for each in (tries(way.direction, way.verbs) if among is None else among)
        if (flows is not None or not each.flows) and (fed is not None or not each.feeds)
    ]


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
    among: Sequence[Try] | None = None,
) -> tuple[Graph, str]:
    """The paths that ``leading`` finds, and what is to be said of them."""
    found = await leading(graphs, ends, asked, at=at, length=length, every=every, reaching=reaching, among=among)
    return found.graph, found.words


async def leading(
    graphs: Graphs,
    ends: tuple[ResourceRef, ResourceRef],
    asked: Asked,
    *,
    at: str = "",
    length: int = 0,
    every: int = 0,
    reaching: Reaching | None = None,
    among: Sequence[Try] | None = None,
) -> Found:
    """A shortest path of at most ``length`` steps, any with 0, or up to ``every`` path; and what is to be said of it.

    Every path is one of at most ``PATH_LENGTH`` steps where nothing else is said, or as long as the shortest. Where no
    relationship leads all the way as traffic goes, ``reaching`` is asked who reaches the end, and who reaches these; and whether
    rules block a step that is told, which another path is told for, where there is one. It is looked for as ``among`` these, if
    any. Raises NotFoundError.
    """
    if ends[0] == ends[1]:
        return await round_of(graphs, ends[0], asked, at=at, length=length)
    if reaching is None:
        return await _lead(graphs, ends, asked, at, length, every, None, among)
    reaching = remembered(reaching)
    found = await _lead(graphs, ends, asked, at, length, every, reaching, among)
    shut = await blocked(found.graph, reaching)
    why = shut.words(found.graph)
    if not shut.steps or every:
        return replace(found, shut=why)
    others = await _lead(graphs, ends, asked, at, length, OTHERS, reaching, among)
    still = await blocked(others.graph, reaching)
    if free := [number for number in range(len(others.graph.paths)) if number not in {*still.steps, *still.unasked}]:
        one = only(others.graph, free[0])
        return replace(others, graph=one, logins=logins(one, ends[1]), shut=f"another path is blocked: {why}")
    return replace(found, shut=why if shut.unasked else "; ".join(filter(None, (why, still.note))))


async def round_of(graphs: Graphs, ref: ResourceRef, asked: Asked, *, at: str = "", length: int = 0) -> Found:
    """A shortest circle that leads back to ``ref``: that is the way from a thing to itself. Raises NotFoundError."""
    found, _ = await graphs.circles(asked, of=[ref], at=at, limit=1)
    paths = (path for circle in found for path in circle.graph.paths)
    if any(length and len(path) - 1 > length for path in paths) or not found:
        return Found(how=SAME)
    return Found(found[0].graph)


async def _lead(
    graphs: Graphs,
    ends: tuple[ResourceRef, ResourceRef],
    asked: Asked,
    at: str,
    length: int,
    every: int,
    reaching: Reaching | None,
    among: Sequence[Try] | None,
) -> Found:
    """The same, whatever rules block."""

    def looked(held: Held, each: Lead) -> tuple[Graph, bool]:
        """The paths there, and whether there are only longer ones."""
        start, end = (node_of(held, ref) for ref in ends)
        found = each.shortest(held.topology, start, end)
        if found is None or (length and len(found) > length):
            return along(held, (start, end), [], True), found is not None
        if not every:
            return along(held, (start, end), [found], True), False
        many = each.simple_paths(held.topology, start, end, length or max(PATH_LENGTH, len(found)), every)
        return along(held, (start, end), many.paths or [found], True, many.is_whole), False

    ways = await graphs.ask(
        at, lambda held: leads(held.topology, asked.way(held.topology), held.flows, among, held.fed)
    )
    graph, is_far, unasked = Graph(), False, ""
    for each in ways:
        if not each.is_again:
            graph, is_longer = await graphs.ask(at, partial(looked, each=each))
            is_far = is_far or is_longer
        if graph.paths:
            none = f"{NO_TRAFFIC} in {counted(length, 'step')}" if is_far else NO_TRAFFIC
            return Found(graph, unasked=unasked, how=each.words.replace(NO_TRAFFIC, none))
        if each.joins and reaching is not None:
            wanted = Wanted(ends, each.way, at, length, every)
            found = await networked(graphs, replace(wanted, is_unsure=each.is_unsure), reaching, each.joins)
            is_far, unasked = is_far or found.is_far, found.unasked if each.joins > 1 else unasked
            if found.graph.paths:
                return found
    return Found(graph, unasked=unasked)
