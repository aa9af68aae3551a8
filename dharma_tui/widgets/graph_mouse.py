"""A graph by mouse: clicks choose, dragging and the wheel move the window."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from dharma_tui.core.drawing import NodeId

WHEEL = 3
"""Rows that one notch of the wheel moves; twice as many columns."""


class GraphMouse(Widget):
    """Over what a graph can do by keys, which a subclass says."""

    _dragged: Offset | None = None
    _was_dragged = False
    _on_map = False
    _clicked: NodeId | None = None
    """What the first of several clicks was on."""

    def pan(self, columns: int, rows: int) -> None:
        """Move the window."""
        raise NotImplementedError

    def move_to(self, node: NodeId) -> None:
        """Put the cursor there."""
        raise NotImplementedError

    def node_at(self, x: int, y: int) -> NodeId | None:
        """The node at a cell of the window."""
        raise NotImplementedError

    def action_zoom(self, step: int) -> None:
        """Look from nearer or further away."""
        raise NotImplementedError

    def action_select(self) -> None:
        """Choose the node under the cursor."""
        raise NotImplementedError

    def map_at(self, x: int, y: int) -> Offset | None:
        """The cell of the drawing that the small map shows at a cell of the window."""
        raise NotImplementedError

    def look_at(self, place: Offset) -> None:
        """Bring a cell of the drawing to the middle."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """From here the graph may be dragged; on the small map, the window is there at once."""
        self._dragged, self._was_dragged = event.screen_offset, False
        self._on_map = (place := self.map_at(event.x, event.y)) is not None
        if place is not None:
            self._was_dragged = True  # let go beside the map, it is no click on what is there
            self.look_at(place)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the graph along, or the window over the small map."""
        if self._on_map and self._dragged is not None and event.button:
            if (place := self.map_at(event.x, event.y)) is not None:
                self.look_at(place)
        elif self._dragged is not None and event.button:
            step = self._dragged - event.screen_offset
            if step:
                self._dragged, self._was_dragged = event.screen_offset, True
                self.pan(step.x, step.y)

    def on_mouse_up(self) -> None:
        """The graph is let go."""
        self._dragged = None
        self.release_mouse()

    def on_mouse_release(self) -> None:
        """Somebody else has the mouse, as a dialog that opens: it is let go of elsewhere."""
        self._dragged = None

    def on_click(self, event: events.Click) -> None:
        """The first click moves the cursor, a double click selects; letting go after dragging does neither."""
        if self._was_dragged:
            return
        if event.chain == 1:  # the picture may move beneath the mouse, to show what was clicked as a whole
            self._clicked = self.node_at(event.x, event.y)
        if self._clicked is not None:
            self.move_to(self._clicked)
            if event.chain > 1:
                self.action_select()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down, with shift to the right, with ctrl further away."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Up, with shift to the left, with ctrl nearer."""
        self._wheel(event, -1)

    def on_mouse_scroll_left(self) -> None:
        """To the left."""
        self.pan(-2 * WHEEL, 0)

    def on_mouse_scroll_right(self) -> None:
        """To the right."""
        self.pan(2 * WHEEL, 0)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        event.stop()
        if event.ctrl or event.meta:
            self.action_zoom(-way)
        elif event.shift:
            self.pan(2 * WHEEL * way, 0)
        else:
            self.pan(0, WHEEL * way)
