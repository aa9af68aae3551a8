"""Sessions of the chat in a real store: kept, turned over, named, found, resumed and exported; secrets are not."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.answer_documents import answer_of
from dharma_tui.core.answers import Answer, Basis, Table
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import ExportError, NotFoundError, UsageError
from dharma_tui.core.frames import Frame
from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp import session_export
from dharma_tui.nlp.sessions import IDLE, MESSAGES, Sessions
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake

FRAME = Frame("list_resources", 0.9, {"resource_kind": ("host",)})
ANSWER = Answer(
    "2 hosts.",
    Table(("NAME",), (("web|1",), ("db\x1b[31m",)), 2, (ResourceRef("local.host", "m1"), None)),
    {"cpu": (1.0, 2.0)},
    Basis("scan 1", FrozenClock().at, ("region fra",), ("aws was never scanned",)),
    "hosts",
    ("what changed?",),
)


class Counted:
    """Ids in order."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}-{self.count}"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def lake(tmp_path: Path, clock: FrozenClock) -> Iterator[Lake]:
    opened = Lake.open(tmp_path / "store", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def io() -> Iterator[IoPool]:
    pool = IoPool(1, "test")
    yield pool
    pool.close()


async def test_a_session_is_kept_named_found_and_taken_up_again(lake: Lake, io: IoPool, clock: FrozenClock) -> None:
    ids = Counted()
    sessions = Sessions(lambda: lake, io, clock, ids, "ada")
    await sessions.name("night shift")
    await sessions.add("list hosts, token=abcdef123456", FRAME, ANSWER)
    clock.at += IDLE - timedelta(seconds=1)
    assert not sessions.turned_over()
    clock.at += timedelta(seconds=1)
    assert sessions.turned_over() and not sessions.turned_over()
    await sessions.add("what changed?", None, Answer("Nothing."))

    heads = await sessions.recent()
    assert [(head.name, head.first, head.messages) for head in heads] == [
        ("", "what changed?", 2),
        ("night shift", "list hosts, token=•••", 2),
    ]
    assert await Sessions(lambda: lake, io, clock, ids, "grace").recent() == [], "each sees their own"

    messages = await sessions.resume("2")
    assert [message.role for message in messages] == ["user", "answer"]
    assert answer_of(messages[1].answer or {}) == ANSWER
    assert sessions.current.name == "night shift" and sessions.current.messages == 2
    await sessions.add("and in frankfurt?", FRAME, ANSWER)
    assert [message.number for message in await sessions.messages()] == [0, 1, 2, 3]
    assert [message.text for message, _ in await sessions.search("FRANKFURT")] == ["and in frankfurt?"]
    assert len(await sessions.search("web|1")) == 2, "what answers listed is found too"
    assert not await sessions.search("columns")
    with pytest.raises(NotFoundError, match="no session 'nigth shift'"):
        await sessions.resume("nigth shift")
    for name in ("", "3", "a\nb", "x" * 61):
        with pytest.raises(UsageError):
            await sessions.name(name)


async def test_fifty_messages_make_a_session(lake: Lake, io: IoPool, clock: FrozenClock) -> None:
    sessions = Sessions(lambda: lake, io, clock, Counted(), "ada")
    for _ in range(MESSAGES // 2):
        assert not sessions.turned_over()
        sessions.current.messages += 2
    assert sessions.turned_over()


async def test_an_export_holds_what_was_said_and_no_secret(
    lake: Lake, io: IoPool, clock: FrozenClock, tmp_path: Path
) -> None:
    sessions = Sessions(lambda: lake, io, clock, Counted(), "ada")
    await sessions.add("password=hunter2hunter2 `rm` *x*", FRAME, ANSWER)
    messages = await sessions.messages()

    told = json.loads(session_export.exported(messages, "s", "json"))
    assert told["messages"][1]["answer"]["table"]["rows"][0] == ["web|1"]
    markdown = session_export.exported(messages, "s", "md")
    assert "| web\\|1 |" in markdown and "\x1b" not in markdown and "2 of 2" in markdown
    assert "hunter2" not in markdown and "hunter2" not in json.dumps(told)
    with pytest.raises(UsageError):
        session_export.exported(messages, "s", "docx")

    file = tmp_path / "s.md"
    session_export.write(file, markdown)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(ExportError, match="is there already"):
        session_export.write(file, markdown)


async def test_a_password_that_is_only_said_is_kept_nowhere(lake: Lake, io: IoPool, clock: FrozenClock) -> None:
    sessions = Sessions(lambda: lake, io, clock, Counted(), "ada", lambda name: name == "token-store-7")
    echo = Answer("I know nothing of `swordfish`.", next_steps=("describe swordfish",))
    frame = Frame("describe_infrastructure", 0.9, {"resource_name": ("swordfish",)})
    await sessions.add("password swordfish", frame, echo)
    await sessions.add("describe secret token-store-7", FRAME, ANSWER)
    messages = await sessions.messages()
    assert [one.text for one in messages[::2]] == ["password •••", "describe secret token-store-7"]
    assert "swordfish" not in str(messages) and "swordfish" not in session_export.exported(messages, "s", "json")

    older = [replace(messages[0], text="password swordfish"), replace(messages[1], text="Nothing of `swordfish`.")]
    assert all("swordfish" not in session_export.exported(older, "s", ending) for ending in ("md", "json"))
