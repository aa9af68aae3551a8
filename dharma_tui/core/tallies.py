"""Sums on closed groups and on frames: alerts and changes of all that is in them, however deep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dharma_tui.core.drawing import Changes, Mark, NodeId, Sketch, SketchGroup, SketchNode
from dharma_tui.core.types import Severity

SEVERITIES = (Severity.INFO, Severity.WARNING, Severity.CRITICAL)
"""The worst last."""


def with_alerts(sketch: Sketch, alerts: Iterable[tuple[NodeId, Severity]]) -> Sketch:
    """``sketch`` with these alerts and no others, each on what its resource is shown as and on the frames around that."""
    frames = _frames(sketch)
    found: dict[NodeId, list[Severity]] = {}
    for id, severity in alerts:
        for place in _outward(id, frames):
            found.setdefault(place, []).append(severity)

    def told(id: NodeId) -> tuple[int, Severity | None]:
        severities = found.get(id, [])
        return len(severities), max(severities, key=SEVERITIES.index) if severities else None

    def of_node(node: SketchNode) -> SketchNode:
        alerts, alert = told(node.id)
        return node if (node.alerts, node.alert) == (alerts, alert) else replace(node, alerts=alerts, alert=alert)

    def of_group(group: SketchGroup) -> SketchGroup:
        alerts, alert = told(group.id)
        return group if (group.alerts, group.alert) == (alerts, alert) else replace(group, alerts=alerts, alert=alert)

    return replace(sketch, nodes=tuple(map(of_node, sketch.nodes)), groups=tuple(map(of_group, sketch.groups)))


def with_changes_in(sketch: Sketch, changes: Iterable[tuple[NodeId, Mark, bool]]) -> Sketch:
    """``sketch`` with what changed in its closed groups and frames; a closed group in which anything did is marked as changed.

    Each change is on what it is shown as, and whether that is the resource itself, which is in nothing but the frames around it.
    """
    frames = _frames(sketch)
    counts: dict[NodeId, Counter[Mark]] = {}
    for id, mark, is_itself in changes:
        for place in _outward(id, frames):
            if place != id or not is_itself:
                counts.setdefault(place, Counter())[mark] += 1
    sums = {id: Changes(count[Mark.ADDED], count[Mark.CHANGED], count[Mark.REMOVED]) for id, count in counts.items()}
    nodes = tuple(
        replace(node, changes=sums[node.id], mark=node.mark or Mark.CHANGED) if node.id in sums else node
        for node in sketch.nodes
    )
    groups = tuple(replace(group, changes=sums[group.id]) if group.id in sums else group for group in sketch.groups)
    return replace(sketch, nodes=nodes, groups=groups)


def _frames(sketch: Sketch) -> Mapping[NodeId, NodeId | None]:
    """What each node and frame lies in."""
    return {node.id: node.group for node in sketch.nodes} | {group.id: group.parent for group in sketch.groups}


def _outward(id: NodeId | None, frames: Mapping[NodeId, NodeId | None]) -> Iterator[NodeId]:
    while id is not None and id in frames:
        yield id
        id = frames[id]
