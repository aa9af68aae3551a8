"""``dharma-tui`` and ``python -m dharma_tui``."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

_CRASHED = 1


def main(words: Sequence[str] | None = None) -> int:
    """Run the console or a headless command; the exit code."""
    from dharma_tui.cli import run

    return run(sys.argv[1:] if words is None else words)


def program(words: Sequence[str] | None = None) -> NoReturn:
    """``main`` as a process of its own, which it ends with the exit code.

    The process ends as soon as everything that waits for its end has run (threads that are no daemons, ``atexit``). The
    interpreter is not taken down: a daemon thread that comes back from native code while that happens aborts the process.
    """
    ending = _Ending()
    atexit.register(ending.leave)  # the first to register is the last to run
    try:
        ending.code = main(words)
    except SystemExit as asked:
        ending.code = asked.code if isinstance(asked.code, int) else _CRASHED if asked.code else 0
        raise
    sys.exit(ending.code)


class _Ending:
    def __init__(self) -> None:
        self.code = _CRASHED

    def leave(self) -> NoReturn:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):  # full, closed, or never there
                stream.flush()
        os._exit(self.code)


if __name__ == "__main__":
    program()
