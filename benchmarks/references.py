"""How long it takes to find the relationships between resources of AWS, and whether they are the true ones.

``python -m benchmarks.references [--largest 1000000] [--store]`` makes estates of 10,000 resources, ten times as many and so on,
whose true relationships are known: those that properties tell, and those that tags tell or rules compute. It prints seconds of the
processor, the ratio of the time for each resource to that of the smallest estate, what the memory grew by, and of both sorts the
shares of true relationships found and of found ones that are false. Resources are made as they are needed, and neither kept nor
counted.

With ``--store`` they are in a store, each size in a process of its own, and what is measured is what a scan does there when all is
listed: the first time, again with nothing new to write, and where one resource in a hundred has got another tag.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING

from dharma_tui.core.provider import ProviderService
from dharma_tui.core.references import Directory
from dharma_tui.core.registry import subclasses
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, State
from dharma_tui.services.store.resolving import tellers

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

SMALLEST = 10_000
SEED = 7
REGIONS = ("eu-central-1", "us-east-1", "ap-south-1", "sa-east-1")
ANYWHERE = "0.0.0.0/0"
Edge = tuple[str, str]
FILL = """INSERT INTO lake.resources BY NAME SELECT entry[1] AS kind, entry[2] AS key, entry[3] AS name, 'aws' AS provider,
        entry[4] AS account, entry[5] AS region, 'running' AS state, entry[6]::JSON AS attrs,
        entry[7]::JSON::MAP(VARCHAR, VARCHAR) AS labels, hash(entry) AS hash
    FROM read_json('{}', columns = {{'entry': 'VARCHAR[]'}}, format = 'newline_delimited', records = false)"""
CHANGE = """INSERT INTO lake.changes BY NAME SELECT 'changed' AS change, kind, key, 'again' AS scan_id, before,
        json_merge_patch(before, '{{"labels": {{"patched": "yes"}}}}') AS after
    FROM (SELECT kind, key, {} AS before FROM lake.resources held WHERE hash(key) % 100 = 0)"""


@dataclass
class Shares:
    """How many relationships are true, were found, and both."""

    true: int = 0
    found: int = 0
    right: int = 0

    def add(self, true: set[Edge], found: set[Edge]) -> None:
        """Count those of one network."""
        self.true += len(true)
        self.found += len(found)
        self.right += len(true & found)

    def __str__(self) -> str:
        return f"{self.found:,}, {self.right / self.true:.2%} of the true, {1 - self.right / self.found:.2%} false"


@dataclass
class Network:
    """Resources, each with the keys its properties name, and the pairs of keys that follow from several."""

    resources: list[tuple[Resource, set[str]]] = field(default_factory=list)
    computed: set[Edge] = field(default_factory=set)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=100_000, metavar="N", help="resources of the largest estate")
    parser.add_argument("--store", action="store_true", help="read from a store and write to it, as a scan does")
    given = parser.parse_args()
    largest = given.largest
    if given.store:
        stored(largest)
        return
    size, first = SMALLEST, 0.0
    while size <= largest:
        count, seconds, memory, told, computed = _measured(size)
        first = first or seconds / count
        sys.stdout.write(
            f"{count:>9,} resources  {seconds:7.2f} s  {seconds / count / first:5.2f} times as long for each  {memory:+,.0f} MB"
            f"\n    told by properties: {told}\n    computed: {computed}\n"
        )
        sys.stdout.flush()
        size *= 10


def _measured(size: int) -> tuple[int, float, float, Shares, Shares]:
    """How many resources, seconds, megabytes, and what was found."""
    from dharma_tui.services.discovery import aws

    kinds = [kind for service in subclasses(aws, ProviderService) for kind in service.kinds]  # type: ignore[type-abstract]
    before = _resident()
    by_kind = tellers(kinds)
    count, seconds = 0, 0.0
    for network in _networks(size):
        began = time.process_time()
        for resource, _ in network.resources:
            for teller in by_kind[resource.ref.kind]:
                teller.add(resource)
        seconds += time.process_time() - began
        count += len(network.resources)
    memory = _resident() - before
    told, computed = Shares(), Shares()
    for network in _networks(size):
        began = time.process_time()
        edges = [
            (isinstance(teller, Directory), resource.ref.key, edge)
            for resource, _ in network.resources
            for teller in by_kind[resource.ref.kind]
            for edge in teller.relationships(resource)
        ]
        seconds += time.process_time() - began
        told.add(
            {(resource.ref.key, other) for resource, named in network.resources for other in named},
            {(by, edge.dst.key if edge.src.key == by else edge.src.key) for direct, by, edge in edges if direct},
        )
        computed.add(network.computed, {(edge.src.key, edge.dst.key) for direct, _, edge in edges if not direct})
    return count, seconds, memory, told, computed


def stored(largest: int) -> None:
    """Measure and print what a scan does, in stores of growing size."""
    size, first = SMALLEST, 0.0
    while size <= largest:
        with tempfile.TemporaryDirectory(prefix="dharma-bench-") as folder, ProcessPoolExecutor(1) as alone:
            count, whole, again, some, memory = alone.submit(_in_store, Path(folder), size).result()
        first = first or whole / count
        sys.stdout.write(
            f"{count:>9,} resources  {whole:7.2f} s  {whole / count / first:5.2f} times as long for each"
            f"  again {again:.2f} s  1 % tagged {some:.2f} s ({some / whole:.3f})  {memory:+,.0f} MB at most\n"
        )
        sys.stdout.flush()
        size *= 10


def _in_store(folder: Path, size: int) -> tuple[int, float, float, float, float]:
    """How many resources, seconds of the three, and megabytes."""
    from dharma_tui.core.clock import SystemClock
    from dharma_tui.services.discovery import aws
    from dharma_tui.services.store.change_log import image
    from dharma_tui.services.store.lake import Lake
    from dharma_tui.services.store.scan_store import ScanStore

    kinds = [kind for service in subclasses(aws, ProviderService) for kind in service.kinds]  # type: ignore[type-abstract]
    lake = Lake.open(folder / "store", clock=SystemClock())
    count = _fill(lake, folder / "resources.jsonl", size)
    lake.write(lambda cursor: cursor.execute(CHANGE.format(image("held"))))
    before, spent, store = _resident(), [], ScanStore(lake)
    for scan_id in ("", "", "again"):
        began = time.process_time()
        store.resolve(kinds, scan_id)
        spent.append(time.process_time() - began)
    lake.close()
    peak = getrusage(RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return count, spent[0], spent[1], spent[2], peak - before


def _fill(lake: Lake, file: Path, size: int) -> int:
    count = 0
    with file.open("w", encoding="utf-8") as lines:
        for network in _networks(size):
            for each, _ in network.resources:
                row = (each.ref.kind, each.ref.key, each.name, each.scope.account, each.scope.region)
                lines.write(json.dumps([*row, json.dumps(each.attrs), json.dumps(each.labels)]) + "\n")
            count += len(network.resources)
    lake.write(lambda cursor: cursor.execute(FILL.format(file)))
    file.unlink()
    return count


def _resident() -> float:
    """This process's memory in megabytes."""
    gc.collect()
    with Path("/proc/self/statm").open() as pages:
        return int(pages.read().split()[1]) * 4096 / 1e6


