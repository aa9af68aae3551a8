"""What any process commits is noticed, and the index follows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import StoreError
from dharma_tui.core.events import Event, IndexAdvanced, StoreAdvanced, StoreFailed
from dharma_tui.core.types import Metric, Point, State
from dharma_tui.core.view import View
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.metrics import MetricStore
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.watch import QUIET_SECONDS, Watch
from tests.integration.inventory_lab import KINDS
from tests.integration.store_lab import open_lake, scan, thing


class Watched:
    """A watch on a lake, and everything it published."""

    def __init__(self, lake: Lake, folder: Path) -> None:
        self.io, self.bus, self.clock = IoPool(2), Bus(), FrozenClock()
        self.inventory = Inventory(lake, self.io, self.bus, self.clock, KINDS, folder)
        self.watch = Watch(lake, self.inventory, self.io, self.bus, self.clock, lambda: 0.02)
        self.heard: list[Event] = []
        self.bus.subscribe(Event, self.heard.append)

    def of(self, topic: type[Event]) -> list[Event]:
        return [event for event in self.heard if isinstance(event, topic)]


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def watched(lake: Lake) -> Iterator[Watched]:
    made = Watched(lake, lake.folder)
    yield made
    made.watch.close()
    made.io.close()


def test_one_look_publishes_the_commit_and_then_the_index(watched: Watched, lake: Lake) -> None:
    scan(lake, [thing("a"), thing("b")])
    watched.watch.look()
    newest = lake.snapshot().id
    assert [type(event) for event in watched.heard] == [StoreAdvanced, IndexAdvanced]
    assert watched.of(StoreAdvanced)[0].snapshot == newest  # type: ignore[attr-defined]
    assert (watched.heard[1].snapshot, watched.heard[1].rows) == (newest, 2)  # type: ignore[attr-defined]

    watched.watch.look()
    assert len(watched.heard) == 2, "nothing new, nothing said"


def test_what_following_took_is_given_back_when_it_is_quiet(watched: Watched, lake: Lake) -> None:
    def held() -> int:
        return int(
            lake.query("SELECT sum(memory_usage_bytes) FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'")[0][0]
        )

    scan(lake, [thing("a"), thing("b")])
    watched.watch.look()
    scan(lake, [thing("a"), thing("c")])
    watched.watch.look()
    followed = held()
    assert lake.query("SELECT table_name FROM duckdb_tables() WHERE temporary") == []

    watched.watch.look()
    assert held() == followed, "another commit may come"
    watched.clock.elapsed += QUIET_SECONDS
    watched.watch.look()
    assert held() < followed / 2
    assert watched.inventory._index.rows == 2


def test_a_commit_of_measurements_alone_is_followed_in_silence(watched: Watched, lake: Lake) -> None:
    scan(lake, [thing("a")])
    watched.watch.look()
    heard = len(watched.heard)
    point = Point(Metric(thing("a").ref, "cpu", "percent"), FrozenClock().now(), 1.0)
    MetricStore(lake, watched.io).append([point])
    measured = lake.snapshot().id

    watched.watch.look()
    assert len(watched.heard) == heard
    index = watched.inventory._index
    assert index.snapshot is not None
    assert index.snapshot.id == measured, "what is listed is of a commit that is still remembered"

    scan(lake, [thing("a"), thing("b")])
    watched.watch.look()
    assert [type(event) for event in watched.heard[heard:]] == [StoreAdvanced, IndexAdvanced]


async def test_a_commit_of_another_process_is_followed(watched: Watched, tmp_path: Path) -> None:
    followed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heard(event: IndexAdvanced) -> None:
        if event.rows == 3:
            loop.call_soon_threadsafe(followed.set)

    watched.bus.subscribe(IndexAdvanced, heard)
    watched.watch.start()
    other = open_lake(tmp_path)
    try:
        await asyncio.to_thread(scan, other, [thing("a"), thing("b"), thing("c", state=State.FAILED)])
    finally:
        other.close()
    await asyncio.wait_for(followed.wait(), 60)
    assert (await watched.inventory.open(View(filter="state:failed"))).length == 1


class _Door:
    """Stands for a lake that opens later, as the console's own does."""

    def __init__(self) -> None:
        self.lake: Lake | None = None

    def __getattr__(self, name: str) -> Any:
        if self.lake is None:
            raise StoreError("The store is not open yet", "wait a moment")
        return getattr(self.lake, name)


def test_trouble_is_said_once_and_recovery_looks_at_everything_anew(lake: Lake) -> None:
    scan(lake, [thing("a")])
    door = _Door()
    watched = Watched(door, lake.folder)  # type: ignore[arg-type]
    watched.watch.look()
    watched.watch.look()
    assert [type(event) for event in watched.heard] == [StoreFailed]

    door.lake = lake
    watched.watch.look()
    assert [type(event) for event in watched.heard] == [StoreFailed, StoreAdvanced, IndexAdvanced]

    door.lake = None
    watched.watch.look()
    assert len(watched.of(StoreFailed)) == 2
    watched.io.close()


def test_nothing_is_said_after_the_end(lake: Lake) -> None:
    watched = Watched(_Door(), lake.folder)  # type: ignore[arg-type]
    watched.watch.close()
    watched.watch.look()
    assert watched.heard == []
    watched.io.close()
