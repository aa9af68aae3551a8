"""What comes from the internet past a firewall that looks at packets on both ways."""

from __future__ import annotations

from typing import Any, cast

import pytest

from dharma_tui.core.types import Resource
from dharma_tui.services.relations.reach import exposure_words
from tests.unit.network_lab import drawn, group, instance, only, open_acl, permit, subnet, table, thing
from tests.unit.test_aws_losses_of_ways import reached
from tests.unit.test_topology_rules import losses

ENDPOINT = "vpce-0a1b2c3d4e5f60718"
SERVER = instance("i-web", "subnet-pub", "10.0.0.5", "sg-web", public="54.0.0.9")
BALANCER = "arn:aws:elasticloadbalancing:x:loadbalancer/app/front/1"


def handed_by(gateway: str, *routes: tuple[str, str]) -> Resource:
    """The table of a gateway, by which it hands on what comes in."""
    made = table("rtb-edge", *routes)
    cast("dict[str, Any]", made.attrs)["Associations"] = [{"Main": False, "GatewayId": gateway}]
    return made


def inline(*edge: tuple[str, str], past: str = ENDPOINT) -> list[Resource]:
    """A public subnet that leads to a firewall, which leads to the internet."""
    return [
        thing("ec2.vpc", "vpc-1", CidrBlock="10.0.0.0/16"),
        *(subnet("subnet-pub", "10.0.0.0/24"), subnet("subnet-fw", "10.0.9.0/28"), open_acl("subnet-pub", "subnet-fw")),
        thing("ec2.internet_gateway", "igw-1", Attachments=[{"VpcId": "vpc-1"}]),
        table("rtb-pub", ("0.0.0.0/0", past), subnets=["subnet-pub"]),
        table("rtb-fw", ("0.0.0.0/0", "igw-1"), subnets=["subnet-fw"]),
        handed_by("igw-1", *edge),
        thing("ec2.vpc_endpoint", ENDPOINT, VpcEndpointType="GatewayLoadBalancer", VpcId="vpc-1", SubnetIds=["subnet-fw"]),
        group("sg-web", permit("0.0.0.0/0")),
        SERVER,
        thing("elb.listener", f"{BALANCER}/l", LoadBalancerArn=BALANCER, Port=443, Protocol="HTTPS"),
        thing("elb.load_balancer", BALANCER, Type="application", Scheme="internet-facing", VpcId="vpc-1",
              SecurityGroups=["sg-web"], AvailabilityZones=[{"SubnetId": "subnet-pub"}]),
    ]  # fmt: skip


@pytest.mark.parametrize("network", ["10.0.0.0/24", "10.0.0.0/16"])
def test_what_a_gateway_hands_to_a_firewall_before_a_subnet_is_perhaps_let_in(network: str) -> None:
    found = exposure_words(drawn(*inline((network, ENDPOINT))).exposures(only(SERVER)))
    assert found == f"perhaps tcp 443 from 0.0.0.0/0 through sg-web, if {ENDPOINT} passes it on"


@pytest.mark.parametrize("edge", [[], [("10.0.0.0/24", "vpce-other")], [("10.0.0.0/24", "local")]])
def test_what_a_gateway_hands_to_nobody_whom_the_answer_goes_by_is_not_let_in(edge: list[tuple[str, str]]) -> None:
    assert exposure_words(drawn(*inline(*edge)).exposures(only(SERVER))) == ""


def test_a_subnet_that_leads_nowhere_is_not_come_to_by_what_a_gateway_hands_on() -> None:
    network = drawn(*inline(("10.0.0.0/24", "local"), past="local"))
    assert exposure_words(network.exposures(only(SERVER))) == ""


@pytest.mark.parametrize(
    "failed", ["internet_gateway:igw-1", f"vpc_endpoint:{ENDPOINT}", "route_table:rtb-pub", "route_table:rtb-fw"]
)
def test_a_balancer_behind_a_firewall_loses_the_internet_with_what_leads_there(failed: str) -> None:
    known = inline(("10.0.0.0/24", ENDPOINT))
    for each in known:
        if each.ref.key == "rtb-pub":
            cast("dict[str, Any]", each.attrs)["WaysThrough"] = [ENDPOINT]
    assert losses(reached(*known), f"aws.ec2.{failed}")[f"aws.elb.load_balancer:{BALANCER}"] == 100
