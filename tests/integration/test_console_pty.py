"""The console in a real terminal: fast typing, pastes, resizing, hostile names."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.pty_screen import ALTERNATE, Opener, consoles, headless

POISON = (
    "\x1b]52;c;aGFja2Vk\x07\x1b]0;owned\x07\x1b[2J\x1bP+q544e\x1b\\\x9d52;c;aGk=\x9c\x1b]8;;http://evil.test/\x1b\\"
    "[@click=app.quit]x[/][/nope]\u202egnp\x00\r\nline 界"
)
"""What a name may hold; a terminal that got it raw would obey it."""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with consoles(tmp_path) as open_:
        yield open_


def scan(home: Path, **script: object) -> None:
    child = headless(home, ["scan", "--provider", "fake"], FAKE_CLOUD=json.dumps(script))
    out, err = child.communicate(timeout=120)
    assert child.returncode == 0, (out, err)


def test_what_is_typed_at_once_arrives_whole(tmp_path: Path, opened: Opener) -> None:
    scan(tmp_path)
    console = opened()
    console.shows(r"Machines\s+3")

    console.send(b":fake.disk sort:-name\r")
    console.shows(r"Disk 2[\s\S]*Disk 0")
    console.send(b"/Disk 1")
    console.shows(r"1 of 3")
    console.shows(r"/ ?Disk 1")
    console.send(b"\x1b")
    console.shows(r"3 of 3")
    console.send(b":fake.machine\r/Machine 2")
    console.shows(r"1 of 3")
    assert "Machine 2" in console.text


def test_bytes_that_are_not_utf8_end_nothing(tmp_path: Path, opened: Opener) -> None:
    scan(tmp_path)
    console = opened("--open", "fake.machine")
    console.shows("3 of 3")

    console.send(b"\xff\xfe\x80")
    console.send(b"/Caf\xe9 1")
    console.shows(r"Caf\ufffd 1[\s\S]*0 of 3")
    console.send(b"\x1b")
    console.shows("3 of 3")


def test_a_pasted_text_of_many_lines_runs_nothing(tmp_path: Path, opened: Opener) -> None:
    scan(tmp_path)
    console = opened("--open", "fake.machine")
    console.shows("3 of 3")

    console.send("/")
    console.paste("Machine\rq\r\n:quit\nq\n")
    console.shows(r"/ ?Machine q :quit q")
    assert console.process.poll() is None
    console.send(b"\x1b")
    console.shows("3 of 3")
    console.paste("q\n:quit\n1")
    console.settles()
    assert "3 of 3" in console.text
    console.paste("\x1b[31mred\x1b[0m\rq\r\x1b]x\x07q")
    console.settles()
    assert "3 of 3" in console.text
    console.send(":")
    console.paste("quit\r")
    console.shows(":quit")
    assert console.process.poll() is None
    console.send(b"\x1b\x1b")


def test_the_picture_is_whole_again_after_a_stop(tmp_path: Path, opened: Opener) -> None:
    scan(tmp_path)
    console = opened("--open", "fake.machine")
    console.shows("3 of 3")
    process = psutil.Process(console.process.pid)
    for _ in range(2):
        console.signalled(signal.SIGTSTP)
        console.until(lambda: process.status() == psutil.STATUS_STOPPED, "stopped")
        console.settles(0.1)
        assert console.modes[ALTERNATE] is False
        console.screen.reset()  # pyte knows of no other screen
        console.signalled(signal.SIGCONT)
        console.shows(r"Inventory[\s\S]*Machine 0[\s\S]*Machine 2[\s\S]*3 of 3")
    console.send("q")
    console.ends()
    assert console.is_restored() == []


def test_sizes_change_while_a_scan_runs(tmp_path: Path, opened: Opener) -> None:
    script = json.dumps({"fake.machine": {"count": 300, "pause": 0.01}})
    console = opened(size=(220, 50), FAKE_CLOUD=script)
    console.shows("Overview")
    console.send("3")
    console.shows("Discovery")
    console.send("s")
    for _ in range(3):
        console.resize(40, 10)
        console.settles(0.2)
        assert max(map(len, console.text.split("\n"))) <= 40
        console.resize(220, 50)
        console.settles(0.2)
    console.send("2")
    console.shows("306 of 306")
    console.send("q")
    console.ends()
    assert console.is_restored() == []


def test_no_escape_sequence_of_the_data_reaches_the_terminal(tmp_path: Path, opened: Opener) -> None:
    poisoned = {"count": 3, "note": POISON}
    scan(tmp_path, **{"fake.machine": poisoned, "fake.disk": poisoned, "scopes": {"regions": [f"north{POISON}"]}})
    console = opened()
    console.shows(r"Machines\s+3")
    for keys in (
        "2",
        "p",
        "\x1b",
        "d",
        "l",
        "x",
        "h",
        "y",
        "3",
        "4",
        "n",
        "5",
        "6",
        "?",
        ":fake.machine\r",
        "e",
        "\x1b",
    ):
        console.send(keys)
        console.settles(0.2)
    console.shows("Machine 0")
    console.send("q")
    console.ends()

    assert console.is_restored() == []
    pointer_shape = (b"]", b"22;")
    assert [said for said in console.strings if (said[0], said[1][:3]) != pointer_shape] == []
    drawn = console.raw.decode("utf-8")
    for forbidden in ("\x9d", "\x9c", "\x9b", "\u202e", "\x00", "\x1b[2J\x1bP"):
        assert forbidden not in drawn
