"""Who reaches whom, as ``dharma-tui graph reach`` tells it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dharma_tui.core.types import Resource, State
from tests.integration.cli_process import Cli
from tests.unit.network_lab import group, instance, open_acl, permit, subnet, table, thing

OFF = replace(instance("off", "subnet-a", "10.0.1.9", "sg-web"), state=State.STOPPED)
ESTATE = (
    thing("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    subnet("subnet-a", "10.0.1.0/24"),
    table("rtb-1", ("10.0.0.0/16", "local"), subnets=["subnet-a"]),
    open_acl("subnet-a"),
    group("sg-web", permit("10.0.0.0/16")),
    instance("web", "subnet-a", "10.0.1.5", "sg-web"),
    OFF,
)
MORE = (
    *ESTATE[:2],
    table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
    *ESTATE[3:],
    group("sg-open", permit("0.0.0.0/0", first=443)),
    instance("open", "subnet-a", "10.0.1.8", "sg-open", public="198.51.100.8"),
    thing("ec2.instance", "bare", VpcId="vpc-1", SubnetId="subnet-a"),
    thing("lambda.function", "outside", Role="arn:aws:iam::123456789012:role/outside"),
    thing("rds.db_cluster", "orders", DBClusterIdentifier="orders"),
    thing("rds.db_instance", "orders-1", DBInstanceIdentifier="orders-1",
          VpcSecurityGroups=[{"VpcSecurityGroupId": "sg-open"}], Endpoint={"Port": 443},
          DBSubnetGroup={"VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-a"}]}),
)  # fmt: skip
MEMBER = {
    "src": {"kind": "aws.rds.db_instance", "key": "orders-1"},
    "dst": {"kind": "aws.rds.db_cluster", "key": "orders"},
    "verb": "member_of",
    "source": "test",
}


def line(resource: Resource) -> dict[str, Any]:
    scope, state = resource.scope, resource.state.value
    place = {"provider": scope.provider, "account": scope.account, "region": scope.region}
    ref = {"kind": resource.ref.kind, "key": resource.ref.key, "name": resource.name}
    return {**ref, **place, "state": state, "labels": {}, "attrs": dict(resource.attrs)}


def test_what_does_not_run_is_told_as_such_wherever_it_is_named(cli: Cli) -> None:
    assert cli.load([line(each) for each in ESTATE]).code == 0

    assert "  off (stopped now): " in cli("graph", "reach", "web").out
    asked = cli("graph", "reach", "off")
    assert asked.out.startswith("off is stopped now: ") and "  web: " in asked.out
    document = cli("graph", "reach", "web", "--json").document
    assert {node["key"]: node["state"] for node in document["nodes"]} == {"web": "running", "off": "stopped"}
    assert all(way["name"] != "off (stopped now)" for told in document["questions"] for way in told["ways"])


@pytest.mark.parametrize(
    ("one", "other", "unknown"),
    [
        ("web", "bare", "networks of bare were not listed"),
        ("bare", "web", "networks of bare were not listed"),
        ("web", "sg-open", "sg-open is in no network that is known"),
        ("sg-open", "web", "sg-open is in no network that is known"),
        ("web", "vpc-1", "vpc-1 is a network itself: ask of what is in it"),
        ("web", "vm", "networks and their rules are followed for AWS alone"),
    ],
)
def test_that_it_is_not_known_what_passes_between_two_is_said_whoever_of_them_is_not_listed(
    cli: Cli, one: str, other: str, unknown: str
) -> None:
    vm = {**line(thing("ec2.instance", "vm")), "kind": "x.vm"}
    assert cli.load([*(line(each) for each in MORE), vm]).code == 0

    asked = cli("graph", "reach", one, other)
    assert asked.out == f"Who reaches it:\n  Not known: {unknown}.\nWhat it reaches:\n  Not known: {unknown}.\n"
    told = cli("graph", "reach", one, other, "--json").document["questions"]
    assert [(each["unknown"], each["ways"]) for each in told] == [(unknown, [])] * 2


def test_what_may_pass_between_two_over_the_internet_is_told(cli: Cli) -> None:
    assert cli.load([line(each) for each in MORE]).code == 0
    over = "tcp 443, perhaps, over the internet, and not inside of networks"

    for ends, question, other in (
        (("outside", "open"), "What it reaches", "open"),
        (("open", "outside"), "Who reaches it", "outside"),
    ):
        asked = cli("graph", "reach", *ends)
        assert f"{question}:\n  {other}: {over}\n" in asked.out and asked.out.count("Nothing between the two.") == 1
    assert "over the internet" not in cli("graph", "reach", "web", "open").out, "inside of its network the same passes"


def test_what_stands_by_its_members_is_reached_whoever_is_asked(cli: Cli) -> None:
    assert cli.load([*(line(each) for each in MORE), MEMBER]).code == 0

    assert "Who reaches it:\n  web: tcp 443\n" in cli("graph", "reach", "orders", "web").out
    assert "What it reaches:\n  orders: tcp 443\n" in cli("graph", "reach", "web", "orders").out


def test_what_stands_in_no_network_though_its_kind_does_waits_for_no_listing(cli: Cli) -> None:
    ended = replace(thing("ec2.instance", "ended", NetworkInterfaces=[], SecurityGroups=[]), state=State.TERMINATED)
    gate = thing("ec2.vpc_endpoint", "vpce-1", VpcEndpointType="Gateway", VpcId="vpc-1", Groups=[], SubnetIds=[])
    bare = thing("ec2.instance", "bare", VpcId="vpc-1")
    assert cli.load([line(each) for each in (*ESTATE, ended, gate, bare)]).code == 0

    for name in ("ended", "vpce-1"):
        told = cli("graph", "reach", name).out
        assert "The internet does not reach it." in told and "Not known" not in told
    assert "Not known" in cli("graph", "reach", "bare").out
