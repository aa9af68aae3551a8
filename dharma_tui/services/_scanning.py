"""What screens may ask of scans and imports: a part of the services, over what all of them have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import UsageError
from dharma_tui.core.scan import ScanReport

if TYPE_CHECKING:
    from dharma_tui.core.kinds import KindSpec
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.services.groups import Groups
    from dharma_tui.services.import_process import ImportProcess
    from dharma_tui.services.lake_door import LakeDoor
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.questions import Questions
    from dharma_tui.services.scan_plans import Planner
    from dharma_tui.services.scanner import Scanner
    from dharma_tui.services.scans import Scans
    from dharma_tui.services.scheduler import Scheduler
    from dharma_tui.services.settings_source import SettingsSource
    from dharma_tui.services.store.scan_store import ScanStore

    ScansWith = Callable[[Callable[[], Scanner], Callable[[], bool]], Scans]


class ScanningServices:
    """Made when first asked for, like all services."""

    settings: SettingsSource
    bus: Bus
    clock: Clock
    ids: Ids
    folder: Path
    io: IoPool
    kinds: Mapping[str, KindSpec]
    _door: LakeDoor
    _scanning: IoPool
    _scans_with: ScansWith | None

    @cached_property
    def providers(self) -> Sequence[ProviderService]:
        """Every provider service."""
        raise NotImplementedError

    @cached_property
    def groups(self) -> Groups:
        """Infrastructures and deployments."""
        raise NotImplementedError

    @cached_property
    def scans(self) -> ScanStore:
        """What scans there were. Blocking."""
        from dharma_tui.services.store.scan_store import ScanStore

        return ScanStore(self._door.lake)

    @cached_property
    def scanner_process(self) -> Scans:
        """Scans, and stops scanning."""
        if self._scans_with is not None:
            return self._scans_with(self._make_scanner, lambda: self._door.is_open)
        from dharma_tui.services.scan_process import ScanProcess

        return ScanProcess(
            self.settings.words,
            self.folder,
            self.bus,
            self.clock,
            self.ids,
            record=lambda report: self.scans.end_for(report),
            questions=self.questions,
        )

    @cached_property
    def imports(self) -> ImportProcess:
        """Looks at files and imports them."""
        from dharma_tui.services.import_process import ImportProcess

        return ImportProcess(self.settings.words, self.folder)

    @cached_property
    def questions(self) -> Questions:
        """What scans and plans ask, and the answers."""
        from dharma_tui.services.questions import Questions

        return Questions(self.bus, self.clock)

    @cached_property
    def scheduler(self) -> Scheduler:
        """Scans by itself."""
        from random import Random

        from dharma_tui.services.automatic import scanned_by_itself
        from dharma_tui.services.resuming import asked_by_itself
        from dharma_tui.services.scheduler import Scheduler

        async def run(trigger: str, providers: tuple[str, ...]) -> ScanReport:
            scan = self.settings.current.scan
            asked = await self.io.run(asked_by_itself, self.scans, self.clock.now(), scan, providers)
            return await self.scanner_process.run(asked, trigger)

        async def last_scans() -> Mapping[str, datetime]:
            return await self.io.run(self.scans.last_began)

        def providers() -> Sequence[str]:
            try:
                return scanned_by_itself(self.providers, self.settings.current.scan)
            except UsageError:  # the setting names what is not there, which the scan itself tells of
                return ()

        return Scheduler(
            *(run, last_scans, providers, lambda: self.settings.current.scan, self.bus, self.clock, Random())
        )

    @cached_property
    def plan(self) -> Planner:
        """What a scan would list, and what that takes; asks every provider for its scopes."""
        if self._scans_with is not None:
            from dharma_tui.services.scan_plans import PlannerHere

            return PlannerHere(self.providers, self.scans, self.io, self.clock, lambda: self.settings.current.scan)
        from dharma_tui.services.scan_plans import ChildPlanner

        return ChildPlanner(self.settings.words, self.folder, self.bus, self.questions)

    def _make_scanner(self) -> Scanner:
        from dharma_tui.services.scanner import Scanner

        return Scanner(
            self.providers,
            self.scans,
            self.bus,
            self.clock,
            self.ids,
            self.settings.current.scan,
            folder=self.folder,
            pool=self._scanning,
            derive=self.groups.follow,
        )
