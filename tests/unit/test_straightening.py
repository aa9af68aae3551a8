"""Rows in columns of a fixed order: beside the least sum that linear programming finds, and what must hold of any."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dharma_tui.services.topology.layout.layers import Layers
from dharma_tui.services.topology.layout.straightening import straighten

Around = list[list[tuple[int, int]]]


@st.composite
def columns(draw: st.DrawFn) -> tuple[Layers, Around]:
    """Up to five columns of up to six items, joined to each other at random with weights of 1, 2 and 4."""
    rows: list[list[int]] = []
    for size in draw(st.lists(st.integers(1, 6), min_size=2, max_size=5)):
        first = sum(map(len, rows))
        rows.append(list(range(first, first + size)))
    count = sum(map(len, rows))
    rank = [column for column, row in enumerate(rows) for _ in row]
    around: Around = [[] for _ in rank]
    for left, right in pairwise(rows):
        pairs = st.tuples(st.sampled_from(left), st.sampled_from(right), st.sampled_from((1, 2, 4)))
        for item, other, weight in draw(st.lists(pairs, max_size=10)):
            around[item].append((other, weight))
            around[other].append((item, weight))
    nothing: list[list[int]] = [[] for _ in rank]
    return Layers(count, rank, rows, nothing, nothing), around


def distance(around: Around, rows: list[int]) -> float:
    """The weighted sum of rows between items that are joined."""
    return (
        sum(weight * abs(rows[item] - rows[other]) for item, joined in enumerate(around) for other, weight in joined)
        / 2
    )


def least(layers: Layers, around: Around) -> float:
    """The least there is, as a linear programme."""
    edges = [(item, other, weight) for item, joined in enumerate(around) for other, weight in joined if item < other]
    count = len(layers.rank)
    conditions: list[np.ndarray] = []
    bounds: list[int] = []
    for at, (item, other, _) in enumerate(edges):
        for sign in (1, -1):
            line = np.zeros(count + len(edges))
            line[item], line[other], line[count + at] = sign, -sign, -1
            conditions.append(line)
            bounds.append(0)
    for upper, lower in (pair for row in layers.rows for pair in pairwise(row)):
        line = np.zeros(count + len(edges))
        line[upper], line[lower] = 1, -1
        conditions.append(line)
        bounds.append(-1)
    if not edges:
        return 0
    costs = [0] * count + [weight for _, _, weight in edges]
    found = linprog(costs, A_ub=np.array(conditions), b_ub=bounds, bounds=(None, None))
    return float(found.fun)


@given(columns())
@settings(max_examples=150, deadline=None)
def test_no_order_of_rows_has_a_smaller_sum(case: tuple[Layers, Around]) -> None:
    layers, around = case
    rows = [at for row in layers.rows for at in range(len(row))]
    straighten(layers, around, rows)
    assert abs(distance(around, rows) - least(layers, around)) < 1e-6
    assert all(rows[upper] < rows[lower] for row in layers.rows for upper, lower in pairwise(row))


def test_a_whole_line_moves_where_none_of_its_items_would_alone() -> None:
    """Two items hang on a line of five that could be level with both of them."""
    layers = Layers(7, [0, 1, 2, 3, 4, 5, 6], [[at] for at in range(7)], [], [])
    around: Around = [[] for _ in range(7)]
    for item, other in pairwise(range(7)):
        weight = 1 if {item, other} & {0, 6} else 4
        around[item].append((other, weight))
        around[other].append((item, weight))
    rows = [3, 0, 0, 0, 0, 0, 3]
    straighten(layers, around, rows)
    assert len(set(rows)) == 1


def test_rows_that_are_best_already_stay() -> None:
    layers = Layers(4, [0, 0, 1, 1], [[0, 1], [2, 3]], [], [])
    around: Around = [[(2, 1)], [(3, 1)], [(0, 1)], [(1, 1)]]
    rows = [0, 5, 0, 5]
    straighten(layers, around, rows)
    assert rows == [0, 5, 0, 5]
