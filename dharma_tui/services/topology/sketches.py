"""Views of the topology as sketches: names found, nodes chosen, alike ones gathered, all at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dharma_tui.core.drawing import Layout
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.graph import Graph, GraphDifference
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.adjacency import Nodes
from dharma_tui.services.topology.changing import with_changes
from dharma_tui.services.topology.choosing import Choice, choose, inside, of_nodes, way_of
from dharma_tui.services.topology.communities import communities
from dharma_tui.services.topology.containment import NOWHERE, containers
from dharma_tui.services.topology.gathering import ALONE
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.nesting import Forest, Nested
from dharma_tui.services.topology.sketching import Flat, Keys, Sketched
from dharma_tui.services.topology.walks import other_end

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.topology.answers import Held
    from dharma_tui.services.topology.graphs import Graphs

NOT_PLACES = ("dharma.infrastructure",)
"""Kinds whose contents lie elsewhere."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view whose names have become resources, and its sketch."""

    view: TopologyView
    sketched: Sketched
    choice: Choice
    paths: tuple[tuple[ResourceRef, ...], ...] = ()
    """The resources on each path, from the focus on."""
    difference: GraphDifference | None = None
    """What changed since the moment that the view names."""

    @property
    def path_refs(self) -> list[ResourceRef]:
        """Every resource on a path, once."""
        return list(dict.fromkeys(ref for path in self.paths for ref in path))


