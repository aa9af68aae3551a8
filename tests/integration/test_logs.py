"""The shared log: format, masking, rotation among processes, reading back, and keeping the terminal clean."""

from __future__ import annotations

import logging
import os
import pty
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.cli.context import log_mask
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import Event, LogWritten
from dharma_tui.core.said import SAID
from dharma_tui.core.secrets import mask
from dharma_tui.core.settings import LogSettings
from dharma_tui.services.logs import LogFilter, Logging, LogReader
from dharma_tui.services.pools import IoPool
from tests.stopwatch import stopwatch

log = logging.getLogger("dharma_tui.test")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "dharma-tui.log"


@pytest.fixture
def logged(path: Path) -> Iterator[Logging]:
    level = logging.getLogger().level
    started = Logging(path, LogSettings(), mask)
    yield started
    started.close()
    logging.getLogger().setLevel(level)


def messages(path: Path, wanted: LogFilter | None = None) -> list[str]:
    return [entry.message for entry in LogReader(path).tail(1000, wanted or LogFilter())]


def test_an_entry_can_be_read_back(logged: Logging, path: Path) -> None:
    log.info("scan ended with %d parts", 3, extra={"scan_id": "scan-1", "reason": "all well"})

    entry = LogReader(path).tail(1)[0]

    assert (entry.level, entry.process, entry.logger) == ("info", os.getpid(), "dharma_tui.test")
    assert entry.message == 'scan ended with 3 parts scan_id=scan-1 reason="all well"'
    assert path.stat().st_mode & 0o777 == 0o600


def test_secrets_and_escapes_never_reach_the_file(logged: Logging, path: Path) -> None:
    log.warning("connecting to postgres://ann:hunter2@db/x", extra={"argv": "--password=hunter2 \x1b[2J"})

    text = path.read_text()

    assert "hunter2" not in text
    assert "\x1b" not in text
    assert "\\x1b[2J" in text


def test_what_a_person_says_is_masked_of_the_secrets_said_there(path: Path) -> None:
    logged, io = Logging(path, LogSettings(), log_mask), IoPool(1, "test")
    token = SAID.set("the password for db-1 is swordfish")
    try:
        log.error("not done: %s", "swordfish is no name", exc_info=ValueError("nothing called swordfish"))
        io.submit(log.warning, "elsewhere: swordfish").result(60)
    finally:
        SAID.reset(token)
        io.submit(log.warning, "later: swordfish").result(60)
        logged.close()
        io.close()

    told = messages(path)

    assert [one.partition(":")[0] for one in told] == ["not done", "elsewhere", "later"]
    assert "swordfish" not in "".join(told[:2]) and told[0].count("•••") == 2
    assert told[2] == "later: swordfish", "nobody said anything by then"


def test_a_forged_entry_stays_part_of_the_real_one(logged: Logging, path: Path) -> None:
    log.info("name: %s", "x\n2026-01-01T00:00:00.000Z CRITICAL 1 root disk gone")

    entries = LogReader(path).tail(10)

    assert [entry.level for entry in entries] == ["info"]
    assert entries[0].message.splitlines()[1].startswith("2026-01-01")


def test_the_level_changes_at_once(logged: Logging, path: Path) -> None:
    log.debug("unheard")
    logged.apply(LogSettings(level="debug"))
    log.debug("heard")

    assert messages(path) == ["heard"]


