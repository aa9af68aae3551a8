"""Where the window of a graph is: on what is best in view together, no further than needed, and back where it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from textual.geometry import Offset, Size

from dharma_tui.core.drawing import Detail, Drawing, NodeId
from dharma_tui.widgets import graph_window
from dharma_tui.widgets.graph_canvas import GraphCanvas
from dharma_tui.widgets.graph_walk import TALL
from dharma_tui.widgets.graph_whole import Level


@dataclass(frozen=True, slots=True)
class Marked:
    """What the cursor was on, where the window was, and how it had come there."""

    drawings: Mapping[Detail, Drawing]
    size: Size
    cursor: NodeId | None
    at: Offset
    level: Level
    is_fitted: bool
    followed: tuple[NodeId, int] | None


def _alike(now: Mapping[Detail, Drawing], was: Mapping[Detail, Drawing]) -> bool:
    """Whether all lies where it lay: what is known of it may be new."""
    if now is was:
        return True
    places = [{key: (each.boxes, each.frames) for key, each in drawings.items()} for drawings in (now, was)]
    return places[0] == places[1]


class GraphPlace(GraphCanvas):
    """Over a picture with a cursor, which a subclass puts."""

    _followed: tuple[NodeId, int] | None = None
    _looks_at: tuple[NodeId, ...] | None = None
    """What is best in view together; the first of them is."""
    _is_fitted = False
    """Whether nobody has moved the window since the picture was put into it."""
    _marked: Marked | None = None
    """Where a person was who may want to go back there."""
    _is_put_back = False
    """Whether they went, and the window is about to become as large as it was."""

    def _put_cursor(self, node: NodeId | None) -> None:
        raise NotImplementedError

    def mark_place(self) -> None:
        """Keep where the cursor and the window are."""
        place = self.cursor, self.at, self.level, self._is_fitted, self._followed
        self._marked, self._is_put_back = Marked(self.picture.drawings, self.size, *place), False

    def put_back(self) -> None:
        """Back there, as far as that is drawn still."""
        marked = self._marked
        if marked is None or (marked.cursor is not None and marked.cursor not in self.painter.stops):
            return
        self._put_cursor(marked.cursor)
        self._followed = marked.followed
        self._is_put_back = _alike(self.picture.drawings, marked.drawings)
        if self._is_put_back and self.size == marked.size:
            self._put_window_back()
        self._reveal()
        self._redraw()

    def _put_window_back(self) -> None:
        marked, self._marked, self._is_put_back = self._marked, None, False
        if marked is None or not _alike(self.picture.drawings, marked.drawings) or self.size != marked.size:
            self._reveal()
            return
        self.set_reactive(GraphCanvas.level, marked.level)
        self.at, self._is_fitted = marked.at, marked.is_fitted

    def _fit(self) -> None:
        stops = self.painter.stops
        wanted = [stops[node] for node in self._looks_at or () if node in stops]
        self.at = graph_window.fitted(self.drawing, self.size, wanted)
        self._is_fitted = True

    def _reveal(self) -> None:
        """Move the window no more than needed to show the node under the cursor."""
        if (box := self._cursor_box) is not None and self.size.width:
            self.at = graph_window.revealed(self.at, box, self.drawing, self.size)

    def _bring(self, nodes: Collection[NodeId]) -> None:
        """Move the window no more than needed to show as many of these as there is room for, the nearest to the cursor first."""
        here, stops = self._cursor_box, self.painter.stops
        boxes = [stops[node] for node in nodes if node in stops]
        if here is None or not self.size.width:
            return
        x, y = here.middle
        seen = [here]
        for box in sorted(boxes, key=lambda box: abs(box.middle[0] - x) + TALL * abs(box.middle[1] - y)):
            at = graph_window.revealed(self.at, box, self.drawing, self.size)
            if all(graph_window.revealed(at, each, self.drawing, self.size) == at for each in seen):
                self.at = at
                seen.append(box)

    def _look_from(self, at: Offset) -> None:
        """Move the window there, as long as anything of the drawing is in it."""
        inside = graph_window.held(at, self.drawing, self.size)
        if inside != self.at:
            self.at = inside
            self._is_fitted = False
            self._redraw()

    def look_at(self, place: Offset) -> None:
        """This cell of the drawing in the middle."""
        self._look_from(place - Offset(self.size.width // 2, self.size.height // 2))
