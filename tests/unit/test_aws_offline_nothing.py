"""What the AWS CLI answers where there is nothing, and what such an answer and older ones leave unsaid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.errors import UsageError
from dharma_tui.core.importer import LeftOut, Nothing, Page, Said
from tests.unit.offline_lab import HERE, one, read, resources


def nothing(document: Any, said: Said = HERE) -> tuple[set[tuple[str, str]], str]:
    """Of which kinds and regions a document says that there is nothing, and in words."""
    (found,) = [each for each in read(document, said) if not isinstance(each, Page)]
    assert isinstance(found, Nothing)
    return {(kind, scope.region) for scope, kind in found.parts}, found.reason


def test_an_empty_answer_is_no_mistake() -> None:
    assert nothing({"Vpcs": [], "NextToken": None})[0] == {("aws.ec2.vpc", "eu-west-1")}
    assert nothing({"Reservations": []})[0] == {("aws.ec2.instance", "eu-west-1")}
    assert nothing({"Buckets": []})[0] == {("aws.s3.bucket", "")}
    assert nothing({"Functions": []})[0] == {("aws.lambda.function", "eu-west-1")}
    assert nothing({"Users": []}, replace(HERE, kind="aws.iam.user"))[0] == {("aws.iam.user", "")}


@pytest.mark.parametrize(
    ("document", "said", "why"),
    [
        ({"Vpcs": []}, Said(), "its list of VPCs is empty: say whose it is with --account ID and --region NAME"),
        ({"Users": []}, HERE, "Users is empty: say of which --kind it is"),
        (
            {"Aliases": [], "NextMarker": None},
            replace(HERE, kind="aws.lambda.function_alias"),
            "of one of which it does not say which",
        ),
    ],
)
def test_an_empty_list_that_may_be_of_something_else_says_of_nothing_that_it_is_not_there(
    document: Any, said: Said, why: str
) -> None:
    parts, reason = nothing(document, said)
    assert not parts
    assert why in reason


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("eu-west-1a", "eu-west-1"),
        ("us-west-2-lax-1a", "us-west-2"),
        ("us-east-1-wl1-bos-wlz-1", "us-east-1"),
        ("us-gov-east-1b", "us-gov-east-1"),
    ],
)
def test_zones_tell_their_region_those_outside_of_it_too(zone: str, region: str) -> None:
    volume = {"VolumeId": "vol-1", "AvailabilityZone": zone}
    assert one({"Volumes": [volume]}, Said(account="123456789012")).scope.region == region
    with pytest.raises(UsageError, match=f"are in region {region}, not sa-east-1"):
        read({"Volumes": [volume]}, Said(account="123456789012", region="sa-east-1"))


def test_what_an_older_tool_tells_of_an_arn_says_which_it_is() -> None:
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/shop"
    group = one({"logGroups": [{"logGroupName": "/shop", "arn": f"{arn}:*", "creationTime": 1}]}, Said())
    assert (group.ref.key, group.scope.account) == (arn, "123456789012")
    assert not resources(read({"logGroups": [{"logGroupName": "/shop", "creationTime": 1}]}))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"Policy": "{}"}, "does not say which: import"),
        ({"Policy": "{}", "RevisionId": "1"}, "does not say which: import"),
    ],
)
def test_an_answer_that_brings_nothing_is_told(document: Any, why: str) -> None:
    (found,) = read(document)
    assert isinstance(found, LeftOut)
    assert why in found.reason
