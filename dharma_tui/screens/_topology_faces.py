"""Keeps the faces of the nodes in view current: what is measured of them, and how many alerts they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dharma_tui.core.drawing import NodeId, Sketch, SketchNode
from dharma_tui.core.events import MetricsSampled
from dharma_tui.core.tallies import with_alerts
from dharma_tui.core.types import Metric, ResourceRef, Severity
from dharma_tui.screens._series import value_text

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.collector import Watching
    from dharma_tui.services.topology.sketching import Sketched

ROOM = 6
"""Cells that values have at least, so that what they become has room as well."""


class LiveFaces:
    """Has the collector measure what is in view."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._watching: Watching | None = None
        self._ids: dict[ResourceRef, NodeId] = {}

    async def dressed(self, sketched: Sketched) -> Sketch:
        """The sketch with its alerts and what was measured of its nodes last: faces are laid out with this."""
        sketch = with_alerts(sketched.sketch, await self.alerts(sketched))
        return replace(
            sketch,
            nodes=tuple(
                node if node.is_gone else replace(node, metric=self._metric(sketched.refs.get(node.id)))
                for node in sketch.nodes
            ),
        )

    async def alerts(self, sketched: Sketched) -> list[tuple[NodeId, Severity]]:
        """Each alert that there is now, on what its resource is shown as."""
        from dharma_tui.services.topology.alerts import alerts_on

        return await self._services.io.run(alerts_on, sketched, self._services.findings.current)

    def _metric(self, ref: ResourceRef | None) -> str:
        kind = self._services.kinds.get(ref.kind) if ref else None
        if ref is None or kind is None or not kind.metrics:
            return ""
        first = kind.metrics[0]
        points = self._services.collector.recent(Metric(ref, first.name, first.unit))
        return value_text(points[-1][1], first.unit).ljust(ROOM) if points else ""

    def watch(self, nodes: Iterable[SketchNode], refs: Mapping[NodeId, ResourceRef]) -> None:
        """Measure these where that can be done; nothing of what is gone."""
        self.stop()
        shown = {node.id for node in nodes if not node.is_gone}
        self._ids = {ref: id for id, ref in refs.items() if id in shown}
        kinds = self._services.kinds
        measurable = [ref for ref in self._ids if ref.kind in kinds and kinds[ref.kind].metrics]
        if measurable:
            self._watching = self._services.collector.watch(measurable)

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
