"""Graphs as pictures: laid out as the console does, boxes from left to right."""

from __future__ import annotations

from collections.abc import Iterator

from dharma_tui.core.drawing import Detail, Sketch, SketchEdge, SketchNode
from dharma_tui.core.graph import Graph
from dharma_tui.services.topology.formats.svg import svg
from dharma_tui.services.topology.layout.layered import layered


def svg_of(graph: Graph) -> Iterator[str]:
    """The lines of an SVG document."""
    nodes = tuple(
        SketchNode(place, f"{node.name} (missing)" if node.is_missing else node.name, node.ref.kind, node.state)
        for place, node in enumerate(graph.nodes)
    )
    edges = tuple(SketchEdge(edge.source, edge.target, edge.verb.value) for edge in graph.edges)
    drawing = layered(Sketch(nodes, edges), details=[Detail.BOXES]).drawings[Detail.BOXES]
    yield from svg(drawing).splitlines()
