"""A plan with the tracks that edges turn in: everything but sizes, the same for every level of detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dharma_tui.services.topology.layout.channels import Bundle, Channel, channel_of
from dharma_tui.services.topology.layout.plan import Plan
from dharma_tui.services.topology.layout.web import Pair

BEFORE, BESIDE = -1, 0
"""Slots of a column: the cell before it, and the cell beside a node's box; tracks have those from 1 on."""
Stop = tuple[int, int, int]
"""Column, slot and row."""


@dataclass(slots=True)
class Lattice:
    """Where nodes and edges lie. ``tracks`` are how many follow each column."""

    columns: Sequence[int]
    rows: Sequence[int]
    tracks: list[int]
    height: int
    stops: dict[Pair, list[Stop]]
    """The corners of each edge from its source to its target."""
    bends: dict[Pair, tuple[int, ...]]
    """The rows on which each edge passes columns between its ends."""
    first_row: int = 0
    """What is now row 0 was this one in the plan."""


def lattice_of(plan: Plan, size: int, *, rigid: bool = False) -> Lattice:
    """Tracks and corners for ``plan``, whose first ``size`` items are nodes. ``rigid``: no rows may be put in between."""
    channels = _channels(plan, rigid)
    stops = {pair: _stops(chain, plan, channels) for pair, chain in plan.chains.items()}
    rows = {2 * row for row in plan.rows} | {row for corners in stops.values() for _, _, row in corners}
    low, high = (min(rows) // 2, max(rows) // 2) if rows else (0, -1)
    low = min(low, 0)
    rows |= {2 * row for row in range(low, high + 1)}
    place = {row: at for at, row in enumerate(sorted(rows))}
    return Lattice(
        columns=plan.columns[:size],
        rows=[place[2 * row] for row in plan.rows[:size]],
        tracks=[channel.tracks for channel in channels],
        height=len(place),
        stops={
            pair: [
                (column, slot, place[row]) for column, slot, row in (corners[::-1] if pair in plan.turned else corners)
            ]
            for pair, corners in stops.items()
        },
        bends={
            pair: tuple(place[2 * plan.rows[item]] for item in chain[1:-1])
            for pair, chain in plan.chains.items()
            if len(chain) > 2
        },
        first_row=low,
    )


def _channels(plan: Plan, rigid: bool) -> list[Channel]:
    links = plan.links()
    within: list[list[Pair]] = [[] for _ in links]
    across: list[list[Pair]] = [[] for _ in links]
    for column, pairs in enumerate(links):
        for pair in pairs:
            (within if plan.columns[pair[1]] == column else across)[column].append(pair)
    return [channel_of(edges, beside, plan.rows, rigid=rigid) for edges, beside in zip(across, within, strict=True)]


def _stops(chain: list[int], plan: Plan, channels: list[Channel]) -> list[Stop]:
    """The corners of one edge from left to right, rows in halves."""
    first, last = chain[0], chain[-1]
    column = plan.columns[first]
    corners = [(column, BESIDE, 2 * plan.rows[first])]
    for left, right in pairwise(chain):
        bundle = channels[column].bundles[left, right]
        start, end = 2 * plan.rows[left], 2 * plan.rows[right]
        if start != end:
            corners += _turn(column, bundle, start)
            corners += (
                _turn(column, bundle, end)[::-1] if column == plan.columns[right] else [(column, bundle.track, end)]
            )
        column += 1
    within = plan.columns[first] == plan.columns[last]
    corners.append((plan.columns[last], BESIDE if within else BEFORE, 2 * plan.rows[last]))
    return corners


def _turn(column: int, bundle: Bundle, row: int) -> list[Stop]:
    """From a row on the left side to the bundle's track, aside if that must be."""
    if step := bundle.steps.get(row):
        track, other = step
        return [(column, track, row), (column, track, other), (column, bundle.track, other)]
    return [(column, bundle.track, row)]
