"""Ctrl+C, remembered: a library that was just calling Python may swallow the exception, or make an error of its own of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_seen = False


def interrupted() -> bool:
    """Whether the person has pressed Ctrl+C since ``noted`` was entered."""
    return _seen


def heed() -> None:
    """Raise KeyboardInterrupt when one was noted."""
    if _seen:
        raise KeyboardInterrupt


@contextmanager
def noted() -> Iterator[None]:
    """Note every interrupt inside the block, beside raising KeyboardInterrupt for it."""
    global _seen

    def note(number: int, frame: FrameType | None) -> None:
        global _seen
        _seen = True
        raise KeyboardInterrupt

    _seen = False
    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
