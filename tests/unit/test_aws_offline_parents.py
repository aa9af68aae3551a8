"""Answers in files that do not say of what their items are: told beside them, by their own words, or by other answers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.importer import ALL, Found, LeftOut, Page, Partly, Said
from dharma_tui.core.types import Resource, ResourceRef, Scope
from dharma_tui.services.discovery.aws.cli_json import AwsCliJson
from tests.unit.offline_lab import HERE, SERVICES, one, read, resources

ACCOUNT = HERE.account
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders"
STACK = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/shop/1"
LAMBDA = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:shop"
STREAM = f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/clicks"
ACCELERATOR = f"arn:aws:globalaccelerator::{ACCOUNT}:accelerator/0123abcd-0000-0000-0000-000000000000"
PUBLIC = {"Id": "/hostedzone/Z1", "Name": "example.com.", "CallerReference": "1", "Config": {"PrivateZone": False}}
WEB = {"Name": "www.example.com.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.7"}]}
TOP = {"Name": "example.com.", "Type": "SOA", "TTL": 900, "ResourceRecords": [{"Value": "ns. admin. 1 2 3 4 5"}]}
NOBODY = Said(account=ACCOUNT)


def zones(*ids: str, name: str = "example.com.") -> dict[str, Any]:
    return {"HostedZones": [{**PUBLIC, "Id": f"/hostedzone/{id_}", "Name": name} for id_ in ids]}


def records(*items: dict[str, Any], **beside: str) -> dict[str, Any]:
    return {**beside, "ResourceRecordSets": [*items], "IsTruncated": False}


def told(*files: Any, said: Said = NOBODY) -> list[Found]:
    """What several files of one import say."""
    from io import BytesIO

    from dharma_tui.services.json_pieces import pieces

    said = replace(said, met=[])
    found: list[Found] = []
    readers = []
    for file in files:
        readers.append(AwsCliJson(SERVICES, said))
        found += readers[-1].read(pieces(BytesIO(json.dumps(file).encode())))
    return [*found, *(each for reader in readers for each in reader.rest())]


def keys(found: list[Found]) -> list[str]:
    return [each.ref.key for each in resources(found) if each.ref.kind == "aws.route53.dns_record"]


def reasons(found: list[Found]) -> str:
    return "; ".join(each.reason for each in found if isinstance(each, LeftOut))


KEYS = ["/hostedzone/Z1/www.example.com./A/", "/hostedzone/Z1/example.com./SOA/"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([zones("Z1"), records(WEB, TOP)], id="zones first"),
        pytest.param([records(WEB, TOP), zones("Z1")], id="zones afterwards"),
        pytest.param([[zones("Z1"), records(WEB, TOP)]], id="one list of answers"),
        pytest.param([{"HostedZone": PUBLIC, "VPCs": []}, records(WEB, TOP)], id="one zone"),
        pytest.param([zones("Z1"), zones("Z2", name="www.example.com."), records(WEB, TOP)], id="a zone below it"),
        pytest.param([records(WEB, TOP, HostedZoneId="Z1")], id="told beside them"),
    ],
)
def test_the_zone_of_records_is_called_as_their_start_of_authority(files: list[Any]) -> None:
    assert keys(told(*files)) == KEYS


def test_records_without_a_start_of_authority_are_of_the_only_zone_they_may_be_of() -> None:
    assert keys(told(records(WEB), zones("Z1"), zones("Z2", name="example.org."))) == KEYS[:1]
    doubted = told(records(WEB), zones("Z1"), zones("Z2", name="www.example.com."))
    assert keys(doubted) == []
    assert "/hostedzone/Z1 (example.com), /hostedzone/Z2 (www.example.com): say of which" in reasons(doubted)


def test_of_zones_of_one_name_the_user_is_asked() -> None:
    found = told(zones("Z1", "Z2"), records(WEB, TOP))
    assert keys(found) == []
    assert "2 records of /hostedzone/Z1 (example.com), /hostedzone/Z2 (example.com): say of which" in reasons(found)
    assert keys(told(zones("Z1", "Z2"), records(WEB, TOP, HostedZoneId="/hostedzone/Z2")))[0].startswith(
        "/hostedzone/Z2"
    )


def test_a_zone_that_is_not_known_is_asked_for() -> None:
    found = told(records(WEB, TOP))
    assert keys(found) == []
    assert "2 records of a zone that is not known: import what 'aws route53 list-hosted-zones' answers" in reasons(
        found
    )
    assert keys(told(records(WEB, TOP), zones("Z1", name="example.org."))) == []


def test_a_zone_that_is_stored_is_known_and_tells_whose_its_records_are() -> None:
    attrs = {"Id": "/hostedzone/Z1"}
    ref = ResourceRef("aws.route53.hosted_zone", "arn:aws:route53:::hostedzone/Z1")
    zone = Resource(ref, "example.com.", Scope("aws", ACCOUNT), attrs=attrs)
    stored = {ref.kind: [zone]}
    found = told(records(WEB, TOP), said=Said(stored=lambda kind: stored.get(kind, ())))
    assert keys(found) == KEYS
    assert {each.scope for each in resources(found)} == {Scope("aws", ACCOUNT)}
    other = Said(account="999999999999", stored=lambda kind: stored.get(kind, ()))
    assert keys(told(records(WEB, TOP), said=other)) == []


def test_a_queue_is_known_by_the_arn_among_its_attributes() -> None:
    answer = {"Attributes": {"QueueArn": QUEUE, "VisibilityTimeout": "30", "RedrivePolicy": '{"maxReceiveCount": 3}'}}
    queue = one(answer, Said())
    assert queue.ref == ResourceRef("aws.sqs.queue", QUEUE)
    assert (queue.name, queue.scope) == ("orders", Scope("aws", ACCOUNT, "eu-west-1"))
    assert queue.attrs["Id"] == f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/orders"
    assert queue.attrs["RedrivePolicy"] == {"maxReceiveCount": 3}
    china = one({"Attributes": {"QueueArn": f"arn:aws-cn:sqs:cn-north-1:{ACCOUNT}:orders"}}, Said())
    assert china.attrs["Id"] == f"https://sqs.cn-north-1.amazonaws.com.cn/{ACCOUNT}/orders"


def listed(name: str, stack: str = STACK, **more: str) -> dict[str, Any]:
    where = {"StackName": "shop", "StackId": stack} if stack else {}
    own = {"LogicalResourceId": name, "PhysicalResourceId": f"shop-{name}", "ResourceType": "AWS::S3::Bucket"}
    return {**where, **own, "ResourceStatus": "CREATE_COMPLETE", **more}


def test_what_stacks_are_made_of_is_theirs_and_says_nothing_else_of_them() -> None:
    other = STACK.replace("shop", "till")
    made = [listed("A", Timestamp="2024-05-01T10:00:00Z"), listed("B"), {**listed("C", other), "StackName": "till"}]
    for document in ({"StackResources": made}, [{"StackResources": made}]):
        found = [each for each in read(document, Said()) if not isinstance(each, Page)]
        assert [type(each) for each in found] == [Partly, Partly]
        shop, till = (each for each in found if isinstance(each, Partly))
        assert (shop.attrs, shop.labels, shop.state, shop.name) == (ALL, True, True, False)
        assert (shop.resource.ref, shop.resource.name) == (ResourceRef("aws.cloudformation.stack", STACK), "shop")
        names = ("LogicalResourceId", "PhysicalResourceId", "ResourceType", "ResourceStatus")
        first = {name: made[0][name] for name in names} | {"LastUpdatedTimestamp": "2024-05-01T10:00:00+00:00"}
        assert shop.resource.attrs["Resources"] == [first, {name: made[1][name] for name in names}]
        assert len(till.resource.attrs["Resources"]) == 1  # type: ignore[arg-type]


def test_parts_that_do_not_say_of_which_stack_they_are_are_left_out() -> None:
    *found, page = read({"StackResources": [listed("A", ""), "nonsense", listed("B")]})
    assert isinstance(page, Page)
    assert [type(each) for each in found] == [LeftOut, LeftOut, Partly]
    (left,) = read({"StackResourceSummaries": [listed("A", "")]})
    assert isinstance(left, LeftOut)
    assert "aws cloudformation describe-stack-resources" in left.reason


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (
            {"applicationName": "shop", "deploymentGroups": ["blue"]},
            f"arn:aws:codedeploy:eu-west-1:{ACCOUNT}:deploymentgroup:shop/blue",
        ),
        (
            {"restApiId": "abc", "item": [{"stageName": "live", "deploymentId": "d"}]},
            "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/live",
        ),
        (
            {"imageDetails": [{"registryId": ACCOUNT, "repositoryName": "shop/web", "imageDigest": "sha256:1"}]},
            f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:1",
        ),
    ],
)
def test_items_are_of_what_stands_beside_them_or_in_them(document: dict[str, Any], key: str) -> None:
    assert one(document).ref.key == key


def test_an_item_of_a_list_that_several_calls_name_alike_is_read_once() -> None:
    stage = {"deploymentId": "d", "stageName": "prod", "createdDate": "2026-11-20T10:00:00Z"}
    for document in ({"item": [stage], "restApiId": "abc"}, {"restApiId": "abc", "item": [stage]}):
        told = read(document)
        assert [each.ref.key for each in resources(told)] == ["arn:aws:apigateway:eu-west-1::/restapis/abc/stages/prod"]
        assert not reasons(told)


@pytest.mark.parametrize(
    ("type_", "arn", "configuration", "key"),
    [
        (
            "AWS::CodeDeploy::DeploymentGroup",
            f"arn:aws:codedeploy:eu-west-1:{ACCOUNT}:deploymentgroup:shop/blue",
            {"applicationName": "shop", "deploymentGroupName": "blue", "deploymentGroupId": "0-1"},
            f"arn:aws:codedeploy:eu-west-1:{ACCOUNT}:deploymentgroup:shop/blue",
        ),
        (
            "AWS::ApiGateway::Stage",
            "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/live",
            {"stageName": "live", "deploymentId": "d"},
            "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/live",
        ),
        ("AWS::ServiceDiscovery::Instance", "", {"InstanceId": "i-1", "ServiceId": "srv-1"}, "srv-1/i-1"),
        (
            "AWS::GuardDuty::Filter",
            "",
            {"DetectorId": "d1", "Id": "quiet", "Name": "quiet"},
            f"arn:aws:guardduty:eu-west-1:{ACCOUNT}:detector/d1/filter/quiet",
        ),
    ],
)
def test_items_of_aws_config_say_of_what_they_are_by_their_words_or_their_arn(
    type_: str, arn: str, configuration: dict[str, Any], key: str
) -> None:
    item = {
        "resourceType": type_,
        "resourceId": "0-1" if arn else key.rpartition("/")[2],
        "resourceName": configuration.get("deploymentGroupName", ""),
        "awsAccountId": ACCOUNT,
        "awsRegion": "eu-west-1",
        "configurationItemStatus": "OK",
        "configuration": configuration,
    }
    found = read({"configurationItems": [{**item, "ARN": arn} if arn else item]})
    assert [each.ref.key for each in resources(found)] == [key], reasons(found)


def test_items_that_do_not_say_of_what_they_are_are_told_so() -> None:
    assert "does not say its Api, by which REST stages are known" in reasons(
        read({"item": [{"stageName": "live", "deploymentId": "d"}]})
    )


@pytest.mark.parametrize(
    ("answer", "name", "outer"),
    [
        (
            {"Aliases": [{"AliasArn": f"{LAMBDA}:live", "Name": "live", "FunctionVersion": "7"}]},
            *("Function", LAMBDA),
        ),
        (
            {"Consumers": [{"ConsumerARN": f"{STREAM}/consumer/tills:1700000000", "ConsumerName": "tills"}]},
            *("Stream", STREAM),
        ),
        (
            {"Listeners": [{"ListenerArn": f"{ACCELERATOR}/listener/0a", "Protocol": "TCP", "ClientAffinity": "NONE"}]},
            *("Accelerator", ACCELERATOR),
        ),
    ],
)
def test_the_arn_of_a_part_tells_what_it_is_of(answer: dict[str, Any], name: str, outer: str) -> None:
    assert one(answer).attrs[name] == outer


def test_an_alias_leads_to_the_versions_of_its_function() -> None:
    alias = {"AliasArn": f"{LAMBDA}:live", "Name": "live", "FunctionVersion": "7"}
    routed = {**alias, "RoutingConfig": {"AdditionalVersionWeights": {"8": 0.1}}}
    assert one({"Aliases": [routed]}).attrs["Versions"] == [f"{LAMBDA}:7", f"{LAMBDA}:8"]
    assert one({"Aliases": [alias], "FunctionName": "shop"}).attrs["Versions"] == [f"{LAMBDA}:7"]


@pytest.mark.parametrize(
    ("weights", "beside", "status"), [({"8": 0.05}, ["8 5%"], "progressing"), ({"8": 0.0}, None, "healthy")]
)
def test_an_alias_tells_which_share_of_the_calls_goes_to_another_version(
    weights: dict[str, float], beside: list[str] | None, status: str
) -> None:
    alias = {"AliasArn": f"{LAMBDA}:live", "Name": "live", "FunctionVersion": "7"}
    attrs = one({"Aliases": [{**alias, "RoutingConfig": {"AdditionalVersionWeights": weights}}]}).attrs
    assert (attrs.get("Beside"), attrs["copies"]) == (beside, {"version": "7", "status": status})
