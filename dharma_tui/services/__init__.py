"""Everything the console can do without a screen."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.events import StoreFailed, StoreOpened
from dharma_tui.services._scanning import ScanningServices

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.core.types import Scope
    from dharma_tui.services._scanning import ScansWith
    from dharma_tui.services.access import Access
    from dharma_tui.services.changes import Changes
    from dharma_tui.services.collector import Collector
    from dharma_tui.services.dangling import DanglingReferences
    from dharma_tui.services.findings import Findings
    from dharma_tui.services.graph_server.following import GraphFollower
    from dharma_tui.services.graph_server.process import CypherProcess
    from dharma_tui.services.groups import Groups
    from dharma_tui.services.health import Health
    from dharma_tui.services.inventory import Inventory
    from dharma_tui.services.metrics import MetricStore
    from dharma_tui.services.saved_views import SavedViews
    from dharma_tui.services.settings_source import SettingsSource
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.tag_file import TagFile
    from dharma_tui.services.tagging import Tagging
    from dharma_tui.services.topology.graphs import Graphs
    from dharma_tui.services.upkeep import Upkeep
    from dharma_tui.services.watch import Watch

log = logging.getLogger(__name__)

CLOSE_SECONDS = 0.45


class Services(ScanningServices):
    """What screens may ask.

    All of it is there from the start, and made when first asked for: the way to the first paint is short. What needs the
    store raises StoreError until ``open`` has opened it.
    """

    def __init__(
        self,
        settings: SettingsSource,
        folder: Path,
        *,
        clock: Clock,
        ids: Ids,
        providers: Sequence[ProviderService] | None = None,
        scans_with: ScansWith | None = None,
    ) -> None:
        from dharma_tui.services.lake_door import LakeDoor
        from dharma_tui.services.pools import IoPool
        from dharma_tui.services.providers import LazyKinds

        self.settings = settings
        self.bus: Bus = settings.bus
        self.clock = clock
        self.ids = ids
        self.folder = folder
        self.io = IoPool(4, "io")
        self._scanning = IoPool(1, "scan-store")
        self.kinds: Mapping[str, KindSpec] = LazyKinds(lambda: self.providers)
        self._door = LakeDoor(folder, clock)
        self._given = providers
        self._scans_with = scans_with
        self._opening = asyncio.Lock()
        self._closed = False
        self.known_scopes: frozenset[Scope] = frozenset()
        """Accounts and regions that the last plan of a scan told of, scanned or not."""

    # -- what exists

    @cached_property
    def providers(self) -> Sequence[ProviderService]:
        """Every provider service."""
        from dharma_tui.services.providers import provider_services

        if self._given is not None:
            return tuple(self._given)
        return tuple(provider_services(self.clock, lambda: self.settings.current))

    @property
    def lake(self) -> Lake:
        """The open store. Raises StoreError while there is none."""
        return self._door.opened

    @cached_property
    def inventory(self) -> Inventory:
        """What exists."""
        from dharma_tui.services.inventory import Inventory

        state_folder = self.settings.paths.state_folder
        return Inventory(
            self._door.lake,
            self.io,
            self.bus,
            self.clock,
            self.kinds,
            self.folder,
            state_folder,
            vocabulary=lambda: self.tag_file.vocabulary(),
        )

    @cached_property
    def changes(self) -> Changes:
        """What became different."""
        from dharma_tui.services.changes import Changes

        return Changes(self._door.lake, self.io, self.kinds)

    @cached_property
    def access(self) -> Access:
        """Who reaches what, and who may do what."""
        from dharma_tui.services.access import Access

        return Access(self._door.lake, self.io, self.kinds)

    @cached_property
    def topology(self) -> Graphs:
        """What hangs on what."""
        from dharma_tui.services.topology.graphs import Graphs

        return Graphs(self._door.lake, self.io, self.bus, self.clock, self.kinds)

    @cached_property
    def saved_views(self) -> SavedViews:
        """Views the person has named."""
        from dharma_tui.services.saved_views import SavedViews

        return SavedViews(self.settings.paths)

    @cached_property
    def tag_file(self) -> TagFile:
        """How things are tagged here."""
        from dharma_tui.services.tag_file import TagFile

        return TagFile(self.settings.paths)

    @cached_property
    def groups(self) -> Groups:
        """Infrastructures and deployments."""
        from dharma_tui.services.groups import Groups
        from dharma_tui.services.providers import groupings_of

        return Groups(
            self._door.lake,
            self.io,
            self.clock,
            self.ids,
            self.kinds,
            lambda: groupings_of(self.providers),
            self.tag_file.current,
        )

    @cached_property
    def tagging(self) -> Tagging:
        """How tags are kept."""
        from dharma_tui.services.tagging import Tagging

        return Tagging(self.inventory, self.kinds, self.tag_file.current)

    @cached_property
    def dangling(self) -> DanglingReferences:
        """What refers to something that is not in the inventory."""
        from dharma_tui.services.dangling import DanglingReferences

        return DanglingReferences(self._door.lake, self.io, self.kinds)

    @cached_property
    def cypher(self) -> CypherProcess:
        """Asks Neo4j, where one is configured."""
        from dharma_tui.services.graph_server.process import CypherProcess

        return CypherProcess(self.settings.words)

    @cached_property
    def graph_follower(self) -> GraphFollower:
        """Brings Neo4j level after scans, where one is configured."""
        from dharma_tui.services.graph_server.following import GraphFollower

        return GraphFollower(
            self.settings.words, self.bus, lambda: self.settings.current.neo4j, lambda check: self.health.report(check)
        )

    # -- measuring and judging

    @cached_property
    def metrics(self) -> MetricStore:
        """What was measured."""
        from dharma_tui.services.metrics import MetricStore

        return MetricStore(self._door.lake, self.io)

    @cached_property
    def collector(self) -> Collector:
        """Measures."""
        from dharma_tui.services.collector import Collector

        return Collector(
            self.providers, self.bus, self.clock, lambda: self.settings.current.metrics, self.health.report
        )

    @cached_property
    def health(self) -> Health:
        """How the console's own parts are."""
        from dharma_tui.services.health import Health

        return Health(self.bus, self.clock)

    @cached_property
    def findings(self) -> Findings:
        """What is wrong."""
        from dharma_tui.services.findings import Findings

        def interval(provider: str) -> timedelta:
            return timedelta(minutes=self.settings.current.scan.minutes(provider))

        return Findings(
            self._door.lake, self.scans, self.collector, self.io, self.bus, self.clock, interval, self.kinds
        )

    @cached_property
    def watch(self) -> Watch:
        """Notices what is committed."""
        from dharma_tui.services.watch import Watch

        def poll_seconds() -> float:
            return self.settings.current.store.poll_seconds

        return Watch(self._door.lake, self.inventory, self.io, self.bus, self.clock, poll_seconds)

    @cached_property
    def upkeep(self) -> Upkeep:
        """Tidies the store up."""
        from dharma_tui.services.upkeep import Upkeep

        return Upkeep(self._door.lake, self.clock, lambda: self.settings.current.store, self.health.report)

    # -- life

    async def open(self) -> None:
        """Open the store in a thread and start everything that goes on by itself. Publishes how it went.

        Raises StoreError when the store cannot be opened; ``open`` may then be called again.
        """
        async with self._opening:
            if self._door.is_open or self._closed:
                return
            await self.io.run(self._load)
            self.settings.watch()
            self.health.follow(self.scheduler, lambda: self.scans.coverage(), self.io)
            self.collector.start()
            limits = self.settings.current.store
            try:
                await self.io.run(self._door.open, limits.memory_mb, limits.lock_seconds)
            except DharmaError as error:
                log.warning("store not opened: %s", error)
                self.bus.publish(StoreFailed(self.clock.now(), error.message, error.hint))
                raise
            if self._closed:
                return
            self.bus.publish(StoreOpened(self.clock.now()))
            self.watch.start()
            if self.lake.writable:
                self.collector.attach(self.metrics, self.folder)
                self.scheduler.start()
                self.upkeep.start()
            self.findings.start()
            if self._given is None:  # else it is an estate of its own, such as a demo's
                self.graph_follower.start()

    async def open_to_read(self) -> None:
        """Open the store alone: nothing measures, scans, follows or tidies up by itself. Raises StoreError."""
        limits = self.settings.current.store
        await self.io.run(self._door.open, limits.memory_mb, limits.lock_seconds)

    async def retry(self) -> bool:
        """Try again to open the store; whether it is open now. A failure is published, not raised."""
        try:
            await self.open()
        except DharmaError:
            return False
        return True

    def close(self) -> None:
        """End everything in less than half a second, whatever is stuck."""
        self._closed = True
        self.settings.close()
        for name in ("scheduler", "graph_follower", "findings", "collector", "health", "watch", "upkeep", "topology"):
            if name in self.__dict__:
                getattr(self, name).close()
        if "cypher" in self.__dict__:
            self.cypher.kill()
        self.io.close()
        self._scanning.close()
        if "imports" in self.__dict__:
            self.imports.close()
        slow = [self._door.close]
        if "scanner_process" in self.__dict__:
            slow.append(self.scanner_process.close)
        threads = [threading.Thread(target=close, name="close", daemon=True) for close in slow]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + CLOSE_SECONDS
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _load(self) -> None:
        """In a thread: make what is needed from now on, which is mostly importing."""
        for name in (
            "providers",
            "health",
            "scheduler",
            "collector",
            "findings",
            "watch",
            "scanner_process",
            "changes",
        ):
            getattr(self, name)


def build_services(
    settings: SettingsSource,
    folder: Path,
    *,
    clock: Clock,
    ids: Ids,
    providers: Sequence[ProviderService] | None = None,
    scans_with: ScansWith | None = None,
) -> Services:
    """Every service on the store in ``folder``; nothing is opened or started.

    ``providers`` are taken instead of all there are. ``scans_with`` makes what scans instead of a child process; it is
    given what makes a scanner for this process's providers and store, and what tells whether the store is open.
    """
    return Services(settings, folder, clock=clock, ids=ids, providers=providers, scans_with=scans_with)
