"""What contains what, as frames in frames: account, region, network, subnet, machine.

Boxes stand in even columns, frames on shelves in the order they are given (next fit: Coffman, Garey, Johnson and Tarjan, 1980),
of that width which comes nearest to the shape of the window. Edges have no lines here: a view tells them by what they join.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from dharma_tui.core.drawing import (
    Box,
    Detail,
    Drawing,
    Frame,
    Grid,
    Layout,
    NodeId,
    Picture,
    Point,
    Sketch,
    SketchGroup,
)
from dharma_tui.core.faces import face_of, size_of
from dharma_tui.core.text import cells_of, printable
from dharma_tui.services.topology.layout.layered import ROOM

ASIDE = 2
"""Columns between what stands side by side."""
BORDER = 2, 1
"""Columns and rows that a frame takes on each side: its line, and a blank beside it."""
TITLE = 24
"""Columns of a title that a frame makes room for; of longer ones there is what fits."""


TRIES = 12
"""Widths of shelves that are tried."""


@dataclass(slots=True)
class Part:
    """A box or a frame with all that is in it, its corner counted from the frame around it."""

    id: NodeId
    width: int
    height: int
    x: int = 0
    y: int = 0
    parts: list[Part] = field(default_factory=list)
    is_frame: bool = False


def nested(sketch: Sketch, room: Point = ROOM, details: Collection[Detail] = tuple(Detail)) -> Picture:
    """``sketch`` as boxes within the frames of its groups; groups that nothing is in are left out."""
    return Picture(sketch, {detail: _drawing(sketch, room, detail) for detail in details}, Layout.NESTED, Grid())


def _drawing(sketch: Sketch, room: Point, detail: Detail) -> Drawing:
    groups = {group.id: group for group in sketch.groups}
    parents = {group.id: _parent(group, groups) for group in sketch.groups}
    sizes = {node.id: size_of(face_of(node), detail) for node in sketch.nodes}
    inside: dict[NodeId | None, list[Part]] = {}
    for node in sketch.nodes:
        home = node.group if node.group in groups else None
        inside.setdefault(home, []).append(Part(node.id, *sizes[node.id]))
    aspect = room[0] / max(1, room[1])
    for group in sorted(sketch.groups, key=lambda group: -_depth(group.id, parents)):
        if parts := inside.get(group.id):
            inside.setdefault(parents[group.id], []).append(_framed(group, parts, aspect))
    top = inside.get(None, [])
    width, height = _pack(top, aspect)
    boxes: dict[NodeId, Box] = {}
    frames: list[Frame] = []
    loops = {edge.source for edge in sketch.edges if edge.source == edge.target}
    _collect(top, (0, 0), 0, boxes, frames, loops)
    return Drawing(sketch, detail, width, height, tuple(boxes[node.id] for node in sketch.nodes), tuple(frames))


def _parent(group: SketchGroup, groups: Mapping[NodeId, SketchGroup]) -> NodeId | None:
    """The group around this one; none where there is none, or where it is within itself."""
    seen = {group.id}
    above = group.parent
    while above is not None and above in groups:
        if above in seen:
            return None
        seen.add(above)
        above = groups[above].parent
    return group.parent if group.parent in groups else None


def _depth(group: NodeId, parents: Mapping[NodeId, NodeId | None]) -> int:
    depth = 0
    above = parents[group]
    while above is not None:
        depth += 1
        above = parents[above]
    return depth


def _framed(group: SketchGroup, parts: list[Part], aspect: float) -> Part:
    width, height = _pack(parts, aspect)
    for part in parts:
        part.x += BORDER[0]
        part.y += BORDER[1]
    count = f" ×{group.count:,}" if group.count else ""
    title = min(cells_of(printable(group.label) + count), TITLE) + 6
    return Part(group.id, max(width + 2 * BORDER[0], title), height + 2 * BORDER[1], parts=parts, is_frame=True)


def _pack(parts: list[Part], aspect: float) -> Point:
    """Put boxes above frames; the size of all together."""
    boxes = [part for part in parts if not part.is_frame]
    frames = [part for part in parts if part.is_frame]
    width, height = _columns(boxes, aspect)
    if not frames:
        return width, height
    rooms = sorted({max(width, *(frame.width for frame in frames)), *_widths(frames, width)})
    tried = {room: _shelves(frames, room, height) for room in rooms[:: 1 + len(rooms) // TRIES]}
    best = min(tried, key=lambda room: (max(max(tried[room][0], width), (height + tried[room][1]) * aspect), room))
    across, below = _shelves(frames, best, height)
    return max(width, across), height + below


def _widths(frames: Sequence[Part], least: int) -> list[int]:
    """How wide the first frame is, the first two side by side, the first three, and so on."""
    widest = max(frame.width for frame in frames)
    widths = accumulate(frame.width + ASIDE for frame in frames)
    return [width - ASIDE for width in widths if width - ASIDE >= max(widest, least)]


def _columns(boxes: Sequence[Part], aspect: float) -> Point:
    """Boxes of the same height in columns."""
    if not boxes:
        return 0, 0
    wide, high = max(box.width for box in boxes) + ASIDE, boxes[0].height
    across = max(1, min(len(boxes), round((len(boxes) * high * aspect / wide) ** 0.5)))
    rows = -(-len(boxes) // across)
    x = 0
    for first in range(0, len(boxes), rows):
        column = boxes[first : first + rows]
        for at, box in enumerate(column):
            box.x, box.y = x, at * high
        x += max(box.width for box in column) + ASIDE
    return x - ASIDE, rows * high


def _shelves(frames: Sequence[Part], room: int, top: int) -> Point:
    """Frames side by side in their order; how wide they are together, and how high."""
    x = wide = high = 0
    y = top
    for frame in frames:
        if x and x + frame.width > room:
            x, y, high = 0, y + high, 0
        frame.x, frame.y = x, y
        x += frame.width + ASIDE
        wide = max(wide, x - ASIDE)
        high = max(high, frame.height)
    return wide, y + high - top


def _collect(
    parts: Sequence[Part],
    at: Point,
    depth: int,
    boxes: dict[NodeId, Box],
    frames: list[Frame],
    loops: Collection[NodeId],
) -> None:
    for part in parts:
        x, y = at[0] + part.x, at[1] + part.y
        if part.is_frame:
            frames.append(Frame(part.id, x, y, part.width, part.height, depth))
            _collect(part.parts, (x, y), depth + 1, boxes, frames, loops)
        else:
            boxes[part.id] = Box(part.id, x, y, part.width, part.height, part.id in loops)
