"""Graphs for Graphviz, in the DOT language."""

from __future__ import annotations

from collections.abc import Iterator

from dharma_tui.core.graph import Graph
from dharma_tui.core.text import printable

LONGEST = 200


def dot(graph: Graph) -> Iterator[str]:
    """The lines of a DOT file."""
    yield "digraph topology {"
    yield "  rankdir=LR;"
    yield '  node [shape=box, fontname="sans-serif"];'
    for place, node in enumerate(graph.nodes):
        style = ", style=dashed" if node.is_missing else ""
        state = "missing" if node.is_missing else node.state.value
        label = f"{_escaped(node.name)}\\n{_escaped(node.ref.kind)}\\n{state}"
        yield f'  n{place} [label="{label}", tooltip="{_escaped(node.ref.key)}"{style}];'
    for edge in graph.edges:
        yield f'  n{edge.source} -> n{edge.target} [label="{edge.verb.value}"];'
    yield "}"


def _escaped(text: str) -> str:
    """Within quotes: only the quote ends them, and a backslash begins an escape of Graphviz's own."""
    return printable(text, LONGEST).replace("\\", "\\\\").replace('"', '\\"')
