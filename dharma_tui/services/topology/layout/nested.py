"""What contains what, as frames in frames: account, region, network, subnet, machine; and the lines between what is in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

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
    Route,
    Sketch,
    SketchGroup,
)
from dharma_tui.core.faces import TITLE, face_of, least_title_width, size_of, title_width
from dharma_tui.services.topology.layout.growing import grown
from dharma_tui.services.topology.layout.kept import Home, Spot, keep
from dharma_tui.services.topology.layout.layered import ROOM
from dharma_tui.services.topology.layout.parts import Part, Spacing, pack
from dharma_tui.services.topology.layout.wiring import ORDERS, wired

BORDER = 2, 1
"""Columns and rows that a frame takes on each side: its line, and a blank beside it."""
SHORT = 24
"""Columns of a title that a frame makes room for where the window is too narrow for all of them."""
APART = 60
"""Lines that can be told apart; of more, only those of what is looked at are better drawn."""
SPARSE = 30
"""Lines that are drawn again where there were too many, and some of what they were between has only gone."""
FEW = 60
"""So many boxes are arranged in several ways, where not all of them are seen at once."""
SHAPES = 0.6, 0.75, 0.9, 1.15, 1.35, 1.7
"""How frames are shaped in those ways: narrower than the window to wider than it."""
WIRED = Spacing(aside=4, below=1)
"""Room for lines."""
MARGIN = 2
"""Columns left of everything for lines."""


def nested(
    sketch: Sketch, room: Point = ROOM, details: Collection[Detail] = tuple(Detail), before: Picture | None = None
) -> Picture:
    """``sketch`` as boxes within the frames of its groups; groups that nothing is in are left out.

    With ``before``, an earlier picture of much the same, everything stays where it was as far as can be.
    """
    nesting = _nesting(sketch)
    earlier = before if before is not None and _is_much_the_same(sketch, before.sketch) else None
    drawings = {}
    for detail in details:
        known = earlier.drawings.get(detail) if earlier else None
        drawings[detail] = _drawn(sketch, nesting, room, detail, known)
    return Picture(sketch, drawings, Layout.NESTED, Grid())


@dataclass(frozen=True, slots=True)
class _Nesting:
    """The group around each group, and how deep it lies; whether anything is to be joined by lines."""

    parents: Mapping[NodeId, NodeId | None]
    depths: Mapping[NodeId, int]
    spacing: Spacing


def _nesting(sketch: Sketch) -> _Nesting:
    groups = {group.id: group for group in sketch.groups}
    parents = {group.id: _parent(group, groups) for group in sketch.groups}
    known = groups.keys() | {node.id for node in sketch.nodes}
    joins = any(edge.source in known and edge.target in known and edge.source != edge.target for edge in sketch.edges)
    depths = {group: _depth(group, parents) for group in parents}
    return _Nesting(parents, depths, WIRED if joins else Spacing())


def _parent(group: SketchGroup, groups: Mapping[NodeId, SketchGroup]) -> NodeId | None:
    """The group around this one; none where there is none, or where it is within itself."""
    seen: set[NodeId] = set()
    above = group.parent
    while above is not None and above in groups and above not in seen:
        if above == group.id:
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


def _is_much_the_same(sketch: Sketch, before: Sketch) -> bool:
    """Whether at least half of what was drawn still is, what lay in groups that are closed now aside."""
    nodes = {node.id for node in sketch.nodes}
    now = nodes | {group.id for group in sketch.groups}
    closed = {group.id for group in before.groups} & nodes
    for _ in before.groups:
        inner = {group.id for group in before.groups if group.parent in closed} - closed
        if not inner:
            break
        closed |= inner
    there = {node.id for node in before.nodes if node.group not in closed}
    there |= {group.id for group in before.groups if group.parent not in closed}
    return bool(there & now) and 2 * len(there & now) >= len(there)


# -- one level of detail ----------------------------------------------------------------------------------------------------


def _drawn(sketch: Sketch, nesting: _Nesting, room: Point, detail: Detail, before: Drawing | None) -> Drawing:
    plan = _planned(sketch, nesting, room, detail, before)
    boxes: dict[NodeId, Box] = {}
    frames: list[Frame] = []
    loops = {edge.source for edge in sketch.edges if edge.source == edge.target}
    _collect(plan.top, (0, 0), 0, boxes, frames, loops)
    ordered = tuple(boxes[node.id] for node in sketch.nodes)
    width, height = plan.size
    if nesting.spacing is not WIRED:
        return Drawing(sketch, detail, width, height, _as_wished(ordered, plan, frames), tuple(frames))
    joined = {frozenset((edge.source, edge.target)) for edge in sketch.edges}
    orders = 1 if detail is Detail.DOTS else ORDERS
    routes = wired(sketch, ordered, frames, (width, height), apart=len(joined) <= APART, orders=orders)
    grows = before is None or height > before.height
    if grows and all(y < height - 1 for route in routes for _, y in route.points):
        height -= 1
    ordered = _as_wished(ordered, plan, frames, routes)
    return Drawing(
        *(sketch, detail, width, height, ordered, tuple(frames), tuple(routes)),
        is_crowded=_is_crowded(sketch, len(routes), before),
    )


def _is_crowded(sketch: Sketch, lines: int, before: Drawing | None) -> bool:
    """Whether there are more lines than can be told apart. Where there were, hiding some of the boxes draws no more lines."""
    if before is None or not before.is_crowded or lines > APART:
        return lines > APART
    known, frames = ({each.id for each in some} for some in (before.sketch.nodes, before.sketch.groups))
    only_goes = all(node.id in known or (node.id in frames and not node.count) for node in sketch.nodes)
    return only_goes and lines > SPARSE


def _as_wished(
    boxes: tuple[Box, ...], plan: _Plan, frames: Sequence[Frame], routes: Sequence[Route] = ()
) -> tuple[Box, ...]:
    """As wide as they were meant to be, where what was there before left less room than is free now."""
    if plan.before is None:
        return boxes
    return tuple(grown(boxes, plan.wishes, frames, routes, plan.size[0]))


def size_of_nested(sketch: Sketch, room: Point, detail: Detail = Detail.LINES) -> Point:
    """Columns and rows that ``sketch`` takes when it is nested for this room, if no line leads along below all of it."""
    nesting = _nesting(sketch)
    width, height = _planned(sketch, nesting, room, detail, None).size
    return width, height - (1 if nesting.spacing is WIRED else 0)


def _planned(sketch: Sketch, nesting: _Nesting, room: Point, detail: Detail, before: Drawing | None) -> _Plan:
    """Kept to what was there before; else so that most of it is seen at once."""
    plan = _Plan(sketch, nesting, room, detail, before, TITLE)
    if before is not None:
        return plan
    if plan.size[0] > room[0]:
        plan = _Plan(sketch, nesting, room, detail, None, SHORT)
    if plan.seen == 1 or len(sketch.nodes) > FEW:
        return plan
    tried = (_Plan(sketch, nesting, room, detail, None, plan.titles, shape) for shape in SHAPES)
    return max([plan, *tried], key=lambda plan: plan.seen)


@dataclass(slots=True)
class _Plan:
    """The parts of a drawing, each within its frame."""

    sketch: Sketch
    nesting: _Nesting
    room: Point
    detail: Detail
    before: Drawing | None
    titles: int
    shape: float = 1
    """How much wider than the window frames are, for their height."""
    top: list[Part] = field(default_factory=list)
    size: Point = (0, 0)
    homes: dict[NodeId | None, Home] = field(default_factory=dict)
    kept_spacing: Spacing = WIRED
    """What lay closer before is not moved apart."""
    closes: bool = False
    wishes: dict[NodeId, int] = field(default_factory=dict)
    """How wide each box is to be."""

    def __post_init__(self) -> None:
        if self.before is not None:
            self.homes = _homes(self.before)
            self.kept_spacing = _nesting(self.before.sketch).spacing
            nodes = {node.id for node in self.sketch.nodes}
            self.closes = any(frame.id in nodes for frame in self.before.frames)
        inside: dict[NodeId | None, list[Part]] = {}
        groups = {group.id: group for group in self.sketch.groups}
        for node in self.sketch.nodes:
            home = node.group if node.group in groups else None
            width, height = size_of(face_of(node), self.detail)
            self.wishes[node.id] = width
            inside.setdefault(home, []).append(Part(node.id, width, height))
        for group in sorted(self.sketch.groups, key=lambda group: -self.nesting.depths[group.id]):
            if parts := inside.get(group.id):
                inside.setdefault(self.nesting.parents[group.id], []).append(self._framed(group, parts))
        self.top = inside.get(None, [])
        width, height = self._laid(self.top, None)
        if self.nesting.spacing is WIRED:
            if None not in self.homes:
                for part in self.top:
                    part.x += MARGIN
                width += MARGIN
            width += MARGIN
            height += 1
        if self.before is not None and not self.closes:
            width, height = max(width, self.before.width), max(height, self.before.height)
        self.size = width, height

    @property
    def seen(self) -> float:
        """The part of it that is in the window at once."""
        return min(1, self.room[0] / max(1, self.size[0])) * min(1, self.room[1] / max(1, self.size[1]))

    def _laid(self, parts: Sequence[Part], home: NodeId | None) -> Point:
        """The size of ``parts``, which are what this home holds: kept to what it held before."""
        aspect = self.room[0] / max(1, self.room[1]) * (1 if home is None else self.shape)
        known = self.homes.get(home)
        if known is None or not any(part.id in known.spots for part in parts):
            return pack(parts, aspect, self.nesting.spacing, self._widest(home))
        return keep(parts, known, aspect, self.kept_spacing, closes=self.closes)

    def _framed(self, group: SketchGroup, parts: list[Part]) -> Part:
        width, height = self._laid(parts, group.id)
        for part in parts:
            part.x += BORDER[0]
            part.y += BORDER[1]
        widest = self._widest(self.nesting.parents[group.id])
        least = least_title_width(group)
        title = min(title_width(group), max(self.titles, least)) + 6
        if group.id in self.homes and not self.closes:
            title = 0
        elif widest is not None:
            title = min(title, max(widest, SHORT, least + 6))
        return Part(group.id, max(width + 2 * BORDER[0], title), height + 2 * BORDER[1], parts=parts, is_frame=True)

    def _widest(self, home: NodeId | None) -> int | None:
        """The columns that there are for something new in a frame: those of the window, or what can be had without moving what
        was there before."""
        if not self.homes:
            depth = 0 if home is None else self.nesting.depths[home] + 1
            margins = 2 * MARGIN if self.nesting.spacing is WIRED else 0
            return max(1, self.room[0] - margins - 2 * BORDER[0] * depth)
        around = 0
        while home is not None and home not in self.homes:
            around += 2 * BORDER[0]
            home = self.nesting.parents.get(home)
        if home not in self.homes:
            return None
        return max(1, self.homes[home].inner[0] + self._room_right(home) - around)

    def _room_right(self, home: NodeId | None) -> int:
        """By how many columns a frame can become wider without anything being in the way."""
        if home is None:
            return max(0, self.room[0] - 2 * MARGIN - self.homes[None].inner[0])
        parent = self.nesting.parents.get(home)
        around = self.homes.get(parent)
        if around is None or home not in around.spots:
            return 0
        spot = around.spots[home]
        end = spot.x + spot.width
        beside = [
            other.x - self.nesting.spacing.aside - end
            for other in around.spots.values()
            if other.x >= end and other.y < spot.y + spot.height and spot.y < other.y + other.height
        ]
        return max(0, min(beside)) if beside else around.inner[0] - end + self._room_right(parent)


def _homes(drawing: Drawing) -> dict[NodeId | None, Home]:
    """What each frame of a drawing held, and where; None is the home of what lies in no frame."""
    frames = {frame.id: frame for frame in drawing.frames}
    parents = _nesting(drawing.sketch).parents
    spots: dict[NodeId | None, dict[NodeId, Spot]] = {None: {}}
    for box, node in zip(drawing.boxes, drawing.sketch.nodes, strict=True):
        home = node.group if node.group in frames else None
        x, y = _inner_corner(frames.get(home) if home is not None else None)
        spots.setdefault(home, {})[box.id] = Spot(box.x - x, box.y - y, box.width - box.grown, box.height)
    for frame in drawing.frames:
        home = parents.get(frame.id)
        x, y = _inner_corner(frames.get(home) if home is not None else None)
        spots.setdefault(home, {})[frame.id] = Spot(frame.x - x, frame.y - y, frame.width, frame.height, True)
    return {
        home: Home(held, _inner_size(frames.get(home) if home is not None else None, held))
        for home, held in spots.items()
    }


def _inner_corner(frame: Frame | None) -> Point:
    return (frame.x + BORDER[0], frame.y + BORDER[1]) if frame else (0, 0)


def _inner_size(frame: Frame | None, held: Mapping[NodeId, Spot]) -> Point:
    if frame is not None:
        return frame.width - 2 * BORDER[0], frame.height - 2 * BORDER[1]
    return max((spot.x + spot.width for spot in held.values()), default=0), 0


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
