"""Rows that were shown are "they" where it is asked what they reach; what is picked of namesakes leaves the question as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dharma_tui.core.errors import UsageError
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Relationship, Verb
from dharma_tui.services.discovery import aws
from tests.integration.chat_lab import DATABASE, Desk, of, opened_estate
from tests.unit.network_lab import group, instance, open_acl, permit, subnet, table, thing

ALSO = [
    thing("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    subnet("subnet-a", "10.0.1.0/24"),
    table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
    open_acl("subnet-a"),
    group("sg-front"),
    group("sg-back", permit("sg-front", first=5432)),
    instance("front-1", "subnet-a", "10.0.1.5", "sg-front"),
    instance("front-2", "subnet-a", "10.0.1.7", "sg-front"),
    instance("back-1", "subnet-a", "10.0.1.6", "sg-back"),
]
DATABASE_ROW = of(DATABASE, "orders-db")
EDGES = [
    Relationship(one.ref, DATABASE_ROW, Verb.DEPENDS_ON, "seed") for one in ALSO if one.name in {"front-1", "front-2"}
]
LIST = "list servers whose name starts with front"


@pytest.fixture(scope="module")
def estate_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    services = [service.__new__(service) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    with opened_estate(tmp_path_factory.mktemp("they"), ALSO, edges=EDGES, providers=services) as opened:
        yield opened


@pytest.mark.parametrize(
    "line",
    [
        "can they reach back-1 on port 5432",
        "which of them can reach back-1 on 5432",
        "can these instances reach back-1 on port 5432?",
        "can these reach the instance back-1 on 5432",
    ],
)
async def test_each_of_the_rows_is_asked_about(line: str, desk: Desk) -> None:
    answer = await desk.ask(LIST, line)
    first, second = answer.text.split("\n")
    assert first.startswith("- `front-1` leads to `back-1`") and "**Port 5432 is let through.**" in first
    assert second.startswith("- `front-2` leads to `back-1`") and "**Port 5432 is let through.**" in second
    assert answer.plan is None


async def test_rows_are_the_other_side_too_and_other_ports_are_asked_of_the_same(desk: Desk) -> None:
    answer = await desk.ask(LIST, "can back-1 reach them on 5432")
    assert (
        answer.text.count("from `back-1` to `front-") == 4
        and answer.text.count("**Port 5432 is not let through.**") == 2
    )
    answer = await desk.ask(LIST, "can they reach back-1 on 5432", "and on port 22?")
    assert answer.text.count("- `front-") == answer.text.count("**Port 22 is not let through.**") == 2


async def test_rows_of_another_kind_than_is_said_or_none_are_none(desk: Desk) -> None:
    for lines in ((LIST, "can those databases reach back-1"), ("can they reach back-1",)):
        assert (await desk.ask(*lines)).text.startswith("Which ones? Nothing was listed")


async def test_that_not_all_rows_were_shown_is_said(desk: Desk) -> None:
    line = "This is of the 10 that were shown: the list has more, which are **not looked at**."
    assert line in (await desk.ask("list servers", "what breaks if they all fail")).text
    assert line in (await desk.ask("list servers", "can they reach back-1")).text
    assert "were shown" not in (await desk.ask(LIST, "what breaks if they all fail")).text


async def test_what_is_picked_by_its_place_is_asked_the_same(desk: Desk) -> None:
    for pick in ("the one in us-east-1", "us-east-1", "in account acme-staging", "twin-1 in us-east-1"):
        answer = await desk.ask("what breaks if twin-1 fails", pick)
        assert answer.text.startswith("If `twin-1` fails") and "acme-staging/twin-1 impact" in answer.opens, pick


async def test_what_is_picked_goes_on_to_be_asked_about(desk: Desk) -> None:
    answer = await desk.ask("can twin-1 reach back-1 on port 22", "the second one", "and on port 5432?")
    assert "port 5432" in answer.text and "port 22" not in answer.text and "Which one" not in answer.text


async def test_it_is_the_one_of_its_namesakes_that_was_spoken_of(desk: Desk) -> None:
    for line in ("can it reach orders-db", "how does it get to orders-db", "show the path from it to orders-db"):
        answer = await desk.ask("describe twin-1 in us-east-1", line)
        assert "Which one" not in answer.text and "acme-staging/twin-1 to:" in answer.opens, line


async def test_what_is_asked_of_itself_is_not_asked_of_the_two_before(desk: Desk) -> None:
    answer = await desk.ask(LIST, "can they reach back-1 on port 22", "can it reach itself on port 22")
    assert "`back-1` is on both sides" in answer.text and "front" not in answer.text


async def test_how_traffic_gets_from_one_to_the_other_is_a_path(desk: Desk) -> None:
    for line in (
        "how does traffic get from front-1 to back-1",
        "how does traffic flow from the instance front-1 in us-east-1 to back-1 in us-east-1",
        "how do they get to back-1",
    ):
        answer = await desk.ask("list servers whose name starts with front-1", line)
        assert "`front-1` leads to `back-1` in **1 step**." in answer.text, line


@pytest.mark.parametrize(
    "line", ["how does traffic get from the internet to front-1", "can the internet reach front-1"]
)
async def test_what_the_internet_reaches_is_asked_as_any_other(line: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    assert "internet" in answer.text and "`front-1`" in answer.text and "within" not in answer.text


async def test_what_is_listed_twice_fails_once(desk: Desk) -> None:
    lines = (LIST, "what do they depend on")
    listed = await desk.ask(*lines)
    assert listed.table is not None and [row[2] for row in listed.table.rows].count("orders-db") == 2
    answer = await desk.ask(*lines, "what breaks if all of them fail")
    assert answer.text.count("`orders-db`") == answer.opens.count("orders-db") == 1


async def test_how_many_a_name_means_is_said(desk: Desk) -> None:
    with pytest.raises(UsageError, match="'twin-1' means 2 resources"):
        await desk.services.topology.find("twin-1", "")