class Sketches:
    """Async for screens, like the graphs it asks."""

    def __init__(self, graphs: Graphs, lake: Lake, kinds: Mapping[str, KindSpec]) -> None:
        self._graphs = graphs
        self._lake = lake
        self._kinds = kinds
        self._contained: tuple[Topology, Nodes] | None = None

    async def named(self, view: TopologyView) -> TopologyView:
        """``view`` with resources in place of the names in it. Raises NotFoundError; UsageError where one means several."""
        found = [await self._graphs.find(name, view.at) for name in view.names]
        to = await self._graphs.find(view.to, view.at) if isinstance(view.to, str) else view.to
        return replace(view, focus=(*view.focus, *found), names=(), to=to)

    async def sketch(self, view: TopologyView) -> Drawn:
        """``view`` drawn. Raises NotFoundError for what was not there, UsageError, StoreError."""
        view = await self.named(view)
        drawn = await self._graphs.ask(view.at, lambda held: self._sketch(held, view))
        if not view.since:
            return drawn
        found = await self._graphs.difference(view.since, view.at)
        changed = with_changes(drawn.sketched, found, view)
        return replace(drawn, sketched=changed, difference=found)

    async def paths(self, drawn: Drawn) -> Graph:
        """The paths that are drawn, with what each step of them is. Raises NotFoundError for what is gone meanwhile."""
        graph = await self._graphs.among(drawn.path_refs, at=drawn.view.at)
        places = {node.ref: place for place, node in enumerate(graph.nodes)}
        paths = tuple(tuple(places[ref] for ref in path) for path in drawn.paths if all(ref in places for ref in path))
        return replace(graph, paths=paths)

    def _sketch(self, held: Held, view: TopologyView) -> Drawn:
        topology, names = held.topology, held.names
        focus = [_node(held, ref) for ref in view.focus]
        to = _node(held, view.to) if isinstance(view.to, ResourceRef) else None
        if view.layout is Layout.NESTED:
            parents = self._parents(topology)
            choice = self._nested_choice(topology, view, focus, to, parents)
            forest = Forest(topology, choice.nodes, parents)
            nested = Nested(topology, names, self._kinds, view, forest).sketch(choice, next(iter(focus), None))
            return Drawn(view, nested, choice, _walked(held, focus, choice))
        choice = choose(topology, view, focus, to)
        pinned = [node for ref in view.pinned if (node := names.node(ref)) is not None]
        choice = replace(choice, single=choice.single | np.isin(choice.nodes, pinned))
        keys = self._keys(held, choice.nodes, view)
        flat = Flat(topology, names, self._kinds, view).sketch(choice, keys, next(iter(focus), None))
        return Drawn(view, flat, choice, _walked(held, focus, choice))

    def _nested_choice(
        self, topology: Topology, view: TopologyView, focus: Sequence[int], to: int | None, parents: Nodes
    ) -> Choice:
        """Of what is looked at, what lies in it and what it lies in; an impact or a path with what that lies in."""
        way = way_of(topology, view)
        if not focus:
            return choose(topology, view, focus, to)
        if view.impact or to is not None:
            choice = choose(topology, view, focus, to)
            around = np.unique(np.concatenate([choice.nodes, _outer(parents, choice.nodes)]))
            held = of_nodes(topology, way, around, choice.nodes[choice.single].tolist())
            return replace(held, impact=choice.impact, paths=choice.paths, is_whole=choice.is_whole)
        within = inside(parents, focus)
        if way.nodes is not None:
            within = within[way.nodes[within] | np.isin(within, focus)]
        outer = _outer(parents, within)
        if way.nodes is not None:
            outer = outer[way.nodes[outer]]
        return of_nodes(topology, way, np.unique(np.concatenate([within, outer])), focus)

    def _parents(self, topology: Topology) -> Nodes:
        known = self._contained
        if known is None or known[0] is not topology:
            nowhere = tuple(code for code, kind in enumerate(topology.kinds) if kind in NOT_PLACES)
            known = self._contained = topology, containers(topology.graph, topology.kind_codes, nowhere)
        return known[1]

    def _keys(self, held: Held, nodes: Nodes, view: TopologyView) -> Keys | None:
        """(s,) what to gather by, and the words for it; nothing where kinds are to be gathered as far as needed."""
        topology = held.topology
        by, there = view.group_by, nodes < topology.present
        if not by:
            return None
        keys = np.full(len(nodes), ALONE, np.int64)
        if by == "kind":
            return Keys.of_kinds(topology, nodes, self._kinds)
        if by == "state":
            keys[there] = topology.state_codes[nodes[there]]
            words = [state.value for state in STATES]
            return Keys(keys, words, words)
        if by == "community":
            return self._communities(held, nodes)
        if by.startswith("tag."):
            return self._tagged(topology, nodes, by.removeprefix("tag."))
        words = [str(getattr(scope, by)) for scope in topology.scopes]
        known = list(dict.fromkeys(words))
        of_scope = np.asarray([known.index(word) for word in words], np.int64)
        keys[there] = of_scope[topology.scope_codes[nodes[there]]]
        return Keys(keys, known, known)

    def _communities(self, held: Held, nodes: Nodes) -> Keys:
        """Each called after the one in it that has most relationships."""
        graph = held.topology.graph
        labels = communities(graph)[nodes]
        _, place, members = np.unique(labels, return_inverse=True, return_counts=True)
        labels = np.where(members[place] > 1, labels, ALONE)
        degrees = graph.out.degrees(nodes) + graph.into.degrees(nodes)
        order = np.lexsort((nodes, -degrees, labels))
        values, first = np.unique(labels[order], return_index=True)
        hubs = dict(zip(values.tolist(), held.names.nodes(nodes[order[first]].tolist()), strict=True))
        names = {label: f"around {hub.ref}" for label, hub in hubs.items()}
        return Keys(labels, names, {label: f"around {hub.name}" for label, hub in hubs.items()})

    def _tagged(self, topology: Topology, nodes: Nodes, tag: str) -> Keys:
        rows = self._lake.query(
            f"""SELECT rowid, labels[?] FROM lake.resources AT (VERSION => {topology.snapshot.id})
            WHERE labels[?] IS NOT NULL""",
            [tag, tag],
        )
        known: dict[str, int] = {}
        values = np.full(topology.graph.count, ALONE, np.int64)
        for row, value in rows:
            node = topology.node_of_row(int(row))
            if node is not None:
                values[node] = known.setdefault(f"{tag}={value}", len(known))
        return Keys(values[nodes], list(known), list(known))


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


def _node(held: Held, ref: ResourceRef) -> int:
    node = held.names.node(ref)
    if node is None:
        raise NotFoundError(f"{ref} is not in the graph", "it may be gone: refresh, or look at an earlier moment")
    return node


def _walked(held: Held, focus: Sequence[int], choice: Choice) -> tuple[tuple[ResourceRef, ...], ...]:
    """The resources that each path leads over."""
    paths: list[list[int]] = []
    for path in choice.paths:
        first = held.topology.graph.ends(path[0])
        nodes = [first[0] if first[0] in focus else first[1]]
        for edge in path:
            nodes.append(other_end(held.topology.graph, edge, nodes[-1]))
        paths.append(nodes)
    known = iter(held.names.nodes([node for path in paths for node in path]))
    return tuple(tuple(next(known).ref for _ in path) for path in paths)
