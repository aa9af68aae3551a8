"""Keeps the faces of the nodes in view current: what is measured of them, and how many alerts they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import NodeId, SketchNode
from dharma_tui.core.events import MetricsSampled
from dharma_tui.core.faces import WAITING
from dharma_tui.core.types import Finding, Metric, ResourceRef, Severity
from dharma_tui.screens._series import value_text

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.collector import Watching

ROOM = 8
"""Cells that values have."""
_ORDER = (Severity.INFO, Severity.WARNING, Severity.CRITICAL)


class LiveFaces:
    """Has the collector measure what is in view."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._watching: Watching | None = None
        self._ids: dict[ResourceRef, NodeId] = {}

    def dressed(
        self, nodes: Sequence[SketchNode], refs: Mapping[NodeId, ResourceRef], *, now: bool
    ) -> tuple[SketchNode, ...]:
        """``nodes`` with their alerts and what was measured of them last, or room for it: faces are laid out with these."""
        if not now:
            return tuple(nodes)
        self._ids = {ref: id for id, ref in refs.items()}
        alerts = self._with_alerts({node.id: node for node in nodes}, self._services.findings.current)
        return tuple(replace(alerts.get(node.id, node), metric=self._metric(refs.get(node.id))) for node in nodes)

    def _metric(self, ref: ResourceRef | None) -> str:
        kind = self._services.kinds.get(ref.kind) if ref else None
        if ref is None or kind is None or not kind.metrics:
            return ""
        first = kind.metrics[0]
        points = self._services.collector.recent(Metric(ref, first.name, first.unit))
        return (value_text(points[-1][1], first.unit) if points else WAITING).ljust(ROOM)

    def watch(
        self, nodes: Iterable[SketchNode], refs: Mapping[NodeId, ResourceRef], *, now: bool
    ) -> dict[NodeId, SketchNode]:
        """Measure these where that can be done, unless the past is shown; nodes whose alerts have become others."""
        self.stop()
        shown = {node.id: node for node in nodes}
        self._ids = {ref: id for id, ref in refs.items() if id in shown} if now else {}
        kinds = self._services.kinds
        measurable = [ref for ref in self._ids if ref.kind in kinds and kinds[ref.kind].metrics]
        if measurable:
            self._watching = self._services.collector.watch(measurable)
        return self._with_alerts(shown, self._services.findings.current)

    def stop(self) -> None:
        """Measure nothing more on our account."""
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def sampled(self, event: MetricsSampled, nodes: Iterable[SketchNode]) -> dict[NodeId, SketchNode]:
        """The nodes of which this round has measured the first of their kind's metrics."""
        shown = {node.id: node for node in nodes}
        changed: dict[NodeId, SketchNode] = {}
        for point in event.points:
            id = self._ids.get(point.metric.ref)
            kind = self._services.kinds.get(point.metric.ref.kind)
            if id is None or id not in shown or kind is None or kind.metrics[0].name != point.metric.name:
                continue
            text = value_text(point.value, point.metric.unit).ljust(ROOM)
            if shown[id].metric != text:
                changed[id] = replace(shown[id], metric=text)
        return changed

    def _with_alerts(self, shown: Mapping[NodeId, SketchNode], findings: Iterable[Finding]) -> dict[NodeId, SketchNode]:
        counts: dict[NodeId, list[Severity]] = {}
        for finding in findings:
            if (id := self._ids.get(finding.ref)) is not None:
                counts.setdefault(id, []).append(finding.severity)
        changed: dict[NodeId, SketchNode] = {}
        for id, node in shown.items():
            severities = counts.get(id, [])
            worst = max(severities, key=_ORDER.index) if severities else None
            if (node.alerts, node.alert) != (len(severities), worst):
                changed[id] = replace(node, alerts=len(severities), alert=worst)
        return changed
