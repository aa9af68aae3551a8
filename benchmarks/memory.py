"""What the console holds in memory, beside an empty Textual application on the same machine, in one run.

    python -m benchmarks.memory [--rows 1000000] [--switches 1000]
    python -m benchmarks.memory --minutes 60

Every figure is of a real process in a pseudo-terminal of 120×40: its resident set, and the most that ever was. ``textual`` is an
application with Header, Footer and DataTable and nothing in them; ``start`` is the console after its store has opened; ``lake``
is the console over a store of ROWS resources, while it scrolls, sorts and filters; ``switches`` is the console after so many
changes of screen, every hundred of them; its growth is counted from the three hundredth.

``--minutes`` measures something else: a console left alone for so long over the resources of this machine, its live metrics
sampled and drawn at their usual rate, the first half on the overview and the second on its processes.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

GOAL_MB = 500
WARM_SWITCHES = 300
"""Changes of screen after which everything that is loaded once has been."""
WARM_MINUTES = 5
QUIET = """\
[interface]
animations = "off"
[scan]
on_start = false
interval_minutes = 0
"""
EMPTY = """\
from textual.app import App
from textual.widgets import DataTable, Footer, Header
class Empty(App):
    def compose(self):
        yield Header()
        yield DataTable()
        yield Footer()
