"""Asking the person a provider's question, and remembering for them what the answer was worth: sessions that end by themselves.

What is remembered lives in the memory of whoever remembers it, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dharma_tui.core.errors import AuthError

DIGITS = 6
"""Of a code."""


@dataclass(frozen=True, slots=True)
class Question:
    """A code of multi-factor authentication that is wanted: by which provider, for what, of which device, and why again.

    ``account`` is what accounts that only the code opens are called until then, as a selection names them.
    """

    provider: str
    subject: str
    device: str
    objection: str = ""
    account: str = ""


def code_fault(code: str) -> str:
    """What is wrong with ``code`` at first sight, or nothing."""
    return "" if len(code) == DIGITS and code.isascii() and code.isdigit() else f"a code has {DIGITS} digits"


class Prompter(Protocol):
    """Whoever can ask. All methods may be called from any thread, and block it."""

    def ask(self, question: Question) -> str:
        """The answer. Raises AuthError when there is none: nobody to ask, or somebody who would not say."""

    def recall(self, name: str) -> str:
        """The session remembered under ``name``; empty: none."""

    def remember(self, name: str, session: str) -> None:
        """Keep ``session``, which is secret, until the program ends."""


class Unattended:
    """Nobody to ask, nothing remembered."""

    def ask(self, question: Question) -> str:
        raise AuthError(
            f"{question.subject} asks for a code of {question.device}, and there is nobody to ask",
            "scan in the console or in a terminal, where the code can be entered",
        )

    def recall(self, name: str) -> str:
        return ""

    def remember(self, name: str, session: str) -> None:
        return
