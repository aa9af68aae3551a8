"""What is to be left out is read as if it were asked for and denied as a whole; what is not understood of it makes no plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.types import Resource, State
from tests.integration.chat_lab import NOW, PROD, STAGING, Desk, is_sound, opened_estate, resource

MACHINE = "demo.compute.instance"


def machine(name: str, team: str, vcpus: int, days: int, *, prod: bool = True) -> Resource:
    scope, state = (PROD, State.RUNNING) if prod else (STAGING, State.STOPPED)
    launched = (NOW - timedelta(days=days)).isoformat()
    made = resource(MACHINE, name, scope, state, type=f"standard-{vcpus}", vcpus=vcpus, launched_at=launched)
    return replace(made, labels={**made.labels, "team": team})


OURS = [
    machine("checkout-api-1", "payments", 4, 10),
    machine("checkout-web-2", "shop", 8, 10, prod=False),
    machine("ledger-api-3", "payments", 8, 40),
    machine("ledger-job-4", "shop", 4, 40, prod=False),
]
EVERY = ["checkout-api-1", "checkout-web-2", "ledger-api-3", "ledger-job-4"]
LARGE, YOUNG, SHOPS = ["checkout-web-2", "ledger-api-3"], EVERY[:2], ["checkout-web-2", "ledger-job-4"]
LIST = "servers owned by shop"


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("wholes")), OURS, later=OURS) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


def names(answer: object) -> list[str]:
    table = getattr(answer, "table", None)
    return sorted(row[0] for row in table.rows if row[0] in EVERY) if table else []


OF_FOUR = [
    "servers except those with 4 vcpus",
    "servers except the ones that have 4 vcpus",
    "servers other than those with 4 vcpus",
    "servers apart from those with 4 vcpus",
    "servers without 4 vcpus",
    "servers that do not have 4 vcpus",
    "servers except those with less than 5 vcpus",
    "serveurs sauf ceux avec 4 vcpus",
    "servidores menos los que tienen 4 vcpus",
    "Server außer denen mit 4 vcpus",
    "server tranne quelli con 4 vcpus",
    "servidores exceto os que têm 4 vcpus",
    "серверы кроме тех у которых 4 vcpus",
    "4 vcpus 以外のサーバー",
    "4 vcpu 的服务器除外的服务器",
    "4 vcpu인 서버를 제외한 서버",
    "الخوادم ما عدا تلك التي لديها 4 vcpus",
    "4 vcpu वाले सर्वर को छोड़कर सर्वर",
    "servers excluding type standard-4",
    "servers excluding standard-4 ones",
    "servers except standard-4",
]
OF_OLD = [
    "servers except those older than 20 days",
    "servers not older than 20 days",
    "Server außer denen, die älter als 20 Tage sind",
    "serveurs sauf ceux de plus de 20 jours",
    "servidores excepto los de más de 20 días",
    "серверы, кроме тех, что старше 20 дней",
    "20日より古いサーバー以外のサーバー",
]
OF_PAYMENTS = [
    "servers except those owned by payments",
    "servers except the ones tagged team=payments",
    "servers except those of payments",
]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        *((line, LARGE) for line in OF_FOUR),
        *((line, YOUNG) for line in OF_OLD),
        *((line, SHOPS) for line in OF_PAYMENTS),
        ("servers except those created in the last 20 days", EVERY[2:]),
        ("servers except those whose name contains api", SHOPS),
        ("servers except those named checkout*", EVERY[2:]),
        ("servers except those with 4 vcpus in staging", EVERY[:3]),
        ("servers except those with more than 4 vcpus and those in staging", ["checkout-api-1"]),
        ("except those with 4 vcpus, list servers", LARGE),
    ],
)
async def test_it_is_denied_as_a_whole(desk: Desk, line: str, found: list[str]) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert "left out" not in answer.text
    assert names(answer) == found


async def test_what_is_left_out_is_never_planned(desk: Desk) -> None:
    answer = await desk.ask(f"{LIST} except those with 4 vcpus", "delete those")
    assert answer.plan is not None
    assert [step.name for step in answer.plan.steps] == ["checkout-web-2"]


@pytest.mark.parametrize(
    "tail",
    [
        "except the first one",
        ", skip the first one",
        "but not the second",
        "other than the last one",
        "except the oldest",
        "except checkout-api-53",
        "except those of bob",
        "except those attached to stopped volumes",
    ],
)
@pytest.mark.parametrize("order", ["delete those", "delete the first one"])
async def test_no_plan_is_made_of_what_could_not_be_left_out(desk: Desk, tail: str, order: str) -> None:
    listed = await desk.ask(f"{LIST} {tail}")
    assert "could not be left out" in listed.text
    assert (await desk.ask(f"{LIST} {tail}", order)).plan is None


@pytest.mark.parametrize(
    "line",
    [
        "gestoppte Server in Frankfurt außer dem ersten",
        "servidores parados en frankfurt menos el primero",
        "serveurs arrêtés à francfort sauf le premier",
        "server fermi a francoforte tranne il primo",
        "servidores parados em frankfurt exceto o primeiro",
        "остановленные серверы во франкфурте кроме первого",
        "フランクフルトの停止中のサーバー、最初以外",
        "法兰克福停止的服务器除了第一个",
        "프랑크푸르트의 중지된 서버 첫 번째 빼고",
        "الخوادم المتوقفة في فرانكفورت ما عدا الأول",
        "frankfurt ke stopped servers pehle wale ko chhodkar",
    ],
)
async def test_a_place_in_a_list_to_come_is_not_left_out_in_silence(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert "could not be left out" in answer.text or answer.table is None
    assert (await desk.ask(line, "delete those")).plan is None


async def test_all_but_a_row_that_was_shown(desk: Desk) -> None:
    answer = await desk.ask(LIST, "all but the first")
    assert names(answer) == ["ledger-job-4"]
    plan = (await desk.ask(LIST, "all but the first", "delete those")).plan
    assert plan is not None
    assert [step.name for step in plan.steps] == ["ledger-job-4"]


async def test_what_is_shown_is_narrowed_by_what_is_left_out(desk: Desk) -> None:
    assert names(await desk.ask(LIST, "except those with 4 vcpus")) == ["checkout-web-2"]


async def test_what_was_left_out_stays_so_elsewhere(desk: Desk) -> None:
    answer = await desk.ask("servers in staging except those with 4 vcpus", "and in prod?")
    assert "4vcpus" in answer.text
    assert "checkout-api-1" not in names(answer)


@pytest.mark.parametrize("line", ["stopped servers except checkout-web-2", "停止中のサーバー、checkout-web-2以外"])
async def test_a_list_without_a_name_is_no_change(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert "ledger-job-4" in names(answer)
    assert "checkout-web-2" not in names(answer)


@pytest.mark.parametrize("word", ["non-prod", "nonprod", "non-production", "non prod", "non-running"])
async def test_what_is_non_something_is_without_it(desk: Desk, word: str) -> None:
    assert names(await desk.ask(f"{word} servers owned by shop")) == SHOPS
    assert names(await desk.ask(f"{word} servers owned by payments")) == []


async def test_what_is_asked_of_changes_says_what_is_not_left_out(desk: Desk) -> None:
    assert "could not be left out" in (await desk.ask("what changed today except those with 4 vcpus")).text
