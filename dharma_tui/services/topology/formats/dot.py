"""Graphs for Graphviz, in the DOT language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dharma_tui.core.drawing import Mark
from dharma_tui.core.text import printable
from dharma_tui.services.topology.formats.chart import COLOURS, Chart, ChartNode

LONGEST = 200


def dot(chart: Chart) -> Iterator[str]:
    """The lines of a DOT file."""
    yield "digraph topology {"
    yield "  rankdir=LR;"
    if chart.clusters:
        yield "  newrank=true;"  # by itself each cluster cannot always be ranked: lines lead out of some and in again
    yield '  node [shape=box, fontname="sans-serif"];'
    if chart.said:
        yield f'  label="{_escaped(chart.said)}";'
    yield from _within(chart, None, "  ")
    for edge in chart.edges:
        yield f'  n{edge.source} -> n{edge.target} [label="{_escaped(edge.said)}"{_marked(edge.mark)}];'
    yield "}"


def _within(chart: Chart, outer: int | None, indent: str) -> Iterator[str]:
    for place, cluster in enumerate(chart.clusters):
        if cluster.parent == outer and place != outer:
            yield f"{indent}subgraph cluster_{place} {{"
            yield f'{indent}  label="{_escaped(cluster.said)}"; style=dashed;'
            yield from _within(chart, place, f"{indent}  ")
            yield f"{indent}}}"
    for place, node in enumerate(chart.nodes):
        if node.cluster == outer:
            yield f"{indent}n{place} [{_face(node)}];"


def _face(node: ChartNode) -> str:
    label = "\\n".join(map(_escaped, node.said))
    style = ", style=dashed" if node.is_missing else ", shape=box3d" if node.count else ""
    return f'label="{label}", tooltip="{_escaped(node.key)}"{style}{_marked(node.mark)}'


def _marked(mark: Mark) -> str:
    return f', color="{COLOURS[mark]}", fontcolor="{COLOURS[mark]}", penwidth=2' if mark else ""


def _escaped(text: str) -> str:
    """Within quotes: only the quote ends them, a backslash begins an escape of Graphviz's own, and what looks like an entity of
    HTML is one to it."""
    said = printable(text, LONGEST).replace("\\", "\\\\").replace('"', '\\"')
    return _ENTITY.sub("&amp;", said)


_ENTITY = re.compile(r"&(?=#?\w+;)")
