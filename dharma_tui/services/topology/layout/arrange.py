"""The one door to all layouts: a sketch in, a picture out."""

from __future__ import annotations

from collections.abc import Collection

from dharma_tui.core.drawing import Detail, Layout, NodeId, Picture, Point, Sketch
from dharma_tui.services.topology.layout.layered import ROOM, layered
from dharma_tui.services.topology.layout.nested import nested
from dharma_tui.services.topology.layout.radial import radial
from dharma_tui.services.topology.layout.stable import redrawn

ALL = tuple(Detail)


def arrange(
    sketch: Sketch,
    layout: Layout = Layout.LAYERED,
    *,
    room: Point = ROOM,
    focus: NodeId | None = None,
    before: Picture | None = None,
    held: Collection[NodeId] = (),
    details: Collection[Detail] = ALL,
    fits: bool = False,
    turned: bool | None = None,
) -> Picture:
    """Arrange ``sketch`` for a window of ``room`` columns and rows; ``fits``: labels give way where all of it fits then.

    ``focus`` is what stands in the middle of a radial layout; the first node, if it is not said. With ``before``, an earlier
    picture by the same layout and of the same focus, what stays keeps its column and row; ``held`` (what the cursor is on,
    what is pinned) does not move at all. ``turned``: layers that cannot keep to that are drawn from the top down, or are not.
    """
    if layout is Layout.NESTED:
        return nested(sketch, room, details, before if before is not None and before.layout is layout else None)
    if focus is None and layout is Layout.RADIAL and sketch.nodes:
        focus = sketch.nodes[0].id
    if before is not None and before.layout is layout and (layout is not Layout.RADIAL or before.grid.focus == focus):
        pinned = [node.id for node in sketch.nodes if node.is_pinned]
        picture = redrawn(sketch, before, (*held, *pinned), room[0] if fits else None)
        if picture is not None:
            return picture
    if layout is Layout.RADIAL and focus is not None:
        return radial(sketch, focus, room, details, fits=fits)
    return layered(sketch, room, details, fits=fits, turned=turned)
