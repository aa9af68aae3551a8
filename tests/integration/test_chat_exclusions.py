"""What is said not to be so is left out of a list and never listed alone; what a column or a name says of things is no name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dharma_tui.core.types import Resource, State
from tests.integration.chat_lab import PROD, Desk, is_sound, opened_estate, resource

MACHINE = "demo.compute.instance"


def of_team(name: str, team: str, type_: str, state: State = State.RUNNING) -> Resource:
    made = resource(MACHINE, name, PROD, state, type=type_, image=f"{type_}-image-2026.09")
    return replace(made, labels={**made.labels, "team": team})


OURS = [
    of_team("checkout-api-1", "payments", "burst-1"),
    of_team("checkout-web-2", "shop", "standard-4"),
    of_team("ledger-api-3", "payments", "standard-4", State.STOPPED),
    of_team("ledger-job-4", "shop", "standard-4", State.FAILED),
    resource("demo.security.certificate", "a-cert", PROD, algorithm="rsa-2048"),
    resource("demo.security.certificate", "b-cert", PROD, algorithm="ecdsa-256"),
    resource("demo.network.vpc", "main", PROD),
]
EVERY = ["checkout-api-1", "checkout-web-2", "ledger-api-3", "ledger-job-4"]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("exclusions")), OURS, later=OURS) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


def names(answer: object) -> list[str]:
    table = getattr(answer, "table", None)
    return sorted(row[0] for row in table.rows if row[0] in EVERY or "cert" in row[0]) if table else []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("servers not owned by payments", ["checkout-web-2", "ledger-job-4"]),
        ("servers that aren't owned by payments", ["checkout-web-2", "ledger-job-4"]),
        ("servers owned by payments", ["checkout-api-1", "ledger-api-3"]),
        ("Server, die nicht payments gehören", ["checkout-web-2", "ledger-job-4"]),
        ("payments チーム以外のサーバー", ["checkout-web-2", "ledger-job-4"]),
        ("payments 팀이 아닌 서버", ["checkout-web-2", "ledger-job-4"]),
        ("servers whose name does not start with checkout", ["ledger-api-3", "ledger-job-4"]),
        ("servers whose name starts with checkout", ["checkout-api-1", "checkout-web-2"]),
        ("servers whose names end with 4", ["ledger-job-4"]),
        ("servers whose name does not contain api", ["checkout-web-2", "ledger-job-4"]),
        ("servers without api in the name", ["checkout-web-2", "ledger-job-4"]),
        ("Server, deren Name nicht mit checkout beginnt", ["ledger-api-3", "ledger-job-4"]),
        ("servidores cuyo nombre no empieza por checkout", ["ledger-api-3", "ledger-job-4"]),
        ("serveurs dont le nom ne commence pas par checkout", ["ledger-api-3", "ledger-job-4"]),
        ("server il cui nome non inizia con checkout", ["ledger-api-3", "ledger-job-4"]),
        ("servidores cujo nome não começa com checkout", ["ledger-api-3", "ledger-job-4"]),
        ("серверы, имя которых не начинается с checkout", ["ledger-api-3", "ledger-job-4"]),
        ("名称不以checkout开头的服务器", ["ledger-api-3", "ledger-job-4"]),
        ("이름이 checkout으로 시작하지 않는 서버", ["ledger-api-3", "ledger-job-4"]),
        ("सर्वर जिनका नाम checkout से शुरू नहीं होता", ["ledger-api-3", "ledger-job-4"]),
        ("الخوادم التي لا يبدأ اسمها بـ checkout", ["ledger-api-3", "ledger-job-4"]),
        ("servers not of type burst-1", ["checkout-web-2", "ledger-api-3", "ledger-job-4"]),
        ("Server, die nicht vom Typ burst-1 sind", ["checkout-web-2", "ledger-api-3", "ledger-job-4"]),
        ("servers of type standard-4", ["checkout-web-2", "ledger-api-3", "ledger-job-4"]),
        ("servers that are not running", ["ledger-api-3", "ledger-job-4"]),
        ("certificates with rsa-2048", ["a-cert"]),
        ("certificates not with rsa-2048", ["b-cert"]),
    ],
)
async def test_it_is_left_out_or_listed_as_was_said(desk: Desk, line: str, found: list[str]) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert names(answer) == found
    assert "left out" not in answer.text


async def test_parts_of_names_stay_conditions(desk: Desk) -> None:
    answer = await desk.ask("servers whose name starts with ledger", "only those in eu-central-1")
    assert names(answer) == ["ledger-api-3", "ledger-job-4"]


async def test_several_networks_are_things(desk: Desk) -> None:
    assert "**1 network**" in (await desk.ask("how many networks")).text
