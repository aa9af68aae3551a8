"""Answers in Cypher as lines of a table and of a tree, and as a sketch of a graph. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dharma_tui.core.cypher import AnswerGraph, CypherAnswer, graph_of, node_text, text_of, tree_of
from dharma_tui.core.drawing import Sketch, SketchEdge, SketchNode
from dharma_tui.core.text import printable
from dharma_tui.core.types import Json, ResourceRef, State
from dharma_tui.widgets.line_list import Line
from dharma_tui.widgets.table_cells import fit, width_of

DRAWN = 120
"""More nodes than this are no picture any more."""
_LEAST = 8
"""Cells that a column keeps, where it needs them, while others have more."""
_GAP = "  "
_MOST = 400


def table_lines(answer: CypherAnswer, width: int) -> list[Line]:
    """A heading and a line for each row. The value of a line is the first resource in it."""
    cells = [[printable(text_of(value), _MOST) for value in row] for row in answer.rows]
    names = [printable(name, 80) for name in answer.columns]
    widths = [max(map(width_of, column)) for column in zip(names, *cells, strict=True)]
    widths = shared_out(widths, width - len(_GAP) * (len(widths) - 1) - 1)
    numbers = [_is_number(answer, at) for at in range(len(names))]
    head = _GAP.join(fit(name, room, right=right) for name, room, right in zip(names, widths, numbers, strict=True))
    lines = [Line(((f" {head}", "line--heading"),), selectable=False)]
    for row, shown in zip(answer.rows, cells, strict=True):
        parts = zip(shown, widths, numbers, strict=True)
        text = _GAP.join(fit(cell, room, right=right) for cell, room, right in parts)
        lines.append(Line(((f" {text}", "line--plain"),), value=_resource_in(list(row))))
    return lines


def shared_out(needs: Sequence[int], room: int) -> list[int]:
    """What each column gets of ``room``: all that it needs, the widest giving first where that is too much."""
    widths = list(needs)
    while sum(widths) > room and max(widths) > _LEAST:
        widths[max(range(len(widths)), key=widths.__getitem__)] -= 1
    return widths


def tree_lines(answer: CypherAnswer) -> list[Line]:
    """What leads where, indented."""
    graph = graph_of(answer)
    return [
        Line(((f" {'  ' * depth}{printable(text, _MOST)}", "line--plain"),), value=ref_of(graph.nodes[node]))
        for depth, text, node in tree_of(graph)
    ]


def sketch_of(graph: AnswerGraph) -> Sketch:
    """The graph to be drawn."""
    nodes = tuple(_node(id, node) for id, node in list(graph.nodes.items())[:DRAWN])
    shown = {node.id for node in nodes}
    edges = [
        SketchEdge(edge["source"], edge["target"], str(edge["type"]).lower())
        for edge in graph.edges.values()
        if edge["source"] in shown and edge["target"] in shown
    ]
    return Sketch(nodes, tuple(edges), left_out=len(graph.edges) - len(edges))


def ref_of(node: Mapping[str, Any]) -> ResourceRef | None:
    """The resource that a node stands for; none for what others keep there."""
    kind, key = node["properties"].get("kind"), node["properties"].get("key")
    return ResourceRef(kind, key) if isinstance(kind, str) and isinstance(key, str) else None


def _node(id: str, node: Mapping[str, Any]) -> SketchNode:
    properties = node["properties"]
    said = str(properties.get("state", ""))
    state = State(said) if said in set(State) else State.UNKNOWN
    label = properties.get("name") or properties.get("key") or node_text(node)
    return SketchNode(id, printable(label, 60), printable(properties.get("kind", ""), 80), state)


def _is_number(answer: CypherAnswer, column: int) -> bool:
    values = [row[column] for row in answer.rows]
    return bool(values) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _resource_in(row: list[Json]) -> ResourceRef | None:
    found = graph_of(CypherAnswer(("row",), ((row,),)))
    return next((ref for node in found.nodes.values() if (ref := ref_of(node))), None)
