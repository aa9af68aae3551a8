"""Stacks and what they are made of: listed by the stack itself, found in the inventory, put into its infrastructure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from dharma_tui.core.groups import KIND
from dharma_tui.core.scan import ScanReport, ScopeStatus
from dharma_tui.core.tags import Conventions
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.grouping import derive
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.aws_wire import Asked, Wire, paged, wire
from tests.integration.loopback_names import names_of_loopback
from tests.integration.moto_lab import ACCOUNT, NORTH, Estate, estate
from tests.integration.moto_stacks import INNER, OUTER, seed_stacks, template
from tests.integration.test_aws import Bench

T = TypeVar("T")
STACK = "aws.cloudformation.stack"
KINDS = (
    *(STACK, "aws.s3.bucket", "aws.sqs.queue", "aws.iam", "aws.events.event_rule", "aws.logs.log_group"),
    *("aws.ec2.vpc", "aws.ec2.security_group", "aws.ec2.elastic_ip", "aws.apigateway.rest_api"),
    *("aws.ssm.parameter", "aws.sns.topic", "aws.dynamodb.table", "aws.route53"),
)
ARNS = f"{NORTH}:{ACCOUNT}"
KNOWN = {
    "Archive": "arn:aws:s3:::shop-archive-of-a-stack",
    "Orders": f"arn:aws:sqs:{ARNS}:shop-orders",
    "Worker": f"arn:aws:iam::{ACCOUNT}:role/shop-worker",
    "Reading": f"arn:aws:iam::{ACCOUNT}:policy/shop-reading",
    "Nightly": f"arn:aws:events:{ARNS}:rule/shop-nightly",
    "Log": f"arn:aws:logs:{ARNS}:log-group:/shop/web",
    "Setting": f"arn:aws:ssm:{ARNS}:parameter/shop/size",
    "Buyers": f"arn:aws:dynamodb:{ARNS}:table/buyers",
    "News": f"arn:aws:sns:{ARNS}:shop-news",
}
"""The keys of what the templates make, where AWS does not choose them."""
CHOSEN = {"Net", "Front", "Address", "Api", "Inner", "Names", "Door"}
"""Of what else there is a kind."""
PAGES = 4


@pytest.fixture(scope="module")
def moto() -> Iterator[Estate]:
    with estate(seed_stacks) as made:
        yield made


def contained(bench: Bench) -> list[tuple[str, str]]:
    """What stacks contain, and what their templates call it."""
    rows = bench.lake.query(f"SELECT source, dst_key FROM lake.relationships WHERE src_kind = '{STACK}' ORDER BY ALL")
    return [(source.partition(":")[2], key) for source, key in rows]


def members(bench: Bench) -> dict[str, set[str]]:
    """What is in the infrastructure of each stack by what says so, and twice in none."""
    derive(bench.lake, AwsService.groupings, Conventions(), "scan")
    rows = bench.lake.query(
        f"SELECT src_key, dst_key, source FROM lake.relationships WHERE told_by = '{KIND}' AND starts_with(src_key, 'stack/')"
    )
    assert len({(group, key) for group, key, _ in rows}) == len(rows)
    found: dict[str, set[str]] = {}
    for _, key, source in rows:
        found.setdefault(source, set()).add(key)
    return found


async def test_a_stack_contains_what_it_lists_and_nothing_else(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS, regions=(NORTH,))
    found = contained(bench)
    assert {name for name, _ in found} == KNOWN.keys() | CHOSEN
    assert len(found) == len(KNOWN) + len(CHOSEN)
    assert {name: key for name, key in found if name in KNOWN} == KNOWN
    there_are = {key for (key,) in bench.lake.query("SELECT key FROM lake.resources")}
    assert {key for _, key in found} <= there_are
    door = next(key for name, key in found if name == "Door")
    assert "www.shop.example.com" in door
    assert "/A/" in door
    stacks = bench.rows(STACK)
    assert found[[name for name, _ in found].index("Inner")][1] in {row["key"] for row in stacks.values()}
    assert len(stacks["shop"]["attrs"]["Resources"]) == len(OUTER) + 1


async def test_the_infrastructure_of_a_stack_holds_what_it_lists_and_what_tags_say(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS, regions=(NORTH,))
    found = members(bench)
    listed = set[str]().union(*(keys for source, keys in found.items() if "the stack lists it" in source))
    tagged = set[str]().union(*(keys for source, keys in found.items() if "tag " in source))
    assert {key for _, key in contained(bench)} == listed
    assert set(KNOWN.values()) <= listed
    assert tagged & listed  # of these both say so, and they are in it once
    untagged = {KNOWN["Nightly"], KNOWN["Log"], KNOWN["Reading"]}
    assert not untagged & tagged


async def test_what_leaves_the_stack_leaves_its_infrastructure(bench: Bench, there: Estate) -> None:
    client = there.client("cloudformation")
    news = {**INNER["News"], "Properties": {"TopicName": "brief-news"}}
    gone = {**OUTER["Setting"], "Properties": {**OUTER["Setting"]["Properties"], "Name": "/brief/size"}}
    client.create_stack(StackName="brief", TemplateBody=template({"News": news, "Gone": gone}))
    try:
        await bench.scan(*KINDS, regions=(NORTH,), keep_details=True)
        brief = bench.rows(STACK)["brief"]["key"]
        edges = f"SELECT source FROM lake.relationships WHERE src_key = '{brief}' ORDER BY 1"
        assert bench.lake.query(edges) == [("stacks:Gone",), ("stacks:News",)]
        client.update_stack(StackName="brief", TemplateBody=template({"News": news}))
        await bench.scan(*KINDS, regions=(NORTH,), keep_details=True)
        assert bench.lake.query(edges) == [("stacks:News",)]
    finally:
        client.delete_stack(StackName="brief")


class Patient(IoPool):
    """Has everybody else who works meanwhile end first, before it is followed what resources say of each other."""

    def __init__(self) -> None:
        super().__init__(1, "patient")
        self.test = asyncio.current_task()
        self.followed = 0

    async def run(self, work: Callable[..., T], *args: Any, timeout: float | None = None) -> T:  # noqa: ASYNC109
        if getattr(work, "__func__", None) is ScanStore.resolve:
            self.followed += 1
            if others := asyncio.all_tasks() - {self.test, asyncio.current_task()}:
                await asyncio.wait(others)
        return await super().run(work, *args, timeout=timeout)


async def test_an_infrastructure_is_right_after_the_very_scan_that_changed_its_stack(
    bench: Bench, there: Estate
) -> None:
    made = {f"S{at}": {**INNER["News"], "Properties": {"TopicName": f"turn-{at}"}} for at in range(5)}
    client = there.client("cloudformation")
    for topic in made.values():
        there.client("sns").create_topic(Name=topic["Properties"]["TopicName"])
    client.create_stack(StackName="turn", TemplateBody=template({"S0": made["S0"]}))
    pool = bench.pool = Patient()
    bench.derive = lambda scan_id: derive(bench.lake, AwsService.groupings, Conventions(), scan_id)
    try:
        await bench.scan(STACK, "aws.sns.topic", regions=(NORTH,))
        stack = bench.rows(STACK)["turn"]["key"]

        def held() -> tuple[set[str], set[str]]:
            """What the stack lists, and what is in its infrastructure beside it."""
            told = "SELECT source, dst_key FROM lake.relationships WHERE src_key = ? AND verb = 'contains'"
            listed, members = ({*bench.lake.query(told, [key])} for key in (stack, f"stack/{stack}"))
            return {source.removeprefix("stacks:") for source, _ in listed}, {key for _, key in members} - {stack}

        for turn, count in enumerate((1, 5, 2), 1):
            template_of = template(dict(list(made.items())[:count]))
            if turn > 1:
                client.update_stack(StackName="turn", TemplateBody=template_of)
                await bench.scan(STACK, keys=(stack,) if turn == 3 else (), regions=(NORTH,))
            listed, members = held()
            assert listed == {f"S{at}" for at in range(count)}
            assert members == {f"arn:aws:sns:{ARNS}:turn-{at}" for at in range(count)}
            assert pool.followed == turn
    finally:
        pool.close()
        client.delete_stack(StackName="turn")


async def test_a_list_that_may_not_be_seen_stays_as_it_was(bench: Bench, there: Estate) -> None:
    await bench.scan(*KINDS, regions=(NORTH,))
    before = contained(bench)
    there.control("fault?service=cloudformation&kind=denied&after=1")
    report = await bench.scan(STACK, regions=(NORTH,))
    (part,) = report.scopes
    assert (part.status, "not allowed: cloudformation:ListStackResources" in part.reason) == (
        ScopeStatus.COMPLETE,
        True,
    )
    assert contained(bench) == before != []


async def test_lists_alone_keep_what_stacks_list(bench: Bench, there: Estate) -> None:
    async def stacks(**how: Any) -> int:
        report: ScanReport = await bench.scan(STACK, regions=(NORTH,), **how)
        assert (report.changed, report.removed) == (0, 0)
        return report.calls

    count = len(there.client("cloudformation").describe_stacks()["Stacks"])
    whole, lists, kept = await stacks(), await stacks(lists_only=True), await stacks(keep_details=True)
    assert (whole - lists, kept) == (count, lists)
    assert len(bench.rows(STACK)["shop"]["attrs"]["Resources"]) == len(OUTER) + 1


# -- pages, which moto has not ----------------------------------------------------------------------------------------


@dataclass
class Paged:
    """A region with one stack, whose list has pages; they may lead back to the first."""

    endless: bool = False

    def answer(self, asked: Asked) -> dict[str, Any]:
        match asked.operation:
            case "GetCallerIdentity":
                return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "tester"}
            case "DescribeRegions":
                return {"Regions": [{"RegionName": NORTH}]}
            case "DescribeStacks":
                stack = {"StackName": "shop", "StackId": f"arn:aws:cloudformation:{ARNS}:stack/shop/1"}
                return {"Stacks": [{**stack, "CreationTime": 1767323045, "StackStatus": "CREATE_COMPLETE"}]}
        told = paged(asked, PAGES)
        if self.endless and asked.page == PAGES - 1:
            first = paged(Asked(asked.service, asked.operation, 0, asked.parameters, b"", asked.model), PAGES)
            told["NextToken"] = first["NextToken"]
        return told


async def listed(there: Wire, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> ScanReport:
    with names_of_loopback():
        for name, value in there.environment("cloudformation").items():
            monkeypatch.setenv(name, value)
        return await bench.scan(STACK, regions=(NORTH,))


async def test_every_page_of_a_stacks_list_is_read(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(Paged().answer) as there:
        report = await listed(there, bench, monkeypatch)
    resources = bench.rows(STACK)["shop"]["attrs"]["Resources"]
    assert len({json.dumps(each) for each in resources}) == PAGES == there.calls["cloudformation.ListStackResources"]
    assert [(part.status, part.reason) for part in report.scopes] == [(ScopeStatus.COMPLETE, "")]


async def test_a_list_whose_pages_lead_back_has_an_end(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(Paged(endless=True).answer) as there:
        report = await asyncio.wait_for(listed(there, bench, monkeypatch), 300)
    (part,) = report.scopes
    assert (part.status, "its pages lead back to one that was read" in part.reason) == (ScopeStatus.PARTIAL, True)
