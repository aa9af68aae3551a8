"""Keeps the terminal to the console's own driver."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
from typing import IO


class TerminalGuard:
    """While it is held, only the console's own driver reaches the terminal; whatever else writes there goes to the log.

    The driver writes through ``sys.__stdout__`` and ``sys.__stderr__``: these get private copies of file descriptors 1 and
    2, and the originals, which libraries in C and child processes use, lead into the log. Where one of the two leads somewhere
    else, as in ``2>file``, the driver has the other: Textual draws on standard error.
    """

    def __init__(self) -> None:
        self._real: list[tuple[int, int]] = []
        self._streams: list[IO[str]] = []

    def __enter__(self) -> TerminalGuard:
        sys.stdout.flush()
        sys.stderr.flush()
        reading, writing = os.pipe()
        self._saved = (sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr)
        terminals = [number for number in (1, 2) if os.isatty(number)]
        drawn_on = {number: os.dup(number if number in terminals else [*terminals, number][0]) for number in (1, 2)}
        for number, name in ((1, "__stdout__"), (2, "__stderr__")):
            stream = _Terminal(
                os.fdopen(drawn_on[number], "wb"), encoding="utf-8", errors="backslashreplace", newline=""
            )
            self._real.append((number, os.dup(number)))
            self._streams.append(stream)
            setattr(sys, name, stream)
            os.dup2(writing, number)
        os.close(writing)
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        self._logger = threading.Thread(target=_log_strays, args=(reading,), name="strays", daemon=True)
        self._logger.start()
        return self

    def wait(self, seconds: float) -> None:
        """After the end: wait until all that was caught is logged, unless a child still holds its end."""
        self._logger.join(seconds)

    def __exit__(self, *_: object) -> None:
        for stream in self._streams:
            stream.flush()
        for number, real in self._real:
            os.dup2(real, number)
            os.close(real)
        sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr = self._saved  # type: ignore[misc]
        for stream in self._streams:
            stream.close()


class _Terminal(io.TextIOWrapper):
    """A terminal that may go away. What is written after that goes nowhere, and the process is asked to end once.

    Textual's writing thread dies of the first failed write, and whoever writes next waits for it for ever.
    """

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError:
            self._gone()
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            self._gone()

    def _gone(self) -> None:
        """Lead the descriptor to nowhere, so that what is still in the buffers can be got rid of."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        os.kill(os.getpid(), signal.SIGTERM)


def _log_strays(reading: int) -> None:
    log = logging.getLogger("stray")
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        rest = b""
        while chunk := pipe.read(65536):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > 65536:
                lines, rest = [*lines, rest], b""
            for line in filter(None, lines):
                log.warning("%s", line.decode("utf-8", "replace"))
        if rest:
            log.warning("%s", rest.decode("utf-8", "replace"))