def test_warnings_and_threads_that_die_are_logged(logged: Logging, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old way", DeprecationWarning, stacklevel=1)
    thread = threading.Thread(target=lambda: [][0], name="worker-7")
    thread.start()
    thread.join()

    warning, death = LogReader(path).tail(2)

    assert "DeprecationWarning: old way" in warning.message
    assert "worker-7" in death.message
    assert "IndexError" in death.message


def test_the_tail_of_a_big_log_is_read_quickly_and_filtered(path: Path) -> None:
    path.parent.mkdir()
    line = "2026-11-20T04:18:54.123Z INFO    7 dharma_tui.x metric sampled series=cpu value=0.5\n"
    path.write_text(
        "2026-11-20T04:18:54.123Z ERROR   7 a.b first of all\n"
        + line * 400_000
        + "2026-11-20T05:00:00.000Z WARNING 7 a.b last\n    more\n"
    )

    with stopwatch() as took:
        last = LogReader(path).tail(100)

    assert (len(last), last[-1].message, last[-1].level) == (100, "last\nmore", "warning")
    assert last[0].message == "metric sampled series=cpu value=0.5"
    assert took.seconds < 0.2
    assert messages(path, LogFilter("warning")) == ["first of all", "last\nmore"]
    assert messages(path, LogFilter("debug", "OF ALL")) == ["first of all"]


def test_a_reader_follows_through_rotation(logged: Logging, path: Path) -> None:
    log.info("before")
    reader = LogReader(path)
    assert [entry.message for entry in reader.tail(10)] == ["before"]

    log.info("unseen as yet")
    path.rename(path.with_name("dharma-tui.log.1"))
    log.info("after")

    assert [entry.message for entry in reader.advance()] == ["unseen as yet", "after"]
    assert reader.advance() == []


def test_a_log_that_is_not_there_is_empty(path: Path) -> None:
    reader = LogReader(path)

    assert (reader.tail(10), reader.advance()) == ([], [])


def test_lines_that_only_look_like_entries_are_passed_over(path: Path) -> None:
    good = "2026-11-20T04:18:54.123Z INFO    12 here {}\n"
    torn = [
        "2026-99-99T04:18:54.123Z INFO    12 here torn\n",
        "2026-11-20T04:18:54.123Z ERROR   " + "9" * 6000 + " here torn\n",
        "2026-11-20T::..Z ERROR   1 here torn\n",
        "\x00\ud800\x1b\n",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(good.format("first") + "".join(torn) + good.format("second"), errors="surrogatepass")
    reader = LogReader(path)

    assert [entry.message for entry in reader.tail(10)] == ["first", "second"]

    with path.open("a", errors="surrogatepass") as file:
        file.write("".join(torn) + good.format("third"))
    assert [entry.message for entry in reader.advance()] == ["third"]


def test_the_bus_hears_of_new_entries_even_when_a_subscriber_logs(logged: Logging) -> None:
    bus = Bus()
    heard: list[Event] = []

    def listen(event: LogWritten) -> None:
        heard.append(event)
        log.info("heard it")

    bus.subscribe(LogWritten, listen)
    logged.announce(bus, FrozenClock())

    log.info("one")

    assert len(heard) == 1


_WRITER = """
import logging, sys
from pathlib import Path
from dharma_tui.core.settings import LogSettings
from dharma_tui.services.logs import Logging
logs = Logging(Path(sys.argv[1]), LogSettings(), str)
logs._file.max_bytes = 20_000
logs._file.backups = 60
for number in range(2000):
    logging.getLogger("w").info("entry %s-%d end", sys.argv[2], number)
"""


def test_processes_share_and_rotate_one_file_without_losing_an_entry(path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(path), name]) for name in "abcd"]
    codes = [writer.wait(60) for writer in writers]

    files = [file for file in path.parent.iterdir() if file.suffix != ".lock"]
    found = [entry.message for file in files for entry in LogReader(file).tail(10_000)]
    assert codes == [0] * 4
    assert len(files) > 10
    assert sorted(found) == sorted(f"entry {name}-{number} end" for name in "abcd" for number in range(2000))
    assert max(file.stat().st_size for file in files) <= 20_000 + 4 * 100  # each may add the entry it had in hand


_STRAY = """
import ctypes, logging, os, subprocess, sys
from pathlib import Path
from dharma_tui.core.settings import LogSettings
from dharma_tui.services.logs import Logging
from dharma_tui.services.terminal_guard import TerminalGuard
logs = Logging(Path(sys.argv[1]), LogSettings(), str)
with TerminalGuard() as guard:
    sys.__stderr__.write("picture"); sys.__stderr__.flush()
    os.write(2, b"stray from a library\\n")
    subprocess.run(["sh", "-c", "echo stray from a child; echo another >&2"])
guard.wait(10)
print("after")
"""


def test_only_the_driver_reaches_the_terminal(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _STRAY, str(path)], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (0, "after\n", "picture")
    assert messages(path) == ["stray from a library", "stray from a child", "another"]


def test_what_is_drawn_goes_to_the_terminal_though_errors_go_to_a_file(path: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    errors = tmp_path / "errors"
    try:
        with errors.open("wb") as file:
            done = subprocess.run(
                [sys.executable, "-c", _STRAY, str(path)], stdin=theirs, stdout=theirs, stderr=file, timeout=60
            )
        seen = os.read(ours, 65536)
    finally:
        os.close(ours)
        os.close(theirs)

    assert done.returncode == 0
    assert b"picture" in seen
    assert errors.read_bytes() == b""
