"""Lists in the order that was asked for, of those without something, and counts by what was named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.types import Resource, Scope, State
from tests.integration.chat_lab import DATABASE, PROD, STAGING, Desk, is_sound, resource


def of_team(found: Resource, team: str) -> Resource:
    return replace(found, labels={**found.labels, "team": team})


VOLUME = "demo.compute.volume"
SANDBOX = Scope("demo", "sandbox", "eu-central-1")


def volume(size: int, scope: Scope, team: str, **attrs: Any) -> Resource:
    return of_team(resource(VOLUME, f"disk-{size}", scope, size=size << 30, monthly_cost=size, **attrs), team)


ALSO = [
    *(volume(size, PROD, "shop", type="ssd", encrypted=size == 5) for size in (30, 5, 200)),
    volume(80, SANDBOX, "data", type="hdd", encrypted=False),
    resource("demo.compute.function", "resize", PROD, runtime="python3.12"),
    resource("demo.compute.function", "notify", PROD, runtime="node22"),
    resource("demo.kubernetes.pod", "cart-1", PROD, namespace="shop", node="node-1"),
    resource("demo.kubernetes.pod", "cart-2", PROD, namespace="data", node="node-1"),
    resource("demo.messaging.queue", "jobs", PROD),
    resource("demo.compute.instance", "parked", SANDBOX, State.STOPPED, monthly_cost=20),
    resource("demo.compute.instance", "dear", SANDBOX, monthly_cost=900, image="base-2026.09"),
    *(resource("demo.network.subnet", f"net-{free}", PROD, free_addresses=free) for free in (40, 3, 250)),
    resource("demo.network.load_balancer", "edge", PROD, targets=2),
    resource("demo.security.certificate", "soon", PROD, expires_at="2026-11-21T12:00:00+00:00"),
    resource("demo.security.certificate", "later", PROD, State.UNKNOWN, expires_at="2027-11-21T12:00:00+00:00"),
    resource(DATABASE, "stock-db", PROD, engine="mysql 8.4", replicas=3),
    resource(DATABASE, "lone-db", STAGING, engine="mysql 8.4", replicas=0),
]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("what are the 2 biggest volumes", ["disk-200", "disk-80"]),
        ("list the smallest volumes", ["disk-5", "disk-30", "disk-80", "disk-200"]),
        ("los volúmenes más grandes", ["disk-200", "disk-80", "disk-30", "disk-5"]),
        ("list volumes sorted by size", ["disk-200", "disk-80", "disk-30", "disk-5"]),
        ("databases with the most replicas", ["stock-db", "lone-db", "orders-db"]),
        ("which subnets are running out of addresses", ["net-3", "net-40", "net-250"]),
        ("list volumes sorted by size ascending", ["disk-5", "disk-30", "disk-80", "disk-200"]),
    ],
)
async def test_what_is_asked_for_comes_first(desk: Desk, line: str, names: list[str]) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.table is not None and [row[0] for row in answer.table.rows] == names
    assert "sort:" in answer.opens and " first" in answer.text
    by = answer.opens.partition("sort:")[2].partition(" ")[0].lstrip("-")
    assert answer.table.columns[1].lower() in {by, f"{by}s"}, (
        "what it is sorted by is in view where there is little room"
    )


async def test_an_order_that_nothing_tells_is_said_to_be_left_out(desk: Desk) -> None:
    answer = await desk.ask("what is the biggest security group")
    assert "Nothing known of them tells `biggest`" in answer.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("which databases have no backup", "which have no backup"),
        ("list databases without a maintenance window", "which have no maintenance window"),
        ("volumes without snapshots", "which have no snapshot"),
        ("welche datenbanken haben kein backup", "which have no backup"),
    ],
)
async def test_what_nothing_tells_of_is_never_listed_as_if_it_were_so(desk: Desk, line: str, told: str) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert f"Nothing known of them tells `{told}`, so that was left out" in answer.text


async def test_what_a_column_tells_to_be_missing_is_a_condition(desk: Desk) -> None:
    answer = await desk.ask("which databases have no replicas")
    assert answer.table is not None and "orders-db" in {row[0] for row in answer.table.rows}
    assert "lone-db" in {row[0] for row in answer.table.rows} and "stock-db" not in {
        row[0] for row in answer.table.rows
    }
    assert "without replicas" in answer.text


async def test_everything_but_one_kind_is_listed(desk: Desk) -> None:
    answer = await desk.ask("list everything except volumes")
    assert answer.table is not None and answer.table.total == 37
    assert "not among volumes" in answer.text


@pytest.mark.parametrize(
    ("line", "columns", "first"),
    [
        ("how many volumes does each team have", ("TEAM", "COUNT"), ("shop", "3")),
        ("volumes per owner", ("OWNER", "COUNT"), ("shop", "3")),
        ("count volumes by account and type", ("ACCOUNT", "TYPE", "COUNT"), ("acme-prod", "ssd", "3")),
        ("how many databases per engine", ("ENGINE", "COUNT"), ("mysql 8.4", "2")),
        ("which node has the most pods", ("NODE", "COUNT"), ("node-1", "2")),
        ("which account has the most volumes", ("ACCOUNT", "COUNT"), ("acme-prod", "3")),
        ("how many volumes are in each region", ("REGION", "COUNT"), ("eu-central-1", "4")),
        ("how many volumes are in prod", ("STATE", "COUNT"), ("running", "3")),
    ],
)
async def test_counts_are_made_by_what_was_named(
    desk: Desk, line: str, columns: tuple[str, ...], first: tuple[str, ...]
) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.table is not None
    assert (answer.table.columns, answer.table.rows[0]) == (columns, first)


@pytest.mark.parametrize(
    ("line", "text", "count"),
    [
        ("how many servers are stopped or degraded", "stopped or degraded", "3"),
        ("list volumes smaller than 10gb or larger than 100gb", "with size <10gb or with size >100gb", "2"),
        ("list volumes not of type ssd", "not of type ssd", "1"),
        ("list volumes with at least 10gb and cost 30", "with size >=10gb", "3"),
        ("list databases with 3 replicas", "with replicas 3", "1"),
        ("databases not running postgres", "not of engine postgres", "2"),
        ("list volumes between 10gb and 100gb", "with size from 10gb and with size to 100gb", "2"),
        ("databases of engine mysql", "of engine mysql", "2"),
        ("functions with runtime python", "of runtime python", "1"),
        ("list encrypted volumes", "encrypted", "1"),
        ("list volumes which are not encrypted", "unencrypted", "3"),
        ("pods in namespace shop", "of namespace shop", "1"),
        ("list servers not tagged env=prod", "not tagged env=prod", "6"),
        ("list servers in prod excluding web", "without web in its name, key or labels", "1"),
        ("which certificates expire this week", "expiring this week", "1"),
        ("list mysql in staging", "of engine mysql", "1"),
        ("which servers use image base-2026.09", "of image base-2026.09", "1"),
    ],
)
async def test_every_condition_counts(desk: Desk, line: str, text: str, count: str) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.text.startswith(f"**{count} ") and text in answer.text.replace("`", "")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("servers running ubuntu", "what runs ubuntu"),
        ("queues with dead letters", "dead letters"),
        ("servers with public ip", "which have a public IP"),
        ("load balancers with no healthy targets", "which have no healthy targets"),
    ],
)
async def test_what_nothing_tells_is_said(desk: Desk, line: str, told: str) -> None:
    assert f"Nothing known of them tells `{told}`" in (await desk.ask(line)).text


async def test_an_account_that_is_called_like_an_environment_is_pointed_at(desk: Desk) -> None:
    answer = await desk.ask("list volumes in sandbox")
    assert "In the account `sandbox` there would be 1." in answer.text.replace("\n", " ")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("what is the total size of our volumes", "of size in all"),
        ("average size of volumes in prod", "of size on average"),
        ("how many replicas do our databases have in total", "3 of replicas in all"),
    ],
)
async def test_numbers_are_added_up(desk: Desk, line: str, text: str) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert text in answer.text.replace("*", "") and answer.table is not None
    assert answer.table.columns == ("WHAT", "COUNT", "TOTAL", "AVERAGE", "LEAST", "MOST")


async def test_sums_are_made_for_each_of_what_was_named(desk: Desk) -> None:
    answer = await desk.ask("total size of volumes per team")
    is_sound(answer)
    assert answer.table is not None and answer.table.columns == ("TEAM", "COUNT", "TOTAL", "AVERAGE", "LEAST", "MOST")
    assert [row[:3] for row in answer.table.rows] == [("shop", "3", "235G"), ("data", "1", "80.0G")]
    assert answer.opens.endswith("by:team calc:team=coalesce(label.team,owner)")


@pytest.mark.parametrize(
    ("line", "text"),
    [("how many services are running?", "**2 workloads**"), ("how many workloads are failed?", "**0.** None of 2")],
)
async def test_services_that_are_counted_are_workloads(desk: Desk, line: str, text: str) -> None:
    answer = await desk.ask(line)
    assert answer.text.startswith(text) and answer.opens.startswith("deployments")
    assert answer.basis is not None and not answer.basis.missing


async def test_a_state_that_nobody_tells_is_not_told_as_none(desk: Desk) -> None:
    answer = await desk.ask("how many failed queues are there?")
    assert answer.text.startswith("**0.** The only queue is not `failed`.")
    assert "the state is not known" not in answer.text
    answer = await desk.ask("how many certificates are failed?")
    assert answer.text.endswith("Of 1 certificate the state is not known.")


async def test_a_list_that_says_which_is_not_of_what_was_described(desk: Desk) -> None:
    answer = await desk.ask("describe web-1", "list servers in staging that are stopped")
    assert answer.table is not None and [row[0] for row in answer.table.rows] == ["batch-1", "batch-2", "parked"]


async def test_of_an_order_by_cost_the_dearest_come_first_and_waste_is_no_bill(desk: Desk) -> None:
    dearest = await desk.ask("top 2 volumes by cost")
    assert dearest.table is not None and [row[0] for row in dearest.table.rows] == ["disk-200", "disk-80"]
    waste = await desk.ask("show me idle resources")
    assert waste.table is not None and not any("a month" in row[0] for row in waste.table.rows)
    stopped = await desk.ask("how much do all stopped servers cost per month")
    assert stopped.table is not None and stopped.table.rows[0][1] == "20"
