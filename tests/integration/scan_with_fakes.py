"""``dharma-tui`` with the fake providers beside the real ones: what the tests start as a child process."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from dharma_tui.services import discovery


def program(words: Sequence[str] | None = None) -> NoReturn:
    """The program, which starts itself where it needs a process."""
    from dharma_tui import __main__
    from dharma_tui.services import scan_process

    scan_process.PROGRAM = (sys.executable, __file__)
    discovery.__path__.append(str(Path(__file__).parent / "fake_providers"))
    __main__.program(words)


def program_in_fork(words: Sequence[str], environment: Mapping[str, str], pipes: Sequence[Connection]) -> NoReturn:
    """The same in a process that was forked, with its standard input and output."""
    os.environ.update(environment)
    for descriptor, pipe in enumerate(pipes):
        os.dup2(pipe.fileno(), descriptor)
        pipe.close()
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    program(words)


if __name__ == "__main__":
    program()
