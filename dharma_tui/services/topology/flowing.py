"""The ways that packets take out of networks, as kinds tell: out of a subnet, by its routes, over gateways to where these lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.kinds import Flow, KindSpec
from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Direction, Edges, Flags, Way
from dharma_tui.services.topology.graph import Topology, as_nodes
from dharma_tui.services.topology.walks import Paths, shortest, simple_paths

TRAFFIC = frozenset(Verb) - {Verb.CONTAINS, Verb.PROTECTS, Verb.REFERS_TO}
"""By what one resource asks something of another; what contains or protects both, or is said of them, brings nothing from one to
the other."""
JOINED = frozenset({Verb.ROUTES_TO, Verb.ATTACHED_TO, Verb.CONNECTS_TO})
"""By which networks and what joins them are related."""


@dataclass(frozen=True)
class Flows:
    """A graph of the same nodes whose edges lead as packets go."""

    topology: Topology
    graph: Adjacency
    edges: Edges
    """(f,) which edge of the whole graph each is."""
    over: Mapping[int, tuple[str, ...]]
    """Of edges of the whole graph the kinds that they lead by way of."""
    sent: Edges = field(default_factory=lambda: np.zeros(0, np.int32))
    """Which edges of the whole graph only packets go along, whatever is asked: from one part of a network to the next."""

    @cached_property
    def asked(self) -> Adjacency:
        """The whole graph, where what only packets go along asks nothing of where it leads, and is no more than said of it."""
        whole = self.topology.graph
        verbs = whole.verbs.copy()
        verbs[self.sent] = CODES[Verb.REFERS_TO]
        return Adjacency(whole.count, whole.sources, whole.targets, verbs)

    def shortest(self, start: int, end: int, way: Way) -> list[int] | None:
        """As of the same name among walks; in edges of the whole graph."""
        found = shortest(self.graph, start, end, way)
        return None if found is None else self._named(found, way)

    def simple_paths(self, start: int, end: int, length: int, way: Way, limit: int) -> Paths:
        """The same."""
        cost = cache(lambda edge: len(self._named([edge], way)))
        found = simple_paths(
            self.graph, start, end, length, way, limit=limit, cost=cost if self.over else lambda edge: 1
        )
        return replace(found, paths=tuple(tuple(self._named(path, way)) for path in found.paths))

    def _named(self, path: Sequence[int], way: Way) -> list[int]:
        """In edges of the whole graph, with what joins networks between them."""
        named: list[int] = []
        for edge in self.edges[np.asarray(path, np.intp)].tolist():
            between = self._between(edge, way) if edge in self.over else [edge]
            named += between if way.direction is not Direction.IN else between[::-1]
        return named

    def _between(self, edge: int, way: Way) -> list[int]:
        """The way from one end to the other over what joins them; the edge itself where nothing known does."""
        graph, joints = self.topology.graph, self.topology.of_kinds(self.over[edge])
        source, target = graph.ends(edge)
        open_ = joints if way.nodes is None else joints & way.nodes
        onward = Way(Direction.BOTH, JOINED, open_).also_over(target)
        found: list[list[int]] = []
        for edges, others in Way(Direction.OUT, frozenset({Verb.ROUTES_TO}), open_).steps(graph, as_nodes([source])):
            for first, joint in zip(edges.tolist(), others.tolist(), strict=True):
                rest = None if first in self.over else shortest(graph, joint, target, onward)
                found += [] if rest is None else [[first, *rest]]
        return min(found, key=len, default=[edge])


def flows_of(topology: Topology, kinds: Mapping[str, KindSpec]) -> Flows | None:
    """Those in ``topology``; None where there are none."""
    told = _told(topology, kinds, feeds=False)
    if not told:
        return None
    graph, codes = topology.graph, topology.kind_codes
    telling = np.isin(topology.kinds, [name for name, _ in told])
    edges = np.flatnonzero(telling[codes[graph.sources]]).astype(np.int32)
    sources, targets, verbs = graph.sources[edges], graph.targets[edges], graph.verbs[edges]
    forth, back = (
        _among(topology, [each for each in told if each[1].back is back], (codes[sources], verbs, codes[targets]))
        for back in (False, True)
    )
    at = np.flatnonzero(forth | back)
    starts, ends = np.where(back, targets, sources)[at], np.where(back, sources, targets)[at]
    over: dict[int, tuple[str, ...]] = {}
    for each in told:
        if each[1].over:
            named = edges[_among(topology, [each], (codes[sources], verbs, codes[targets]))]
            over |= dict.fromkeys(named.tolist(), each[1].over)
    between = codes[sources], verbs, codes[targets]
    sent = edges[_sent(topology, kinds, between)]
    return Flows(topology, Adjacency(graph.count, starts, ends, verbs[at]), edges[at], over, sent) if len(at) else None


def fed_of(topology: Topology, kinds: Mapping[str, KindSpec]) -> Flows | None:
    """Where traffic goes, that along relationships by which nobody asks another included; None where that is no more."""
    told = _told(topology, kinds, feeds=True)
    graph, codes = topology.graph, topology.kind_codes
    ends = codes[graph.sources], graph.verbs, codes[graph.targets]
    forth, back = (np.flatnonzero(_among(topology, [each for each in told if each[1].back is way], ends))
                   for way in (False, True))  # fmt: skip
    if not len(forth) + len(back):
        return None
    asking = np.flatnonzero(np.isin(graph.verbs, [CODES[verb] for verb in TRAFFIC]))
    forth = np.setdiff1d(np.union1d(forth, asking), back)
    starts = np.concatenate([graph.sources[forth], graph.targets[back]])
    targets = np.concatenate([graph.targets[forth], graph.sources[back]])
    edges = np.concatenate([forth, back]).astype(np.int32)
    return Flows(topology, Adjacency(graph.count, starts, targets, graph.verbs[edges]), edges, {})


def _told(topology: Topology, kinds: Mapping[str, KindSpec], *, feeds: bool) -> list[tuple[str, Flow]]:
    """What kinds tell of the one or the other."""
    told = [(name, flow) for name in topology.kinds if name in kinds for flow in kinds[name].flows]
    return [each for each in told if each[1].feeds is feeds]


def _sent(
    topology: Topology,
    kinds: Mapping[str, KindSpec],
    ends: tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.uint16]],
) -> Flags:
    """(e,) which relationships routes make that only packets go along: those between two kinds that are told, and from what sends
    on to anything those to parts of networks, and to no other of its like."""
    told = [(name, flow) for name, spec in kinds.items() for flow in spec.flows if not flow.feeds]
    routes = [each for each in told if each[1].verb is Verb.ROUTES_TO]
    senders = {name for name, flow in routes if not flow.kind}
    named = [each for each in routes if each[1].kind]
    parts = {kind for name, flow in told if flow.kind for kind in (name, flow.kind)} - senders
    onward = [(name, Flow(Verb.ROUTES_TO, kind)) for name in sorted(senders) for kind in sorted(parts)]
    return _among(topology, [each for each in (*named, *onward) if each[0] in topology.kinds], ends)


def _among(
    topology: Topology,
    told: list[tuple[str, Flow]],
    ends: tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.uint16]],
) -> Flags:
    """(e,) which relationships any of ``told`` is about; these are the kinds of their sources, their verbs and targets' kinds."""
    sources, verbs, targets = ends
    found = np.zeros(len(verbs), np.bool_)
    for name, flow in told:
        others = np.asarray([not flow.kind or kind == flow.kind for kind in topology.kinds], np.bool_)
        found |= (sources == topology.kinds.index(name)) & (verbs == CODES[flow.verb]) & others[targets]
    return found
