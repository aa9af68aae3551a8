"""The ways that packets take out of networks, as kinds tell: out of a subnet, by its routes, over gateways to where these lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.kinds import Flow, KindSpec
from dharma_tui.services.topology.adjacency import CODES, Adjacency, Edges, Flags, Way
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.walks import Paths, shortest, simple_paths


@dataclass(frozen=True)
class Flows:
    """A graph of the same nodes whose edges lead as packets go."""

    graph: Adjacency
    edges: Edges
    """(f,) which edge of the whole graph each is."""

    def shortest(self, start: int, end: int, way: Way) -> list[int] | None:
        """As of the same name among walks; in edges of the whole graph."""
        found = shortest(self.graph, start, end, way)
        return None if found is None else self._named(found)

    def simple_paths(self, start: int, end: int, length: int, way: Way, limit: int) -> Paths:
        """The same."""
        found = simple_paths(self.graph, start, end, length, way, limit=limit)
        return Paths(tuple(tuple(self._named(path)) for path in found.paths), found.is_whole)

    def _named(self, path: tuple[int, ...] | list[int]) -> list[int]:
        named: list[int] = self.edges[np.asarray(path, np.intp)].tolist()
        return named


def flows_of(topology: Topology, kinds: Mapping[str, KindSpec]) -> Flows | None:
    """Those in ``topology``; None where there are none."""
    told = [(name, flow) for name in topology.kinds if name in kinds for flow in kinds[name].flows]
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
    return Flows(Adjacency(graph.count, starts, ends, verbs[at]), edges[at]) if len(at) else None


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
