"""Views of a real estate drawn: the part of ``benchmarks.graph_layout`` that needs a store."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from functools import partial

from benchmarks.graph_layout import beside_dot, best, ratios
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.drawing import Layout, Sketch
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.topology.graphs import Graphs
from dharma_tui.services.topology.layout.arrange import arrange


async def of_estate(lake: Lake, with_dot: bool) -> None:
    """Print what views of a real estate take, from the question to the picture, and how they compare to dot."""
    io = IoPool(1, "bench")
    sketches = Graphs(lake, io, Bus(), SystemClock(), {}).sketches
    busiest = lake.query(
        """SELECT kind, key FROM (SELECT src_kind AS kind, src_key AS key FROM lake.relationships
        UNION ALL SELECT dst_kind, dst_key FROM lake.relationships) GROUP BY ALL ORDER BY count(*) DESC, kind, key LIMIT 3"""
    )
    views = [
        TopologyView(), TopologyView(group_by="community"), TopologyView(layout=Layout.NESTED),
        *(TopologyView(focus=(ResourceRef(*ref),)) for ref in busiest),
        TopologyView(focus=(ResourceRef(*busiest[0]),), layout=Layout.RADIAL, depth=1),
    ]  # fmt: skip
    for view in views:
        sketched = (await sketches.sketch(view)).sketched  # what is read once is read
        began = time.perf_counter()
        sketched = (await sketches.sketch(view)).sketched
        asked = (time.perf_counter() - began) * 1000
        draw = partial(arrange, sketched.sketch, view.layout, room=(120, 37), focus=sketched.focus)
        drawn, sketch = best(draw, 3), sketched.sketch
        line = (
            f"{view.layout} {sketched.nodes:6,} resources, {sketched.edges:6,} relationships as {len(sketch.nodes):3}, "
            f"{len(sketch.edges):3}: chosen in {asked:.1f} ms, drawn in {drawn:.1f} ms"
        )
        if with_dot and view.layout is Layout.LAYERED and sketch.edges:
            line += f"; times those of dot: {ratios(beside_dot(numbered(sketch)))}"
        sys.stdout.write(f"{line}\n")
    io.close()


def numbered(sketch: Sketch) -> Sketch:
    """The same with numbers for names, without loops."""
    places = {node.id: place for place, node in enumerate(sketch.nodes)}
    edges = [replace(edge, source=places[edge.source], target=places[edge.target]) for edge in sketch.edges]
    nodes = [replace(node, id=places[node.id]) for node in sketch.nodes]
    return Sketch(tuple(nodes), tuple(edge for edge in edges if edge.source != edge.target))
