"""The graph of everything, read when it is first asked for and kept level with the store; questions on it, and their answers."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dharma_tui.core.bus import Bus, Subscription
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError, NotFoundError
from dharma_tui.core.events import StoreAdvanced, TopologyAdvanced
from dharma_tui.core.graph import Affected, Graph, ImpactGraph
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.topology.adjacency import Adjacency, Direction, Flags, Way
from dharma_tui.services.topology.building import build
from dharma_tui.services.topology.finding import Finder
from dharma_tui.services.topology.following import follow
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.impact import RULES, impact
from dharma_tui.services.topology.walks import around, between, other_end, shortest, simple_paths

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
    """Where a question's walk may go: none of ``verbs`` is all, and none of ``kinds``; never over ``hidden`` kinds."""

    direction: Direction = Direction.BOTH
    verbs: tuple[Verb, ...] = ()
    kinds: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def way(self, topology: Topology) -> Way:
        """The same for the nodes of ``topology``."""
        nodes: Flags | None = topology.of_kinds(self.kinds) if self.kinds else None
        if self.hidden:
            seen = topology.of_kinds(self.hidden, but=True)
            nodes = seen if nodes is None else nodes & seen
        return Way(self.direction, frozenset(self.verbs) or None, nodes)


ALL = Asked()


@dataclass(frozen=True)
class Held:
    """The graph of one moment and what its nodes are called, for the one who asks now."""

    topology: Topology
    names: Identities


class Graphs:
    """Async for screens; the work is done in a pool's thread, one question at a time.

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

        return Sketches(self, self._lake, self._kinds)

    # -- questions

    async def size(self, at: str = "") -> tuple[int, int]:
        """How many nodes and edges there are; the graph is read, if nobody has yet."""
        return await self.ask(at, lambda held: (held.topology.graph.count, len(held.topology.graph)))

    async def find(self, word: str, at: str = "") -> ResourceRef:
        """The resource that ``word`` means: a key, a name, or ``kind:name``. Raises NotFoundError; UsageError for several."""
        return await self._io.run(self._find, word, at)

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
            found = around(graph, _node(held, ref), depth, way, limit)
            return _graph(held, found.nodes.tolist(), found.edges.tolist(), told, found.is_whole, found.steps.tolist())

        return await self.ask(at, answer)

    async def among(
        self, refs: Iterable[ResourceRef], asked: Asked = ALL, *, at: str = "", told: bool = False
    ) -> Graph:
        """These nodes, as many as there are, and the relationships between them."""
        named = list(refs)

        def answer(held: Held) -> Graph:
            known = [node for node in map(held.names.node, named) if node is not None]
            nodes = list(dict.fromkeys(known))
            edges = between(held.topology.graph, np.asarray(nodes, np.int32), asked.way(held.topology))
            return _graph(held, nodes, edges.tolist(), told)

        return await self.ask(at, answer)

    async def path(
        self, start: ResourceRef, end: ResourceRef, asked: Asked = ALL, *, at: str = "", told: bool = False
    ) -> Graph:
        """A shortest path; no path in the graph where there is none."""

        def answer(held: Held) -> Graph:
            nodes = _node(held, start), _node(held, end)
            found = shortest(held.topology.graph, *nodes, asked.way(held.topology))
            return _paths(held, nodes, [] if found is None else [found], told)

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
            nodes = _node(held, start), _node(held, end)
            found = simple_paths(held.topology.graph, *nodes, length, asked.way(held.topology), limit=limit)
            return _paths(held, nodes, found.paths, told, found.is_whole)

        return await self.ask(at, answer)

    async def impact(
        self, refs: Iterable[ResourceRef], asked: Asked = ALL, *, at: str = "", limit: int = NODES, told: bool = False
    ) -> ImpactGraph:
        """What is affected if all of ``refs`` fail at once, over the verbs asked for; kinds asked for are those shown."""
        named = list(refs)

        def answer(held: Held) -> ImpactGraph:
            graph = held.topology.graph
            rules = {verb: rule for verb, rule in RULES.items() if not asked.verbs or verb in asked.verbs}
            found = impact(graph, [_node(held, ref) for ref in named], rules)
            losses = found.losses(limit)
            nodes = [loss.node for loss in losses]
            inside = between(graph, np.asarray(nodes, np.int32), Way(verbs=frozenset(rules))).tolist()
            drawn = _graph(held, nodes, inside, told, found.is_whole and len(losses) == len(found))
            places = {node: place for place, node in enumerate(nodes)}
            edges = {(edge.source, edge.target, edge.verb): place for place, edge in enumerate(drawn.edges)}

            def by(edge: int) -> int | None:
                if edge < 0:
                    return None
                source, target = graph.ends(edge)
                return edges[places[source], places[target], graph.verb(edge)]

            affected = tuple(
                Affected(places[loss.node], loss.loss, by(loss.edge), loss.lost, loss.copies) for loss in losses
            )
            return ImpactGraph(drawn, affected, len(found))

        return await self.ask(at, answer)

    # -- keeping level

    async def ask(self, at: str, answer: Callable[[Held], T]) -> T:
        """What ``answer`` makes of the graph of that moment, in a pool's thread."""
        return await self._io.run(self._answer, at, answer)

    def _answer(self, at: str, answer: Callable[[Held], T]) -> T:
        with self._working:
            return answer(self._held(at))

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

    def _named(self, topology: Topology) -> Held:
        return Held(topology, Identities(self._lake, topology))

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
                after = follow(self._lake, before.topology, newest)
            except DharmaError as error:
                log.warning("the graph could not follow the store: %s", error)
                return False
            self._now = self._named(after)
        moved = after.graph is not before.topology.graph
        self._bus.publish(TopologyAdvanced(self._clock.now(), newest.id, after.graph.count, len(after.graph), moved))
        return moved

    def _find(self, word: str, at: str) -> ResourceRef:
        lake = self._lake
        return Finder(lake, lake.resolve(at).id, self._kinds).find(word)


