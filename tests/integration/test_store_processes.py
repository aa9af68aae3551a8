"""Several processes on one store, some of them killed: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from dharma_tui.core.scan import ScanStatus
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.migrations import newest
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.forks import FORKS
from tests.integration.store_lab import open_lake, scan, stored, thing
from tests.integration.store_process import maintain_until_killed, scan_generations

KILLS = int(os.environ.get("DHARMA_KILLS", "25"))
"""Continuous integration asks for 200 kills and a minute of stress."""
MAINTENANCE_KILLS = 12
STRESS_SECONDS = float(os.environ.get("DHARMA_STRESS_SECONDS", "8"))
PLACE = Path(__file__).resolve().parent.parent.parent


@contextmanager
def process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another process on the store; killed when the test leaves."""
    command = [sys.executable, "-m", "tests.integration.store_process", *map(str, arguments)]
    running = subprocess.Popen(command, cwd=PLACE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def line(running: subprocess.Popen[str]) -> str:
    assert running.stdout
    return running.stdout.readline().strip()


def tell(running: subprocess.Popen[str], text: str = "") -> None:
    assert running.stdin
    running.stdin.write(f"{text}\n")
    running.stdin.flush()


def test_a_writer_killed_while_it_holds_the_lock_leaves_it_free_and_nothing_half_written(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    scan(lake, [thing("a")])
    with process("hold", tmp_path) as holder:
        assert line(holder) == "held"
        holder.kill()
        holder.wait()
        scan(lake, [thing("b")])
    assert stored(lake) == [("b",)]
    assert lake.query("SELECT count(*) FROM lake.metrics") == [(0,)]
    lake.close()


def test_processes_that_open_a_new_store_at_the_same_instant_all_succeed(tmp_path: Path) -> None:
    with process("open", tmp_path) as one, process("open", tmp_path) as two, process("open", tmp_path) as three:
        openers = (one, two, three)
        assert [line(opener) for opener in openers] == ["ready"] * 3
        for opener in openers:
            tell(opener)
        assert all(int(line(opener)) in (1, 2, 3) for opener in openers)
        assert [opener.wait(60) for opener in openers] == [0, 0, 0]
    lake = open_lake(tmp_path)
    assert len(stored(lake)) == 3
    assert lake.query("SELECT count(*) FROM lake.store") == [(newest(),)]
    lake.close()


def test_a_scan_whose_process_died_is_recorded_as_interrupted(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    with process("die", tmp_path) as dying:
        scan_id = line(dying)
        running = ScanStore(lake).recent()
        assert [(report.scan_id, report.status) for report in running] == [(scan_id, ScanStatus.RUNNING)]
        dying.kill()
        dying.wait()
    assert [report.status for report in ScanStore(lake).recent()] == [ScanStatus.INTERRUPTED]
    assert lake.query("SELECT status FROM lake.scans") == [("interrupted",)]
    leftovers = list((tmp_path / "store" / "tmp").iterdir())
    scan(lake, [thing("a")])
    assert len(leftovers) == 2
    assert list((tmp_path / "store" / "tmp").iterdir()) == [lake.scratch]
    lake.close()


def verify_generation(lake: Lake, acknowledged: int) -> None:
    """The store holds one scan whole: the last acknowledged one, or the one that was being saved."""
    rows = lake.query("SELECT key, attrs ->> 'generation' FROM lake.resources")
    generations = {row[1] for row in rows}
    if acknowledged == 0 and not rows:
        return
    assert len(rows) == len({row[0] for row in rows}) == 300
    assert len(generations) == 1
    generation = int(generations.pop())
    assert generation in (acknowledged, acknowledged + 1)
    edges = lake.query("SELECT DISTINCT dst_key FROM lake.relationships")
    assert edges == [(f"g{generation}",)]
    logged = lake.query("SELECT scan_id, count(*) FROM lake.changes GROUP BY snapshot, scan_id HAVING count(*) <> 300")
    assert logged == []


def killed_while_scanning(folder: Path, acknowledged: int, chance: random.Random) -> int:
    """Let another process scan, kill it at a random moment, and return the last scan it acknowledged."""
    receiver, sender = FORKS.Pipe(duplex=False)
    scanning = FORKS.Process(target=scan_generations, args=(folder, acknowledged, sender))
    scanning.start()
    sender.close()
    assert receiver.recv() == "ready"
    for _ in range(chance.randint(0, 2)):
        acknowledged = receiver.recv()
    scanning.join(chance.uniform(0, 0.15))
    assert scanning.exitcode is None
    scanning.kill()
    scanning.join()
    with receiver, suppress(EOFError):
        while True:
            acknowledged = receiver.recv()
    return acknowledged


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_killing_scans_at_random_moments_loses_no_acknowledged_scan(tmp_path: Path) -> None:
    chance = random.Random(2026)
    lake = open_lake(tmp_path)
    newest = 0
    for _ in range(KILLS):
        acknowledged = killed_while_scanning(tmp_path, newest, chance)
        verify_generation(lake, acknowledged)
        newest = lake.query("SELECT max((attrs ->> 'generation')::INTEGER) FROM lake.resources")[0][0] or 0
    assert newest > 0
    lake.maintain(30, 7)
    verify_generation(lake, newest)
    statuses = {report.status for report in ScanStore(lake).recent(KILLS)}
    assert ScanStatus.INTERRUPTED in statuses
    assert statuses <= {ScanStatus.INTERRUPTED, ScanStatus.COMPLETE}
    lake.close()
    reopened = open_lake(tmp_path)
    verify_generation(reopened, newest)
    reopened.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killing_maintenance_at_random_moments_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    lake = open_lake(tmp_path)
    for generation in range(MAINTENANCE_KILLS):
        scan(lake, [thing(f"k{number:03d}", {"v": generation if number % 2 else 0}) for number in range(500)])
        receiver, sender = FORKS.Pipe(duplex=False)
        maintaining = FORKS.Process(target=maintain_until_killed, args=(tmp_path, sender))
        maintaining.start()
        assert receiver.recv() == "ready"
        maintaining.join(chance.uniform(0, 0.3))
        assert maintaining.exitcode is None
        maintaining.kill()
        maintaining.join()
        receiver.close()
        sender.close()
        values = "SELECT attrs ->> 'v', count(*) FROM lake.resources GROUP BY ALL ORDER BY ALL"
        assert lake.query(values) == ([("0", 250), (str(generation), 250)] if generation else [("0", 500)])
    logged = lake.query("SELECT change, count(*) FROM lake.changes GROUP BY ALL ORDER BY ALL")
    assert logged == [("added", 500), ("changed", 250 * (MAINTENANCE_KILLS - 1))]
    moments = lake.snapshots()
    assert len(moments) == MAINTENANCE_KILLS
    for moment in moments:
        assert lake.query(f"SELECT count(attrs) FROM lake.resources AT (VERSION => {moment.id})") == [(500,)]
    lake.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_four_processes_scan_and_read_one_store_while_it_is_maintained(tmp_path: Path) -> None:
    names = ("north", "south", "east", "west")
    with (
        process("stress", tmp_path, names[0], STRESS_SECONDS) as one,
        process("stress", tmp_path, names[1], STRESS_SECONDS) as two,
        process("stress", tmp_path, names[2], STRESS_SECONDS) as three,
        process("stress", tmp_path, names[3], STRESS_SECONDS) as four,
        process("maintain", tmp_path, STRESS_SECONDS) as maintenance,
    ):
        scanning = (one, two, three, four)
        answers = [running.communicate(timeout=STRESS_SECONDS * 10 + 60)[0].split("\n") for running in scanning]
        rounds = maintenance.communicate(timeout=60)[0].strip()
        assert [running.returncode for running in (*scanning, maintenance)] == [0] * 5
    assert int(rounds) > 0
    lake = open_lake(tmp_path)
    saved = {f"lab.{name}": int(answer[0]) for name, answer in zip(names, answers, strict=True)}
    assert min(saved.values()) > 0
    assert lake.query("SELECT count(*) FROM lake.scans WHERE status = 'complete'") == [(sum(saved.values()),)]
    assert lake.query(
        "SELECT kind, count(*), max((attrs ->> 'generation')::INTEGER) FROM lake.resources GROUP BY kind ORDER BY kind"
    ) == [(kind, 200, generation) for kind, generation in sorted(saved.items())]
    logged = dict(lake.query("SELECT kind, count(*) FROM lake.changes GROUP BY kind"))
    assert logged == {kind: 200 + 20 * (generation - 1) for kind, generation in saved.items()}
    lake.close()
