"""Who reaches whom of what stands in a network by interfaces of its own: the same as by the interfaces."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.access import FROM_INTERNET, INWARDS
from dharma_tui.core.clock import new_id
from dharma_tui.core.types import ResourceRef
from dharma_tui.services.access import Access
from dharma_tui.services.importing import Import, parsed
from dharma_tui.services.pools import IoPool
from dharma_tui.services.providers import kinds_of
from dharma_tui.services.query.lookup import Lookup
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.moto_lab import ACCOUNT, NORTH
from tests.integration.test_aws import CLOCK, Bench
from tests.integration.test_aws_import import HERE, SERVICES, imported

ARN = f"arn:aws:{{}}:{NORTH}:{ACCOUNT}:{{}}"
BALANCER = ARN.format("elasticloadbalancing", "loadbalancer/app/front/aa")
TASK, CLUSTER = ARN.format("ecs", "task/shop/01"), ARN.format("ecs", "cluster/shop")


def group(key: str, port: int, source: str) -> dict[str, Any]:
    let_in: dict[str, Any] = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}
    let_in["IpRanges" if "/" in source else "UserIdGroupPairs"] = [{"CidrIp" if "/" in source else "GroupId": source}]
    out = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    return {"GroupId": key, "GroupName": key, "Description": key, "VpcId": "vpc-1", "OwnerId": ACCOUNT,
            "IpPermissions": [let_in], "IpPermissionsEgress": [out]}  # fmt: skip


def card(key: str, subnet: str, address: str, *groups: str, **attrs: Any) -> dict[str, Any]:
    return {"NetworkInterfaceId": key, "SubnetId": subnet, "VpcId": "vpc-1", "PrivateIpAddress": address,
            "OwnerId": ACCOUNT, "Status": "in-use", "Description": "",
            "Groups": [{"GroupId": each, "GroupName": each} for each in groups], **attrs}  # fmt: skip


def table(key: str, gateway: dict[str, str], subnet: str) -> dict[str, Any]:
    out = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", **gateway}
    return {"RouteTableId": key, "VpcId": "vpc-1", "Routes": [out],
            "Associations": [{"SubnetId": subnet, "RouteTableId": key, "Main": False}]}  # fmt: skip


def attached(key: str, instance: str = "") -> dict[str, Any]:
    return {"AttachmentId": key, "Status": "attached", **({"InstanceId": instance} if instance else {})}


ESTATE: dict[str, Any] = {
    "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available"}],
    "Subnets": [
        {"SubnetId": "subnet-a", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "State": "available"},
        {"SubnetId": "subnet-b", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24", "State": "available"},
    ],
    "SecurityGroups": [
        *(group("sg-front", 443, "0.0.0.0/0"), group("sg-web", 80, "sg-front")),
        *(group("sg-files", 2049, "sg-web"), group("sg-task", 80, "sg-web")),
    ],
    "RouteTables": [
        table("rtb-a", {"GatewayId": "igw-1"}, "subnet-a"),
        table("rtb-b", {"NatGatewayId": "nat-1"}, "subnet-b"),
    ],
    "NetworkAcls": [
        {"NetworkAclId": "acl-1", "VpcId": "vpc-1",
         "Associations": [{"SubnetId": subnet, "NetworkAclId": "acl-1"} for subnet in ("subnet-a", "subnet-b")],
         "Entries": [{"RuleNumber": 100, "RuleAction": "allow", "Egress": egress, "CidrBlock": "0.0.0.0/0", "Protocol": "-1"}
                     for egress in (False, True)]},
    ],
    "NetworkInterfaces": [
        card("eni-web", "subnet-b", "10.0.2.5", "sg-web", Attachment=attached("a-1", "i-1")),
        card("eni-front", "subnet-a", "10.0.1.5", "sg-front", RequesterManaged=True, Description="ELB app/front/aa"),
        card("eni-files", "subnet-b", "10.0.2.6", "sg-files", RequesterManaged=True, Attachment=attached("a-2")),
        card("eni-task", "subnet-b", "10.0.2.7", "sg-task", RequesterManaged=True, Attachment=attached("a-3")),
        card("eni-nat", "subnet-a", "10.0.1.6", RequesterManaged=True, InterfaceType="nat_gateway"),
    ],
    "Addresses": [{"AllocationId": "eipalloc-1", "PublicIp": "3.3.3.3", "NetworkInterfaceId": "eni-nat"}],
    "NatGateways": [
        {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-a", "State": "available",
         "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-nat", "PublicIp": "3.3.3.3"}]},
    ],
    "Reservations": [
        {"Instances": [
            {"InstanceId": "i-1", "VpcId": "vpc-1", "SubnetId": "subnet-b", "State": {"Name": "running"},
             "Tags": [{"Key": "Name", "Value": "web"}], "SecurityGroups": [{"GroupId": "sg-web"}],
             "NetworkInterfaces": [card("eni-web", "subnet-b", "10.0.2.5", "sg-web")]},
        ]},
    ],
    "LoadBalancers": [
        {"LoadBalancerArn": BALANCER, "LoadBalancerName": "front", "Scheme": "internet-facing", "Type": "application",
         "VpcId": "vpc-1", "State": {"Code": "active"}, "SecurityGroups": ["sg-front"], "DNSName": "front.example",
         "AvailabilityZones": [{"SubnetId": "subnet-a", "ZoneName": "a"}]},
    ],
    "Listeners": [{"ListenerArn": f"{BALANCER}/l", "LoadBalancerArn": BALANCER, "Port": 443, "Protocol": "HTTPS"}],
    "FileSystems": [{"FileSystemId": "fs-1", "FileSystemArn": ARN.format("elasticfilesystem", "file-system/fs-1"),
                     "LifeCycleState": "available"}],
    "MountTargets": [
        {"MountTargetId": "fsmt-1", "FileSystemId": "fs-1", "SubnetId": "subnet-b", "VpcId": "vpc-1",
         "LifeCycleState": "available", "IpAddress": "10.0.2.6", "NetworkInterfaceId": "eni-files"},
    ],
    "tasks": [
        {"taskArn": TASK, "clusterArn": CLUSTER, "lastStatus": "RUNNING", "group": "family:job", "containers": [],
         "attachments": [{"id": "at", "type": "ElasticNetworkInterface",
                          "details": [{"name": "networkInterfaceId", "value": "eni-task"}]}]},
    ],
}  # fmt: skip
"""A server and a task behind a balancer, and a file system that the server mounts, as the AWS CLI lists them."""


def without(folder: Path, *left_out: str) -> Bench:
    """A store of the estate, of which some was never listed."""
    files = []
    for what, listed in ESTATE.items():
        if what not in left_out:
            files.append(folder / f"{what}.json")
            files[-1].write_text(json.dumps({what: listed}))
    bench = Bench(folder / "store")
    imported(bench, files, HERE)
    return bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = without(tmp_path)
    yield bench
    bench.lake.close()


async def test_interfaces_answer_as_what_holds_them_does(bench: Bench) -> None:
    lookup, io = Lookup(bench.lake), IoPool(2)
    access = Access(bench.lake, io, kinds_of(SERVICES))

    async def asked(kind: str, key: str) -> dict[str, list[tuple[str, str]]]:
        answers = await access.networks(ResourceRef(f"aws.{kind}", key), lookup)
        return {each.question: [(way.name, way.what) for way in each.ways] for each in answers}

    out, files = ("0.0.0.0/0", "everything"), ("fsmt-1", "tcp 2049")
    web = await asked("ec2.instance", "i-1")
    assert web["Who reaches it"] == [("front", "tcp 80")]
    task = "family:job", "tcp 80"
    assert web["What it reaches"] == [out, files, ("front", "tcp 443"), task]
    front = await asked("elb.load_balancer", BALANCER)
    assert front["From the internet"] == [("0.0.0.0/0", "tcp 443")]
    mount = await asked("efs.mount_target", "fsmt-1")
    assert mount["Who reaches it"] == [("web", "tcp 2049")]
    assert mount["What it reaches"] == mount["From the internet"] == []
    job = await asked("ecs.ecs_task", TASK)
    assert job["Who reaches it"] == [("web", "tcp 80")]
    nat = await asked("ec2.nat_gateway", "nat-1")
    assert nat["What it reaches"] == [out]
    assert nat["Who reaches it"] == []

    for interface, holder in (("web", web), ("front", front), ("files", mount), ("task", job), ("nat", nat)):
        assert await asked("ec2.network_interface", f"eni-{interface}") == holder, interface
    assert await asked("efs.nfs_file_system", "fs-1") == mount
    assert await asked("ec2.vpc", "vpc-1") == {}
    io.close()


async def test_what_merely_contains_an_interface_reaches_nobody(bench: Bench, tmp_path: Path) -> None:
    stack = {"kind": "aws.cloudformation.stack", "key": ARN.format("cloudformation", "stack/pay/1"), "account": ACCOUNT}
    pay = {"kind": "dharma.infrastructure", "key": "application/pay"}
    cards = [{"kind": "aws.ec2.network_interface", "key": f"eni-{name}"} for name in ("web", "front", "task")]
    inside = [{"src": each, "dst": card, "verb": "contains"} for each in (stack, pay) for card in cards]
    (tmp_path / "groups.jsonl").write_text("\n".join(map(json.dumps, [stack, pay, *inside])))
    lines = [*parsed((tmp_path / "groups.jsonl").read_text().splitlines())]
    Import(ScanStore(bench.lake), CLOCK, new_id, kinds_of(SERVICES)).run([("groups", lines)], lambda _: None)
    assert bench.lake.query("SELECT count(*) FROM lake.resources WHERE key = 'application/pay'") == [(1,)]
    io = IoPool(2)
    answers = await Access(bench.lake, io, kinds_of(SERVICES)).networks(
        ResourceRef("aws.ec2.instance", "i-1"), Lookup(bench.lake)
    )
    told = {each.question: [way.name for way in each.ways] for each in answers}
    assert told["Who reaches it"] == ["front"]
    assert told["What it reaches"] == ["0.0.0.0/0", "fsmt-1", "front", "family:job"]
    io.close()


LISTS, TABLES = "network ACLs of vpc-1", "route tables of vpc-1"


@pytest.mark.parametrize(
    ("left_out", "internet", "inwards"),
    [
        pytest.param(["RouteTables"], ([False], TABLES), ([True], TABLES), id="routes"),
        pytest.param(["NetworkAcls"], ([False], LISTS), ([False], LISTS), id="lists"),
        pytest.param(
            ["SecurityGroups"], ([], "rules of sg-front"), ([], "rules of sg-front, sg-web, sg-task"), id="groups"
        ),
        pytest.param(["Listeners"], ([False], "listeners of front"), ([False], "listeners of front"), id="listeners"),
    ],
)
async def test_what_was_never_listed_is_not_known_and_not_sure(
    tmp_path: Path, left_out: list[str], internet: tuple[list[bool], str], inwards: tuple[list[bool], str]
) -> None:
    bench, io = without(tmp_path, *left_out), IoPool(2)
    access = Access(bench.lake, io, kinds_of(SERVICES))
    answers = await access.networks(ResourceRef("aws.elb.load_balancer", BALANCER), Lookup(bench.lake))
    told = {each.question: each for each in answers}
    for question, (sure, unknown) in ((FROM_INTERNET, internet), (INWARDS, inwards)):
        assert [way.sure for way in told[question].ways if way.name != "family:job"] == sure, question
        assert told[question].unknown == f"{unknown} were not listed"
        assert told[question].beneath == f"Not known: {unknown} were not listed."
    io.close()
    bench.lake.close()


async def test_what_has_no_public_address_is_not_reached_whatever_was_not_listed(tmp_path: Path) -> None:
    bench, io = without(tmp_path, "RouteTables", "NetworkAcls", "SecurityGroups"), IoPool(2)
    access = Access(bench.lake, io, kinds_of(SERVICES))
    answers = await access.networks(ResourceRef("aws.ec2.instance", "i-1"), Lookup(bench.lake))
    assert answers[0].beneath == "The internet does not reach it."
    assert all(each.beneath.startswith("Not known: rules of sg-web") for each in answers[1:])
    io.close()
    bench.lake.close()


async def test_what_the_account_keeps_from_the_internet_is_not_reached_from_there(bench: Bench, tmp_path: Path) -> None:
    lookup, io = Lookup(bench.lake), IoPool(2)
    access = Access(bench.lake, io, kinds_of(SERVICES))

    async def told() -> tuple[list[str], str, bool, list[str]]:
        answers = await access.networks(ResourceRef("aws.elb.load_balancer", BALANCER), lookup)
        (outside,) = (each for each in answers if each.question == FROM_INTERNET)
        found = bench.lake.query(
            "SELECT source FROM lake.relationships WHERE dst_key = ? AND src_key = 'igw-1'", [BALANCER]
        )
        ways = [way.what for way in outside.ways]
        return ways, outside.none, "Block Public Access" in outside.left_out, [source for (source,) in found]

    def block(mode: str) -> None:
        here = {
            "AwsAccountId": ACCOUNT,
            "AwsRegion": NORTH,
            "State": "update-complete",
            "InternetGatewayBlockMode": mode,
        }
        (tmp_path / "block.json").write_text(json.dumps({"VpcBlockPublicAccessOptions": here}))
        imported(bench, [tmp_path / "block.json"], HERE)

    come = ["reach:tcp 443 from 0.0.0.0/0 through sg-front"]
    assert await told() == (["tcp 443"], "The internet does not reach it.", True, come)
    block("off")
    assert await told() == (["tcp 443"], "The internet does not reach it.", False, come)
    block("block-ingress")
    unlisted = f"exclusions from VPC Block Public Access in {NORTH} of {ACCOUNT}"
    perhaps = f"reach:perhaps tcp 443 from 0.0.0.0/0 through sg-front, depending on {unlisted}"
    assert await told() == (["tcp 443"], "The internet does not reach it.", True, [perhaps])
    (tmp_path / "none.json").write_text(json.dumps({"VpcBlockPublicAccessExclusions": []}))
    imported(bench, [tmp_path / "none.json"], HERE, replace_all=True)
    assert await told() == ([], "The internet does not reach it: VPC Block Public Access keeps it out.", False, [])
    ended = {
        "ExclusionId": "vpcbpa-exclude-1",
        "State": "delete-complete",
        "ResourceArn": ARN.format("ec2", "vpc/vpc-1"),
    }
    (tmp_path / "ended.json").write_text(json.dumps({"VpcBlockPublicAccessExclusions": [ended]}))
    imported(bench, [tmp_path / "ended.json"], HERE)
    assert await told() == ([], "The internet does not reach it: VPC Block Public Access keeps it out.", False, [])
    block("off")
    assert await told() == (["tcp 443"], "The internet does not reach it.", False, come)
    io.close()
