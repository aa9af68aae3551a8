"""Files of AWS as people have them: pages, items alone, several calls, whose they are, and what is no such file."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import Any

import pytest

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.errors import DharmaError, UsageError
from dharma_tui.core.importer import ALL, Found, Gone, LeftOut, Page, Partly, Said, Unknown
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Relationship, Resource, ResourceRef, State
from dharma_tui.services import discovery, import_files
from dharma_tui.services.discovery.aws._config_types import KINDS
from dharma_tui.services.import_contents import Counted
from dharma_tui.services.import_files import members, opened
from dharma_tui.services.import_pages import Pages
from dharma_tui.services.json_pieces import pieces

SERVICES = [service(SystemClock()) for service in subclasses(discovery, ProviderService)]  # type: ignore[type-abstract]
HERE = Said(account="123456789012", region="eu-west-1")
VPC = {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available", "OwnerId": "123456789012"}
ZONE = "aws.route53.hosted_zone"
TASK_ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:1"
FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:pay"
TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:orders"


def read(content: bytes | str | Any, said: Said = HERE) -> list[Found]:
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content)
    data = content.encode() if isinstance(content, str) else content
    with opened("file", io.BytesIO(data), SERVICES, said) as source:
        if source.reader is None:
            return []
        found = list(source.reader.read(pieces(source.file)))
        return [*found, LeftOut("end", source.unpacked.fault)] if source.unpacked.fault else found


def resources(found: list[Found]) -> list[Resource]:
    return [
        each.resource if isinstance(each, Partly) else each for each in found if isinstance(each, (Partly, Resource))
    ]


def one(content: Any, said: Said = HERE) -> Resource:
    (found,) = resources(read(content, said))
    return found


# -- AWS CLI ----------------------------------------------------------------------------------------------------------


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


INSTANCE = {
    "InstanceId": "i-1",
    "State": {"Name": "running"},
    "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web"}],
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1"}],
}
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
ROLE = {"RoleName": "worker", "Arn": "arn:aws:iam::123456789012:role/worker", "Tags": [{"Key": "a", "Value": "b"}]}


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


def test_an_item_out_of_its_answer_keeps_whose_that_said_it_is() -> None:
    assert one([RESERVED], Said(region="eu-west-1")).scope.account == "123456789012"


def test_a_kind_that_is_named_is_taken_at_its_word() -> None:
    assert one({"Anything": [VPC]}, Said("aws.ec2.vpc", *("123456789012", "eu-west-1"))).ref.kind == "aws.ec2.vpc"
    (left,) = read({"Vpcs": [VPC]}, Said("aws.ec2.subnet", "123456789012", "eu-west-1"))
    assert isinstance(left, LeftOut) and "SubnetId" in left.reason


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
        read({"KeyPairs": [{"KeyPairId": "key-1"}]}, Said())


def test_what_is_of_no_region_has_none() -> None:
    bucket = one(
        {"Buckets": [{"Name": "b", "CreationDate": "2024-01-01T00:00:00+00:00"}]}, Said(account="123456789012")
    )
    assert (bucket.scope.region, bucket.ref.key) == ("", "arn:aws:s3:::b")


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


# -- AWS Config -------------------------------------------------------------------------------------------------------


def config_item(type_: str = "AWS::EC2::Instance", **more: Any) -> dict[str, Any]:
    return {
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": "2024-05-01T10:00:00.000Z",
        "configurationStateId": "1",
        "awsAccountId": "123456789012",
        "awsRegion": "eu-west-1",
        "configurationItemStatus": "OK",
        "resourceType": type_,
        "resourceId": "i-1",
        "ARN": "arn:aws:ec2:eu-west-1:123456789012:instance/i-1",
        "tags": {"Name": "web", "env": "prod"},
        "relationships": [],
        "configuration": {
            "instanceId": "i-1",
            "imageId": "ami-1",
            "launchTime": "2024-04-01T00:00:00.000Z",
            "state": {"code": 16, "name": "running"},
            "placement": {"availabilityZone": "eu-west-1a"},
            "securityGroups": [{"groupName": "g", "groupId": "sg-1"}],
            "tags": [{"key": "Name", "value": "web"}, {"key": "env", "value": "prod"}],
            "ebsOptimized": False,
        },
        "supplementaryConfiguration": {},
        **more,
    }


def snapshot(*items: dict[str, Any]) -> dict[str, Any]:
    return {"fileVersion": "1.0", "configSnapshotId": "x", "configurationItems": list(items)}


def test_an_item_of_config_is_what_a_scan_would_find() -> None:
    listed = {
        "InstanceId": "i-1",
        "ImageId": "ami-1",
        "LaunchTime": "2024-04-01T00:00:00+00:00",
        "State": {"Code": 16, "Name": "running"},
        "Placement": {"AvailabilityZone": "eu-west-1a"},
        "SecurityGroups": [{"GroupName": "g", "GroupId": "sg-1"}],
        "Tags": [{"Key": "Name", "Value": "web"}, {"Key": "env", "Value": "prod"}],
        "EbsOptimized": False,
    }
    assert one(snapshot(config_item()), Said()) == one({"Reservations": [{"Instances": [listed]}]})


@pytest.mark.parametrize(
    "document",
    [
        snapshot(config_item(configuration=json.dumps(config_item()["configuration"]))),
        {"configurationItems": [config_item()]},
        {"baseConfigurationItems": [{**config_item(), "accountId": "123456789012", "arn": config_item()["ARN"]}]},
        {"Results": [json.dumps(config_item())], "QueryInfo": {"SelectFields": []}},
        [config_item()],
        config_item(),
        [snapshot(config_item())],
    ],
)
def test_config_says_the_same_in_many_ways(document: Any) -> None:
    assert one(document, Said()) == one(snapshot(config_item()), Said())


def test_names_of_config_are_brought_to_the_spelling_of_the_sdk() -> None:
    database = config_item(
        "AWS::RDS::DBInstance",
        resourceId="db-ABC",
        resourceName="orders",
        ARN="arn:aws:rds:eu-west-1:123456789012:db:orders",
        configuration={
            "dBInstanceIdentifier": "orders",
            "dBInstanceClass": "db.t3.micro",
            "dBInstanceStatus": "available",
            "dBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders",
            "dBSubnetGroup": {"dBSubnetGroupName": "inner", "vpcId": "vpc-1"},
        },
    )
    found = one(snapshot(database), Said())
    assert found.ref.key == "arn:aws:rds:eu-west-1:123456789012:db:orders"
    assert (found.name, found.state) == ("orders", State.RUNNING)
    assert found.labels == {"Name": "web", "env": "prod"}
    assert found.attrs["DBSubnetGroup"] == {"DBSubnetGroupName": "inner", "VpcId": "vpc-1"}


def test_policies_of_config_are_read_as_the_sdk_reads_them() -> None:
    policy = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"
    role = config_item(
        "AWS::IAM::Role",
        awsRegion="global",
        resourceId="AROA1",
        resourceName="worker",
        ARN="arn:aws:iam::123456789012:role/worker",
        configuration={
            "roleName": "worker",
            "arn": "arn:aws:iam::123456789012:role/worker",
            "assumeRolePolicyDocument": policy,
        },
    )
    found = one(snapshot(role), Said())
    assert (found.scope.region, found.ref.key) == ("", "arn:aws:iam::123456789012:role/worker")
    assert found.attrs["AssumeRolePolicyDocument"] == {"Version": "2012-10-17", "Statement": []}


@pytest.mark.parametrize(
    ("type_", "more", "told"),
    [
        ("S3::Bucket", {"BucketPolicy": json.dumps({"policyText": '{"Statement": []}'})}, '{"Statement": []}'),
        ("S3::Bucket", {"BucketPolicy": {"policyText": None}}, ""),
        ("Lambda::Function", {"Policy": json.dumps('{"Statement": []}')}, '{"Statement": []}'),
        ("Lambda::Function", {"Policy": '"{half'}, None),
        ("EC2::Instance", {"Policy": "{}"}, None),
    ],
)
def test_policies_that_config_tells_beside_the_rest_are_those_of_the_resource(
    type_: str, more: dict[str, Any], told: str | None
) -> None:
    named = {"resourceId": "f", "resourceName": "f", "ARN": "arn:aws:lambda:eu-west-1:123456789012:function:f"}
    item = config_item(f"AWS::{type_}", **named, configuration={}, supplementaryConfiguration=more)
    assert one(snapshot(item)).attrs.get("Policy") == told


@pytest.mark.parametrize(
    "rule",
    [
        {"ipRanges": ["0.0.0.0/0"], "ipv4Ranges": [{"cidrIp": "0.0.0.0/0"}]},
        {"ipRanges": ["0.0.0.0/0"]},
        {"ipRanges": [{"cidrIp": "0.0.0.0/0"}]},
        {"ipv4Ranges": [{"cidrIp": "0.0.0.0/0"}]},
    ],
)
def test_addresses_of_config_are_those_that_a_scan_finds(rule: dict[str, Any]) -> None:
    ports = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipv6Ranges": [], "userIdGroupPairs": []}
    group = {"groupId": "sg-1", "groupName": "web", "ipPermissions": [{**ports, **rule}], "ipPermissionsEgress": []}
    item = config_item("AWS::EC2::SecurityGroup", resourceId="sg-1", configuration=group)
    told: Any = one(snapshot(item)).attrs["IpPermissions"]
    assert told[0]["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]
    assert "ipv4Ranges" not in told[0]


def test_what_config_tells_beside_the_configuration_is_where_a_scan_has_it() -> None:
    more = {
        "PublicAccessBlockConfiguration": dict.fromkeys(
            ("blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"), True
        ),
        "BucketVersioningConfiguration": {"status": "Enabled", "isMfaDeleteEnabled": False},
        "ServerSideEncryptionConfiguration": json.dumps(
            {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": "k"}}]}
        ),
        "IsRequesterPaysEnabled": False,
    }
    named = {"resourceId": "b", "resourceName": "b", "ARN": "arn:aws:s3:::b"}
    found = one(
        snapshot(config_item("AWS::S3::Bucket", **named, configuration={"name": "b"}, supplementaryConfiguration=more))
    )
    assert found.attrs["PublicAccess"] == "blocked"
    assert found.attrs["Versioning"] == {"Status": "Enabled", "MFADelete": "Disabled"}
    assert found.attrs["Encryption"] == {
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}}]
    }
    assert found.attrs["BucketRegion"] == "eu-west-1"
    assert found.attrs["SupplementaryConfiguration"] == {"IsRequesterPaysEnabled": False}
    key = config_item(
        "AWS::KMS::Key",
        resourceId="k",
        ARN="arn:aws:kms:eu-west-1:123456789012:key/k",
        configuration={"keyId": "k", "arn": "arn:aws:kms:eu-west-1:123456789012:key/k"},
        supplementaryConfiguration={"KeyRotationStatus": True},
    )
    assert one(snapshot(key)).attrs["Rotation"] == {"KeyRotationEnabled": True}


def test_what_config_deleted_is_gone_and_the_newest_item_counts() -> None:
    deleted = config_item(configurationItemStatus="ResourceDeleted", configuration=None)
    (gone,) = read(snapshot(deleted), Said())
    assert isinstance(gone, Gone)
    assert (gone.kind, gone.key) == ("aws.ec2.instance", "i-1")
    older = config_item(configurationItemCaptureTime="2024-04-01T00:00:00.000Z", configuration={"instanceId": "i-1"})
    found = read(snapshot(config_item(), older), Said())
    assert [each.attrs["ImageId"] for each in resources(found)] == ["ami-1"]
    newer = config_item(configurationItemCaptureTime="2024-06-01T00:00:00.000Z")
    assert isinstance(read(snapshot(deleted, newer), Said())[-1], Resource)


def test_what_no_kind_is_for_is_counted_by_its_type() -> None:
    found = read(snapshot(config_item("AWS::Config::ResourceCompliance"), config_item("AWS::New::Thing")), Said())
    assert found == [Unknown("AWS::Config::ResourceCompliance"), Unknown("AWS::New::Thing")]


def test_relationships_that_properties_do_not_tell_are_taken() -> None:
    related = [
        {"resourceType": "AWS::EC2::SecurityGroup", "resourceId": "sg-1", "name": "Is associated with SecurityGroup"},
        {"resourceType": "AWS::CloudFormation::Stack", "resourceId": "arn:aws:x", "name": "Is contained in Stack"},
        {"resourceType": "AWS::EC2::FlowLog", "resourceId": "fl-1", "name": "Is attached to FlowLog"},
        "nonsense",
    ]
    found = read(snapshot(config_item(relationships=related)), Said())
    edges = [each for each in found if isinstance(each, Relationship)]
    assert [(edge.src.key, edge.verb.value, edge.dst.key) for edge in edges] == [("i-1", "attached_to", "fl-1")]


@pytest.mark.parametrize(
    ("region", "partition"),
    [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eusc-de-east-1", "aws-eusc"), ("eu-west-1", "aws")],
)
def test_relationships_and_arns_are_of_the_partition_of_the_region(region: str, partition: str) -> None:
    related = [{"resourceType": "AWS::ApiGatewayV2::Api", "resourceId": "a1", "name": "Is associated with Api"}]
    item = config_item(relationships=related, awsRegion=region, ARN="")
    edges = [each for each in read(snapshot(item), Said()) if isinstance(each, Relationship)]
    assert [edge.dst.key for edge in edges] == [f"arn:{partition}:apigateway:{region}::/apis/a1"]
    vpc = one({"Vpcs": [VPC]}, Said(region=region))
    assert vpc.attrs["Arn"] == f"arn:{partition}:ec2:{region}:123456789012:vpc/vpc-1"


@pytest.mark.parametrize(
    "item",
    [
        {"resourceType": "AWS::EC2::Instance"},
        {"resourceType": "AWS::EC2::Instance", "configuration": "{", "resourceId": "i-1"},
        {"resourceType": 7},
        "nonsense",
        config_item(configuration=None, configurationItemStatus="ResourceNotRecorded"),
        config_item(configuration=[1], tags=7, relationships=3),
    ],
)
def test_a_wrong_item_of_config_is_left_out(item: Any) -> None:
    found = read({"fileVersion": "1.0", "configurationItems": [item, config_item(resourceId="i-2")]}, HERE)
    assert isinstance(found[0], LeftOut), found
    assert resources(found)


def test_each_type_of_config_has_a_kind() -> None:
    kinds = {kind.kind for service in SERVICES for kind in service.kinds}
    assert set(KINDS.values()) <= kinds
    assert len(KINDS) > 180


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        lambda data: gzip.compress(data[:40]) + gzip.compress(data[40:]),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: gzip.compress(data.decode().encode("utf-16")),
    ],
)
def test_a_file_may_be_compressed_and_of_other_encodings(pack: Any) -> None:
    assert one(pack(json.dumps({"Vpcs": [VPC]}).encode())).ref.key == "vpc-1"


def test_a_compressed_file_that_breaks_off_keeps_what_came_before() -> None:
    import random

    noise = random.Random(7)
    vpcs = [{**VPC, "VpcId": f"vpc-{number}", "Noise": f"{noise.getrandbits(256):x}"} for number in range(500)]
    packed = gzip.compress(json.dumps({"Vpcs": vpcs}).encode())
    found = read(packed[: len(packed) // 2])
    assert 100 < len(resources(found)) < 400
    reasons = [each.reason for each in found if isinstance(each, LeftOut)]
    assert "ends in the middle" in reasons[0]
    assert reasons[-1] == "the compressed data ends in the middle"


def test_damaged_compression_is_told() -> None:
    found = read(b"\x1f\x8b" + b"nonsense" * 10)
    assert found == []


def test_what_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "LARGE", 1 << 20)
    with pytest.raises(DharmaError, match="unpacks to more than"):
        read(gzip.compress(b'{"Vpcs": ["' + b"x" * (32 << 20) + b'"]}'))


@pytest.mark.parametrize(
    ("start", "what"), [(b"BZh9", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"PAR1", "Parquet"), (b"<?xml", "XML")]
)
def test_a_file_of_another_sort_is_told_as_what_it_is(start: bytes, what: str) -> None:
    with opened("file", io.BytesIO(start + b"\x00" * 100), SERVICES, HERE) as source:
        assert (source.reader, source.file.read()) == (None, b"")
        assert what in source.unpacked.fault and "unpack or convert it first" in source.unpacked.fault


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def test_files_in_an_archive_are_read_one_by_one() -> None:
    vpcs = json.dumps({"Vpcs": [VPC]}).encode()
    packed = zipped({"a.json": vpcs, "in/b.json.gz": gzip.compress(vpcs), "__MACOSX/._a.json": b"x", "in/": b""})
    names = []
    for member in members("all.zip", packed):
        with opened(member.name, member.file, SERVICES, HERE, packed_size=member.packed_size) as source:
            assert source.reader is not None
            assert len(resources(list(source.reader.read(pieces(source.file))))) == 1
        names.append(member.name)
    assert names == ["all.zip/a.json", "all.zip/in/b.json.gz"]


def test_an_archive_that_is_cut_short_or_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_files, "LARGE", 1 << 20)
    packed = zipped({"a.json": b'{"Vpcs": ["' + b"x" * (32 << 20) + b'"]}'})
    for member in members("all.zip", packed):
        with (
            opened(member.name, member.file, SERVICES, HERE, packed_size=member.packed_size) as source,
            pytest.raises(DharmaError, match="unpacks to more than"),
        ):
            source.file.read()
    with pytest.raises(UsageError, match="damaged archive"):
        list(members("all.zip", io.BytesIO(packed.getvalue()[: len(packed.getvalue()) // 2])))


@pytest.mark.parametrize("text", ["", "nonsense", '{"foo": 1}', "[]", '{"kind": "x.vm", "key": "1", "Vpcs": []}'])
def test_what_is_of_no_format_is_left_to_lines(text: str) -> None:
    assert read(text) == []


# -- lists that are cut short -----------------------------------------------------------------------------------------


def page(number: int, **more: Any) -> dict[str, Any]:
    return {"Vpcs": [{**VPC, "VpcId": f"vpc-{number}"}], **more}


@pytest.mark.parametrize(
    ("files", "cut"),
    [
        ([page(1)], 0),
        ([page(1, NextToken="x")], 1),
        ([page(1, NextToken=None)], 0),
        ([[page(1, NextToken="x")]], 1),
        ([[page(1, NextToken="x"), page(2)]], 0),
        ([page(1, NextToken="x"), page(2, NextToken="y"), page(3)], 0),
        ([page(3), page(1, NextToken="x")], 0),  # whatever order they are given in
        ([page(1, IsTruncated=True, Marker="x")], 1),
        ([page(1, IsTruncated=False, Marker="x")], 0),  # the marker of the page itself
        ([page(1, NextToken="x"), {"Topics": [{"TopicArn": TOPIC_ARN}]}], 1),  # another list
    ],
)
def test_a_list_that_is_cut_short_is_told_unless_its_last_page_is_there(files: list[Any], cut: int) -> None:
    pages, counted = Pages(), Counted()
    for number, file in enumerate(files):
        for found in read(file):
            counted.take(found, str(number))
            if isinstance(found, Page):
                pages.take(found, str(number))
    counted.end()
    assert len([*pages.cut_short()]) == counted.cut_short == cut
    assert counted.wrong_count == 0
