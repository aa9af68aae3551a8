"""What lies in what was named, accounts beside environments, and numbers of metrics that series alone tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.types import Metric, Point, Relationship, ResourceRef, Scope, State, Verb
from dharma_tui.core.view_text import parse_view
from dharma_tui.services.demo.kinds import BY_NAME
from tests.integration.chat_lab import DEPLOYMENT, INSTANCE, NOW, PROD, Desk, is_sound, opened_estate, resource

CLUSTER, NODE, POD = "demo.kubernetes.cluster", "demo.kubernetes.node", "demo.kubernetes.pod"
SANDBOX = Scope("demo", "sandbox", "eu-central-1")


def in_sandbox(kind: str, name: str) -> ResourceRef:
    return ResourceRef(kind, f"{SANDBOX.account}/{name}")


def lies(kind: str, name: str, verb: Verb, *, on: ResourceRef) -> Relationship:
    return Relationship(in_sandbox(kind, name), on, verb, "seed")


ALSO = [
    resource(CLUSTER, "blue-k8s-1", SANDBOX),
    resource(CLUSTER, "blue-k8s-2", SANDBOX),
    *(resource(NODE, f"node-{n}", SANDBOX) for n in (1, 2, 3)),
    *(resource(POD, f"cart-{n}", SANDBOX, State.FAILED if n == 2 else State.RUNNING) for n in (1, 2, 3)),
    *(resource(DEPLOYMENT, name, SANDBOX, namespace="shop", desired=1, ready=1) for name in ("cart", "ads")),
    resource(INSTANCE, "toy", SANDBOX),
]
EDGES = [
    *(lies(NODE, f"node-{n}", Verb.MEMBER_OF, on=in_sandbox(CLUSTER, f"blue-k8s-{1 + n // 3}")) for n in (1, 2, 3)),
    *(lies(POD, f"cart-{n}", Verb.RUNS_ON, on=in_sandbox(NODE, f"node-{n}")) for n in (1, 2, 3)),
    lies(DEPLOYMENT, "cart", Verb.RUNS_ON, on=in_sandbox(CLUSTER, "blue-k8s-1")),
]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("places")), ALSO, edges=EDGES) as opened:
        for name, value in (("web-1", 81.0), ("web-2", 40.0), ("web-3", 9.0)):
            cpu = Metric(ResourceRef(INSTANCE, f"{PROD.account}/{name}"), "cpu", "percent")
            opened.services.metrics.append(
                [Point(cpu, NOW - timedelta(minutes=30), 99.0), Point(cpu, NOW - timedelta(minutes=5), value)]
            )
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


async def names(desk: Desk, line: str) -> set[str]:
    answer = await desk.ask(line)
    is_sound(answer)
    return {row[0] for row in answer.table.rows} if answer.table else set()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("workloads in cluster blue-k8s-1", {"cart"}),
        ("deployments on blue-k8s-1", {"cart"}),
        ("list the pods of cluster blue-k8s-1", {"cart-1", "cart-2"}),
        ("failed pods in blue-k8s-1", {"cart-2"}),
        ("pods on node-3", {"cart-3"}),
        ("which nodes are in blue-k8s-1", {"node-1", "node-2"}),
    ],
)
async def test_what_lies_in_something_is_found_by_its_relationships(desk: Desk, line: str, found: set[str]) -> None:
    assert await names(desk, line) == found


async def test_what_lies_in_something_is_counted(desk: Desk) -> None:
    answer = await desk.ask("how many pods run in cluster blue-k8s-1")
    assert answer.text.startswith("**2 pods**") and "`in blue-k8s-1`" in answer.text


@pytest.mark.parametrize(
    "line", ["stopped instances in the blue-k8s-1 cluster", "failed pods in the blue-k8s-1 cluster"]
)
async def test_a_state_before_a_kind_is_no_order(desk: Desk, line: str) -> None:
    assert (await desk.ask(line)).plan is None


@pytest.mark.parametrize(
    ("line", "account"),
    [
        ("servers in sandbox or acme-staging", "account=acme-staging,sandbox"),
        ("servers in acme-staging or sandbox", "account=acme-staging,sandbox"),
        ("instances in acme-staging and sandbox", "account=acme-staging,sandbox"),
        ("servers not in acme-prod or sandbox", "!account=acme-prod !account=sandbox"),
    ],
)
async def test_beside_an_account_a_name_is_that_of_an_account(desk: Desk, line: str, account: str) -> None:
    answer = await desk.ask(line)
    assert {*answer.opens.partition(" ")[2].split()} == {*account.split()}


async def test_an_account_or_an_environment_is_enough(desk: Desk) -> None:
    answer = await desk.ask("servers in acme-staging or prod")
    assert "account=acme-staging | tag.environment=production" in answer.opens


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("instances with cpu above 50%", {"web-1"}),
        ("servers with cpu under 50 percent", {"web-2", "web-3"}),
        ("servers whose cpu is over 95%", set()),
    ],
)
async def test_numbers_of_metrics_are_told_by_what_was_recorded_last(desk: Desk, line: str, found: set[str]) -> None:
    assert await names(desk, line) == found
    assert "recorded 5m ago of 3 alone" in (await desk.ask(line)).text


async def test_where_nothing_is_recorded_that_is_said(desk: Desk) -> None:
    answer = await desk.ask("buckets with cpu above 50%")
    assert "Nothing is recorded of them." in answer.text
    assert "are `cpu`." in (await desk.ask("servers with more than 100 connections")).text


MANY = [resource(INSTANCE, f"worker-with-a-long-name-{n:03}", PROD, vcpus=2 + n % 2 * 4) for n in range(150)]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("crowd")), MANY) as opened:
        at = NOW - timedelta(minutes=5)
        opened.services.metrics.append(
            [Point(Metric(one.ref, "cpu", "percent"), at, n / 2) for n, one in enumerate(MANY)]
        )
        yield opened


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("servers with cpu over 34%", 81),
        ("servers with cpu over 34% and under 70%", 71),
        ("servers with cpu over 34% except those with cpu under 70%", 10),
        ("servers with cpu over 34% except those with cpu over 70%", 72),
        ("servers with cpu over 10%", 129),
        ("servers with cpu over 10% and under 14%", 7),
    ],
)
async def test_more_machines_fit_limits_of_a_metric_than_a_filter_could_name_once_for_each(
    crowd: Desk, line: str, count: int
) -> None:
    answer = await crowd.afresh().ask(line)
    assert answer.table is not None and answer.table.total == count, answer.text
    assert answer.text.count("recorded 5m ago of 150 alone") == 1 + line.count("except")
    view = parse_view(answer.opens, BY_NAME)
    assert (await crowd.services.inventory.open(view)).matched == count


@pytest.mark.parametrize("line", ["describe it", "stop this", "what depends on it", "restart it in prod"])
async def test_more_may_be_selected_than_a_filter_could_name(crowd: Desk, line: str) -> None:
    desk, selected = crowd.afresh(), tuple(one.ref for one in reversed(MANY))
    desk.talk.selected = selected
    assert (await desk.router.ask(line, desk.talk)).plan is None
    assert [one.ref for one in await desk.router.desk.naming.of_refs(selected)] == list(selected)
