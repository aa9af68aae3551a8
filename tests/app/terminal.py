"""The console in a real pseudo-terminal: what it writes, what it is sent, how it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyte

from tests.stopwatch import stopwatch

STARTED = b"\x1b[?1049h"
GIVEN_BACK = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l")
"""What gives the terminal back: its own screen, the cursor, no mouse reports, no bracketed paste."""


HARDLY = 0.1
"""The part of its time that a console spends on looking whether there is anything new."""


class Terminal:
    """A child with a controlling terminal of its own."""

    def __init__(self, argv: Sequence[str], environment: dict[str, str], columns: int = 100, rows: int = 30) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.pid, self._master = pty.fork()
        if not self.pid:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(argv[0], list(argv), environment)
        self._status: int | None = None

    def pump(self, seconds: float = 0.05) -> None:
        """Take in what comes within this time."""
        if self._master >= 0 and select.select([self._master], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65536)
                self.received += data

    def rest(self, seconds: float) -> None:
        """Take in what comes until the child has written nothing for so long, and hardly worked or waited for a processor."""
        while True:
            written, busy, end = len(self.received), self._busy(), time.monotonic() + seconds
            while time.monotonic() < end:
                self.pump()
            if len(self.received) == written and self._busy() - busy < seconds * HARDLY:
                return

    def _busy(self) -> float:
        """Seconds that the child's threads have worked or waited for a processor."""
        told = [file.read_text().split() for file in Path(f"/proc/{self.pid}/task").glob("*/schedstat")]
        return sum(int(worked) + int(waited) for worked, waited, _ in told) / 1e9

    def text(self) -> str:
        """The picture, as lines."""
        import re

        known = re.sub(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07]*\x07", b"", self.received)
        self.screen.reset()
        self._stream.feed(known)
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, words: str, seconds: float = 60) -> None:
        """Until ``words`` have been written."""
        self.wait_until(lambda: words.encode() in self.received, seconds)

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 60) -> None:
        """Until it is so, taking in what comes."""
        end = time.monotonic() + seconds
        while not is_so():
            self.pump()
            assert self.status() is None, self.received[-2000:]
            assert time.monotonic() < end, self.text()

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self._master, keys)

    def signal(self, number: signal.Signals) -> None:
        """Send the child a signal."""
        os.kill(self.pid, number)

    def vanish(self) -> None:
        """Close the window."""
        os.close(self._master)
        self._master = -1

    def status(self) -> int | None:
        """The exit code, once there is one."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def ended(self, seconds: float = 60) -> tuple[int, float]:
        """Wait for the end: the exit code and how long it took by itself."""
        began = time.monotonic()
        with stopwatch() as took:
            while self.status() is None:
                assert time.monotonic() < began + seconds, "still running"
                self.pump() if self._master >= 0 else time.sleep(0.01)
        for _ in range(5):
            self.pump(0.02)
        assert self._status is not None
        return self._status, took.seconds

    def close(self) -> None:
        """Leave nothing behind."""
        if self.status() is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._master >= 0:
            os.close(self._master)


@contextlib.contextmanager
def console(home: Path, *words: str, size: tuple[int, int] = (100, 30), **variables: str) -> Iterator[Terminal]:
    """``dharma-tui`` with a home of its own; nothing scans by itself."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "DHARMA_SCAN_ON_START": "false",
        "DHARMA_SCAN_INTERVAL_MINUTES": "0",
        **variables,
    }
    terminal = Terminal([sys.executable, "-m", "dharma_tui", *words], environment, *size)
    try:
        yield terminal
    finally:
        terminal.close()
