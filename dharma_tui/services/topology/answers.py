"""Answers about one graph: numbers of nodes and edges become names, states and relationships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from dharma_tui.core.graph import Affected, Community, Graph, GraphNode, ImpactGraph
from dharma_tui.core.graph_order import impact_in_order, in_order
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.adjacency import Adjacency, Direction, Flags, Nodes, Way
from dharma_tui.services.topology.communities import Labels
from dharma_tui.services.topology.flowing import Flows, fed_of, flows_of
from dharma_tui.services.topology.graph import Topology
from dharma_tui.services.topology.identities import Identities
from dharma_tui.services.topology.impact import Impact, Loss
from dharma_tui.services.topology.rules import Rules
from dharma_tui.services.topology.sparing import rules_of
from dharma_tui.services.topology.spreading import LEAST
from dharma_tui.services.topology.walks import between, other_end
from dharma_tui.services.topology.weighing import beside_others, by_weights, standing_by


@dataclass(frozen=True)
class Held:
    """The graph of one moment and what its nodes are called, for the one who asks now."""

    topology: Topology
    names: Identities
    kinds: Mapping[str, KindSpec] = field(default_factory=dict)

    @cached_property
    def rules(self) -> Rules:
        """What each relationship carries of a failure."""
        rules = rules_of(self.topology, self.kinds, self.names.deleted)
        turns = {kind: spec.turns for kind in self.topology.kinds if (spec := self.kinds.get(kind)) and spec.turns}
        paths = {
            kind: path for kind in self.topology.kinds if (spec := self.kinds.get(kind)) and (path := spec.unlisted)
        }
        others = Counter(self.names.unlisted(paths))
        others.update(
            self.names.hosts_elsewhere(
                {kind: self.kinds[kind].leads_to for kind in self.topology.kinds if self._shares(kind)}
            )
        )
        rules = beside_others(rules, self.topology.graph, others) if others else rules
        rules = by_weights(rules, self.topology.graph, self.names.weights(turns)) if turns else rules
        asked_last = self.names.turns({kind: told for kind, told in turns.items() if told.standby})
        return standing_by(rules, self.topology.graph, *asked_last)

    def _shares(self, kind: str) -> bool:
        return kind in self.kinds and self.kinds[kind].shares_hosts

    @cached_property
    def flows(self) -> Flows | None:
        """The ways of packets out of networks, where there are any."""
        return flows_of(self.topology, self.kinds)

    @property
    def asked(self) -> Adjacency:
        """The graph as far as one asks another: what only packets go along is no dependence."""
        return self.flows.asked if self.flows else self.topology.graph

    @cached_property
    def fed(self) -> Flows | None:
        """The ways of traffic, events and what is asked of members included, where there are any."""
        return fed_of(self.topology, self.kinds)


def node_of(held: Held, ref: ResourceRef) -> int:
    """The node of ``ref``. Raises NotFoundError."""
    node = held.names.node(ref)
    if node is None:
        raise held.names.not_there(ref)
    return node


def first_of(held: Held, nodes: Nodes, limit: int) -> list[GraphNode]:
    """The first of these resources by kind and key; the keys are read of no kinds but those."""
    kinds = held.topology.kinds
    ranks = np.argsort(np.argsort(np.asarray(kinds)))[held.topology.kind_codes[nodes]]
    order = np.argsort(ranks, kind="stable")
    until = int(np.searchsorted(ranks[order], ranks[order[:limit]][-1:].max(initial=-1), side="right"))
    named = held.names.nodes(nodes[order[:until]].tolist())
    return sorted(named, key=lambda node: node.ref)[:limit]


def part(
    held: Held,
    nodes: Sequence[int],
    edges: Sequence[int],
    told: bool,
    is_whole: bool = True,
    steps: Sequence[int] = (),
    paths: tuple[tuple[int, ...], ...] = (),
) -> Graph:
    """These nodes and edges, the edges between them, as a graph; with ``steps`` in the order of these."""
    places = {node: place for place, node in enumerate(nodes)}
    named = tuple(held.names.nodes(nodes))
    found = Graph(named, tuple(held.names.edges(edges, places, told=told)), paths, tuple(steps), is_whole)
    return in_order(found) if steps else found


def along(
    held: Held, ends: tuple[int, int], paths: Sequence[Sequence[int]], told: bool, is_whole: bool = True
) -> Graph:
    """The nodes on any of these paths, and all relationships that are a step of one."""
    graph = held.topology.graph
    walked = [_walked(graph, ends[0], path) for path in paths]
    nodes = list(dict.fromkeys([*ends, *(node for path in walked for node in path)]))
    places = {node: place for place, node in enumerate(nodes)}
    steps = {pair for path in walked for pair in pairwise(path)}
    steps |= {(target, source) for source, target in steps}
    inside = between(graph, np.asarray(nodes, np.int32)).tolist()
    edges = [edge for edge in inside if graph.ends(edge) in steps]
    return part(
        held, nodes, edges, told, is_whole, paths=tuple(tuple(places[node] for node in path) for path in walked)
    )


def _walked(graph: Adjacency, start: int, path: Sequence[int]) -> list[int]:
    """The nodes that the edges of a path lead over."""
    nodes = [start]
    for edge in path:
        nodes.append(other_end(graph, edge, nodes[-1]))
    return nodes


def affected(
    held: Held, impact: Impact, limit: int, told: bool, way: Way, wanted: Flags | None = None, depth: int | None = None
) -> ImpactGraph:
    """The first ``limit`` of what is affected in so many steps (``depth``), or of those ``wanted`` and what brought it to them.

    The reason of each is among those before it.
    """
    graph = held.topology.graph
    losses = impact.losses(limit) if wanted is None else _leading_to(graph, impact.losses(), wanted)[:limit]
    nodes = [loss.node for loss in losses]
    inside = between(graph, np.asarray(nodes, np.int32), way).tolist()
    drawn = part(held, nodes, inside, told, impact.is_whole and len(losses) == len(impact))
    places = {node: place for place, node in enumerate(nodes)}
    edges = {(edge.source, edge.target, edge.verb): place for place, edge in enumerate(drawn.edges)}

    def by(edge: int) -> int | None:
        if edge < 0:
            return None
        source, target = graph.ends(edge)
        return edges[places[source], places[target], graph.verb(edge)]

    told_of = (
        Affected(places[loss.node], loss.loss, by(loss.edge), loss.lost, loss.copies, held.rules.what(loss.edge))
        for loss in losses
    )
    least = LEAST if impact.leaves_out else 0.0
    return impact_in_order(ImpactGraph(drawn, tuple(told_of), len(impact), least, depth or 0))


def _leading_to(graph: Adjacency, losses: Sequence[Loss], wanted: Flags) -> list[Loss]:
    """What failed, those wanted, and all that the loss came to before it came to them."""
    by = {loss.node: loss.edge for loss in losses}
    kept = {loss.node for loss in losses if loss.edge < 0}
    for loss in losses:
        node = loss.node
        while wanted[loss.node] and node not in kept:
            kept.add(node)
            node = other_end(graph, by[node], node)
    return [loss for loss in losses if loss.node in kept]


def round_trip(held: Held, start: int, path: Sequence[int]) -> Graph:
    """A circle as a graph whose one path ends where it begins."""
    graph = held.topology.graph
    walked = _walked(graph, start, path)
    nodes = list(dict.fromkeys(walked))
    places = {node: place for place, node in enumerate(nodes)}
    return part(held, nodes, list(path), False, paths=(tuple(places[node] for node in walked),))


def community(held: Held, labels: Labels, number: int, way: Way, first: int) -> Community:
    """What is in one community, and what leads out of it."""
    topology = held.topology
    members = np.flatnonzero(labels == number).astype(np.int32)
    inside = len(between(topology.graph, members, way))
    ends = sum(len(edges) for edges, _ in Way(Direction.BOTH, way.verbs, way.nodes).steps(topology.graph, members))
    kinds = Counter(topology.kinds[code] for code in topology.kind_codes[members].tolist()).most_common()
    named = tuple(held.names.nodes(_busiest(topology.graph, members)[:first].tolist()))
    return Community(len(members), inside, ends - 2 * inside, tuple(kinds), named)


def _busiest(graph: Adjacency, members: Nodes) -> Nodes:
    """Those with most relationships first."""
    return members[np.argsort(-(graph.out.degrees(members) + graph.into.degrees(members)), kind="stable")]
