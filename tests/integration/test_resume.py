"""Scans of a loopback AWS killed at random moments and resumed: the end is that of a scan nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.event_json import from_line
from dharma_tui.core.events import Event, ScanEnded, ScanStarted
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import NORTH, WEST, Estate, estate

PROGRAM = (sys.executable, str(Path(__file__).parent / "scan_of_moto.py"))
KILLS = 20
KINDS = (
    *("ec2.instance", "ec2.volume", "ec2.snapshot", "ec2.vpc", "ec2.subnet", "ec2.security_group", "ec2.route_table"),
    *("ec2.network_interface", "ec2.network_acl", "ec2.launch_template", "ec2.elastic_ip", "ec2.vpc_endpoint"),
    *("sqs", "sns", "dynamodb", "ecs.ecs_cluster", "ecs.ecs_service", "ecs.task_definition", "lambda.function"),
    *("rds.db_instance", "rds.db_cluster", "rds.db_snapshot", "rds.db_subnet_group", "rds.db_parameter_group"),
)
"""Of services that sign as they are called here, what the loopback AWS knows and leaves as it is."""
ALL = [
    *("--provider", "aws", "--region", NORTH, "--region", WEST),
    *(word for kind in KINDS for word in ("--kind", f"aws.{kind}")),
]
REST = ["--resume"]
ACCOUNT_CALLS = 2
"""Who the credentials are of, and which regions there are: asked once by each process."""


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

    def scan(self, words: list[str], kill_after: float | None = None) -> ScanReport | None:
        """Scan, and return the report; without one where the process was killed, so many seconds after it began to list."""
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
        assert process.stdout is not None
        assert process.stdin is not None
        self.events = []
        timer: threading.Timer | None = None
        for line in process.stdout:
            try:
                event = from_line(line)
            except MalformedAnswerError:  # the line it was writing when it was killed, or why it did nothing
                continue
            self.events.append(event)
            if isinstance(event, ScanStarted) and kill_after is not None:
                timer = threading.Timer(kill_after, process.send_signal, (signal.SIGKILL,))
                timer.start()
        if timer is not None:
            timer.cancel()
        process.wait()
        process.stdin.close()
        process.stdout.close()
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

    def recent(self) -> list[ScanReport]:
        lake = Lake.open(self.path / "store", clock=SystemClock())
        try:
            return ScanStore(lake).recent(100)
        finally:
            lake.close()


def home(path: Path, moto: Estate) -> Home:
    path.mkdir()
    return Home(path, moto)


def disturbed(place: Home, moments: Iterator[float], kills: int, words: list[str]) -> int:
    """Scan and kill, resume and kill, until the scan is whole or has been killed so often. How often it was."""
    for done in range(kills):
        before = Counter(place.moto.control("places"))
        report = place.scan(words if done == 0 else REST, next(moments))
        if report is not None:
            assert report.status is ScanStatus.COMPLETE
            return done
        check_calls(place, Counter(place.moto.control("places")) - before)
    before = Counter(place.moto.control("places"))
    report = place.scan(REST)
    assert report is not None
    assert report.status is ScanStatus.COMPLETE
    made = Counter(place.moto.control("places")) - before
    check_calls(place, made)
    assert sum(made.values()) == report.calls + (ACCOUNT_CALLS if report.calls else 0)
    return kills


def check_calls(place: Home, made: Counter[str]) -> None:
    """Where every part was carried over, nobody was called."""
    started = next(event for event in place.events if isinstance(event, ScanStarted))
    carried = {(report.scope, report.kind) for report in started.carried}
    busy = {(kind.split(".")[1], scope.region) for scope, kind in started.parts if (scope, kind) not in carried}
    idle = {(kind.split(".")[1], scope.region) for scope, kind in started.parts} - busy
    for service, region in idle - {("ec2", NORTH)}:  # which regions there are is asked there
        assert made[f"{service}/{region}"] == 0, (service, region)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_end_is_that_of_a_scan_nobody_disturbed(tmp_path: Path, moto: Estate) -> None:
    moments = random.Random(11)
    whole = home(tmp_path / "whole", moto)
    report = whole.scan(ALL)
    assert report is not None
    assert [part for part in report.scopes if part.status is not ScopeStatus.COMPLETE] == []
    expected = whole.held()
    killed = rounds = 0
    while killed < KILLS:
        place = home(tmp_path / f"round-{rounds}", moto)
        killed += disturbed(place, iter(lambda: moments.uniform(0, report.seconds * 0.6), None), 7, ALL)
        held = place.held()
        for what, there in expected.items():
            assert [each for each in held[what] if each not in there] == [], what
            assert [each for each in there if each not in held[what]] == [], what
        rounds += 1
