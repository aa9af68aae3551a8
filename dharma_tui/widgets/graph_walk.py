"""From node to node: in a direction, or along edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dharma_tui.core.drawing import Box, Frame, NodeId, SketchEdge

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


def ahead_of(stops: Mapping[NodeId, Box], frames: Mapping[NodeId, Frame], start: Box, columns: int) -> list[Box]:
    """Where an arrow may lead: up and down also out of a frame and into it, to the sides past what holds it and what it holds."""
    if not columns:
        return list(stops.values())
    home = frames[start.id].box if start.id in frames else None
    around = {id for id, frame in frames.items() if frame.box.encloses(start)}
    return [box for id, box in stops.items() if id not in around and not (home and home.encloses(box))]


def beyond(edges: Iterable[SketchEdge], node: NodeId, way: int, boxes: Mapping[NodeId, Box]) -> list[NodeId]:
    """Where the edges out of ``node`` lead, or with ``way`` -1 those into it come from, from the top down."""
    ends = {
        edge.target if way > 0 else edge.source
        for edge in edges
        if (edge.source if way > 0 else edge.target) == node and edge.source != edge.target
    } & boxes.keys()
    home = boxes[node].y
    return sorted(ends, key=lambda end: (abs(boxes[end].y - home), boxes[end].y, boxes[end].x))


def next_of(ends: Sequence[NodeId], present: NodeId, step: int) -> NodeId:
    """The one after ``present``, round the end."""
    return ends[(ends.index(present) + step) % len(ends)] if present in ends else ends[0]
