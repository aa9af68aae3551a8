"""What was around something before: its neighbourhood with what only relationships led to that have gone meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.graph import GraphDifference
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.adjacency import Direction
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.choosing import BESIDE, Choice, way_of
from dharma_tui.services.topology.graph import as_nodes
from dharma_tui.services.topology.walks import between

_End: TypeAlias = int | ResourceRef
"""A node of the graph, or what is there no more."""


def with_former(held: Held, view: TopologyView, choice: Choice, found: GraphDifference | None) -> Choice:
    """``choice``; where it is what is around a focus and there is a difference, with what is as near over relationships that went.

    What these led to from the focus is shown by itself, so that no group hides that they went.
    """
    if found is None or not view.focus or view.to is not None or view.impact:
        return choice
    topology, way = held.topology, way_of(held.topology, view)
    beside = _beside(held, view, found)
    far: dict[_End, int] = dict(zip(choice.nodes.tolist(), choice.steps.tolist(), strict=True))
    led = {other for end, steps in far.items() if not steps for other in beside.get(end, ()) if isinstance(other, int)}
    due: dict[int, set[_End]] = {}
    for end in beside.keys() & far.keys():
        due.setdefault(far[end], set()).add(end)
    for steps in range(view.depth):
        for end in due.get(steps, ()):
            onward = list(beside.get(end, ()))
            if isinstance(end, int):
                onward += [int(other) for _, others in way.steps(topology.graph, as_nodes([end])) for other in others]
            for other in onward:
                if steps + 1 < far.get(other, view.depth + 1):
                    far[other] = steps + 1
                    due.setdefault(steps + 1, set()).add(other)
    nodes = as_nodes(sorted((end for end in far if isinstance(end, int)), key=lambda node: (far[node], node)))
    single = {*choice.nodes[choice.single].tolist(), *(led if len(led) <= BESIDE else ())}
    return replace(
        choice,
        nodes=nodes,
        steps=np.asarray([far[node] for node in nodes.tolist()], np.int32),
        edges=between(topology.graph, nodes, way),
        single=np.isin(nodes, as_nodes(sorted(single))),
    )


def _beside(held: Held, view: TopologyView, found: GraphDifference) -> dict[_End, list[_End]]:
    """What relationships that went led to from each end, as far as the view goes over them."""
    refs = [node.ref for node in found.graph.nodes]
    known = held.names.nodes_of(refs)
    ends: list[_End] = [ref if node is None else node for ref, node in zip(refs, known, strict=True)]
    beside: dict[_End, list[_End]] = {}
    for source, target in _went(view, found):
        if view.way.value != Direction.IN.value:
            beside.setdefault(ends[source], []).append(ends[target])
        if view.way.value != Direction.OUT.value:
            beside.setdefault(ends[target], []).append(ends[source])
    return beside


def _went(view: TopologyView, found: GraphDifference) -> Iterator[tuple[int, int]]:
    """The ends of each relationship that went and that the view does not hide."""
    nodes = found.graph.nodes
    for edge, change in zip(found.graph.edges, found.edges, strict=True):
        kinds = {nodes[edge.source].ref.kind, nodes[edge.target].ref.kind}
        if change is ChangeKind.REMOVED and edge.verb not in view.hidden_verbs and kinds.isdisjoint(view.hidden_kinds):
            yield edge.source, edge.target