def _networks(size: int) -> Iterator[Network]:
    """One network after the other with what is in it, until there is enough; the same ones each time."""
    chance = random.Random(SEED)
    total = 0
    while total < size:
        made = _network(chance, total)
        total += len(made.resources)
        yield made


def _network(chance: random.Random, number: int) -> Network:
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
        tags = {"Name": key[-6:], "env": chance.choice(("prod", "dev")), "aws:cloudformation:stack-id": stack}
        if chance.random() < 0.1:
            tags["belongs-to"] = chance.choice((vpc, id_("vpc"), "nobody"))
        said = {(key, tags["belongs-to"])} if tags.get("belongs-to") == vpc else set()
        network.computed |= {(one, other) for one, other in {(key, stack), *said} if one != other}
        return Resource(ref, f"name-{chance.randrange(50)}", scope, State.RUNNING, tags, {**attrs, **noise}), named

    block = f"10.{number // 200 % 200}"
    vpc, web, base, gateway = id_("vpc"), id_("sg"), id_("sg"), id_("igw")
    subnets, table = [id_("subnet") for _ in range(3)], id_("rtb")
    stack = arn("cloudformation", f"stack/shop/{chance.getrandbits(64):016x}")
    role = f"arn:aws:iam::{scope.account}:role/{chance.randrange(10**9)}"
    queue = arn("sqs", f"queue-{chance.randrange(10**9)}")
    front = arn("elasticloadbalancing", f"loadbalancer/app/front/{chance.getrandbits(64):016x}")
    host, record = (
        f"front-{chance.getrandbits(40)}.{scope.region}.elb.amazonaws.com",
        f"/hostedzone/Z{chance.getrandbits(60)}/www./A/",
    )
    allows: Json = {"Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue}]}
    network = Network(computed={(web, base), (gateway, front), (record, front), (role, queue), (subnets[0], base)})
    network.computed |= {(table, subnet) for subnet in subnets}  # they have none of their own
    made = network.resources
    made += [
        resource("ec2.vpc", vpc, set(), VpcId=vpc, Arn=arn("ec2", f"vpc/{vpc}"), CidrBlock=f"{block}.0.0/16"),
        resource("ec2.security_group", web, {vpc}, GroupId=web, VpcId=vpc, **_open(443, ANYWHERE)),
        resource(
            "ec2.security_group", base, {vpc, web}, GroupId=base, VpcId=vpc, **_open(5432, f"{block}.0.0/24", group=web)
        ),
        resource("ec2.internet_gateway", gateway, {vpc}, Attachments=[{"VpcId": vpc, "State": "available"}]),
        resource(
            *("ec2.route_table", table, {vpc, gateway}),
            VpcId=vpc,
            Associations=[{"Main": True}],
            Routes=[{"DestinationCidrBlock": ANYWHERE, "GatewayId": gateway, "State": "active"}],
        ),
        resource(
            *("elb.load_balancer", front, {vpc, web, *subnets}),
            LoadBalancerArn=front,
            DNSName=host,
            Scheme="internet-facing",
            VpcId=vpc,
            SecurityGroups=[web],
            AvailabilityZones=[{"SubnetId": subnet} for subnet in subnets],
        ),
        resource("elb.listener", f"{front}/443", {front}, LoadBalancerArn=front, Port=443, Protocol="HTTPS"),
        resource(
            "route53.dns_record", record, set(), Name="www.", Type="A", AliasTarget={"DNSName": f"dualstack.{host}."}
        ),
        resource(
            *("iam.role", role, {queue}),
            Arn=role,
            RoleName=role.rpartition("/")[2],
            RolePolicyList=[{"PolicyName": "sends", "PolicyDocument": allows}],
        ),
        resource("sqs.queue", queue, set(), QueueArn=queue),
        *(
            resource("ec2.subnet", subnet, {vpc}, SubnetId=subnet, VpcId=vpc, CidrBlock=f"{block}.{at}.0/24")
            for at, subnet in enumerate(subnets)
        ),
    ]
    for at in range(12):
        instance, interface, subnet = id_("i"), id_("eni"), chance.choice(subnets)
        volumes = [id_("vol"), id_("vol")]
        card: dict[str, Json] = {"NetworkInterfaceId": interface, "SubnetId": subnet, "Groups": [{"GroupId": web}]}
        card |= {"PrivateIpAddress": f"{block}.{subnets.index(subnet)}.{at + 10}"}
        if at == 0:
            card["Association"] = {
                "PublicIp": f"3.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"
            }
            network.computed.add((gateway, instance))
        made.append(
            resource(
                *("ec2.instance", instance, {vpc, subnet, web, interface, *volumes}),
                InstanceId=instance,
                VpcId=vpc,
                SubnetId=subnet,
                SecurityGroups=[{"GroupId": web, "GroupName": "web"}],
                NetworkInterfaces=[card],
                BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": volume}} for volume in volumes],
            )
        )
        attached: Json = {"InstanceId": instance}
        made.append(
            resource(
                "ec2.network_interface",
                interface,
                {subnet, vpc, instance},
                SubnetId=subnet,
                VpcId=vpc,
                Attachment=attached,
            )
        )
        made += [
            resource("ec2.volume", volume, {instance}, Attachments=[{"InstanceId": instance, "VolumeId": volume}])
            for volume in volumes
        ]
    functions = [arn("lambda", f"function:f{at}-{chance.randrange(10**9)}") for at in range(6)]
    for function in functions:
        dead: Json = {"TargetArn": queue}
        made.append(
            resource("lambda.function", function, {role, queue}, FunctionArn=function, Role=role, DeadLetterConfig=dead)
        )
    named = {name.rpartition(":")[2]: name for name in functions}
    listed = [
        ("EC2::VPC", vpc),
        ("IAM::Role", role.rpartition("/")[2]),
        *(("Lambda::Function", name) for name in named),
    ]
    others = [("IAM::Policy", role.rpartition("/")[2]), ("S3::BucketPolicy", queue), ("CDK::Metadata", base)]
    network.computed |= {(stack, key) for key in (vpc, role, *functions)}
    made.append(resource("cloudformation.stack", stack, set(), StackId=stack, Resources=_listed(listed + others)))
    return network


def _listed(items: list[tuple[str, str]]) -> list[Json]:
    """What a stack tells that it is made of."""
    return [
        {
            "LogicalResourceId": f"Part{at}",
            "PhysicalResourceId": id_,
            "ResourceType": f"AWS::{type_}",
            "ResourceStatus": "CREATE_COMPLETE",
        }
        for at, (type_, id_) in enumerate(items)
    ]


def _open(port: int, block: str, group: str = "") -> dict[str, Json]:
    """A security group that lets in on one port, and everything out."""
    pairs: list[Json] = [{"GroupId": group}] if group else []
    rule: Json = {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": block}],
        "UserIdGroupPairs": pairs,
    }
    out: Json = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}
    return {"IpPermissions": [rule], "IpPermissionsEgress": [out]}


if __name__ == "__main__":
    main()
