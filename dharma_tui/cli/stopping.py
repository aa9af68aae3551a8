"""Ends a headless command cleanly when it is told to, and within a second even if something is stuck."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

LAST_RESORT_SECONDS = 0.9
"""After this the process ends as it stands; whatever the store had acknowledged is safe."""
TICK_SECONDS = 0.1
"""How often it is looked whether somebody is at it. While nothing here can run, no tick is counted."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


LINE_LIMIT = 1 << 20
"""Bytes of one line on stdin; longer ones are nobody's answer."""


class Stopping:
    """While entered, SIGINT, SIGTERM, SIGHUP call ``act``, in whichever thread; so does the end of stdin where it is heard.

    The handlers are Python's own and not the loop's, as a blocked loop would not run them.
    """

    def __init__(
        self,
        act: Callable[[], None],
        *,
        hear: Callable[[bytes], None] | None = None,
        seconds: float = LAST_RESORT_SECONDS,
    ) -> None:
        """``hear`` is called with each line of stdin, which no program started from here gets to read.

        After ``seconds`` without ``wait`` the process ends as it stands.
        """
        self._seconds = seconds
        self.asked = False
        self._act = act
        self._hear = hear
        self._before: dict[signal.Signals, Any] = {}
        self._over = threading.Event()
        self._ends = math.inf
        self._ticks = self._heard = 0
        self._may_hang: Callable[[], bool] = lambda: True

    def __enter__(self) -> Stopping:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        if self._hear is not None:
            threading.Thread(target=self._listen, args=(_own_stdin(), self._hear), name="stdin", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._over.set()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop()

    def _listen(self, stdin: int, hear: Callable[[bytes], None]) -> None:
        rest = b""
        try:
            while read := os.read(stdin, 65536):
                *lines, rest = (rest + read).split(b"\n")
                for line in lines:
                    hear(line)
                if len(rest) > LINE_LIMIT:
                    rest = b""
        except OSError:
            pass
        self._stop()

    def wait(self, seconds: float, may_hang: Callable[[], bool]) -> None:
        """Once asked to stop: what runs is at it, and says so again and again, or it is taken for stuck as long as it ``may_hang``.

        The process ends as it stands ``seconds`` after this was said first; to say it again gains no more than that.
        """
        self._heard = self._ticks
        self._may_hang = may_hang
        if self._ends == math.inf:
            self._ends = time.monotonic() + seconds

    def _stop(self) -> None:
        if not self.asked:
            self.asked = True
            threading.Thread(target=self._watch, name="stopping", daemon=True).start()
        self._act()

    def _watch(self) -> None:
        while not self._over.wait(TICK_SECONDS):
            self._ticks += 1
            is_silent = (self._ticks - self._heard) * TICK_SECONDS >= self._seconds
            if (is_silent and self._may_hang()) or time.monotonic() >= self._ends:
                _leave()


def _own_stdin() -> int:
    """A descriptor of stdin that children do not inherit; they find nothing in theirs."""
    try:
        own = os.dup(0)
    except OSError:
        return -1
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return own


def _leave() -> None:
    sys.stderr.flush()
    os._exit(1)
