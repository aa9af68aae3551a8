"""Circles in small graphs."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.components import components

NODE = st.integers(0, 9)


@given(st.lists(st.tuples(NODE, NODE), max_size=30))
def test_components_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    after: dict[int, list[int]] = {node: [] for node in range(10)}
    for source, target in edges:
        after[source].append(target)
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(range(10))
    found = components(after)
    parts = {number: {node for node in found if found[node] == number} for number in found.values()}
    assert sorted(map(sorted, parts.values())) == sorted(map(sorted, nx.strongly_connected_components(graph)))
