"""Which nodes a view of the topology is about, and which edges between them; as numbers, however many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import Direction, Edges, Flags, Nodes, Way
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.containment import NOWHERE
from dharma_tui.services.topology.graph import Topology, as_nodes
from dharma_tui.services.topology.impact import Impact, impact
from dharma_tui.services.topology.leading import ANYHOW, Lead, leads
from dharma_tui.services.topology.walks import around, between

PATHS = 12
"""Paths drawn at most, the shortest first."""
LONGER = 2
"""A way that takes so many steps more than the shortest is drawn too."""


BESIDE = 40
"""Up to so many neighbours of one are drawn each by itself."""


@dataclass(frozen=True)
class Choice:
    """(s,) nodes, each once, and how many steps from the focus each is; the edges between them."""

    nodes: Nodes
    steps: NDArray[np.int32]
    edges: Edges
    single: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    """(s,) those that are always shown by themselves."""
    impact: Impact | None = None
    paths: tuple[tuple[int, ...], ...] = ()
    """Each path as its edges, from the focus on."""
    led: str = ""
    """What is to be said of how they lead, where that is worth a word."""
    found: frozenset[int] = frozenset()
    """The nodes that answer a question, and the edges that do."""
    found_edges: frozenset[int] = frozenset()
    labels: Mapping[tuple[int, int, Verb], str] = field(default_factory=dict)
    """What is to be said of edges, by their ends and their verb."""
    is_whole: bool = True
    """Whether nothing was left out for being too much."""


def choose(held: Held, view: TopologyView, focus: Sequence[int], to: int | None) -> Choice:
    """What ``view`` is about, around the nodes ``focus``."""
    topology = held.topology
    way = way_of(topology, view)
    if not focus:
        return _everything(topology, way)
    if to is not None:
        return _between(held, way, focus, to)
    if view.impact:
        return _affected(held, way, focus)
    return _nearby(topology, way, focus, view.depth)


def way_of(topology: Topology, view: TopologyView) -> Way:
    """Where walks may go."""
    verbs = frozenset(Verb) - view.hidden_verbs if view.hidden_verbs else None
    nodes = topology.of_kinds(view.hidden_kinds, but=True) if view.hidden_kinds else None
    return Way(Direction(view.way.value), verbs, nodes)


def inside(parents: Nodes, outer: Sequence[int]) -> Nodes:
    """What lies in ``outer``, themselves included, however deep, in ascending order."""
    flags = np.zeros(len(parents), np.bool_)
    flags[list(outer)] = True
    held = np.flatnonzero(parents != NOWHERE)
    while True:
        new = held[flags[parents[held]] & ~flags[held]]
        if not len(new):
            return np.flatnonzero(flags).astype(np.int32)
        flags[new] = True


def of_nodes(topology: Topology, way: Way, nodes: Nodes, single: Sequence[int] = ()) -> Choice:
    """A choice of just these."""
    steps = np.zeros(len(nodes), np.int32)
    return Choice(nodes, steps, between(topology.graph, nodes, way), np.isin(nodes, as_nodes(single)))


def expanded(topology: Topology, way: Way, choice: Choice, nodes: Sequence[int]) -> Choice:
    """``choice`` with what those of ``nodes`` are related to that are drawn, the added ones among them too.

    Few are drawn each by itself, so that no group hides what was asked for.
    """
    inside, far, waiting = set(choice.nodes.tolist()), int(choice.steps.max(initial=0)) + 1, list(nodes)
    single = set(choice.nodes[choice.single].tolist())
    added: dict[int, None] = {}
    while here := [node for node in waiting if node in inside]:
        waiting = [node for node in waiting if node not in inside]
        for node in here:
            beside = {int(other) for _, others in way.steps(topology.graph, as_nodes([node])) for other in others}
            single |= {node, *(beside if len(beside) <= BESIDE else ())}
            added |= dict.fromkeys(sorted(beside - inside))
            inside |= beside
    found = np.concatenate([choice.nodes, as_nodes(list(added))])
    steps = np.concatenate([choice.steps, np.full(len(added), far, np.int32)])
    edges = between(topology.graph, found, Way(Direction.BOTH, way.verbs)) if added else choice.edges
    return replace(choice, nodes=found, steps=steps, edges=edges, single=np.isin(found, as_nodes(sorted(single))))


def _everything(topology: Topology, way: Way) -> Choice:
    nodes = np.arange(topology.present, dtype=np.int32)
    if way.nodes is not None:
        nodes = nodes[way.nodes[: topology.present]]
    return of_nodes(topology, way, nodes)


def _nearby(topology: Topology, way: Way, focus: Sequence[int], depth: int) -> Choice:
    far = np.full(topology.graph.count, np.iinfo(np.int32).max, np.int32)
    for node in focus:
        found = around(topology.graph, node, depth, way)
        far[found.nodes] = np.minimum(far[found.nodes], found.steps)
    nodes = np.flatnonzero(far != np.iinfo(np.int32).max).astype(np.int32)
    order = np.lexsort((nodes, far[nodes]))
    nodes = nodes[order]
    return Choice(nodes, far[nodes], between(topology.graph, nodes, way), np.isin(nodes, as_nodes(focus)))


def with_losses(held: Held, way: Way, choice: Choice, failing: Sequence[int]) -> Choice:
    """``choice`` with what its nodes lose if those fail, wherever these are."""
    found = _losses(held, way, failing)
    return replace(choice, impact=found, is_whole=choice.is_whole and found.is_whole)


def _losses(held: Held, way: Way, failing: Sequence[int]) -> Impact:
    return impact(held.topology.graph, failing, held.rules if way.verbs is None else held.rules.over(way.verbs))


def _affected(held: Held, way: Way, focus: Sequence[int]) -> Choice:
    topology = held.topology
    found = _losses(held, way, focus)
    nodes = found.nodes
    if way.nodes is not None:
        nodes = nodes[way.nodes[nodes] | np.isin(nodes, as_nodes(focus))]
    ways = Way(Direction.BOTH, way.verbs)
    shares = {int(node): share for node, share in zip(found.nodes.tolist(), found.shares.tolist(), strict=True)}
    steps = np.asarray(
        [0 if node in focus else round((1 - shares[node]) * 100) + 1 for node in nodes.tolist()], np.int32
    )
    return Choice(
        *(nodes, steps, between(topology.graph, nodes, ways), np.isin(nodes, as_nodes(focus)), found),
        is_whole=found.is_whole,
    )


def _between(held: Held, way: Way, focus: Sequence[int], to: int) -> Choice:
    """The shortest ways and those little longer: as traffic goes, else forth, else back, else in any direction."""
    topology, paths, whole, words = held.topology, list[tuple[int, ...]](), True, ""
    anyhow = [Lead(replace(way, direction=Direction.BOTH), ANYHOW)] if way.direction is not Direction.BOTH else []
    for told in (*(each for each in leads(topology, way, held.flows, fed=held.fed) if not each.is_again), *anyhow):
        each, words = replace(told, way=told.way.also_over(*focus, to)), told.words
        for start in (node for node in focus if node != to):
            best = each.shortest(topology, start, to)
            if best is not None:
                found = each.simple_paths(topology, start, to, len(best) + LONGER, PATHS)
                paths += [tuple(path) for path in found.paths]
                whole = whole and found.is_whole
        if paths:
            break
    paths = sorted(dict.fromkeys(paths), key=lambda path: (len(path), path))[:PATHS]
    on = {node for path in paths for edge in path for node in topology.graph.ends(edge)} | {*focus, to}
    nodes = as_nodes(sorted(on))
    drawn = of_nodes(topology, Way(Direction.BOTH, way.verbs), nodes, sorted(on))
    by = words if paths else ""
    return Choice(drawn.nodes, drawn.steps, drawn.edges, drawn.single, paths=tuple(paths), is_whole=whole, led=by)


def _outer(parents: Nodes, nodes: Nodes) -> Nodes:
    """What any of ``nodes`` lies in, and what that lies in."""
    found: list[Nodes] = []
    at = np.unique(parents[nodes])
    at = at[at != NOWHERE]
    while len(at):
        found.append(at)
        at = np.unique(parents[at])
        at = at[at != NOWHERE]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int32)


def with_outer(topology: Topology, view: TopologyView, choice: Choice, parents: Nodes) -> Choice:
    """``choice`` with what any of it lies in."""
    way = way_of(topology, view)
    outer = _outer(parents, choice.nodes)
    if way.nodes is not None:
        outer = outer[way.nodes[outer]]
    nodes = np.union1d(choice.nodes, outer).astype(np.int32)
    whole = of_nodes(topology, way, nodes, choice.nodes[choice.single].tolist())
    return replace(choice, nodes=whole.nodes, steps=whole.steps, edges=whole.edges, single=whole.single)
