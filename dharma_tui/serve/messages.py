"""What a browser may say, read strictly: nothing it sends reaches the console unread."""

from __future__ import annotations

import json
from dataclasses import dataclass

from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.serve.limits import COLUMNS, ROWS, clamp

_PING_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys, clicks or a paste."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    """The terminal's new size, within bounds."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pinged:
    """The page measures the way; it wants its text back."""

    text: str


@dataclass(frozen=True, slots=True)
class Focused:
    """The terminal was entered or left."""

    inside: bool


Message = Typed | Resized | Pinged | Focused


def read(text: str) -> Message | None:
    """The message in ``text``; None for a kind we do not know. Raises MalformedAnswerError, whose words never quote the text."""
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedAnswerError("the browser sent something that is not JSON") from None
    if not isinstance(envelope, list) or not envelope or not isinstance(envelope[0], str):
        raise MalformedAnswerError("the browser sent something that is not a message")
    return _message(envelope[0], envelope[1] if len(envelope) > 1 else None)


def _message(kind: str, content: object) -> Message | None:
    match kind, content:
        case "stdin", str():
            return Typed(content.encode("utf-8", "replace"))  # a lone surrogate would end the console's input
        case "resize", dict():
            return Resized(clamp(content.get("width"), COLUMNS, 80), clamp(content.get("height"), ROWS, 24))
        case "ping", str():
            return Pinged(content[:_PING_CHARACTERS])
        case (("focus" | "blur"), _):
            return Focused(kind == "focus")
        case (("stdin" | "resize" | "ping"), _):
            raise MalformedAnswerError("the browser sent a message of the wrong shape")
    return None
