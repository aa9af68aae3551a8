"""Graphs in GraphML, which Gephi, yEd, Cytoscape and networkx read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from dharma_tui.core.graph import Graph
from dharma_tui.core.text import printable

NODE_KEYS = ("kind", "key", "name", "state", "provider", "account", "region", "missing")
EDGE_KEYS = ("verb", "source")


def graphml(graph: Graph) -> Iterator[str]:
    """The lines of a GraphML file."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for of, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for key in keys:
            type_ = "boolean" if key == "missing" else "string"
            yield f'  <key id="{of}_{key}" for="{of}" attr.name="{key}" attr.type="{type_}"/>'
    yield '  <graph id="topology" edgedefault="directed">'
    for place, node in enumerate(graph.nodes):
        values = (
            *(node.ref.kind, node.ref.key, node.name, node.state.value),
            *(node.scope.provider, node.scope.account, node.scope.region, str(node.is_missing).lower()),
        )
        yield f'    <node id="n{place}">{_data("node", NODE_KEYS, values)}</node>'
    for place, edge in enumerate(graph.edges):
        ends = f"source={quoteattr(f'n{edge.source}')} target={quoteattr(f'n{edge.target}')}"
        told = _data("edge", EDGE_KEYS, (edge.verb.value, edge.told))
        yield f'    <edge id="e{place}" {ends}>{told}</edge>'
    yield "  </graph>"
    yield "</graphml>"


def _data(of: str, keys: tuple[str, ...], values: tuple[str, ...]) -> str:
    """XML has no way to write most control characters, so they are visible escapes."""
    return "".join(
        f'<data key="{of}_{key}">{escape(printable(value, 4_000))}</data>'
        for key, value in zip(keys, values, strict=True)
        if value
    )
