"""The contents of a frame a moment later: what stayed stays where it is, what came finds a free place, what grew makes itself room.

A reader's map of a drawing outlives its changes (Misue, Eades, Lai and Sugiyama, "Layout Adjustment and the Mental Map", 1995):
only what stands beside a frame that became wider moves aside, keeping its line, and only what lies below something that became
higher moves down; nothing moves back but what takes back the room of what was closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from dharma_tui.core.drawing import NodeId, Point
from dharma_tui.services.topology.layout.parts import Part, Spacing, pack

NARROWEST = 8
"""Columns that a box keeps where it has to give way."""
FEW = 12
"""So many find a place each for itself; more stand together below all else."""
FIELD = 64, 4
"""Columns and rows that are looked at together for what is in them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was, counted from where the contents of its frame begin."""

    x: int
    y: int
    width: int
    height: int
    is_frame: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """What a frame held, and how much room there was in it."""

    spots: Mapping[NodeId, Spot]
    inner: Point = (0, 0)


class _Placed:
    """Parts that have a place, found by the fields they lie in: what is far away is not looked at."""

    def __init__(self, spacing: Spacing) -> None:
        self._spacing = spacing
        self.parts: list[Part] = []
        self._fields: dict[Point, list[Part]] = {}

    def add(self, part: Part) -> None:
        """Remember it where it is now."""
        self.parts.append(part)
        for field in _fields(part.x, part.y, part.width, part.height):
            self._fields.setdefault(field, []).append(part)

    def met(self, x: int, y: int, part: Part) -> Iterator[Part]:
        """What ``part`` at this corner would touch; what is large may come several times."""
        aside, below = self._spacing.aside, self._spacing.below
        for field in _fields(x - aside, y - below, part.width + 2 * aside, part.height + 2 * below):
            for other in self._fields.get(field, ()):
                if _meets(x, y, part, other, self._spacing):
                    yield other


def _fields(x: int, y: int, width: int, height: int) -> Iterable[Point]:
    across, down = FIELD
    return product(range(x // across, (x + width) // across + 1), range(y // down, (y + height) // down + 1))


def keep(parts: Sequence[Part], home: Home, aspect: float, spacing: Spacing, *, closes: bool = False) -> Point:
    """Put every part where it was, or in a free place near by; the room that all take. ``closes``: room is taken back."""
    spots = home.spots
    stayed = [part for part in parts if part.id in spots and (spots[part.id].is_frame or not part.is_frame)]
    stayed.sort(key=lambda part: (spots[part.id].y, spots[part.id].x))
    placed = _Placed(spacing)
    for part in stayed:
        spot = spots[part.id]
        part.x, part.y = spot.x, spot.y
        if not part.is_frame and part.width > spot.width and not spot.is_frame:
            part.width = max(spot.width, min(part.width, _room_at(part, stayed, spots, home.inner[0], spacing)))
    _move_aside(stayed, spots, spacing)
    for part in stayed:
        _push_down(part, placed, spacing)
        placed.add(part)
    known = {part.id for part in stayed}
    came = [part for part in parts if part.id not in known]
    if len(came) > FEW:
        _below_all(came, placed, home, aspect, spacing)
    else:
        for part in came:
            (_settle_frame if part.is_frame else _settle_box)(part, placed, home, spacing)
            placed.add(part)
    if closes:
        _take_back(placed.parts, spacing)
    width = max((part.x + part.width for part in placed.parts), default=0)
    height = max((part.y + part.height for part in placed.parts), default=0)
    return (width, height) if closes else (max(width, home.inner[0]), max(height, home.inner[1]))


def _room_at(part: Part, stayed: Sequence[Part], spots: Mapping[NodeId, Spot], inner: int, spacing: Spacing) -> int:
    """Columns from where a part begins to what stands beside it, or to the border."""
    spot = spots[part.id]
    ends = [inner]
    for other in stayed:
        there = spots[other.id]
        if there.x > spot.x and there.y < spot.y + part.height and spot.y < there.y + there.height:
            ends.append(there.x - spacing.aside)
    return min(ends) - spot.x


def _gap(lower: Part, spacing: Spacing) -> int:
    """Rows between something and what is above it: boxes may come close below a frame, so that no row waits for them."""
    return spacing.below if lower.is_frame else 0


def _meets(x: int, y: int, part: Part, other: Part, spacing: Spacing) -> bool:
    """Whether ``part`` at this corner would touch the other."""
    return (
        x < other.x + other.width + spacing.aside
        and other.x < x + part.width + spacing.aside
        and y < other.y + other.height + _gap(part, spacing)
        and other.y < y + part.height + _gap(other, spacing)
    )


def _move_aside(parts: Sequence[Part], spots: Mapping[NodeId, Spot], spacing: Spacing) -> None:
    """What stood on the right of a frame that became wider makes room for it, and so does what stood on the right of that."""
    if all(part.width <= spots[part.id].width for part in parts):
        return
    pushing: list[Part] = []
    for part in sorted(parts, key=lambda part: spots[part.id].x):
        spot = spots[part.id]
        beside = (other for other in pushing if _is_beside(spots[other.id], spot))
        part.x = max((part.x, *(other.x + other.width + spacing.aside for other in beside)))
        if part.x > spot.x or part.width > spot.width:
            pushing.append(part)


def _is_beside(left: Spot, right: Spot) -> bool:
    """Whether the one stands on the left of the other, on some of its lines."""
    is_before = left.x + left.width <= right.x
    return is_before and left.y < right.y + right.height and right.y < left.y + left.height


def _push_down(part: Part, placed: _Placed, spacing: Spacing) -> None:
    """As far down as must be for it not to lie on what is placed already."""
    while over := list(placed.met(part.x, part.y, part)):
        part.y = max(other.y + other.height + _gap(part, spacing) for other in over)


def _settle_box(part: Part, placed: _Placed, home: Home, spacing: Spacing) -> None:
    """The free place that makes the frame grow least: in one of the columns of boxes, the highest first."""
    boxes = [other for other in placed.parts if not other.is_frame]
    columns: dict[int, int] = {}
    for box in boxes:
        columns[box.x] = max(columns.get(box.x, 0), box.width)
    end = max((box.x + box.width for box in boxes), default=-spacing.aside) + spacing.aside
    columns.setdefault(end, min(part.width, home.inner[0] - end))
    columns.setdefault(0, home.inner[0])
    lines = {box.y for box in boxes} | {box.y + box.height for box in boxes} | {0, _bottom(placed.parts, part, spacing)}
    wish, best = part.width, (home.inner[1] + 10**6, 0, 0, 0)
    for x, room in columns.items():
        width = min(wish, max(room, home.inner[0] - x))
        if width < min(wish, NARROWEST):
            continue
        for y in lines:
            for tried in dict.fromkeys((width, min(width, room))):
                part.width = tried
                if tried >= min(wish, NARROWEST) and not any(True for _ in placed.met(x, y, part)):
                    grown = max(0, y + part.height - home.inner[1])
                    best = min(best, (grown, y, x, tried))
    _, y, x, part.width = best
    if not part.width:
        part.width, x, y = wish, 0, _bottom(placed.parts, part, spacing)
    part.x, part.y = x, y


def _settle_frame(part: Part, placed: _Placed, home: Home, spacing: Spacing) -> None:
    """Where it was as a box if there is room, else the free place that makes all grow least, the nearest to that."""
    was = home.spots.get(part.id, Spot(0, 0, 0, 0))
    lefts = (
        {0, was.x}
        | {other.x + other.width + spacing.aside for other in placed.parts}
        | {other.x for other in placed.parts}
    )
    tops = {0, was.y} | {other.y + other.height + _gap(part, spacing) for other in placed.parts}
    best: tuple[int, int, int, int, int] | None = None
    for x in lefts:
        wider = max(0, x + part.width - home.inner[0])
        for y in tops:
            score = (wider, max(0, y + part.height - home.inner[1]))
            if best is not None and score > best[:2]:
                continue
            if not any(True for _ in placed.met(x, y, part)):
                far = abs(x - was.x) + 2 * abs(y - was.y)
                best = min(best or (*score, far, y, x), (*score, far, y, x))
    part.y, part.x = best[3:] if best else (_bottom(placed.parts, part, spacing), 0)


def _below_all(came: Sequence[Part], placed: _Placed, home: Home, aspect: float, spacing: Spacing) -> None:
    pack(came, aspect, spacing, home.inner[0] or None)
    top = max(_bottom(placed.parts, part, spacing) for part in came)
    for part in came:
        part.y += top
        placed.add(part)


def _bottom(placed: Sequence[Part], part: Part, spacing: Spacing) -> int:
    return max((other.y + other.height + _gap(part, spacing) for other in placed), default=0)


def _take_back(placed: Sequence[Part], spacing: Spacing) -> None:
    """Let no row be empty but those above frames, and no column but those between parts."""
    shift, right = 0, min((part.x for part in placed), default=0) - spacing.aside
    for part in sorted(placed, key=lambda part: part.x):
        shift = max(shift, part.x - right - spacing.aside)
        right = max(right, part.x + part.width)
        part.x -= shift
    shift = bottom = 0
    for part in sorted(placed, key=lambda part: part.y):
        shift = max(shift, part.y - bottom - (_gap(part, spacing) if bottom else 0))
        bottom = max(bottom, part.y + part.height)
        part.y -= shift
