"""A view of the topology as a file, in the form that its ending says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import Drawing
from dharma_tui.core.graph import Graph
from dharma_tui.core.sketch_text import told
from dharma_tui.core.text import json_text
from dharma_tui.services.topology.formats.chart import chart_of_sketch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dharma_tui.core.topology_answer import Answer
    from dharma_tui.core.types import ResourceRef
    from dharma_tui.services.store.lake import Lake

ENDINGS = (".svg", ".dot", ".mmd", ".graphml", ".json", ".txt")


def written(
    ending: str,
    lake: Lake,
    graph: Graph,
    drawing: Drawing,
    at: str = "",
    answer: Answer | None = None,
    paths: Sequence[Sequence[ResourceRef]] = (),
) -> str:
    """The text of the file. ``graph`` are the resources in view, ``drawing`` is the picture, ``paths`` those on it.

    Blocks; raises StoreError.
    """
    match ending:
        case ".svg":
            from dharma_tui.services.topology.formats.svg import svg

            return svg(drawing)
        case ".dot":
            from dharma_tui.services.topology.formats.dot import dot

            lines = dot(chart_of_sketch(drawing.sketch, graph))
        case ".mmd":
            from dharma_tui.services.topology.formats.mermaid import mermaid

            lines = mermaid(chart_of_sketch(drawing.sketch, graph))
        case ".graphml":
            from dharma_tui.services.topology.formats.graphml import graphml

            lines = graphml(chart_of_sketch(drawing.sketch, graph))
        case ".json":
            from dharma_tui.services.topology.formats.document import view_document

            document = view_document(lake, graph, drawing.sketch, answer, at, paths=paths)
            return json_text(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"
        case _:
            words = [*map(str, told(drawing.sketch)), *(["", *answer.told()] if answer else [])]
            return "".join(f"{line}\n" for line in words)
    return "".join(f"{line}\n" for line in lines)
