"""Ways that end with steps which no relationship makes, but networks and their rules: followed back from where they end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dharma_tui.core.access import INWARDS, Answers
from dharma_tui.core.access import Way as Passage
from dharma_tui.core.asides import nodes_apart
from dharma_tui.core.format import counted
from dharma_tui.core.graph import PATH_LENGTH, REACH, Graph, GraphEdge
from dharma_tui.core.traffic import LOGINS, ports_told
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.network.interfaces import is_placed
from dharma_tui.services.topology.adjacency import Way
from dharma_tui.services.topology.answers import Held, along, node_of
from dharma_tui.services.topology.walks import shortest, simple_paths

if TYPE_CHECKING:
    from dharma_tui.services.topology.graphs import Graphs

Reaching: TypeAlias = Callable[[ResourceRef], Awaitable[Sequence[Answers]]]
"""Who reaches a resource over networks."""
Onward: TypeAlias = Mapping[ResourceRef, Mapping[ResourceRef, Passage]]
"""What each reaches on the way to the end, and what passes there."""
STEPS = PATH_LENGTH - 1
"""Steps that networks make one after the other."""
ASKED, SLOWER = 20, 4_000
"""Of no more resources it is asked who reaches them, and of half as many where networks hold so many that each takes twice as long:
never by the clock, so that what leads somewhere once does so again."""
LET_THROUGH = "what networks and their rules let through"
BY_NETWORK = f"the last step is {LET_THROUGH}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Between which two, over what, and how many steps and paths at most; any with 0."""

    ends: tuple[ResourceRef, ResourceRef]
    way: Way
    at: str = ""
    length: int = 0
    every: int = 0
    is_unsure: bool = False
    """Whether the last step may be one that perhaps passes."""


