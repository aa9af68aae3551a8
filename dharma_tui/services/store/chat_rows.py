"""Messages of the chat in the lake. Everybody's are in one table; each person sees their own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dharma_tui.core.text import storable

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

USER, ANSWER, NAME = "user", "answer", "name"

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said, by the person or to them."""

    session: str
    number: int
    at: datetime
    role: str
    text: str
    frame: Document | None = None
    answer: Document | None = None


@dataclass(frozen=True, slots=True)
class SessionHead:
    """A session as a list has it: the name that was given, how it began, when, and how much was said."""

    session: str
    name: str
    first: str
    begun: datetime
    last: datetime
    messages: int


_HEADS = """
    SELECT session, coalesce(arg_max(text, "at") FILTER (role = 'name'), ''),
        coalesce(arg_min(text, number) FILTER (role = 'user'), ''),
        min("at"), max("at"), count(*) FILTER (role <> 'name')
    FROM lake.chat_messages WHERE author = ? GROUP BY session
    HAVING count(*) FILTER (role <> 'name') > 0 ORDER BY max("at") DESC, session DESC LIMIT ?"""
_CELLS = "array_to_string(json_extract_string(answer, '$.table.rows[*][*]'), chr(10))"
_COLUMNS = 'session, number, "at", role, text, frame, answer'


class ChatRows:
    """Reads and writes one person's messages. All methods block; they raise StoreError."""

    def __init__(self, lake: Lake, author: str) -> None:
        self._lake = lake
        self._author = author

    def add(self, messages: Sequence[Message]) -> None:
        """Keep these."""
        rows = [
            [one.session, one.number, one.at, self._author, one.role, storable(one.text), *map(_json, (one.frame, one.answer))]
            for one in messages
        ]  # fmt: skip

        def write(cursor: duckdb.DuckDBPyConnection) -> None:
            for row in rows:  # two at a time: a question and its answer
                cursor.execute("INSERT INTO lake.chat_messages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

        self._lake.write(write)

    def heads(self, limit: int = 50) -> list[SessionHead]:
        """Sessions, the last used first."""
        return [SessionHead(*row) for row in self._lake.query(_HEADS, [self._author, limit])]

    def messages(self, session: str) -> list[Message]:
        """What was said in a session, in order."""
        sql = f"""SELECT {_COLUMNS} FROM lake.chat_messages
            WHERE author = ? AND session = ? AND role <> 'name' ORDER BY number"""
        return [_message(row) for row in self._lake.query(sql, [self._author, session])]

    def search(self, words: str, limit: int = 50) -> list[Message]:
        """What was said that holds ``words``, in its text or in the rows it showed, the newest first."""
        sql = f"""SELECT {_COLUMNS} FROM lake.chat_messages
            WHERE author = ? AND role <> 'name' AND contains(lower(concat_ws(chr(10), text, {_CELLS})), lower(?))
            ORDER BY "at" DESC, number DESC LIMIT ?"""
        return [_message(row) for row in self._lake.query(sql, [self._author, words, limit])]


def _json(document: Document | None) -> str | None:
    return None if document is None else json.dumps(document, ensure_ascii=True)


def _message(row: Sequence[Any]) -> Message:
    session, number, at, role, text, frame, answer = row
    return Message(session, number, at, role, text, *(json.loads(one) if one else None for one in (frame, answer)))
