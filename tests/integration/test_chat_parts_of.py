"""What something has is not the thing: no plan deletes or stops the whole where a part of it was named."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk


@pytest.mark.parametrize(
    "line",
    [
        "remove all tags from web-1",
        "remove the tags of all servers in prod",
        "wipe the tags of web-1",
        "remove web-1 labels",
        "entferne alle tags von web-1",
        "supprime les tags de web-1",
        "elimina las etiquetas de web-1",
        "удали теги web-1",
        "删除 web-1 的标签",
        "drop the tables of orders-db",
        "delete orders-db users",
        "delete the files in raw-events",
        "delete the rules of open-sg",
        "stop replication of orders-db",
        "delete the account of web-1",
        "elimina la cuenta de web-1",
        "lösche den account von web-1",
        "delete the host of web-1",
        "delete the region of web-1",
        "delete the name of web-1",
        "delete the memory of web-1",
        "delete orders-db key",
        "stop the traffic to web-1",
        "arrête le trafic vers web-1",
        "удали таблицы orders-db",
        "elimina le etichette di web-1",
        "exclua a conta de web-1",
        "احذف حساب web-1",
        "orders-db 의 테이블을 삭제해",
        "orders-db のテーブルを削除して",
        "stop web-1 traffic",
        "stop the cluster of checkout",
        "delete the namespace of checkout",
        "delete checkout pods",
        "delete the copies of checkout",
        "delete old checkout versions",
    ],
)
async def test_of_a_part_no_plan_of_the_whole_is_made(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None, answer.plan
    assert "No plan is made of this" in answer.text


async def test_it_is_said_that_a_part_was_meant(desk: Desk) -> None:
    assert "a part of what is named" in (await desk.ask("delete the labels of web-1")).text
    assert "a part of what is named" in (await desk.ask("describe web-1", "remove its tags")).text
    told = await desk.ask("remove every tag from web-1")
    assert "no tag that is read as one" in told.text and "`no`" not in told.text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("delete the instance web-1", "Delete 1 instance"),
        ("stop the web-1 server in prod", "Stop 1 instance"),
        ("stop the server with the id web-1", "Stop 1 instance"),
        ("stop the server with the name web-1", "Stop 1 instance"),
        ("stop orders-db in the prod account", "Stop 1 database"),
        ("stop the server web-1 of account acme-prod", "Stop 1 instance"),
        ("stoppe den server web-1 im konto acme-prod", "Stop 1 instance"),
        ("delete web-1 from prod", "Delete 1 instance"),
        ("get rid of web-1", "Delete 1 instance"),
        ("do the shutdown of web-1", "Stop 1 instance"),
        ("remove the tag env from web-1", "Untag 1 instance"),
        ("switch the tag env=staging on web-1", "Tag 1 instance"),
        ("restart the pods of checkout", "Restart 1 deployment"),
        ("remove one copy of checkout", "Scale 1 deployment"),
        ("roll back checkout to the old version", "Rollback 1 deployment"),
        ("drain traffic from web-1", "Drain 1 instance"),
    ],
)
async def test_what_says_which_is_no_part(desk: Desk, line: str, title: str) -> None:
    plan = (await desk.ask(line)).plan
    assert plan is not None and plan.title == title


@pytest.mark.parametrize(
    "line",
    [
        "stop all servers in prod with tag critical=no",
        "stop all servers in prod with the tag critical=no",
        "restart all servers in prod with tag critical=no",
        "start all servers in staging with label critical=no",
        "stop web-1 with tag critical=no",
    ],
)
async def test_a_tag_behind_what_is_done_says_which(desk: Desk, line: str) -> None:
    assert (await desk.ask(line)).plan is None, "nothing has that tag"


async def test_those_with_the_tag_are_stopped(desk: Desk) -> None:
    plan = (await desk.ask("stop all servers in prod with tag env=prod")).plan
    assert plan is not None and plan.title.startswith("Stop ") and len(plan.steps) > 1


@pytest.mark.parametrize(
    "line",
    [
        "stop all servers in prod, web-1",
        "stop all servers in prod plus web-1",
        "stop all servers in prod & web-1",
        "stop all servers in prod, web-1 and web-2",
    ],
)
async def test_of_all_and_of_one_the_one_alone_is_not_planned(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and "something named beside all" in answer.text


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("stop all the servers web-1 and web-2", 2),
        ("stop all the servers web-1 plus web-2", 2),
        ("stop all servers web-1, web-2, and web-3", 3),
    ],
)
async def test_all_that_are_named_are(desk: Desk, line: str, count: int) -> None:
    plan = (await desk.ask(line)).plan
    assert plan is not None and len(plan.steps) == count


@pytest.mark.parametrize(
    "line",
    [
        "restart checkout in the payments namespace",
        "restart checkout in namespace payments",
        "restart all pods in the payments namespace",
    ],
)
async def test_what_is_called_as_the_namespace_is_not_changed(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and "a namespace, by which no plan is narrowed" in answer.text
    plan = (await desk.ask("restart payments")).plan
    assert plan is not None and plan.title == "Restart 1 deployment"
