"""What the tests of imported files of AWS share: reading one, and what stands in it."""

from __future__ import annotations

import io
import json
from typing import Any

from dharma_tui.core.clock import SystemClock
from dharma_tui.core.importer import Found, LeftOut, Partly, Said
from dharma_tui.core.provider import ProviderService
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Resource
from dharma_tui.services import discovery
from dharma_tui.services.import_files import opened
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


INSTANCE = {
    "InstanceId": "i-1",
    "State": {"Name": "running"},
    "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web"}],
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1"}],
}
ROLE = {"RoleName": "worker", "Arn": "arn:aws:iam::123456789012:role/worker", "Tags": [{"Key": "a", "Value": "b"}]}


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
