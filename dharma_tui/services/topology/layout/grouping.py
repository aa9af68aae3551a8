"""Showing less: groups of nodes as one node each, so that a screen holds no more than a person can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace

from dharma_tui.core.drawing import Mark, NodeId, Sketch, SketchEdge, SketchGroup, SketchNode
from dharma_tui.core.types import Severity, State

MOST_NODES = 60
"""Nodes that can be read at a glance."""
MOST_EDGES = 120
"""Edges drawn between them, the heaviest; the others are counted."""
OTHERS = "group:…"
"""The id of the group of all groups too small to be shown."""

_STATES = (
    State.FAILED, State.DEGRADED, State.PENDING, State.RUNNING, State.STOPPED, State.UNKNOWN, State.TERMINATED,
)  # fmt: skip
_MARKS = (Mark.PATH, Mark.REMOVED, Mark.ADDED, Mark.CHANGED, Mark.AFFECTED, Mark.FOUND)
_SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


def worst_state(states: Collection[State]) -> State:
    """The state of a group: the worst of its members."""
    return next((state for state in _STATES if state in states), State.UNKNOWN)


def grouped(
    sketch: Sketch,
    groups: Mapping[NodeId, str],
    *,
    keep: Collection[NodeId] = (),
    most: int = MOST_NODES,
    most_edges: int = MOST_EDGES,
) -> Sketch:
    """``sketch`` with the members of each group as one node. ``groups`` names the group of every node.

    What is in ``keep``, pinned or in no group stays for itself. Small groups are left open as long as there is room; if there
    are too many groups the smallest become one.
    """
    if len(sketch.nodes) <= most:
        return _lightened(sketch, most_edges)
    kept = set(keep)
    members: dict[str, list[SketchNode]] = {}
    single = 0
    for node in sketch.nodes:
        if node.id in kept or node.is_pinned or node.id not in groups:
            single += 1
        else:
            members.setdefault(groups[node.id], []).append(node)
    closed = sorted(members, key=lambda name: (len(members[name]), name))
    room = most - single - len(closed)
    while closed and len(members[closed[0]]) - 1 <= max(room, 0):
        room -= len(members[closed.pop(0)]) - 1
    homes: dict[NodeId, NodeId] = {}
    faces: dict[NodeId, SketchNode] = {}
    crowd = closed[: -room + 1] if room < 0 and len(closed) > 1 else []
    for name in closed:
        if name not in crowd:
            _close(f"group:{name}", name, members[name], homes, faces)
    if crowd:
        rest = [node for name in crowd for node in members[name]]
        _close(OTHERS, f"{len(crowd):,} other groups", rest, homes, faces)
    return _lightened(_merged(sketch, homes, faces), most_edges)


def folded(sketch: Sketch, closed: Collection[NodeId]) -> Sketch:
    """``sketch`` with these of its groups, and all that is in them, as one node each."""
    groups = {group.id: group for group in sketch.groups}
    outer = {group.id: _outermost(group, groups, closed) for group in sketch.groups}
    homes: dict[NodeId, NodeId] = {}
    members: dict[NodeId, list[SketchNode]] = {}
    for node in sketch.nodes:
        home = outer.get(node.group) if node.group is not None else None
        if home is not None:
            homes[node.id] = home
            members.setdefault(home, []).append(node)
    faces = {
        home: replace(
            face_of_group(home, groups[home].label, nodes),
            kind=groups[home].kind,
            group=groups[home].parent,
        )
        for home, nodes in members.items()
    }
    merged = _merged(sketch, homes, faces)
    gone = {group for group, home in outer.items() if home is not None}
    return replace(merged, groups=tuple(group for group in sketch.groups if group.id not in gone))


def face_of_group(id: NodeId, label: str, nodes: Sequence[SketchNode]) -> SketchNode:
    """One node for several: their number, the worst of their states, all their alerts, the part of them that is affected."""
    kinds = {node.kind for node in nodes}
    marks = {node.mark for node in nodes}
    severities = {node.alert for node in nodes}
    taken = [node.share or 0.0 for node in nodes]
    return SketchNode(
        id,
        label,
        kinds.pop() if len(kinds) == 1 else "",
        worst_state({node.state for node in nodes}),
        count=sum(max(1, node.count) for node in nodes),
        alerts=sum(node.alerts for node in nodes),
        alert=next((severity for severity in _SEVERITIES if severity in severities), None),
        mark=next((mark for mark in _MARKS if mark in marks), Mark.NONE),
        share=sum(taken) / len(nodes) if any(node.share is not None for node in nodes) else None,
    )


def by_kind(sketch: Sketch) -> dict[NodeId, str]:
    """Every node by its kind."""
    return {node.id: node.kind or "no kind" for node in sketch.nodes}


def by_container(sketch: Sketch) -> dict[NodeId, str]:
    """Every node by the label of the group that holds it."""
    labels = {group.id: group.label for group in sketch.groups}
    return {node.id: labels[node.group] for node in sketch.nodes if node.group in labels}


def _close(
    id: NodeId,
    label: str,
    nodes: Sequence[SketchNode],
    homes: dict[NodeId, NodeId],
    faces: dict[NodeId, SketchNode],
) -> None:
    faces[id] = face_of_group(id, label, nodes)
    homes |= dict.fromkeys((node.id for node in nodes), id)


def _outermost(group: SketchGroup, groups: Mapping[NodeId, SketchGroup], closed: Collection[NodeId]) -> NodeId | None:
    """The outermost closed group that this one is or lies in."""
    found: NodeId | None = None
    seen: set[NodeId] = set()
    at: SketchGroup | None = group
    while at is not None and at.id not in seen:
        seen.add(at.id)
        if at.id in closed:
            found = at.id
        at = groups.get(at.parent) if at.parent is not None else None
    return found


def _merged(sketch: Sketch, homes: Mapping[NodeId, NodeId], faces: Mapping[NodeId, SketchNode]) -> Sketch:
    """Members replaced by what stands for them, where the first of them was; edges within it are left out."""
    nodes: dict[NodeId, SketchNode] = {}
    for node in sketch.nodes:
        home = homes.get(node.id)
        if home is None:
            nodes[node.id] = node
        elif home not in nodes:
            nodes[home] = faces[home]
    counts: dict[tuple[Hashable, ...], int] = {}
    edges: dict[tuple[Hashable, ...], SketchEdge] = {}
    for edge in sketch.edges:
        source, target = homes.get(edge.source, edge.source), homes.get(edge.target, edge.target)
        if source == target and source in faces:
            continue
        key = (source, target, edge.verb, edge.mark)
        counts[key] = counts.get(key, 0) + edge.count
        if key not in edges:
            edges[key] = edge if (source, target) == (edge.source, edge.target) else replace(
                edge, source=source, target=target
            )  # fmt: skip
    merged = tuple(
        edge if edge.count == counts[key] else replace(edge, count=counts[key]) for key, edge in edges.items()
    )
    return replace(sketch, nodes=tuple(nodes.values()), edges=merged)


def _lightened(sketch: Sketch, most: int) -> Sketch:
    """Only the heaviest edges, and those that are marked."""
    if len(sketch.edges) <= most:
        return sketch
    weight: Counter[tuple[NodeId, NodeId]] = Counter()
    for edge in sketch.edges:
        weight[edge.source, edge.target] += edge.count
    marked = {(edge.source, edge.target) for edge in sketch.edges if edge.mark}
    heaviest = {pair for pair, _ in weight.most_common(most)} | marked
    edges = tuple(edge for edge in sketch.edges if (edge.source, edge.target) in heaviest)
    gone = sum(weight.values()) - sum(edge.count for edge in edges)
    return replace(sketch, edges=edges, left_out=sketch.left_out + gone)
