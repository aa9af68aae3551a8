"""The graph of everything, read when it is first asked for and kept level with the store; questions on it, and their answers."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dharma_tui.core.bus import Bus, Subscription
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import StoreAdvanced, TopologyAdvanced
from dharma_tui.core.graph import (
    Circle,
    Community,
    Graph,
    GraphDifference,
    GraphNode,
    ImpactGraph,
    WeakPoint,
    WeakPoints,
)
from dharma_tui.core.kinds import KindSpec, is_named
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.core.units import check_past
from dharma_tui.services.topology.adjacency import Direction, Flags, Way
from dharma_tui.services.topology.answers import Held, affected, along, community, first_of, node_of, part, round_trip
from dharma_tui.services.topology.building import build
from dharma_tui.services.topology.communities import communities, of_everything
from dharma_tui.services.topology.cycles import circles, way_round
from dharma_tui.services.topology.difference import difference
from dharma_tui.services.topology.finding import Finder
from dharma_tui.services.topology.following import follow
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.impact import impact
from dharma_tui.services.topology.walks import around, between, orphans, shortest, simple_paths
from dharma_tui.services.topology.weak_points import weak_points

if TYPE_CHECKING:
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.topology.sketches import Sketches

log = logging.getLogger(__name__)
T = TypeVar("T")

NODES = 2000
"""Nodes in an answer, unless another limit is asked for."""
PAST_KEPT = 1
"""Moments of the past kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a question's walk may go: none of ``verbs`` is all, and none of ``kinds``; never over ``hidden`` kinds or verbs."""

    direction: Direction = Direction.BOTH
    verbs: tuple[Verb, ...] = ()
    kinds: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    hidden_verbs: frozenset[Verb] = frozenset()

    def over(self, verb: Verb) -> bool:
        """Whether the walk may lead over relationships of this verb."""
        return (not self.verbs or verb in self.verbs) and verb not in self.hidden_verbs

    def names(self, kind: str, specs: Mapping[str, KindSpec]) -> bool:
        """Whether it asks for what is of this kind."""
        return not self.kinds or any(is_named(kind, name, specs) for name in self.kinds)

    def way(self, topology: Topology) -> Way:
        """The same for the nodes of ``topology``."""
        nodes: Flags | None = topology.of_kinds(self.kinds) if self.kinds else None
        if self.hidden:
            seen = topology.of_kinds(self.hidden, but=True)
            nodes = seen if nodes is None else nodes & seen
        is_narrow = self.verbs or self.hidden_verbs
        return Way(self.direction, frozenset(filter(self.over, Verb)) if is_narrow else None, nodes)


ALL = Asked()


