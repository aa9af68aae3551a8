"""Keeps the measured cells of a table's visible rows current, and its ages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.events import MetricsSampled
from dharma_tui.core.types import Json, ResourceRef
from dharma_tui.screens._series import column_of
from dharma_tui.widgets.resource_table import ResourceTable

if TYPE_CHECKING:
    from dharma_tui.services import Services
    from dharma_tui.services.collector import Watching

AGE_SECONDS = 10.0
"""How often ages are drawn anew."""


class LiveRows:
    """Has the collector measure what is on screen, and draws what it measured. ``table`` is set once it is there."""

    def __init__(self, services: Services) -> None:
        self.table: ResourceTable | None = None
        self._services = services
        self._watching: Watching | None = None
        self._watched: frozenset[ResourceRef] = frozenset()
        self._aged_at = 0.0

    def show(self, event: MetricsSampled) -> None:
        """Draw the values of this round in the columns they belong to; what rows are sorted by stays what it was then."""
        listing = self.table.listing if self.table is not None else None
        if self.table is None or listing is None or listing.view.at or listing.view.group_by:
            return
        sorted_by = {key.column for key in listing.view.sort}
        columns = [column for column in listing.columns if column.name not in sorted_by]
        places: dict[tuple[str, str], str] = {}
        live: dict[ResourceRef, dict[str, Json]] = {}
        for point in event.points:
            metric = point.metric
            named = (metric.name, metric.unit)
            if named not in places:
                places[named] = column_of(metric, columns)
            if places[named]:
                live.setdefault(metric.ref, {})[places[named]] = point.value
        self.table.put_cells(live)

    def settle(self, *, now_shown: bool) -> None:
        """Measure what can be measured of the rows on screen, unless the past is shown; let ages grow."""
        if self.table is None:
            return
        kinds = self._services.kinds
        measured = [ref for ref in self.table.visible_refs() if ref.kind in kinds and kinds[ref.kind].metrics]
        self._watch(frozenset(measured) if now_shown else frozenset())
        elapsed = self._services.clock.monotonic()
        if elapsed - self._aged_at >= AGE_SECONDS:
            self._aged_at = elapsed
            self.table.now = self._services.clock.now()

    def stop(self) -> None:
        """Measure nothing more on this table's account."""
        self._watch(frozenset())

    def _watch(self, refs: frozenset[ResourceRef]) -> None:
        if refs == self._watched:
            return
        if self._watching is not None:
            self._watching.cancel()
        self._watching = self._services.collector.watch(refs) if refs else None
        self._watched = refs
