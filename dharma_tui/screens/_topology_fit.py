"""Views of the topology sketched and arranged for the room that the picture is going to have."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from dharma_tui.core.drawing import Detail, Layout, Mark, NodeId, Picture, Sketch
from dharma_tui.core.types import State
from dharma_tui.screens._topology_place import readable
from dharma_tui.widgets.graph_painter import Painters, painters_of

if TYPE_CHECKING:
    from dharma_tui.core.topology_view import TopologyView
    from dharma_tui.services import Services
    from dharma_tui.services.topology.drawn import Drawn

LEFT = 0.5
"""Part of a picture that is worth its places: of less, once the rest is gone, nobody has a map."""


async def sketched_to_fit(services: Services, view: TopologyView, room: tuple[int, int]) -> tuple[Drawn, int]:
    """``view``, and how much of it can be read at once: where it is nested, as much as is seen without moving the window. If
    scopes would have to be closed for that, all that can be read."""
    sketches, most = services.topology.sketches, readable(room)
    drawn = await sketches.sketch(view, most)
    if drawn.view.layout is not Layout.NESTED or await services.io.run(partial(_fits, drawn, room)):
        return drawn, most
    found, scopes = (drawn, most), _scopes(drawn)
    least, least_too_much = 0, most
    while least_too_much - least > 1:
        limit = (least + least_too_much) // 2
        tried = await sketches.sketch(view, limit)
        if not scopes <= _scopes(tried):
            least = limit
        elif await services.io.run(partial(_fits, tried, room)):
            found, least = (tried, limit), limit
        else:
            least_too_much = limit
    return found


def _scopes(drawn: Drawn) -> set[NodeId]:
    """The accounts and regions that are open."""
    return {group.id for group in drawn.sketched.sketch.groups if str(group.id).startswith("scope:")}


def _fits(drawn: Drawn, room: tuple[int, int]) -> bool:
    from dharma_tui.services.topology.layout.nested import size_of_nested

    width, height = size_of_nested(drawn.sketched.sketch, room)
    return width <= room[0] and height <= room[1]


def arranged(
    drawn: Drawn, room: tuple[int, int], before: Picture | None, turned: bool | None, *, shrinks: bool = False
) -> tuple[Picture, Painters, bool]:
    """The picture for this room, as far as can be like the one ``before``, from the top down if that is ``turned``; what draws
    it, and whether it is like that. Of what a person has left of a larger one (``shrinks``) all is to be seen, and so of the lesser
    part that is left whatever else went: it is arranged anew where that is so then, and only then."""
    from dharma_tui.services.topology.layout.arrange import arrange

    sketched = drawn.sketched
    if before is not None and (again := _again(before, drawn)) is not None:
        return again, painters_of(again), True
    arrange_it = partial(
        arrange,
        sketched.sketch,
        drawn.view.layout,
        room=room,
        focus=sketched.focus,
        held=[] if sketched.focus is None else [sketched.focus],
        fits=True,
    )
    picture, is_like = arrange_it(before=before, turned=turned), before is not None
    if before is not None and _is_less(picture, before, 1 if shrinks else LEFT) and not _is_seen(picture, room):
        anew = arrange_it()
        if _is_seen(anew, room):
            picture, is_like = anew, False
    return picture, painters_of(picture), is_like


def _again(before: Picture, drawn: Drawn) -> Picture | None:
    """The very picture ``before`` with what is known now; None where all that takes room in it is not the same."""
    sketch, layout = drawn.sketched.sketch, drawn.view.layout
    if layout is not before.layout or (layout is Layout.RADIAL and before.grid.focus != drawn.sketched.focus):
        return None
    if _shape(sketch) != _shape(before.sketch):
        return None
    drawings = {detail: replace(each, sketch=sketch) for detail, each in before.drawings.items()}
    return replace(before, sketch=sketch, drawings=drawings)


def _shape(sketch: Sketch) -> tuple[object, ...]:
    """All that takes room: not how things go, nor what is marked without a word."""
    plain: dict[str, Any] = {"state": State.UNKNOWN, "mark": Mark.NONE, "alerts": 0, "alert": None}
    nodes = [replace(node, metric=" " * len(node.metric), **plain) for node in sketch.nodes]
    edges = [replace(edge, mark=Mark.NONE) for edge in sketch.edges]
    return nodes, [replace(group, **plain) for group in sketch.groups], edges


def _is_less(picture: Picture, before: Picture, part: float) -> bool:
    """Whether some of what was there is gone, nothing came, and no more than this ``part`` is left."""
    nodes, were = ({node.id for node in each.sketch.nodes} for each in (picture, before))
    return nodes < were and len(nodes) <= part * len(were)


def _is_seen(picture: Picture, room: tuple[int, int]) -> bool:
    """Whether all of it is in the window at once."""
    drawing = picture.drawings[Detail.LINES]
    return drawing.width <= room[0] and drawing.height <= room[1]
