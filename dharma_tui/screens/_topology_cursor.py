"""Where the cursor of the topology is from one picture to the next: with what a person put it on, also while that is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.drawing import NodeId
from dharma_tui.core.types import ResourceRef
from dharma_tui.screens._topology_place import cursor_on, held_by

if TYPE_CHECKING:
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.topology.drawn import Drawn
    from dharma_tui.widgets.graph_view import GraphView


class FollowedCursor:
    """On what holds the resource that a person put it on, and back on that, until they move it elsewhere."""

    def __init__(self, io: IoPool) -> None:
        self._io = io
        self._ref: ResourceRef | None = None
        self._at: NodeId | None = None

    async def on(self, drawn: Drawn, before: Drawn | None, graph: GraphView, go_to: NodeId | None) -> NodeId | None:
        """Where it goes on what is drawn now, in a graph that still shows what was drawn ``before``. Raises StoreError."""
        here, sketches = graph.cursor, (drawn.sketched.sketch, graph.picture.sketch)
        ref = self._followed(here, before)
        shown = None if ref is None else (await self._io.run(drawn.sketched.shown_as, [ref]))[0]
        wanted = shown if go_to is None and graph.cursor == here else go_to
        newly_closed = drawn.view.closed - (before.view.closed if before else frozenset())
        held = held_by(drawn.sketched, before.sketched if before else None)
        at = cursor_on(*sketches, graph.cursor, wanted, newly_closed, held)
        self._ref, self._at = (ref, at) if at is not None and wanted == shown else (None, None)
        return at

    def _followed(self, cursor: NodeId | None, before: Drawn | None) -> ResourceRef | None:
        if cursor is None or before is None:
            return None
        return self._ref if self._ref is not None and cursor == self._at else before.sketched.refs.get(cursor)

    def moved(self, cursor: NodeId | None) -> None:
        """It is there now: if that is elsewhere than it went by itself, by a person."""
        if cursor != self._at:
            self._ref, self._at = None, None
