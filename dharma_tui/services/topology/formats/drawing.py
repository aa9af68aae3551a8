"""Graphs as pictures: laid out as the console does, boxes from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dharma_tui.core.drawing import Detail, Layout, Mark, Sketch, SketchEdge, SketchNode
from dharma_tui.core.graph import Graph
from dharma_tui.services.topology.formats.chart import SIGNS
from dharma_tui.services.topology.formats.svg import svg
from dharma_tui.services.topology.layout.arrange import arrange
from dharma_tui.services.topology.layout.layered import layered


def svg_of(
    graph: Graph, nodes: Sequence[Mark] = (), edges: Sequence[Mark] = (), more: Sequence[str] = ()
) -> Iterator[str]:
    """The lines of an SVG document; what came, went or became another has its sign before its name, what ``more`` is said of it
    stands after that."""
    node_marks, edge_marks = nodes or [Mark.NONE] * len(graph.nodes), edges or [Mark.NONE] * len(graph.edges)
    boxes = tuple(
        SketchNode(
            *(
                place,
                f"{SIGNS.get(mark, '')}{node.name}{' (missing)' if node.is_missing else ''}{said and f', {said}'}",
            ),
            *(node.ref.kind, node.state),
            mark=mark,
        )
        for place, (node, mark, said) in enumerate(
            zip(graph.nodes, node_marks, more or [""] * len(graph.nodes), strict=True)
        )
    )
    lines = tuple(
        SketchEdge(
            edge.source, edge.target, edge.verb.value, mark=mark, label=edge.passes and f"may reach ({edge.passes})"
        )
        for edge, mark in zip(graph.edges, edge_marks, strict=True)
    )
    drawing = layered(Sketch(boxes, lines), details=[Detail.BOXES]).drawings[Detail.BOXES]
    yield from svg(drawing).splitlines()


def svg_of_sketch(sketch: Sketch, layout: Layout) -> Iterator[str]:
    """A sketch as the console draws it."""
    drawings = arrange(sketch, layout, room=(200, 60)).drawings
    yield from svg(drawings[max(drawings, key=lambda detail: detail.value)]).splitlines()
