"""Names with verbs in them are names, what an id is of is told, and what is refused is refused for what is so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dharma_tui.core.types import ResourceRef
from dharma_tui.nlp.sessions import MESSAGES
from dharma_tui.nlp.talk import Talk
from dharma_tui.nlp.tools._properties import facts_of
from tests.integration.chat_lab import INSTANCE, PROD, Desk, opened_estate, resource

KEY = "arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc12345def67890"
NAMES = ("restart-job", "delete-service", "keep-alive-1", "stop-plan-2")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    by_id = resource(INSTANCE, "api-77", PROD)
    by_id = replace(by_id, ref=replace(by_id.ref, key=KEY))
    with opened_estate(tmp_path_factory.mktemp("chat"), [by_id, *(resource(INSTANCE, n, PROD) for n in NAMES)]) as desk:
        yield desk


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "order", ["stop {}", "please stop {}", "stoppe {}", "arrête {}", "останови {}", "停止 {}", "stop the server {}"]
)
async def test_verbs_within_a_name_ask_for_nothing(named: Desk, name: str, order: str) -> None:
    plan = (await named.ask(order.format(name))).plan
    assert plan is not None and [(one.name, one.new) for one in plan.steps] == [(name, "stopped")]


@pytest.mark.parametrize(
    "line", ["cancel the deletion of web-1", "leave web-1 alone", "undo the deletion of restart-job"]
)
async def test_verbs_beside_a_name_still_call_off(named: Desk, line: str) -> None:
    answer = await named.ask(line)
    assert answer.plan is None and answer.text.startswith("Nothing is")


async def test_of_an_id_it_is_told_whose_it_is(named: Desk) -> None:
    answer = await named.ask("stop i-0abc12345def67890")
    assert answer.plan is None and "It is that of `api-77`." in answer.text
    assert "nothing here has" not in answer.text and answer.next_steps[0] == "describe api-77"


@pytest.mark.parametrize("line", ["stop i-0abc12345def67891", "stop i-0abc12345def6789", "stop 0abc12345def67890"])
async def test_an_id_that_is_only_like_one_names_nothing(named: Desk, line: str) -> None:
    assert (await named.ask(line)).plan is None


@pytest.mark.parametrize("line", ["rename web-1 to web-99", "benenne web-1 in web-99 um", "renombra web-1 a web-99"])
async def test_the_name_that_something_is_to_have_is_not_looked_for(named: Desk, line: str) -> None:
    answer = await named.ask(line)
    assert answer.plan is None
    assert "not planned here" in answer.text and "web-99" not in answer.text


@pytest.mark.parametrize("line", ["stop web-1 in us-east-1", "stop web-1 in staging", "delete web-1 in staging"])
async def test_what_is_not_there_is_told_where_it_is(named: Desk, line: str) -> None:
    answer = await named.ask(line)
    assert answer.plan is None
    assert "`web-1` is in eu-central-1, account `acme-prod`, production." in answer.text
    assert "There is" not in answer.text and answer.next_steps[0] == "describe web-1"


HOW = [
    *("how do I delete web-1?", "tell me how to delete web-1", "how to delete web-1", "show me how I delete web-1"),
    *("wie lösche ich web-1?", "sag mir, wie ich web-1 lösche", "¿cómo borro web-1?", "dime cómo borrar web-1"),
    *("comment supprimer web-1 ?", "dis-moi comment supprimer web-1", "come elimino web-1?", "как удалить web-1?"),
    *("скажи, как удалить web-1", "如何删除 web-1", "web-1 を削除するには", "web-1 삭제하려면 어떻게 해?"),
]


@pytest.mark.parametrize("line", HOW)
async def test_how_a_change_is_asked_for_is_told_of_what_is_named(named: Desk, line: str) -> None:
    answer = await named.ask(line)
    assert answer.plan is None and "`delete web-1`" in answer.text
    assert answer.to_write == ("delete web-1",) and answer.next_steps[0] == "delete web-1"


@pytest.mark.parametrize("line", ["how do I delete things?", "how do I delete web-777?", "help with changes"])
async def test_of_nothing_that_is_here_examples_are_given(named: Desk, line: str) -> None:
    answer = await named.ask(line)
    assert answer.plan is None and not answer.to_write


@pytest.mark.parametrize(
    "line",
    [
        "restart all deployments in namespace shop",
        "restart all deployments in the shop namespace",
        "starte alle Deployments im Namespace shop neu",
        "reinicia todos los deployments en el namespace shop",
    ],
)
async def test_of_a_namespace_it_is_told_that_no_plan_is_narrowed_by_it(named: Desk, line: str) -> None:
    answer = await named.ask(line)
    assert answer.plan is None and "by which no plan is narrowed here" in answer.text
    assert answer.next_steps[0] == "list workloads in namespace shop"
    listed = await named.router.ask("1", named.talk)
    assert listed.table is not None and {row[0] for row in listed.table.rows} == {"checkout", "payments"}


async def test_other_words_beside_a_namespace_are_told_as_such(named: Desk) -> None:
    answer = await named.ask("restart all deployments in namespace shop maybe")
    assert answer.plan is None and "words that may change what is meant" in answer.text


async def test_what_no_scan_is_known_to_have_seen_is_seen_by_none(named: Desk) -> None:
    known = await named.services.inventory.resource(ResourceRef(INSTANCE, f"{PROD.account}/web-1"))
    told = dict(facts_of(replace(known, scan_id=""), named.router.desk))
    assert told["seen"].endswith(" ago")


async def test_a_session_that_was_full_says_that_an_export_writes_the_new_one_alone(named: Desk) -> None:
    talk = Talk(named.services)
    talk.sessions.current.messages = MESSAGES
    exchange = talk.put("hello")
    await talk.answer(exchange)
    assert "/export writes" in exchange.note
