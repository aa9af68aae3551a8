"""Who is asked for what only a person knows: somebody at this terminal, or the console that this process scans for."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import AuthError
from dharma_tui.core.events import CodeSettled, CodeWanted
from dharma_tui.core.prompting import Question, Unattended, code_fault
from dharma_tui.core.text import printable

ANSWER_SECONDS = 300.0
"""How long a scan waits for a person."""
RECALL_SECONDS = 10.0


class TerminalPrompter(Unattended):
    """Asks at the terminal, one question at a time, without showing what is typed."""

    def __init__(self, before: Callable[[], None]) -> None:
        """``before`` clears whatever line is being drawn."""
        self._before = before
        self._lock = threading.Lock()
        self._modes: list[Any] = []

    def ask(self, question: Question) -> str:
        with self._lock:
            self._before()
            self._keep_modes()
            if question.objection:
                sys.stderr.write(f"{question.objection}\n")
            words = f"{question.subject} asks for a code of {question.device}"
            code = _typed(f"{printable(words)} (enter alone leaves it out): ")
            while code and (fault := code_fault(code)):
                code = _typed(f"{fault}; once more (enter alone leaves it out): ")
        if not code:
            raise AuthError(f"{question.subject}: no code was entered", "scan again, and enter the code when asked")
        return code

    def close(self) -> None:
        """Give the terminal back as it was: a scan that is cancelled leaves a question standing, without echo."""
        import termios

        with suppress(termios.error, OSError, ValueError):
            if self._modes:
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._modes)

    def _keep_modes(self) -> None:
        import termios

        with suppress(termios.error, OSError, ValueError):
            self._modes = self._modes or termios.tcgetattr(sys.stdin.fileno())


def _typed(prompt: str) -> str:
    """What is typed after ``prompt``, unseen; nothing where the terminal has gone."""
    import getpass

    try:
        return getpass.getpass(prompt, sys.stderr).strip()
    except (EOFError, OSError):
        return ""


class ConsolePrompter:
    """Asks the console, by events and lines of JSON on its pipes; what it remembers is remembered there.

    A scan that nobody asked for does not wait for an answer: it tells what is wanted, and goes on without.
    """

    def __init__(self, bus: Bus, clock: Clock, ids: Ids, tell: Callable[[str], None], *, attended: bool) -> None:
        self._bus = bus
        self._clock = clock
        self._ids = ids
        self._tell = tell
        self._attended = attended
        self._one_at_a_time = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: dict[str, Future[str | None]] = {}

    def ask(self, question: Question) -> str:
        with self._one_at_a_time:
            name = self._ids("code")
            with self._expecting(name) as answer:
                self._bus.publish(CodeWanted(self._clock.now(), name, question, self._attended))
                if not self._attended:
                    raise AuthError(
                        f"{question.subject} waits for a code of {question.device}",
                        "type :code in the console to scan and enter it",
                    )
                try:
                    code = answer.result(ANSWER_SECONDS)
                except TimeoutError:
                    code = None
                self._bus.publish(CodeSettled(self._clock.now(), name))
        if code is None:
            raise AuthError(f"{question.subject}: no code was entered", "scan again, and enter the code when asked")
        return code

    def recall(self, name: str) -> str:
        with self._expecting(f"recall {name}") as answer:
            self._tell(json.dumps({"recall": name}))
            with suppress(TimeoutError):
                return answer.result(RECALL_SECONDS) or ""
        return ""

    def remember(self, name: str, session: str) -> None:
        self._tell(json.dumps({"remember": name, "session": session}))

    def hear(self, line: bytes) -> None:
        """A line of stdin: an answer to what was asked."""
        try:
            told = json.loads(line)
            name, answer = str(told["answer"]), told["value"]
        except (ValueError, KeyError, TypeError):
            return
        with self._lock:
            waiting = self._waiting.get(name)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer if isinstance(answer, str) else None)

    def _expecting(self, name: str) -> _Expected:
        return _Expected(name, self._waiting, self._lock)


class _Expected:
    """While entered, an answer of that name is waited for. Two who wait for the same one share it."""

    def __init__(self, name: str, waiting: dict[str, Future[str | None]], lock: threading.Lock) -> None:
        self._name, self._waiting, self._lock = name, waiting, lock

    def __enter__(self) -> Future[str | None]:
        with self._lock:
            return self._waiting.setdefault(self._name, Future())

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._waiting.pop(self._name, None)
