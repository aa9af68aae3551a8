"""Scans in real child processes: followed, stopped, killed, and left behind by a console that dies."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.cli.scan import STOP_SECONDS
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import ScanRunningError, StoreError, UsageError
from dharma_tui.core.events import Event, ScanAsked, ScanEnded, ScanProgressed, ScanStarted, ScopeEnded, StoreAdvanced
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeStatus, Selection
from dharma_tui.services import scan_process, scanner
from dharma_tui.services.scan_process import ScanProcess, bounded_lines
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.stopwatch import stopwatch

CLOCK = SystemClock()
PROGRAM = (sys.executable, str(Path(__file__).parent / "scan_with_fakes.py"))
FAKE = Selection(providers=("fake",))


class Bench:
    """A console's side of scanning: its bus, and the child it starts."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = home / "store"
        self.bus = Bus()
        self.events: list[Event] = []
        self.bus.subscribe(Event, self.events.append)
        self.monkeypatch = monkeypatch
        self.process = ScanProcess((), self.folder, self.bus, CLOCK, new_id, program=PROGRAM)

    def script(self, **kinds: Any) -> None:
        told = {f"fake.{kind}": what for kind, what in kinds.items()}
        self.monkeypatch.setenv("FAKE_CLOUD", json.dumps(told))

    async def until(self, topic: type[Event]) -> None:
        await until(lambda: any(isinstance(event, topic) for event in self.events))

    @property
    def pid(self) -> int:
        child = self.process._child
        assert child is not None
        assert child.process is not None
        return child.process.pid

    def recent(self) -> ScanReport:
        lake = Lake.open(self.folder, clock=CLOCK)
        try:
            return ScanStore(lake).recent(1)[0]
        finally:
            lake.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    bench = Bench(tmp_path, monkeypatch)
    yield bench
    bench.process.close()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_its_events_are_ours_and_its_finds_are_stored(bench: Bench) -> None:
    bench.script(machine={"count": 30})
    report = await bench.process.run(FAKE, "schedule")
    assert (report.status, report.resources, report.added, report.trigger) == (ScanStatus.COMPLETE, 36, 36, "schedule")
    topics = [type(event) for event in bench.events]
    assert topics[:2] == [ScanAsked, ScanStarted]
    assert topics[-1] is ScanEnded
    assert topics.count(ScopeEnded) == 3
    assert ScanProgressed in topics
    assert bench.recent() == report
    assert not bench.process.running


async def test_it_stands_back_behind_the_console_in_a_group_of_its_own(bench: Bench) -> None:
    bench.script(machine={"stuck_at": 0})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScanStarted)
    assert os.getpriority(os.PRIO_PROCESS, bench.pid) == os.getpriority(os.PRIO_PROCESS, 0) + 5
    assert os.getpgid(bench.pid) == bench.pid
    assert bench.process.running
    assert bench.process.scan_id.startswith("scan-")
    bench.process.cancel()
    await running


async def test_cancelled_it_ends_within_a_second(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_process, "KILL_SECONDS", 60)  # by a clock that knows nothing of how busy the machine is
    bench.script(machine={"stuck_at": 2})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScanStarted)
    with stopwatch() as took:
        assert bench.process.cancel()
        report = await running
    assert took.seconds < 2
    assert report.status is ScanStatus.CANCELLED
    assert {part.status for part in report.scopes} == {ScopeStatus.SKIPPED}
    assert bench.recent().status is ScanStatus.CANCELLED
    assert not bench.process.cancel()


def test_there_is_time_for_a_cancelled_scan_to_save_and_to_say_so() -> None:
    assert scanner.SAVE_SECONDS + scanner.CANCEL_SECONDS < STOP_SECONDS < scan_process.KILL_SECONDS


async def test_cancelled_while_its_loop_is_blocked_it_ends_all_the_same(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.script(machine={"blocked_at": 0})
    running = asyncio.create_task(bench.process.run(FAKE))
    await until(lambda: "scan: now blocked" in caplog.text)
    bench.process.cancel()
    report = await asyncio.wait_for(running, 60)
    assert (report.status, report.reason) == (ScanStatus.CANCELLED, "cancelled")
    assert bench.recent().status is ScanStatus.INTERRUPTED


async def test_a_child_that_ignores_everything_is_killed(bench: Bench) -> None:
    code = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        'print(\'{"event":"StoreAdvanced","at":"2026-01-01T00:00:00+00:00","snapshot":1}\', flush=True);'
        "time.sleep(60)"
    )
    process = ScanProcess((), bench.folder, bench.bus, CLOCK, new_id, program=(sys.executable, "-c", code))
    running = asyncio.create_task(process.run())
    await bench.until(StoreAdvanced)
    process.cancel()
    report = await asyncio.wait_for(running, 60)
    assert report.status is ScanStatus.CANCELLED


