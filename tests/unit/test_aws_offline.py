"""Files of AWS as people have them: pages, items alone, several calls, and what cannot be known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dharma_tui.core.errors import UsageError
from dharma_tui.core.importer import ALL, LeftOut, Page, Partly, Said
from dharma_tui.core.types import Resource, ResourceRef, State
from tests.unit.offline_lab import (
    FUNCTION_ARN,
    HERE,
    INSTANCE,
    ROLE,
    TASK_ARN,
    TOPIC_ARN,
    VPC,
    ZONE,
    one,
    read,
    resources,
)


def test_pages_one_after_the_other_are_read() -> None:
    pages = [{"Vpcs": [{**VPC, "VpcId": f"vpc-{number}"}], "NextToken": "x"} for number in range(3)]
    for text in ("".join(map(json.dumps, pages)), "\n".join(map(json.dumps, pages)), json.dumps(pages, indent=2)):
        assert [found.ref.key for found in resources(read(text))] == ["vpc-0", "vpc-1", "vpc-2"]


def test_calls_of_several_services_may_stand_in_one_file() -> None:
    text = json.dumps({"Vpcs": [VPC]}) + json.dumps(
        {"SecretList": [{"ARN": TOPIC_ARN.replace("sns", "secretsmanager")}]}
    )
    found = read(json.dumps({"Vpcs": [VPC]}) + json.dumps({"Topics": [{"TopicArn": TOPIC_ARN}]}))
    assert [each.ref.kind for each in resources(found)] == ["aws.ec2.vpc", "aws.sns.topic"]
    assert [type(each) for each in read(text)] == [Resource, Page, LeftOut]  # a secret without a name


def test_items_alone_are_known_by_their_fields() -> None:
    assert one([VPC]).ref.kind == "aws.ec2.vpc"
    assert one([{"InstanceId": "i-1", "State": {"Name": "running"}, "ImageId": "ami-1"}]).state is State.RUNNING


RESERVED = {"ReservationId": "r-1", "OwnerId": "123456789012", "Groups": [], "Instances": [INSTANCE]}
ECS_ARN = "arn:aws:ecs:eu-west-1:123456789012:service/shop/web"
SERVICE = {"serviceArn": ECS_ARN, "serviceName": "web", "status": "ACTIVE", "desiredCount": 2, "loadBalancers": []}
TABLE = {
    "TableName": "carts",
    "TableArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/carts",
    "TableStatus": "ACTIVE",
}
DEFINITION = {
    "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3",
    "containerDefinitions": [{"name": "web", "image": "registry.example/web:3"}],
    "family": "web",
    "revision": 3,
    "status": "ACTIVE",
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((json.dumps(part, indent=2), "aws.ec2.instance") for part in (INSTANCE, [INSTANCE], [[INSTANCE]])),
        *(
            (json.dumps(part, indent=2), "aws.ec2.instance")
            for part in (RESERVED, [RESERVED], {"Reservations": RESERVED})
        ),
        *((json.dumps(part), "aws.ecs.ecs_service") for part in (SERVICE, [SERVICE])),
        *(
            (json.dumps(part), "aws.ecs.task_definition")
            for part in (DEFINITION, [DEFINITION], {"taskDefinition": DEFINITION, "tags": []})
        ),
        *((json.dumps(part), "aws.dynamodb.table") for part in (TABLE, [TABLE], {"Table": TABLE}, [{"Table": TABLE}])),
        *((json.dumps(part), "aws.iam.role") for part in (ROLE, [ROLE], {"Role": ROLE}, [{"Role": ROLE}])),
        *((json.dumps({"Id": "/hostedzone/Z1", "Name": "a.b.", "CallerReference": "1"}), each) for each in [ZONE]),
    ],
)
def test_what_is_taken_out_of_an_answer_is_what_it_was_there(text: str, kind: str) -> None:
    assert one(text).ref.kind == kind


def test_each_document_may_be_an_item() -> None:
    stream = "\n".join(json.dumps({**INSTANCE, "InstanceId": f"i-{number}"}, indent=1) for number in range(3))
    assert [found.ref for found in resources(read(stream))] == [
        ResourceRef("aws.ec2.instance", f"i-{number}") for number in range(3)
    ]


@pytest.mark.parametrize("item", [VPC, {"resourceType": "AWS::EC2::VPC", "configuration": {}}])
def test_lists_within_lists_are_left_out(item: dict[str, Any]) -> None:
    deep = f'[{json.dumps(item)}, {"[" * 900}{"]" * 900}, {{"configurationItems": {"[" * 900}{"]" * 900}}}]'
    assert len([each for each in read(deep) if isinstance(each, LeftOut)]) >= 2


@pytest.mark.parametrize(
    "answer",
    [
        {
            "taskDefinition": {"taskDefinitionArn": TASK_ARN, "family": "shop", "revision": 1, "status": "ACTIVE"},
            "tags": [{"key": "team", "value": "shop"}],
        },
        {
            "Configuration": {"FunctionName": "pay", "FunctionArn": FUNCTION_ARN, "Runtime": "python3.13"},
            "Code": {"RepositoryType": "S3"},
            "Tags": {"team": "shop"},
        },
    ],
)
def test_tags_that_stand_beside_the_thing_that_an_answer_is_about_are_its_own(answer: dict[str, Any]) -> None:
    def told(document: Any) -> list[Partly]:
        found = read(document, Said())
        assert [each for each in found if not isinstance(each, Partly | Page)] == []
        return [each for each in found if isinstance(each, Partly)]

    (tagged,), (bare,) = told(answer), told({name: value for name, value in answer.items() if name.lower() != "tags"})
    assert (tagged.resource.labels, tagged.labels) == ({"team": "shop"}, False)
    assert (bare.resource.labels, bare.labels) == ({}, True)  # what it has is not known
    assert tagged.resource.attrs == bare.resource.attrs


def test_what_a_call_tells_beside_the_thing_it_is_about_is_of_that() -> None:
    arn = "arn:aws:network-firewall:eu-west-1:123456789012:firewall/inspect"
    status = {"Status": "READY", "SyncStates": {"eu-west-1a": {"Attachment": {"EndpointId": "vpce-1"}}}}
    firewall = one({"Firewall": {"FirewallName": "inspect", "FirewallArn": arn, "FirewallPolicyArn": "p", "VpcId": "vpc-1",
                                 "SubnetMappings": [], "FirewallId": "f"}, "FirewallStatus": status})  # fmt: skip

    assert firewall.state is State.RUNNING
    assert firewall.attrs["FirewallStatus"] == status
    assert firewall.attrs["Endpoints"] == ["vpce-1"]

    zone = {"Id": "/hostedzone/Z1", "Name": "in.test.", "CallerReference": "1", "Config": {"PrivateZone": True}}
    networks = [{"VPCRegion": "eu-west-1", "VPCId": "vpc-1"}]
    assert one({"HostedZone": zone, "VPCs": networks}).attrs["VPCs"] == networks


def test_an_item_out_of_its_answer_keeps_whose_that_said_it_is() -> None:
    assert one([RESERVED], Said(region="eu-west-1")).scope.account == "123456789012"


def test_a_kind_that_is_named_is_taken_at_its_word() -> None:
    assert one({"Anything": [VPC]}, Said("aws.ec2.vpc", *("123456789012", "eu-west-1"))).ref.kind == "aws.ec2.vpc"
    (left,) = read({"Vpcs": [VPC]}, Said("aws.ec2.subnet", "123456789012", "eu-west-1"))
    assert isinstance(left, LeftOut) and "SubnetId" in left.reason


@pytest.mark.parametrize(
    "moment", ["2024-05-01T10:00:00+00:00", "2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00.000Z", 1714557600]
)
def test_moments_are_those_of_a_scan(moment: object) -> None:
    volume = {"VolumeId": "vol-1", "CreateTime": moment, "AvailabilityZone": "eu-west-1a"}
    assert one({"Volumes": [volume]}).attrs["CreateTime"] == "2024-05-01T10:00:00+00:00"


def test_secrets_are_masked_as_in_a_scan() -> None:
    function = {
        "FunctionName": "f",
        "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:f",
        "Environment": {"Variables": {"TOKEN": "never-shown"}},
    }
    assert "never-shown" not in json.dumps(dict(one({"Functions": [function]}).attrs))


def test_what_a_parameter_holds_is_never_kept() -> None:
    told = {"Name": "/shop/limit", "Type": "String", "Value": "never-shown", "Version": 1}
    for document in ({"Parameter": told}, {"Parameters": [told]}, [told], told):
        assert "Value" not in one(document).attrs


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"Attributes": {"Policy": "{}"}}, "does not say which"),
        ({"Distribution": {"Id": "E1", "DistributionConfig": {}}, "ETag": "E"}, "aws cloudfront list-distributions"),
        (
            {"QueueUrls": ["https://sqs.eu-west-1.amazonaws.com/123456789012/q"]},
            "import what 'aws sqs get-queue-attributes --attribute-names All' answers instead",
        ),
        (
            {"Attributes": {"VisibilityTimeout": "30"}},
            "import what 'aws sqs get-queue-attributes --attribute-names All' answers instead",
        ),
        (
            {"StackResourceSummaries": [{"LogicalResourceId": "Net", "ResourceType": "AWS::EC2::VPC"}]},
            "import what 'aws cloudformation describe-stack-resources' answers instead",
        ),
        ({"Vpcs": ["nonsense", 7, None, {"VpcId": {}}]}, "VpcId"),
        ({"Vpcs": [{"CidrBlock": "10.0.0.0/8"}]}, "VpcId"),
        ({"Clusters": [{"ClusterIdentifier": 1, "What": 2, "Is": 3, "This": 4}]}, "Redshift clusters"),
    ],
)
def test_what_cannot_be_known_is_left_out_with_the_reason(document: Any, said: str) -> None:
    found = read(document)
    assert not resources(found)
    assert said in " ".join(each.reason for each in found if isinstance(each, LeftOut)), found


KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/1234"
DOMAIN_ARN = "arn:aws:es:eu-west-1:123456789012:domain/d"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:q"
STACK_ARN = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1"


@pytest.mark.parametrize(
    ("document", "kind", "key"),
    [
        ({"KeyMetadata": {"KeyId": "1234", "Arn": KEY_ARN, "KeyState": "Enabled"}}, "aws.kms.key", KEY_ARN),
        ({"DomainStatus": {"DomainName": "d", "ARN": DOMAIN_ARN}}, "aws.opensearch.search_domain", DOMAIN_ARN),
        ({"Attributes": {"QueueArn": QUEUE_ARN, "VisibilityTimeout": "30"}}, "aws.sqs.queue", QUEUE_ARN),
        (
            {"StackResources": [{"StackName": "shop", "StackId": STACK_ARN, "LogicalResourceId": "Net"}]},
            *("aws.cloudformation.stack", STACK_ARN),
        ),
    ],
)
def test_an_answer_about_one_thing_that_says_which_is_read(document: Any, kind: str, key: str) -> None:
    assert one(document).ref == ResourceRef(kind, key)


def test_what_is_known_only_from_details_is_told_to_be_kept() -> None:
    found, _ = read({"Topics": [{"TopicArn": TOPIC_ARN}]})
    assert isinstance(found, Partly)
    assert (found.labels, found.attrs) == (True, ALL)
    role, _ = read({"Roles": [{"RoleName": "worker", "Arn": "arn:aws:iam::123456789012:role/worker"}]})
    assert isinstance(role, Partly)
    assert role.labels
    assert isinstance(role.attrs, tuple)
    assert {"Tags", "RolePolicyList", "AttachedManagedPolicies"} <= set(role.attrs)
    assert "Arn" not in role.attrs


OURS = "arn:aws:iam::123456789012:policy/ours"
THEIRS = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def of_the_account(*names: str) -> dict[str, Any]:
    """What ``aws iam get-account-authorization-details`` answers, in this order."""
    since = {"Path": "/", "CreateDate": "2024-01-01T00:00:00Z"}
    inline = [{"PolicyName": "own", "PolicyDocument": {"Statement": []}}]
    attached = [{"PolicyName": name, "PolicyArn": arn} for name, arn in (("ours", OURS), ("ReadOnlyAccess", THEIRS))]
    arn = "arn:aws:iam::123456789012"
    policy = {**since, "DefaultVersionId": "v1", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0}
    versions = [{"VersionId": "v1", "IsDefaultVersion": True, "Document": {"Statement": []}}]
    told = {
        "UserDetailList": [
            {**since, "UserName": "u", "UserId": "AIDA1", "Arn": f"{arn}:user/u", "UserPolicyList": inline}
        ],
        "GroupDetailList": [
            {**since, "GroupName": "g", "GroupId": "AGPA1", "Arn": f"{arn}:group/g", "GroupPolicyList": inline}
        ],
        "RoleDetailList": [
            {**since, "RoleName": "r", "RoleId": "AROA1", "Arn": f"{arn}:role/r", "RolePolicyList": inline}
            | {"AttachedManagedPolicies": attached, "AssumeRolePolicyDocument": {"Statement": []}}
        ],
        "Policies": [
            {**policy, "PolicyName": "ReadOnlyAccess", "Arn": THEIRS, "PolicyVersionList": versions},
            {**policy, "PolicyName": "ours", "Arn": OURS, "PolicyVersionList": versions},
        ],
    }
    return {name: told[name] for name in names or told}


@pytest.mark.parametrize("first", ["Policies", "UserDetailList"])
def test_who_may_do_what_in_an_account_is_one_answer_of_many_kinds(first: str) -> None:
    answer = of_the_account(*dict.fromkeys((first, *of_the_account())))
    found = read(answer, Said())
    assert not [each for each in found if isinstance(each, LeftOut)]
    several = resources(read([answer, of_the_account()], Said()))  # as jq -s makes of several files
    assert sorted(each.ref for each in several) == sorted(2 * [each.ref for each in resources(found)])
    by_kind = {resource.ref.kind.removeprefix("aws.iam."): resource for resource in resources(found)}
    assert sorted(by_kind) == ["aws_policy", "group", "policy", "role", "user"]
    assert {resource.scope.account for resource in by_kind.values()} == {"123456789012"}
    assert (by_kind["policy"].ref.key, by_kind["aws_policy"].ref.key) == (OURS, THEIRS)
    inline = [("user", "UserPolicyList"), ("group", "GroupPolicyList"), ("role", "RolePolicyList")]
    for kind, where in inline:
        assert by_kind[kind].attrs[where] == [{"PolicyName": "own", "PolicyDocument": {"Statement": []}}]
    for kind in ("policy", "aws_policy"):
        assert by_kind[kind].attrs["PolicyVersionList"], "what it allows is kept"


def test_policies_of_aws_are_of_whoever_the_rest_of_the_answer_or_the_user_says() -> None:
    theirs = {"Policies": of_the_account()["Policies"][:1]}
    assert one(theirs).scope.account == HERE.account
    with pytest.raises(UsageError, match="of which account its AWS policies are"):
        read(theirs, Said())


@pytest.mark.parametrize(
    ("listed", "arn"),
    [
        ({"Images": [{"ImageId": "ami-1", "OwnerId": "123456789012"}]}, ":image/ami-1"),
        ({"Snapshots": [{"SnapshotId": "snap-1", "OwnerId": "123456789012"}]}, ":snapshot/snap-1"),
        ({"KeyPairs": [{"KeyPairId": "key-1", "KeyName": "prod"}]}, "123456789012:key-pair/prod"),
    ],
)
def test_what_policies_name_has_the_arn_that_they_name_it_by(listed: dict[str, Any], arn: str) -> None:
    assert one(listed).attrs["Arn"] == f"arn:aws:ec2:eu-west-1:{arn}"
