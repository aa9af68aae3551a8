"""Ends a headless command cleanly when it is told to, and within a second even if something is stuck."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

LAST_RESORT_SECONDS = 0.9
"""After this the process ends as it stands; whatever the store had acknowledged is safe."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """While entered, SIGINT, SIGTERM, SIGHUP (and the end of stdin, if asked) call ``act``, in whichever thread.

    The handlers are Python's own and not the loop's, as a blocked loop would not run them.
    """

    def __init__(self, act: Callable[[], None], *, end_of_stdin: bool = False) -> None:
        self.asked = False
        self._act = act
        self._end_of_stdin = end_of_stdin
        self._before: dict[signal.Signals, Any] = {}
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Stopping:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        if self._end_of_stdin:
            threading.Thread(target=self._watch_stdin, name="stdin", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._timer:
            self._timer.cancel()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop()

    def _watch_stdin(self) -> None:
        try:
            while os.read(0, 4096):
                pass
        except OSError:
            pass
        self._stop()

    def _stop(self) -> None:
        if not self.asked:
            self.asked = True
            self._timer = threading.Timer(LAST_RESORT_SECONDS, _leave)
            self._timer.daemon = True
            self._timer.start()
        self._act()


def _leave() -> None:
    sys.stderr.flush()
    os._exit(1)
