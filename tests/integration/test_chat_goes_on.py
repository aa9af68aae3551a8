"""What only goes on with an order has what spoke against it; a question behind an order is none of it."""

from __future__ import annotations

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.nlp.conversation import Conversation
from dharma_tui.nlp.linking import NameIndex
from dharma_tui.nlp.recogniser import Recogniser
from tests.integration.chat_lab import Desk

REFUSED = [
    *("don't delete web-1", "lösche web-1 nicht", "ne supprime pas web-1", "no borres web-1", "non eliminare web-1"),
    *("não apague web-1", "не удаляй web-1", "不要删除 web-1", "web-1 を削除しないで", "web-1 삭제하지 마"),
    *("لا تحذف web-1", "web-1 mat hatao", "delete web-1 if unused", "delete web-1 unless it is needed"),
    *("delete all servers except web-1", "delete all servers in production but not web-1", "delete web-1 tomorrow"),
    *("stop web-1 if it is idle", "don't stop web-1", "> delete web-1", "web-1 can be deleted"),
    *("wenn web-1 unbenutzt ist, lösche es", "apague web-1 se não for usado", "удали web-1, если он не нужен"),
]


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        *((one, "web-2") for one in REFUSED),
        (REFUSED[0], "and web-2"),
        (REFUSED[1], "web-2?"),
        (REFUSED[12], "und web-2"),
    ],
)
async def test_naming_another_thing_plans_nothing_that_was_refused(desk: Desk, refused: str, said: str) -> None:
    assert (await desk.ask(refused)).plan is None
    answer = await desk.ask(refused, said)
    assert answer.plan is None and "web-3" not in answer.text
    for more in ("ok, thanks", "web-3"):
        answer = await desk.router.ask(more, desk.talk)
        assert answer.plan is None


async def test_it_says_that_the_order_before_stands_against_it(desk: Desk) -> None:
    answer = await desk.ask("don't delete web-1", "web-2")
    assert "say in full what is to be done" in answer.text and "a *not* in it" in answer.text


@pytest.mark.parametrize("refused", ["don't delete web-1", "delete web-1 if unused", "delete web-1 tomorrow"])
async def test_an_order_in_full_is_planned_whatever_was_refused(desk: Desk, refused: str) -> None:
    plan = (await desk.ask(refused, "delete web-2")).plan
    assert plan is not None and [one.name for one in plan.steps] == ["web-2"]


@pytest.mark.parametrize(
    ("order", "new"),
    [("stop web-1", "stopped"), ("reboot web-1", "started again"), ("tag web-1 team=shop", "team=shop")],
)
async def test_what_goes_on_with_an_order_that_stands_is_the_same_change(desk: Desk, order: str, new: str) -> None:
    plan = (await desk.ask(order, "and web-2")).plan
    assert plan is not None and [(one.name, one.new) for one in plan.steps] == [("web-2", new)]


async def test_all_of_a_place_is_not_all_of_another(desk: Desk) -> None:
    assert (await desk.ask("delete all servers in staging", "and in production?")).plan is None


@pytest.mark.parametrize("refused", ["don't delete web-1", "delete web-1 if unused"])
async def test_of_a_session_that_is_taken_up_again_nothing_is_planned_that_was_refused(
    desk: Desk, refused: str
) -> None:
    answer = await desk.ask(refused)
    resumed = Conversation()
    resumed.take_up(refused, desk.talk.frames[-1], answer, desk.talk.about, desk.talk.kinds)
    assert (await desk.router.ask("web-2", resumed)).plan is None


@pytest.mark.parametrize("turns", [["don't delete web-1"], ["don't delete web-1", "web-2"]])
def test_what_is_not_to_be_done_asks_for_no_confirmation(turns: list[str]) -> None:
    assert not Recogniser(NameIndex(("web-1", "web-2", "web-3"))).frame("web-3", turns).destructive


ORDERS = ["stop web-1 in staging", "delete web-1 if unused", "stop web-1 tomorrow", "delete web-1", "delete them"]
QUESTIONS = [
    *("what is stopped?", "which servers are stopped?", "servers that are not encrypted", "instances in acme-staging"),
    *("servers in account acme-staging", "was ist gestoppt?", "qu'est-ce qui est arrêté ?", "¿qué está parado?"),
    *(
        "cosa è fermo?",
        "quais servidores estão parados?",
        "and what is stopped?",
        "что остановлено?",
        "什么停止了？",
        "何が停止していますか",
        "ما المتوقف؟",
    ),
    *("무엇이 중지되었나요?", "kya band hai?", "Server im Konto acme-staging", "how many servers are stopped?"),
]


@pytest.mark.parametrize(
    ("order", "question"),
    [*((order, one) for one in QUESTIONS for order in ORDERS[:1]), *((order, QUESTIONS[2]) for order in ORDERS[1:])],
)
async def test_a_question_behind_an_order_is_none_of_it(desk: Desk, order: str, question: str) -> None:
    answer = await desk.ask(order, question)
    assert answer.plan is None and "No plan" not in answer.text
    assert desk.talk.frames[-1].intent not in CHANGES


@pytest.mark.parametrize("order", ORDERS)
async def test_a_list_behind_an_order_is_that_list(desk: Desk, order: str) -> None:
    answer = await desk.ask(order, "instances in account acme-staging")
    assert answer.table is not None and {"batch-1", "batch-2"} <= {row[0] for row in answer.table.rows}
    assert "web-1" not in {row[0] for row in answer.table.rows}


@pytest.mark.parametrize("order", ["delete web-1", "stop web-1"])
@pytest.mark.parametrize(
    "said",
    [
        *(
            "is web-2 running",
            "is web-2 running?",
            "web-2 is in prod",
            "are web-2 and web-3 running",
            "web-2 is healthy",
        ),
        *("web-2 est en marche", "servers", "all servers", "web-2 up?", "web-2 ok?", "web-2 running", "web-2 cpu"),
        *("web-2 tourne", "web-2 работает", "web-2は動いている"),
    ],
)
async def test_what_is_told_or_asked_behind_an_order_plans_nothing(desk: Desk, order: str, said: str) -> None:
    assert (await desk.ask(order)).plan is not None
    assert (await desk.ask(order, said)).plan is None


async def test_an_order_of_it_behind_what_is_told_of_two_plans_nothing_of_both(desk: Desk) -> None:
    for line in ("web-1 is broken; web-2 is healthy, delete it", "web-1 is broken, web-2 is healthy, delete it"):
        plan = (await desk.ask(line)).plan
        assert plan is None or len(plan.steps) == 1


async def test_which_of_them_is_asked_of_what_was_listed(desk: Desk) -> None:
    stopped = await desk.ask("list servers in staging", "which are stopped?")
    assert stopped.table is not None and stopped.opens == (await desk.ask("list stopped servers in staging")).opens
    then = await desk.ask("list servers in prod", "which are running?", "stop them")
    assert then.plan is None or all("staging" not in step.name for step in then.plan.steps)


@pytest.mark.parametrize(
    ("listed", "line", "view"),
    [
        ("list buckets", "which aren't public?", "demo.storage.bucket public=no"),
        ("list buckets", "which isn't public?", "demo.storage.bucket public=no"),
        ("list buckets", "and which aren't public?", "demo.storage.bucket public=no"),
        ("list servers", "which aren't in staging?", "demo.compute.instance !tag.environment=staging,stage,stg"),
    ],
)
async def test_which_are_not_so_is_asked_of_the_list(desk: Desk, listed: str, line: str, view: str) -> None:
    assert (await desk.ask(listed, line)).opens == view
