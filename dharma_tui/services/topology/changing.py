"""What changed since a moment, drawn on a sketch: what came and what became another is marked, what went is shown once more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Layout, Mark, NodeId, Sketch, SketchEdge, SketchNode
from dharma_tui.core.graph import GraphDifference, GraphNode
from dharma_tui.core.tallies import with_changes_in
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.topology.gone import Gone
from dharma_tui.services.topology.sketching import MOST_NODES, Sketched, face, node_id

NO_TAGS: Mapping[ResourceRef, str] = {}
MARKS = {ChangeKind.ADDED: Mark.ADDED, ChangeKind.CHANGED: Mark.CHANGED, ChangeKind.REMOVED: Mark.REMOVED}


def with_changes(
    sketched: Sketched, found: GraphDifference, view: TopologyView, tags: Mapping[ResourceRef, str] = NO_TAGS
) -> Sketched:
    """``sketched`` with changes marked and counted on what they are in, and with what went where it was related to something
    shown. ``tags`` are of those that went, where groups are made by one. Blocks; raises StoreError.

    Where nothing in particular is looked at and nothing is nested, nothing but what changed and what that is related to, at
    most as many as can be read. What the view hides stays hidden.
    """
    alone = view.is_everything and view.layout is not Layout.NESTED
    marks = {
        node_id(node.ref): MARKS[change] for node, change in zip(found.graph.nodes, found.nodes, strict=True) if change
    }
    kept = () if alone else tuple(replace(node, mark=marks.get(node.id, node.mark)) for node in sketched.sketch.nodes)
    groups = (
        () if alone else tuple(replace(each, mark=marks.get(each.id, each.mark)) for each in sketched.sketch.groups)
    )
    homes: dict[NodeId, NodeId] = {}
    places = {} if alone else _places(found, sketched, view, tags, homes)
    kept = tuple(_as_it_was(kept, found, homes, {group.id for group in groups}))
    shown = {node.id: node for node in kept}
    ends = shown.keys() | {group.id for group in groups}
    frames = {group.id for group in groups}
    refs = dict(sketched.refs)
    for node in _alone(found, view) if alone else _gone_beside(found, ends, places, frames, view):
        id = node_id(node.ref)
        around = places.get(node.ref)
        shown[id] = face(node, around if around in frames else None, mark=marks.get(id, Mark.NONE))
        shown[id] = replace(shown[id], is_gone=marks.get(id) is Mark.REMOVED)
        refs[id] = node.ref
    edges = () if alone else sketched.sketch.edges
    sketch = Sketch(
        tuple(shown.values()), _edges(found, edges, shown.keys() | frames, view), groups, sketched.sketch.left_out
    )
    if alone:
        return replace(
            sketched,
            sketch=replace(sketch, left_out=max(0, found.changed_edges - len(sketch.edges))),
            refs=refs,
            groups={},
        )
    return replace(sketched, sketch=with_changes_in(sketch, _within(found, places, refs, view)), refs=refs)


def _within(
    found: GraphDifference, places: Mapping[ResourceRef, NodeId], refs: Mapping[NodeId, ResourceRef], view: TopologyView
) -> Iterator[tuple[NodeId, Mark, bool]]:
    """Each change on what it is shown as, or was in, and whether that is the resource itself."""
    for node, change in zip(found.graph.nodes, found.nodes, strict=True):
        if change and node.ref.kind not in view.hidden_kinds:
            id = node_id(node.ref)
            place = id if id in refs else places.get(node.ref)
            if place is not None:
                yield place, MARKS[change], place == id


def _as_it_was(
    nodes: Collection[SketchNode], found: GraphDifference, homes: Mapping[NodeId, NodeId], frames: Collection[NodeId]
) -> Iterator[SketchNode]:
    """``nodes`` with those of what went that something names yet as they were, in the frames that are their ``homes``."""
    pairs = zip(found.graph.nodes, found.nodes, strict=True)
    gone = {node_id(node.ref): node for node, change in pairs if change is ChangeKind.REMOVED}
    for node in nodes:
        was, home = gone.get(node.id), homes.get(node.id)
        if was is None or not node.is_gone:
            yield node
        else:
            yield replace(node, label=was.name, state=was.state, group=home if home in frames else node.group)


def _places(
    found: GraphDifference,
    sketched: Sketched,
    view: TopologyView,
    tags: Mapping[ResourceRef, str],
    homes: dict[NodeId, NodeId],
) -> dict[ResourceRef, NodeId]:
    """What everything that changed is shown as; of what went, the innermost group or frame that it was in, which are the ``homes``
    of what is shown by itself yet."""
    refs = [node.ref for node in found.graph.nodes]
    as_shown = dict(zip(refs, sketched.shown_as(refs), strict=True))
    known = {node.id for node in sketched.sketch.nodes} | {group.id for group in sketched.sketch.groups}
    gone = Gone(found, view, as_shown, known, tags)
    places: dict[ResourceRef, NodeId] = {}
    for number, (ref, change) in enumerate(zip(refs, found.nodes, strict=True)):
        place = as_shown[ref]
        if change is ChangeKind.REMOVED and place in (None, node_id(ref)):
            home = gone.place(number)
            if place is not None and home is not None:
                homes[place] = home
            place = place or home
        if place is not None:
            places[ref] = place
    return places


def _alone(found: GraphDifference, view: TopologyView) -> list[GraphNode]:
    """Everything of the difference, what changed first."""
    nodes = found.graph.nodes
    seen = [place for place, node in enumerate(nodes) if node.ref.kind not in view.hidden_kinds]
    return [nodes[place] for place in sorted(seen, key=lambda place: found.nodes[place] is None)[:MOST_NODES]]


def _gone_beside(
    found: GraphDifference,
    ends: Collection[NodeId],
    places: Mapping[ResourceRef, NodeId],
    frames: Collection[NodeId],
    view: TopologyView,
) -> list[GraphNode]:
    """What went from beside something shown, or out of a frame; not what went out of something closed."""
    nodes = found.graph.nodes
    gone = {
        place
        for place, node in enumerate(nodes)
        if found.nodes[place] is ChangeKind.REMOVED
        and node.ref.kind not in view.hidden_kinds
        and (node.ref not in places or places[node.ref] in frames)
    }
    beside = {place for place in gone if places.get(nodes[place].ref) in frames}
    for edge in found.graph.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if one in gone and node_id(nodes[other].ref) in ends:
                beside.add(one)
    return [nodes[place] for place in sorted(beside)][:MOST_NODES]


def _edges(
    found: GraphDifference, edges: tuple[SketchEdge, ...], shown: Collection[NodeId], view: TopologyView
) -> tuple[SketchEdge, ...]:
    """``edges`` and those that came or went between what is shown."""
    known = {(edge.source, edge.target, edge.verb): edge for edge in edges}
    for edge, change in zip(found.graph.edges, found.edges, strict=True):
        ends = node_id(found.graph.nodes[edge.source].ref), node_id(found.graph.nodes[edge.target].ref)
        if change and edge.verb not in view.hidden_verbs and ends[0] in shown and ends[1] in shown:
            known[(*ends, edge.verb.value)] = SketchEdge(*ends, edge.verb.value, mark=MARKS[change])
    return tuple(known.values())
