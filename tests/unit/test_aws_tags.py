"""The look for tags: what it is limited to, and what happens where AWS does not take the limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, cast

import pytest

from dharma_tui.core.errors import ProviderError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.provider import sharing
from dharma_tui.services.discovery.aws._entry import entry
from dharma_tui.services.discovery.aws._errors import translated
from dharma_tui.services.discovery.aws._paths import labels
from dharma_tui.services.discovery.aws._session import Account, Sdk
from dharma_tui.services.discovery.aws._tags import PAGE, TaggedResources, tagged_resources
from dharma_tui.services.pools import IoPool

ACCOUNT = Account("123456789012", "aws", ("us-east-1",))
ARN = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks"
MAPPING = {"ResourceARN": ARN, "Tags": [{"Key": "env", "Value": "prod"}]}
BARE = {"ResourceARN": f"{ARN}-old", "Tags": []}


class StubbedSdk:
    """Hands out one stubbed client in place of the SDK."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def client(self, *_: str) -> Any:
        return self._client

    def calling(self, *call: str) -> AbstractContextManager[None]:
        return translated(*call)

    def take_again(self, *_: str) -> tuple[int, int]:
        return 0, 0


@pytest.fixture
def stubbed() -> Iterator[tuple[Sdk, Any]]:
    import boto3
    from botocore.stub import Stubber

    client = boto3.client(
        "resourcegroupstaggingapi", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    with Stubber(client) as stub:
        yield cast("Sdk", StubbedSdk(client)), stub


@pytest.fixture
def pool() -> Iterator[IoPool]:
    pool = IoPool(1, "test")
    yield pool
    pool.close()


def asked(*services: str, **more: str) -> dict[str, Any]:
    filters = {"ResourceTypeFilters": list(services)} if services else {}
    return {"ResourcesPerPage": PAGE, **filters, **more}


async def test_every_page_of_the_services_is_read_once(stubbed: tuple[Sdk, Any], pool: IoPool) -> None:
    sdk, stub = stubbed
    stub.add_response(
        "get_resources", {"ResourceTagMappingList": [MAPPING], "PaginationToken": "1"}, asked("kinesis", "kms")
    )
    stub.add_response(
        "get_resources",
        {"ResourceTagMappingList": [BARE], "PaginationToken": ""},
        asked("kinesis", "kms", PaginationToken="1"),
    )
    reading = TaggedResources(sdk, ACCOUNT, "us-east-1", {"kms", "kinesis"}, pool)
    assert await reading.everything() == {ARN: {"env": "prod"}}
    assert await reading.everything() == {ARN: {"env": "prod"}}
    stub.assert_no_pending_responses()


async def test_a_service_that_has_no_tags_there_does_not_hide_those_of_others(
    stubbed: tuple[Sdk, Any], pool: IoPool
) -> None:
    sdk, stub = stubbed
    stub.add_client_error("get_resources", "InvalidParameterException", expected_params=asked("aoss", "kinesis"))
    stub.add_response("get_resources", {"ResourceTagMappingList": [MAPPING], "PaginationToken": ""}, asked())
    reading = TaggedResources(sdk, ACCOUNT, "us-east-1", {"aoss", "kinesis"}, pool)
    assert await reading.everything() == {ARN: {"env": "prod"}}


async def test_who_asks_again_hears_the_same_refusal(stubbed: tuple[Sdk, Any], pool: IoPool) -> None:
    sdk, stub = stubbed
    stub.add_client_error("get_resources", "AccessDeniedException")
    reading = TaggedResources(sdk, ACCOUNT, "us-east-1", {"kinesis"}, pool)
    for _ in range(2):
        with pytest.raises(ProviderError, match="tag:GetResources"):
            await reading.everything()


def test_kinds_listed_with_their_tags_need_no_look() -> None:
    listed = entry("x.y", "Y", "A y.", "rds.DescribeDBInstances", "DBInstances", id="A", arn="Arn", tags="TagList")
    looked_up = entry("x.z", "Z", "A z.", "kms.ListKeys", "Keys", id="KeyId", arn="KeyArn")
    nameless = entry("x.w", "W", "A w.", "kms.ListKeys", "Keys", id="KeyId", by="id")
    assert (listed.tagged, looked_up.tagged, nameless.tagged) == (False, True, False)
    assert "tag:GetResources" in looked_up.spec.permissions
    assert "tag:GetResources" not in (*listed.spec.permissions, *nameless.spec.permissions)


async def test_listings_of_one_scan_share_a_look_and_the_next_scan_has_its_own(
    stubbed: tuple[Sdk, Any], pool: IoPool
) -> None:
    sdk, _ = stubbed
    keys, streams = (
        entry("a.key", "K", "A k.", "kms.ListKeys", "Keys", id="KeyId", arn="KeyArn").spec,
        entry("a.stream", "S", "An s.", "kinesis.ListStreams", "S", id="A", arn="StreamARN").spec,
    )

    def look(kind: KindSpec) -> TaggedResources:
        return tagged_resources(sdk, ACCOUNT, "us-east-1", kind, pool)

    assert look(keys) is not look(keys)  # by themselves
    sharing((keys, streams))
    first = look(keys)
    assert look(streams) is first
    sharing((keys,))
    assert look(keys) is not first


def test_a_tag_of_which_nothing_is_told_costs_no_other() -> None:
    assert labels([{"Key": "env", "Value": "prod"}, None]) == {"env": "prod"}
