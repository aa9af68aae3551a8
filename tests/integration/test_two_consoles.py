"""Two consoles over one store, each in a terminal of its own."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pty_screen import Opener, consoles, headless
from tests.stopwatch import Stopwatch, stopwatch

SEEN_WITHIN = 2.0
"""Seconds from a commit to its being on another console's screen."""
GONE_WITHIN = 1.0


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with consoles(tmp_path) as open_:
        yield open_


def scan(home: Path, since: Stopwatch | None = None, /, **script: object) -> None:
    """Scan in a process of its own; the watch is started when the last commit was announced."""
    committed = False
    with headless(home, ["scan", "--provider", "fake", "--events"], FAKE_CLOUD=json.dumps(script)) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if b"ScopeEnded" in line or b"scope_ended" in line:
                committed = True
                if since is not None:
                    since.restart()
    assert child.returncode == 0
    assert committed


def test_a_scan_beside_them_is_soon_on_both_screens(tmp_path: Path, opened: Opener) -> None:
    scan(tmp_path)
    consoles = [opened(), opened("--open", "fake.machine")]
    consoles[0].shows(r"Machines\s+3")
    consoles[1].shows(r"3 of 3")

    took = []
    for count in (7, 9):  # the quicker of two: one may be held up by whatever else reads and writes the disk
        with stopwatch() as since:
            scan(tmp_path, since, **{"fake.machine": {"count": count}})
            consoles[0].shows(rf"Machines\s+{count}")
            consoles[1].shows(rf"{count} of {count}")
        took.append(since.seconds)
    assert min(took) < SEEN_WITHIN


def test_a_scan_started_in_one_is_seen_in_the_other(tmp_path: Path, opened: Opener) -> None:
    script = json.dumps({"fake.machine": {"count": 5}})
    one, other = opened(FAKE_CLOUD=script), opened()
    other.shows("Nothing|R discovers|s discovers|no scan")
    one.shows("Overview")
    one.send("s")
    one.shows(r"Machines\s+5")
    with stopwatch() as took:
        other.shows(r"Machines\s+5")
    assert took.seconds < SEEN_WITHIN


def test_a_store_that_several_make_at_once_is_whole(tmp_path: Path) -> None:
    children = [headless(tmp_path, ["resources", "--json", "--quiet"]) for _ in range(6)]
    for child in children:
        out, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
        assert json.loads(out) == []


def test_one_killed_leaves_the_other_working(tmp_path: Path, opened: Opener) -> None:
    scan(tmp_path)
    slow = json.dumps({"fake.machine": {"count": 400, "pause": 0.01}})
    one, other = opened(FAKE_CLOUD=slow), opened()
    other.shows(r"Machines\s+3")
    one.shows(r"Machines\s+3")
    one.send("s")
    one.shows("scanning|listing|running")

    one.signalled(signal.SIGKILL)
    one.ends()

    other.send("2")
    other.shows("Machine 0")
    scan(tmp_path, **{"fake.machine": {"count": 2}})
    other.send(":fake.machine\r")
    other.shows("2 of 2")
    other.send("q")
    assert other.ends() < GONE_WITHIN


@pytest.mark.parametrize("how", ["q", signal.SIGTERM, signal.SIGHUP])
def test_both_end_within_a_second_and_give_the_terminal_back(
    tmp_path: Path, opened: Opener, how: str | signal.Signals
) -> None:
    scan(tmp_path)
    consoles = [opened(), opened()]
    for console in consoles:
        console.shows(r"Machines\s+3")
        console.settles()
    for console in consoles:
        if isinstance(how, str):
            console.send(how)
        else:
            console.signalled(how)
        assert console.ends() < GONE_WITHIN
        assert console.is_restored() == []
        assert console.process.returncode in (0, 128 + int(how) if not isinstance(how, str) else 0)
