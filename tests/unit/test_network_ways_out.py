"""Where resources reach networks outside: rules, routes, lists and addresses each have their say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.network_lab import acl, drawn, group, instance, only, open_acl, permit, subnet, table, thing

PUBLIC = subnet("subnet-a", "10.0.1.0/24")
NET = thing("ec2.vpc", "vpc-1", CidrBlock="10.0.0.0/16")
OUT = table("rtb-a", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=("subnet-a",))
ASKS = group("sg-c")


@pytest.mark.parametrize(
    ("comes_in", "expected"),
    [
        pytest.param([("0.0.0.0/0", "-1")], "everything", id="all"),
        pytest.param([("0.0.0.0/0", "tcp:0-1023")], "", id="answers cannot come back"),
        pytest.param([("0.0.0.0/0", "tcp:1024-65535")], "tcp", id="answers of tcp alone"),
        pytest.param([("10.0.0.0/8", "-1")], "", id="only answers from inside"),
    ],
)
def test_the_way_out_needs_a_way_back(comes_in: list[tuple[str, str]], expected: str) -> None:
    entries = [(100 + number, "allow", *each, False) for number, each in enumerate(comes_in)]
    network = drawn(
        NET, PUBLIC, OUT, ASKS, acl("acl-1", [*entries, (100, "allow", "0.0.0.0/0", "-1", True)], "subnet-a")
    )
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-c", public="3.3.3.3")
    assert [(str(out.network), out.traffic.words()) for out in network.ways_out(only(server))] == (
        [("0.0.0.0/0", expected)] if expected else []
    )


def test_a_way_out_through_lists_that_nobody_listed_is_perhaps() -> None:
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-c", public="3.3.3.3")
    (out,) = drawn(NET, PUBLIC, OUT, ASKS).ways_out(only(server))
    assert (out.traffic.words(), out.depends_on) == ("everything", ("network ACLs of vpc-1",))
    assert list(drawn(NET, PUBLIC, ASKS).ways_out(only(server))) == []


NAT_AND_HUB = table("rtb-n", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "nat-1"), ("172.16.0.0/12", "tgw-1"),
                    subnets=("subnet-a",))  # fmt: skip


@pytest.mark.parametrize(
    ("egress", "expected"),
    [
        pytest.param([permit("198.51.100.10/32")], {"198.51.100.10/32 nat-1 tcp 443"}, id="one address outside"),
        pytest.param(
            [permit("172.16.5.0/24", first=22)], {"172.16.5.0/24 tgw-1 tcp 22"}, id="a network behind the hub"
        ),
        pytest.param([permit("10.0.0.0/16", protocol="-1")], set(), id="only the network itself"),
        pytest.param([permit("192.168.0.0/16")], set(), id="what the internet does not know"),
        pytest.param(
            [permit("0.0.0.0/0"), permit("198.51.100.10/32"), permit("203.0.113.0/24", first=22)],
            {"0.0.0.0/0 nat-1 tcp 443", "203.0.113.0/24 nat-1 tcp 22", "172.16.0.0/12 tgw-1 tcp 443"},
            id="a narrow rule tells what a wide one does not",
        ),
    ],
)
def test_a_way_out_leads_where_both_rule_and_route_do(egress: list[dict[str, Any]], expected: set[str]) -> None:
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-c")
    network = drawn(NET, PUBLIC, NAT_AND_HUB, open_acl("subnet-a"), group("sg-c", egress=egress))
    found = {f"{out.network} {out.gateway} {out.traffic.words()}" for out in network.ways_out(only(server))}
    assert found == expected


@pytest.mark.parametrize("target", ["eigw-1", "tgw-1"])
@pytest.mark.parametrize(
    ("address", "rule", "expected"),
    [
        pytest.param("", "::/0", set(), id="no address"),
        pytest.param("2a05:d018::5", "0.0.0.0/0", set(), id="no rule"),
        pytest.param("2a05:d018::5", "::/0", {"::/0"}, id="both"),
    ],
)
def test_over_ipv6_a_way_out_needs_an_address_and_a_rule(
    target: str, address: str, rule: str, expected: set[str]
) -> None:
    names = {"eigw-1": "EgressOnlyInternetGatewayId", "tgw-1": "TransitGatewayId"}
    route = {"DestinationIpv6CidrBlock": "::/0", names[target]: target, "State": "active"}
    routes = thing("ec2.route_table", "rtb-6", VpcId="vpc-1", Routes=[route], Associations=[{"Main": True}])
    card = {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-a", "VpcId": "vpc-1", "Groups": [{"GroupId": "sg-c"}]}
    spoken = [{"Ipv6Address": address}] if address else []
    server = thing("ec2.network_interface", "eni-1", **card, PrivateIpAddress="10.0.1.5", Ipv6Addresses=spoken)
    network = drawn(NET, PUBLIC, routes, open_acl("subnet-a"), group("sg-c", egress=[permit(rule)]))
    assert {str(out.network) for out in network.ways_out(only(server))} == expected


def test_what_a_route_is_for_whose_target_is_gone_takes_no_wider_one() -> None:
    wide = {"DestinationCidrBlock": "0.0.0.0/0", "TransitGatewayId": "tgw-1", "State": "active"}
    gone = {"DestinationCidrBlock": "10.9.0.0/16", "VpcPeeringConnectionId": "pcx-1", "State": "blackhole"}
    server, rules = instance("i-1", "subnet-a", "10.0.1.5", "sg-c"), [permit("10.9.1.0/24"), permit("10.8.0.0/16")]

    def out(*routes: dict[str, str]) -> set[str]:
        main = thing("ec2.route_table", "rtb-1", VpcId="vpc-1", Routes=[*routes], Associations=[{"Main": True}])
        network = drawn(NET, PUBLIC, main, open_acl("subnet-a"), group("sg-c", egress=rules))
        return {str(out.network) for out in network.ways_out(only(server))}

    assert out(wide) == {"10.9.1.0/24", "10.8.0.0/16"}
    assert out(gone, wide) == {"10.8.0.0/16"}
    assert out({**gone, "DestinationCidrBlock": "0.0.0.0/0"}) == set()


def test_what_a_list_denies_of_the_way_out_is_taken_off() -> None:
    entries = [(90, "deny", "0.0.0.0/1", "-1", True), (100, "allow", "0.0.0.0/0", "-1", True),
               (100, "allow", "0.0.0.0/0", "-1", False)]  # fmt: skip
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-c")
    network = drawn(
        NET, PUBLIC, NAT_AND_HUB, acl("acl-1", entries, "subnet-a"), group("sg-c", egress=[permit("0.0.0.0/0")])
    )
    found = {(str(out.network), out.gateway) for out in network.ways_out(only(server))}
    assert found == {("128.0.0.0/1", "nat-1"), ("172.16.0.0/12", "tgw-1")}


BY_NAT = table("rtb-b", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "nat-1"), subnets=("subnet-a",))


@pytest.mark.parametrize(
    ("nat", "routes", "expected"),
    [
        pytest.param("public", [("0.0.0.0/0", "igw-1")], {"0.0.0.0/0"}, id="a gateway to the internet"),
        pytest.param("public", [("0.0.0.0/0", "vpce-1")], {"0.0.0.0/0"}, id="what looks at packets first"),
        pytest.param("public", [("198.51.100.0/24", "igw-1")], {"198.51.100.0/24"}, id="a part of the internet"),
        pytest.param("public", [], set(), id="nowhere"),
        pytest.param("private", [("0.0.0.0/0", "igw-1")], set(), id="a gateway that would want a public address"),
        pytest.param("private", [("10.9.0.0/16", "tgw-1")], {"10.9.0.0/16"}, id="another network"),
        pytest.param("private", [("0.0.0.0/0", "nat-2")], {"0.0.0.0/0"}, id="another gateway for NAT"),
        pytest.param("private", [("0.0.0.0/0", "nat-1")], set(), id="back to itself"),
        pytest.param("public", None, {"0.0.0.0/0"}, id="nobody listed where"),
    ],
)
def test_nat_leads_where_the_routes_of_its_own_subnet_do(
    nat: str, routes: list[tuple[str, str]] | None, expected: set[str]
) -> None:
    gateway = thing("ec2.nat_gateway", "nat-1", SubnetId="subnet-n", VpcId="vpc-1", ConnectivityType=nat)
    known = [] if routes is None else [table("rtb-n", ("10.0.0.0/16", "local"), *routes, subnets=("subnet-n",))]
    network = drawn(
        *(NET, PUBLIC, subnet("subnet-n", "10.0.2.0/24"), BY_NAT, gateway, *known, open_acl("subnet-a")),
        group("sg-c", egress=[permit("0.0.0.0/0", protocol="-1")]),
    )
    found = [*network.ways_out(only(instance("i-1", "subnet-a", "10.0.1.5", "sg-c")))]
    assert {str(out.network) for out in found} == expected
    assert {out.gateway for out in found} <= {"nat-1"}