class Graphs:
    """Async for screens; the work is done in a pool's thread. What is asked of one moment is answered from the same graph.

    ``at`` is a moment as everywhere; empty is the present. Everything raises StoreError, FilterError for what is no moment,
    and NotFoundError for what was not there.
    """

    def __init__(self, lake: Lake, io: IoPool, bus: Bus, clock: Clock, kinds: Mapping[str, KindSpec]) -> None:
        self._lake = lake
        self._io = io
        self._bus = bus
        self._clock = clock
        self._kinds = kinds
        self._working = threading.Lock()
        self._now: Held | None = None
        self._past: OrderedDict[int, Held] = OrderedDict()
        self._following: Subscription | None = None

    def close(self) -> None:
        """Follow the store no longer."""
        if self._following is not None:
            self._following.cancel()

    @cached_property
    def sketches(self) -> Sketches:
        """The same as pictures."""
        from dharma_tui.services.topology.sketches import Sketches

        return Sketches(self, self._lake, self._kinds, self._io)

    # -- questions

    async def size(self, at: str = "") -> tuple[int, int]:
        """How many nodes and edges there are; the graph is read, if nobody has yet."""
        return await self.ask(at, lambda held: (held.topology.graph.count, len(held.topology.graph)))

    async def find(self, word: str, at: str = "") -> ResourceRef:
        """The resource that ``word`` means: a key, a name, or ``kind:name``. Raises NotFoundError; UsageError for several."""
        return await self._io.run(self._find, word, at)

    async def search(self, text: str, *, at: str = "", limit: int = 200) -> list[tuple[ResourceRef, str]]:
        """Resources whose name or key holds ``text``, those that begin with it first, and their names."""
        return await self._io.run(self._finder(at).search, text, limit)

    async def neighbours(
        self,
        ref: ResourceRef,
        depth: int = 1,
        asked: Asked = ALL,
        *,
        at: str = "",
        limit: int = NODES,
        told: bool = False,
    ) -> Graph:
        """Everything at most ``depth`` steps from ``ref``, nearest first; ``told``: with what tells of each relationship."""

        def answer(held: Held) -> Graph:
            graph, way = held.topology.graph, asked.way(held.topology)
            found = around(graph, node_of(held, ref), depth, way, limit)
            return part(held, found.nodes.tolist(), found.edges.tolist(), told, found.is_whole, found.steps.tolist())

        return await self.ask(at, answer)

    async def whole(
        self,
        refs: Iterable[ResourceRef],
        depth: int,
        asked: Asked = ALL,
        *,
        at: str = "",
        limit: int = NODES,
        told: bool = False,
    ) -> Graph:
        """Everything around each of ``refs``, and everything there is for none of them."""
        named = list(refs)

        def answer(held: Held) -> Graph:
            graph, way = held.topology.graph, asked.way(held.topology)
            found = [around(graph, node_of(held, ref), depth, way).nodes for ref in named]
            if not named:
                everything = np.ones(graph.count, np.bool_) if way.nodes is None else way.nodes
                found = [np.flatnonzero(everything).astype(np.int32)]
            nodes = list(dict.fromkeys(np.concatenate(found).tolist()))
            edges = between(graph, np.asarray(nodes[:limit], np.int32), way)
            return part(held, nodes[:limit], edges.tolist(), told, len(nodes) <= limit)

        return await self.ask(at, answer)

    async def among(
        self, refs: Iterable[ResourceRef], asked: Asked = ALL, *, at: str = "", told: bool = False
    ) -> Graph:
        """These nodes, as many as there are, and the relationships between them."""
        named = list(refs)

        def answer(held: Held) -> Graph:
            known = held.names.nodes_of(named)
            nodes = list(dict.fromkeys(node for node in known if node is not None))
            edges = between(held.topology.graph, np.asarray(nodes, np.int32), asked.way(held.topology))
            return part(held, nodes, edges.tolist(), told)

        return await self.ask(at, answer)

    async def path(
        self, start: ResourceRef, end: ResourceRef, asked: Asked = ALL, *, at: str = "", told: bool = False
    ) -> Graph:
        """A shortest path; no path in the graph where there is none."""

        def answer(held: Held) -> Graph:
            nodes = node_of(held, start), node_of(held, end)
            found = shortest(held.topology.graph, *nodes, asked.way(held.topology))
            return along(held, nodes, [] if found is None else [found], told)

        return await self.ask(at, answer)

    async def paths(
        self,
        start: ResourceRef,
        end: ResourceRef,
        length: int = 6,
        asked: Asked = ALL,
        *,
        at: str = "",
        limit: int = 100,
        told: bool = False,
    ) -> Graph:
        """Every path of at most ``length`` steps that meets nothing twice, the shortest first."""

        def answer(held: Held) -> Graph:
            nodes = node_of(held, start), node_of(held, end)
            found = simple_paths(held.topology.graph, *nodes, length, asked.way(held.topology), limit=limit)
            return along(held, nodes, found.paths, told, found.is_whole)

        return await self.ask(at, answer)

    async def impact(
        self,
        refs: Iterable[ResourceRef],
        asked: Asked = ALL,
        *,
        depth: int | None = None,
        at: str = "",
        limit: int = NODES,
        told: bool = False,
    ) -> ImpactGraph:
        """What is affected if all of ``refs`` fail at once, over the verbs asked for; with ``depth``, in as many steps.

        Kinds asked for are those told, with what the loss came by.
        """
        named = list(refs)

        def answer(held: Held) -> ImpactGraph:
            graph = held.topology.graph
            verbs = frozenset(filter(asked.over, Verb))
            found = impact(graph, [node_of(held, ref) for ref in named], held.rules.over(verbs), depth=depth)
            return affected(held, found, limit, told, Way(verbs=verbs), asked.way(held.topology).nodes, depth)

        return await self.ask(at, answer)

    async def weak_points(
        self, asked: Asked = ALL, *, of: Sequence[ResourceRef] = (), at: str = "", limit: int = 20
    ) -> WeakPoints:
        """Single points of failure, the worst first, or those among ``of``.

        What lies in one and goes with it counts if that verb is asked for. Raises NotFoundError.
        """

        def answer(held: Held) -> WeakPoints:
            topology = held.topology
            rules = held.rules.over(asked.verbs) if asked.verbs else held.rules
            nodes = asked.way(topology).nodes
            wanted = topology.there if nodes is None else topology.there & nodes
            if of:
                wanted &= np.isin(np.arange(topology.graph.count), [node_of(held, ref) for ref in of])
            holds = Verb.CONTAINS in asked.verbs
            found, tried, candidates = weak_points(topology.graph, rules, wanted, limit, with_contents=holds)
            named = held.names.nodes([each.node for each in found])
            points = tuple(WeakPoint(name, each.wholly, each.partly) for name, each in zip(named, found, strict=True))
            return WeakPoints(points, tried, candidates)

        return await self.ask(at, answer)

    async def circles(
        self, asked: Asked = ALL, *, of: Sequence[ResourceRef] = (), at: str = "", limit: int = 20
    ) -> tuple[list[Circle], int]:
        """What leads back to itself, or those ``of`` what is in them, the largest first, each with a shortest way round; and how
        many there are. Raises NotFoundError."""

        def answer(held: Held) -> tuple[list[Circle], int]:
            graph, way = held.asked, asked.way(held.topology)
            found = circles(graph, way)
            if of:
                named = {node_of(held, ref) for ref in of}
                found = [
                    sorted(each, key=lambda node: node not in named) for each in found if not named.isdisjoint(each)
                ]
            told = []
            for circle in found[:limit]:
                path = way_round(graph, circle, way)
                told.append(Circle(len(circle), round_trip(held, circle[0], path)))
            return told, len(found)

        return await self.ask(at, answer)

    async def orphans(self, asked: Asked = ALL, *, at: str = "", limit: int = NODES) -> tuple[list[GraphNode], int]:
        """Resources that no relationship has to do with, those with themselves aside; and how many there are."""

        def answer(held: Held) -> tuple[list[GraphNode], int]:
            nodes = orphans(held.topology.graph, asked.way(held.topology))
            nodes = nodes[nodes < held.topology.present]
            return first_of(held, nodes, limit), len(nodes)

        return await self.ask(at, answer)

    async def communities(
        self, asked: Asked = ALL, *, at: str = "", limit: int = 20, first: int = 5
    ) -> tuple[list[Community], int]:
        """Nodes that have most to do with each other, the largest community first; and how many there are of two and more."""

        def answer(held: Held) -> tuple[list[Community], int]:
            topology, way = held.topology, asked.way(held.topology)
            labels = communities(topology.graph, way)
            told = [
                community(held, labels, number, way, first) for number in range(int(labels.max(initial=-1)) + 1)[:limit]
            ]
            several = [each for each in told if each.size > 1]
            return several, int((np.bincount(labels) > 1).sum())

        return await self.ask(at, answer)

    async def groups(self, refs: Iterable[ResourceRef], *, at: str = "") -> dict[ResourceRef, int]:
        """The number of the community of each of ``refs``; those that are not in the graph are left out."""
        named = list(refs)

        def answer(held: Held) -> dict[ResourceRef, int]:
            labels = of_everything(held.topology.graph)
            nodes = zip(named, held.names.nodes_of(named), strict=True)
            return {ref: int(labels[node]) for ref, node in nodes if node is not None}

        return await self.ask(at, answer)

    async def difference(self, start: str, end: str = "", asked: Asked = ALL, *, limit: int = NODES) -> GraphDifference:
        """What came, went and became another between two moments; ``end`` empty is now. Raises FilterError for one to come."""
        return await self._io.run(self._difference, start, end, asked, limit)

    def _difference(self, start: str, end: str, asked: Asked, limit: int) -> GraphDifference:
        for at in (start, end):
            check_past(at, self._lake.clock.now())
        moments = self._lake.resolve(start), self._lake.resolve(end)
        return difference(self._lake, *moments, limit, partial(asked.names, specs=self._kinds), asked.verbs)

    # -- keeping level

    async def ask(self, at: str, answer: Callable[[Held], T]) -> T:
        """What ``answer`` makes of the graph of that moment, in a pool's thread."""
        return await self._io.run(self._answer, at, answer)

    def _answer(self, at: str, answer: Callable[[Held], T]) -> T:
        with self._working:
            held = self._held(at)
        return answer(held)

    def _held(self, at: str) -> Held:
        if not at:
            return self._present()
        snapshot = self._lake.resolve(at)
        if self._now is not None and snapshot.id == self._now.topology.snapshot.id:
            return self._now
        if snapshot.id not in self._past:
            while len(self._past) >= PAST_KEPT:
                self._past.popitem(last=False)
            self._past[snapshot.id] = self._named(build(self._lake, snapshot))
        return self._past[snapshot.id]

    def _present(self) -> Held:
        if self._now is None:
            self._now = self._named(build(self._lake, self._lake.snapshot()))
            if self._following is None:
                self._following = self._bus.subscribe(StoreAdvanced, self._hear)
        return self._now

    def _named(self, topology: Topology, before: Held | None = None) -> Held:
        return Held(topology, Identities(self._lake, topology, before.names if before else None), self._kinds)

    def _hear(self, event: StoreAdvanced) -> None:
        self._io.submit(self.advance)

    def advance(self) -> bool:
        """Bring the present level with the store, if it was ever asked for; whether it moved. Blocks; logs what fails."""
        with self._working:
            before = self._now
            if before is None:
                return False
            try:
                newest = self._lake.snapshot()
                if newest.id == before.topology.snapshot.id:
                    return False
                after = follow(self._lake, before.topology, newest, before.names.nodes_of)
            except DharmaError as error:
                log.warning("the graph could not follow the store: %s", error)
                return False
            self._now = self._named(after, before if newest.id > before.topology.snapshot.id else None)
        moved = after.graph is not before.topology.graph
        self._bus.publish(TopologyAdvanced(self._clock.now(), newest.id, after.graph.count, len(after.graph), moved))
        return moved

    def _find(self, word: str, at: str) -> ResourceRef:
        return self._finder(at).find(word)

    def _finder(self, at: str) -> Finder:
        return Finder(self._lake, self._lake.resolve(at).id, self._kinds)
