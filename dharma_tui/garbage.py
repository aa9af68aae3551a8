"""When the console looks for garbage: a look at all of it halts every thread for longer than a screen takes to be drawn."""

from __future__ import annotations

import gc

from dharma_tui.core.clock import Clock
from dharma_tui.screens._lasting import NEVER, is_alone

EVERY = 5.0
"""Seconds between two questions whether it is time."""
QUIET = 2.0
"""Seconds since the last key that are quiet."""
PUT_OFF = 24
"""Times that it is put off for want of quiet."""
_DUE = 10
"""Looks at what is young after which it is time, as Python itself has it."""


def spare_what_stays() -> None:
    """Take what is there now for lasting: looking through it again and again would only halt the console.

    Only in a process that is nothing but the console: it began with collection turned off, or has come by here before. From
    then on nothing looks through all that is not spared but ``Garbage``.
    """
    if is_alone() or not gc.isenabled():
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, NEVER)
        gc.enable()


class Garbage:
    """Looks through everything when nobody is at the keys."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard = -QUIET
        self._put_off = 0

    def heard(self) -> None:
        """Somebody is at the keys."""
        self._heard = self._clock.monotonic()

    def look(self) -> None:
        """Look through everything if it is time, and quiet or long overdue."""
        if not is_alone() or gc.get_count()[2] < _DUE:
            return
        if self._clock.monotonic() - self._heard < QUIET and self._put_off < PUT_OFF:
            self._put_off += 1
            return
        self._put_off = 0
        gc.collect()
