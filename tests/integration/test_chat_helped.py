"""Help of one category, tags of several words, and why something is not planned, said as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.nlp.llm.opening import told_names
from dharma_tui.nlp.llm.pseudonyms import Pseudonyms
from tests.integration.chat_lab import INSTANCE, PROD, STAGING, Desk, is_sound, resource

ALSO = [
    replace(
        resource(INSTANCE, "bank-1", PROD, private_ip="10.9.8.7"), labels={"env": "prod", "customer": "Acme Bank AG"}
    ),
    replace(resource(INSTANCE, "bank-2", STAGING), labels={"env": "staging", "customer": "Acme"}),
]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("help security", "Detect threats"),
        ("help with costs", "Costs and savings"),
        ("what can I ask about scans?", "Discovery status"),
        ("please help me with the topology", "Graph"),
    ],
)
async def test_help_of_a_category_is_that_of_its_requests(desk: Desk, line: str, title: str) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert desk.talk.frames[-1].intent == "help_or_smalltalk"
    assert answer.next_steps and ("Ask in your own words" not in answer.text)
    assert title.split()[0].lower() in answer.text.lower()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("list servers tagged customer=Acme Bank AG", ["bank-1"]),
        ("list servers tagged customer=Acme Bank AG in prod", ["bank-1"]),
        ("how many servers tagged customer=Acme Bank AG?", []),
        ("list servers tagged customer=Acme in staging", ["bank-2"]),
    ],
)
async def test_a_value_of_several_words_needs_no_quotes(desk: Desk, line: str, names: list[str]) -> None:
    answer = await desk.ask(line)
    assert desk.talk.turns[-1] == line and "left out" not in answer.text
    assert names == [row[0] for row in answer.table.rows] if names and answer.table else "1 instance" in answer.text


async def test_values_of_tags_do_not_leave_as_they_are(desk: Desk) -> None:
    known = Pseudonyms(told_names(desk.services.lake))
    told = known.text("how many servers of Acme Bank AG are in staging, and are any in production?")
    assert "Acme" not in told and "staging" in told and "production" in told
    assert "Acme Bank AG" in known.restored(told)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("scale checkout to 1000000 replicas", "more copies than one plan"),
        ("stop 10.9.8.7", "that of `bank-1`"),
        ("stop 10.9.8.6", "a name that nothing here has"),
    ],
)
async def test_what_stands_against_a_plan_is_said_as_it_is(desk: Desk, line: str, reason: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and reason in answer.text
