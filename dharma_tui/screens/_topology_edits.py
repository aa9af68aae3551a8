"""What the keys of the topology make of a view. Pure."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.drawing import Layout, NodeId, Sketch
from dharma_tui.core.errors import GoneError
from dharma_tui.core.topology_view import DEEPEST, Question, TopologyView, Way, group_of
from dharma_tui.core.types import ResourceRef

LAYOUTS = {Layout.LAYERED: "in layers", Layout.NESTED: "nested", Layout.RADIAL: "around the focus"}
WAYS = {Way.BOTH: "both ways", Way.OUT: "what it leads to", Way.IN: "what leads to it"}


def around(view: TopologyView, refs: tuple[ResourceRef, ...]) -> TopologyView:
    """Look around these instead; questions about the former focus are dropped."""
    view = replace(view, focus=refs, names=(), failing=frozenset(), impact=False, question=None, to=None)
    view = replace(view, path_to=None)
    return replace(view, opened=frozenset(), closed=frozenset(), expanded=frozenset())


def everything(view: TopologyView) -> TopologyView:
    """All there is."""
    layout = Layout.NESTED if view.layout is Layout.RADIAL else view.layout
    return replace(around(view, ()), layout=layout)


def deeper(view: TopologyView, steps: int) -> TopologyView:
    """So many steps further."""
    return replace(view, depth=max(1, min(DEEPEST, view.depth + steps)))


def steps_unasked(view: TopologyView) -> str:
    """What is shown whatever number of steps the view says; nothing where it goes by that."""
    if view.is_everything:
        return "Everything is shown already"
    if view.impact:
        return "All that is affected is shown, however far"
    return "Paths are shown as far as they lead" if view.to is not None and not view.question else ""


def next_layout(view: TopologyView) -> TopologyView:
    """The next layout; around a focus only where there is one, if only by name yet."""
    order = list(LAYOUTS)
    others = (*order[order.index(view.layout) + 1 :], *order)
    return replace(view, layout=next(each for each in others if each is not Layout.RADIAL or not view.is_everything))


def grouped(view: TopologyView, by: str) -> TopologyView:
    """With groups made by this; frames are made by what lies in what, whatever groups are made by."""
    layout = Layout.LAYERED if by and view.layout is Layout.NESTED else view.layout
    return replace(view, group_by=by, layout=layout)


def next_way(view: TopologyView) -> TopologyView:
    """The next of both, out and in."""
    order = list(WAYS)
    return replace(view, way=order[(order.index(view.way) + 1) % len(order)])


def opened(view: TopologyView, group: str) -> TopologyView:
    """Show the members of a group."""
    return replace(view, opened=view.opened | {group}, closed=view.closed - {group})


def closed(view: TopologyView, group: str) -> TopologyView:
    """Show a group in place of its members, whatever of them was shown."""
    opened = frozenset(each for each in view.opened if each != group and group_of(each) != group)
    return replace(view, opened=opened, closed=view.closed | {group})


def closable(view: TopologyView, sketch: Sketch, group: NodeId | None) -> NodeId | None:
    """The innermost from ``group`` outward that is not closed yet around what is pinned in it."""
    parents = {frame.id: frame.parent for frame in sketch.groups}
    while group in parents and str(group) in view.closed:
        group = parents[group]
    return group


def pinned(view: TopologyView, ref: ResourceRef) -> TopologyView:
    """Pin it, or pin it no longer."""
    return replace(view, pinned=view.pinned ^ {ref})


def expanded(view: TopologyView, ref: ResourceRef) -> TopologyView:
    """With what it is related to; asked again of the same, without."""
    return replace(view, expanded=view.expanded ^ {ref})


def with_impact(view: TopologyView, refs: tuple[ResourceRef, ...]) -> TopologyView:
    """What fails if these do; asked again of the same, no longer."""
    if view.impact and view.focus == refs:
        return replace(view, impact=False)
    return replace(around(view, refs), impact=True)


def if_fails(view: TopologyView, ref: ResourceRef) -> TopologyView:
    """All that is shown, with what fails if this does marked on it."""
    return replace(view, failing=frozenset({ref}), path_to=None, impact=False)


def if_led(view: TopologyView, to: ResourceRef) -> TopologyView:
    """All that is shown, with the ways from the focus there marked on it."""
    return replace(view, path_to=to, failing=frozenset(), impact=False)


def with_path(view: TopologyView, to: ResourceRef) -> TopologyView:
    """The ways from the focus there; asked again of the same, no longer."""
    if view.question:
        view = replace(view, question=None, to=None)
    return replace(view.unmarked, to=None if view.to == to else to, impact=False)


def asking(view: TopologyView, question: Question, to: ResourceRef | None = None) -> TopologyView:
    """A question in place of any other; its answer has edges to show, but for what has none."""
    layout = view.layout
    if question is not Question.ORPHANS and layout is Layout.NESTED:
        layout = Layout.LAYERED
    return replace(view.unmarked, question=question, to=to, impact=False, since="", layout=layout)


def shows_all(view: TopologyView) -> TopologyView:
    """Hide nothing."""
    return replace(view, hidden_kinds=frozenset(), hidden_verbs=frozenset())


def before_it_went(view: TopologyView, error: GoneError) -> TopologyView | None:
    """``view`` as of the last moment at which what it is around was there; None where that is not all it is around."""
    if (
        len(view.focus) + len(view.names) != 1
        or view.since
        or view.to is not None
        or view.focus not in ((), (error.ref,))
    ):
        return None
    return replace(view, focus=(error.ref,), names=(), at=error.last)
