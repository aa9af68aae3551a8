"""Lists of AWS whose answers come in pages that the SDK does not know how to turn, and services that nobody set up."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest

from dharma_tui.core.errors import ThrottledError
from dharma_tui.services.discovery.aws._errors import UnusedError, translated
from dharma_tui.services.discovery.aws._pages import _by_token, gathered


@pytest.fixture
def stubbed() -> Iterator[tuple[Any, Any]]:
    """A client of WAF, which has no paginators, and what answers in place of AWS."""
    import boto3
    from botocore.stub import Stubber

    client = boto3.client("wafv2", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stub:
        yield client, stub


def page(name: str, following: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = {"IPSets": [{"Name": name, "Id": name * 36}]}
    return {**answer, "NextMarker": following} if following else answer


def turned(client: Any) -> list[str]:
    answers = _by_token(client, "ListIPSets", client.list_ip_sets, {"Scope": "REGIONAL"})
    return [item["Name"] for answer in answers for item in answer["IPSets"]]


def test_every_page_is_turned(stubbed: tuple[Any, Any]) -> None:
    client, stub = stubbed
    stub.add_response("list_ip_sets", page("a", "1"), {"Scope": "REGIONAL"})
    stub.add_response("list_ip_sets", page("b", "2"), {"Scope": "REGIONAL", "NextMarker": "1"})
    stub.add_response("list_ip_sets", page("c"), {"Scope": "REGIONAL", "NextMarker": "2"})
    assert turned(client) == ["a", "b", "c"]
    stub.assert_no_pending_responses()


def test_a_page_that_leads_to_itself_is_the_last(stubbed: tuple[Any, Any]) -> None:
    client, stub = stubbed
    stub.add_response("list_ip_sets", page("a", "1"), {"Scope": "REGIONAL"})
    stub.add_response("list_ip_sets", page("b", "1"), {"Scope": "REGIONAL", "NextMarker": "1"})
    assert turned(client) == ["a", "b"]


def test_an_account_without_organization_has_nothing_to_list() -> None:
    import boto3
    from botocore.stub import Stubber

    client = boto3.client("organizations", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stub, pytest.raises(UnusedError), translated("organizations", "ListAccounts"):
        stub.add_client_error("list_accounts", "AWSOrganizationsNotInUseException")
        client.list_accounts()


async def several(
    *pages: list[dict[str, Any]], failure: Exception | None = None
) -> AsyncGenerator[list[dict[str, Any]], None]:
    for page in pages:
        yield page
    if failure is not None:
        raise failure


async def test_details_of_small_pages_are_asked_for_together() -> None:
    pages = [page async for page in gathered(several([{"Id": 1}], [], [{"Id": 2}, {"Id": 3}], [{"Id": 4}]), 3)]
    assert pages == [[{"Id": 1}, {"Id": 2}, {"Id": 3}], [{"Id": 4}]]


async def test_what_was_listed_before_it_broke_off_is_there() -> None:
    found = []
    with pytest.raises(ThrottledError):
        async for page in gathered(several([{"Id": 1}], failure=ThrottledError("too many")), 3):
            found += page
    assert found == [{"Id": 1}]
