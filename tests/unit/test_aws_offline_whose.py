"""Whose the things in files of AWS are: by their own words, by the user, or by all that agrees."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.errors import UsageError
from dharma_tui.core.importer import Said
from tests.unit.offline_lab import HERE, INSTANCE, ROLE, TOPIC_ARN, VPC, one, read


def test_an_item_itself_then_the_user_then_what_all_agrees_on_tells_whose_it_is() -> None:
    assert one({"Topics": [{"TopicArn": TOPIC_ARN}]}, Said()).scope.account == "123456789012"
    vpc = one({"Vpcs": [VPC]}, Said(region="eu-west-1"))
    assert (vpc.scope.account, vpc.attrs["Arn"]) == ("123456789012", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1")
    instance = {"InstanceId": "i-1", "Placement": {"AvailabilityZone": "eu-north-1b"}}
    reserved = {"Reservations": [{"OwnerId": "123456789012", "Instances": [instance]}]}
    assert one(reserved, Said()).scope.region == "eu-north-1"
    assert one(reserved, Said()).scope.account == "123456789012"
    address = {"Addresses": [{"AllocationId": "eipalloc-1", "NetworkInterfaceOwnerId": "999999999999"}]}
    assert one(address).scope.account == HERE.account
    role = "arn:aws:iam::999999999999:role/r"
    profile = {**instance, "IamInstanceProfile": {"Arn": role}}
    assert one([profile], Said(account="123456789012")).scope.account == "123456789012"
    assert one([profile], Said()).scope.account == "999999999999"


CONFIGURED = {
    "resourceType": "AWS::EC2::VPC",
    "resourceId": "vpc-1",
    "awsAccountId": "123456789012",
    "awsRegion": "eu-west-1",
    "configurationItemStatus": "OK",
    "configuration": VPC,
}


@pytest.mark.parametrize(
    ("document", "said", "told"),
    [
        (
            {"Vpcs": [VPC]},
            Said("", "999999999999", "eu-west-1"),
            "its VPCs are of account 123456789012, not 999999999999",
        ),
        (
            {"Topics": [{"TopicArn": TOPIC_ARN}]},
            Said(region="us-east-1"),
            "its SNS topics are in region eu-west-1, not us-",
        ),
        (
            [{**INSTANCE, "Placement": {"AvailabilityZone": "eu-north-1b"}}],
            Said("", "123456789012", "eu-west-1"),
            "its EC2 instances are in region eu-north-1, not eu-west-1",
        ),
        ({"Role": ROLE}, Said(account="999999999999"), "its IAM roles are of account 123456789012, not 999999999999"),
        (
            {"configurationItems": [CONFIGURED]},
            Said(account="999999999999"),
            "its VPCs are of account 123456789012, not",
        ),
        (
            {"configurationItems": [CONFIGURED]},
            Said(region="us-east-1"),
            "its VPCs are in region eu-west-1, not us-east-1",
        ),
    ],
)
def test_a_user_who_says_otherwise_than_the_file_is_told_so(document: Any, said: Said, told: str) -> None:
    with pytest.raises(UsageError, match=told) as raised:
        read(document, said)
    assert "leave --" in raised.value.hint


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Said(account="99"), "'99' is no account of AWS"),
        (Said(account="prod"), "'prod' is no account of AWS"),
        (Said("", "123456789012", "nope-1"), "'nope-1' is no region of AWS"),
        (Said("", "123456789012", "eu-west-1a"), "'eu-west-1a' is no region of AWS"),
    ],
)
@pytest.mark.parametrize("document", [{"Vpcs": [VPC]}, {"configurationItems": [CONFIGURED]}])
def test_accounts_and_regions_that_are_none_are_refused(document: Any, said: Said, told: str) -> None:
    with pytest.raises(UsageError, match=told) as raised:
        read(document, said)
    assert "as in --" in raised.value.hint


def test_a_region_that_is_mistyped_is_refused_and_a_new_one_is_taken_where_it_is_known() -> None:
    with pytest.raises(UsageError, match="'eu-wst-1'") as raised:
        read({"Vpcs": [VPC]}, Said(region="eu-wst-1", regions=lambda: ["eu-west-9"]))
    assert "did you mean 'eu-west-1'?" in raised.value.hint and "scan.regions" in raised.value.hint
    assert one({"Vpcs": [VPC]}, Said(region="eu-west-9", regions=lambda: ["eu-west-9"])).scope.region == "eu-west-9"
    assert one({"Vpcs": [VPC]}, Said(region="us-gov-east-1")).scope.region == "us-gov-east-1"


def test_what_nobody_tells_is_asked_for() -> None:
    with pytest.raises(UsageError, match="in which region its VPCs are") as raised:
        read({"Vpcs": [VPC]}, Said())
    assert "--region" in raised.value.hint
    with pytest.raises(UsageError, match="of which account"):
        read({"KeyPairs": [{"KeyPairId": "key-1", "KeyName": "ops"}]}, Said())


def test_what_is_of_no_region_has_none() -> None:
    bucket = one(
        {"Buckets": [{"Name": "b", "CreationDate": "2024-01-01T00:00:00+00:00"}]}, Said(account="123456789012")
    )
    assert (bucket.scope.region, bucket.ref.key) == ("", "arn:aws:s3:::b")
