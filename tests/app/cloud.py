"""An invented cloud of accounts and regions, for the screens that tell what is covered and what a scan takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, FrozenClock
from dharma_tui.core.errors import AccessDeniedError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.paths import Paths
from dharma_tui.core.provider import ProviderService, Raw, Unseen, called
from dharma_tui.core.scan import ScanReport, Selection
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services import Services, build_services
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.settings_source import SettingsSource
from tests.app.console import STILL, counting_ids

MACHINE = KindSpec("cloud.compute.machine", "Machine", "Machines", "A machine.")
DISK = KindSpec("cloud.compute.disk", "Disk", "Disks", "A disk.")
QUEUE = KindSpec("cloud.messages.queue", "Queue", "Queues", "A queue.")
PERSON = KindSpec("cloud.people.person", "Person", "People", "Somebody.")
THING = KindSpec("here.thing", "Thing", "Things", "A thing of this machine.")


@dataclass
class Weather:
    """What the cloud has, and what it refuses: pairs of a region and a kind."""

    accounts: tuple[str, ...] = ("111111111111", "222222222222")
    regions: tuple[str, ...] = ("eu-west-1", "us-east-1")
    refused: set[tuple[str, str]] = field(default_factory=set)
    listed: list[tuple[Scope, str]] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    """Kinds of which nothing is ever answered."""


class _Listed(ProviderService):
    """Lists three of each kind, a call each."""

    def __init__(self, clock: Clock, weather: Weather) -> None:
        super().__init__(clock)
        self.weather = weather

    async def scopes(self) -> Sequence[Scope]:
        return [Scope("cloud", account, region) for account in self.weather.accounts for region in self.weather.regions]

    async def list(self, kind: KindSpec, scope: Scope) -> AsyncIterator[Raw | Unseen]:
        self.weather.listed.append((scope, kind.kind))
        called(2)
        if kind.kind in self.weather.silent:
            await asyncio.Event().wait()
        if (scope.region, kind.kind) in self.weather.refused:
            raise AccessDeniedError(f"not allowed: {kind.kind}", "allow it")
        for number in range(3):
            yield {"id": f"{scope}/{kind.kind}/{number}"}

    def normalise(self, kind: KindSpec, scope: Scope, raw: Raw) -> Resource:
        return Resource(ResourceRef(kind.kind, raw["id"]), raw["id"][-1], scope, State.RUNNING, {}, {})


class Compute(_Listed):
    """Machines and disks of each region."""

    name: ClassVar[str] = "cloud.compute"
    kinds = (MACHINE, DISK)
    is_regional = True
    by_itself = False


class Messages(_Listed):
    """Queues of each region."""

    name: ClassVar[str] = "cloud.messages"
    kinds = (QUEUE,)
    is_regional = True
    by_itself = False


class People(_Listed):
    """People, who are of no region."""

    name: ClassVar[str] = "cloud.people"
    kinds = (PERSON,)
    is_regional = False
    by_itself = False

    async def scopes(self) -> Sequence[Scope]:
        return [Scope("cloud", account) for account in self.weather.accounts]


class Here(_Listed):
    """What is on this machine."""

    name: ClassVar[str] = "here.things"
    kinds = (THING,)

    async def scopes(self) -> Sequence[Scope]:
        return [Scope("here", "bastion")]


class ScansHere:
    """Scans in the console's own loop."""

    def __init__(self, make: Callable[[], Scanner]) -> None:
        self._make = make
        self.asked: list[Selection] = []
        self.running = False
        self.scan_id = ""

    async def run(self, selection: Selection = Selection(), trigger: str = "manual") -> ScanReport:  # noqa: B008
        self.asked.append(selection)
        self.scanner = self._make()
        return await self.scanner.scan(selection, trigger)

    def cancel(self) -> bool:
        return False

    def close(self) -> None:
        return None


def build_cloud(
    folder: Path, clock: FrozenClock, weather: Weather, settings: str = STILL
) -> tuple[Services, list[ScansHere]]:
    """Services over the cloud and this machine, and what scans them once anything is scanned."""
    paths = Paths.find({"HOME": str(folder)})
    paths.user_config.parent.mkdir(parents=True, exist_ok=True)
    paths.user_config.write_text(settings)
    source = SettingsSource(paths, environment={"HOME": str(folder)}, bus=Bus(), clock=clock)
    made: list[ScansHere] = []

    def scans(make: Callable[[], Scanner], ready: Callable[[], bool]) -> ScansHere:
        made.append(ScansHere(make))
        return made[0]

    providers = [service(clock, weather) for service in (Compute, Messages, People, Here)]
    built = build_services(source, paths.store, clock=clock, ids=counting_ids(), providers=providers, scans_with=scans)
    return built, made
