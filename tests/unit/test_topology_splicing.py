"""A graph with few edges taken out and put in is the graph that is made anew of those there are then."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dharma_tui.services.topology.adjacency import Adjacency, order_of
from dharma_tui.services.topology.splicing import edited
from tests.unit.topology_lab import graphs


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_an_edited_graph_is_one_made_anew(data: st.DataObject) -> None:
    drawn, more = data.draw(graphs()), data.draw(graphs())
    order = order_of(drawn.sources)
    graph = Adjacency(drawn.count, drawn.sources[order], drawn.targets[order], drawn.verbs[order])
    if data.draw(st.booleans()):
        assert graph.into
    kept = np.asarray(data.draw(st.lists(st.booleans(), min_size=len(graph), max_size=len(graph))), np.bool_)
    sources, targets = more.sources % graph.count, more.targets % graph.count

    found = edited(graph, np.flatnonzero(~kept).astype(np.int32), sources, targets, more.verbs)

    columns: list[NDArray[Any]] = [
        np.concatenate(pair)
        for pair in (
            (graph.sources[kept], sources),
            (graph.targets[kept], targets),
            (graph.verbs[kept], more.verbs),
            (np.flatnonzero(kept), 1000 + np.arange(len(more))),
        )
    ]
    order = order_of(columns[0].astype(np.int32))
    anew = Adjacency(graph.count, *(column[order] for column in columns[:3]))
    for mine, theirs in (
        (found.graph.sources, anew.sources),
        (found.graph.targets, anew.targets),
        (found.graph.verbs, anew.verbs),
        *((getattr(found.graph.out, name), getattr(anew.out, name)) for name in ("offsets", "others", "edges")),
        *((getattr(found.graph.into, name), getattr(anew.into, name)) for name in ("offsets", "others", "edges")),
        (found.splice.of(np.arange(len(graph)), 1000 + found.order), columns[3][order]),
    ):
        assert mine.tolist() == theirs.tolist()
