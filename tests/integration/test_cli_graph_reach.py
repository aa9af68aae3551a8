"""Who reaches whom, as ``dharma-tui graph reach`` tells it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
