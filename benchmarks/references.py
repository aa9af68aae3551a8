"""How long it takes to find the relationships between resources of AWS from their properties, and whether they are the true ones.

``python -m benchmarks.references [--largest 1000000]`` makes estates of 10,000 resources, ten times as many and so on, whose true
relationships are known, and prints the seconds, the ratio of the time for each resource to that of the smallest estate, and the
shares of true relationships found and of found ones that are false.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.references import Directory
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State

SMALLEST = 10_000
SEED = 7
REGIONS = ("eu-central-1", "us-east-1", "ap-south-1", "sa-east-1")
Edge = tuple[str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=100_000, metavar="N", help="resources of the largest estate")
    largest = parser.parse_args().largest
    size, first = SMALLEST, 0.0
    while size <= largest:
        resources, true = _estate(size)
        began = time.perf_counter()
        found = _found(resources)
        each = (time.perf_counter() - began) / len(resources)
        first = first or each
        right = len(found & true)
        sys.stdout.write(
            f"{len(resources):>9,} resources  {each * len(resources):7.2f} s  {each / first:5.2f} times as long for each"
            f"  {len(found):,} relationships, {right / len(true):.2%} of the true, {1 - right / len(found):.2%} false\n"
        )
        sys.stdout.flush()
        size *= 10


def _found(resources: list[Resource]) -> set[Edge]:
    from dharma_tui.services.discovery import aws

    directory = Directory(kind for service in subclasses(aws, ProviderService) for kind in service.kinds)  # type: ignore[type-abstract]
    for resource in resources:
        directory.add(resource)
    return {
        (edge.source.partition(":")[0] and resource.ref.key, edge.dst.key if edge.src == resource.ref else edge.src.key)
        for resource in resources
        for edge in directory.relationships(resource)
    }


def _estate(size: int) -> tuple[list[Resource], set[Edge]]:
    """Resources, and the pairs of keys of which the first one's properties name the second."""
    chance = random.Random(SEED)
    resources: list[Resource] = []
    true: set[Edge] = set()
    for made in _networks(chance, size):
        for resource, named in made:
            resources.append(resource)
            true.update((resource.ref.key, other) for other in named)
    return resources, true


def _networks(chance: random.Random, size: int) -> Iterator[list[tuple[Resource, set[str]]]]:
    """One network after the other with what is in it, until there is enough."""
    total = 0
    while total < size:
        made = _network(chance)
        total += len(made)
        yield made


def _network(chance: random.Random) -> list[tuple[Resource, set[str]]]:
    scope = Scope("aws", f"{chance.randrange(10**11, 10**12)}", chance.choice(REGIONS))

    def id_(prefix: str) -> str:
        return f"{prefix}-{chance.getrandbits(68):017x}"

    def arn(service: str, rest: str) -> str:
        return f"arn:aws:{service}:{scope.region}:{scope.account}:{rest}"

    def resource(kind: str, key: str, named: set[str], **attrs: Json) -> tuple[Resource, set[str]]:
        noise: dict[str, Json] = {
            f"Fact{number}": chance.choice(("enabled", "default", 17, True, f"value-{number}", "2026-01-01T00:00:00Z"))
            for number in range(20)
        }
        ref = ResourceRef(f"aws.{kind}", key)
        return Resource(ref, f"name-{chance.randrange(50)}", scope, State.RUNNING, {}, {**attrs, **noise}), named

    vpc, group, volumes = id_("vpc"), id_("sg"), []
    subnets = [id_("subnet") for _ in range(3)]
    role = f"arn:aws:iam::{scope.account}:role/{chance.randrange(10**6)}"
    queue = arn("sqs", f"queue-{chance.randrange(10**9)}")
    made = [
        resource("ec2.vpc", vpc, set(), VpcId=vpc, Arn=arn("ec2", f"vpc/{vpc}")),
        resource("ec2.security_group", group, {vpc}, GroupId=group, VpcId=vpc),
        resource("iam.role", role, set(), Arn=role, RoleName=role.rpartition("/")[2]),
        resource("sqs.queue", queue, set(), QueueArn=queue),
        *(resource("ec2.subnet", subnet, {vpc}, SubnetId=subnet, VpcId=vpc) for subnet in subnets),
    ]
    for _ in range(12):
        instance, interface, subnet = id_("i"), id_("eni"), chance.choice(subnets)
        volumes = [id_("vol"), id_("vol")]
        made.append(
            resource(
                "ec2.instance",
                instance,
                {vpc, subnet, group, interface, *volumes},
                InstanceId=instance,
                VpcId=vpc,
                SubnetId=subnet,
                SecurityGroups=[{"GroupId": group, "GroupName": "web"}],
                NetworkInterfaces=[
                    {"NetworkInterfaceId": interface, "SubnetId": subnet, "Groups": [{"GroupId": group}]}
                ],
                BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": volume}} for volume in volumes],
            )
        )
        made.append(resource("ec2.network_interface", interface, {subnet, vpc}, SubnetId=subnet, VpcId=vpc))
        made += [
            resource("ec2.volume", volume, {instance}, Attachments=[{"InstanceId": instance, "VolumeId": volume}])
            for volume in volumes
        ]
    for number in range(6):
        function = arn("lambda", f"function:f{number}-{chance.randrange(10**9)}")
        dead: Json = {"TargetArn": queue}
        made.append(
            resource("lambda.function", function, {role, queue}, FunctionArn=function, Role=role, DeadLetterConfig=dead)
        )
    return made


if __name__ == "__main__":
    main()