async def test_killed_it_is_interrupted_and_the_store_knows(bench: Bench) -> None:
    bench.script(machine={"stuck_at": 2})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScanStarted)
    await until(
        lambda: bench.recent().status is ScanStatus.RUNNING if (bench.folder / "catalog.sqlite").exists() else False
    )
    os.kill(bench.pid, signal.SIGKILL)
    report = await asyncio.wait_for(running, 60)
    assert (report.status, report.reason) == (ScanStatus.INTERRUPTED, "the scanning process was ended by SIGKILL")
    assert isinstance(bench.events[-1], ScanEnded)
    assert bench.recent().status is ScanStatus.INTERRUPTED


async def test_one_that_was_killed_is_told_to_have_lasted_up_to_its_last_part_at_the_first_look(bench: Bench) -> None:
    bench.script(net={"stuck_at": 2})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScanStarted)
    await until(lambda: bool(bench.recent().scopes))
    os.kill(bench.pid, signal.SIGKILL)
    await running
    first, again = bench.recent(), bench.recent()
    assert first.status is ScanStatus.INTERRUPTED
    last = max(part.at for part in first.scopes if part.at)
    assert first.seconds == pytest.approx((last - first.started_at).total_seconds()) == again.seconds
    assert first.seconds > 0


async def test_after_a_killed_scan_the_next_one_is_whole(bench: Bench) -> None:
    bench.script(net={"stuck_at": 2})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScopeEnded)
    os.kill(bench.pid, signal.SIGKILL)
    await running
    bench.script()
    report = await bench.process.run(FAKE)
    assert (report.status, report.resources) == (ScanStatus.COMPLETE, 9)


async def test_closing_is_quick_though_the_child_is_stuck(bench: Bench) -> None:
    bench.script(machine={"blocked_at": 0})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScanStarted)
    pid = bench.pid
    with stopwatch() as took:
        bench.process.close()
    assert took.seconds < 0.45
    await until(lambda: not alive(pid))
    assert (await running).status is ScanStatus.CANCELLED


async def test_the_child_ends_when_its_console_is_killed(bench: Bench, tmp_path: Path) -> None:
    bench.script(machine={"stuck_at": 0})
    code = f"""
import asyncio, sys
from pathlib import Path
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.events import ScanStarted
from dharma_tui.core.scan import Selection
from dharma_tui.services.scan_process import ScanProcess
bus = Bus()
process = ScanProcess((), Path({str(bench.folder)!r}), bus, SystemClock(), new_id, program={PROGRAM!r})
bus.subscribe(ScanStarted, lambda event: print(process._child.process.pid, flush=True))
asyncio.run(process.run(Selection(providers=("fake",))))
"""
    console = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", code], stdout=subprocess.PIPE
    )
    assert console.stdout is not None
    child = int(await asyncio.to_thread(console.stdout.readline))
    assert alive(child)
    console.kill()
    console.wait()
    console.stdout.close()
    await until(lambda: not alive(child))
    assert bench.recent().status is ScanStatus.CANCELLED


async def test_a_second_scan_is_refused_here_and_from_another_process(bench: Bench) -> None:
    bench.script(machine={"stuck_at": 0})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScanStarted)
    with pytest.raises(ScanRunningError, match="a scan is running already"):
        await bench.process.run(FAKE)
    other = ScanProcess((), bench.folder, Bus(), CLOCK, new_id, program=PROGRAM)
    with pytest.raises(ScanRunningError, match=f"a scan of fake by process {bench.pid} is running since"):
        await other.run(FAKE)
    bench.process.cancel()
    await running


async def test_a_store_that_is_gone_is_not_begun_anew(bench: Bench) -> None:
    bench.script(machine={"count": 1})
    await bench.process.run()
    bench.folder.rename(bench.folder.with_name("elsewhere"))
    with pytest.raises(StoreError, match="no longer there"):
        await bench.process.run()
    assert not bench.folder.exists()
    bench.folder.with_name("elsewhere").rename(bench.folder)
    assert (await bench.process.run()).status is ScanStatus.COMPLETE


async def test_a_selection_that_names_nothing_is_refused_with_the_childs_own_words(bench: Bench) -> None:
    with pytest.raises(UsageError, match="there is no provider 'fak'") as refused:
        await bench.process.run(Selection(providers=("fak",)))
    assert refused.value.hint == "did you mean 'fake'?"
    assert not bench.process.running
    asked, ended = bench.events
    assert isinstance(asked, ScanAsked) and isinstance(ended, ScanAsked)
    assert not ended.waiting


async def test_a_caller_that_gives_up_waiting_does_not_end_the_scan(bench: Bench) -> None:
    bench.script(machine={"count": 20, "pause": 0.02})
    running = asyncio.create_task(bench.process.run(FAKE))
    await bench.until(ScanStarted)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await bench.until(ScanEnded)
    assert bench.recent().status is ScanStatus.COMPLETE


async def test_a_child_that_cannot_start_is_reported(bench: Bench) -> None:
    process = ScanProcess((), bench.folder, bench.bus, CLOCK, new_id, program=("/no/such/program",))
    report = await process.run()
    assert report.status is ScanStatus.FAILED
    assert "No such file" in report.reason


