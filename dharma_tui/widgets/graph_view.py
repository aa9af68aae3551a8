"""A graph to walk about in: draws only the window that is looked through, however large the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from dharma_tui.core.drawing import NO_PICTURE, Box, Detail, Drawing, Mark, NodeId, Picture, SketchEdge, SketchNode
from dharma_tui.core.types import Severity, State
from dharma_tui.widgets.graph_far import FarView, shrinking
from dharma_tui.widgets.graph_keys import GRAPH_BINDINGS
from dharma_tui.widgets.graph_minimap import Minimap
from dharma_tui.widgets.graph_mouse import GraphMouse
from dharma_tui.widgets.graph_painter import GraphPainter, RowCells
from dharma_tui.widgets.graph_walk import beyond, nearest, next_of
from dharma_tui.widgets.graph_whole import FEW, Level, corner_of, whole_rows
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.part_style import part_style

_BASES = frozenset({"node", "near", "cursor", "cursor-blurred"})


class GraphView(LazyStyles, GraphMouse, can_focus=True):
    """Set ``show(picture)``; hear ``NodeHighlighted`` and ``NodeSelected``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"graph--{part}"
        for part in (
            *_BASES, "edge", "edge-near", "edge-marked", "frame", "frame-title", "border", "title", "label", "count",
            "metric", "share", "verb", "far", "map", "map-view",
            *(f"alert-{severity.value}" for severity in Severity),
            *(f"mark-{mark.value}" for mark in Mark if mark),
            *(f"state-{state.value}" for state in State),
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    GraphView { width: 1fr; height: 1fr; }
    GraphView > .graph--cursor { text-style: reverse; }
    GraphView > .graph--edge-near { text-style: bold; }
    GraphView > .graph--map-view { text-style: reverse; }
    """
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

    level: reactive[Level] = reactive(Level.LINES, repaint=False)
    shows_map: reactive[bool] = reactive(True)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.picture: Picture = NO_PICTURE
        self.cursor: NodeId | None = None
        self.at = Offset(0, 0)
        """The cell of the drawing that is in the corner of the window."""
        self._painters: dict[Detail, GraphPainter] = {}
        self._far: FarView | None = None
        self._maps: dict[Detail, Minimap] = {}
        self._window: tuple[object, list[RowCells]] | None = None
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}
        self._followed: tuple[NodeId, int] | None = None

    # -- what the parent sets ---------------------------------------------------------------------------------------

    def show(self, picture: Picture, *, cursor: NodeId | None = None, keep_place: bool = True) -> None:
        """Show another picture. What the cursor is on stays on its cell of the screen if it is still there."""
        known = {node.id for node in picture.sketch.nodes}
        before = self._screen_place(self.cursor) if keep_place and self.cursor in known else None
        self.picture = picture
        self._painters = {}
        self._far = None
        self._maps = {}
        self.set_reactive(GraphView.level, self._possible(self.level))
        wanted = cursor if cursor in known else self.cursor if self.cursor in known else None
        if wanted is None and picture.sketch.nodes:
            wanted = picture.sketch.nodes[0].id
        self._put_cursor(wanted)
        box = self._cursor_box
        if before is not None and box is not None:
            self.at = Offset(box.x - before.x, box.y - before.y)
        else:
            self._fit()
        self._reveal()
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
        """The node under the cursor."""
        return next((node for node in self.picture.sketch.nodes if node.id == self.cursor), None)

    @property
    def edges(self) -> list[SketchEdge]:
        """The edges of the node under the cursor."""
        return [edge for edge in self.picture.sketch.edges if self.cursor in (edge.source, edge.target)]

    @property
    def drawing(self) -> Drawing:
        """What is looked at."""
        details = self.picture.drawings
        wanted = Detail(max(Detail.DOTS.value, self.level - 1))
        return details[wanted] if wanted in details else next(iter(details.values()), _nothing(self.picture))

    def move_to(self, node: NodeId) -> None:
        """Put the cursor on ``node`` and show it."""
        if node in self.painter.boxes:
            self._put_cursor(node)
            self._reveal()
            self._redraw()

    def pan(self, columns: int, rows: int) -> None:
        """Move the window."""
        scale = self._scale
        self._look_from(self.at + Offset(columns * scale[0], rows * scale[1]))

    # -- drawing ----------------------------------------------------------------------------------------------------

    @property
    def painter(self) -> GraphPainter:
        """Draws at the present level of detail."""
        drawing = self.drawing
        if drawing.detail not in self._painters:
            painter = self._painters[drawing.detail] = GraphPainter(drawing)
            painter.nodes |= {node.id: node for node in self.picture.sketch.nodes}
            painter.look_at(self.cursor)
        return self._painters[drawing.detail]

    @property
    def far(self) -> FarView:
        """The whole in as many cells as there are."""
        drawing = self.drawing
        shrunk = shrinking(drawing.width, drawing.height, (self.size.width, self.size.height))
        if self._far is None or (self._far.across, self._far.down) != shrunk:
            self._far = FarView(drawing, *shrunk, with_lines=len(drawing.routes) <= FEW)
        return self._far

    @property
    def _scale(self) -> tuple[int, int]:
        return (self.far.across, self.far.down) if self.level is Level.WHOLE else (1, 1)

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        strip = self._strips.get(y)
        if strip is None:
            rows = self._rows()
            strip = rows[y].strip(self._style) if y < len(rows) else Strip.blank(self.size.width, self.base_style)
            self._strips[y] = strip
        return strip

    def _rows(self) -> list[RowCells]:
        width, height = self.size
        key = (self.at, self.level, width, height)
        if self._window is None or self._window[0] != key:
            rows = self._far_rows() if self.level is Level.WHOLE else self.painter.window(*self.at, width, height)
            if self.shows_map and self.level is not Level.WHOLE:
                self._minimap.draw(rows, self.at, (width, height))
            self._window = key, rows
        return self._window[1]

    @property
    def _minimap(self) -> Minimap:
        drawing = self.drawing
        if drawing.detail not in self._maps:
            self._maps[drawing.detail] = Minimap(drawing)
        return self._maps[drawing.detail]

    def _far_rows(self) -> list[RowCells]:
        box = self._cursor_box
        return whole_rows(self.far, self.painter, box.middle if box else None, (self.size.width, self.size.height))

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            base, _, part = name.partition("+")
            if base == "cursor" and not self.has_focus:
                base = "cursor-blurred"
            style = self.get_component_rich_style(f"graph--{base}") if base else self.base_style
            if part and not base.startswith("cursor"):
                style += part_style(self, f"graph--{part}")
            self._styles[name] = style
        return style

    def _redraw(self) -> None:
        self._window = None
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Resolve styles anew."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    # -- where things are -------------------------------------------------------------------------------------------

    @property
    def _cursor_box(self) -> Box | None:
        return self.painter.boxes.get(self.cursor) if self.cursor is not None else None

    def _screen_place(self, node: NodeId | None) -> Offset | None:
        box = self.painter.boxes.get(node) if node is not None else None
        return None if box is None else Offset(box.x - self.at.x, box.y - self.at.y)

    def _possible(self, level: Level) -> Level:
        """The nearest level that there is a drawing for."""
        details = {detail.value + 1 for detail in self.picture.drawings} | {Level.WHOLE}
        return Level(min(details, key=lambda there: (abs(there - level), there)))

    def _fit(self) -> None:
        """The whole in the middle if there is room for it, else its upper left corner; across and down each for itself."""
        across, down = self._spare
        self.at = Offset(min(across, 0), min(down, 0))

    @property
    def _spare(self) -> tuple[int, int]:
        """Half of what the drawing is wider and higher than the window."""
        drawing = self.drawing
        return (drawing.width - self.size.width) // 2, (drawing.height - self.size.height) // 2

    def _centre_what_fits(self) -> None:
        """Where all columns, or all rows, are in view at once they are in the middle."""
        across, down = self._spare
        self.at = Offset(across if across <= 0 else self.at.x, down if down <= 0 else self.at.y)

    def _reveal(self) -> None:
        """Move the window no more than needed to show the node under the cursor."""
        box, (width, height) = self._cursor_box, self.size
        if box is None or not width:
            return
        x = min(max(self.at.x, box.x + box.width + 2 - width), box.x - 2)
        y = min(max(self.at.y, box.y + box.height + 1 - height), box.y - 1)
        fits = box.width + 4 <= width
        self.at = Offset(x if fits else box.x, y if box.height + 2 <= height else box.y)

    def _look_from(self, at: Offset) -> None:
        """Move the window there, as long as anything of the drawing is in it."""
        drawing, (width, height) = self.drawing, self.size
        inside = Offset(
            max(min(at.x, drawing.width - min(8, width)), min(8, width) - width),
            max(min(at.y, drawing.height - min(4, height)), min(4, height) - height),
        )
        if inside != self.at:
            self.at = inside
            self._redraw()

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
        if self.level is Level.WHOLE:
            left, top = corner_of(self.far, (self.size.width, self.size.height))
            return next(iter(self.far.nodes.get((x - left, y - top), ())), None)
        x, y = x + self.at.x, y + self.at.y
        for box in self.drawing.boxes:
            if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height:
                return box.id
        return None

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_move(self, columns: int, rows: int) -> None:
        """The nearest node in this direction."""
        if box := self._cursor_box:
            other = nearest(self.drawing.boxes, box, columns, rows)
            self._followed = None
            if other is not None:
                self.move_to(other)

    def action_follow(self, way: int) -> None:
        """Along the first edge out of the node, or into it."""
        if self.cursor is None:
            return
        ends = beyond(self.painter.routes_of(self.cursor), self.cursor, way, self.painter.boxes)
        if ends:
            self._followed = self.cursor, way
            self.move_to(ends[0])

    def action_another(self, step: int) -> None:
        """Another of the nodes that the last step along an edge could have led to."""
        if self._followed is None or self.cursor is None:
            return
        start, way = self._followed
        ends = beyond(self.painter.routes_of(start), start, way, self.painter.boxes)
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
        self._centre_what_fits()
        self._reveal()
        self._redraw()

    def action_centre(self) -> None:
        """The node under the cursor in the middle."""
        if box := self._cursor_box:
            self._look_from(Offset(box.middle[0] - self.size.width // 2, box.middle[1] - self.size.height // 2))

    def action_minimap(self) -> None:
        """Show or hide the small map."""
        self.shows_map = not self.shows_map
        self._redraw()

    def action_select(self) -> None:
        """Choose the node."""
        if self.cursor is not None:
            self.post_message(self.NodeSelected(self, self.cursor))

    # -- size -------------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """The cursor stays in view; what fits as a whole is in the middle."""
        self._centre_what_fits()
        self._reveal()
        self._redraw()

    def watch_has_focus(self, focused: bool) -> None:
        """The cursor looks different when the keys come here."""
        super().watch_has_focus(focused)
        self._styles.clear()
        self._redraw()


def _nothing(picture: Picture) -> Drawing:
    return Drawing(picture.sketch, Detail.LINES, 0, 0)