Empty().run()
"""
CONSOLE = (sys.executable, "-m", "dharma_tui")
SCREENS = "123456"


@dataclass(frozen=True, slots=True)
class Held:
    """Megabytes resident now, and at most so far."""

    now: float
    most: float

    def __str__(self) -> str:
        return f"{self.now:7.1f} MB   most {self.most:7.1f} MB"


class Terminal:
    """A process in a pseudo-terminal."""

    def __init__(self, home: Path, argv: tuple[str, ...]) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DHARMA_"))}
        environment = {**kept, "HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.process, self._leader = pty.fork()
        if self.process == 0:
            os.execve(argv[0], list(argv), environment)
        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def press(self, keys: str, quiet: float = 0.05, longest: float = 5.0) -> bytes:
        """Type, and take what is drawn until nothing has come for ``quiet`` seconds."""
        os.write(self._leader, keys.encode())
        return self.settle(quiet, longest)

    def settle(self, quiet: float, longest: float = 60.0) -> bytes:
        """What is drawn until nothing has come for a while."""
        drawn, end = b"", time.monotonic() + longest
        while time.monotonic() < end and select.select([self._leader], [], [], quiet)[0]:
            with suppress(OSError):
                drawn += os.read(self._leader, 65_536)
        return drawn

    def until(self, wanted: bytes, longest: float = 120.0) -> None:
        """Read until this has been drawn; the console repaints only what differs, so it must be new."""
        drawn, end = b"", time.monotonic() + longest
        while wanted not in drawn:
            if time.monotonic() > end:
                raise TimeoutError(f"{wanted!r} was not drawn: {drawn[-2000:]!r}")
            drawn += self.settle(0.2, 1.0)

    def ended(self, longest: float = 120.0) -> None:
        """Read until the process has closed its side of the terminal."""
        end = time.monotonic() + longest
        with suppress(OSError):
            while time.monotonic() < end and os.read(self._leader, 65_536):
                pass

    @property
    def held(self) -> Held:
        """What the process holds."""
        status = Path(f"/proc/{self.process}/status").read_text()
        now, most = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[index]
        return Held(now, most)

    def end(self) -> None:
        """Kill it."""
        with suppress(ProcessLookupError):
            os.kill(self.process, 9)
        os.waitpid(self.process, 0)
        os.close(self._leader)


@contextmanager
def running(home: Path, *argv: str) -> Iterator[Terminal]:
    """A process of the person whose home is ``home``."""
    folder = home / ".config" / "dharma-tui"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(QUIET)
    terminal = Terminal(home, argv)
    try:
        yield terminal
    finally:
        terminal.end()


def fill(home: Path, rows: int) -> None:
    """A store of so many resources."""
    from benchmarks.inventory_seed import seed
    from dharma_tui.core.clock import SystemClock
    from dharma_tui.core.paths import Paths
    from dharma_tui.services.store.lake import Lake

    lake = Lake.open(Paths.find({"HOME": str(home)}).store, clock=SystemClock())
    try:
        seed(lake, rows)
    finally:
        lake.close()


def empty_textual(home: Path) -> Held:
    """An application with nothing in it."""
    with running(home, sys.executable, "-c", EMPTY) as terminal:
        terminal.settle(2.0)
        return terminal.held


def after_start(home: Path) -> Held:
    """The console, its store open and its first round of live metrics shown."""
    with running(home, *CONSOLE) as terminal:
        terminal.until(b"Overview")
        terminal.settle(3.0, 12.0)
        return terminal.held


def over_a_lake(home: Path, rows: int) -> Iterator[tuple[str, Held]]:
    """The console over ``rows`` resources, step by step."""
    with running(home, *CONSOLE, "--open", "/") as terminal:
        terminal.until(f"of {rows:,}".encode())
        terminal.settle(1.0, 10.0)
        yield "opened", terminal.held
        for _ in range(150):
            terminal.press("\x1b[6~", 0.02)
        terminal.press("\x1b[F", 0.3)
        terminal.press("\x1b[H", 0.3)
        yield "scrolled", terminal.held
        for key in "sS":
            terminal.press(key, 0.5)
        yield "sorted", terminal.held
        for word in ("web", "api-dev", "worker-stage", "state:failed mem>1G", "-77", "label:team=team-7"):
            for character in f"/{word}":
                terminal.press(character, 0.03)
            terminal.settle(0.5, 10.0)
            terminal.press("\x1b", 0.5, 10.0)
        yield "filtered", terminal.held
        terminal.settle(3.0, 6.0)
        yield "at rest", terminal.held


def after_switches(home: Path, switches: int) -> Iterator[tuple[int, Held]]:
    """The console after many changes of screen."""
    with running(home, *CONSOLE) as terminal:
        terminal.until(b"Overview")
        terminal.settle(2.0, 10.0)
        for number in range(1, switches + 1):
            terminal.press(SCREENS[number % len(SCREENS)], 0.03)
            if number % 100 == 0 or number == switches:
                terminal.settle(0.5, 2.0)
                yield number, terminal.held


def scan(home: Path) -> None:
    """A store of what this machine is made of."""
    with running(home, *CONSOLE, "scan") as terminal:
        terminal.ended()


def left_alone(home: Path, minutes: int) -> Iterator[tuple[int, str, Held, float]]:
    """The console at the end of every minute that nobody touches it: what is shown, what it holds, how many bytes it drew."""
    with running(home, *CONSOLE) as terminal:
        terminal.until(b"Overview")
        for keys in (":process\r", "1"):  # what is loaded once is loaded before counting begins
            terminal.settle(1.0, 5.0)
            terminal.press(keys)
        shown, start = "overview", time.monotonic()
        for minute in range(1, minutes + 1):
            drawn = 0
            while (left := start + minute * 60 - time.monotonic()) > 0:
                drawn += len(terminal.settle(left, left))
            yield minute, shown, terminal.held, drawn
            if minute == minutes // 2:
                terminal.press("2", 1.0)
                shown = "processes"


def watch(home: Path, minutes: int) -> None:
    """Leave the console alone, and print what it holds minute by minute and what it grew by once warm."""
    warm: Held | None = None
    for minute, shown, now, drawn in left_alone(home, minutes):
        print(f"minute {minute:3}, {shown:<10}{now}   {drawn:9,} bytes drawn", flush=True)
        if minute == WARM_MINUTES:
            warm = now
    if warm is not None:
        print(
            f"  growth after {WARM_MINUTES} minutes: {now.now - warm.now:+.1f} MB in {minutes - WARM_MINUTES} minutes"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--switches", type=int, default=1_000)
    parser.add_argument("--minutes", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dharma-memory-", ignore_cleanup_errors=True) as folder:
        homes = [Path(folder, name) for name in ("textual", "console", "lake")]
        if asked.minutes:
            scan(homes[1])
            watch(homes[1], asked.minutes)
            return
        textual = empty_textual(homes[0])
        print(f"empty Textual application   {textual}")
        start = after_start(homes[1])
        print(
            f"console after start         {start}   {start.now / textual.now:.2f}x, +{start.now - textual.now:.1f} MB"
        )
        warm: Held | None = None
        for number, now in after_switches(homes[1], asked.switches):
            print(f"console, {number:>6,} switches   {now}", flush=True)
            if number == WARM_SWITCHES:
                warm = now
        if warm is not None:
            print(f"  growth after switch {WARM_SWITCHES}: {now.now - warm.now:+.1f} MB")
        if not asked.rows:
            return
        fill(homes[2], asked.rows)
        most = 0.0
        for what, now in over_a_lake(homes[2], asked.rows):
            most = max(most, now.most)
            print(f"{asked.rows:,} rows, {what:<12}{now}", flush=True)
        print(f"  most {most:.0f} MB of the {GOAL_MB} MB allowed: {'met' if most <= GOAL_MB else 'MISSED'}")


if __name__ == "__main__":
    main()
