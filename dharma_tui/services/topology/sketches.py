"""Views of the topology as sketches: names found, nodes chosen, alike ones gathered, all at one moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dharma_tui.core.access import Answers
from dharma_tui.core.asides import told_apart
from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Layout, Sketch
from dharma_tui.core.errors import NotFoundError, UsageError
from dharma_tui.core.graph import REACH, Graph, GraphDifference, GraphEdge, GraphNode
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.natural import natural
from dharma_tui.core.topology_view import Question, TopologyView
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.topology.adjacency import Nodes
from dharma_tui.services.topology.answers import node_of
from dharma_tui.services.topology.asking import Asking
from dharma_tui.services.topology.changing import with_changes
from dharma_tui.services.topology.choosing import (
    Choice,
    choose,
    expanded,
    inside,
    of_nodes,
    way_of,
    with_losses,
    with_outer,
)
from dharma_tui.services.topology.communities import Labels, of_everything
from dharma_tui.services.topology.containment import LEVELS, NOWHERE, containers, kinds_around, listing
from dharma_tui.services.topology.drawn import Drawn
from dharma_tui.services.topology.forest import Forest
from dharma_tui.services.topology.formerly import with_former
from dharma_tui.services.topology.gathering import ALONE
from dharma_tui.services.topology.gone import TAG, tags_of, with_last_names
from dharma_tui.services.topology.graph import STATES, Topology
from dharma_tui.services.topology.joining import Joined, joined
from dharma_tui.services.topology.known_groups import KnownGroups
from dharma_tui.services.topology.marking import walked, with_paths
from dharma_tui.services.topology.nesting import Nested
from dharma_tui.services.topology.reaching import answer_of, choice_of, reached, with_reach
from dharma_tui.services.topology.sketching import MOST_NODES, Flat, Keys
from dharma_tui.services.topology.standing import Standing

if TYPE_CHECKING:
    from dharma_tui.services.access import Access
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.topology.answers import Held
    from dharma_tui.services.topology.graphs import Graphs

Sketching: TypeAlias = "Callable[[Held, TopologyView, GraphDifference | None], Drawn]"
"""Draws a view; of a difference with what only relationships led to that went."""
NOT_PLACES = ("dharma.infrastructure",)
"""Kinds whose contents lie elsewhere."""


class Sketches:
    """Async for screens, like the graphs it asks."""

    def __init__(self, graphs: Graphs, lake: Lake, kinds: Mapping[str, KindSpec], io: IoPool) -> None:
        self._graphs = graphs
        self._lake = lake
        self._kinds = kinds
        self._io = io
        self._contained: tuple[Topology, Nodes] | None = None

    async def named(self, view: TopologyView) -> TopologyView:
        """``view`` with resources in place of the names in it. Raises NotFoundError; UsageError where one means several."""
        found = [await self._graphs.find(name, view.at) for name in view.names]
        to = await self._graphs.find(view.to, view.at) if isinstance(view.to, str) else view.to
        return replace(view, focus=tuple(dict.fromkeys((*view.focus, *found))), names=(), to=to)

    async def check(self, view: TopologyView) -> None:
        """Raises NotFoundError where what a person pinned, expanded, opened, closed or let fail was not there."""
        refs = sorted(view.pinned | view.expanded | view.failing)
        refs += [view.path_to] if view.path_to is not None else []
        for ref, node in zip(
            refs, await self._graphs.ask(view.at, lambda held: held.names.nodes_of(refs)), strict=True
        ):
            if node is None:
                raise NotFoundError(
                    f"there is no resource {str(ref)!r}", "pin:, expand:, fails: and path: take its kind and its key"
                )
        if said := sorted(view.opened | view.closed):
            unknown = await self._graphs.ask(view.at, lambda held: self._unknown(held, view, said))
            for group in unknown:
                raise NotFoundError(f"there is no group {group!r}", await self._called(group, view))

    async def still_there(self, view: TopologyView) -> tuple[TopologyView, list[str]]:
        """``view`` without what fails in it, or is led to on it, and was not there; and the words of its line that say these."""
        said = {ref: f"fails:{ref}" for ref in sorted(view.failing)}
        said |= {} if view.path_to is None else {view.path_to: f"path:{view.path_to}"}
        if not said:
            return view, []
        nodes = await self._graphs.ask(view.at, lambda held: held.names.nodes_of(list(said)))
        gone = {ref for ref, node in zip(said, nodes, strict=True) if node is None}
        path_to = None if view.path_to in gone else view.path_to
        return replace(view, failing=view.failing - gone, path_to=path_to), [said[ref] for ref in said if ref in gone]

    def _unknown(self, held: Held, view: TopologyView, said: Sequence[str]) -> list[str]:
        """The groups of these that no picture of the view could have."""
        made = self._keys(held, np.arange(held.topology.present, dtype=np.int32), view)
        names = [] if made is None else made.names.values() if isinstance(made.names, Mapping) else made.names
        groups = KnownGroups(held, names)
        return [group for group in said if group not in groups]

    async def _called(self, group: str, view: TopologyView) -> str:
        """What to write in place of a name."""
        try:
            return f"write {await self._graphs.find(group, view.at)}"
        except (NotFoundError, UsageError):
            return "open: and close: take a kind, the kind and key of what others lie in, or a value of what by: says"

    async def sketch(self, view: TopologyView, most: int = MOST_NODES, standing: Standing | None = None) -> Drawn:
        """``view`` drawn, with as ``most`` boxes as can be read at once where it is nested and nobody opened more. What is
        ``standing`` since it was drawn last stays as it was.

        Raises NotFoundError for what was not there, UsageError, StoreError.
        """
        drawn = await self._drawing(await self.named(view), partial(self._sketch, most=most, standing=standing))
        named = await self._io.run(with_last_names, drawn.sketched, self._lake, drawn.view.at)
        sketch = told_apart(named)
        if drawn.view.is_everything and drawn.view.layout is not Layout.NESTED:
            sketch = _in_order(sketch)
        return replace(drawn, sketched=replace(drawn.sketched, sketch=sketch))

    async def _drawing(self, view: TopologyView, sketched: Sketching) -> Drawn:
        if view.path_to is not None:
            return await self._marked(await self._drawing(replace(view, path_to=None), sketched), view.path_to)
        if view.question is Question.REACH and not (view.is_everything and view.to is None):
            return await self._reach(view)
        if view.question is Question.COMMUNITIES:
            view = replace(view, layout=Layout.LAYERED)
        if view.to is not None and not view.question:
            sketched = partial(self._along, await self._joined(view), sketched)
        if not view.since:
            return await self._graphs.ask(view.at, lambda held: sketched(held, view, None))
        found = await self._graphs.difference(view.since, view.at)

        def changed(held: Held) -> Drawn:
            drawn = sketched(held, view, found)
            tags = self._tags_of_gone(found, view)
            return replace(drawn, sketched=with_changes(drawn.sketched, found, view, tags), difference=found)

        return await self._graphs.ask(view.at, changed)

    def _tags_of_gone(self, found: GraphDifference, view: TopologyView) -> dict[ResourceRef, str]:
        """What those that went had of the tag that groups are made by."""
        pairs = zip(found.graph.nodes, found.nodes, strict=True)
        gone = [node.ref for node, change in pairs if change is ChangeKind.REMOVED]
        if not gone or not view.group_by.startswith(TAG) or view.layout is Layout.NESTED:
            return {}
        return tags_of(self._lake, self._lake.resolve(view.since), gone, view.group_by.removeprefix(TAG))

    async def _joined(self, view: TopologyView) -> Joined:
        """The paths of the view where networks make the last steps of them."""
        from dharma_tui.services.query.lookup import Lookup

        async def reaching(ref: ResourceRef) -> list[Answers]:
            try:
                return await self._access().networks(ref, Lookup(self._lake), view.at)
            except NotFoundError:  # something else names it, and nobody has listed it
                return []

        return await joined(self._graphs, view, reaching)

    def _along(
        self, found: Joined, otherwise: Sketching, held: Held, view: TopologyView, since: GraphDifference | None
    ) -> Drawn:
        """These paths; where there are none, whatever is drawn otherwise."""
        if not found.graphs:
            drawn = otherwise(held, view, since)
            return replace(drawn, choice=found.told(drawn.choice))
        drawn = self._drawn(held, view, found.choice(held, view), [node_of(held, ref) for ref in view.focus])
        return replace(drawn, sketched=found.on(drawn.sketched), paths=found.paths, joins=found.steps)

    async def _marked(self, drawn: Drawn, to: ResourceRef) -> Drawn:
        """``drawn`` with the ways from its focus to there marked on it."""
        view = replace(drawn.view, to=to, question=None)
        found = await self._joined(view)

        def marked(held: Held) -> Drawn:
            if found.graphs:
                return with_paths(drawn, held, found.choice(held, view), found.paths, found.steps)
            focus = [node_of(held, ref) for ref in view.focus]
            choice = found.told(choose(held, view, focus, node_of(held, to)))
            return with_paths(drawn, held, choice, walked(held, focus, choice))

        return replace(await self._graphs.ask(view.at, marked), view=replace(drawn.view, path_to=to))

    def _access(self) -> Access:
        from dharma_tui.services.access import Access

        return Access(self._lake, self._io, self._kinds)

    async def _reach(self, view: TopologyView) -> Drawn:
        """What passes to and from the focus."""
        from dharma_tui.services.query.lookup import Lookup

        found = await reached(view, self._access(), Lookup(self._lake))

        def drawn(held: Held) -> Drawn:
            focus = [node_of(held, each.ref) for each in found]
            return self._drawn(held, view, choice_of(held, view, found), focus)

        asked = await self._graphs.ask(view.at, drawn)
        return replace(asked, sketched=with_reach(asked.sketched, found), answer=answer_of(found))

    async def container_kinds(self, at: str = "") -> list[tuple[str, int]]:
        """The kinds that others lie in and how many there are of each, that which is around most first. Raises StoreError."""

        def found(held: Held) -> list[tuple[str, int]]:
            topology = held.topology
            kinds = kinds_around(self._parents(topology), topology.kind_codes)
            return [(topology.kinds[code], count) for code, count in kinds]

        return await self._graphs.ask(at, found)

    async def paths(self, drawn: Drawn) -> Graph:
        """The paths that are drawn, with what each step of them is. Raises NotFoundError for what is gone meanwhile."""
        graph = await self._graphs.among(drawn.path_refs, at=drawn.view.at)
        places = {node.ref: place for place, node in enumerate(graph.nodes)}
        paths = tuple(tuple(places[ref] for ref in path) for path in drawn.paths if all(ref in places for ref in path))
        joins = (
            GraphEdge(places[here], places[there], Verb.CONNECTS_TO, f"{REACH}{what}")
            for (here, there), what in drawn.joins.items()
            if here in places and there in places
        )
        return replace(graph, edges=(*graph.edges, *joins), paths=paths)

    def _sketch(
        self, held: Held, view: TopologyView, since: GraphDifference | None, most: int, standing: Standing | None
    ) -> Drawn:
        focus = [node_of(held, ref) for ref in view.focus]
        to = node_of(held, view.to) if isinstance(view.to, ResourceRef) else None
        if view.question:
            asked = Asking(held, view, focus, partial(self._why_missing, held)).ask()
            drawn = self._drawn(held, view, asked.choice, focus, asked.labels)
            return replace(drawn, answer=asked.answer)
        if view.layout is Layout.NESTED and not (view.impact or to is not None):
            choice = self._nested_choice(held, view, focus, since)
            return self._drawn(held, view, choice, focus, most=most, standing=standing)
        return self._drawn(held, view, with_former(held, view, choose(held, view, focus, to), since), focus)

    def _drawn(
        self,
        held: Held,
        view: TopologyView,
        choice: Choice,
        focus: Sequence[int],
        labels: Labels | None = None,
        most: int = MOST_NODES,
        standing: Standing | None = None,
    ) -> Drawn:
        """``choice`` laid out as the view says; (n,) ``labels`` are communities to gather by."""
        topology, names, first = held.topology, held.names, next(iter(focus), None)
        if view.expanded:
            nodes = [node for node in names.nodes_of(sorted(view.expanded)) if node is not None]
            choice = expanded(topology, way_of(topology, view), choice, nodes)
        if view.failing:
            failing = [node_of(held, ref) for ref in sorted(view.failing)]
            choice = with_losses(held, way_of(topology, view), choice, failing)
        pinned = [node for node in names.nodes_of(sorted(view.pinned, key=str)) if node is not None]
        choice = replace(choice, single=choice.single | np.isin(choice.nodes, pinned))
        if view.layout is Layout.NESTED:
            parents = self._parents(topology)
            if focus or view.question:
                choice = with_outer(topology, view, choice, parents)
            forest = Forest(topology, choice.nodes, parents, NOT_PLACES)
            nested = Nested(topology, names, self._kinds, view, forest, most, standing).sketch(choice, first)
            return Drawn(view, nested, choice, walked(held, focus, choice))
        keys = self._keys(held, choice.nodes, view)
        if labels is not None and not view.group_by:
            keys = self._communities(held, choice.nodes, labels)
        flat = Flat(topology, names, self._kinds, view).sketch(choice, keys, first)
        return Drawn(view, flat, choice, walked(held, focus, choice))

    def _nested_choice(
        self, held: Held, view: TopologyView, focus: Sequence[int], since: GraphDifference | None
    ) -> Choice:
        """Of what is looked at, what lies in it, and what is around it."""
        topology = held.topology
        way = way_of(topology, view)
        around = with_former(held, view, choose(held, view, focus, None), since)
        if not focus:
            return around
        within = inside(self._parents(topology), focus)
        if way.nodes is not None:
            within = within[way.nodes[within] | np.isin(within, focus)]
        return of_nodes(topology, way, np.union1d(within, around.nodes).astype(np.int32), focus)

    def _why_missing(self, held: Held, pairs: Sequence[tuple[GraphNode, GraphNode]]) -> dict[GraphNode, str]:
        """Why each first is not in the inventory, in words; the second names it."""
        from dharma_tui.services.query.missing import Named, own_only, why_missing
        from dharma_tui.services.store.scan_store import ScanStore

        if not pairs:
            return {}
        named = [Named(node.ref, by.scope) for node, by in pairs]
        whys = why_missing(self._lake, ScanStore(self._lake).coverage(), named, own_only(self._kinds))
        return {node: whys[node.ref].words for node, _ in pairs}

    def _parents(self, topology: Topology) -> Nodes:
        known = self._contained
        if known is None or known[0] is not topology:
            no_places = {*NOT_PLACES, *listing(self._kinds)}
            nowhere = tuple(code for code, kind in enumerate(topology.kinds) if kind in no_places)
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
        if by == "container" or by in topology.kinds:
            return self._contained_in(held, nodes, by)
        if by in self._kinds:
            return Keys(keys, (), ())
        if by.startswith(TAG):
            return self._tagged(topology, nodes, by.removeprefix(TAG))
        words = [str(getattr(scope, by)) for scope in topology.scopes]
        known = list(dict.fromkeys(words))
        of_scope = np.asarray([known.index(word) for word in words], np.int64)
        keys[there] = of_scope[topology.scope_codes[nodes[there]]]
        return Keys(keys, known, known)

    def _communities(self, held: Held, nodes: Nodes, of_nodes: Labels | None = None) -> Keys:
        """Each called after the one in it that has most relationships. (n,) ``of_nodes`` where these are known."""
        graph = held.topology.graph
        labels = (of_everything(graph) if of_nodes is None else of_nodes)[nodes].astype(np.int64)
        _, place, members = np.unique(labels, return_inverse=True, return_counts=True)
        labels = np.where(members[place] > 1, labels, ALONE)
        degrees = graph.out.degrees(nodes) + graph.into.degrees(nodes)
        order = np.lexsort((nodes, -degrees, labels))
        values, first = np.unique(labels[order], return_index=True)
        hubs = dict(zip(values.tolist(), held.names.nodes(nodes[order[first]].tolist()), strict=True))
        names = {label: f"around {hub.ref}" for label, hub in hubs.items()}
        return Keys(labels, names, {label: f"around {hub.name}" for label, hub in hubs.items()})

    def _contained_in(self, held: Held, nodes: Nodes, kind: str) -> Keys:
        """By what each lies in, or by that of this kind around it."""
        topology, parents = held.topology, self._parents(held.topology)
        at = parents[nodes]
        if kind in topology.kinds:
            code = topology.kinds.index(kind)
            for _ in range(LEVELS):
                further = (at != NOWHERE) & (topology.kind_codes[at] != code)
                at = np.where(further, parents[at], at)
            at = np.where((at != NOWHERE) & (topology.kind_codes[at] != code), NOWHERE, at)
        around = np.unique(at[at != NOWHERE]).tolist()
        known = dict(zip(around, held.names.nodes(around), strict=True))
        keys = np.where(at == NOWHERE, ALONE, at).astype(np.int64)
        return Keys(
            keys,
            {node: str(each.ref) for node, each in known.items()},
            {node: each.name for node, each in known.items()},
        )

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


def _in_order(sketch: Sketch) -> Sketch:
    """The same in an order that does not rest on that of rows in the store, so that it is drawn alike wherever it is read."""
    nodes = sorted(sketch.nodes, key=lambda node: (not node.count, -node.count, natural(str(node.id)), str(node.id)))
    edges = sorted(sketch.edges, key=lambda edge: (str(edge.source), str(edge.target), edge.verb))
    return replace(sketch, nodes=tuple(nodes), edges=tuple(edges))
