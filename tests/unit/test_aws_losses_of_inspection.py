"""What is lost behind a hub with a network that looks at all packets: they come in by one table, and leave by another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from dharma_tui.core.graph import GraphNode
from dharma_tui.core.types import Resource, ResourceRef, Verb
from dharma_tui.services.graph_server.whole import held_of
from dharma_tui.services.relations.dns import Dns
from dharma_tui.services.topology.adjacency import CODES
from tests.unit.network_lab import KINDS
from tests.unit.test_aws_losses import kind_key, thing
from tests.unit.test_aws_losses_of_ways import ANYWHERE, HUB, in_subnets, reached, route_table
from tests.unit.test_topology_flowing import OfOne, estate
from tests.unit.test_topology_rules import losses

NAT, ADDRESS, CARD = "nat-0a1b2c3d4e5f60718", "eipalloc-0a1b2c3d4e5f60718", "eni-0a1b2c3d4e5f60718"
SPOKE, INSPECT, EGRESS = "att-spoke", "att-inspect", "att-egress"
TO_HUB = {**ANYWHERE, "TransitGatewayId": HUB}


def hub_table(key: str, *sent: tuple[str, str]) -> Resource:
    """A table of the hub, which sends each network to an attachment."""
    routes: list[dict[str, Any]] = [
        {"DestinationCidrBlock": cidr, "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": to}]}
        for cidr, to in sent
    ]
    return thing("ec2.transit_route_table", key, TransitGatewayId=HUB, Routes=routes)


def attachment(key: str, vpc: str, table: str, *subnets: str) -> Resource:
    return thing("ec2.transit_attachment", key, TransitGatewayId=HUB, ResourceType="vpc", ResourceId=vpc,
                 SubnetIds=[*subnets], Association={"TransitGatewayRouteTableId": table})  # fmt: skip


def endpoint(zone: str) -> str:
    return f"vpce-0a1b2c3d4e5f6071{zone}"


def inspected(zones: str) -> list[Resource]:
    """A network that leaves over a hub, through one with an endpoint of a firewall in each zone, out of a third by NAT."""
    known = [
        *(thing("ec2.vpc", vpc) for vpc in ("spoke", "inspect", "egress")),
        thing("ec2.transit_gateway", HUB),
        hub_table("of-spokes", ("0.0.0.0/0", INSPECT)),
        hub_table("of-inspect", ("0.0.0.0/0", EGRESS), ("10.1.0.0/16", SPOKE)),
        attachment(SPOKE, "spoke", "of-spokes", "subnet-spoke"),
        attachment(INSPECT, "inspect", "of-inspect", *(f"subnet-in{zone}" for zone in zones)),
        attachment(EGRESS, "egress", "of-inspect", "subnet-out"),
        *(thing("ec2.subnet", f"subnet-{key}", VpcId=key) for key in ("spoke", "out")),
        route_table("subnet-spoke", TO_HUB, vpc="spoke"),
        route_table("subnet-out", {**ANYWHERE, "NatGatewayId": "nat-0a1b2c3d4e5f60718"}, vpc="egress"),
        thing("ec2.nat_gateway", "nat-0a1b2c3d4e5f60718", SubnetId="subnet-nat", VpcId="egress"),
    ]
    for zone in zones:
        known += [thing("ec2.subnet", f"subnet-{place}{zone}", VpcId="inspect") for place in ("in", "fw")]
        known += [
            route_table(f"subnet-in{zone}", {**ANYWHERE, "GatewayId": endpoint(zone)}, vpc="inspect"),
            route_table(f"subnet-fw{zone}", TO_HUB, vpc="inspect"),
            thing("ec2.vpc_endpoint", endpoint(zone), VpcEndpointType="GatewayLoadBalancer", VpcId="inspect",
                  SubnetIds=[f"subnet-fw{zone}"]),
        ]  # fmt: skip
    return known


@pytest.mark.parametrize(("zones", "share"), [("1", 100), ("12", 50), ("123", 33)])
@pytest.mark.parametrize("failed", [f"vpc_endpoint:{endpoint('1')}", "route_table:rtb-in1", "route_table:rtb-fw1"])
def test_one_of_several_ways_through_a_firewall_is_a_share_of_it(failed: str, zones: str, share: int) -> None:
    lost = losses(reached(*inspected(zones)), f"aws.ec2.{failed}")

    assert lost[f"aws.ec2.transit_attachment:{INSPECT}"] == lost["aws.ec2.route_table:rtb-spoke"] == share
    others = {f"aws.ec2.{each}{zone}" for zone in zones[1:] for each in ("route_table:rtb-in", "route_table:rtb-fw")}
    assert others.isdisjoint(lost), "the way back is no dependence of the way out"


def test_who_leaves_over_a_hub_loses_the_way_out_with_its_attachment() -> None:
    edges = reached(*inspected("12"))
    assert losses(edges, f"aws.ec2.transit_attachment:{SPOKE}")["aws.ec2.subnet:subnet-spoke"] == 25
    assert losses(edges, f"aws.ec2.transit_attachment:{INSPECT}")["aws.ec2.subnet:subnet-spoke"] == 25


def test_an_attachment_does_without_the_way_out_of_its_subnets_and_goes_with_these() -> None:
    edges = in_subnets("aws.ec2.transit_attachment", "a", "b")

    assert "aws.ec2.transit_attachment" not in losses(edges, "aws.ec2.internet_gateway:1")
    assert losses(edges, "aws.ec2.subnet:a")["aws.ec2.transit_attachment"] == 50


def test_packets_that_come_by_a_hub_twice_go_in_no_circle_of_dependence() -> None:
    assert asyncio.run(OfOne(estate(*inspected("12"))).circles()) == ([], 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("aws.elb.load_balancer", "aws.elb.load_balancer"),
        ("aws.ec2.instance", "aws.ec2.instance"),
        ("aws.ec2.instance", "aws.rds.db_instance"),
        ("aws.ec2.vpc_endpoint", "aws.elb.load_balancer"),
        ("aws.ec2.nat_gateway", "aws.ec2.instance"),
        ("aws.ec2.transit_attachment", "aws.ec2.instance"),
    ],
)
def test_what_asks_the_next_and_is_asked_by_it_is_a_circle_beside_the_ways_of_packets(one: str, other: str) -> None:
    both = f"{one}:one", f"{other}:other"
    told = [
        *reached(*inspected("12")),
        (both[0], Verb.ROUTES_TO, both[1]),
        (both[1], Verb.DEPENDS_ON, both[0]),
    ]
    found, count = asyncio.run(OfOne(held_of(*graph_of(told), KINDS)).circles())

    assert count == 1
    assert {node.name for node in found[0].graph.nodes} == {*both}


@pytest.mark.parametrize("part", ["route_table", "internet_gateway", "vpn_gateway"])
def test_where_packets_go_on_by_a_part_of_a_network_is_no_circle(part: str) -> None:
    both = "aws.ec2.instance:one", f"aws.ec2.{part}:other"
    told = [(0, 1, CODES[Verb.ROUTES_TO]), (1, 0, CODES[Verb.CONNECTS_TO])]
    nodes = [GraphNode(ResourceRef(*name.split(":", 1)), name) for name in both]

    assert asyncio.run(OfOne(held_of(nodes, told, KINDS)).circles()) == ([], 0)


def test_an_address_and_the_interface_that_has_it_close_no_circle() -> None:
    has, keyed = {"AllocationId": ADDRESS, "PublicIp": "3.3.3.3"}, {"NetworkInterfaceId": CARD}
    known = [
        thing("ec2.nat_gateway", NAT, VpcId="vpc-1", NatGatewayAddresses=[{**has, **keyed}]),
        thing("ec2.elastic_ip", ADDRESS, **has, **keyed, PrivateIpAddress="10.0.0.5"),
        thing("ec2.network_interface", CARD, **keyed, VpcId="vpc-1", Association=has,
              PrivateIpAddresses=[{"PrivateIpAddress": "10.0.0.5", "Association": has}]),
    ]  # fmt: skip
    dns = Dns(tuple(KINDS.values()))
    for resource in known:
        dns.add(resource)
    led = [(kind_key(edge.src), edge.verb, kind_key(edge.dst)) for each in known for edge in dns.relationships(each)]
    told = [*reached(*known), *led]

    assert led == [(f"aws.ec2.elastic_ip:{ADDRESS}", Verb.ROUTES_TO, f"aws.ec2.network_interface:{CARD}")]
    assert asyncio.run(OfOne(held_of(*graph_of(told), KINDS)).circles()) == ([], 0)
    without_gateway = [*reached(*known[1:]), *led]
    assert losses(without_gateway, f"aws.ec2.elastic_ip:{ADDRESS}")[f"aws.ec2.network_interface:{CARD}"] == 50


def graph_of(told: Sequence[tuple[str, Verb, str]]) -> tuple[list[GraphNode], list[tuple[int, int, int]]]:
    """Nodes and edges of these relationships."""
    names = list(dict.fromkeys(end for source, _, target in told for end in (source, target)))
    nodes = [GraphNode(ResourceRef(*name.split(":", 1)), name) for name in names]
    return nodes, sorted({(names.index(source), names.index(target), CODES[verb]) for source, verb, target in told})
