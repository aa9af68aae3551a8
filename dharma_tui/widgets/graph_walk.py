"""From node to node: in a direction, or along edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dharma_tui.core.drawing import Box, NodeId, Route

SIDEWAYS = 2
"""How much further a step aside is than one straight on."""
TALL = 2
"""Columns that a row is high."""


def nearest(boxes: Iterable[Box], start: Box, columns: int, rows: int) -> NodeId | None:
    """The nearest box in a direction; what lies straight on is nearer than what lies aside."""
    best: tuple[tuple[int, int, int], NodeId] | None = None
    for box in boxes:
        ahead, aside = _apart(start, box, columns, rows)
        if box.id == start.id or ahead <= 0:
            continue
        score = ahead + SIDEWAYS * aside, box.y, box.x
        if best is None or score < best[0]:
            best = score, box.id
    return best[1] if best else None


def _apart(start: Box, box: Box, columns: int, rows: int) -> tuple[int, int]:
    """How far ``box`` is ahead of ``start`` and how far aside, as wide as a column is."""
    if columns:
        ahead = (box.x - start.x) * columns
        aside = abs(box.middle[1] - start.middle[1]) * TALL
        return ahead, aside
    ahead = (box.y - start.y) * rows * TALL
    overlap = min(box.x + box.width, start.x + start.width) - max(box.x, start.x)
    return ahead, 0 if overlap > 0 else -overlap + 1


def beyond(routes: Iterable[Route], node: NodeId, way: int, boxes: Mapping[NodeId, Box]) -> list[NodeId]:
    """Where the edges out of ``node`` lead, or with ``way`` -1 those into it come from, from the top down."""
    ends = {
        route.target if way > 0 else route.source
        for route in routes
        if (route.source if way > 0 else route.target) == node
    }
    home = boxes[node].y
    return sorted(ends, key=lambda end: (abs(boxes[end].y - home), boxes[end].y, boxes[end].x))


def next_of(ends: Sequence[NodeId], present: NodeId, step: int) -> NodeId:
    """The one after ``present``, round the end."""
    return ends[(ends.index(present) + step) % len(ends)] if present in ends else ends[0]
