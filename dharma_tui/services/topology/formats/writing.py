"""A view of the topology as a file, in the form that its ending says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import Drawing
from dharma_tui.core.graph import Graph
from dharma_tui.core.sketch_text import told

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

ENDINGS = (".svg", ".dot", ".mmd", ".graphml", ".json", ".txt")


def written(ending: str, lake: Lake, graph: Graph, drawing: Drawing, at: str = "") -> str:
    """The text of the file. ``graph`` are the resources in view, ``drawing`` is the picture. Blocks; raises StoreError."""
    match ending:
        case ".svg":
            from dharma_tui.services.topology.formats.svg import svg

            return svg(drawing)
        case ".dot":
            from dharma_tui.services.topology.formats.dot import dot

            lines = dot(graph)
        case ".mmd":
            from dharma_tui.services.topology.formats.mermaid import mermaid

            lines = mermaid(graph)
        case ".graphml":
            from dharma_tui.services.topology.formats.graphml import graphml

            lines = graphml(graph)
        case ".json":
            from dharma_tui.services.topology.formats.document import document

            return json.dumps(document(lake, graph, at), ensure_ascii=False, indent=2) + "\n"
        case _:
            return "".join(f"{line}\n" for line in told(drawing.sketch))
    return "".join(f"{line}\n" for line in lines)
