"""Whether one thing reaches another is answered with the path, and with the ports that networks let through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import State
from dharma_tui.services.discovery import aws
from tests.integration.chat_lab import Desk, opened_estate
from tests.unit.network_lab import group, instance, open_acl, permit, subnet, table, thing

ALSO = [
    thing("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    subnet("subnet-a", "10.0.1.0/24"),
    table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
    open_acl("subnet-a"),
    group("sg-front"),
    group("sg-open", permit("0.0.0.0/0", first=443)),
    group("sg-back", permit("sg-front", first=5432), permit("sg-front", first=8000, last=8080)),
    instance("front-1", "subnet-a", "10.0.1.5", "sg-front"),
    instance("back-1", "subnet-a", "10.0.1.6", "sg-back"),
    instance("open-1", "subnet-a", "10.0.1.8", "sg-open", public="198.51.100.8"),
    thing("ec2.instance", "bare-1", VpcId="vpc-1", SubnetId="subnet-a"),
    thing("lambda.function", "outside-1", Role="arn:aws:iam::123456789012:role/outside"),
    replace(instance("back-2", "subnet-a", "10.0.1.7", "sg-back"), state=State.STOPPED),
]


@pytest.fixture(scope="module")
def estate_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    services = [service.__new__(service) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    with opened_estate(tmp_path_factory.mktemp("reach"), ALSO, providers=services) as opened:
        yield opened


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("can front-1 reach back-1 on port 5432?", "**Port 5432 is let through.**"),
        ("is front-1 able to reach back-1 on tcp 5432", "**TCP port 5432 is let through.**"),
        ("can front-1 reach back-1:5432", "**Port 5432 is let through.**"),
        ("do the security groups let front-1 reach back-1 on port 5432?", "**Port 5432 is let through.**"),
        ("test connectivity from front-1 to back-1 on 5432", "**Port 5432 is let through.**"),
        ("can front-1 reach back-1 on port 22", "**Port 22 is not let through.**"),
        ("can front-1 reach back-1 on udp 5432", "**UDP port 5432 is not let through.**"),
        (
            "does front-1 have access to back-1 on ports 22 and 5432",
            "**Port 22 is not let through.** **Port 5432 is let",
        ),
        ("can front-1 reach back-1 on ports 8000-8010", "**Ports 8000-8010 are let through.**"),
        ("can front-1 reach back-1 on ports 8070-8090", "**Of ports 8070-8090 some are let through, and not all.**"),
        ("can front-1 reach back-1 on ports 8070 to 8090", "**Of ports 8070-8090 some are let through, and not all.**"),
        ("can front-1 reach back-1 on ports 1-65535", "**Of ports 1-65535 some are let through, and not all.**"),
        ("can front-1 reach back-1 on port 5432 or https", "**Port 5432 is let through.** **TCP port 443 is not let"),
        ("can front-1 reach back-1 via udp on port 5432", "**UDP port 5432 is not let through.**"),
        ("can front-1 reach back-1 on port 70000", "**There is no port 70000**: 65535 is the last."),
        ("is back-1 reachable from front-1 on port 5432", "**Port 5432 is let through.**"),
        ("can back-1 reach front-1 on port 5432", "**Port 5432 is not let through.**"),
        (
            "which ports are open between front-1 and back-1",
            "rules let **tcp 5432, 8000-8080** pass from `front-1` to `back-1`.",
        ),
        (
            "can back-1 reach front-1 on port 5432",
            "rules let **nothing** that is known pass from `back-1` to `front-1`.",
        ),
        ("can front-1 reach back-2 on port 5432", "`back-2` is stopped now: nothing passes until it runs."),
        ("¿puede front-1 llegar a back-1 por el puerto 22?", "**Port 22 is not let through.**"),
        ("kann front-1 back-1 auf Port 5432 erreichen?", "**Port 5432 is let through.**"),
    ],
)
async def test_that_a_port_is_let_through_is_said_or_that_it_is_not(line: str, said: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    assert said in answer.text and answer.plan is None


async def test_a_path_that_networks_make_says_what_passes(desk: Desk) -> None:
    answer = await desk.ask("can front-1 talk to back-1?")
    assert answer.text.startswith("`front-1` leads to `back-1` in **1 step**.") and answer.table is not None
    assert answer.table.rows[0][2] == "may reach (tcp 5432, 8000-8080)"
    assert answer.opens.startswith("topology ") and " to:" in answer.opens


@pytest.mark.parametrize("line", ["can web-1 reach web-2 on port 443?", "can web-1 reach orders-db on port 443"])
async def test_that_it_is_not_known_is_said_where_a_port_was_asked(line: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    assert "Whether port 443 is let through is **not known**" in answer.text and answer.plan is None


@pytest.mark.parametrize("line", ["can front-1 reach bare-1 on port 22", "can bare-1 reach back-1 on port 22"])
async def test_what_stands_in_no_network_that_was_listed_is_not_known(line: str, desk: Desk) -> None:
    said = (await desk.ask(line)).text
    assert "Whether port 22 is let through is **not known**" in said and "networks of bare-1 were not listed" in said


async def test_what_may_pass_over_the_internet_is_not_said_to_be_kept_out(desk: Desk) -> None:
    said = (await desk.ask("can outside-1 reach open-1 on port 443")).text
    assert "**Port 443 is perhaps let through over the internet**" in said
    assert "**Port 22 is not let through.**" in (await desk.ask("can outside-1 reach open-1 on port 22")).text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("can front-1 reach front-1 on port 22", "Whether anything listens there on port 22 is **not known**."),
        ("can front-1 reach front-1", "Whether anything listens there is **not known**."),
        ("kann front-1 front-1 auf Port 22 erreichen?", "Whether anything listens there on port 22 is **not known**."),
        ("can front-1 reach itself?", "`front-1` is on both sides."),
        ("can front-1 reach itself on port 22", "Whether anything listens there on port 22 is **not known**."),
        ("can front-1 reach back-1 and itself", "`front-1` is on both sides."),
        ("can twin-1 reach twin-1 on port 22", "2 resources are called `twin-1`. Which one do you mean?"),
    ],
)
async def test_what_sends_to_itself_passes_no_rules_of_networks(line: str, said: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    assert said in answer.text and answer.plan is None


async def test_who_of_the_two_is_in_no_network_is_said(desk: Desk) -> None:
    assert "followed for AWS alone" in (await desk.ask("can front-1 reach web-1 on port 80")).text
    assert "`sg-back` is in no network that is known" in (await desk.ask("can front-1 reach sg-back on port 80")).text


async def test_nothing_is_said_of_ports_where_none_is_asked(desk: Desk) -> None:
    assert "let through" not in (await desk.ask("can web-1 talk to orders-db")).text


@pytest.mark.parametrize(
    "line",
    ["delete web-1 and web-2", "stop web-1 and web-2"],
)
async def test_orders_about_two_stay_orders(line: str, desk: Desk) -> None:
    assert (plan := (await desk.ask(line)).plan) is not None and len(plan.steps) == 2


async def test_to_let_something_through_is_no_question(desk: Desk) -> None:
    answer = await desk.ask("allow web-1 to reach orders-db on port 5432")
    assert answer.text.startswith("No plan is made of this")


async def test_several_are_told_one_by_one(desk: Desk) -> None:
    answer = await desk.ask("can front-1 reach back-1 or web-1 on port 5432?")
    first, second = answer.text.splitlines()
    assert first.startswith("- `front-1` leads to `back-1` in **1 step**.") and "**Port 5432 is let through.**" in first
    assert second.startswith("- No relationship leads from `front-1` to `web-1`") and "**not known**" in second


async def test_what_was_spoken_of_is_one_of_the_two(desk: Desk) -> None:
    assert (
        "**Port 22 is not let through.**"
        in (await desk.ask("describe back-1", "can front-1 reach it on port 22?")).text
    )
    answer = await desk.ask("can front-1 reach back-1 on port 22?", "and on port 5432?")
    assert "**Port 5432 is let through.**" in answer.text
    assert "Name both" in (await desk.ask("can it reach orders-db on port 5432?")).text


@pytest.mark.parametrize(
    "line",
    [
        "which of front-1 and back-2 reaches back-1 on port 5432?",
        "who of front-1 and back-2 reaches back-1 on 5432",
        "wer von front-1 und back-2 erreicht back-1 auf 5432?",
        "can front-1 and back-2 reach back-1 on port 5432",
    ],
)
async def test_it_is_told_of_each_of_those_that_are_asked_about(line: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    first, second = answer.text.split("\n")
    assert "`front-1`" in first and "**Port 5432 is let through.**" in first
    assert "`back-2`" in second and "**Port 5432 is not let through.**" in second
