"""Edges of a graph as arrays, sorted from both ends: where any walk begins is found without looking at the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.types import Verb

Nodes: TypeAlias = NDArray[np.int32]
"""Numbers of nodes."""
Edges: TypeAlias = NDArray[np.int32]
"""Numbers of edges, in the order in which the graph was given them."""
Flags: TypeAlias = NDArray[np.bool_]
VERBS = tuple(Verb)
CODES = {verb: code for code, verb in enumerate(VERBS)}
"""What a verb is called in arrays."""


class Direction(Enum):
    """Which way a walk follows edges."""

    OUT = "out"
    IN = "in"
    BOTH = "both"

    @property
    def opposite(self) -> Direction:
        """The way back."""
        return {Direction.OUT: Direction.IN, Direction.IN: Direction.OUT}.get(self, self)


@dataclass(frozen=True, slots=True)
class Side:
    """The edges as seen from one of their ends: those of node ``n`` lie from ``offsets[n]`` to ``offsets[n + 1]``."""

    offsets: NDArray[np.int32]
    others: Nodes
    """(m,) the other end of each."""
    edges: Edges
    """(m,) which edge it is."""

    @classmethod
    def of(cls, count: int, ends: Nodes, others: Nodes) -> Side:
        """(m,) the end to sort by, and the other. Where they are sorted already, ``others`` is kept and not copied."""
        offsets = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(ends, minlength=count), out=offsets[1:])
        if not len(ends) or bool((ends[1:] >= ends[:-1]).all()):
            return cls(offsets, others, np.arange(len(ends), dtype=np.int32))
        order = order_of(ends)
        return cls(offsets, others[order], order)

    def degree(self, node: int) -> int:
        """How many edges ``node`` has on this side."""
        return int(self.offsets[node + 1] - self.offsets[node])

    def degrees(self, nodes: Nodes) -> Nodes:
        """(k,) the same of several."""
        return self.offsets[nodes + 1] - self.offsets[nodes]

    def spans(self, nodes: Nodes) -> Spans:
        """Where the edges of each of ``nodes`` lie."""
        starts = self.offsets.take(nodes)
        counts = self.offsets[1:].take(nodes)
        counts -= starts
        return Spans(starts, counts, int(counts.sum()))

    def reached(self, nodes: Nodes) -> Nodes:
        """The other ends of all edges of ``nodes``, node after node."""
        if len(nodes) == 1:
            return self.others[self.offsets[nodes[0]] : self.offsets[nodes[0] + 1]]
        return self.others.take(self.places(nodes))

    def places(self, nodes: Nodes) -> Nodes:
        """Where in ``others`` and ``edges`` all edges of ``nodes`` lie, node after node."""
        starts = self.offsets.take(nodes)
        counts = self.offsets[1:].take(nodes)
        counts -= starts
        return _places(starts, counts)


@dataclass(frozen=True, slots=True)
class Spans:
    """(k,) where spans start and how long they are, and all lengths together."""

    starts: Nodes
    counts: Nodes
    total: int

    def places(self) -> Nodes:
        """Every place within, span after span."""
        return _places(self.starts, self.counts)


def _places(starts: Nodes, counts: Nodes) -> Nodes:
    """So many places from each start on, one span after the other."""
    if len(starts) == 1:
        return np.arange(starts[0], starts[0] + counts[0], dtype=np.int32)
    further = starts + counts  # by how much a place lies further on than in the answer
    further -= counts.cumsum(dtype=np.int32)
    places = further.repeat(counts)
    places += np.arange(len(places), dtype=np.int32)
    return places


_NONE = np.zeros(0, np.int32)


class Adjacency:
    """A directed graph with any number of edges between two nodes; loops are kept.

    Nodes are numbers from 0. 33 bytes for each edge, 8 fewer where edges come sorted by source, and 8 for each node.
    """

    def __init__(self, count: int, sources: Any, targets: Any, verbs: Any) -> None:
        """``count`` nodes; (m,) numbers of the sources, of the targets, and codes of the verbs.

        Raises ValueError where the arrays differ in length or name a node that there is not.
        """
        self.count = count
        self.sources: Nodes = np.asarray(sources, np.int32)
        self.targets: Nodes = np.asarray(targets, np.int32)
        self.verbs: NDArray[np.uint8] = np.asarray(verbs, np.uint8)
        if not len(self.sources) == len(self.targets) == len(self.verbs):
            raise ValueError("sources, targets and verbs differ in length")
        for ends in (self.sources, self.targets):
            if len(ends) and not 0 <= int(ends.min()) <= int(ends.max()) < count:
                raise ValueError(f"an edge ends at a node that is not among {count}")

    @classmethod
    def of_sides(
        cls, count: int, sources: Nodes, verbs: NDArray[np.uint8], *, out: Side, into: Side | None
    ) -> Adjacency:
        """Edges in the order of their sources, whose sides are known and right."""
        graph = cls(count, _NONE, _NONE, _NONE)
        graph.sources, graph.targets, graph.verbs = sources, out.others, verbs
        vars(graph)["out"] = out
        if into is not None:
            vars(graph)["into"] = into
        return graph

    @property
    def has_into(self) -> bool:
        """Whether anybody has looked at it from the targets yet."""
        return "into" in vars(self)

    @property
    def is_sorted(self) -> bool:
        """Whether edges are in the order of their sources."""
        return self.out.others is self.targets

    def __len__(self) -> int:
        """How many edges there are."""
        return len(self.sources)

    @cached_property
    def out(self) -> Side:
        """From sources to targets."""
        return Side.of(self.count, self.sources, self.targets)

    @cached_property
    def into(self) -> Side:
        """From targets to sources."""
        return Side.of(self.count, self.targets, self.sources)

    def sides(self, direction: Direction) -> tuple[Side, ...]:
        """What a walk in that direction looks at."""
        if direction is Direction.OUT:
            return (self.out,)
        return (self.into,) if direction is Direction.IN else (self.out, self.into)

    def ends(self, edge: int) -> tuple[int, int]:
        """Source and target."""
        return int(self.sources[edge]), int(self.targets[edge])

    def verb(self, edge: int) -> Verb:
        """What the source is to the target."""
        return VERBS[int(self.verbs[edge])]


@dataclass(frozen=True, slots=True)
class Way:
    """Where a walk may go: which way over edges, over those of some verbs alone, and over some nodes alone."""

    direction: Direction = Direction.BOTH
    verbs: frozenset[Verb] | None = None
    nodes: Flags | None = None
    """(n,) which nodes may be come to; where a walk begins is not asked."""

    @property
    def back(self) -> Way:
        """The same in the opposite direction."""
        return Way(self.direction.opposite, self.verbs, self.nodes)

    def also_over(self, *nodes: int) -> Way:
        """The same, over these nodes too."""
        if self.nodes is None:
            return self
        allowed = self.nodes.copy()
        allowed[list(nodes)] = True
        return Way(self.direction, self.verbs, allowed)

    def steps(self, graph: Adjacency, frontier: Nodes) -> Iterator[tuple[Edges, Nodes]]:
        """From all of ``frontier``, for each direction that is gone: the edges, and the nodes they lead to."""
        wanted = flags_of(self.verbs)
        for side in graph.sides(self.direction):
            places = side.places(frontier)
            if wanted is not None:
                places = places[wanted[graph.verbs[side.edges[places]]]]
            others = side.others[places]
            if self.nodes is not None:
                allowed = self.nodes[others]
                places, others = places[allowed], others[allowed]
            yield side.edges[places], others

    def reached(self, graph: Adjacency, frontier: Nodes) -> list[Nodes]:
        """The nodes that the steps lead to, for each direction; where every edge may be gone edges are not looked at."""
        if self.verbs is not None or self.nodes is not None:
            return [others for _, others in self.steps(graph, frontier)]
        return [side.reached(frontier) for side in graph.sides(self.direction)]

    def cost(self, graph: Adjacency, frontier: Nodes) -> int:
        """How many edges the next step looks at."""
        return sum(side.spans(frontier).total for side in graph.sides(self.direction))


ANY = Way()
FORTH = Way(Direction.OUT)


def flags_of(verbs: Iterable[Verb] | None) -> Flags | None:
    """Which codes are of ``verbs``; None for all."""
    if verbs is None:
        return None
    wanted = np.zeros(len(VERBS), np.bool_)
    wanted[[CODES[verb] for verb in verbs]] = True
    return wanted


def order_of(ends: Nodes) -> Edges:
    """What a stable ``argsort`` returns, in a third of the time: each place is sorted along with its node, in one number."""
    packed = ends.astype(np.int64) << 32
    packed |= np.arange(len(ends))
    packed.sort()
    return packed.astype(np.int32)


def distinct(nodes: Nodes, scratch: Nodes) -> NDArray[np.intp]:
    """The last place of each different node. ``scratch`` is (n,) of any content, which is lost."""
    places = np.arange(len(nodes), dtype=np.int32)
    scratch[nodes] = places
    return np.flatnonzero(scratch[nodes] == places)
