"""What is wrong now, by the rules of ``finding_rules``."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus, Subscription
from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import FindingsChanged, IndexAdvanced, ScanEnded
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.types import Finding, ResourceRef, Severity, State
from dharma_tui.services.collector import Collector, Watching
from dharma_tui.services.finding_rules import FILE_SYSTEM, HOST, RULES, Covered, Facts, Known, Series, Unwell
from dharma_tui.services.pools import IoPool

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.scan_store import ScanStore

log = logging.getLogger(__name__)

REFRESH_SECONDS = 30.0
SETTLE_SECONDS = 1.0
"""Between what happened and looking, so that a burst of commits is looked at once."""
WATCHED = 64
"""File systems kept measured for the rules."""
NAMED = 3
"""Resources that a finding about many of them names."""
_ORDER = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Findings:
    """Keeps the list up to date while started, and publishes it when it differs.

    A finding about a whole kind or provider has a ref without a key.
    """

    def __init__(
        self,
        lake: Lake,
        scans: ScanStore,
        collector: Collector,
        io: IoPool,
        bus: Bus,
        clock: Clock,
        interval: Callable[[str], timedelta],
        kinds: Mapping[str, KindSpec],
    ) -> None:
        self._lake = lake
        self._scans = scans
        self._collector = collector
        self._io = io
        self._bus = bus
        self._clock = clock
        self._interval = interval
        self._kinds = kinds
        self._current: tuple[Finding, ...] = ()
        self._looked = False
        self._known: dict[str, list[Known]] = {}
        self._coverage: list[Covered] = []
        self._unwell: list[Unwell] = []
        self._snapshot = -1
        self._watching: Watching | None = None
        self._task: asyncio.Task[None] | None = None
        self._subscriptions: list[Subscription] = []

    @property
    def current(self) -> tuple[Finding, ...]:
        """What is wrong, most severe first."""
        return self._current

    @property
    def looked(self) -> bool:
        """Whether that is known: before the first look, nothing found means nothing."""
        return self._looked

    def start(self) -> None:
        """Begin to look, in the running loop: when something was committed, and now and then for what is measured."""
        if self._task is not None:
            return
        loop, moved = asyncio.get_running_loop(), asyncio.Event()

        def wake(_: object) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(moved.set)

        self._subscriptions = [self._bus.subscribe(topic, wake) for topic in (IndexAdvanced, ScanEnded)]
        self._task = asyncio.create_task(self._look(moved), name="findings")

    def close(self) -> None:
        """Look no more."""
        for subscription in self._subscriptions:
            subscription.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def refresh(self) -> tuple[Finding, ...]:
        """Look now. Raises StoreError."""
        await self._io.run(self._read)
        self._watch_file_systems()
        facts = Facts(self._clock.now(), self._interval, self._known, self._points(), self._coverage, self._unwell)
        found = [finding for rule in RULES for finding in rule.look(facts)]
        found.sort(key=lambda finding: (_ORDER[finding.severity], finding.rule, finding.ref))
        if tuple(found) != self._current or not self._looked:
            self._current, self._looked = tuple(found), True
            self._bus.publish(FindingsChanged(self._clock.now(), self._current))
        return self._current

    async def _look(self, moved: asyncio.Event) -> None:
        while True:
            try:
                await self.refresh()
            except DharmaError as error:
                log.info("findings not refreshed: %s", error)
            try:
                async with asyncio.timeout(REFRESH_SECONDS):
                    await moved.wait()
                await asyncio.sleep(SETTLE_SECONDS)
            except TimeoutError:
                pass
            moved.clear()

    def _read(self) -> None:
        """In a pool thread: what the rules need, unless it is the same as the last time."""
        snapshot = self._lake.snapshot().id
        if self._snapshot >= 0 and not self._lake.news_since(self._snapshot):
            return
        kinds = sorted({kind for rule in RULES for kind in rule.kinds})
        rows = self._lake.query(
            "SELECT kind, key, name, state, attrs, first_seen FROM lake.resources WHERE kind IN (SELECT unnest(?))",
            [kinds],
        )
        known: dict[str, list[Known]] = {}
        for kind, key, name, state, attrs, first_seen in rows:
            facts = json.loads(attrs) if isinstance(attrs, str) else attrs
            known.setdefault(kind, []).append(Known(ResourceRef(kind, key), name, State(state), facts, first_seen))
        self._coverage = [
            Covered(part.report, part.at, part.complete_at, self._plural(part.report.kind))
            for part in self._scans.coverage()
        ]
        self._unwell = self._counted()
        self._known = known
        self._snapshot = snapshot

    def _counted(self) -> list[Unwell]:
        """By kind and state, how many resources are not well."""
        rows = self._lake.query(
            """SELECT kind, state, count(*), min(name, ?) FROM lake.resources WHERE state IN ('failed', 'degraded')
            GROUP BY kind, state ORDER BY kind, state""",
            [NAMED],
        )
        return [
            Unwell(kind, State(state), count, self._called(kind, count), names or ())
            for kind, state, count, names in rows
        ]

    def _plural(self, kind: str) -> str:
        spec = self._kinds.get(kind)
        return kind if spec is None else spec.plural

    def _called(self, kind: str, count: int) -> str:
        spec = self._kinds.get(kind)
        if spec is None:
            return kind
        return (spec.title if count == 1 else spec.plural).lower()

    def _watch_file_systems(self) -> None:
        local = [known.ref for known in self._known.get(FILE_SYSTEM, ()) if not known.attrs.get("remote")]
        wanted = frozenset(local[:WATCHED])
        if self._watching is None or self._watching.refs != wanted:
            if self._watching is not None:
                self._watching.cancel()
            self._watching = self._collector.watch(wanted)

    def _points(self) -> dict[tuple[ResourceRef, str], Series]:
        return {
            (metric.ref, metric.name): self._collector.recent(metric)
            for metric in self._collector.metrics()
            if metric.ref.kind in (HOST, FILE_SYSTEM)
        }
