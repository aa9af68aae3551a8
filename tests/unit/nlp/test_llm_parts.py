"""Endpoints, faults, health, frames, sums and the log of the language model bridge."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from dharma_tui.core import config
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.errors import LlmError, SettingsError
from dharma_tui.core.frames import CHANGES
from dharma_tui.core.settings import DECLARATIONS
from dharma_tui.nlp.catalogue import intents
from dharma_tui.nlp.llm import framing
from dharma_tui.nlp.llm.endpoints import Keys, Price, endpoints_of
from dharma_tui.nlp.llm.faults import Fault, Verdict, of_status, retry_after
from dharma_tui.nlp.llm.health import Health
from dharma_tui.nlp.llm.request_log import RequestLog
from dharma_tui.nlp.llm.usage import Tally, Tokens, logged
from dharma_tui.nlp.reading import Reader

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
THREE = endpoints_of(
    "a kind=openai model=m; b kind=ollama model=n; c model=o url=https://llm.example.org/v1/ price=1/2"
)


def test_endpoints_are_read_with_what_their_kind_has() -> None:
    a, b, c = THREE
    assert (a.url, a.key, a.kind.limit_field) == (
        "https://api.openai.com/v1",
        "$OPENAI_API_KEY",
        "max_completion_tokens",
    )
    assert (b.url, b.key, b.local) == ("http://127.0.0.1:11434/v1", "", True)
    assert (c.url, c.key, c.price, c.local) == ("https://llm.example.org/v1", "", Price(1, 2), False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a model=m", "a has no url"),
        ("a kind=openai", "a has no model"),
        ("a kind=ollama model=m; a kind=openai model=n", "two endpoints are called a"),
        ("a model=m url=http://h:99999/v1", "the url of a is none"),
    ],
)
def test_what_is_wrong_with_an_endpoint_is_said(text: str, said: str) -> None:
    config.checked(DECLARATIONS["llm.endpoints"], text, "")
    with pytest.raises(SettingsError, match=said):
        endpoints_of(text)


@pytest.mark.parametrize("word", ["key=sk-abcdefghijklmnopqrstuvwx", "api_key=hunter2", "url=https://me:hunter2@h/v1"])
def test_a_key_itself_is_no_setting_and_is_not_repeated(word: str) -> None:
    with pytest.raises(SettingsError) as refused:
        config.checked(DECLARATIONS["llm.endpoints"], f"a model=m {word}", "")
    assert "hunter2" not in str(refused.value) and "abcdefgh" not in str(refused.value)


async def test_a_missing_key_says_where_it_is_looked_for() -> None:
    with pytest.raises(LlmError, match=r"the key of a is not in \$OPENAI_API_KEY") as missing:
        await Keys({}).of(THREE[0])
    assert "export OPENAI_API_KEY" in missing.value.hint
    assert await Keys({"OPENAI_API_KEY": " k1\n"}).of(THREE[0]) == "k1"


async def test_a_key_may_be_kept_in_the_keyring(tmp_path: Path) -> None:
    program = tmp_path / ("security" if sys.platform == "darwin" else "secret-tool")
    program.write_text('#!/bin/sh\ncase "$*" in *dharma-tui-llm*house*) echo kept;; *) exit 1;; esac\n')
    program.chmod(0o700)
    (endpoint,) = endpoints_of("h model=m url=http://h/v1 key=keyring:house")
    assert await Keys({"PATH": f"{tmp_path}:/bin:/usr/bin"}).of(endpoint) == "kept"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3", 3.0),
        ("1.5", 1.5),
        ("-4", 0.0),
        ("Thu, 01 Jan 2026 12:00:20 GMT", 20.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("Wed, 31 Dec 2099 00:00:00 GMT", 3600.0),
        ("soon", None),
        ("nan", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "body", "word", "retry"),
    [
        (401, '{"error":{"message":"Incorrect API key provided: sk-abcdefghijklmnopqrst"}}', "key refused", False),
        (400, '{"error":"API key not valid"}', "key refused", False),
        (404, '{"error":{"message":"model m does not exist"}}', "not found", False),
        (429, '{"error":{"code":"insufficient_quota"}}', "no credit", False),
        (429, "slow down", "too many requests", True),
        (500, "<html>", "status 500", True),
        (302, "", "redirect", False),
        (400, '{"error":{"type":"exceed_context_size_error","message":"context"}}', "too long", False),
        (418, "[]", "status 418", False),
    ],
)
def test_what_an_error_means(status: int, body: str, word: str, retry: bool) -> None:
    fault = of_status(THREE[0], status, {}, body, NOW)
    assert (fault.verdict.word, fault.verdict.retry) == (word, retry)
    assert fault.message.startswith("a") and fault.hint and "abcdefgh" not in fault.message


def names(health: Health) -> list[str]:
    return [one.name for one in health.order()]


def test_endpoints_take_turns_where_they_should() -> None:
    turns = Health(THREE, "round-robin", FrozenClock(), Random(1))
    told = []
    for _ in range(4):
        told.append(names(turns))
        turns.turn()
    assert told == [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"], ["a", "b", "c"]]
    chance = Health(THREE, "random", FrozenClock(), Random(1))
    assert {tuple(names(chance)) for _ in range(40)} == {
        ("a", "b", "c"), ("a", "c", "b"), ("b", "a", "c"), ("b", "c", "a"), ("c", "a", "b"), ("c", "b", "a"),
    }  # fmt: skip


def test_an_endpoint_that_failed_stands_back_for_longer_each_time() -> None:
    clock = FrozenClock()
    health = Health(THREE, "default", clock, Random(1))
    passing = Fault(Verdict("cut", True), "cut", "")
    waits = []
    for _ in range(8):
        health.failed(THREE[0], passing)
        waits.append(health.state(THREE[0]).until - clock.monotonic())
    assert names(health) == ["b", "c", "a"]
    assert 2.5 <= waits[0] <= 5 and 5 <= waits[1] <= 10 and max(waits) <= 120
    clock.elapsed = 121
    assert names(health) == ["a", "b", "c"]
    health.succeeded(THREE[0])
    health.failed(THREE[0], passing)
    assert health.state(THREE[0]).until - clock.monotonic() <= 5


def test_an_endpoint_that_asks_to_be_left_alone_is_not_asked() -> None:
    clock = FrozenClock()
    health = Health(THREE, "default", clock, Random(1))
    for one in THREE:
        health.failed(one, Fault(Verdict("too many requests", True, 20.0 if one.name == "b" else 30.0), "", ""))
    assert names(health) == [] and health.wait() == 20
    clock.elapsed = 20
    assert names(health) == ["b"]


def test_the_schema_has_every_intent_and_nothing_else() -> None:
    wanted = framing.schema()["properties"]["intent"]["enum"]
    assert set(wanted) == set(intents()) and len(wanted) == len(set(wanted))


@pytest.mark.parametrize("intent", sorted(CHANGES | framing.STARTS))
def test_a_change_is_never_a_frame(intent: str, reader: Reader) -> None:
    told = framing.filled({"intent": intent, "entities": {"resource_name": ["web-7"]}, "say": "Done."}, "web-7", reader)
    assert told.frame is None and told.question


def test_entities_are_those_that_our_own_reader_knows(reader: Reader) -> None:
    document = {
        "intent": "list_resources",
        "entities": {
            "region": ["Frankfurt", "atlantis"],
            "resource_kind": ["servers"],
            "environment": "production",
            "resource_name": ["web-99", "rm -rf /"],
            "shell": ["rm -rf /"],
            "count": [{"x": 1}, None, True],
        },
    }
    told = framing.filled(document, "anything in frankfurt like web-99?", reader)
    assert told.frame is not None and not told.frame.destructive and 0.45 <= told.frame.confidence < 0.75
    assert told.frame.values("region") and told.frame.values("environment") and told.frame.values("resource_kind")
    assert "atlantis" in told.unknown and "rm -rf /" not in json.dumps(told.frame.as_json())
    assert set(told.frame.entities) <= set(intents()["list_resources"].slots)


def test_a_frame_of_what_nobody_said_is_not_believed(reader: Reader) -> None:
    known, other = "web-7", "app-21"
    assert {known, other} <= set(reader.names)
    document = {"intent": "describe_infrastructure", "entities": {"resource_name": [other]}, "say": ""}
    refused = framing.filled(document, f"wobble {known}", reader, (f"list {other}",))
    assert refused.frame is None and refused.strange == (other,)
    assert framing.filled(document, "wobble it", reader).frame is None
    for told in (
        framing.filled(document, "wobble it", reader, (other,)),
        framing.filled(document, f"so {other}?", reader),
    ):
        assert told.frame is not None and told.frame.values("resource_name") == (other,)


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        {"intent": 5},
        {"intent": "sudo", "entities": {}},
        {"intent": "out_of_scope"},
        {"intent": "list_resources", "entities": [1]},
    ],
)
def test_what_is_no_frame_is_none(document: dict[str, object] | None, reader: Reader) -> None:
    told = framing.filled(document, "x", reader)
    assert told.frame is None and not told.question


def test_json_is_found_in_what_a_model_wrote() -> None:
    assert framing.document_of('Sure!\n```json\n{"intent": "x"}\n```') == {"intent": "x"}
    assert framing.document_of("{" * 5000 + "}") is None and framing.document_of("no") is None


def test_sums_are_kept_by_endpoint() -> None:
    tally = Tally()
    tally.know(THREE)
    assert tally.answered(THREE[2], Tokens.counted(1_000_000, 500_000, 0, 0), "night") == 2.0
    assert tally.answered(THREE[0], Tokens.counted(None, None, 9, 4)) is None
    tally.failed(THREE[1])
    a, b, c = tally.sums
    assert (a.sent, a.received, a.estimated, a.cost) == (3, 1, True, None)
    assert (b.answers, b.failures) == (0, 1)
    assert (c.sent, c.received, c.cost, c.estimated) == (1_000_000, 500_000, 2.0, False)
    assert tally.of_session("night") == (c,) and tally.sessions == ("night", "") and not tally.of_session("day")


def test_the_log_is_bounded_private_and_without_secrets(tmp_path: Path) -> None:
    log = RequestLog(tmp_path / "state", most_bytes=2_000)
    for number in range(30):
        log.add({"number": number}, json.dumps([{"content": "password=hunter2 \x1b[31m"}]))
    kept = sorted((tmp_path / "state").iterdir())
    assert [one.name for one in kept] == ["llm-requests.jsonl", "llm-requests.jsonl.1"]
    assert all(one.stat().st_size <= 2_000 and one.stat().st_mode & 0o777 == 0o600 for one in kept)
    lines = kept[0].read_text().splitlines()
    assert json.loads(lines[-1])["number"] == 29
    assert "hunter2" not in kept[0].read_text() and "\x1b" not in kept[0].read_text()


def test_a_log_tells_what_each_session_took(tmp_path: Path) -> None:
    log = RequestLog(tmp_path)
    taken = {"endpoint": "near", "sent_tokens": 10, "received_tokens": 5, "cost": 0.5, "estimated": False}
    for session in ("chat-1", "chat-2", "chat-1"):
        log.add({**taken, "session": session}, "[]")
    log.add({**taken, "session": ""}, "[]")
    log.add({**taken, "session": "chat-1", "endpoint": "far", "cost": None, "estimated": True}, "[]")
    with log.path.open("a") as file:
        file.write("no json\n[1]\n")
    sums = logged(log.entries())
    assert list(sums) == ["chat-2", "chat-1"], "the one that was asked in last is last"
    near, far = sums["chat-1"]
    assert (near.answers, near.sent, near.received, near.cost, near.estimated) == (2, 20, 10, 1.0, False)
    assert (far.cost, far.estimated) == (None, True)
