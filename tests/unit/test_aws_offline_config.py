"""Items and snapshots of AWS Config."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dharma_tui.core.importer import Gone, LeftOut, Partly, Said, Unknown
from dharma_tui.core.secrets import MASK
from dharma_tui.core.types import Relationship, Resource, State
from dharma_tui.services.discovery.aws._config_types import KINDS
from tests.unit.offline_lab import HERE, SERVICES, VPC, config_item, one, read, resources, snapshot


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


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"value": "in-use"}, State.RUNNING),
        ({"name": "in-use", "code": 16}, State.RUNNING),
        ("in-use", State.RUNNING),
        ({"value": ["in-use"]}, State.UNKNOWN),
        ({}, State.UNKNOWN),
    ],
)
def test_a_state_that_config_tells_as_an_object_is_its_word(told: Any, state: State) -> None:
    volume = config_item("AWS::EC2::Volume", resourceId="vol-1", configuration={"volumeId": "vol-1", "state": told})

    found = one(snapshot(volume), Said())

    assert found.state is state
    assert state is State.UNKNOWN or found.attrs["State"] == "in-use"


@pytest.mark.parametrize("status", ["OK", "ResourceDeleted"])
def test_a_zone_of_config_is_the_one_that_is_listed(status: str) -> None:
    zone = config_item(
        "AWS::Route53::HostedZone",
        awsRegion="global",
        resourceId="Z1",
        resourceName="example.com.",
        ARN="arn:aws:route53:::hostedzone/Z1",
        configurationItemStatus=status,
        configuration={"Id": "Z1", "Name": "example.com.", "HostedZoneConfig": {"Comment": "ours"}, "VPCs": []},
    )
    listed = {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "example.com.", "Config": {"Comment": "ours"}}]}
    (found,) = (each for each in read(snapshot(zone), Said()) if isinstance(each, (Gone, Partly, Resource)))
    if isinstance(found, Gone):
        assert found.key == one(listed).ref.key
        return
    zone_found = found.resource if isinstance(found, Partly) else found
    assert zone_found.ref == one(listed).ref
    assert zone_found.attrs["Config"] == {"Comment": "ours"}


def test_a_distribution_of_config_is_as_a_list_tells_it() -> None:
    origin = {"domainName": "shop.example.com", "customHeaders": {"items": [{"headerName": "X", "headerValue": "abc"}]}}
    told = {"aliases": {"items": ["www.example.com"]}, "origins": {"items": [origin]}, "enabled": False}
    distribution = config_item(
        "AWS::CloudFront::Distribution",
        awsRegion="us-east-1",
        resourceId="E1",
        ARN="arn:aws:cloudfront::123456789012:distribution/E1",
        configuration={"id": "E1", "status": "Deployed", "domainName": "d.cloudfront.net", "distributionConfig": told},
    )
    attrs = one(snapshot(distribution), Said()).attrs
    assert (attrs["Status"], attrs["Aliases"]) == ("Disabled", {"Items": ["www.example.com"]})
    assert attrs["Origins"] == {
        "Items": [
            {
                "DomainName": "shop.example.com",
                "CustomHeaders": {"Items": [{"HeaderName": "X", "HeaderValue": MASK}]},
            }
        ]
    }


@pytest.mark.parametrize(
    ("type_", "named", "told"),
    [
        (
            "RDS::OptionGroup",
            {"OptionGroupName": "og"},
            {"OptionConfigurations": [{"OptionSettings": [{"Name": "x", "Value": "hunter2"}]}]},
        ),
        (
            "KinesisFirehose::DeliveryStream",
            {"DeliveryStreamName": "s"},
            {
                "HttpEndpointDestinationConfiguration": {
                    "RequestConfiguration": {"CommonAttributes": [{"AttributeName": "x", "AttributeValue": "hunter2"}]}
                }
            },
        ),
        (
            "KinesisAnalyticsV2::Application",
            {"ApplicationName": "a"},
            {
                "ApplicationConfiguration": {
                    "EnvironmentProperties": {"PropertyGroups": [{"PropertyMap": {"x": "hunter2"}}]}
                }
            },
        ),
    ],
)
def test_what_config_alone_tells_is_masked_as_what_lists_tell(
    type_: str, named: dict[str, str], told: dict[str, Any]
) -> None:
    arn = "arn:aws:any:eu-west-1:123456789012:x/y"
    item = config_item(f"AWS::{type_}", resourceId="x", resourceName="x", ARN=arn, configuration={**named, **told})
    assert "hunter2" not in json.dumps(one(snapshot(item)).attrs)


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
    attrs = one(snapshot(item)).attrs
    assert attrs.get("Policy") == told
    assert ("SupplementaryConfiguration" in attrs) is (told is None), "told once"


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
