"""Of networks it is told what in them the internet reaches; names with brackets are read in any quotes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Relationship, ResourceRef, Verb
from dharma_tui.services.discovery import aws
from tests.integration.chat_lab import Desk, opened_estate
from tests.unit.network_lab import group, instance, permit, subnet, table, thing

ALSO = [
    thing("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    thing("ec2.internet_gateway", "igw-1"),
    *(subnet("subnet-a", "10.0.1.0/24"), subnet("subnet-b", "10.0.2.0/24")),
    table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
    group("sg-open", permit("0.0.0.0/0")),
    *(instance("open-1", "subnet-a", "10.0.1.8", "sg-open"), instance("open-2", "subnet-a", "10.0.1.9", "sg-open")),
    instance("shut-1", "subnet-b", "10.0.2.8", "sg-open"),
    instance("cart (old)", "subnet-b", "10.0.2.9", "sg-open"),
]


def edge(src: str, verb: Verb, dst: str, why: str = "seed") -> Relationship:
    (one, two) = (next(each.ref for each in ALSO if each.ref.key == key) for key in (src, dst))
    return Relationship(one, two, verb, why)


EDGES = [
    edge("igw-1", Verb.ATTACHED_TO, "vpc-1"),
    *(edge("vpc-1", Verb.CONTAINS, one) for one in ("subnet-a", "subnet-b")),
    *(edge("subnet-a", Verb.CONTAINS, one) for one in ("open-1", "open-2")),
    edge("subnet-b", Verb.CONTAINS, "shut-1"),
    edge("igw-1", Verb.CONNECTS_TO, "open-1", "reach:tcp 443 from 0.0.0.0/0 through sg-open"),
    edge(
        "igw-1", Verb.CONNECTS_TO, "open-2", "reach:perhaps tcp 443 from 0.0.0.0/0, depending on network ACLs of vpc-1"
    ),
]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    services = [service.__new__(service) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    with opened_estate(tmp_path_factory.mktemp("networks"), ALSO, edges=EDGES, providers=services) as opened:
        yield opened


@pytest.mark.parametrize("line", ["is subnet-a exposed to the internet?", "is the VPC vpc-1 exposed to the internet?"])
async def test_what_is_in_a_network_and_reached_is_told(line: str, shared_desk: Desk) -> None:
    answer = await shared_desk.afresh().ask(line)
    assert "the internet reaches **2 resources** there, 1 of them perhaps." in answer.text
    assert answer.table is not None
    assert [(row[0], row[2].split()[0]) for row in answer.table.rows] == [("open-1", "tcp"), ("open-2", "perhaps")]
    assert answer.table.refs == (ResourceRef("aws.ec2.instance", "open-1"), ResourceRef("aws.ec2.instance", "open-2"))


async def test_of_a_network_in_which_nothing_is_reached_that_is_said(shared_desk: Desk) -> None:
    answer = await shared_desk.afresh().ask("is subnet-b exposed to the internet?")
    assert answer.text.startswith(
        "Nobody connects to `subnet-b` itself, but to what is in it: the internet reaches **nothing** that is known there"
    )
    assert answer.table is None


@pytest.mark.parametrize("name", ["'cart (old)'", '"cart (old)"', "cart (old)", "'twin-1 (acme-prod)'"])
async def test_names_with_brackets_are_read_in_any_quotes(name: str, shared_desk: Desk) -> None:
    answer = await shared_desk.afresh().ask(f"describe {name}")
    assert "Nothing in the inventory" not in answer.text and "I read" not in answer.text
    assert answer.text.startswith("`twin-1` is" if "twin" in name else "`cart (old)` is")
