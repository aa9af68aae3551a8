"""What changed since a moment, drawn on a sketch: what came and what became another is marked, what went is shown once more."""

from __future__ import annotations

from dataclasses import replace

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.drawing import Mark, NodeId, SketchEdge, SketchNode
from dharma_tui.core.graph import GraphDifference, GraphNode
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.services.topology.sketching import MOST_NODES, Sketched, face, node_id

MARKS = {ChangeKind.ADDED: Mark.ADDED, ChangeKind.CHANGED: Mark.CHANGED, ChangeKind.REMOVED: Mark.REMOVED}


def with_changes(sketched: Sketched, found: GraphDifference, view: TopologyView) -> Sketched:
    """``sketched`` with changes marked, and with what went where it was related to something shown.

    Where nothing in particular is looked at, nothing but what changed and what that is related to, at most as many as can
    be read. What the view hides stays hidden.
    """
    alone = view.is_everything
    marks = {
        node_id(node.ref): MARKS[change] for node, change in zip(found.graph.nodes, found.nodes, strict=True) if change
    }
    kept = () if alone else tuple(replace(node, mark=marks.get(node.id, node.mark)) for node in sketched.sketch.nodes)
    shown = {node.id: node for node in kept}
    refs = dict(sketched.refs)
    for node in _told(found, shown, view):
        id = node_id(node.ref)
        shown[id] = face(node, mark=marks.get(id, Mark.NONE))
        refs[id] = node.ref
    edges = () if alone else sketched.sketch.edges
    known = {(edge.source, edge.target, edge.verb): edge for edge in edges}
    for edge, change in zip(found.graph.edges, found.edges, strict=True):
        ends = node_id(found.graph.nodes[edge.source].ref), node_id(found.graph.nodes[edge.target].ref)
        if change and edge.verb not in view.hidden_verbs and ends[0] in shown and ends[1] in shown:
            known[(*ends, edge.verb.value)] = SketchEdge(*ends, edge.verb.value, mark=MARKS[change])
    sketch = replace(sketched.sketch, nodes=tuple(shown.values()), edges=tuple(known.values()))
    if alone:
        left_out = found.changed_edges - len(known)
        sketch = replace(sketch, groups=(), left_out=max(0, left_out))
    return replace(sketched, sketch=sketch, refs=refs, groups={} if alone else sketched.groups)


def _told(found: GraphDifference, shown: dict[NodeId, SketchNode], view: TopologyView) -> list[GraphNode]:
    """What is added to the sketch: everything of the difference, or what went from beside something shown."""
    nodes = found.graph.nodes
    seen = [place for place, node in enumerate(nodes) if node.ref.kind not in view.hidden_kinds]
    if view.is_everything:
        order = sorted(seen, key=lambda place: found.nodes[place] is None)
        return [nodes[place] for place in order[:MOST_NODES]]
    gone = {place for place in seen if found.nodes[place] is ChangeKind.REMOVED}
    beside = set[int]()
    for edge in found.graph.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if one in gone and node_id(nodes[other].ref) in shown:
                beside.add(one)
    return [nodes[place] for place in sorted(beside)][:MOST_NODES]
