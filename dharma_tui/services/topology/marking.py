"""Paths marked on a picture of something else, on which nothing moves: on what of it is drawn, by itself or in a closed group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias

from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchEdge
from dharma_tui.core.types import ResourceRef, Verb
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.choosing import Choice
from dharma_tui.services.topology.drawn import Drawn
from dharma_tui.services.topology.walks import other_end

Step: TypeAlias = tuple[ResourceRef, ResourceRef]
NO_JOINS: Mapping[Step, str] = MappingProxyType({})


def walked(held: Held, focus: Sequence[int], choice: Choice) -> tuple[tuple[ResourceRef, ...], ...]:
    """The resources that each path of a choice leads over."""
    graph = held.topology.graph
    paths: list[list[int]] = []
    for path in choice.paths:
        first = graph.ends(path[0])
        nodes = [first[0] if first[0] in focus else first[1]]
        for edge in path:
            nodes.append(other_end(graph, edge, nodes[-1]))
        paths.append(nodes)
    known = iter(held.names.nodes([node for path in paths for node in path]))
    return tuple(tuple(next(known).ref for _ in path) for path in paths)


def with_paths(
    drawn: Drawn,
    held: Held,
    choice: Choice,
    paths: tuple[tuple[ResourceRef, ...], ...],
    joins: Mapping[Step, str] = NO_JOINS,
) -> Drawn:
    """``drawn`` with the ``paths`` of this choice marked, of which networks make the ``joins``. Blocks; raises StoreError.

    A step that was left out for being too much is drawn, too.
    """
    refs = list(dict.fromkeys(ref for path in paths for ref in path))
    shown = dict(zip(refs, drawn.sketched.shown_as(refs), strict=True))
    steps = {ends for path in paths for pair in pairwise(path) if (ends := _between(shown, pair)) is not None}
    sketch = _marked(drawn.sketched.sketch, set(shown.values()), steps)
    known = {(edge.source, edge.target) for edge in sketch.edges}
    known |= {(target, source) for source, target in known}
    made = [
        SketchEdge(*ends, Verb.CONNECTS_TO, mark=Mark.PATH, label=what)
        for pair, what in joins.items()
        if (ends := _between(shown, pair)) is not None
    ]
    left_out = _left_out(held, choice, shown, known) if sketch.left_out else []
    sketch = replace(sketch, edges=(*sketch.edges, *made, *left_out), left_out=max(0, sketch.left_out - len(left_out)))
    led = replace(drawn.choice, led=choice.led, is_whole=drawn.choice.is_whole and choice.is_whole)
    sketched = replace(drawn.sketched, sketch=sketch)
    return replace(drawn, sketched=sketched, choice=led, paths=paths, joins=joins)


def _between(shown: Mapping[ResourceRef, NodeId | None], step: Step) -> tuple[NodeId, NodeId] | None:
    """The two that a step leads from and to on the picture; None where it is not to be seen there."""
    source, target = (shown.get(ref) for ref in step)
    return None if source is None or target is None or source == target else (source, target)


def _marked(sketch: Sketch, on: set[NodeId | None], steps: set[tuple[NodeId, NodeId]]) -> Sketch:
    """``sketch`` with all that is ``on`` a path, and every edge along one of these ``steps``, marked."""
    edges = tuple(
        replace(edge, mark=Mark.PATH) if {(edge.source, edge.target), (edge.target, edge.source)} & steps else edge
        for edge in sketch.edges
    )
    nodes = tuple(replace(node, mark=Mark.PATH) if node.id in on else node for node in sketch.nodes)
    groups = tuple(replace(group, mark=Mark.PATH) if group.id in on else group for group in sketch.groups)
    return replace(sketch, nodes=nodes, edges=edges, groups=groups)


def _left_out(
    held: Held,
    choice: Choice,
    shown: Mapping[ResourceRef, NodeId | None],
    known: set[tuple[NodeId, NodeId]],
) -> list[SketchEdge]:
    """The steps between what is drawn that no edge is drawn for; what lies in what needs none."""
    graph = held.topology.graph
    on = list(dict.fromkeys(edge for path in choice.paths for edge in path))
    named = iter(held.names.nodes([end for edge in on for end in graph.ends(edge)]))
    drawn: list[SketchEdge] = []
    for edge in on:
        ends = _between(shown, (next(named).ref, next(named).ref))
        verb = graph.verb(edge)
        if ends is not None and ends not in known and verb is not Verb.CONTAINS:
            drawn.append(SketchEdge(*ends, verb, mark=Mark.PATH))
    return drawn
