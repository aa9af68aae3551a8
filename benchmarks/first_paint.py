"""Time from exec to the first useful paint, in a pseudo-terminal: the console against an empty Textual app.

Both are started in turn in one run, so that whatever else the machine does weighs on both. Useful is: the overview's own
words are on the screen, read from the bytes the terminal receives. The console opens a store that a scan has filled.

    python benchmarks/first_paint.py [runs] [--store FOLDER]
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

EMPTY = """
from textual.app import App
from textual.widgets import DataTable, Footer, Header
class Empty(App):
    def compose(self):
        yield Header(); yield DataTable(); yield Footer()
    def on_mount(self):
        table = self.query_one(DataTable); table.add_columns("one", "two"); table.add_row("painted-empty", "b")
Empty().run()
"""
COLUMNS, ROWS = 160, 48
PATIENCE = 30.0


def processor_seconds(pid: int) -> float:
    """What the process has used of the processor so far: steadier than the clock on a busy machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def paint(argv: list[str], needles: list[bytes], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from exec until one of ``needles`` has been received, by the clock and of the processor."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    began = time.perf_counter()
    child = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment)
    os.close(slave)
    received = b""
    try:
        while time.perf_counter() - began < PATIENCE:
            if select.select([master], [], [], 0.5)[0]:
                received += os.read(master, 65536)
                if any(needle in received for needle in needles):
                    return time.perf_counter() - began, processor_seconds(child.pid)
        raise SystemExit(f"never painted: {argv}\n{received[-2000:].decode('utf-8', 'replace')}")
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.close(master)
        child.wait()


def environment(home: str) -> dict[str, str]:
    """A plain terminal, compiled bytecode, and a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=15)
    parser.add_argument(
        "--store", default="", help="an existing store folder to open instead of a fresh scan of this machine"
    )
    asked = parser.parse_args()
    console = [sys.executable, "-m", "dharma_tui", *(["--data-dir", asked.store] if asked.store else [])]
    with tempfile.TemporaryDirectory() as home:
        settings = environment(home)
        if not asked.store:
            subprocess.run([*console, "scan", "--quiet"], env=settings, check=False, stdout=subprocess.DEVNULL)
        empty_app = Path(home) / "empty.py"
        empty_app.write_text(EMPTY)
        bases: list[tuple[float, float]] = []
        ours: list[tuple[float, float]] = []
        for run in range(asked.runs + 1):
            base = paint([sys.executable, str(empty_app)], [b"painted-empty"], settings)
            mine = paint(console, [b"Attention", b"Nothing is known"], settings)
            if run:  # the first run fills the disk cache
                bases.append(base)
                ours.append(mine)
    for name, measure in (("by the clock", 0), ("of the processor", 1)):
        empty = statistics.median(run[measure] for run in bases) * 1000
        console_took = statistics.median(run[measure] for run in ours) * 1000
        told = f"empty app {empty:.0f} ms, console {console_took:.0f} ms, {console_took - empty:+.0f} ms"
        print(f"{name}: {told}, ratio {console_took / empty:.2f}")
    print(f"medians of {len(bases)} runs in turn; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
