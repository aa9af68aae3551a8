"""Paths drawn whose last step no relationship makes, but networks and their rules: as traffic goes where it goes at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import Mark, SketchEdge
from dharma_tui.core.graph import REACH, Graph
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.topology.adjacency import Direction, Way
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.choosing import PATHS, Choice, of_nodes, way_of
from dharma_tui.services.topology.graph import as_nodes
from dharma_tui.services.topology.graphs import Asked, Graphs
from dharma_tui.services.topology.leading import BY_NETWORK, Reaching, lead
from dharma_tui.services.topology.sketching import Sketched, node_id
from dharma_tui.services.topology.walks import shortest

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView


async def joined(graphs: Graphs, view: TopologyView, reaching: Reaching) -> list[Graph]:
    """The paths from each focus to ``view.to``, where networks make the last step of them all; none where relationships do.

    Raises NotFoundError, StoreError.
    """
    if not isinstance(view.to, ResourceRef):
        return []
    asked = Asked(Direction(view.way.value), hidden=tuple(sorted(view.hidden_kinds)), hidden_verbs=view.hidden_verbs)
    found: list[Graph] = []
    for ref in (ref for ref in view.focus if ref != view.to):
        graph, words = await lead(graphs, (ref, view.to), asked, at=view.at, reaching=reaching)
        if graph.paths and words != BY_NETWORK:
            return []
        if graph.paths:
            found.append((await lead(graphs, (ref, view.to), asked, at=view.at, every=PATHS, reaching=reaching))[0])
    return found


def choice_of(held: Held, view: TopologyView, found: Sequence[Graph]) -> Choice:
    """All that is on these paths, with the relationships between."""
    topology, way = held.topology, way_of(held.topology, view)
    walk = replace(way, direction=Direction.OUT)
    on: set[int] = set()
    trails: list[tuple[int, ...]] = []
    for graph in found:
        known = held.names.nodes_of([node.ref for node in graph.nodes])
        for path in graph.paths:
            nodes = [node for place in path if (node := known[place]) is not None]
            on.update(nodes)
            steps = (shortest(topology.graph, *ends, walk) or () for ends in pairwise(nodes[:-1]))
            trails.append(tuple(edge for step in steps for edge in step))
    told = of_nodes(topology, Way(Direction.BOTH, way.verbs), as_nodes(sorted(on)), sorted(on))
    whole = all(graph.is_whole for graph in found)
    return replace(told, paths=tuple(filter(None, trails)), is_whole=whole, led=BY_NETWORK)


def paths_of(found: Sequence[Graph]) -> tuple[tuple[ResourceRef, ...], ...]:
    """The resources on each of these paths."""
    return tuple(tuple(graph.nodes[place].ref for place in path) for graph in found for path in graph.paths)


def joins_of(found: Sequence[Graph]) -> dict[tuple[ResourceRef, ResourceRef], str]:
    """The steps that networks make, and what they let through."""
    return {
        (graph.nodes[edge.source].ref, graph.nodes[edge.target].ref): edge.told.removeprefix(REACH)
        for graph in found
        for edge in graph.edges
        if edge.told.startswith(REACH)
    }


def with_steps(sketched: Sketched, found: Sequence[Graph]) -> Sketched:
    """``sketched`` with what networks let through as edges, and all that is on a path marked."""
    sketch = sketched.sketch
    there = {node.id for node in sketch.nodes}
    on = {node_id(graph.nodes[place].ref) for graph in found for path in graph.paths for place in path}
    steps = {(node_id(here), node_id(there)): what for (here, there), what in joins_of(found).items()}
    edges = [
        SketchEdge(*ends, Verb.CONNECTS_TO, mark=Mark.PATH, label=what)
        for ends, what in steps.items()
        if there.issuperset(ends)
    ]
    kept = (edge for edge in sketch.edges if (edge.source, edge.target) not in steps)
    nodes = tuple(replace(node, mark=Mark.PATH) if node.id in on else node for node in sketch.nodes)
    return replace(sketched, sketch=replace(sketch, nodes=nodes, edges=(*kept, *edges)))
