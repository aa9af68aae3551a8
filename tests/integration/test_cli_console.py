"""Opening the console in a real pseudo-terminal: that it appears, leaves, and fails in words."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.cli_process import homeless

SECONDS = 60.0


class Terminal:
    """A process on a pseudo-terminal of 100 by 30."""

    def __init__(self, *words: str, term: str = "xterm-256color") -> None:
        self._leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        environment = {**os.environ, "TERM": term, "COLORTERM": "truecolor"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dharma_tui", *words],
            stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(follower)
        self.seen = b""

    def until(self, done: Callable[[bytes], object]) -> bytes:
        """Read until ``done``, or until the process is gone."""
        deadline = time.monotonic() + SECONDS
        while not done(self.seen):
            assert time.monotonic() < deadline, self.seen[-2_000:]
            if select.select([self._leader], [], [], 1.0)[0]:
                try:
                    chunk = os.read(self._leader, 65_536)
                except OSError:  # the last process has let go of the terminal
                    break
                if not chunk:
                    break
                self.seen += chunk
        return self.seen

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._leader, keys.encode())

    def end(self) -> int:
        """Read on to the end; the exit code."""
        self.until(lambda seen: False)
        return self.process.wait(SECONDS)

    def close(self) -> None:
        """Whatever happened."""
        self.process.kill()
        self.process.wait()
        os.close(self._leader)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return homeless(tmp_path, monkeypatch)


@pytest.fixture
def opened() -> Iterator[Callable[..., Terminal]]:
    terminals: list[Terminal] = []

    def open_(*words: str, term: str = "xterm-256color") -> Terminal:
        terminals.append(Terminal(*words, term=term))
        return terminals[-1]

    yield open_
    for terminal in terminals:
        terminal.close()


def words(seen: bytes) -> str:
    """What a person reads, without the control sequences."""
    return re.sub(
        r"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[()>=][0-9A-B]?|\x1b\][^\x07\x1b]*(\x07|\x1b\\)",
        "",
        seen.decode(errors="replace"),
    )


def test_it_opens_and_leaves(home: Path, opened: Callable[..., Terminal]) -> None:
    terminal = opened()
    terminal.until(lambda seen: b"Overview" in seen)
    terminal.press("q")

    assert terminal.end() == 0
    assert (
        terminal.seen.rstrip().endswith((b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[>4m")) or b"\x1b[?1049l" in terminal.seen
    )
    log = home / ".local" / "state" / "dharma-tui" / "default" / "dharma-tui.log"
    assert "Traceback" not in (log.read_text() if log.exists() else "")


def test_a_demo_opens_says_so_and_removes_itself(
    home: Path, opened: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(home))
    terminal = opened("--demo", "120", "--open", "vpc")
    terminal.until(lambda seen: b"DEMO" in seen and b"prod-core-main" in seen)
    made = list(home.glob("dharma-demo-*"))
    terminal.press("q")

    assert terminal.end() == 0
    assert len(made) == 1
    assert list(home.glob("dharma-demo-*")) == []


def test_wrong_settings_are_a_message_and_not_a_traceback(home: Path, opened: Callable[..., Terminal]) -> None:
    folder = home / ".config" / "dharma-tui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[interface]\ntheme = "pink"\n')
    terminal = opened()

    assert terminal.end() == 1
    said = words(terminal.seen)
    assert "interface.theme cannot be 'pink'" in said
    assert "config.toml:2" in said
    assert "Traceback" not in said
    assert b"\x1b[?1049h" not in terminal.seen


def test_an_unforeseen_failure_is_short_and_its_traceback_in_the_log(
    home: Path, opened: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import sys\nclass Broken:\n    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'textual.app':\n            raise ZeroDivisionError('broken on purpose')\n"
        "sys.meta_path.insert(0, Broken())\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(site))
    terminal = opened()

    assert terminal.end() == 1
    said = words(terminal.seen)
    log = home / ".local" / "state" / "dharma-tui" / "default" / "dharma-tui.log"
    assert "ZeroDivisionError: broken on purpose" in said
    assert str(log) in said.replace("\r\n", "")
    assert "Traceback" not in said
    assert "Traceback" in log.read_text()


def test_a_console_whose_program_is_replaced_beneath_it_ends_in_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dharma_tui.cli import console, run

    def gone(*_: object) -> int:
        for name in ("dispatch", "context", "interrupts"):
            monkeypatch.setitem(sys.modules, f"dharma_tui.cli.{name}", None)  # no file of it is left to be imported
        raise ModuleNotFoundError("No module named 'dharma_tui.screens._chat'", name="dharma_tui.screens._chat")

    monkeypatch.setattr(console, "_run", gone)
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")

    assert run([]) == 1
    said = capsys.readouterr().err
    assert "no longer there (No module named 'dharma_tui.screens._chat'): was it installed anew" in said
    assert "dharma-tui.log" in said


def test_a_dumb_terminal_is_told_what_to_use(
    home: Path, opened: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = opened(term="dumb")

    assert terminal.end() == 2
    assert "cannot be drawn on a dumb terminal" in words(terminal.seen)
    assert "dharma-tui resources" in words(terminal.seen)
