"""What the console's child processes ask it: codes that only a person knows, and sessions that such codes have opened."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock
from dharma_tui.core.events import CodeSettled, CodeWanted, Event

Write = Callable[[bytes], None]
"""Tells a child something, if it still listens."""


class Questions:
    """Shared by all that start children, so that one code is enough for all of them. Thread-safe.

    Sessions are secret: they are in memory alone and gone with the console, and nothing of them is published or logged.
    """

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, str] = {}
        self._waiting: dict[str, Write] = {}
        """Who waits for the answer to a question that nobody has answered yet."""

    def answer(self, name: str, value: str | None) -> None:
        """Answer the question ``name``; None: nobody will."""
        with self._lock:
            write = self._waiting.get(name)
        if write is not None:
            write(_line(name, value))

    def confide(self, line: bytes, write: Write) -> bool:
        """Keep the session in ``line`` for the children to come, or give one back; whether the line was of a session at all."""
        if not line.startswith((b'{"recall"', b'{"remember"')):
            return False
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(line)
            if "recall" in told:
                name = str(told["recall"])
                write(_line(f"recall {name}", self._sessions.get(name)))
            else:
                self._sessions[str(told["remember"])] = str(told["session"])
        return True

    def follow(self, event: Event, write: Write) -> None:
        """A child has told of this: whom an answer is for is known by it."""
        with self._lock:
            if isinstance(event, CodeWanted) and event.attended:
                self._waiting[event.name] = write
            elif isinstance(event, CodeSettled):
                self._waiting.pop(event.name, None)

    def over(self, write: Write) -> None:
        """That child has ended; what it asked nobody needs to answer any more."""
        with self._lock:
            names = [name for name, who in self._waiting.items() if who == write]
            for name in names:
                del self._waiting[name]
        for name in names:
            self._bus.publish(CodeSettled(self._clock.now(), name))


def _line(name: str, value: str | None) -> bytes:
    return json.dumps({"answer": name, "value": value}).encode() + b"\n"
