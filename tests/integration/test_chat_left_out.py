"""No word of a list is dropped in silence: a column says it, or it is told as left out, and nothing is planned of all that was
listed then."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import Scope, State
from tests.integration.chat_lab import INSTANCE, PROD, STAGING, Desk, is_sound, resource

OREGON = Scope("demo", "acme-prod", "us-west-2")
ALSO = [
    resource("demo.compute.function", "resize", PROD, runtime="python3.12"),
    resource("demo.compute.function", "notify", PROD, runtime="node22"),
    resource("demo.compute.function", "serve", STAGING, runtime="go1.25"),
    resource(INSTANCE, "huge-1", OREGON, type="m5.large"),
    resource(INSTANCE, "huge-2", STAGING, State.STOPPED, type="m5.large"),
    *(resource(INSTANCE, f"more-{n}", STAGING, type="small") for n in range(3)),
    resource("demo.compute.volume", "disk-1", PROD, type="ssd"),
    resource("demo.compute.volume", "disk-2", OREGON, type="hdd"),
    resource("demo.compute.volume", "disk-3", STAGING, type="hdd"),
]


def names(answer: object) -> list[str]:
    table = getattr(answer, "table", None)
    return sorted(row[0] for row in table.rows) if table else []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("which functions use python?", ["resize"]),
        ("which functions do not use python?", ["notify", "serve"]),
        ("which servers run on m5.large?", ["huge-1", "huge-2"]),
        ("list m5.large instances in us-east-1", ["huge-2"]),
        ("zeige server vom typ m5.large in us-east-1", ["huge-2"]),
        ("list hdd volumes", ["disk-2", "disk-3"]),
        ("list volumes outside of europe", ["disk-2", "disk-3"]),
        ("list volumes in europe", ["disk-1"]),
        ("which volumes are not in the united states", ["disk-1"]),
    ],
)
async def test_what_a_column_says_is_a_condition(desk: Desk, line: str, found: list[str]) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert names(answer) == found
    assert "left out" not in answer.text


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("which servers run on m7.large?", "m7.large"),
        ("list cordoned servers", "cordoned"),
        ("which databases are multi az?", "multi az"),
        ("how many spot instances are there in prod?", "spot"),
        ("which functions use rust?", "rust"),
        ("list statefulsets", "statefulset"),
    ],
)
async def test_what_nothing_tells_is_said_to_be_left_out(desk: Desk, line: str, word: str) -> None:
    answer = await desk.ask(line)
    assert f"`{word}`" in answer.text and "left out" in answer.text
    assert "left out" in answer.doubts


@pytest.mark.parametrize(
    "line",
    [
        "could you please show me all of our servers, thanks a lot",
        "hi there, what servers do we actually have running in production right now?",
        "I'd like a quick overview of the volumes we own",
        "roughly how many servers are we talking about in staging?",
        "how many servers does each team have?",
        "top 5 biggest volumes in frankfurt",
        "list servers with more than 3 GB of memory",
        "which servers were created in the last 7 days",
        "give me the names of every bucket nobody bothered to tag",
        "zeig mir bitte alle server in frankfurt, danke",
        "what are the security groups in prod? asked for by the auditor",
        "show volumes sorted by size",
    ],
)
async def test_small_words_and_courtesies_are_not_called_left_out(desk: Desk, line: str) -> None:
    assert "left out" not in (await desk.ask(line)).text


@pytest.mark.parametrize(
    ("lines", "doubt"),
    [
        (("list cordoned volumes", "delete those"), "left out"),
        (("list cordoned volumes", "which of those are in frankfurt?", "delete them"), "left out"),
        (("list cordoned servers", "which of those are running?", "stop all of them"), "left out"),
        (("which databases are multi az?", "delete those"), "left out"),
    ],
)
async def test_more_than_was_asked_for_is_not_changed_as_those(desk: Desk, lines: tuple[str, ...], doubt: str) -> None:
    answer = await desk.ask(*lines)
    assert answer.plan is None and doubt in answer.text


async def test_one_of_them_may_be_changed_by_its_place(desk: Desk) -> None:
    plan = (await desk.ask("list cordoned volumes", "delete the first one")).plan
    assert plan is not None and [step.name for step in plan.steps] == ["disk-1"]


async def test_a_list_that_was_only_guessed_is_not_changed_as_those(desk: Desk) -> None:
    listed = await desk.ask("which functions don't use rust")
    assert "I read this as" in listed.text and listed.doubts[-1:] == ("only guessed",), (
        "otherwise another line is wanted here"
    )
    answer = await desk.router.ask("delete those", desk.talk)
    assert answer.plan is None and "only guessed" in answer.text


async def test_those_of_a_long_list_are_what_its_words_said(desk: Desk) -> None:
    answer = await desk.ask("list small servers", "which of those are in frankfurt?")
    assert "of type small" in answer.text and "in eu-central-1" in answer.text


@pytest.mark.parametrize(
    ("first", "column"),
    [("how many servers are there per region?", "REGION"), ("how many servers does each team have?", "TEAM")],
)
async def test_what_is_narrowed_is_counted_by_the_same(desk: Desk, first: str, column: str) -> None:
    answer = await desk.ask(first, "and in staging only?")
    assert answer.table is not None and answer.table.columns[0] == column
    assert "in environment staging" in answer.text
