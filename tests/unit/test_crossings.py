"""What exchanging two items of a column does to crossings, against counting these before and after."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.services.topology.layout.crossings import crossings, exchanges, places
from dharma_tui.services.topology.layout.layers import Layers
from dharma_tui.services.topology.layout.web import Pair

COLUMN = 6


@st.composite
def three_columns(draw: Callable[[st.SearchStrategy[set[Pair]]], set[Pair]]) -> Layers:
    """Two columns, and one between them; any edges."""
    ends = st.sets(st.tuples(st.integers(0, COLUMN - 1), st.integers(0, COLUMN - 1)))
    edges = {(left, COLUMN + right) for left, right in draw(ends)}
    edges |= {(COLUMN + left, 2 * COLUMN + right) for left, right in draw(ends)}
    size = 3 * COLUMN
    rows = [list(range(first, first + COLUMN)) for first in range(0, size, COLUMN)]
    after = [[right for left, right in sorted(edges) if left == item] for item in range(size)]
    before = [[left for left, right in sorted(edges) if right == item] for item in range(size)]
    return Layers(size, [item // COLUMN for item in range(size)], rows, after, before)


@given(three_columns())
def test_exchanging_two_takes_away_as_many_crossings_as_is_said(layers: Layers) -> None:
    row = layers.rows[1]
    told = exchanges(layers, row, places(layers))
    for (at, upper), (below, lower) in combinations(enumerate(row), 2):
        others = [item for item in row if item not in (upper, lower)]
        layers.rows[1] = [upper, lower, *others]
        before = crossings(layers, places(layers))
        layers.rows[1] = [lower, upper, *others]
        assert told[at][below] == before - crossings(layers, places(layers)) == -told[below][at]
