"""Graphs of any sort, for this program and for networkx, which knows the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import networkx as nx
from hypothesis import strategies as st

from dharma_tui.core.types import Verb
from dharma_tui.services.topology.adjacency import CODES, VERBS, Adjacency, Direction, Way

Edge = tuple[int, int, Verb]


def graph_of(count: int, edges: Iterable[Edge]) -> Adjacency:
    """An adjacency of these edges."""
    listed = list(edges)
    return Adjacency(
        count, [each[0] for each in listed], [each[1] for each in listed], [CODES[each[2]] for each in listed]
    )


@st.composite
def graphs(draw: Callable[..., Any], most: int = 12) -> Adjacency:
    """Some nodes, and edges between them: loops, several between the same two, of every verb, in any order."""
    count = draw(st.integers(1, most))
    node = st.integers(0, count - 1)
    return graph_of(count, draw(st.lists(st.tuples(node, node, st.sampled_from(VERBS)), max_size=3 * most)))


@st.composite
def ways(draw: Callable[..., Any], graph: Adjacency) -> Way:
    """Where a walk over ``graph`` may go."""
    import numpy as np

    verbs = draw(st.none() | st.frozensets(st.sampled_from(VERBS), min_size=5))
    allowed = draw(st.none() | st.lists(st.booleans(), min_size=graph.count, max_size=graph.count))
    return Way(draw(st.sampled_from(Direction)), verbs, None if allowed is None else np.asarray(allowed, np.bool_))


def oracle(graph: Adjacency, way: Way, *always: int) -> Any:
    """The same for networkx, with the nodes that the way leads over and those of ``always`` alone."""
    walked: Any = nx.DiGraph()
    allowed = range(graph.count) if way.nodes is None else [n for n in range(graph.count) if way.nodes[n]]
    walked.add_nodes_from({*allowed, *always})
    for edge in range(len(graph)):
        source, target = graph.ends(edge)
        if source in walked and target in walked and (way.verbs is None or graph.verb(edge) in way.verbs):
            if way.direction is not Direction.IN:
                walked.add_edge(source, target)
            if way.direction is not Direction.OUT:
                walked.add_edge(target, source)
    return walked
