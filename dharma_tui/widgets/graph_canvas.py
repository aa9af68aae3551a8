"""What of a drawing is in the window that is looked through, cell by cell: no more than that is ever drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.geometry import Offset
from textual.reactive import reactive
from textual.strip import Strip

from dharma_tui.core.drawing import NO_PICTURE, Box, Detail, Drawing, Mark, NodeId, Picture
from dharma_tui.core.types import Severity, State
from dharma_tui.widgets.graph_beyond import Beside, put_beyond
from dharma_tui.widgets.graph_far import FarView, shrinking
from dharma_tui.widgets.graph_minimap import Minimap
from dharma_tui.widgets.graph_painter import GraphPainter, Painters, RowCells
from dharma_tui.widgets.graph_whole import FEW, Level, whole_rows
from dharma_tui.widgets.lazy_styles import LazyStyles
from dharma_tui.widgets.part_style import part_style

_BASES = frozenset({"node", "near", "cursor", "cursor-blurred"})


@dataclass(frozen=True, slots=True)
class Looked:
    """How a picture was looked at: what the cursor was on, at which cell of the window, and from how near."""

    cursor: NodeId
    place: Offset
    level: Level


class GraphCanvas(LazyStyles):
    """Draws the part of ``picture`` that begins ``at``, with the cursor on one node; a subclass moves both."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"graph--{part}"
        for part in (
            *_BASES, "edge", "edge-near", "edge-marked", "edge-added", "edge-changed", "edge-removed", "frame", "frame-title",
            "border", "title", "label", "aside", "count", "metric", "share", "verb", "far", "map", "map-view",
            *(f"alert-{severity.value}" for severity in Severity),
            *(f"mark-{mark.value}" for mark in Mark if mark),
            *(f"state-{state.value}" for state in State),
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    GraphCanvas { width: 1fr; height: 1fr; }
    GraphCanvas > .graph--cursor { text-style: reverse; }
    GraphCanvas > .graph--edge-near { text-style: bold; }
    GraphCanvas > .graph--map-view { text-style: reverse; }
    """

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
        self._besides: dict[Detail, Beside] = {}
        self._window: tuple[object, list[RowCells]] | None = None
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}

    def _put(self, picture: Picture, painters: Painters | None = None) -> None:
        """Draw this one, at the level nearest to the present one that there is a drawing for."""
        self.picture = picture
        self._painters = dict(painters or {})
        self._far = None
        self._maps = {}
        self._besides = {}
        self.set_reactive(GraphCanvas.level, self._possible(self.level))

    def _possible(self, level: Level) -> Level:
        """The nearest level that there is a drawing for."""
        details = {detail.value + 1 for detail in self.picture.drawings} | {Level.WHOLE}
        return Level(min(details, key=lambda there: (abs(there - level), there)))

    @property
    def drawing(self) -> Drawing:
        """What is looked at."""
        details = self.picture.drawings
        wanted = Detail(max(Detail.DOTS.value, self.level - 1))
        return details[wanted] if wanted in details else next(iter(details.values()), _nothing(self.picture))

    @property
    def painter(self) -> GraphPainter:
        """Draws at the present level of detail."""
        drawing = self.drawing
        if drawing.detail not in self._painters:
            painter = self._painters[drawing.detail] = GraphPainter(drawing)
            painter.nodes |= {node.id: node for node in self.picture.sketch.nodes}
            painter.groups |= {group.id: group for group in self.picture.sketch.groups}
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
    def looked(self) -> Looked | None:
        """How it is looked at; None where the cursor is on nothing."""
        place = self._screen_place(self.cursor)
        return None if self.cursor is None or place is None else Looked(self.cursor, place, self.level)

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
            if self.level is not Level.WHOLE:
                seen = put_beyond(rows, self._beside, self.at, (width, height))
                if self.shows_map:
                    self._minimap.draw(rows, self.at, (width, height), self._screen_place(self.cursor), seen)
            self._window = key, rows
        return self._window[1]

    @property
    def _beside(self) -> Beside:
        drawing = self.drawing
        if drawing.detail not in self._besides:
            self._besides[drawing.detail] = Beside(drawing.boxes)
        return self._besides[drawing.detail]

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

    def watch_has_focus(self, focused: bool) -> None:
        """The cursor looks different when the keys come here."""
        super().watch_has_focus(focused)
        self._styles.clear()
        self._redraw()

    @property
    def _cursor_box(self) -> Box | None:
        return self.painter.stops.get(self.cursor) if self.cursor is not None else None

    def _screen_place(self, node: NodeId | None) -> Offset | None:
        box = self.painter.stops.get(node) if node is not None else None
        return None if box is None else Offset(box.x - self.at.x, box.y - self.at.y)


def _nothing(picture: Picture) -> Drawing:
    return Drawing(picture.sketch, Detail.LINES, 0, 0)
