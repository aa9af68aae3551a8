"""Scans of a loopback AWS killed at random moments and resumed: the end is that of a scan nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.event_json import from_line
from dharma_tui.core.events import Event, ScanEnded, ScanStarted
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus
from dharma_tui.core.types import Scope
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import NORTH, WEST, Estate, estate

PROGRAM = (sys.executable, str(Path(__file__).parent / "scan_of_moto.py"))
KILLS = max(6, int(os.environ.get("DHARMA_KILLS", "25")) // 16)
"""One takes as long as many where nothing but a store is killed; continuous integration asks for more."""
SEED = int(os.environ.get("DHARMA_SEED") or random.SystemRandom().randrange(10**9))
"""Of the moments of the kills: told where the test fails, to have the same again."""
KINDS = (
    *("ec2.instance", "ec2.volume", "ec2.snapshot", "ec2.vpc", "ec2.subnet", "ec2.security_group", "ec2.route_table"),
    *("ec2.network_interface", "ec2.network_acl", "ec2.launch_template", "ec2.elastic_ip", "ec2.vpc_endpoint"),
    *("sqs", "sns", "dynamodb", "ecs.ecs_cluster", "ecs.ecs_service", "ecs.task_definition", "lambda.function"),
    *("rds.db_instance", "rds.db_cluster", "rds.db_snapshot", "rds.db_subnet_group", "rds.db_parameter_group"),
    *("iam.role", "iam.user", "iam.policy", "iam.instance_profile", "s3.bucket"),
)
"""Of services that sign as they are called here, of a region or of none, what the loopback AWS knows and leaves as it is."""
ALL = [
    *("--provider", "aws", "--region", NORTH, "--region", WEST),
    *(word for kind in KINDS for word in ("--kind", f"aws.{kind}")),
]
REST = ["--resume"]
ACCOUNT_CALLS = 2
"""Who the credentials are of, and which regions there are: asked once by each process."""
POLL_SECONDS = 0.001
WRITTEN = (
    *("catalog.sqlite", "catalog.sqlite-journal", "catalog.sqlite-wal"),
    *("data/main/resources", "data/main/relationships", "data/main/scans", "tmp"),
)
"""Where it shows that the store is written to."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a process is killed: so many seconds after it was started, or as soon as the store was written to so often."""

    seconds: float = 0.0
    writes: int = 0


