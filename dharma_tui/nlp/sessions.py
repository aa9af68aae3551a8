"""Sessions of the chat: fifty messages or half an hour of silence make one; kept in the lake, named, found and taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Answer
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import NotFoundError, StoreError, UsageError
from dharma_tui.core.frames import Frame
from dharma_tui.core.near import did_you_mean
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.kept import answer_document, frame_document, masked, subject_document
from dharma_tui.nlp.llm.spoken_secrets import Heard, hidden, safe
from dharma_tui.services.store.chat_rows import ANSWER, NAME, USER, ChatRows, Message, SessionHead

if TYPE_CHECKING:
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.store.lake import Lake

MESSAGES = 50
"""After so many a new session begins; what is asked and what is answered count alike."""
IDLE = timedelta(minutes=30)
"""After so long a silence a new session begins."""
NAME_LIMIT = 60
_UNKEPT = 1_000
"""Messages that wait to be written at most."""


@dataclass(slots=True)
class Current:
    """The session that goes on."""

    session: str
    name: str = ""
    messages: int = 0
    last: datetime | None = None
    wanted: str = ""
    """A name that was given before anything was said."""


class Sessions:
    """One person's sessions. What reads or writes raises StoreError, and works in the pool."""

    def __init__(
        self,
        lake: Callable[[], Lake],
        io: IoPool,
        clock: Clock,
        ids: Ids,
        author: str,
        is_name: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """``is_name`` knows names of things, which are no secrets however they look."""
        self._is_name, self.heard = is_name, Heard()
        self._lake, self._io, self._clock, self._ids, self._author = lake, io, clock, ids, author
        self.current = self._fresh()
        self._writing = asyncio.Lock()
        self._unkept: list[Message] = []
        """What could not be written, because the disk was full, say: it is written with what comes next."""

    def turned_over(self) -> bool:
        """Begin a new session if this one is full or was left alone; whether it was."""
        now = self._clock.now()
        over = self.current.messages >= MESSAGES or (self.current.last is not None and now - self.current.last >= IDLE)
        if over:
            self.current = self._fresh()
        return over

    def begin(self, name: str = "") -> None:
        """A new session. Raises UsageError for a name that cannot be one."""
        checked = _checked(name) if name else ""
        self.current = self._fresh()
        self.current.name = self.current.wanted = checked

    async def add(
        self,
        text: str,
        frame: Frame | None,
        answer: Answer,
        about: Sequence[ResourceRef] = (),
        kinds: Sequence[str] = (),
    ) -> None:
        """Keep one request with what it was ``about`` and its answer, and what could not be kept before.

        A console that may not write keeps nothing.
        """
        now, current = self._clock.now(), self.current
        number = current.messages
        current.messages, current.last = number + 2, now
        masked_once = safe(text, self._is_name)
        clean = self.heard.hear(text, masked_once)
        secrets = (*hidden(text, masked_once), *self.heard.secrets)
        frame_told = frame_document(frame, secrets) | masked(subject_document(about, kinds), secrets) if frame else None
        answer_told = answer_document(answer, secrets)
        messages = [
            Message(current.session, number, now, USER, clean, frame_told),
            Message(current.session, number + 1, now, ANSWER, masked(_words(answer), secrets), None, answer_told),
        ]
        if self.unkept_because is None:
            if current.wanted:
                messages.append(Message(current.session, -1, now, NAME, current.wanted))
                current.wanted = ""
            self._unkept = [*self._unkept, *messages][-_UNKEPT:]
            await self.keep()

    async def keep(self) -> None:
        """Write what was not written yet. Raises StoreError; then it is still here."""
        async with self._writing:
            if messages := list(self._unkept):
                await self._io.run(self._rows().add, messages)
                del self._unkept[: len(messages)]

    @property
    def unkept_because(self) -> str | None:
        """Why nothing that is said is kept; None where it is."""
        try:
            return None if self._lake().writable else "the store is read-only here"
        except StoreError as error:
            return error.message

    async def name(self, name: str) -> None:
        """Call this session so. Raises UsageError, StoreError."""
        checked = _checked(name)
        self.current.name = self.current.wanted = checked
        if self.current.messages and self.unkept_because is None:
            self.current.wanted = ""
            self._unkept.append(Message(self.current.session, -1, self._clock.now(), NAME, checked))
            await self.keep()

    async def recent(self, limit: int = 50) -> list[SessionHead]:
        """Sessions, the last used first."""
        return await self._io.run(self._rows().heads, limit)

    async def resume(self, which: str) -> list[Message]:
        """Take up the session of this name, or of this number in ``recent``; what was said there. Raises NotFoundError."""
        heads = await self.recent()
        head = _found(heads, which)
        messages = await self._io.run(self._rows().messages, head.session)
        self.current = Current(head.session, head.name, head.messages, self._clock.now())
        return messages

    async def messages(self) -> list[Message]:
        """What was said in this session, written or not."""
        written = await self._io.run(self._rows().messages, self.current.session)
        own = [one for one in self._unkept if one.session == self.current.session and one.role != NAME]
        return [*written, *own]

    async def search(self, words: str) -> list[tuple[Message, SessionHead | None]]:
        """Messages that hold ``words``, the newest first, and the session of each."""
        found = await self._io.run(self._rows().search, words)
        heads = {head.session: head for head in await self.recent(1_000)}
        return [(message, heads.get(message.session)) for message in found]

    def _rows(self) -> ChatRows:
        return ChatRows(self._lake(), self._author)

    def _fresh(self) -> Current:
        return Current(self._ids("chat"))


def _words(answer: Answer) -> str:
    """What is found by its words."""
    return "\n\n".join(part for part in (answer.text, answer.prose.text if answer.prose else "") if part)


def called(head: SessionHead) -> str:
    """The name of a session, or how it began."""
    return head.name or head.first or head.session


def _found(heads: Sequence[SessionHead], which: str) -> SessionHead:
    if which.isdigit() and 0 < int(which) <= len(heads):
        return heads[int(which) - 1]
    for head in heads:
        if which in (head.name, head.session):
            return head
    names = [head.name for head in heads if head.name]
    raise NotFoundError(
        f"there is no session {which!r}", did_you_mean(which, names, "/sessions lists them, by number and name")
    )


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise UsageError(f"{name!r} cannot be the name of a session", f"use 1 to {NAME_LIMIT} ordinary characters")
    if name.isdigit():
        raise UsageError("a number cannot be the name of a session", "numbers are those of /sessions")
    return name
