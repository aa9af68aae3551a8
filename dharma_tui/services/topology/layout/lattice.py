"""One connected piece without sizes: columns, tracks between them and rows; the same for every level of detail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from dharma_tui.services.topology.layout.aligning import rows_of
from dharma_tui.services.topology.layout.channels import Channel, channel_of
from dharma_tui.services.topology.layout.layers import Layers
from dharma_tui.services.topology.layout.web import Pair

BEFORE, BESIDE = -1, 0
"""Slots of a column: the cell before it, and the cell beside a node's box; tracks have those from 1 on."""
Stop = tuple[int, int, int]
"""Column, slot and row."""


@dataclass(slots=True)
class Lattice:
    """Where the nodes of one piece lie. ``tracks`` are how many follow each column."""

    columns: dict[int, int] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    tracks: list[int] = field(default_factory=list)
    height: int = 0
    stops: dict[Pair, list[Stop]] = field(default_factory=dict)
    """The corners of each edge from its source to its target."""


def lattice_of(layers: Layers, kept: Mapping[Pair, bool]) -> Lattice:
    """Rows, tracks and corners for ordered ``layers``."""
    rows = rows_of(layers)
    channels = _channels(layers, rows)
    stops = {pair: _stops(chain, layers, rows, channels) for pair, chain in layers.chains.items()}
    used = {row for corners in stops.values() for _, _, row in corners} | {2 * row for row in rows}
    place = {row: at for at, row in enumerate(sorted(used))}
    return Lattice(
        columns={node: layers.rank[node] for node in range(layers.size)},
        rows={node: place[2 * rows[node]] for node in range(layers.size)},
        tracks=[channel.tracks for channel in channels],
        height=len(place),
        stops={
            pair: [(column, slot, place[row]) for column, slot, row in (corners if kept[pair] else corners[::-1])]
            for pair, corners in stops.items()
        },
    )


def _channels(layers: Layers, rows: list[int]) -> list[Channel]:
    within: list[list[Pair]] = [[] for _ in layers.rows]
    for pair, chain in layers.chains.items():
        if layers.rank[chain[0]] == layers.rank[chain[-1]]:
            within[layers.rank[chain[0]]].append(pair)
    return [
        channel_of(((left, right) for left in column for right in layers.after[left]), beside, rows)
        for column, beside in zip(layers.rows, within, strict=True)
    ]


def _stops(chain: list[int], layers: Layers, rows: list[int], channels: list[Channel]) -> list[Stop]:
    """The corners of one edge from left to right, rows in halves."""
    first, last = chain[0], chain[-1]
    column = layers.rank[first]
    corners = [(column, BESIDE, 2 * rows[first])]
    for left, right in pairwise(chain):
        channel = channels[column]
        bundle = channel.bundles[left, right]
        start, end = 2 * rows[left], 2 * rows[right]
        if start in bundle.stepped:
            corners += [(column, 1, start), (column, 1, start + 1), (column, bundle.track, start + 1)]
            corners.append((column, bundle.track, end))
        elif start != end:
            corners += [(column, bundle.track, start), (column, bundle.track, end)]
        column += 1
    within = layers.rank[first] == layers.rank[last]
    corners.append((layers.rank[last], BESIDE if within else BEFORE, 2 * rows[last]))
    return corners
