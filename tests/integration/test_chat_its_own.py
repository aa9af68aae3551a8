"""What something has is told of it, none where it has none; "it" stays what it was, also where it was only pointed at."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk


@pytest.mark.parametrize("line", ["and its databases?", "what databases does it have?"])
async def test_what_a_row_that_was_pointed_at_has_is_told(desk: Desk, line: str) -> None:
    said = ("list servers in prod", "describe web-1", "who changed it?")
    answer = await desk.ask(*said, line)
    assert answer.text.startswith("`web-1` has **1 neighbour** among databases.")
    assert answer.table is not None and [row[1] for row in answer.table.rows] == ["orders-db"]
    rows = [ref.key for ref in (await desk.ask("list servers in prod")).table.refs]  # type: ignore[union-attr]
    place = next(at for at, key in enumerate(rows) if key.endswith("/web-1"))
    answer = await desk.ask("list servers in prod", f"number {place + 1}", "who changed it?", line)
    assert answer.table is not None and [row[1] for row in answer.table.rows] == ["orders-db"]
    plan = await desk.ask("list servers in prod", f"number {place + 1}", line, "stop it")
    assert plan.plan is not None and plan.table is not None and [row[0] for row in plan.table.rows] == ["web-1"]


@pytest.mark.parametrize("line", ["and its buckets?", "what buckets does it have?"])
async def test_where_it_has_none_no_others_are_told_for_them(desk: Desk, line: str) -> None:
    answer = await desk.ask("describe web-1", line)
    assert answer.text.startswith("`web-1` has **no neighbours** among buckets.")
    assert answer.table is not None and not answer.table.rows
    then = await desk.ask("describe web-1", line, "and its databases?", "stop it")
    assert then.plan is not None and then.table is not None and [row[0] for row in then.table.rows] == ["web-1"]


async def test_a_question_that_is_whole_is_answered_of_everything(desk: Desk) -> None:
    assert (await desk.ask("list stopped servers in staging", "how many buckets are there?")).text.startswith(
        "**1 bucket**"
    )
    assert (await desk.ask("describe web-1", "stopped servers in staging")).text.startswith("**2 instances**")


async def test_the_kind_of_what_is_named_is_none_that_is_asked_for(desk: Desk) -> None:
    answer = await desk.ask("what depends on the database orders-db?")
    assert answer.table is not None and {row[1] for row in answer.table.rows} == {"checkout", "web-1"}


async def test_a_kind_that_is_asked_for_of_a_name_is_not_what_it_is(desk: Desk) -> None:
    for said in (("which databases does web-1 use?",), ("which databases does web-2 use?", "and web-1?")):
        then = await desk.ask(*said, "stop it")
        assert then.plan is not None and then.table is not None and [row[0] for row in then.table.rows] == ["web-1"]


async def test_of_two_of_a_name_it_is_the_one_that_was_meant(desk: Desk) -> None:
    for place in ("prod", "staging"):
        answer = await desk.ask(f"describe twin-1 in {place}", "what databases does it have?")
        assert answer.text.startswith("`twin-1` has **no neighbours**"), answer.text
