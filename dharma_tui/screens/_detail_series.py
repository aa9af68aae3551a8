"""The series of one resource: stored and live, drawn while somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.types import Metric, ResourceRef
from dharma_tui.screens._series import Points, known_metrics, series_of, stored_points
from dharma_tui.widgets.sparkline import Sparklines

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.collector import Watching

NOT_MEASURED = "Not measured: nothing here measures resources of this kind."
TALL_FROM = 20
"""Lines of screen from which series are drawn three lines high."""


class ResourceSeries:
    """What has been measured of a resource, and its being measured."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._points: dict[Metric, Points] = {}
        self._watching: Watching | None = None
        self._of_then = False

    async def read(self, ref: ResourceRef, at: str = "") -> None:
        """Have what is stored, up to ``at``; empty is now."""
        known = [metric for metric, _ in self._known(ref)]
        self._of_then = bool(at)
        self._points = {**self._points, **await stored_points(self._services, ref, known, at)}

    def draw(self, drawing: Sparklines, ref: ResourceRef, height: int) -> None:
        """Show what is stored and what is known since, on a screen so high."""
        drawing.line_height, drawing.gap = (3, 1) if height >= TALL_FROM else (1, 0)
        drawing.note = NOT_MEASURED
        drawing.series = tuple(
            series_of(metric, title, self._points.get(metric, ()), self._recent(metric))
            for metric, title in self._known(ref)
        )

    def _recent(self, metric: Metric) -> Points:
        """What was measured since; of the past nothing."""
        return () if self._of_then else self._services.collector.recent(metric)

    def watch(self, ref: ResourceRef | None) -> None:
        """Have this resource measured from now on and no other; None: nothing."""
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
        if ref is not None:
            self._watching = self._services.collector.watch([ref])

    def _known(self, ref: ResourceRef) -> list[tuple[Metric, str]]:
        return known_metrics(ref, self._services.kinds.get(ref.kind), self._services)
