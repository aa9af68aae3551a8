"""Ending a command that was told to stop: at once where it is stuck, later where it says what it is at."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from dharma_tui.cli import stopping
from dharma_tui.cli.stopping import Stopping

SECONDS = 0.05


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set where the process would have ended as it stands."""
    left = threading.Event()
    monkeypatch.setattr(stopping, "TICK_SECONDS", SECONDS / 10)
    monkeypatch.setattr(stopping, "_leave", left.set)
    return left


def told(asked: Stopping) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    assert asked.asked


def test_who_says_nothing_is_stuck(left: threading.Event) -> None:
    with Stopping(lambda: None, seconds=SECONDS) as asked:
        assert not left.wait(SECONDS * 3)
        told(asked)
        assert left.wait(10)


def test_who_said_something_and_then_no_more_is_stuck(left: threading.Event) -> None:
    with Stopping(lambda: None, seconds=SECONDS) as asked:
        told(asked)
        asked.wait(60, lambda: True)
        assert left.wait(10)


def test_what_cannot_hang_has_all_of_its_time_in_silence_and_no_more(left: threading.Event) -> None:
    with Stopping(lambda: None, seconds=SECONDS) as asked:
        told(asked)
        asked.wait(SECONDS * 10, lambda: False)
        assert not left.wait(SECONDS * 4)
        asked.wait(60, lambda: False)
        assert left.wait(10)
