"""Blocks of addresses in rules and routes, and the networks they stand for."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Resource
from dharma_tui.services.network.drawing import Drawing
from dharma_tui.services.relations.addresses import MOST, Addresses
from tests.unit.network_lab import KINDS, group, permit, subnet, table, thing

NET = thing("ec2.vpc", "vpc-1", CidrBlock="10.1.0.0/16")
SUBNETS = tuple(subnet(f"subnet-{at}", f"10.1.{at}.0/24") for at in range(4))
FAR = thing("ec2.vpc", "vpc-9", CidrBlock="10.9.0.0/16")
FAR_SUBNET = subnet("subnet-f", "10.9.1.0/24", "vpc-9")
ELSEWHERE = thing("ec2.vpc", "vpc-5", CidrBlock="10.5.0.0/16")
JOINT = thing("ec2.vpc_peering", "pcx-1", RequesterVpcInfo={"VpcId": "vpc-1"}, AccepterVpcInfo={"VpcId": "vpc-9"},
              Status={"Code": "active"})  # fmt: skip
ALL = (NET, *SUBNETS, FAR, FAR_SUBNET, ELSEWHERE, JOINT)


def edges(asked: Resource, *others: Resource) -> list[tuple[str, str, str, str]]:
    rule = Addresses(tuple(KINDS.values()))
    for resource in (*others, asked):
        rule.add(resource)
    found = rule.relationships(asked)
    return sorted((edge.src.key, edge.verb.value, edge.dst.key, edge.source.partition(":")[2]) for edge in found)


@pytest.mark.parametrize(
    ("block", "places"),
    [
        pytest.param("10.1.2.0/24", ["subnet-2"], id="a subnet"),
        pytest.param("10.1.2.7/32", ["subnet-2"], id="an address in one"),
        pytest.param("10.1.2.0/23", ["subnet-2", "subnet-3"], id="some subnets"),
        pytest.param("10.1.0.0/16", ["vpc-1"], id="the network"),
        pytest.param("10.1.200.0/24", ["vpc-1"], id="where no subnet is yet"),
        pytest.param("10.9.0.0/16", ["vpc-9"], id="a joined network"),
        pytest.param("10.9.1.0/25", ["subnet-f"], id="a part of one"),
        pytest.param("10.0.0.0/8", ["vpc-1", "vpc-9"], id="all joined networks, and no other"),
        pytest.param("10.5.0.0/16", [], id="a network that is not joined"),
        pytest.param("0.0.0.0/0", [], id="anywhere"),
        pytest.param("203.0.113.0/24", [], id="nothing of ours"),
    ],
)
def test_what_a_rule_names(block: str, places: list[str]) -> None:
    found = edges(group("sg-1", permit(block, first=22), egress=()), *ALL)
    assert found == [(place, "connects_to", "sg-1", f"tcp 22 from {block}") for place in places]


def associated(state: str, block: str, sort: str = "Cidr") -> dict[str, Any]:
    return {f"{sort}Block": block, f"{sort}BlockState": {"State": state}}


@pytest.mark.parametrize(
    ("state", "is_there"),
    [
        ("associated", True),
        ("associating", True),
        ("disassociating", False),
        ("disassociated", False),
        ("failing", False),
        ("failed", False),
    ],
)
def test_a_block_that_a_network_lost_or_never_got_is_none_of_it(state: str, is_there: bool) -> None:
    lost, lost6 = associated(state, "100.64.0.0/16"), associated(state, "2001:db8:2::/56", "Ipv6Cidr")
    net = thing("ec2.vpc", "vpc-1", CidrBlock="10.1.0.0/16", CidrBlockAssociationSet=[lost],
                Ipv6CidrBlockAssociationSet=[lost6, associated("associated", "2001:db8:1::/56", "Ipv6Cidr")])  # fmt: skip
    part = thing("ec2.subnet", "subnet-6", VpcId="vpc-1", CidrBlock="10.1.9.0/24",
                 Ipv6CidrBlockAssociationSet=[associated(state, "2001:db8:1::/64", "Ipv6Cidr")])  # fmt: skip

    for block in ("100.64.0.0/10", "2001:db8:2::/48"):
        assert bool(edges(group("sg-1", permit(block), egress=()), net)) == is_there
    found = edges(group("sg-1", permit("2001:db8:1::/64"), egress=()), net, part)
    assert [place for place, *_ in found] == ["subnet-6" if is_there else "vpc-1"]
    drawn = Drawing()
    for resource in (net, part):
        drawn.add(resource)
    assert len(drawn.vpc_networks("vpc-1")) == (4 if is_there else 2)
    assert len(drawn._blocks("subnet-6")) == (2 if is_there else 1)


def test_rules_for_the_same_place_are_one_relationship() -> None:
    both = group(
        "sg-1",
        permit("10.1.2.0/24", first=22),
        permit("10.1.2.0/24", first=80),
        permit("10.1.2.9/32", first=1),
        egress=(),
    )
    assert edges(both, *ALL) == [
        ("subnet-2", "connects_to", "sg-1", "tcp 1 from 10.1.2.9/32; tcp 22, 80 from 10.1.2.0/24")
    ]


def test_rules_for_what_goes_out() -> None:
    out = group("sg-1", egress=[permit("10.9.1.0/24", first=5432)])
    assert edges(out, *ALL) == [("sg-1", "connects_to", "subnet-f", "tcp 5432 to 10.9.1.0/24")]


def test_where_routes_lead() -> None:
    routes = table("rtb-1", ("10.1.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), ("10.9.0.0/16", "pcx-1"))
    assert edges(routes, *ALL) == [("rtb-1", "routes_to", "vpc-9", "10.9.0.0/16 through pcx-1")]


def hub(*vpcs: str) -> list[Resource]:
    return [thing("ec2.transit_attachment", f"att-{vpc}", TransitGatewayId="tgw-1", ResourceType="vpc", ResourceId=vpc)
            for vpc in vpcs]  # fmt: skip


def test_a_route_over_a_hub_leads_where_it_says_and_not_everywhere() -> None:
    def route(to: str) -> Resource:
        listed: list[dict[str, Any]] = [{"DestinationCidrBlock": to, "TransitGatewayId": "tgw-1", "State": "active"}]
        return thing("ec2.route_table", "rtb-1", VpcId="vpc-1", Routes=listed, Associations=[{"Main": True}])

    many = [thing("ec2.vpc", f"vpc-{at}", CidrBlock=f"10.{at}.0.0/16") for at in range(20, 20 + MOST + 1)]
    known = (*ALL, *many, *hub("vpc-1", "vpc-9", *(vpc.ref.key for vpc in many)))
    assert edges(route("10.9.0.0/16"), *known) == [("rtb-1", "routes_to", "vpc-9", "10.9.0.0/16 through tgw-1")]
    assert edges(route("10.0.0.0/8"), *known) == []


def test_more_subnets_than_anybody_reads_are_their_network() -> None:
    many = tuple(subnet(f"subnet-x{at}", f"10.1.{at}.0/24") for at in range(64, 64 + MOST + 1))
    found = edges(group("sg-1", permit("10.1.64.0/18", first=22), egress=()), NET, *many)
    assert [place for place, *_ in found] == ["vpc-1"]


@pytest.mark.parametrize(
    ("state", "own"), [("associated", {"subnet-1": "rtb-1"}), ("disassociated", {}), ("failed", {})]
)
def test_a_subnet_goes_by_no_table_that_it_left(state: str, own: dict[str, str]) -> None:
    left = {"SubnetId": "subnet-1", "AssociationState": {"State": state}}
    drawn = Drawing()
    drawn.add(thing("ec2.route_table", "rtb-1", VpcId="vpc-1", Associations=[left]))
    assert drawn.tables.own == own
