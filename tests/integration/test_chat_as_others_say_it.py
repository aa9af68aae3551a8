"""What is not running, bare questions, days without a month and places in a list as other languages say them; others' words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.types import State
from tests.integration.chat_lab import INSTANCE, PROD, Desk, opened_estate, resource

ALSO = [
    resource(INSTANCE, "limps-1", PROD, State.DEGRADED),
    resource(INSTANCE, "o'hara-1", PROD),
    resource(INSTANCE, 'the "odd" one', PROD),
]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("others")), ALSO) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


@pytest.mark.parametrize(
    "line",
    [
        "welche server laufen nicht",
        "nicht aktive server",
        "les serveurs qui ne fonctionnent pas",
        "servidores que no están funcionando",
        "server non attivi",
        "servidores que não estão em execução",
        "незапущенные серверы",
        "起動していないサーバー",
        "没有运行的服务器",
        "실행 중이 아닌 서버",
        "الخوادم التي لا تعمل",
        "जो सर्वर नहीं चल रहे",
    ],
)
async def test_what_is_not_running_is_in_any_state_but_that(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.table is not None and {row[0] for row in answer.table.rows} == {"limps-1", "batch-1", "batch-2"}


@pytest.mark.parametrize("line", ["gestoppte server", "les serveurs arrêtés", "停止しているサーバー", "已停止的服务器"])
async def test_what_is_stopped_is_stopped(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.table is not None and {row[0] for row in answer.table.rows} == {"batch-1", "batch-2"}


@pytest.mark.parametrize(
    "line",
    [
        "alle gestoppten server in staging löschen?",
        "alle gestoppten server in staging starten?",
        "batch-1 löschen?",
        "¿eliminar batch-1?",
        "arrêter web-1 ?",
    ],
)
async def test_a_bare_question_is_no_change(desk: Desk, line: str) -> None:
    assert (await desk.ask(line)).plan is None and not desk.talk.frames[-1].destructive
    assert (await desk.ask(line.rstrip("? ").lstrip("¿"))).plan is not None, "without the mark it is an order"


@pytest.mark.parametrize(
    "line",
    [
        "was hat sich am 20. geändert",
        "was hat sich am 20. in prod geändert",
        "qué cambió el 20",
        "cosa è cambiato il 20",
        "o que mudou no dia 20",
        "что изменилось 20 числа",
    ],
)
async def test_a_day_is_told_by_its_number_alone(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.basis is not None and "day 20" in answer.basis.filters
    assert desk.talk.frames[-1].intent == "show_changes"


@pytest.mark.parametrize(
    ("listing", "order"),
    [
        ("停止しているサーバー", "2番目を起動して"),
        ("停止しているサーバー", "2つ目を起動して"),
        ("列出已停止的服务器", "启动第2个"),
        ("중지된 서버 목록", "2번째 시작해줘"),
    ],
)
async def test_a_place_in_a_list_may_be_a_digit(desk: Desk, listing: str, order: str) -> None:
    answer = await desk.ask(listing, order)
    assert answer.plan is not None and [step.name for step in answer.plan.steps] == ["batch-2"]


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ('a colleague told me "stop web-1"', "stop web-1"),
        ('the mail says: "delete batch-1"', "delete batch-1"),
        ("die Chefin sagte „lösche batch-1“", "lösche batch-1"),
    ],
)
async def test_words_of_others_are_no_order(desk: Desk, line: str, order: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and answer.to_write == (order,) and "somebody's words" in answer.text
    assert not (await desk.ask('my colleague said "hello"')).to_write


@pytest.mark.parametrize(("line", "name"), [("stop o'hara-1", "o'hara-1"), ("stop 'the \"odd\" one'", 'the "odd" one')])
async def test_quotes_in_a_name_are_a_part_of_it(desk: Desk, line: str, name: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is not None and [step.name for step in answer.plan.steps] == [name]
