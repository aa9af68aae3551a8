"""Which providers are set up, found out without asking each of their services."""

from __future__ import annotations

from typing import ClassVar

from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.settings import ScanSettings
from dharma_tui.screens._automatic import ending
from dharma_tui.services.automatic import set_up
from dharma_tui.services.discovery.local.cpus import CpuService
from dharma_tui.services.providers import provider_services


def test_services_that_find_it_out_in_the_same_way_are_asked_once() -> None:
    class Asked(CpuService):
        times: ClassVar[list[str]] = []

        def is_set_up(self) -> bool:
            self.times.append(self.name)
            return bool(self.times)

    class AskedElsewhere(Asked):
        def is_set_up(self) -> bool:
            self.times.append("elsewhere")
            return False

    clock = FrozenClock()
    assert set_up([Asked(clock), Asked(clock), AskedElsewhere(clock)]) == {"local"}
    assert Asked.times == ["local.cpus", "elsewhere"]


def test_every_provider_that_any_of_its_services_finds_set_up_is() -> None:
    services = provider_services(FrozenClock())
    assert set_up(services) == {one.provider for one in services if one.is_set_up()}


def test_what_ends_the_schedule_for_good_names_the_intervals_that_go_on_by_themselves() -> None:
    assert ending(ScanSettings()) == "scan.interval_minutes = 0"
    own = "scan.intervals = aws=0 with scan.interval_minutes = 0"
    assert ending(ScanSettings(intervals="aws=1, local=0")) == own
    assert ending(ScanSettings(interval_minutes=0, intervals="aws=1")) == "scan.intervals = aws=0"
