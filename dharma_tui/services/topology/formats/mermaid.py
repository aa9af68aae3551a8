"""Graphs for Mermaid, as GitHub and others draw them in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from dharma_tui.core.graph import Graph
from dharma_tui.core.text import printable

LONGEST = 200
_PLAIN = frozenset(" -_.,/()@+=")


def mermaid(graph: Graph) -> Iterator[str]:
    """The lines of a flowchart."""
    yield "flowchart LR"
    for place, node in enumerate(graph.nodes):
        state = "missing" if node.is_missing else node.state.value
        yield f'  n{place}["{_escaped(node.name)}<br/>{_escaped(node.ref.kind)}<br/>{state}"]'
    for edge in graph.edges:
        yield f'  n{edge.source} -->|"{edge.verb.value}"| n{edge.target}'


def _escaped(text: str) -> str:
    """Everything that may mean something to Mermaid, Markdown or HTML as its number, which all of them draw as the character."""
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in printable(text, LONGEST))
