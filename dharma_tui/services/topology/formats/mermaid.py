"""Graphs for Mermaid, as GitHub and others draw them in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dharma_tui.core.text import printable
from dharma_tui.services.topology.formats.chart import COLOURS, Chart, ChartNode

LONGEST = 200
MOST_EDGES, MOST_CHARACTERS = 500, 50_000
"""What Mermaid draws where nobody allowed it more; of a diagram itself it does not hear that it may."""
_PLAIN = frozenset(" -_.,/()@+=")


def mermaid(chart: Chart) -> Iterator[str]:
    """The lines of a flowchart."""
    yield "flowchart LR"
    if chart.said:
        yield f"  %% {chart.said}"
    yield from _within(chart, None, "  ")
    for edge in chart.edges:
        yield f'  n{edge.source} -->|"{_escaped(edge.said)}"| n{edge.target}'
    for mark in dict.fromkeys(node.mark for node in chart.nodes if node.mark):
        yield f"  classDef {mark.value} stroke:{COLOURS[mark]},stroke-width:3px"
    for place, edge in enumerate(chart.edges):
        if edge.mark:
            yield f"  linkStyle {place} stroke:{COLOURS[edge.mark]},stroke-width:3px"


def too_much(lines: Iterable[str]) -> str:
    """Why Mermaid would not draw these lines of a flowchart as it comes, and what to do; nothing where it does."""
    edges = characters = 0
    for line in lines:
        edges += " -->|" in line
        characters += len(line) + 1
    if edges <= MOST_EDGES and characters <= MOST_CHARACTERS:
        return ""
    return (
        f"Mermaid draws {MOST_EDGES} edges and {MOST_CHARACTERS:,} characters at most, and this has {edges:,} and {characters:,}: "
        "ask for less, take SVG or DOT, or have maxEdges and maxTextSize raised where Mermaid is set up, as a diagram cannot"
    )


def _within(chart: Chart, outer: int | None, indent: str) -> Iterator[str]:
    for place, cluster in enumerate(chart.clusters):
        if cluster.parent == outer and place != outer:
            yield f'{indent}subgraph g{place}["{_escaped(cluster.said)}"]'
            yield from _within(chart, place, f"{indent}  ")
            yield f"{indent}end"
    for place, node in enumerate(chart.nodes):
        if node.cluster == outer:
            yield f"{indent}n{place}{_face(node)}"


def _face(node: ChartNode) -> str:
    opening, closing = ("[[", "]]") if node.count else ("[", "]")
    marked = f":::{node.mark.value}" if node.mark else ""
    return f'{opening}"{"<br/>".join(map(_escaped, node.said))}"{closing}{marked}'


def _escaped(text: str) -> str:
    """Everything that may mean something to Mermaid, Markdown or HTML as its number, which all of them draw as the character."""
    return "".join(char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in printable(text, LONGEST))
