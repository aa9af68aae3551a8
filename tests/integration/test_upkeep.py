"""The store is maintained now and then, by one process for all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.clock import FrozenClock, SystemClock
from dharma_tui.core.settings import StoreSettings
from dharma_tui.services.checks import Check, Status
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.upkeep import EVERY_SECONDS, Upkeep


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = Lake.open(tmp_path / "store", clock=SystemClock())
    yield lake
    lake.close()


async def test_a_new_store_is_left_alone_then_one_process_in_six_hours_maintains(lake: Lake) -> None:
    clock, told = FrozenClock(SystemClock().now()), list[Check]()
    consoles = [Upkeep(lake, clock, StoreSettings, told.append) for _ in range(2)]
    assert [await console.tick() for console in consoles] == [False, False]
    clock.at += timedelta(seconds=EVERY_SECONDS - 1)
    assert [await console.tick() for console in consoles] == [False, False]
    clock.at += timedelta(seconds=2)
    assert [await console.tick() for console in consoles] == [True, False]
    assert told == [Check("upkeep")]
    for console in consoles:
        console.close()


async def test_maintenance_that_fails_is_told(lake: Lake) -> None:
    told: list[Check] = []
    mark = lake.folder / "maintained"
    mark.touch()
    os.utime(mark, (0, 0))
    lake.close()
    upkeep = Upkeep(lake, SystemClock(), StoreSettings, told.append)
    assert not await upkeep.tick()
    assert told[0].status is Status.WARNING
    assert told[0].reason.startswith("the store was not tidied up: ")
    upkeep.close()
