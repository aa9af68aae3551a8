"""Maintenance makes a store smaller and forgets what is too old, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb
import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.services.store import maintenance
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.store_lab import edge, open_lake, scan, stored, thing


class LaterClock(SystemClock):
    """The machine's clock, some days ahead when told."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + LaterClock.ahead


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    monkeypatch.setattr(LaterClock, "ahead", timedelta())
    opened = Lake.open(tmp_path / "store", clock=LaterClock())
    yield opened
    opened.close()


def files(lake: Lake) -> list[Path]:
    return sorted((lake.folder / "data").rglob("*.parquet"))


def churn(lake: Lake, rounds: int) -> None:
    for generation in range(rounds):
        found = [thing(f"k{number:03d}", {"v": generation if number % 2 else 0}) for number in range(500)]
        scan(lake, found, [edge("k000", f"g{generation}")])


def test_files_become_few_once_nobody_can_be_reading_them(lake: Lake) -> None:
    churn(lake, 12)
    before, held, bare = files(lake), stored(lake, "key, attrs, first_seen, changed_at, scan_id"), lake.snapshot()
    lake.maintain(30, 7)
    assert set(before) <= set(files(lake)), "a replaced file went while it might be read"
    LaterClock.ahead = timedelta(days=40)
    lake.maintain(30, 7)
    LaterClock.ahead = timedelta(days=43)
    lake.maintain(30, 7)
    assert len(files(lake)) < len(before) / 2
    assert stored(lake, "key, attrs, first_seen, changed_at, scan_id") == held
    with pytest.raises(NotFoundError):
        lake.resolve(f"#{bare.id}")


def test_history_within_the_retention_time_stays(lake: Lake) -> None:
    churn(lake, 3)
    moments = lake.snapshots()
    past = [stored_at(lake, moment.id) for moment in moments]
    LaterClock.ahead = timedelta(days=20)
    lake.maintain(30, 7)
    assert lake.snapshots() == moments
    assert [stored_at(lake, moment.id) for moment in moments] == past
    assert lake.query("SELECT count(*) FROM lake.changes") == [(500 + 2 * 250,)]


def test_history_is_the_same_where_others_commit_between_the_steps_of_maintenance(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation, past = 0, {}

    def rescan() -> None:
        nonlocal generation
        generation += 1
        fresh = {number for number in range(100) if generation == 1 or number % 3 == generation % 3}
        held.update({f"k{number:03d}": generation for number in fresh})
        scan(lake, [thing(key, {"v": value}) for key, value in held.items()])
        past[lake.snapshot().id] = sorted(held.items())

    def between(work: Callable[[duckdb.DuckDBPyConnection], int]) -> int:
        rescan()
        return rearrange(work)

    held: dict[str, int] = {}
    rearrange = lake.rearrange
    rescan()
    monkeypatch.setattr(lake, "rearrange", between)
    for _ in range(3):
        lake.maintain(30, 7)
        told = "SELECT key, (attrs ->> 'v')::INTEGER FROM lake.resources AT (VERSION => {}) ORDER BY key"
        assert {moment: lake.query(told.format(moment)) for moment in past} == past


def _execute(statement: str, moment: datetime, cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(statement, [moment])


def stored_at(lake: Lake, snapshot: int) -> list[tuple[object, ...]]:
    return lake.query(f"SELECT key, attrs FROM lake.resources AT (VERSION => {snapshot}) ORDER BY key")


def test_old_measurements_go_and_new_ones_stay(lake: Lake) -> None:
    insert = "INSERT INTO lake.metrics SELECT 'k', 'h', 'cpu', 'percent', ?, i FROM range(10) t(i)"
    now = lake.clock.now()
    for moment in (now, now - timedelta(days=5), now - timedelta(days=20)):
        lake.write(partial(_execute, insert, moment))
    done = lake.maintain(30, 7)
    assert done.metrics == 10
    assert lake.query("SELECT count(*) FROM lake.metrics") == [(20,)]


def test_commits_that_changed_nothing_lasting_are_forgotten_after_an_hour(lake: Lake) -> None:
    scan(lake, [thing("a")])
    lasting = lake.snapshots()
    for _ in range(5):
        scan(lake, [thing("a")])
    LaterClock.ahead = timedelta(hours=2)
    done = lake.maintain(30, 7)
    assert done.snapshots >= 10
    assert lake.snapshots() == lasting
    assert lake.resolve(lasting[0].at.isoformat()) == lasting[0]


def test_old_scans_go_but_never_the_newest(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "SCANS_KEPT", 2)
    for _ in range(4):
        scan(lake, [thing("a")])
    newest = [report.scan_id for report in ScanStore(lake).recent(2)]
    LaterClock.ahead = timedelta(days=40)
    assert lake.maintain(30, 7).scans == 2
    assert [report.scan_id for report in ScanStore(lake).recent()] == newest


def test_files_of_writers_that_died_are_deleted(lake: Lake) -> None:
    scan(lake, [thing(f"k{number}") for number in range(500)])
    orphan = files(lake)[0].with_name("ducklake-00000000-0000-7000-8000-000000000000.parquet")
    orphan.write_bytes(files(lake)[0].read_bytes())
    (lake.folder / "tmp" / "1-dead").mkdir()
    LaterClock.ahead = timedelta(hours=2)
    lake.maintain(30, 7)
    assert not orphan.exists()
    assert not (lake.folder / "tmp" / "1-dead").exists()
    assert len(stored(lake, "key, attrs")) == 500


def test_a_second_round_right_after_the_first_has_nothing_to_do(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    churn(lake, 3)
    lake.maintain(30, 7)
    lake.maintain(30, 7)
    before = lake.snapshot()
    done = lake.maintain(30, 7)
    assert (done.metrics, done.scans, done.snapshots, done.merged) == (0, 0, 0, 0)
    assert lake.snapshot() == before
    scan(lake, [], status=ScopeStatus.COMPLETE)
    assert stored(lake) == []
    lake.close()
