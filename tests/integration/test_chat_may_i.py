"""A question about a change is answered by what it would affect, and plans nothing."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk


@pytest.mark.parametrize(
    "line", ["can I delete batch-1", "kann ich batch-1 löschen", "batch-1 可以删除吗", "delete batch-1?"]
)
async def test_whether_it_may_be_deleted_tells_what_would_be_affected(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None
    assert answer.text.startswith("If `batch-1` fails")


async def test_of_what_is_pointed_at_it_is_asked_too(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers", "can I delete those?")
    assert answer.plan is None
    assert answer.text.startswith("If `batch-1` and `batch-2` fail")


async def test_of_a_whole_kind_it_is_asked_which(desk: Desk) -> None:
    answer = await desk.ask("can I delete all stopped servers?")
    assert answer.plan is None
    assert answer.text.startswith("Which one?")


async def test_how_it_is_done_is_help(desk: Desk) -> None:
    answer = await desk.ask("cómo borro batch-1")
    assert answer.plan is None
    assert "Delete a resource" in answer.text


async def test_an_order_that_was_read_as_a_list_says_so(desk: Desk) -> None:
    answer = await desk.ask("stop servers with cpu above 80%")
    assert answer.plan is None
    assert answer.text.startswith("No change is planned")
    assert not (await desk.ask("list stopped servers")).text.startswith("No change")
