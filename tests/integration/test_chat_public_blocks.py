"""VPC Block Public Access is listed by any of its names, whose words ask for what is public by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.nlp.names import known_names
from dharma_tui.nlp.recogniser import Recogniser
from dharma_tui.nlp.router import Router
from dharma_tui.services.discovery import aws
from tests.integration.chat_lab import Desk, opened_estate

EAST, NORTH = Scope("aws", "123456789012", "us-east-1"), Scope("aws", "123456789012", "eu-north-1")
BLOCK, EXCLUSION = "aws.ec2.public_access_block", "aws.ec2.public_access_exclusion"


def block(scope: Scope, mode: str, state: State) -> Resource:
    key = f"{scope.account}/{scope.region}/public-access-block"
    return Resource(
        ResourceRef(BLOCK, key), "public access block", scope, state, {}, {"InternetGatewayBlockMode": mode}
    )


OURS = [
    block(EAST, "block-ingress", State.RUNNING),
    block(NORTH, "off", State.STOPPED),
    Resource(ResourceRef(EXCLUSION, "vpcbpa-exclude-1"), "vpcbpa-exclude-1", EAST, State.RUNNING, {}, {}),
    Resource(ResourceRef("aws.ec2.vpc", "vpc-1"), "main", EAST, State.RUNNING, {}, {}),
    Resource(ResourceRef("aws.s3.bucket", "logs"), "logs", EAST, State.RUNNING, {}, {"PublicAccess": "blocked"}),
]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    services = [service.__new__(service) for service in subclasses(aws, ProviderService)]  # type: ignore[type-abstract]
    with opened_estate(tmp_path_factory.mktemp("blocks"), OURS, providers=services) as opened:
        titles = opened.router.desk.kinds.titles
        recogniser = Recogniser(known_names(opened.services.lake), own=titles)
        yield replace(opened, router=Router(opened.services, recogniser))


@pytest.mark.parametrize(
    ("line", "told", "modes"),
    [
        ("is VPC block public access on?", "**2 VPC public access blocks**", ["block-ingress", "off"]),
        ("is the VPC BPA enabled or not", "**2 VPC public access blocks**", ["block-ingress", "off"]),
        ("is block public access off in eu-north-1?", "**1 VPC public access block** of 2: `in eu-north-1`", ["off"]),
        ("where is block public access on in us-east-1?", "**1 VPC public access block**", ["block-ingress"]),
        ("which regions have vpc block public access off?", "**1 VPC public access block**", ["off"]),
        ("list block public access exclusions", "**1 VPC public access exclusion**", []),
        ("exclusions from VPC Block Public Access", "**1 VPC public access exclusion**", []),
        ("how many public access exclusions are there?", "**1 VPC public access exclusion**", []),
        ("which vpcs are excluded from block public access?", "**1 VPC public access exclusion**", []),
    ],
)
async def test_blocks_and_exclusions_are_listed(line: str, told: str, modes: list[str], shared_desk: Desk) -> None:
    answer = await shared_desk.afresh().ask(line)
    assert answer.text.startswith(told)
    assert answer.table is not None
    if modes:
        assert sorted(row[answer.table.columns.index("MODE")] for row in answer.table.rows) == modes


@pytest.mark.parametrize(
    "line", ["turn on vpc block public access", "which buckets have block public access on?", "is the bucket public?"]
)
async def test_what_is_ordered_or_asked_of_something_else_lists_none(line: str, shared_desk: Desk) -> None:
    assert "VPC public access" not in (await shared_desk.afresh().ask(line)).text
