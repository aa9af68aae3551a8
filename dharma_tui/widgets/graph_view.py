"""A graph to walk about in: draws only the window that is looked through, however large the drawing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message

from dharma_tui.core.drawing import Detail, NodeId, Picture, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.widgets import graph_window
from dharma_tui.widgets.graph_canvas import Looked
from dharma_tui.widgets.graph_keys import GRAPH_BINDINGS
from dharma_tui.widgets.graph_mouse import GraphMouse
from dharma_tui.widgets.graph_painter import Painters
from dharma_tui.widgets.graph_place import GraphPlace
from dharma_tui.widgets.graph_walk import TALL, ahead_of, beyond, nearest, next_of
from dharma_tui.widgets.graph_whole import Level, corner_of


class GraphView(GraphPlace, GraphMouse, can_focus=True):
    """Set ``show(picture)``; hear ``NodeHighlighted`` and ``NodeSelected``."""

    BINDINGS: ClassVar[list[BindingType]] = GRAPH_BINDINGS

    @dataclass
    class NodeHighlighted(Message):
        """The cursor is on another node."""

        view: GraphView
        node: NodeId

        @property
        def control(self) -> GraphView:
            """The sender, for ``@on`` selectors."""
            return self.view

    @dataclass
    class NodeSelected(Message):
        """Enter was pressed on a node, or it was clicked twice."""

        view: GraphView
        node: NodeId

        @property
        def control(self) -> GraphView:
            """The sender, for ``@on`` selectors."""
            return self.view

    @dataclass
    class NextWanted(Message):
        """The next end of an edge was wanted, and none was followed: the next of something else."""

        view: GraphView
        step: int

        @property
        def control(self) -> GraphView:
            """The sender, for ``@on`` selectors."""
            return self.view

    @dataclass
    class EndReached(Message):
        """No edge goes on from there, the way that was wanted."""

        view: GraphView
        says: str

        @property
        def control(self) -> GraphView:
            """The sender, for ``@on`` selectors."""
            return self.view

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._began_with: NodeId | None = None
        """What the cursor was put on where nothing in particular is looked at."""
        self._comes_near = False
        """Whether all of the picture is to be in view from as near as can be."""
        self._zoomed = False
        """Whether the person said from how near they look."""
        self._left: tuple[Looked | None, Offset] | None = None
        """How it was last looked at again as it had been left, and where the window was then."""
        self._holds = False
        """Whether it was left so only for what is written on it."""
        self._is_whole = False
        """Whether all of it was in view then."""

    # -- what the parent sets ---------------------------------------------------------------------------------------

    def show(
        self,
        picture: Picture,
        *,
        cursor: NodeId | None = None,
        keep_place: bool = True,
        beside: NodeId | None = None,
        asked: Collection[NodeId] = (),
        painters: Painters | None = None,
        near: bool = False,
        again: Looked | None = None,
        holds: bool = False,
        returns: bool = False,
    ) -> None:
        """Show another picture. What the cursor is on stays on its cell of the screen if it is still there; else it is looked
        at with what should be in view ``beside`` it, and without a ``cursor`` from where the picture begins. What was ``asked`` for
        comes into view. What draws it is made when it is first looked at, where it is not given. ``near``: as near as all of it is
        in view, until the person says from how near. ``again``: as it was looked at before, or is by somebody who has moved, or
        where it ``holds`` or ``returns`` to that by anybody, if what the cursor was on is still there."""
        known = {node.id for node in picture.sketch.nodes} | {group.id for group in picture.sketch.groups}
        anchor = self._anchor(known) if keep_place else None
        before = None if anchor is None else self._screen_place(anchor)
        framed = {group.id for group in self.picture.sketch.groups}
        returns = again is not None and (returns or again != self.looked or self._holds)
        is_nearer, blank = self._near_level < self.level, graph_window.blank(self.at, self.drawing, self.size)
        is_new = self._is_fitted and self.cursor in (self._began_with, *(self._looks_at or ())[:1])
        is_whole = graph_window.within(self.at, self.drawing, self.size) == self.at
        self._put(picture, painters)
        self._holds, self._is_whole = holds, is_whole
        if again is not None and again.cursor in known and (returns or holds or not is_new):
            self._look_again(again)
            if holds and is_whole:
                self.at = graph_window.within(self.at, self.drawing, self.size)
            self._left = (again, self.at) if returns or holds else None
            return
        if before is None:
            self._comes_near = near
        if before is None or (self._near_level < self.level and not is_nearer):
            self.set_reactive(GraphView.level, self._near_level)
        wanted = cursor if cursor in known else self.cursor if self.cursor in known else None
        if wanted == self._began_with and self._is_fitted and before is None:
            wanted = None
        self._looks_at = None if wanted is None else (wanted, *([] if beside is None else [beside]))
        if wanted is None and picture.sketch.nodes:
            wanted = min(self.painter.boxes.values(), key=lambda box: (box.x + TALL * box.y, box.y)).id
            self._began_with = wanted
        self._put_cursor(wanted)
        box = None if anchor is None else self.painter.stops.get(anchor)
        if before is not None and box is not None:
            self.at = graph_window.filled(Offset(box.x - before.x, box.y - before.y), self.drawing, self.size, blank)
            self._is_fitted = is_new and again is not None
            self._bring(asked)
        else:
            self._fit()
        if self.cursor in self.painter.frames and self.cursor not in framed and self.size.width:
            self.at = graph_window.revealed(self.at, self.painter.frames[self.cursor].box, self.drawing, self.size)
        self._reveal()
        self._redraw()

    def _look_again(self, looked: Looked) -> None:
        """As before, in a window that may be about to become as wide as it was."""
        self.set_reactive(GraphView.level, self._possible(looked.level))
        self._put_cursor(looked.cursor)
        if (box := self._cursor_box) is not None:
            self.at = Offset(box.x - looked.place.x, box.y - looked.place.y)
        self._is_fitted = False
        self._redraw()

    def _anchor(self, known: Collection[NodeId]) -> NodeId | None:
        """What stays on its cell of the screen: what the cursor is on, else of those still there what is nearest to it."""
        here = self._cursor_box
        if self.cursor in known or here is None:
            return self.cursor if self.cursor in known else None
        x, y = here.middle
        stays = [(node, box.middle) for node, box in self.painter.stops.items() if node in known]
        near = min(stays, key=lambda one: abs(one[1][0] - x) + TALL * abs(one[1][1] - y), default=None)
        return None if near is None else near[0]

    def put_sketch(self, sketch: Sketch) -> None:
        """The same nodes and groups with other faces (alerts, marks); all stays where it is."""
        if sketch != self.picture.sketch:
            self.picture = replace(self.picture, sketch=sketch)
            for painter in self._painters.values():
                painter.nodes |= {node.id: node for node in sketch.nodes}
                painter.groups |= {group.id: group for group in sketch.groups}
            self._redraw()

    def put_nodes(self, nodes: Mapping[NodeId, SketchNode]) -> None:
        """Other faces (states, metrics, alerts, marks) for nodes that stay where they are."""
        sketch = self.picture.sketch
        changed = replace(sketch, nodes=tuple(nodes.get(node.id, node) for node in sketch.nodes))
        self.picture = replace(self.picture, sketch=changed)
        for painter in self._painters.values():
            painter.nodes |= {node: face for node, face in nodes.items() if node in painter.nodes}
        self._redraw()

    # -- what the parent may ask ------------------------------------------------------------------------------------

    @property
    def node(self) -> SketchNode | None:
        """The node under the cursor; a frame as a node."""
        sketch = self.picture.sketch
        found = next((node for node in sketch.nodes if node.id == self.cursor), None)
        if found is None and (group := self.frame) is not None:
            return group.as_node
        return found

    @property
    def frame(self) -> SketchGroup | None:
        """The group whose frame the cursor is on."""
        return next((group for group in self.picture.sketch.groups if group.id == self.cursor), None)

    @property
    def edges(self) -> list[SketchEdge]:
        """The edges of the node under the cursor."""
        return [edge for edge in self.picture.sketch.edges if self.cursor in (edge.source, edge.target)]

    def move_to(self, node: NodeId) -> None:
        """Put the cursor on ``node`` and show it."""
        if node in self.painter.stops:
            self._put_cursor(node)
            self._reveal()
            self._redraw()

    def jump_to(self, node: NodeId) -> None:
        """Put the cursor on ``node``, which no edge led to."""
        self._followed = None
        self.move_to(node)

    def pan(self, columns: int, rows: int) -> None:
        """Move the window."""
        scale = self._scale
        self._look_from(self.at + Offset(columns * scale[0], rows * scale[1]))

    # -- where the window is ----------------------------------------------------------------------------------------

    @property
    def _near_level(self) -> Level:
        """As near as all of it is in view, where a person did not say from how near."""
        if not self._comes_near or self._zoomed:
            return self.level
        fits = graph_window.is_within(self.picture.drawings.get(Detail.BOXES), self.size)
        return self._possible(Level.BOXES if fits else Level.LINES)

    def _put_cursor(self, node: NodeId | None) -> None:
        moved = node != self.cursor
        self.cursor = node
        for painter in self._painters.values():
            if painter.cursor != node:
                painter.look_at(node)
        if moved and node is not None:
            self.post_message(self.NodeHighlighted(self, node))

    def node_at(self, x: int, y: int) -> NodeId | None:
        """The node at a cell of the window."""
        if self.map_at(x, y) is not None:
            return None
        if self.level is Level.WHOLE:
            left, top = corner_of(self.far, (self.size.width, self.size.height))
            return next(iter(self.far.nodes.get((x - left, y - top), ())), None)
        x, y = x + self.at.x, y + self.at.y
        for box in self.painter.stops.values():
            if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height:
                return box.id
        return None

    def map_at(self, x: int, y: int) -> Offset | None:
        """The cell of the drawing that the map shows at a cell of the window; None beside the map."""
        if not self.shows_map or self.level is Level.WHOLE:
            return None
        place = self._minimap.place_at((x, y))
        return None if place is None else Offset(*place)

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_move(self, columns: int, rows: int) -> None:
        """The nearest node in this direction."""
        if box := self._cursor_box:
            other = nearest(ahead_of(self.painter.stops, self.painter.frames, box, columns), box, columns, rows)
            self._followed = None
            if other is not None:
                self.move_to(other)

    def action_follow(self, way: int) -> None:
        """Along the first edge out of the node, or into it."""
        if self.cursor is None:
            return
        ends = beyond(self.picture.sketch.edges, self.cursor, way, self.painter.stops)
        if ends:
            self._followed = self.cursor, way
            self.move_to(ends[0])
        else:
            self.post_message(
                self.EndReached(self, f"No line that is drawn leads {'on from' if way > 0 else 'to'} here")
            )

    def action_another(self, step: int) -> None:
        """Another of the nodes that the last step along an edge could have led to."""
        if self._followed is None or self.cursor is None:
            self.post_message(self.NextWanted(self, step))
            return
        start, way = self._followed
        ends = beyond(self.picture.sketch.edges, start, way, self.painter.stops)
        if len(ends) == 1:
            self.post_message(self.EndReached(self, "There was no other line to follow"))
        if ends:
            self.move_to(next_of(ends, self.cursor, step))

    def action_edge(self, place: int) -> None:
        """The first or the last node."""
        if self.picture.sketch.nodes:
            self.move_to(self.picture.sketch.nodes[place].id)

    def action_pan(self, columns: int, rows: int) -> None:
        """Move the window."""
        self.pan(columns, rows)

    def action_page(self, pages: int) -> None:
        """A window up or down."""
        self.pan(0, pages * max(1, self.size.height - 2))

    def action_zoom(self, step: int) -> None:
        """A level nearer or further."""
        levels = sorted({Level.WHOLE, *(Level(detail.value + 1) for detail in self.picture.drawings)})
        self._zoomed = True
        if self.level in levels:
            self.level = levels[max(0, min(len(levels) - 1, levels.index(self.level) + step))]

    def watch_level(self, before: Level, now: Level) -> None:
        """What the cursor is on stays where it is on the screen."""
        self.set_reactive(GraphView.level, before)
        place = self._screen_place(self.cursor) if before is not Level.WHOLE else None
        self.set_reactive(GraphView.level, now)
        box = self._cursor_box
        if place is not None and box is not None:
            self.at = Offset(box.x - place.x, box.y - place.y)
        elif box is not None:
            self.at = Offset(box.middle[0] - self.size.width // 2, box.middle[1] - self.size.height // 2)
        self.at = graph_window.centred(self.at, self.drawing, self.size)
        self._reveal()
        self._redraw()

    def action_centre(self) -> None:
        """The node under the cursor in the middle."""
        if box := self._cursor_box:
            self._look_from(Offset(box.middle[0] - self.size.width // 2, box.middle[1] - self.size.height // 2))

    def action_minimap(self) -> None:
        """Show or hide the small map; say why there is none."""
        whole = "All of it is in view" if self.level is Level.WHOLE else ""
        if why := whole or self._minimap.why_none((self.size.width, self.size.height)):
            self.notify(f"{why}\nthe small map shows what is beside the window", timeout=4, markup=False)
            return
        self.shows_map = not self.shows_map
        self._redraw()

    def action_select(self) -> None:
        """Choose the node."""
        if self.cursor is not None:
            self.post_message(self.NodeSelected(self, self.cursor))

    # -- size -------------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """What was only just put there is put there anew, what was led back to stays as it was left; else the cursor stays in
        view, and what fits is in the middle."""
        if self._is_put_back:
            self._put_window_back()
        elif self._is_fitted:
            self.set_reactive(GraphView.level, self._near_level)
            self._fit()
            self._reveal()
            self.at = graph_window.contained(self.at, self.drawing, self.size)
        elif self._left != (self.looked, self.at):
            self.level = self._near_level
            self.at = graph_window.centred(self.at, self.drawing, self.size)
            self._reveal()
        elif self._holds and self.looked is not None:
            if self._is_whole:
                self.at = Offset(self.at.x, graph_window.within(self.at, self.drawing, self.size).y)
            self._reveal()
            self._left = self.looked, self.at
        self._redraw()
