"""From one picture of the topology to the next: what keeps its place, where the cursor goes, how much room there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.core.drawing import Drawing, Layout, NodeId, Picture, Sketch
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.widgets.graph_canvas import Looked

if TYPE_CHECKING:
    from dharma_tui.services.topology.sketching import Sketched
    from dharma_tui.services.topology.standing import Standing

BESIDE_WIDTH = 100
"""Columns from which on what is told stands beside the picture, and not below it."""
TOLD = 44, 12
"""Columns that it takes beside the picture, and rows that it takes below it at most."""
AROUND = 3
"""Rows of the header, the status and the keys."""
COLUMN = 32
"""Columns that a box takes, with what is between it and the next."""
REMEMBERED = 16
"""Pictures that are led back to as they were."""
FEWEST, MOST = 24, 60
"""Boxes that are drawn in any window if there are so many, and more than which nobody reads at once."""


def room(size: tuple[int, int], view: TopologyView) -> tuple[int, int]:
    """Columns and rows that the picture is going to have on a screen of this size, not to be seen while it is drawn."""
    width, height = size[0], max(1, size[1] - AROUND)
    if not (view.impact or view.to is not None or view.since):
        return width, height
    if width >= BESIDE_WIDTH:
        return width - TOLD[0], height
    return width, max(1, height - _below(height))


def tells_below(size: tuple[int, int], stays: Drawing | None) -> bool:
    """Whether what is told stands below: the screen is narrow, or all is seen so, and not with words beside it, of a drawing that
    ``stays`` as it is."""
    width, height = size[0], max(1, size[1] - AROUND)
    if width < BESIDE_WIDTH or stays is None:
        return width < BESIDE_WIDTH
    return width - TOLD[0] < stays.width <= width and stays.height <= height - _below(height)


def _below(height: int) -> int:
    """Rows that what is told takes of so many."""
    return min(TOLD[1], height * 2 // 5)


def readable(room: tuple[int, int]) -> int:
    """How many boxes fit into a room that size, and can be read at once."""
    width, height = room
    return max(FEWEST, min(MOST, height * (width // COLUMN)))


def is_near(before: TopologyView | None, view: TopologyView) -> bool:
    """Whether it is so much the same that what the cursor is on should stay where it is on the screen."""
    if before is None or before.layout is not view.layout:
        return False
    return bool(before.focus == view.focus or set(before.focus) & set(view.focus))


def only_folds(before: TopologyView | None, view: TopologyView) -> bool:
    """Whether it is the same but for what a person opened, closed, pinned, expanded and had marked, or a wider view of it: nothing
    is chosen anew for it."""
    if before is None or view.depth < before.depth:
        return False
    said = replace(before, opened=view.opened, closed=view.closed, pinned=view.pinned, expanded=view.expanded)
    said = replace(said, depth=view.depth)
    return _marked_as(said, view) == view


def keeps_place(before: TopologyView | None, view: TopologyView) -> bool:
    """Whether what stays keeps its place in the picture, too: where it is not nested only if nothing is closed. A path is seen
    as a whole."""
    if before is None or before.to != view.to or not view.expanded >= before.expanded:
        return False
    return view.layout is Layout.NESTED or (view.opened >= before.opened and view.closed <= before.closed)


def _asks(view: TopologyView) -> bool:
    return view.impact or view.is_marked or (view.to is not None and not view.question)


def _marked_as(view: TopologyView, other: TopologyView) -> TopologyView:
    """``view`` with what is marked on the other."""
    return replace(view, failing=other.failing, path_to=other.path_to)


class KnownWindows:
    """How the last views were looked at when they were left."""

    def __init__(self) -> None:
        self._looked: dict[tuple[TopologyView, tuple[int, int]], Looked] = {}
        self._size = 0, 0

    def again(
        self,
        before: TopologyView | None,
        view: TopologyView,
        size: tuple[int, int],
        looked: Looked | None,
        *,
        returns: bool = False,
    ) -> Looked | None:
        """How ``view`` is to be looked at, on a screen of this size, after ``before``, which was ``looked`` at so: the same as it
        is, also where something is marked on it, and what is returned to as it was left: from an impact, a path, what was wider or
        drawn with more, back and forth."""
        known_size, self._size = self._size, (size[0], size[1])
        if before is None or before == view:
            return looked if before is not None and known_size == self._size else None
        if looked is not None:
            self._looked.pop((before, known_size), None)
            self._looked[before, known_size] = looked
            if len(self._looked) > REMEMBERED:
                del self._looked[next(iter(self._looked))]
        if _marked_as(before, view) == view and view.is_marked:
            return looked
        known = self._looked.get((view, self._size))
        returns = returns or _is_wider(before, view, known, looked)
        return known if returns or (_asks(before) and not _asks(view)) else None


def _is_wider(before: TopologyView, view: TopologyView, known: Looked | None, looked: Looked | None) -> bool:
    """Whether more was drawn around the same ``before``, in which nobody moved the cursor."""
    if known is None or looked is None or known.cursor != looked.cursor:
        return False
    more = view.depth < before.depth or view.expanded < before.expanded
    return more and replace(before, depth=view.depth, expanded=view.expanded) == view


class KnownPictures:
    """The last pictures by what is on them: the same nodes and edges are drawn where they were."""

    def __init__(self) -> None:
        self._pictures: dict[_Drawn, Picture] = {}

    def like(self, sketch: Sketch, layout: Layout, size: tuple[int, int]) -> Picture | None:
        """The last picture of the same on a screen of this size."""
        return self._pictures.get(_drawn(sketch, layout, size))

    def keep(self, picture: Picture, size: tuple[int, int], view: TopologyView) -> None:
        """Remember it, and forget the oldest; where something is marked on it for a while, what is known of it stays."""
        if view.is_marked:
            return
        drawn = _drawn(picture.sketch, picture.layout, size)
        self._pictures.pop(drawn, None)
        self._pictures[drawn] = picture
        if len(self._pictures) > REMEMBERED:
            del self._pictures[next(iter(self._pictures))]


@dataclass(frozen=True, slots=True)
class Left:
    """A view as it was drawn last, what stood open in it, and how much of it could be read at once."""

    picture: Picture
    standing: Standing | None
    most: int


class KnownViews:
    """The last views as they were left: who returns to one finds it so, whatever has been discovered meanwhile."""

    def __init__(self) -> None:
        self._left: dict[tuple[TopologyView, tuple[int, int]], Left] = {}

    def left(self, view: TopologyView, size: tuple[int, int]) -> Left | None:
        """How it was drawn last on a screen of this size."""
        return self._left.get((view, size))

    def like(self, before: TopologyView | None, view: TopologyView, size: tuple[int, int]) -> Left | None:
        """What ``view`` is to be like after ``before``: that, where a person only opened, closed and had something marked; else
        as it was left itself; else, where it is near, what can be read at once stays as much."""
        left, here = (
            self.left(view, size),
            self.left(before, size) if before is not None and is_near(before, view) else None,
        )
        if here is not None and only_folds(before, view):
            return here
        return left if left is not None or here is None else replace(here, standing=None)

    def keep(self, view: TopologyView, size: tuple[int, int], left: Left) -> None:
        """Remember it, and forget the oldest."""
        self._left.pop((view, size), None)
        self._left[view, size] = left
        if len(self._left) > REMEMBERED:
            del self._left[next(iter(self._left))]


_Drawn: TypeAlias = tuple[Layout, tuple[int, int], frozenset[NodeId], frozenset[tuple[NodeId, NodeId]]]


def _drawn(sketch: Sketch, layout: Layout, size: tuple[int, int]) -> _Drawn:
    nodes = frozenset(node.id for node in sketch.nodes) | frozenset(group.id for group in sketch.groups)
    return layout, size, nodes, frozenset((edge.source, edge.target) for edge in sketch.edges)


_NOTHING: Mapping[NodeId, NodeId] = MappingProxyType({})


def cursor_on(
    sketch: Sketch,
    before: Sketch,
    cursor: NodeId | None,
    wanted: NodeId | None,
    newly_closed: Collection[str],
    held_by: Mapping[NodeId, NodeId] = _NOTHING,
) -> NodeId | None:
    """Where the cursor goes if what it is on is no longer there: into what was opened, onto what was closed, beside what is
    hidden. Groups without a frame are told by what is ``held_by`` them."""
    nodes = [node.id for node in sketch.nodes]
    if wanted is not None and wanted in nodes:
        return wanted
    if cursor in nodes or any(group.id == cursor for group in sketch.groups):
        return cursor
    known = {node.id for node in before.nodes}
    fresh = [node for node in nodes if node not in known]
    if (
        cursor is not None
        and (member := next((node for node in fresh if held_by.get(node) == cursor), None)) is not None
    ):
        return member
    held = {group.id: group.parent for group in before.groups}
    held |= {node.id: node.group for node in before.nodes}
    held |= {node: group for node, group in held_by.items() if held.get(node) is None}
    around = cursor
    while around is not None and around not in fresh:
        around = held.get(around)
    closed = around or next((id for id in fresh if str(id) in newly_closed), None)
    return closed or _beside(sketch, before, cursor) or next(iter(fresh), None)


def held_by(*sketches: Sketched | None) -> dict[NodeId, NodeId]:
    """The groups without a frame that members of them are in."""
    return {node: f"group:{name}" for each in sketches if each is not None for node, name in each.within.items()}


def _beside(sketch: Sketch, before: Sketch, node: NodeId | None) -> NodeId | None:
    """The first that ``node`` had an edge with ``before`` and that is still there."""
    there = {each.id for each in sketch.nodes}
    ends = ((edge.source, edge.target) for edge in before.edges if node in (edge.source, edge.target))
    return next((other for pair in ends for other in pair if other != node and other in there), None)
