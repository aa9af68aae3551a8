"""Chat completions on the wire: the body of a request, and what stands in each event of an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dharma_tui.core.text import storable
from dharma_tui.nlp.llm import faults
from dharma_tui.nlp.llm.endpoints import Endpoint

Message = Mapping[str, str]
"""``role`` and ``content``."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, of whichever endpoint."""

    purpose: str
    """As the log has it: ``explain``, ``fill_gap``."""
    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, Any] | None = None
    """Of the JSON that is wanted; None: prose."""

    def body(self, endpoint: Endpoint, without: frozenset[str] = frozenset()) -> str:
        """The JSON that ``endpoint`` is sent, but for the optional fields that it does not know."""
        optional: dict[str, Any] = {
            "stream_options": {"include_usage": True},
            endpoint.kind.limit_field: self.max_tokens,
        }
        if self.schema is not None and endpoint.kind.schema:
            shape = {"name": self.purpose, "schema": self.schema}
            optional["response_format"] = {"type": "json_schema", "json_schema": shape}
        told = {key: value for key, value in optional.items() if key not in without}
        document = {"model": endpoint.model, "messages": list(self.messages), "stream": True, **told}
        return json.dumps(document, ensure_ascii=False)


OPTIONAL = ("stream_options", "response_format", "max_tokens", "max_completion_tokens")
"""Fields that an endpoint may not know; it is then asked again without."""


@dataclass(slots=True)
class Told:
    """What an answer has said beside its text."""

    finish: str = ""
    """Why it ended: ``stop``, ``length``, …; empty while it goes on, or was cut."""
    sent: int | None = None
    received: int | None = None
    tools: bool = False
    """It wanted to call a tool. There is none, and nothing was called."""
    events: int = 0
    text: list[str] = field(default_factory=list)


def read_event(endpoint: Endpoint, data: str, told: Told) -> str | None:
    """The text that an event adds; None: it cannot be read. Raises Fault where it is an error."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    if document.get("error"):
        raise faults.told(endpoint, document["error"])
    if isinstance(document.get("usage"), dict):
        _count(document["usage"], told)
    choices = document.get("choices")
    if not isinstance(choices, list):
        return None
    told.events += 1
    return "".join(_choice(one, told) for one in choices[:1] if isinstance(one, dict))


def _choice(choice: Mapping[str, Any], told: Told) -> str:
    if isinstance(choice.get("finish_reason"), str):
        told.finish = choice["finish_reason"]
    delta = choice.get("delta") or choice.get("message")
    if not isinstance(delta, dict):
        return ""
    told.tools = told.tools or bool(delta.get("tool_calls") or delta.get("function_call"))
    return storable(_text(delta.get("content")))


def _text(content: object) -> str:
    """Text as most say it, or as a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, dict))
    return ""


def _count(usage: Mapping[str, Any], told: Told) -> None:
    sent, received = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if type(sent) is int and type(received) is int and 0 <= sent < 1 << 40 and 0 <= received < 1 << 40:
        told.sent, told.received = sent, received
