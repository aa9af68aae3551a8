"""Scans killed at random moments: no acknowledged scan is lost, none is half there, and the store always opens."""

from __future__ import annotations

import json
import os
import random
import threading
from pathlib import Path

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.event_json import from_line
from dharma_tui.core.events import ScanEnded
from dharma_tui.core.scan import ScanStatus
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.forks import FORKS
from tests.integration.scan_with_fakes import program_in_fork

COUNT = 400
KILLS = int(os.environ.get("DHARMA_KILLS", "25")) // 2
"""Half of what is asked for: each takes a whole program, and ``test_store_processes`` kills as often as asked."""
KINDS = ("fake.machine", "fake.disk", "fake.net")


class Kills:
    """Scans of one generation after another, each of which names every resource anew."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "store"
        self.home = home
        self.random = random.Random(7)
        self.acknowledged = 0
        self.seen: dict[str, int] = dict.fromkeys(KINDS, 0)

    def scan(self, generation: int, kill_after: float | None) -> bool:
        """Scan; kill it so many seconds after its first event. Whether it was acknowledged as complete."""
        script = {kind: {"count": COUNT, "note": f"g{generation}"} for kind in KINDS}
        reading, writing = FORKS.Pipe(duplex=False)
        held, let_go = FORKS.Pipe(duplex=False)  # its standard input, whose end would stop it
        words = ["scan", "--provider", "fake", "--events", "--store", str(self.folder)]
        environment = {"HOME": str(self.home), "FAKE_CLOUD": json.dumps(script)}
        process = FORKS.Process(target=program_in_fork, args=(words, environment, (held, writing)))
        process.start()
        writing.close()
        held.close()
        timer: threading.Timer | None = None
        complete = False
        with let_go, os.fdopen(os.dup(reading.fileno()), "rb") as lines, reading:
            for line in lines:
                if timer is None and kill_after is not None:
                    timer = threading.Timer(kill_after, process.kill)
                    timer.start()
                try:
                    event = from_line(line)
                except MalformedAnswerError:  # the line it was writing when it was killed
                    continue
                complete |= isinstance(event, ScanEnded) and event.report.status is ScanStatus.COMPLETE
            if timer is not None:
                timer.cancel()
            process.join()
        return complete

    def check(self, generation: int) -> None:
        """The store opens; each kind is whole, of one generation, and of none older than acknowledged."""
        lake = Lake.open(self.folder, clock=SystemClock())
        try:
            for kind in KINDS:
                rows = lake.query(
                    "SELECT DISTINCT regexp_extract(name, 'g(\\d+)$', 1) FROM lake.resources WHERE kind = ?", [kind]
                )
                count = lake.query("SELECT count(*), count(DISTINCT key) FROM lake.resources WHERE kind = ?", [kind])[0]
                if not rows and not self.acknowledged:
                    continue
                assert len(rows) == 1, f"{kind} is of generations {rows}"
                assert count == (COUNT, COUNT)
                assert self.acknowledged <= int(rows[0][0]) <= generation
                assert int(rows[0][0]) >= self.seen[kind], "what had been committed went back"
                self.seen[kind] = int(rows[0][0])
            assert lake.query("SELECT count(*) FROM lake.relationships")[0][0] in (0, COUNT)
            recent = ScanStore(lake).recent(3)
            assert all(report.status is not ScanStatus.RUNNING for report in recent)
        finally:
            lake.close()


def kill(home: Path, times: int) -> Kills:
    """Kill scans ``times`` times, with a whole one now and then, checking after each."""
    kills = Kills(home)
    for generation in range(1, times + 1):
        whole = generation % 20 == 0
        if kills.scan(generation, None if whole else kills.random.uniform(0, 0.25)):
            kills.acknowledged = generation
        assert not whole or kills.acknowledged == generation
        kills.check(generation)
    return kills


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    kills = kill(tmp_path, KILLS)
    assert kills.scan(KILLS + 1, None)
    kills.acknowledged = KILLS + 1
    kills.check(KILLS + 1)