@dataclass(frozen=True, slots=True)
class Found:
    """The paths, how many steps of them networks make, whether there are longer ones only, and where it was not looked."""

    graph: Graph = field(default_factory=Graph)
    steps: int = 0
    is_far: bool = False
    unasked: str = ""
    how: str = ""
    """What is to be said of how relationships lead, where they do."""
    logins: tuple[str, ...] = ()
    """Into which somebody has to log in on the way."""
    shut: str = ""
    """What is to be said of steps that rules block."""

    @property
    def words(self) -> str:
        """What is to be said of these paths."""
        return "; ".join(filter(None, (by_networks([self.steps]) if self.steps else self.how, *self.notes)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said besides how they lead."""
        by_hand = f"only by logging in to {' and '.join(self.logins)}" if self.logins else ""
        return tuple(filter(None, (by_hand, self.shut, self.unasked)))


def by_networks(steps: Collection[int]) -> str:
    """What is to be said of paths of which networks make so many steps at the end."""
    if max(steps) < 2:
        return BY_NETWORK
    return f"{'the' if len({*steps}) == 1 else 'up to the'} last {max(steps)} steps are {LET_THROUGH}"


def remembered(reaching: Reaching) -> Reaching:
    """The same, which asks of each resource only once."""
    known = dict[ResourceRef, Sequence[Answers]]()

    async def asked(ref: ResourceRef) -> Sequence[Answers]:
        if ref not in known:
            known[ref] = await reaching(ref)
        return known[ref]

    return asked


async def networked(graphs: Graphs, wanted: Wanted, reaching: Reaching, most: int = STEPS) -> Found:
    """A shortest path to what surely reaches the end over networks in as few steps as can be, ``most`` of them, and the steps from
    there, or up to so many such paths as are wanted. Where no other leads there, somebody may log in on the way."""
    found = await _networked(graphs, wanted, reaching, most, False)
    if found.graph.paths or most < 2 or wanted.length == 1:
        return found
    by_hand = await _networked(graphs, wanted, reaching, most, True)
    return replace(by_hand, unasked=by_hand.unasked or found.unasked) if by_hand.graph.paths else found


async def _networked(graphs: Graphs, wanted: Wanted, reaching: Reaching, most: int, logs_in: bool) -> Found:
    """The same, where somebody ``logs_in`` on the way or nobody does."""
    onward = dict[ResourceRef, dict[ResourceRef, Passage]]()
    seen, frontier, asked, is_far = {wanted.ends[1]}, [wanted.ends[1]], 0, False
    room = await graphs.ask(wanted.at, _room)
    for steps in range(1, (min(most, wanted.length) if wanted.length else most) + 1):
        came = dict[ResourceRef, dict[ResourceRef, Passage]]()
        left = list(frontier)
        while left and asked < room:
            asked += 1
            ref = left.pop(0)
            for other, passage in await _passing(reaching, ref, ref == wanted.ends[1], logs_in, wanted.is_unsure):
                if other not in seen:
                    came.setdefault(other, {})[ref] = passage
        unasked = f"of {counted(asked, 'resource')} alone it was asked who reaches them" if left else ""
        seen |= came.keys()
        onward |= came
        led = partial(_led, wanted=wanted, onward=onward, came=list(came), steps=steps)
        graph, is_longer, frontier = await graphs.ask(wanted.at, led)
        is_far = is_far or is_longer
        if graph.paths or left or not frontier:
            made = steps if graph.paths else 0
            graph = replace(graph, is_whole=graph.is_whole and not left)
            return Found(graph, made, is_far, unasked, logins=logins(graph, wanted.ends[1]))
    over = "" if wanted.length else f"over networks no more than {counted(most, 'step')} were looked at"
    return Found(is_far=is_far or bool(wanted.length), unasked=over)


def _room(held: Held) -> int:
    """Of how many resources it may be asked who reaches them."""
    topology = held.topology
    placed = [code for code, kind in enumerate(topology.kinds) if (spec := held.kinds.get(kind)) and is_placed(spec)]
    many = int(np.isin(topology.kind_codes[: topology.present], placed).sum())
    return max(1, round(ASKED * SLOWER / (SLOWER + many)))


async def _passing(
    reaching: Reaching, ref: ResourceRef, is_end: bool, logs_in: bool, is_unsure: bool
) -> list[tuple[ResourceRef, Passage]]:
    """Who reaches it, surely or where that is asked for perhaps, each with what passes: something that goes on by itself, unless it
    is the end or somebody logs in."""
    told = [way for answer in await reaching(ref) if answer.question == INWARDS for way in answer.ways]
    ways = [way if way.sure else _perhaps(way) for way in told if way.sure or (is_unsure and is_end)]
    ways = [way for way in ways if is_end or _goes_on(way.what) or (logs_in and _logs_in(way.what))]
    return [(way.other, way) for way in sorted(ways, key=lambda way: _goes_on(way.what)) if way.other is not None]


def _perhaps(way: Passage) -> Passage:
    """A way that hangs on something, with that."""
    return replace(way, what=", ".join(filter(None, (f"perhaps {way.what}", way.why))))


def _goes_on(what: str) -> bool:
    """Whether any of what passes may go on by itself: something listens there, and it is not for people who log in."""
    return any(
        not protocol.startswith("icmp") and any(port not in LOGINS for port in ports)
        for protocol, ports in ports_told(what)
    )


def _logs_in(what: str) -> bool:
    """Whether people may log in by it."""
    return any(protocol == "tcp" and any(port in LOGINS for port in ports) for protocol, ports in ports_told(what))


def logins(graph: Graph, end: ResourceRef) -> tuple[str, ...]:
    """What the paths lead on from that nothing goes on from by itself."""
    steps = (edge for edge in graph.edges if edge.told.startswith(REACH) and graph.nodes[edge.target].ref != end)
    into = [edge.target for edge in steps if not _goes_on(edge.told.removeprefix(REACH))]
    return tuple(graph.nodes[place].called for place in dict.fromkeys(into))


def _led(
    held: Held, wanted: Wanted, onward: Onward, came: Sequence[ResourceRef], steps: int
) -> tuple[Graph, bool, list[ResourceRef]]:
    """The paths over those that ``came`` and reach the end in so many steps, whether there are longer ones only, and which of
    those may be led over."""
    start, way = node_of(held, wanted.ends[0]), wanted.way
    nodes = zip(came, held.names.nodes_of(came), strict=True)
    there = [
        (node, ref)
        for ref, node in nodes
        if node is not None and (node == start or way.nodes is None or way.nodes[node])
    ]
    longest = wanted.length - steps if wanted.length else None
    found = [(trail, ref, whole) for node, ref in there for trail, whole in _trails(held, wanted, start, node, longest)]
    near = sorted(
        ((trail, ref) for trail, ref, _ in found if trail is not None), key=lambda each: (len(each[0]), each[1])
    )
    ways = ((trail, chain) for trail, ref in near for chain in _chains(onward, ref))
    shown = list(islice(ways, wanted.every or 1))
    if not shown:
        return Graph(), bool(found), sorted(ref for _, ref in there)
    whole = not wanted.every or (all(each for *_, each in found) and next(ways, None) is None)
    return _graph(held, start, shown, onward, whole), False, []


def _trails(
    held: Held, wanted: Wanted, start: int, node: int, longest: int | None
) -> list[tuple[tuple[int, ...] | None, bool]]:
    """The ways over relationships from ``start`` to there, or None for longer ones only, each with whether these are all."""
    graph = held.topology.graph
    trail = shortest(graph, start, node, wanted.way)
    if trail is None:
        return []
    if longest is not None and len(trail) > longest:
        return [(None, True)]
    if not wanted.every or not trail:
        return [(tuple(trail), True)]
    most = max(PATH_LENGTH - 1, len(trail)) if longest is None else longest
    many = simple_paths(graph, start, node, most, wanted.way, limit=wanted.every)
    return [(path, many.is_whole) for path in many.paths or [tuple(trail)]]


def _chains(onward: Onward, ref: ResourceRef) -> Iterator[tuple[ResourceRef, ...]]:
    """What leads from there to the end, over networks alone."""
    if ref not in onward:
        yield (ref,)
    for other in onward.get(ref, ()):
        yield from ((ref, *rest) for rest in _chains(onward, other))


def _graph(
    held: Held,
    start: int,
    ways: Sequence[tuple[tuple[int, ...], tuple[ResourceRef, ...]]],
    onward: Onward,
    whole: bool,
) -> Graph:
    """These trails, each with the chain that it goes on by."""
    graph = along(held, (start, start), [trail for trail, _ in ways], True, whole)
    places = {node.ref: place for place, node in enumerate(graph.nodes)}
    more = [ref for ref in dict.fromkeys(ref for _, chain in ways for ref in chain) if ref not in places]
    numbers = [node for node in held.names.nodes_of(more) if node is not None]
    nodes = nodes_apart((*graph.nodes, *held.names.nodes(numbers)))
    places = {node.ref: place for place, node in enumerate(nodes)}
    steps = dict.fromkeys(step for _, chain in ways for step in pairwise(chain))
    edges = (
        GraphEdge(places[here], places[there], Verb.CONNECTS_TO, f"{REACH}{onward[here][there].what}")
        for here, there in steps
    )
    paths = ((*path, *(places[ref] for ref in chain[1:])) for path, (_, chain) in zip(graph.paths, ways, strict=True))
    return replace(graph, nodes=tuple(nodes), edges=(*graph.edges, *edges), paths=tuple(paths), steps=())
