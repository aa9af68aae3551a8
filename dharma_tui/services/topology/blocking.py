"""Steps of paths that rules of networks block: from a load balancer to what it sends on to, which lets nothing of that in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.core.access import FROM_INTERNET, INWARDS
from dharma_tui.core.format import counted
from dharma_tui.core.graph import Graph, Place
from dharma_tui.core.types import ResourceRef, Verb

if TYPE_CHECKING:
    from dharma_tui.services.topology.networked import Reaching

Step: TypeAlias = tuple[Place, Place]
ASKED, TOLD = 40, 3
"""Of no more resources it is asked what is blocked before them; and no more steps are told by name."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Of each path with such steps, by its number, where they begin and end; and the paths of which it was not asked everywhere."""

    steps: Mapping[int, list[Step]]
    unasked: frozenset[int]
    outer: frozenset[Step] = frozenset()
    """Those steps that are blocked for what comes from the internet alone."""

    def words(self, graph: Graph) -> str:
        """What is to be said of them; nothing where all was asked and nothing is blocked."""
        steps = list(dict.fromkeys(step for steps in self.steps.values() for step in steps))
        return "; ".join(filter(None, (_words_of(graph, steps, self.outer) if steps else "", self.note)))

    @property
    def note(self) -> str:
        """That it was not asked of all."""
        return f"of {counted(ASKED, 'resource')} alone it was asked what is blocked before them" if self.unasked else ""


async def blocked(graph: Graph, reaching: Reaching) -> Blocked:
    """Which paths rules block."""
    routes = {(edge.source, edge.target) for edge in graph.edges if edge.verb is Verb.ROUTES_TO}
    sent = {number: [*_sent(graph, path, routes)] for number, path in enumerate(graph.paths)}
    ends = list(dict.fromkeys(end for steps in sent.values() for _, end in steps))[:ASKED]
    refused = {end: await _refused(graph.nodes[end].ref, reaching, INWARDS) for end in ends}
    kept_out = {end: await _refused(graph.nodes[end].ref, reaching, FROM_INTERNET) for end in ends}
    outer = {
        (start, end)
        for number, steps in sent.items()
        for start, end in steps
        if graph.nodes[start].ref in kept_out.get(end, ()) and _from_outside(graph, graph.paths[number], start)
    }
    shut = {
        number: [
            (start, end)
            for start, end in steps
            if graph.nodes[start].ref in refused.get(end, ())
            or ((start, end) in outer and _from_outside(graph, graph.paths[number], start))
        ]
        for number, steps in sent.items()
    }
    outer -= {(start, end) for start, end in outer if graph.nodes[start].ref in refused[end]}
    unasked = (number for number, steps in sent.items() if any(end not in refused for _, end in steps))
    return Blocked({number: steps for number, steps in shut.items() if steps}, frozenset(unasked), frozenset(outer))


def _words_of(graph: Graph, steps: Sequence[Step], outer: Collection[Step]) -> str:
    """That they are blocked, by the names of their ends."""
    called = [
        f"{'of the internet ' * ((start, end) in outer)}from {graph.nodes[start].called} to {graph.nodes[end].called}"
        for start, end in steps
    ]
    more = f" and {len(called) - TOLD:,} more" if len(called) > TOLD else ""
    return f"the rules of networks let nothing through {', '.join(called[:TOLD])}{more}"


def only(graph: Graph, number: int) -> Graph:
    """``graph`` with no path but one of it."""
    path = graph.paths[number]
    places = {place: at for at, place in enumerate(path)}
    steps = {frozenset(step) for step in pairwise(path)}
    edges = tuple(
        replace(edge, source=places[edge.source], target=places[edge.target])
        for edge in graph.edges
        if frozenset((edge.source, edge.target)) in steps
    )
    return Graph(tuple(graph.nodes[place] for place in path), edges, (tuple(range(len(path))),))


def _sent(graph: Graph, path: Sequence[Place], routes: set[Step]) -> Iterator[Step]:
    """From each load balancer on ``path`` to all that it routes to there, whatever else is between."""
    from dharma_tui.services.network.interfaces import BALANCER, CLASSIC

    front: Place | None = None
    for here, there in pairwise(path):
        if graph.nodes[here].ref.kind in (BALANCER, CLASSIC):
            front = here
        front = front if (here, there) in routes else None
        if front is not None and not graph.nodes[there].is_missing:
            yield front, there


def _from_outside(graph: Graph, path: Sequence[Place], front: Place) -> bool:
    """Whether a gateway to the internet is on the path before ``front``."""
    from dharma_tui.services.network.drawing import GATEWAY

    return any(graph.nodes[place].ref.kind == GATEWAY for place in path[: path.index(front)])


async def _refused(ref: ResourceRef, reaching: Reaching, question: str) -> frozenset[ResourceRef]:
    return frozenset(each for answer in await reaching(ref) if answer.question == question for each in answer.refused)