async def test_noise_from_the_child_is_logged_and_survived(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    code = r"""
import sys
sys.stdout.buffer.write(b"\x1b[2J hello\n" + b"\xff\xfe\n" + b"\n" + b"x" * 20_000_000 + b"\n")
print('{"event":"StoreAdvanced","at":"2026-01-01T00:00:00+00:00","snapshot":7}')
sys.stdout.flush()
sys.stderr.write("Traceback\x1b]0;title\x07\nMemoryError: out\n")
sys.exit(9)
"""
    process = ScanProcess((), bench.folder, bench.bus, CLOCK, new_id, program=(sys.executable, "-c", code))
    with caplog.at_level(logging.WARNING):
        report = await process.run()
    assert [event.snapshot for event in bench.events if isinstance(event, StoreAdvanced)] == [7]
    assert report.reason == "the scanning process ended with code 9: MemoryError: out"
    assert "scan: Traceback\\x1b]0;title\\x07" in caplog.text
    assert "longer than 16777216 bytes" in caplog.text


def test_lines_that_are_too_long_are_dropped_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\n" + b"x" * 25 + b"\n" + b"y" * 10 + b"\ntwo\nhalf")
    with path.open("rb") as stream:
        assert list(bounded_lines(stream, 10)) == [b"one", b"two"]


# -- the command itself


def command(*words: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    argv = [*PROGRAM, "scan", *words]
    return subprocess.Popen(argv, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(*words: str) -> tuple[int, str, str]:
    process = command(*words)
    stdout, stderr = process.communicate(timeout=60)
    return process.returncode, stdout, stderr


def test_json_is_one_document_in_the_agreed_shape(bench: Bench) -> None:
    bench.script(machine={"fail_at": 1, "error": "AccessDeniedError"})
    code, stdout, stderr = finished("--provider", "fake", "--json")
    document = json.loads(stdout)
    assert code == 3
    assert list(document) == [
        "scan_id", "status", "seconds", "calls", "resources", "relationships", "added", "changed", "removed", "scopes",
    ]  # fmt: skip
    assert document["status"] == "partial"
    assert document["scopes"][0] == {
        "provider": "fake",
        "account": "account",
        "region": "north",
        "kind": "fake.machine",
        "status": "partial",
        "reason": "it went wrong",
        "count": 1,
    }
    assert stderr == ""


@pytest.mark.parametrize(
    ("kinds", "words", "code"),
    [
        ({}, ["--provider", "fake"], 0),
        ({"machine": {"unseen": [{"what": "x", "count": 1, "reason": "y"}]}}, ["--provider", "fake"], 0),
        ({"machine": {"bad": [0]}}, ["--provider", "fake"], 3),
        ({"machine": {"fail_at": 0, "error": "AuthError"}}, ["--kind", "fake.machine"], 1),
        ({}, ["--provider", "nobody"], 2),
        ({}, ["--kind", "fake.nothing"], 2),
        ({}, ["--no-such-flag"], 2),
    ],
)
def test_the_exit_code_says_how_it_ended(bench: Bench, kinds: dict[str, Any], words: list[str], code: int) -> None:
    bench.script(**kinds)
    assert finished(*words)[0] == code


def test_piped_it_prints_no_control_codes_and_quiet_it_prints_nothing(bench: Bench) -> None:
    bench.script(machine={"fail_at": 0, "error": "AuthError"})
    code, stdout, stderr = finished("--provider", "fake")
    assert code == 3
    assert re.search(r"^failed +fake\.machine in fake/account/north: it went wrong\n +do something\n", stdout)
    assert re.search(
        r"\npartial: 6 resources, 3 relationships found or gone; 6 added, 0 changed, 0 removed in [\d.]+s by \d+ calls?\n"
        r"dharma-tui scan --resume \S+ lists 1 part again and no other\n$",
        stdout,
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", stdout + stderr)
    assert finished("--provider", "fake", "--quiet") == (3, "", "")


@pytest.mark.parametrize("how", ["stuck_at", "blocked_at", "threaded_at"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_exits_with_1_within_a_second(bench: Bench, how: str, number: signal.Signals) -> None:
    bench.script(machine={how: 1})
    process = command("--provider", "fake", "--events", stdin=subprocess.PIPE)
    assert process.stdout is not None
    assert "ScanStarted" in process.stdout.readline()
    with stopwatch() as took:
        process.send_signal(number)
        process.communicate(timeout=60)
    assert process.returncode == 1
    assert took.seconds < 1.5


def test_one_that_is_stuck_once_it_heard_exits_within_a_second_too(bench: Bench) -> None:
    bench.script(machine={"unwilling_at": 1})
    process = command("--provider", "fake", "--events", stdin=subprocess.PIPE)
    assert process.stderr is not None
    assert "now waiting\n" in iter(process.stderr.readline, "")
    with stopwatch() as took:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 1
    assert took.seconds < 1.5
