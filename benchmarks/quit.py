"""How long the console takes to end, from the key to the end of its process, whatever it is doing.

``python benchmarks/quit.py [ROUNDS]`` runs the console in a pseudo-terminal and presses ``q``: when idle, while the store is
being opened, while a child scans 100,000 resources, and while a provider is stuck in the child and in the console itself.
Prints the longest of each, the longest life of a scanning child after that, and the ratio to the goal of one second.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

GOAL = 1.0
CONSOLE = (sys.executable, str(Path(__file__).with_name("with_estate.py")))
SCANNING = '[scan]\nproviders = "bench"\n'
QUIET = f"{SCANNING}on_start = false\ninterval_minutes = 0\n"

STATES: dict[str, tuple[str, dict[str, str], float]] = {
    "idle": (QUIET, {}, 4.0),
    "opening": (QUIET, {}, 0.0),
    "scanning": (SCANNING, {"BENCH_COUNT": "100000"}, 3.0),
    "stuck": (SCANNING, {"BENCH_STUCK": "1"}, 4.0),
}
"""Settings, environment and seconds between the first paint and the key, for each state."""


@contextmanager
def console(settings: str, extra: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The console in a terminal of 120×40 and a home of its own: its process and the terminal's other end."""
    with tempfile.TemporaryDirectory(prefix="dharma-bench-", ignore_cleanup_errors=True) as home:
        folder = Path(home, ".config", "dharma-tui")
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(settings)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DHARMA_"))}
        environment = {**kept, "HOME": home, "TERM": "xterm-256color", **extra}
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(CONSOLE[0], list(CONSOLE), environment)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        try:
            yield pid, terminal
        finally:
            os.close(terminal)


def read(terminal: int, seconds: float) -> bytes:
    """What the console draws within ``seconds``; less when it ends before."""
    drawn, end = b"", time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                break
            if not chunk:
                break
            drawn += chunk
            if seconds > 30 and b"\x1b[?1049h" in drawn and len(drawn) > 2000:
                break
    return drawn


def children(pid: int) -> list[int]:
    """The child processes of ``pid``."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def one(settings: str, extra: dict[str, str], wait: float) -> tuple[float, float, int]:
    """Seconds to the end after the key, seconds until its children were gone, and how many it had."""
    with console(settings, extra) as (pid, terminal):
        read(terminal, 60)
        if wait:
            read(terminal, wait)
        offspring = children(pid)
        began = time.monotonic()
        os.write(terminal, b"q")
        while os.waitpid(pid, os.WNOHANG)[0] == 0:
            read(terminal, 0.01)
        ended = time.monotonic() - began
        while any(Path(f"/proc/{child}/exe").exists() for child in offspring) and time.monotonic() - began < 30:
            time.sleep(0.01)
        return ended, time.monotonic() - began, len(offspring)


def main(rounds: int = 3) -> None:
    """Every state in turn."""
    worst = 0.0
    for state, (settings, extra, wait) in STATES.items():
        runs = [one(settings, extra, wait) for _ in range(rounds)]
        longest = max(ended for ended, _, _ in runs)
        worst = max(worst, longest)
        gone = max(gone for _, gone, _ in runs)
        print(f"{state:10} {longest:6.2f} s   its {max(count for *_, count in runs)} children gone after {gone:.2f} s")
    print(f"ratio to the goal of {GOAL:.0f} s  {worst / GOAL:.2f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
