"""Boxes and frames by their sizes, put side by side: what a nested layout is made of.

Boxes stand in even columns, frames on shelves in the order they are given (next fit: Coffman, Garey, Johnson and Tarjan, 1980),
of that width which comes nearest to the shape of the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from dharma_tui.core.drawing import NodeId, Point


@dataclass(slots=True)
class Part:
    """A box or a frame with all that is in it, its corner counted from where the contents of the frame around it begin."""

    id: NodeId
    width: int
    height: int
    x: int = 0
    y: int = 0
    parts: list[Part] = field(default_factory=list)
    is_frame: bool = False


@dataclass(frozen=True, slots=True)
class Spacing:
    """Columns between what stands side by side, rows below boxes and each shelf of frames: more where lines need room."""

    aside: int = 2
    below: int = 0


def pack(parts: Sequence[Part], aspect: float, spacing: Spacing, widest: int | None = None) -> Point:
    """Put boxes above frames; the size of all together, no more than ``widest`` columns if that can be."""
    boxes = [part for part in parts if not part.is_frame]
    frames = [part for part in parts if part.is_frame]
    least = max([0, *(frame.width for frame in frames)])
    rooms = sorted({max(least, width) for width in (*_widths(frames, spacing), *_across(boxes, spacing))}) or [0]
    if widest is not None:
        rooms = [room for room in rooms if room <= widest] or rooms[:1]
    best = rooms[0], _worth(_packed(boxes, frames, rooms[0], spacing), aspect)
    for room in rooms[1:]:
        if room > best[1][0]:
            break
        worth = _worth(_packed(boxes, frames, room, spacing), aspect)
        if worth < best[1]:
            best = room, worth
    return _packed(boxes, frames, best[0], spacing)


def _worth(size: Point, aspect: float) -> tuple[float, int]:
    """Lower is better: the side that has to be larger to be as wide and as high as the window, then the area."""
    return max(size[0], size[1] * aspect), size[0] * size[1]


def _packed(boxes: Sequence[Part], frames: Sequence[Part], room: int, spacing: Spacing) -> Point:
    width, height = _columns(boxes, room, spacing)
    if not frames:
        return width, height
    height += spacing.below if boxes else 0
    across, below = _shelves(frames, room, height, spacing)
    return max(width, across), height + below


def _widths(frames: Sequence[Part], spacing: Spacing) -> list[int]:
    """How wide the first frame is, the first two side by side, the first three, and so on."""
    return [width - spacing.aside for width in accumulate(frame.width + spacing.aside for frame in frames)]


def _across(boxes: Sequence[Part], spacing: Spacing) -> list[int]:
    """How wide one column of boxes may be, two, three, and so on."""
    wide = max([0, *(box.width for box in boxes)])
    return [number * (wide + spacing.aside) - spacing.aside for number in range(1, len(boxes) + 1)]


def _columns(boxes: Sequence[Part], room: int, spacing: Spacing) -> Point:
    """Boxes of the same height in as many columns as there is room for, all but the last equally high."""
    if not boxes:
        return 0, 0
    most = max(1, (room + spacing.aside) // (max(box.width for box in boxes) + spacing.aside))
    while most < len(boxes) and _side_by_side(boxes, most + 1, spacing)[0] <= room:
        most += 1
    return _side_by_side(boxes, most, spacing)


def _side_by_side(boxes: Sequence[Part], across: int, spacing: Spacing) -> Point:
    """Boxes in so many columns at most, each as wide as its widest."""
    high = boxes[0].height
    rows = -(-len(boxes) // across)
    x = 0
    for first in range(0, len(boxes), rows):
        column = boxes[first : first + rows]
        for at, box in enumerate(column):
            box.x, box.y = x, at * high
        x += max(box.width for box in column) + spacing.aside
    return x - spacing.aside, rows * high


def _shelves(frames: Sequence[Part], room: int, top: int, spacing: Spacing) -> Point:
    """Frames side by side in their order; how wide they are together, and how high."""
    x = wide = high = 0
    y = top
    for frame in frames:
        if x and x + frame.width > room:
            x, y, high = 0, y + high + spacing.below, 0
        frame.x, frame.y = x, y
        x += frame.width + spacing.aside
        wide = max(wide, x - spacing.aside)
        high = max(high, frame.height)
    return wide, y + high - top
