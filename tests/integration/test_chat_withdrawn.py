"""A plan is taken back in the words of twelve languages: nothing is deleted by them, and nothing else is offered."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk
from tests.integration.test_chat_restrictions import ALSO as RESTRICTED
from tests.integration.test_chat_restrictions import STOPPED

ALSO = RESTRICTED
ALWAYS = [
    *(
        "no, cancel that",
        "cancel it",
        "Cancel.",
        "cancel the plan please",
        "never mind",
        "forget it",
        "oh wait, abort that",
    ),
    *(
        "vergiss es",
        "laisse tomber",
        "olvídalo",
        "lascia perdere",
        "deixa pra lá",
        "забудь",
        "やめて",
        "算了",
        "됐어",
        "rehne do",
    ),
]
AFTER_A_PLAN = [
    *("no", "don't", "no, don't do it", "scrap that", "call it off", "not now", "leave it", "undo that"),
    *(
        "nein, abbrechen",
        "non, annule ça",
        "no, cancélalo",
        "no, annulla",
        "não, cancela isso",
        "нет, отмени",
        "いや、キャンセルして",
    ),
    *("不，取消", "아니 취소해줘", "لا، ألغِ ذلك", "नहीं, रद्द करो", "cancel karo"),
]


@pytest.mark.parametrize("said", [*ALWAYS, *AFTER_A_PLAN])
async def test_what_takes_a_plan_back_is_no_request(desk: Desk, said: str) -> None:
    assert (await desk.ask(STOPPED, "start the first one")).plan is not None
    answer = await desk.router.ask(said, desk.talk)
    assert answer.plan is None and answer.text.startswith("All right: nothing was done")
    assert desk.talk.frames[-1].intent == "help_or_smalltalk" and desk.talk.is_withdrawn
    assert not any("delete" in step or "stop" in step for step in answer.next_steps)


@pytest.mark.parametrize("said", ALWAYS)
async def test_without_a_plan_it_is_no_request_either(desk: Desk, said: str) -> None:
    answer = await desk.ask(STOPPED, said)
    assert answer.plan is None and answer.text.startswith("All right: nothing was done")


@pytest.mark.parametrize(
    "said", ["no, start the second one", "start the second one", "delete it", "stop it", "cancel app-4"]
)
async def test_what_asks_for_something_takes_nothing_back(desk: Desk, said: str) -> None:
    await desk.ask(STOPPED, "start the first one", said)
    assert not desk.talk.is_withdrawn and desk.talk.frames[-1].intent != "help_or_smalltalk"


async def test_what_was_spoken_of_is_still_meant_afterwards(desk: Desk) -> None:
    plan = (await desk.ask(STOPPED, "start the first one", "no, cancel that", "start the second one")).plan
    assert plan is not None and [step.name for step in plan.steps] == ["batch-1"]


async def test_a_scan_is_not_taken_back_by_the_chat(desk: Desk) -> None:
    await desk.ask("start a scan", "cancel it")
    assert not desk.talk.is_withdrawn
