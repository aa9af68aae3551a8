"""What was shown is meant, and nothing was: no change is planned of what an answer had left out, and no question widened to all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.answers import Answer
from tests.integration.chat_lab import STAGING, Desk, resource
from tests.integration.test_chat_restrictions import ALSO as RESTRICTED
from tests.integration.test_chat_restrictions import STOPPED

ALSO = [
    *RESTRICTED,
    *(resource("demo.compute.volume", f"disk-{n}", STAGING, size=n * 1_000_000_000) for n in range(1, 4)),
]
NOTHING = [
    "list volumes in staging bigger than 5000 gb",
    "list stopped servers in staging with more than 99 vcpus",
    "servers in staging stopped yesterday",
    "liste les volumes en staging de plus de 5000 gb",
    "list degraded deployments in staging",
]
CHANGES = [
    *("delete those", "delete them", "delete all of them", "delete those volumes", "delete those servers", "stop it"),
    *(
        "delete the first one",
        "delete the first two",
        "delete the last one",
        "delete the others",
        "delete the running ones",
    ),
    *(
        "tag them with team=x",
        "restart those",
        "lösche sie",
        "supprime-les",
        "удали их",
        "删除它们",
        "それらを削除して",
    ),
]


@pytest.mark.parametrize("before", [[], [STOPPED], ["describe orders-db"]])
@pytest.mark.parametrize("listed", NOTHING)
async def test_of_a_list_of_nothing_no_change_is_planned(desk: Desk, before: list[str], listed: str) -> None:
    answer = await desk.ask(*before, listed)
    assert answer.table is None and answer.basis is not None
    for change in CHANGES:
        assert (await desk.router.ask(change, desk.talk.copied())).plan is None, change


async def test_a_list_narrowed_to_nothing_is_not_the_one_before(desk: Desk) -> None:
    answer = await desk.ask(STOPPED, "only those in tokyo", "start those")
    assert answer.plan is None and "where nothing was" in answer.text


@pytest.mark.parametrize("listed", NOTHING[:2])
@pytest.mark.parametrize(
    "question", ["which of those are stopped", "how many of them are running", "what do those cost"]
)
async def test_a_question_about_a_list_of_nothing_is_of_no_others(desk: Desk, listed: str, question: str) -> None:
    answer = await desk.ask(listed, question)
    assert answer.table is None and answer.text.startswith("Which ones? Nothing was listed")


@pytest.mark.parametrize(
    "question", ["which of those are stopped", "those in staging", "how many of them are running", "both in prod"]
)
async def test_before_anything_was_shown_those_are_not_everything(desk: Desk, question: str) -> None:
    answer = await desk.ask(question)
    assert answer.table is None and answer.text.startswith("Which ones? Nothing was listed")


async def test_before_anything_was_shown_those_servers_are_not_all(desk: Desk) -> None:
    assert (await desk.ask("stop all servers in staging")).plan is not None
    assert (await desk.ask("stop those servers in staging")).plan is None


async def test_another_place_may_be_asked_for_after_a_list_of_nothing(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers in tokyo", "and those in virginia?")
    assert answer.table is not None


async def test_it_is_not_what_was_spoken_of_before_a_list(desk: Desk) -> None:
    answer = await desk.ask("describe app-3", "list stopped servers", "start it")
    assert answer.plan is None and "several things were spoken of" in answer.text
    plan = (await desk.ask("describe app-3", "list databases", "restart it")).plan
    assert plan is not None and [step.name for step in plan.steps] == ["orders-db"]


@pytest.mark.parametrize("change", ["start the first two", "start the last two", "start the first and the second one"])
async def test_rows_of_a_list_that_was_only_guessed_are_not_planned_by_their_number(desk: Desk, change: str) -> None:
    await desk.ask(STOPPED)
    desk.talk.answers[-1] = guessed(desk.talk.answers[-1])
    answer = await desk.router.ask(change, desk.talk)
    assert answer.plan is None and "only guessed" in answer.text
    assert (await desk.ask(STOPPED, change)).plan is not None


def guessed(answer: Answer) -> Answer:
    return replace(answer, doubts=("only guessed",))
