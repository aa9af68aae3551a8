"""A session as a file: JSON for programs, Markdown for people. Secrets were masked before it was kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dharma_tui.core.answer_documents import answer_of
from dharma_tui.core.answer_text import markdown_lines
from dharma_tui.core.errors import ExportError, UsageError
from dharma_tui.core.markdown import escaped
from dharma_tui.core.text import printable_block
from dharma_tui.nlp.kept import masked
from dharma_tui.nlp.llm.spoken_secrets import hidden, safe
from dharma_tui.services import atomic_file
from dharma_tui.services.store.chat_rows import USER, Message

FORMATS = ("md", "json")


def exported(messages: Sequence[Message], name: str, ending: str) -> str:
    """The text of the file. Raises UsageError for another ending."""
    messages, secrets = _clean(messages)
    if ending == "json":
        told = [
            {"at": one.at.isoformat(), "role": one.role, "text": one.text}
            | ({"frame": one.frame} if one.frame else {})
            | ({"answer": one.answer} if one.answer else {})
            for one in messages
        ]
        return json.dumps({"session": name, "messages": masked(told, secrets)}, indent=2, ensure_ascii=False) + "\n"
    if ending == "md":
        return (
            "\n".join([f"# {escaped(name)}", "", *(line for one in messages for line in _markdown(one, secrets))])
            + "\n"
        )
    raise UsageError(f"a session cannot be exported as {ending!r}", f"formats: {', '.join(FORMATS)}")


def write(path: Path, text: str) -> None:
    """Write a new file for its owner's eyes. Raises ExportError."""
    if path.exists():
        raise ExportError(f"{path} is there already", "name another file: /export md FILE")
    try:
        atomic_file.write_text(path, text)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror}", "name another file: /export md FILE"
        ) from error


def _clean(messages: Sequence[Message]) -> tuple[list[Message], tuple[str, ...]]:
    """Messages without what a person said of secrets, as it is masked now, and those."""
    told: list[Message] = []
    secrets: list[str] = []
    for one in messages:
        clean = safe(one.text) if one.role == USER else one.text
        secrets += hidden(one.text, clean)
        told.append(replace(one, text=clean))
    return told, tuple(secrets)


def _markdown(message: Message, secrets: Sequence[str]) -> list[str]:
    if message.role == USER:
        quoted = [f"> {line}" for line in printable_block(masked(message.text, secrets)).splitlines() or [""]]
        return [f"## {message.at:%Y-%m-%d %H:%M} UTC", "", *quoted, ""]
    answer = answer_of(masked({"text": message.text} | dict(message.answer or {}), secrets))
    return list(markdown_lines(answer))
