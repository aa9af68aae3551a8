"""Other processes on the store of a test: ``python -m tests.integration.store_process <what> <folder> …``.

Each prints a line when it is where the test wants it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.services.store import maintenance
from dharma_tui.services.store.index_table import IndexTable
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from dharma_tui.services.store.side_columns import AttrColumn, SideKey
from tests.integration.store_lab import HERE, KIND, edge, open_lake, scan, thing

if TYPE_CHECKING:
    import duckdb

_NEWEST = "SELECT max((attrs ->> 'generation')::INTEGER) FROM lake.resources"


def say(text: object) -> None:
    """One line for the test to read."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def hold(folder: Path) -> None:
    """Hold the write lock, in the middle of a transaction, until killed."""
    lake = open_lake(folder)

    def work(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("INSERT INTO lake.metrics SELECT 'half', 'x', 'y', 'count', now(), i FROM range(5000) t(i)")
        say("held")
        time.sleep(600)

    lake.write(work)


def open_new(folder: Path) -> None:
    """Wait for a line, open the store as fast as possible, and scan into it."""
    say("ready")
    sys.stdin.readline()
    lake = open_lake(folder)
    scan(lake, [thing(f"by-{os.getpid()}", kind="lab.opener")], kind="lab.opener", status=ScopeStatus.PARTIAL)
    say(len(lake.query("FROM lake.resources")))
    lake.close()


def scan_generations(folder: Path, last: int, line: Connection[int | str, None]) -> None:
    """Scan again and again until killed; every acknowledged scan's number is sent, which all its resources carry."""
    lake = open_lake(folder)
    generation = max(last, lake.query(_NEWEST)[0][0] or 0)
    line.send("ready")
    while True:
        generation += 1
        things = [thing(f"k{n:03d}", {"generation": generation, "pad": "x" * 50}) for n in range(300)]
        scan(lake, things, [edge(f"k{n:03d}", f"g{generation}") for n in range(20)])
        line.send(generation)


def die(folder: Path) -> None:
    """Begin a scan, stage something, and wait to be killed."""
    lake = open_lake(folder)
    store = ScanStore(lake)
    store.begin("scan-that-dies", ["lab"], "manual", lake.clock.now())
    store.stage("scan-that-dies", HERE, KIND, [thing("never-saved")], [])
    say("scan-that-dies")
    time.sleep(600)


def read_and_scan(folder: Path, name: str, seconds: str) -> None:
    """Scan and read for a while; say how many scans were saved, and every read's time in milliseconds."""
    lake = open_lake(folder)
    kind, until, saved, reads = f"lab.{name}", time.monotonic() + float(seconds), 0, []
    while time.monotonic() < until:
        saved += 1
        things = [thing(f"k{n:03d}", {"generation": saved if n % 10 == 0 else 0}, kind=kind) for n in range(200)]
        scan(lake, things, kind=kind)
        for _ in range(5):
            began = time.perf_counter()
            check_whole(lake, kind, saved)
            reads.append((time.perf_counter() - began) * 1000)
        check_index(lake, kind, saved)
    say(saved)
    say(" ".join(f"{read:.1f}" for read in reads))
    lake.close()


def check_whole(lake: Lake, kind: str, generation: int) -> None:
    """A scan is seen whole: all of its resources, once each, of the generation last saved here."""
    rows = lake.query("SELECT key, attrs ->> 'generation' FROM lake.resources WHERE kind = ?", [kind])
    assert len(rows) == len({row[0] for row in rows}) == 200, len(rows)
    assert {row[1] for row in rows} == {"0", str(generation)}, {row[1] for row in rows}


def check_index(lake: Lake, kind: str, generation: int) -> None:
    """What is read into memory, and drawn into a side table, is whole too."""
    table = IndexTable.build(lake, lake.snapshot())
    try:
        side = SideKey((kind,), (AttrColumn("generation", ColumnType.NUMBER),))
        table.draw(lake, [side])
        rows = lake.query(f"SELECT count(*) FROM {table.resources} WHERE kind = ?", [kind])
        values = lake.query(f"SELECT n1, count(*) FROM {table.sides[side]} GROUP BY n1 ORDER BY n1")
        assert (rows, values) == ([(200,)], [(0, 180), (generation, 20)]), (rows, values)
    finally:
        table.retire(lake.cursor())


def maintain_until_killed(folder: Path, line: Connection[str, None]) -> None:
    """Maintain without end, with files deleted as soon as they are replaced."""
    maintenance.READING = maintenance.PASSING = maintenance.ORPHANED = timedelta(days=-3)
    lake = open_lake(folder)
    line.send("ready")
    while True:
        lake.maintain(30, 7)


def maintain(folder: Path, seconds: str) -> None:
    """Maintain the store again and again for a while."""
    lake = open_lake(folder)
    until, rounds = time.monotonic() + float(seconds), 0
    while time.monotonic() < until:
        lake.maintain(30, 7)
        rounds += 1
        time.sleep(0.5)
    say(rounds)
    lake.close()


if __name__ == "__main__":
    commands: dict[str, Callable[..., None]] = {
        "hold": hold,
        "open": open_new,
        "die": die,
        "stress": read_and_scan,
        "maintain": maintain,
    }
    commands[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
