"""A console in a real pseudo-terminal, and what a person in front of it would see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyte

from tests.stopwatch import stopwatch

PROGRAM = (sys.executable, str(Path(__file__).parent / "scan_with_fakes.py"))
"""The console with the fake providers beside the real ones."""

PATIENCE = 60.0
"""Seconds a picture may take to come on a busy machine; what is promised to be quicker is measured where it is promised."""

QUIET = """\
[interface]
animations = "off"
[scan]
providers = "fake"
on_start = false
interval_minutes = 0
[metrics]
enabled = false
"""

_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_STRING = re.compile(rb"\x1b([\]P_^X])([^\x07\x1b]*)")
ALTERNATE, CURSOR = 1049, 25
MOUSE = (1000, 1002, 1003, 1006, 1015, 1016)
PASTE = 2004


class Console:
    """A process on a terminal of ``columns`` by ``rows``; ``raw`` is all it ever wrote there."""

    def __init__(
        self, *words: str, home: Path, size: tuple[int, int] = (100, 30), settings: str = QUIET, **extra: str
    ) -> None:
        folder = home / ".config" / "dharma-tui"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "config.toml").exists():
            (folder / "config.toml").write_text(settings)
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._leader, follower = pty.openpty()
        self._set_size(columns, rows)
        self.before = termios.tcgetattr(follower)
        self.process = subprocess.Popen(
            [*PROGRAM, *words],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            env={**surroundings(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", **extra},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self._follower = follower
        self.raw = b""

    def read(self, seconds: float) -> bool:
        """Take in what is written within ``seconds``; whether there was anything."""
        if not select.select([self._leader], [], [], seconds)[0]:
            return False
        try:
            chunk = os.read(self._leader, 65_536)
        except OSError:
            return False
        self.raw += chunk
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", chunk))
        return bool(chunk)

    def until(self, done: Callable[[], object], what: str = "", seconds: float = PATIENCE) -> None:
        """Read until ``done``."""
        deadline = time.monotonic() + seconds
        while not done():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.raw[-2000:]!r}"
            assert time.monotonic() < deadline, f"{what or done} not within {seconds} s:\n{self.text}"
            self.read(0.05)

    def shows(self, pattern: str, seconds: float = PATIENCE) -> None:
        """Wait until the screen holds ``pattern``."""
        self.until(lambda: re.search(pattern, self.text), pattern, seconds)

    def hides(self, pattern: str, seconds: float = PATIENCE) -> None:
        """Wait until the screen no longer holds ``pattern``."""
        self.until(lambda: not re.search(pattern, self.text), f"no {pattern}", seconds)

    def settles(self, quiet: float = 0.4) -> None:
        """Wait until nothing has been written for a while."""
        deadline = time.monotonic() + PATIENCE
        while self.read(quiet) and time.monotonic() < deadline:
            pass

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def send(self, keys: str | bytes) -> None:
        """Type, all in one write."""
        os.write(self._leader, keys.encode() if isinstance(keys, str) else keys)

    def paste(self, text: str) -> None:
        """Paste as a terminal does that was asked for bracketed paste."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size and say so."""
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)
        os.killpg(self.process.pid, signal.SIGWINCH)

    def signalled(self, number: int) -> None:
        """Send a signal to the console alone."""
        os.kill(self.process.pid, number)

    def ends(self, seconds: float = PATIENCE) -> float:
        """Read to the end; how long that took by itself."""
        start = time.monotonic()
        with stopwatch() as took:
            while self.process.poll() is None:
                assert time.monotonic() - start < seconds, f"it does not end within {seconds} s:\n{self.text}"
                self.read(0.02)
        while self.read(0.1):
            pass
        return took.seconds

    @property
    def modes(self) -> dict[int, bool]:
        """The private modes of the terminal as the console left them."""
        found: dict[int, bool] = {}
        for numbers, letter in _MODE.findall(self.raw):
            found.update({int(number): letter == b"h" for number in numbers.split(b";")})
        return found

    @property
    def strings(self) -> list[tuple[bytes, bytes]]:
        """Control strings the console has sent: OSC (``]``), DCS (``P``), APC (``_``), PM (``^``), SOS (``X``)."""
        return _STRING.findall(self.raw)

    def is_restored(self) -> list[str]:
        """What of the terminal is not as it was before."""
        modes = self.modes
        wrong = [f"mode {number} is on" for number in (ALTERNATE, PASTE, *MOUSE) if modes.get(number)]
        if not modes.get(CURSOR, True):
            wrong.append("the cursor is hidden")
        after = termios.tcgetattr(self._follower)
        if after[:4] != self.before[:4]:
            wrong.append(f"the line discipline is {after[:4]}, was {self.before[:4]}")
        return wrong

    def close(self) -> None:
        """Whatever happened."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self._leader)
        os.close(self._follower)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._leader, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


Opener: TypeAlias = Callable[..., Console]
"""Opens a console with these words."""


@contextlib.contextmanager
def consoles(home: Path) -> Iterator[Opener]:
    """Opens consoles of one person; ends them."""
    opened: list[Console] = []

    def open_(*words: str, **options: Any) -> Console:
        opened.append(Console(*words, home=home, **options))
        return opened[-1]

    try:
        yield open_
    finally:
        for console in opened:
            console.close()


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a person whose home is ``home``."""
    own = ("XDG_", "DHARMA_", "SSH_", "LC_", "NO_COLOR", "TEXTUAL", "COLORFGBG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8"}


def headless(home: Path, words: Sequence[str], **extra: str) -> subprocess.Popen[bytes]:
    """A command of the same person, beside the console; its stdin stays open, as its end would stop a scan with events."""
    environment = {**surroundings(home), **extra}
    return subprocess.Popen(
        [*PROGRAM, *words],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
