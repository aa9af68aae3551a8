"""Open an installed console in a pseudo-terminal, wait for one scan to end, see its result on the screen, quit.

Usage: ``open_console.py PROGRAM``
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import pyte

COLUMNS, LINES = 120, 40
PRIVATE = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
"""Sequences that pyte does not know."""


def main(program: str) -> int:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "TERM": "xterm-256color", "XDG_DATA_HOME": f"{home}/data"}
        environment |= {"XDG_CONFIG_HOME": f"{home}/config", "XDG_STATE_HOME": f"{home}/state"}
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        console = subprocess.Popen(
            [program], stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        screen = pyte.Screen(COLUMNS, LINES)
        stream = pyte.ByteStream(screen)
        try:
            _pump(master, stream, 60, lambda: _scanned(program, environment))
            os.write(master, b"2")
            _pump(master, stream, 20, lambda: "local" in "\n".join(screen.display))
            print("\n".join(line.rstrip() for line in screen.display))
            os.write(master, b"\x11")
            return 0 if console.wait(5) == 0 else 1
        finally:
            console.kill()
            os.close(master)


def _scanned(program: str, environment: dict[str, str]) -> bool:
    """Whether another process already reads what the console found."""
    answer = subprocess.run(
        [program, "resources", "--kind", "local.host", "--format", "json"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return answer.returncode == 0 and bool(json.loads(answer.stdout))


def _pump(master: int, stream: pyte.ByteStream, seconds: float, done: object) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        readable, _, _ = select.select([master], [], [], 0.1)
        if readable:
            stream.feed(PRIVATE.sub(b"", os.read(master, 65536)))
        elif done():  # type: ignore[operator]
            return
    sys.exit("the console did not get there in time:\n" + "\n".join(stream.listener.display))


if __name__ == "__main__":
    assert Path(sys.argv[1]).exists()
    sys.exit(main(sys.argv[1]))