def _node(held: Held, ref: ResourceRef) -> int:
    node = held.names.node(ref)
    if node is None:
        raise NotFoundError(f"{ref} is not in the graph", "it may be gone: refresh, or look at an earlier moment")
    return node


def _graph(
    held: Held,
    nodes: Sequence[int],
    edges: Sequence[int],
    told: bool,
    is_whole: bool = True,
    steps: Sequence[int] = (),
    paths: tuple[tuple[int, ...], ...] = (),
) -> Graph:
    places = {node: place for place, node in enumerate(nodes)}
    named = tuple(held.names.nodes(nodes))
    return Graph(named, tuple(held.names.edges(edges, places, told=told)), paths, tuple(steps), is_whole)


def _paths(
    held: Held, ends: tuple[int, int], paths: Sequence[Sequence[int]], told: bool, is_whole: bool = True
) -> Graph:
    """The nodes on any of these paths, and all relationships that are a step of one."""
    graph = held.topology.graph
    walked = [_walked(graph, ends[0], path) for path in paths]
    nodes = list(dict.fromkeys([*ends, *(node for path in walked for node in path)]))
    places = {node: place for place, node in enumerate(nodes)}
    steps = {pair for path in walked for pair in itertools.pairwise(path)}
    steps |= {(target, source) for source, target in steps}
    inside = between(graph, np.asarray(nodes, np.int32)).tolist()
    edges = [edge for edge in inside if graph.ends(edge) in steps]
    return _graph(
        held, nodes, edges, told, is_whole, paths=tuple(tuple(places[node] for node in path) for path in walked)
    )


def _walked(graph: Adjacency, start: int, path: Sequence[int]) -> list[int]:
    """The nodes that the edges of a path lead over."""
    nodes = [start]
    for edge in path:
        nodes.append(other_end(graph, edge, nodes[-1]))
    return nodes
