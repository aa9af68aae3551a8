"""Paths drawn whose last steps no relationship makes, but networks and their rules: as traffic goes where it goes at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dharma_tui.core.drawing import Mark, SketchEdge
from dharma_tui.core.graph import REACH, Graph
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.topology.adjacency import Adjacency, Direction, Way
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.choosing import PATHS, Choice, of_nodes, way_of
from dharma_tui.services.topology.graph import as_nodes
from dharma_tui.services.topology.graphs import Asked, Graphs
from dharma_tui.services.topology.leading import leading, round_of
from dharma_tui.services.topology.networked import Found, Reaching, by_networks, remembered
from dharma_tui.services.topology.sketching import Sketched, node_id
from dharma_tui.services.topology.walks import shortest

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView


@dataclass(frozen=True, slots=True)
class Joined:
    """The paths from each focus that networks end, where relationships lead from none as traffic goes."""

    graphs: tuple[Graph, ...] = ()
    led: str = ""
    """What is to be said of how these lead; where there are none, of what is blocked and where it was not looked."""

    @property
    def paths(self) -> tuple[tuple[ResourceRef, ...], ...]:
        """The resources on each."""
        return tuple(tuple(graph.nodes[place].ref for place in path) for graph in self.graphs for path in graph.paths)

    @property
    def steps(self) -> dict[tuple[ResourceRef, ResourceRef], str]:
        """Those that networks make, and what they let through."""
        return {
            (graph.nodes[edge.source].ref, graph.nodes[edge.target].ref): edge.told.removeprefix(REACH)
            for graph in self.graphs
            for edge in graph.edges
            if edge.told.startswith(REACH)
        }

    def choice(self, held: Held, view: TopologyView) -> Choice:
        """All that is on these paths, with the relationships between."""
        topology, way = held.topology, way_of(held.topology, view)
        walk = replace(way, direction=Direction.OUT)
        refs = list(dict.fromkeys(ref for path in self.paths for ref in path))
        nodes = {ref: node for ref, node in zip(refs, held.names.nodes_of(refs), strict=True) if node is not None}
        made, on = self.steps, sorted(nodes.values())
        trails = []
        for path in self.paths:
            told = (step for step in pairwise(path) if step not in made and nodes.keys() >= {*step})
            edges = (_step(topology.graph, nodes[here], nodes[there], walk) for here, there in told)
            trails.append(tuple(edge for each in edges for edge in each))
        chosen = of_nodes(topology, Way(Direction.BOTH, way.verbs), as_nodes(on), on)
        whole = all(graph.is_whole for graph in self.graphs)
        return replace(chosen, paths=tuple(filter(None, trails)), is_whole=whole, led=self.led)

    def told(self, choice: Choice) -> Choice:
        """``choice`` of other paths, with what is blocked on them and where it was not looked."""
        return replace(choice, led="; ".join(filter(None, (choice.led, self.led))))

    def on(self, sketched: Sketched) -> Sketched:
        """``sketched`` with what networks let through as edges, and all that is on a path marked."""
        sketch = sketched.sketch
        there = {node.id for node in sketch.nodes}
        marked = {node_id(ref) for path in self.paths for ref in path}
        steps = {(node_id(here), node_id(there)): what for (here, there), what in self.steps.items()}
        edges = [
            SketchEdge(*ends, Verb.CONNECTS_TO, mark=Mark.PATH, label=what)
            for ends, what in steps.items()
            if there.issuperset(ends)
        ]
        kept = (edge for edge in sketch.edges if (edge.source, edge.target) not in steps)
        nodes = tuple(replace(node, mark=Mark.PATH) if node.id in marked else node for node in sketch.nodes)
        return replace(sketched, sketch=replace(sketch, nodes=nodes, edges=(*kept, *edges)))


def _step(graph: Adjacency, here: int, there: int, way: Way) -> Sequence[int]:
    """The relationships that lead from one to the other; of what leads to itself, the one that does."""
    if here == there:
        return [int(edge) for edge in np.flatnonzero((graph.sources == here) & (graph.targets == here))[:1]]
    return shortest(graph, here, there, way) or ()


async def joined(graphs: Graphs, view: TopologyView, reaching: Reaching) -> Joined:
    """The paths to ``view.to``; none where relationships lead there as traffic goes. Raises NotFoundError, StoreError."""
    if not isinstance(view.to, ResourceRef):
        return Joined()
    asking = remembered(reaching)
    asked = Asked(Direction(view.way.value), hidden=tuple(sorted(view.hidden_kinds)), hidden_verbs=view.hidden_verbs)
    found: list[Found] = []
    notes = dict[str, None]()
    if view.focus == (view.to,):
        back = await round_of(graphs, view.to, asked, at=view.at)
        return Joined((back.graph,) if back.graph.paths else (), back.how)
    for ref in (ref for ref in view.focus if ref != view.to):
        one = await leading(graphs, (ref, view.to), asked, at=view.at, reaching=asking)
        if one.graph.paths and not one.steps and not one.how:
            return Joined(led=one.shut)
        if one.steps:
            one = await leading(graphs, (ref, view.to), asked, at=view.at, every=PATHS, reaching=asking)
            found.append(one)
        notes |= dict.fromkeys(one.notes)
    said = by_networks([each.steps for each in found]) if found else ""
    return Joined(tuple(each.graph for each in found), "; ".join(filter(None, (said, *notes))))
