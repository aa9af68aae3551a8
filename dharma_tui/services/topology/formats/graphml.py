"""Graphs in GraphML, which Gephi, yEd, Cytoscape and networkx read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from dharma_tui.core.text import printable
from dharma_tui.services.topology.formats.chart import COLOURS, Chart, ChartNode, Cluster

NODE_KEYS = (
    "kind",
    "key",
    "name",
    "state",
    "provider",
    "account",
    "region",
    "missing",
    "count",
    "within",
    "more",
    "mark",
    "color",
)
EDGE_KEYS = ("verb", "source", "count", "label", "mark", "color")
_TYPES = {"missing": "boolean", "count": "int"}


def graphml(chart: Chart) -> Iterator[str]:
    """The lines of a GraphML file. Frames are nodes, and what others are ``within``: most readers know no graphs in graphs."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for of, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for key in keys:
            type_ = _TYPES.get(key, "string")
            yield f'  <key id="{of}_{key}" for="{of}" attr.name="{key}" attr.type="{type_}"/>'
    yield '  <graph id="topology" edgedefault="directed">'
    if chart.said:
        yield f"    <desc>{escape(chart.said)}</desc>"
    nodes = {f"n{place}": node for place, node in enumerate(chart.nodes)}
    for place, frame in enumerate(chart.clusters):
        if frame.face is not None:
            nodes[f"f{place}" if frame.node is None else f"n{frame.node}"] = frame.face
    for id, node in nodes.items():
        yield f'    <node id="{id}">{_data("node", NODE_KEYS, _values(node, chart.clusters))}</node>'
    for place, edge in enumerate(chart.edges):
        ends = f"source={quoteattr(f'n{edge.source}')} target={quoteattr(f'n{edge.target}')}"
        count = str(edge.count) if edge.count > 1 else ""
        values = (edge.verb, edge.told, count, edge.label, edge.mark.value, COLOURS.get(edge.mark, ""))
        yield f'    <edge id="e{place}" {ends}>{_data("edge", EDGE_KEYS, values)}</edge>'
    yield "  </graph>"
    yield "</graphml>"


def _values(node: ChartNode, clusters: tuple[Cluster, ...]) -> tuple[str, ...]:
    state = "unknown" if node.is_missing else node.state
    within: list[str] = []
    at = node.cluster
    while at is not None and len(within) < len(clusters):
        within.append(clusters[at].label)
        at = clusters[at].parent
    return (
        *(node.kind, node.key, node.name, state, node.provider, node.account, node.region),
        *(str(node.is_missing).lower(), str(node.count) if node.count else "", " / ".join(reversed(within)), node.more),
        *(node.mark.value, COLOURS.get(node.mark, "")),
    )


def _data(of: str, keys: tuple[str, ...], values: tuple[str, ...]) -> str:
    """XML has no way to write most control characters, so they are visible escapes."""
    return "".join(
        f'<data key="{of}_{key}">{escape(printable(value, 4_000))}</data>'
        for key, value in zip(keys, values, strict=True)
        if value
    )