class Killer(threading.Thread):
    """Kills a process that writes to the store in ``folder``; without a moment it only counts how often that is done."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, moment: Moment | None) -> None:
        super().__init__(daemon=True)
        self.writes = 0
        self._process = process
        self._folder = folder
        self._moment = moment
        self._ended = threading.Event()
        self._began = time.monotonic()
        self.start()

    def run(self) -> None:
        known = self._state()
        while not self._ended.wait(POLL_SECONDS):
            state = self._state()
            self.writes += state != known
            known = state
            if self._moment is None:
                continue
            late = self._moment.seconds and time.monotonic() - self._began >= self._moment.seconds
            if late or (self._moment.writes and self.writes >= self._moment.writes):
                self._process.send_signal(signal.SIGKILL)
                return

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def _state(self) -> list[int]:
        """What changes whenever something is staged, written, committed or swept away."""
        found = []
        for name in WRITTEN:
            try:
                found.append((self._folder / name).stat().st_mtime_ns)
            except OSError:
                found.append(0)
        return found


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate() as made:
        yield made


@dataclass
class Home:
    """A person's folder with a store in it, and scans of it in processes of their own."""

    path: Path
    moto: Estate
    events: list[Event] = field(default_factory=list)
    writes: int = 0

    def scan(self, words: list[str], moment: Moment | None = None) -> ScanReport | None:
        """Scan, and return the report; without one where the process was killed at that moment, or had nothing to do."""
        process = subprocess.Popen(
            [*PROGRAM, "scan", "--events", "--store", str(self.path / "store"), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "HOME": str(self.path),
                "AWS_ENDPOINT_URL": self.moto.endpoint,
                "AWS_REGION": NORTH,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
        )
        killer = Killer(process, self.path / "store", moment)
        assert process.stdout is not None
        assert process.stdin is not None
        self.events = []
        for line in process.stdout:
            try:
                self.events.append(from_line(line))
            except MalformedAnswerError:  # the line it was writing when it was killed, or why it did nothing
                continue
        killer.stop()
        process.wait()
        process.stdin.close()
        process.stdout.close()
        self.writes = killer.writes
        return next((event.report for event in self.events if isinstance(event, ScanEnded)), None)

    def held(self) -> dict[str, Any]:
        """What is stored: resources, infrastructures among them, relationships, and how each part last ended."""
        lake = Lake.open(self.path / "store", clock=SystemClock())
        try:
            return {
                "resources": lake.query(
                    "SELECT kind, key, name, account, region, state, labels::VARCHAR, hash"
                    " FROM lake.resources ORDER BY ALL"
                ),
                "relationships": lake.query("SELECT * FROM lake.relationships ORDER BY ALL"),
                "coverage": [
                    (part.scope, part.kind, part.report.status, part.report.count, part.complete_at is not None)
                    for part in ScanStore(lake).coverage()
                ],
            }
        finally:
            lake.close()

    def words(self) -> list[str] | None:
        """What to ask for now: the rest, or everything where no scan has begun; None when all is done."""
        if not (self.path / "store").exists():
            return ALL
        lake = Lake.open(self.path / "store", clock=SystemClock())
        try:
            scans = ScanStore(lake).recent(100)
        finally:
            lake.close()
        if scans and scans[0].status is ScanStatus.COMPLETE:
            return None  # it was killed when it had nothing left to do but say so
        return REST if scans else ALL


def home(path: Path, moto: Estate) -> Home:
    path.mkdir()
    return Home(path, moto)


def disturbed(place: Home, moments: Iterator[Moment], kills: int) -> int:
    """Scan and kill, resume and kill, until the scan is whole or has been killed so often. How often it was."""
    for done in range(kills + 1):
        words = place.words()
        if words is None:
            return done
        before = Counter(place.moto.control("places"))
        report = place.scan(words, next(moments) if done < kills else None)
        made = Counter(place.moto.control("places")) - before
        check_calls(place, made)
        if report is not None:
            assert report.status is ScanStatus.COMPLETE, report
            assert sum(made.values()) == report.calls
            return done
    raise AssertionError("a scan that nobody killed did not end")


def check_calls(place: Home, made: Counter[str]) -> None:
    """Where every part was carried over, nobody was called."""
    started = next((event for event in place.events if isinstance(event, ScanStarted)), None)
    if started is None:  # killed before it knew what there is
        assert sum(made.values()) <= ACCOUNT_CALLS
        return
    carried = {(report.scope, report.kind) for report in started.carried}
    busy = {at(scope, kind) for scope, kind in started.parts if (scope, kind) not in carried}
    for place_of_call in {at(scope, kind) for scope, kind in started.parts} - busy - {at_home("ec2")}:
        assert made[place_of_call] == 0, place_of_call  # which regions there are is asked of ec2 at home


def at(scope: Scope, kind: str) -> str:
    """Of which service in which region a part is asked; what is of no region is asked at home."""
    return f"{kind.split('.')[1]}/{scope.region or NORTH}"


def at_home(service: str) -> str:
    return f"{service}/{NORTH}"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_end_is_that_of_a_scan_nobody_disturbed(tmp_path: Path, moto: Estate) -> None:
    chance = random.Random(SEED)
    whole = home(tmp_path / "whole", moto)
    began = time.monotonic()
    report = whole.scan(ALL)
    seconds = time.monotonic() - began
    assert report is not None
    assert [part for part in report.scopes if part.status is not ScopeStatus.COMPLETE] == []
    expected, writes = whole.held(), whole.writes
    moments = iter(lambda: moment(chance, seconds, writes), None)
    killed = rounds = 0
    with told():
        while killed < KILLS:
            place = home(tmp_path / f"round-{rounds}", moto)
            killed += disturbed(place, moments, 7)
            held = place.held()
            for what, there in expected.items():
                assert [each for each in held[what] if each not in there] == [], what
                assert [each for each in there if each not in held[what]] == [], what
                assert len(held[what]) == len(there), what
            rounds += 1


def moment(chance: random.Random, seconds: float, writes: int) -> Moment:
    """Any from the start of the process to its end, or any in which it writes to the store; as often as not one of the last two
    fifths, in which parts are saved, the last of them, and what they say of each other is followed."""
    first = chance.choice((0.0, 0.6))
    if chance.random() < 0.4:
        return Moment(writes=chance.randint(1 + int(first * (writes - 1)), writes))
    return Moment(chance.uniform(max(0.01, first * seconds), seconds))


@contextmanager
def told() -> Iterator[None]:
    """Where something fails, say how to have the same again."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"the kills of this run again: DHARMA_SEED={SEED} DHARMA_KILLS={KILLS * 16}")
        raise
