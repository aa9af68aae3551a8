"""What pronouns and rows stand for in a change: what was shown or said, and never a thing that merely came later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.integration.chat_lab import STAGING, Desk, resource
from tests.integration.test_chat_restrictions import ALSO as RESTRICTED
from tests.integration.test_chat_restrictions import STOPPED, planned

ALSO = [*RESTRICTED, resource("demo.network.security_group", "wide-sg", STAGING, open_to_world=True)]
FIVE = ["app-4", "batch-1", "batch-2", "dev-1", "dev-2"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([STOPPED, "describe orders-db", "start them"], FIVE),
        ([STOPPED, "describe orders-db", "start those in dev"], ["dev-1", "dev-2"]),
        ([STOPPED, "describe the first one", "start them"], FIVE),
        ([STOPPED, "describe app-3", "describe orders-db", "start them"], []),
        ([STOPPED, "describe app-3", "describe app-4", "start both"], ["app-4"]),
        (["list stopped servers in dev", "describe app-3", "start these two"], ["dev-1", "dev-2"]),
        (["describe app-3", "describe web-1", "stop both", "stop them"], ["app-3", "web-1"]),
        (["describe app-3 and web-1", "stop them"], ["app-3", "web-1"]),
        (["list databases", "delete those"], ["orders-db"]),
        (["list databases", "describe app-3", "delete those"], []),
        (["list databases", "describe app-3", "which of them are running?", "delete those"], ["orders-db"]),
        (["describe app-3", "stop them"], []),
        (["describe app-3", "stop it"], ["app-3"]),
        ([STOPPED, "start them", "delete it"], []),
        ([STOPPED, "start them", "delete them"], FIVE),
        (["describe app-3", "stop all servers in account 444455556666", "delete it"], ["the third one"]),
    ],
)
async def test_a_plural_word_is_what_was_shown_or_said_together(desk: Desk, lines: list[str], names: list[str]) -> None:
    assert await planned(desk, *lines) == names


@pytest.mark.parametrize(
    ("lines", "because"),
    [
        (["describe app-3", "stop them"], "one thing alone was spoken of"),
        ([STOPPED, "start them", "delete it"], "several things were spoken of"),
        (["list databases", "describe app-3", "delete those"], "one after the other"),
        (["list servers", "start those"], "rows that were not shown: narrow the list"),
        (["list servers", "stop the last one"], "not shown to its end"),
    ],
)
async def test_where_it_is_not_plain_which_are_meant_it_is_asked(desk: Desk, lines: list[str], because: str) -> None:
    answer = await desk.ask(*lines)
    assert answer.plan is None and because in answer.text


@pytest.mark.parametrize(
    "before", ["show me idle resources", "is anything exposed to the internet?", "compare prod and staging"]
)
async def test_a_row_of_several_things_is_none_of_them(desk: Desk, before: str) -> None:
    listed = await desk.ask(STOPPED, before)
    assert listed.table is not None and listed.table.columns[0] == "WHAT" and listed.table.rows[0][1] != "1"
    answer = await desk.ask(STOPPED, before, "delete the first one")
    assert answer.plan is None and "row that is no single resource" in answer.text
    assert (await desk.ask(STOPPED, before, "delete those")).plan is None


async def test_rows_of_no_resource_are_counted_as_rows(desk: Desk) -> None:
    answer = await desk.ask(STOPPED)
    assert answer.table is not None
    desk.talk.answers[-1] = replace(answer, table=replace(answer.table, refs=(None, *answer.table.refs[1:])))
    plan = (await desk.router.ask("start the second one", desk.talk)).plan
    assert plan is not None and [step.name for step in plan.steps] == ["batch-1"]


@pytest.mark.parametrize("nonsense", ["and the blorf thing?", "what is the capital of France?"])
@pytest.mark.parametrize("line", ["start it", "start those", "start the others"])
async def test_after_what_was_not_understood_a_change_asks_which(desk: Desk, nonsense: str, line: str) -> None:
    answer = await desk.ask(STOPPED, "describe the second one", nonsense, line)
    assert answer.plan is None and "was not understood" in answer.text
    assert (await desk.ask(STOPPED, "describe the second one", nonsense, line, line)).plan is None
    assert await planned(desk, STOPPED, nonsense, "start the second one") == ["batch-1"]
    assert await planned(desk, STOPPED, nonsense, "describe app-4", "start it") == ["app-4"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([STOPPED, "start the last one", "start the second one"], ["batch-1"]),
        ([STOPPED, "start the last one", "start the second one instead"], ["batch-1"]),
        ([STOPPED, "start the first one", "and the third?"], ["batch-2"]),
        ([STOPPED, "describe the first one", "what about the third one?", "start it"], ["batch-2"]),
        ([STOPPED, "start the first and the third", "start the fourth one"], ["dev-1"]),
        ([STOPPED, "start the first and the third", "start the first one"], ["app-4"]),
        ([STOPPED, "start the first and the third", "start the second one"], []),
        (["list stopped servers in dev", "start the first one", "start the other one"], ["dev-2"]),
        ([STOPPED, "start the first three", "start the other two"], ["dev-1", "dev-2"]),
        ([STOPPED, "start the first one", "start the other two"], []),
        ([STOPPED, "start the 9th one"], []),
        ([STOPPED, "start the 12th one"], []),
        ([STOPPED, "stop twin-1", "the second one"], ["twin-1"]),
    ],
)
async def test_a_plan_leaves_the_list_it_was_made_of(desk: Desk, lines: list[str], names: list[str]) -> None:
    assert await planned(desk, *lines) == names


@pytest.mark.parametrize(
    ("lines", "because"),
    [
        (["list servers", "describe the last one"], "not shown to its end"),
        (["list servers", "describe the 12th one"], "a row that was not shown"),
        (["list servers", "what depends on the last one?"], "not shown to its end"),
        (["show me idle resources", "describe the first one"], "no single resource"),
    ],
)
async def test_what_is_asked_of_a_row_that_was_not_shown_is_of_no_other(
    desk: Desk, lines: list[str], because: str
) -> None:
    answer = await desk.ask(*lines)
    assert because in answer.text and answer.table is None


async def test_a_plan_of_one_thing_offers_to_describe_it_and_not_the_first_of_a_list(desk: Desk) -> None:
    answer = await desk.ask(STOPPED, "start the last one")
    assert "describe dev-2" in answer.next_steps and "describe the first one" not in answer.next_steps


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "can twin-1 reach web-1 on port 443?",
            "leads from `twin-1` to `web-1`, in either direction.\n\nWhether port 443",
        ),
        (
            "can web-1 reach twin-1 on port 443?",
            "leads from `web-1` to `twin-1`, in either direction.\n\nWhether port 443",
        ),
        ("is there a path from twin-1 to web-1", "leads from `twin-1` to `web-1`"),
        ("is twin-1 part of a dependency cycle", "**no circle** of dependence that `twin-1` is in"),
        ("is twin-1 a single point of failure?", "`twin-1` is **no single point of failure**"),
        ("what breaks if twin-1 fails?", "If `twin-1` fails, **nothing else is affected**"),
    ],
)
async def test_who_is_chosen_of_those_of_a_name_is_told_of_what_was_asked(line: str, said: str, desk: Desk) -> None:
    answer = await desk.ask(line, "the second one")
    assert said in answer.text
