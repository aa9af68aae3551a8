"""Boxes that had to give way take what turns out to be free beside them, once all lines are drawn: nothing moves for that."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from dharma_tui.core.drawing import Box, Frame, NodeId, Route


def grown(
    boxes: Sequence[Box], wishes: Mapping[NodeId, int], frames: Iterable[Frame], routes: Iterable[Route], width: int
) -> list[Box]:
    """``boxes``, each as wide as it ``wishes`` to be as far as there is nothing on its right in a drawing of this ``width``."""
    ends: dict[int, list[int]] = {}
    for box in boxes:
        if wishes[box.id] > box.width:
            ends |= {y: [width] for y in _rows(box)}
    if not ends:
        return list(boxes)
    for box in boxes:
        _end(ends, _rows(box), box.x - (box.height > 1))
    for frame in frames:
        for x in (frame.x, frame.x + frame.width - 1):
            _end(ends, _rows(frame.box), x - 1)
    for route in routes:
        for (x, y), (u, v) in pairwise(route.points):
            _end(ends, range(min(y, v), max(y, v) + 1), min(x, u) - 1)
    for row in ends.values():
        row.sort()
    return [_grown(box, wishes[box.id], ends) if wishes[box.id] > box.width else box for box in boxes]


def _rows(box: Box) -> range:
    return range(box.y, box.y + box.height)


def _end(ends: Mapping[int, list[int]], rows: Iterable[int], x: int) -> None:
    """Nothing grows beyond this column in these rows."""
    for y in rows:
        if y in ends:
            ends[y].append(x)


def _grown(box: Box, wish: int, ends: Mapping[int, list[int]]) -> Box:
    right, end = box.x + box.width, box.x + wish
    for y in _rows(box):
        at = bisect_left(ends[y], right - 1)
        end = min([end, *ends[y][at : at + 1]])
    more = max(0, end - right)
    return replace(box, width=box.width + more, grown=more)
