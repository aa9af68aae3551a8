"""The lake on its own: opening, writing, time travel, closing."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import FilterError, NotFoundError, StoreBusyError, StoreError
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import open_lake, scan, stored, thing
from tests.stopwatch import stopwatch

INSERT = "INSERT INTO lake.metrics VALUES ('a', 'b', 'c', 'count', now(), 1)"


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


def test_a_new_store_is_private_and_opens_again_with_what_was_written(tmp_path: Path) -> None:
    first = open_lake(tmp_path)
    first.write(lambda cursor: cursor.execute(INSERT))
    first.close()
    second = open_lake(tmp_path)
    assert second.query("SELECT count(*) FROM lake.metrics") == [(1,)]
    second.close()
    folder = tmp_path / "store"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [
        path.name for path in folder.iterdir() if path.is_file() and stat.S_IMODE(path.stat().st_mode) != 0o600
    ] == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_dir()} == {0o700}


def test_a_store_opens_where_the_path_needs_quoting(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / 'it\'s a "store" é', clock=SystemClock())
    scan(lake, [thing("a")])
    assert stored(lake) == [("a",)]
    lake.close()


def test_a_store_that_was_moved_still_has_everything(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    scan(lake, [thing(f"k{number}", {"pad": "x" * 100}) for number in range(500)])
    lake.close()
    (tmp_path / "store").rename(tmp_path / "moved")
    moved = Lake.open(tmp_path / "moved", clock=SystemClock())
    assert len(moved.query("SELECT key, attrs FROM lake.resources")) == 500
    moved.close()


def test_a_failed_transaction_leaves_nothing(lake: Lake) -> None:
    before = lake.snapshot()

    def fail(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("INSERT INTO lake.metrics SELECT 'a', 'b', 'c', 'count', now(), i FROM range(10000) t(i)")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        lake.write(fail)
    assert lake.query("SELECT count(*) FROM lake.metrics") == [(0,)]
    assert lake.snapshot() == before


def test_a_wrong_statement_passes_unchanged_and_the_lake_goes_on(lake: Lake) -> None:
    with pytest.raises(duckdb.CatalogException):
        lake.query("FROM lake.nothing")
    assert lake.query("SELECT 1") == [(1,)]


def test_times_come_back_aware_and_in_utc(lake: Lake) -> None:
    moment = datetime(2026, 7, 1, 12, 30, 0, 123456, UTC)
    assert lake.query("SELECT ?::TIMESTAMPTZ", [moment]) == [(moment,)]
    assert lake.snapshot().at.tzinfo is UTC


def test_writes_of_many_threads_are_all_kept(lake: Lake) -> None:
    def work() -> None:
        for _ in range(5):
            lake.write(lambda cursor: cursor.execute(INSERT))
            assert lake.query("SELECT count(*) FROM lake.metrics")[0][0] > 0

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lake.query("SELECT count(*) FROM lake.metrics") == [(30,)]


def test_a_second_thread_is_had_once_there_is_something_to_share(tmp_path: Path) -> None:
    lake, shared = open_lake(tmp_path), min(2, os.cpu_count() or 1)
    assert _threads(lake) == 1
    version = lake.query("SELECT max(version) FROM lake.store")[0][0]
    lake.write(lambda cursor: cursor.execute("INSERT INTO lake.store SELECT ?, now() FROM range(130000)", [version]))
    lake.spread()
    assert _threads(lake) == shared
    lake.close()
    again = open_lake(tmp_path)
    assert _threads(again) == shared
    again.close()
    frugal = Lake.open(tmp_path / "store", clock=SystemClock(), memory_mb=64)
    assert _threads(frugal) == 1
    frugal.close()


def _threads(lake: Lake) -> int:
    return int(lake.query("SELECT current_setting('threads')")[0][0])


def test_a_write_inside_a_write_is_part_of_it(lake: Lake) -> None:
    before = lake.snapshot().id
    lake.write(lambda cursor: lake.write(lambda inner: (inner.execute(INSERT), cursor.execute(INSERT))))
    assert lake.query("SELECT count(*) FROM lake.metrics") == [(2,)]
    assert lake.snapshot().id == before + 1


def test_two_lakes_in_one_process_see_each_other(tmp_path: Path) -> None:
    one, two = open_lake(tmp_path), open_lake(tmp_path)
    scan(one, [thing("a")])
    assert stored(two) == [("a",)]
    scan(two, [thing("b")])
    assert stored(one) == [("b",)]
    assert one.snapshot() == two.snapshot()
    one.close()
    two.close()


def test_a_moment_resolves_to_the_commit_that_was_the_newest_then(lake: Lake) -> None:
    scan(lake, [thing("a")])
    old = lake.snapshot()
    scan(lake, [thing("b")])
    assert lake.resolve("") == lake.resolve("now") == lake.snapshot()
    assert lake.resolve(f"#{old.id}") == old
    assert lake.resolve(old.at.isoformat()) == old
    assert lake.query(f"SELECT key FROM lake.resources AT (VERSION => {old.id})") == [("a",)]


@pytest.mark.parametrize("moment", ["-2h", "2020-01-01", "#99999"])
def test_a_moment_without_history_says_since_when_there_is(lake: Lake, moment: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        lake.resolve(moment)
    assert moment in caught.value.message
    assert f"there is history since {lake.oldest().at:%H:%M} UTC today: try #" in caught.value.hint


def test_what_is_no_moment_is_refused(lake: Lake) -> None:
    with pytest.raises(FilterError):
        lake.resolve("yesterdayish")


def test_snapshots_are_the_commits_that_changed_what_exists(lake: Lake) -> None:
    assert lake.snapshots() == []
    scan(lake, [thing("a")])
    changed = lake.snapshots()
    scan(lake, [thing("a")])
    lake.write(lambda cursor: cursor.execute(INSERT))
    assert lake.snapshots() == changed
    assert len(changed) == 1
    scan(lake, [thing("b")])
    assert [snapshot.id for snapshot in lake.snapshots()] == sorted(
        {lake.snapshot().id - 1, changed[0].id}, reverse=True
    )


def enter_and_wait(entered: threading.Event, leave: threading.Event) -> None:
    entered.set()
    leave.wait()


def test_who_waits_too_long_for_the_lock_is_told_who_holds_it(tmp_path: Path) -> None:
    holder, waiter = open_lake(tmp_path), open_lake(tmp_path, lock_seconds=0.2)
    entered, leave = threading.Event(), threading.Event()
    thread = threading.Thread(target=holder.write, args=(lambda cursor: enter_and_wait(entered, leave),))
    thread.start()
    entered.wait()
    with pytest.raises(StoreBusyError, match=r"locked by process \d+ on \S+ for more than 0.2 s"):
        waiter.write(lambda cursor: cursor.execute(INSERT))
    assert waiter.query("SELECT count(*) FROM lake.metrics") == [(0,)]
    leave.set()
    thread.join()
    waiter.write(lambda cursor: cursor.execute(INSERT))
    holder.close()
    waiter.close()


def test_closing_is_quick_while_a_write_waits_for_the_lock(tmp_path: Path) -> None:
    holder, waiter = open_lake(tmp_path), open_lake(tmp_path)
    entered, leave = threading.Event(), threading.Event()
    thread = threading.Thread(target=holder.write, args=(lambda cursor: enter_and_wait(entered, leave),))
    thread.start()
    entered.wait()
    failed: list[StoreError] = []

    def wait() -> None:
        try:
            waiter.write(lambda cursor: cursor.execute(INSERT))
        except StoreError as error:
            failed.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while waiter.snapshot().id < 0 or not waiting.is_alive():
        pass
    with stopwatch() as took:
        waiter.close()
    assert took.seconds < 0.3
    waiting.join()
    assert len(failed) == 1
    leave.set()
    thread.join()
    holder.close()


def test_closing_is_quick_while_a_query_runs(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    started, failed = threading.Event(), []

    def ask() -> None:
        lake.cursor()
        started.set()
        try:
            lake.query("SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(1000) b(i)")
        except StoreError as error:
            failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    started.wait()
    with stopwatch() as took:
        lake.close()
    assert took.seconds < 0.3
    asking.join(60)
    assert failed, "the query was not stopped"


def test_a_closed_lake_says_so(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    lake.query("SELECT 1")
    lake.close()
    lake.close()
    for ask in (lambda: lake.query("SELECT 1"), lambda: lake.write(lambda cursor: cursor.execute(INSERT))):
        with pytest.raises(StoreError, match="closed"):
            ask()


def test_temporary_files_are_gone_when_the_lake_is_closed(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    (lake.scratch / "something").write_text("x")
    lake.close()
    assert list((tmp_path / "store" / "tmp").iterdir()) == []
