"""Pictures of graphs: what is to be drawn (``Sketch``), and where everything came to lie (``Drawing``), in terminal cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TypeAlias

from dharma_tui.core.types import Severity, State

NodeId: TypeAlias = int | str
Point: TypeAlias = tuple[int, int]
"""Column and row, both from 0."""


class Detail(Enum):
    """How much a node says, the nearest last."""

    DOTS = 0
    LINES = 1
    BOXES = 2


class Layout(StrEnum):
    """The ways to arrange a graph."""

    LAYERED = "layered"
    """Edges lead from left to right."""
    NESTED = "nested"
    """What contains frames what is contained."""
    RADIAL = "radial"
    """One node in the middle, what leads to it on its left, what it leads to on its right, by hops."""


class Mark(StrEnum):
    """Why a node or an edge stands out."""

    NONE = ""
    PATH = "path"
    AFFECTED = "affected"
    FOUND = "found"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many of what is in a group or frame came, became others and went."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def parts(self) -> tuple[tuple[Mark, str, int], ...]:
        """Those that are any, each with its mark and its sign."""
        every = (
            (Mark.ADDED, "+", self.added), (Mark.CHANGED, "~", self.changed), (Mark.REMOVED, "-", self.removed),
        )  # fmt: skip
        return tuple(part for part in every if part[2])

    def __str__(self) -> str:
        return " ".join(f"{sign}{count:,}" for _, sign, count in self.parts)


UNCHANGED = Changes()


@dataclass(frozen=True, slots=True)
class SketchNode:
    """One thing to draw: a resource, or a collapsed group of ``count`` of them with the worst of their states.

    ``group`` is the id of the group that holds it, ``share`` how much of it an impact takes (0 to 1), ``alerts`` how many
    alerts it and what is in it have, the worst of severity ``alert``, ``changes`` what has changed in it, ``aside`` what tells
    it from others of its name, ``is_gone`` that it is there no more, or never was.
    """

    id: NodeId
    label: str
    kind: str = ""
    state: State = State.UNKNOWN
    group: NodeId | None = None
    count: int = 0
    alerts: int = 0
    alert: Severity | None = None
    metric: str = ""
    mark: Mark = Mark.NONE
    share: float | None = None
    is_pinned: bool = False
    changes: Changes = UNCHANGED
    aside: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class SketchEdge:
    """A directed edge, or ``count`` of them between groups. Ends that are neither node nor group are not drawn.

    ``label`` says more than the verb, such as the ports of what passes.
    """

    source: NodeId
    target: NodeId
    verb: str = ""
    count: int = 1
    mark: Mark = Mark.NONE
    label: str = ""


def mark_of(edges: Iterable[SketchEdge]) -> Mark:
    """That of a line that stands for ``edges``: where only some of these came or went, it has become another."""
    marks = {edge.mark for edge in edges}
    for mark in (Mark.PATH, Mark.FOUND, Mark.AFFECTED):
        if mark in marks:
            return mark
    return marks.pop() if len(marks) == 1 else Mark.CHANGED if marks else Mark.NONE


@dataclass(frozen=True, slots=True)
class SketchGroup:
    """What contains nodes and other groups, drawn as a frame around them."""

    id: NodeId
    label: str
    kind: str = ""
    parent: NodeId | None = None
    count: int = 0
    state: State = State.UNKNOWN
    mark: Mark = Mark.NONE
    share: float | None = None
    alerts: int = 0
    alert: Severity | None = None
    changes: Changes = UNCHANGED
    aside: str = ""

    @property
    def as_node(self) -> SketchNode:
        """The same as something that the cursor is on."""
        return SketchNode(
            *(self.id, self.label, self.kind, self.state, self.parent, self.count, self.alerts, self.alert),
            mark=self.mark,
            share=self.share,
            changes=self.changes,
            aside=self.aside,
        )


@dataclass(frozen=True, slots=True)
class Sketch:
    """A graph as it is to be drawn. ``left_out`` edges are of the graph and not of the sketch."""

    nodes: tuple[SketchNode, ...] = ()
    edges: tuple[SketchEdge, ...] = ()
    groups: tuple[SketchGroup, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """The cells of one node. ``loops`` says that an edge leads from the node to itself."""

    id: NodeId
    x: int
    y: int
    width: int
    height: int
    loops: bool = False
    grown: int = field(default=0, repr=False)
    """Columns of these beyond its place, where nothing else is."""

    @property
    def middle(self) -> Point:
        """The cell in its midst."""
        return self.x + self.width // 2, self.y + self.height // 2

    def encloses(self, other: Box) -> bool:
        """Whether the other lies within the border of this."""
        across = self.x < other.x and other.x + other.width < self.x + self.width
        return across and self.y < other.y and other.y + other.height < self.y + self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """The border around what a group contains."""

    id: NodeId
    x: int
    y: int
    width: int
    height: int
    depth: int = 0

    @property
    def box(self) -> Box:
        """All its cells."""
        return Box(self.id, self.x, self.y, self.width, self.height)

    @property
    def head(self) -> Box:
        """Its upper border, where its title is and the cursor stands."""
        return Box(self.id, self.x, self.y, self.width, 1)


@dataclass(frozen=True, slots=True)
class Route:
    """The way of all edges from one node to another: corners from beside the source's box to beside the target's.

    ``edges`` are their positions in the sketch. Parts of routes that share an end may lie on each other.
    """

    source: NodeId
    target: NodeId
    points: tuple[Point, ...]
    edges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything lies at one level of detail.

    ``moved`` is by how much all that stayed was moved together against the earlier drawing, to make room further left or
    above; a view takes it back by scrolling.
    """

    sketch: Sketch
    detail: Detail
    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    frames: tuple[Frame, ...] = ()
    routes: tuple[Route, ...] = ()
    moved: Point = (0, 0)
    is_crowded: bool = False
    """Whether there are more routes than can be told apart: all but those of the cursor, and marked ones, are better not drawn."""


@dataclass(frozen=True, slots=True)
class Grid:
    """What a later layout keeps to, so that nothing moves: column and row of each node, the rows on which each edge passes the
    columns between its ends, which rows are as high as boxes, and where columns begin and end at each level of detail."""

    places: Mapping[NodeId, Point] = field(default_factory=dict)
    bends: Mapping[tuple[NodeId, NodeId], tuple[int, ...]] = field(default_factory=dict)
    tall: frozenset[int] = frozenset()
    lefts: Mapping[Detail, tuple[int, ...]] = field(default_factory=dict)
    tops: Mapping[Detail, tuple[int, ...]] = field(default_factory=dict)
    focus: NodeId | None = None
    turned: bool = False
    """Whether columns lie below each other, and rows side by side."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A sketch drawn at each level of detail, and the grid to keep to when it is drawn again."""

    sketch: Sketch
    drawings: Mapping[Detail, Drawing] = field(default_factory=dict)
    layout: Layout = Layout.LAYERED
    grid: Grid = field(default_factory=Grid)


NO_PICTURE = Picture(Sketch())
