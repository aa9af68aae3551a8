"""Opening and ending in a real terminal: what is imported first, what is drawn first, and that the terminal comes back."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.terminal import GIVEN_BACK, STARTED, Terminal, console

HEAVY = (
    "duckdb", "numpy", "psutil", "httpx", "watchfiles", "tomlkit", "yaml", "aiohttp", "textual_serve", "pygments",
    "sklearn", "scipy", "pandas", "boto3", "neo4j", "multiprocessing", "asyncio.subprocess_", "tree_sitter",
)  # fmt: skip

PROBE = """
import json, os, sys
from pathlib import Path
from dharma_tui.app import DharmaApp
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.paths import Paths
from dharma_tui.services import build_services
from dharma_tui.services.settings_source import SettingsSource

class Probe(DharmaApp):
    def painted(self):
        Path(sys.argv[1]).write_text(json.dumps(sorted(sys.modules)))
        self.exit()

environment = {"HOME": os.environ["HOME"]}
clock, paths = SystemClock(), Paths.find(environment)
source = SettingsSource(paths, environment=environment, bus=Bus(), clock=clock)
Probe(build_services(source, paths.store, clock=clock, ids=new_id)).run(headless=True, size=(80, 24))
"""


@pytest.mark.parametrize("is_known", [False, True], ids=["nothing-known", "seen-before"])
def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path, is_known: bool) -> None:
    listed = tmp_path / "modules.json"
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm-256color"}
    if is_known:  # the console leaves a summary behind, which it draws from the next time
        scan = [sys.executable, "-m", "dharma_tui", "scan", "--quiet", "--provider", "local"]
        subprocess.run(scan, env=environment, check=True, timeout=60, stdout=subprocess.DEVNULL)
        with console(tmp_path) as terminal:
            terminal.wait_for("File system")
            terminal.wait_until(lambda: any(tmp_path.rglob("summary.json")))
            terminal.send(b"q")
            terminal.ended()

    subprocess.run(
        [sys.executable, "-c", PROBE, str(listed)], env=environment, check=True, timeout=60, capture_output=True
    )

    imported = set(json.loads(listed.read_text()))
    assert "dharma_tui.screens.overview" in imported
    assert imported.isdisjoint(HEAVY)
    later = ("dharma_tui.screens.inventory", "dharma_tui.screens.logs", "dharma_tui.services.discovery")
    assert not {name for name in imported if name.startswith(later)}


def test_the_console_draws_and_quits_within_a_second(tmp_path: Path) -> None:
    with console(tmp_path) as terminal:
        terminal.wait_for("Nothing is known yet")
        picture = terminal.text()
        terminal.send(b"q")
        code, took = terminal.ended()

    assert "Overview" in picture and "press s to discover" in picture
    assert code == 0 and took < 1.0
    assert all(mode in terminal.received for mode in GIVEN_BACK)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["Overview", "Nothing is known yet"])
def test_a_signal_gives_the_terminal_back(tmp_path: Path, number: signal.Signals, moment: str) -> None:
    with console(tmp_path) as terminal:
        terminal.wait_for(moment)
        terminal.signal(number)
        code, _ = terminal.ended()

    assert code == 128 + number
    assert all(mode in terminal.received[terminal.received.rindex(STARTED) :] for mode in GIVEN_BACK)


def test_a_terminal_that_goes_away_ends_the_console(tmp_path: Path) -> None:
    with console(tmp_path) as terminal:
        terminal.wait_for("Nothing is known yet")
        terminal.vanish()
        code, _ = terminal.ended()

    assert code in (128 + signal.SIGHUP, 128 + signal.SIGTERM)


@pytest.mark.parametrize(
    "keys", [b"\x10", b":sca", b"?", b"2", b"f"], ids=["palette", "bar", "help", "inventory", "jump"]
)
def test_quitting_works_whatever_has_the_keys(tmp_path: Path, keys: bytes) -> None:
    with console(tmp_path) as terminal:
        terminal.wait_for("Nothing is known yet")
        terminal.send(keys)
        terminal.pump(0.3)
        terminal.send(b"\x11")
        code, _ = terminal.ended()

    assert code == 0


def test_an_error_of_the_console_itself_is_told_after_the_terminal_is_given_back(tmp_path: Path) -> None:
    broken = """
import sys
from dharma_tui.app import DharmaApp
from dharma_tui.__main__ import main

def fail():
    raise RuntimeError("boom")

class Broken(DharmaApp):
    def painted(self):
        self.call_later(fail)

import dharma_tui.app
dharma_tui.app.DharmaApp = Broken
sys.exit(main([]))
"""
    settings = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": str(tmp_path)}
    terminal = Terminal([sys.executable, "-c", broken], settings)
    try:
        code, _ = terminal.ended()
    finally:
        terminal.close()
    after = terminal.received[terminal.received.rindex(GIVEN_BACK[0]) :].decode()

    assert code == 1
    assert "boom" in after and "dharma-tui.log" in after and "Traceback" not in after


def test_no_color_means_no_colour(tmp_path: Path) -> None:
    with console(tmp_path, NO_COLOR="1") as terminal:
        terminal.wait_for("Nothing is known yet")
        terminal.pump(0.2)
        codes = set(re.findall(rb"\x1b\[([0-9;]*)m", terminal.received))

    parts = {part for code in codes for part in code.split(b";")}
    assert not parts & {b"38", b"48", *(str(n).encode() for n in (*range(30, 38), *range(40, 48), *range(90, 108)))}


@pytest.mark.parametrize("term", ["linux", "xterm", "screen"])
def test_sixteen_colours_are_enough(tmp_path: Path, term: str) -> None:
    with console(tmp_path, TERM=term, COLORTERM="") as terminal:
        terminal.wait_for("Nothing is known yet")

        assert b"38;2;" not in terminal.received and b"38;5;" not in terminal.received


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (220, 50)])
def test_it_opens_at_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    with console(tmp_path, size=size) as terminal:
        terminal.wait_for("Nothing is known")

        assert "Overview" in terminal.text().splitlines()[0]


def test_nothing_is_written_while_nothing_happens(tmp_path: Path) -> None:
    with console(tmp_path, DHARMA_METRICS_ENABLED="false") as terminal:
        terminal.wait_for("Nothing is known yet")
        terminal.rest(1.0)
        before = len(terminal.received)
        for _ in range(20):
            terminal.pump(0.1)

        assert len(terminal.received) == before
