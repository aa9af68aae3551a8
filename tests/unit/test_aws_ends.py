"""Answers that say that there is more: by flags of the SDK's own description, at the top or beside the list."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import DataNotFoundError

from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.services.discovery import aws
from dharma_tui.services.discovery.aws._ends import following, further, refuse_endless, says_more
from dharma_tui.services.discovery.aws._entry import Entry
from dharma_tui.services.discovery.aws._service import AwsService
from dharma_tui.services.discovery.aws._shapes import model, sdk

SERVICES = [service for service in subclasses(aws, ProviderService) if issubclass(service, AwsService)]  # type: ignore[type-abstract]
ENTRIES: list[Entry] = [entry for service in SERVICES for entry in service.entries]


def _flag(entry: Entry) -> str:
    """Where the SDK says that an answer says that there is more."""
    try:
        return str(sdk().get_paginator_model(entry.service).get_paginator(entry.operation).get("more_results", ""))
    except (DataNotFoundError, ValueError):
        return ""


FLAGGED = {entry.spec.kind: (entry, flag) for entry in ENTRIES if (flag := _flag(entry))}


@pytest.mark.parametrize("kind", FLAGGED)
def test_what_the_sdk_takes_for_more_is_taken_for_more(kind: str) -> None:
    entry, flag = FLAGGED[kind]

    def told(value: bool) -> dict[str, Any]:
        head, _, rest = flag.partition(".")
        return {head: {rest: value}} if rest else {head: value}

    assert says_more(told(True), entry.items)
    assert not says_more(told(False), entry.items)


@pytest.mark.parametrize("name", ["IsTruncated", "isTruncated", "HasMoreStreams", "hasMoreResults", "Truncated"])
def test_the_last_answer_does_not_say_that_there_is_more(name: str) -> None:
    refuse_endless({name: False, "Things": []}, "Things", "x", "ListThings", "")
    refuse_endless({name: "true"}, "Things", "x", "ListThings", "")
    with pytest.raises(MalformedAnswerError, match="x ListThings: malformed answer, it says that there is more"):
        refuse_endless({name: True, "Things": []}, "Things", "x", "ListThings", "")


def test_the_marker_of_the_next_page_is_found_beside_the_list() -> None:
    listing = model("cloudfront").operation_model("ListFunctions")
    answer = {"FunctionList": {"NextMarker": "b", "MaxItems": 1, "Quantity": 1, "Items": []}}
    assert following(listing, {"Stage": "DEVELOPMENT"}, answer) == {"Stage": "DEVELOPMENT", "Marker": "b"}
    assert following(listing, {"Marker": "b"}, {"FunctionList": {"MaxItems": 1, "Quantity": 0}}) == {}


def test_details_that_say_there_is_more_are_asked_for_until_they_do_not() -> None:
    routes = model("ec2").operation_model("SearchTransitGatewayRoutes")
    more = {"Routes": [], "AdditionalRoutesAvailable": True}
    assert further(routes, {"MaxResults": 5}, {**more, "NextToken": "b"}, "eu-west-1") == {
        "MaxResults": 5,
        "NextToken": "b",
    }
    assert further(routes, {}, {"Routes": [], "AdditionalRoutesAvailable": False}, "eu-west-1") == {}
    with pytest.raises(MalformedAnswerError, match="ec2 SearchTransitGatewayRoutes in eu-west-1: malformed answer"):
        further(routes, {}, more, "eu-west-1")
