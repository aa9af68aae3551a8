"""Who reaches whom: groups, lists, routes and addresses each have their say."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import Resource
from dharma_tui.services.network.interfaces import belongs_to_another, of_holder
from dharma_tui.services.network.map import NetworkMap
from dharma_tui.services.relations.reach import exposure_words
from tests.unit.network_lab import (
    HERE,
    KINDS,
    acl,
    drawn,
    group,
    instance,
    only,
    open_acl,
    permit,
    subnet,
    table,
    thing,
)

PUBLIC, PRIVATE = subnet("subnet-a", "10.0.1.0/24"), subnet("subnet-b", "10.0.2.0/24")
NET = thing("ec2.vpc", "vpc-1", CidrBlock="10.0.0.0/16")
OUT = table("rtb-a", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=("subnet-a",))
MAIN = table("rtb-m", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "nat-1"))
WEB = group("sg-web", permit("0.0.0.0/0"))
BASE = (NET, PUBLIC, PRIVATE, OUT, MAIN, open_acl("subnet-a", "subnet-b"))


def exposed(resource: Resource, *more: Resource) -> str:
    return exposure_words(drawn(*BASE, *more).exposures(only(resource)))


def passes(source: Resource, target: Resource, *more: Resource) -> str:
    return drawn(*BASE, *more).passage(only(source), only(target)).surely.words()


def test_the_internet_reaches_what_has_an_address_a_route_and_a_rule() -> None:
    assert exposed(instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3"), WEB) == (
        "tcp 443 from 0.0.0.0/0 through sg-web"
    )


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(instance("i-1", "subnet-a", "10.0.1.5", "sg-web"), id="no public address"),
        pytest.param(instance("i-1", "subnet-b", "10.0.2.5", "sg-web", public="3.3.3.3"), id="no route"),
        pytest.param(instance("i-1", "subnet-a", "10.0.1.5", "sg-none", public="3.3.3.3"), id="no rule"),
    ],
)
def test_the_internet_does_not_reach(resource: Resource) -> None:
    assert exposed(resource, WEB, group("sg-none", permit("10.0.0.0/8"), permit("sg-web"))) == ""


def test_a_narrow_rule_is_told_as_narrow() -> None:
    office = group("sg-web", permit("0.0.0.0/0", first=80), permit("198.51.100.0/24", first=22))
    assert exposed(instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3"), office) == (
        "tcp 22 from 198.51.100.0/24 through sg-web; tcp 80 from 0.0.0.0/0 through sg-web"
    )


def test_a_narrower_route_elsewhere_is_the_one_taken() -> None:
    office = group("sg-web", permit("198.51.100.0/24"))
    detour = table("rtb-a", ("0.0.0.0/0", "igw-1"), ("198.51.100.0/24", "pcx-1"), subnets=("subnet-a",))
    assert exposed(instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3"), office, detour) == ""


def test_prefix_lists_are_looked_up() -> None:
    offices = group("sg-web", permit("pl-1"))
    entry = thing("ec2.prefix_list_entry", "pl-1/198.51.100.0/24", PrefixListId="pl-1", Cidr="198.51.100.0/24")
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3")
    assert exposed(server, offices) == ""
    assert exposed(server, offices, entry) == "tcp 443 from 198.51.100.0/24 through sg-web"


def test_routes_lead_where_prefix_lists_say_in_whatever_order_they_are_read() -> None:
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3")
    by_list = table("rtb-a", ("10.0.0.0/16", "local"), ("pl-1", "igw-1"), subnets=("subnet-a",))
    entry = thing("ec2.prefix_list_entry", "pl-1/0.0.0.0/0", PrefixListId="pl-1", Cidr="0.0.0.0/0")
    for known in ((by_list, entry), (entry, by_list)):
        assert exposed(server, WEB, *known) == "tcp 443 from 0.0.0.0/0 through sg-web"


def test_what_no_list_says_is_not_known() -> None:
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3")

    def unknown(*routes: tuple[str, str]) -> list[str]:
        known = drawn(*BASE, WEB, table("rtb-a", ("0.0.0.0/0", "nat-1"), *routes, subnets=("subnet-a",)))
        return [known.unrouted(only(server), "subnet-a"), *known.unknown_ends(only(server))]

    assert unknown(("pl-1", "igw-1")) == ["entries of pl-1", "entries of pl-1"]
    assert unknown(("pl-1", "tgw-1")) == ["", "entries of pl-1"]
    assert unknown(("pl-63a5400a", "vpce-1")) == [""], "the addresses of a service, which goes by its endpoint"


def test_ipv6_needs_an_address_and_a_route_of_its_own() -> None:
    server = thing(
        "ec2.instance", "i-6", VpcId="vpc-1",
        NetworkInterfaces=[{"SubnetId": "subnet-a", "Groups": [{"GroupId": "sg-6"}], "PrivateIpAddress": "10.0.1.6",
                            "Ipv6Addresses": [{"Ipv6Address": "2600:1f18::6"}]}],
    )  # fmt: skip
    open_ = group("sg-6", permit("::/0", "0.0.0.0/0"))
    assert exposed(server, open_) == ""
    routed = table("rtb-a", ("0.0.0.0/0", "igw-1"), ("::/0", "igw-1"), subnets=("subnet-a",))
    assert exposed(server, open_, routed) == "tcp 443 from ::/0 through sg-6"


def balancer(scheme: str, **more: object) -> Resource:
    return thing("elb.load_balancer", "lb", VpcId="vpc-1", Scheme=scheme, LoadBalancerArn="lb",
                 AvailabilityZones=[{"SubnetId": "subnet-a"}], **more)  # fmt: skip


def test_a_balancer_is_reached_where_it_listens() -> None:
    wide = group("sg-lb", permit("0.0.0.0/0", protocol="-1"))
    listener = thing("elb.listener", "l", LoadBalancerArn="lb", Port=443, Protocol="HTTPS")
    assert exposed(balancer("internet-facing", SecurityGroups=["sg-lb"]), wide, listener) == (
        "tcp 443 from 0.0.0.0/0 through sg-lb"
    )
    assert exposed(balancer("internal", SecurityGroups=["sg-lb"]), wide, listener) == ""


def test_a_network_balancer_without_groups_keeps_nobody_out() -> None:
    listener = thing("elb.listener", "l", LoadBalancerArn="lb", Port=53, Protocol="TCP_UDP")
    assert exposed(balancer("internet-facing"), listener) == "tcp 53; udp 53 from 0.0.0.0/0"


@pytest.mark.parametrize(
    ("told", "scheme", "expected"),
    [
        ("ipv4", "internet-facing", "tcp 443 from 0.0.0.0/0 through sg-lb"),
        ("dualstack", "internet-facing", "tcp 443 from 0.0.0.0/0, ::/0 through sg-lb"),
        ("dualstack-without-public-ipv4", "internet-facing", "tcp 443 from ::/0 through sg-lb"),
        ("dualstack", "internal", ""),
    ],
)
def test_a_balancer_is_public_by_the_addresses_that_it_says_it_has(told: str, scheme: str, expected: str) -> None:
    wide = group("sg-lb", permit("0.0.0.0/0", "::/0"))
    listener = thing("elb.listener", "l", LoadBalancerArn="lb", Port=443, Protocol="HTTPS")
    routed = table("rtb-a", ("0.0.0.0/0", "igw-1"), ("::/0", "igw-1"), subnets=("subnet-a",))
    front = balancer(scheme, SecurityGroups=["sg-lb"], IpAddressType=told)
    assert exposed(front, wide, listener, routed) == expected

    card = thing("ec2.network_interface", "eni-1", VpcId="vpc-1", SubnetId="subnet-a", Groups=[{"GroupId": "sg-lb"}],
                 Ipv6Addresses=[{"Ipv6Address": "2600:1f18::6"}], PrivateIpAddress="10.0.1.6")  # fmt: skip
    by_card = drawn(*BASE, wide, listener, routed).exposures(of_holder(front, card))
    assert exposure_words(by_card) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([(100, "allow", "0.0.0.0/0", "-1", False), (100, "allow", "0.0.0.0/0", "-1", True)], "tcp 443", id="all"),
        pytest.param([(100, "allow", "0.0.0.0/0", "tcp:80", False), (100, "allow", "0.0.0.0/0", "-1", True)], "", id="other port"),
        pytest.param(
            [(90, "deny", "0.0.0.0/0", "tcp:443", False), (100, "allow", "0.0.0.0/0", "-1", False),
             (100, "allow", "0.0.0.0/0", "-1", True)], "", id="the first that fits decides"),
        pytest.param(
            [(90, "deny", "198.51.100.0/24", "tcp:443", False), (100, "allow", "0.0.0.0/0", "-1", False),
             (100, "allow", "0.0.0.0/0", "-1", True)], "tcp 443 from 0.0.0.0/0 (without 198.51.100.0/24)",
            id="some may still come"),
        pytest.param(
            [(90, "deny", "0.0.0.0/1", "tcp:443", False), (95, "deny", "198.51.100.0/24", "-1", False),
             (100, "allow", "0.0.0.0/0", "-1", False), (100, "allow", "0.0.0.0/0", "-1", True)],
            "tcp 443 from 128.0.0.0/1 (without 198.51.100.0/24)", id="what is denied is taken off"),
        pytest.param(
            [(90, "deny", "10.0.0.0/8", "-1", False), (100, "allow", "0.0.0.0/0", "-1", False),
             (100, "allow", "0.0.0.0/0", "-1", True)], "tcp 443", id="the internet has no addresses inside"),
        pytest.param([(100, "allow", "0.0.0.0/0", "tcp:443", False)], "", id="no way back"),
        pytest.param(
            [(100, "allow", "0.0.0.0/0", "tcp:443", False), (100, "allow", "0.0.0.0/0", "tcp:443", True)],
            "", id="answers do not go to the port that was asked"),
        pytest.param(
            [(100, "allow", "0.0.0.0/0", "tcp:443", False), (100, "allow", "0.0.0.0/0", "tcp:32768-60999", True)],
            "tcp 443", id="answers go to ports the asker chose"),
        pytest.param([], "", id="what no rule fits does not pass"),
    ],
)  # fmt: skip
def test_lists_of_the_subnet(entries: list[tuple[int, str, str, str, bool]], expected: str) -> None:
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3")
    found = exposed(server, WEB, acl("acl-1", entries, "subnet-a"))
    expected += "" if " from " in expected else " from 0.0.0.0/0"
    assert found == ("" if expected.startswith(" ") else f"{expected} through sg-web")


CLIENT = instance("i-c", "subnet-a", "10.0.1.5", "sg-c")
SERVER = instance("i-s", "subnet-b", "10.0.2.5", "sg-s")
ASKS = group("sg-c")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (permit("sg-c", first=5432), "tcp 5432"),
        (permit("10.0.1.0/24", first=5432), "tcp 5432"),
        (permit("10.0.1.5/32", first=5432), "tcp 5432"),
        (permit("0.0.0.0/0", protocol="-1"), "everything"),
        (permit("10.0.9.0/24", first=5432), ""),
        (permit("sg-s", first=5432), ""),
        (permit("sg-c", protocol="icmp", first=-1), "icmp"),
    ],
)
def test_one_reaches_another_by_group_or_address(rule: dict[str, object], expected: str) -> None:
    assert passes(CLIENT, SERVER, ASKS, group("sg-s", rule)) == expected


def test_members_of_a_group_reach_each_other_only_where_it_says_so() -> None:
    one, other = instance("i-1", "subnet-b", "10.0.2.6", "sg-s"), SERVER
    assert passes(one, other, group("sg-s", permit("sg-s", first=7000))) == "tcp 7000"
    assert passes(one, other, group("sg-s")) == ""


def test_both_sides_have_to_allow() -> None:
    only_dns = group("sg-c", egress=[permit("0.0.0.0/0", protocol="udp", first=53)])
    some = group("sg-c", egress=[permit("sg-s", first=5000, last=5500)])
    takes = group("sg-s", permit("sg-c", first=5432, last=6000))
    assert passes(CLIENT, SERVER, only_dns, takes) == ""
    assert passes(CLIENT, SERVER, some, takes) == "tcp 5432-5500"


def test_what_is_not_known_of_an_address_is_perhaps() -> None:
    database = thing("rds.db_instance", "db", VpcSecurityGroups=[{"VpcSecurityGroupId": "sg-s"}],
                     DBSubnetGroup={"VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-b"}]})  # fmt: skip
    half = group("sg-c", egress=[permit("10.0.2.128/25", first=5432)])
    found = drawn(*BASE, half, group("sg-s", permit("sg-c", first=5432))).passage(only(CLIENT), only(database))
    assert (found.surely.words(), found.perhaps.words()) == ("", "tcp 5432")


def test_what_is_in_one_of_several_subnets_is_perhaps_reached_where_some_have_no_way() -> None:
    def database(*subnets: str) -> Resource:
        return thing("rds.db_instance", "db", VpcSecurityGroups=[{"VpcSecurityGroupId": "sg-web"}], PubliclyAccessible=True,
                     DBSubnetGroup={"VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": each} for each in subnets]})  # fmt: skip

    told = "tcp 443 from 0.0.0.0/0 through sg-web"
    assert exposed(database("subnet-a"), WEB) == told
    assert exposed(database("subnet-b"), WEB) == ""
    assert exposed(database("subnet-a", "subnet-b"), WEB) == f"perhaps {told}, depending on addresses of db"
    both = table("rtb-a", ("0.0.0.0/0", "igw-1"), subnets=("subnet-a", "subnet-b"))
    assert exposed(database("subnet-a", "subnet-b"), WEB, both) == told


def test_lists_between_subnets_count_and_within_one_do_not() -> None:
    closed = acl(
        "acl-b", [(100, "allow", "10.0.9.0/24", "-1", False), (100, "allow", "0.0.0.0/0", "-1", True)], "subnet-b"
    )
    takes = group("sg-s", permit("10.0.0.0/16", first=5432))
    assert passes(CLIENT, SERVER, ASKS, takes, closed) == ""
    assert passes(instance("i-n", "subnet-b", "10.0.2.9", "sg-c"), SERVER, ASKS, takes, closed) == "tcp 5432"


def test_other_networks_are_reached_over_a_peering_that_both_route() -> None:
    far = instance("i-f", "subnet-f", "10.9.1.5", "sg-f", vpc="vpc-9")
    there = (subnet("subnet-f", "10.9.1.0/24", "vpc-9"), group("sg-f", permit("10.0.0.0/16"), vpc="vpc-9"), ASKS,
             thing("ec2.vpc", "vpc-9", CidrBlock="10.9.0.0/16"), open_acl("subnet-f", vpc="vpc-9"))  # fmt: skip
    joint = thing("ec2.vpc_peering", "pcx-1", RequesterVpcInfo={"VpcId": "vpc-1"}, AccepterVpcInfo={"VpcId": "vpc-9"},
                  Status={"Code": "active"})  # fmt: skip
    ours = table("rtb-a", ("10.9.0.0/16", "pcx-1"), subnets=("subnet-a",))
    back = table("rtb-9", ("10.0.0.0/16", "pcx-1"), vpc="vpc-9")
    assert passes(CLIENT, far, *there) == ""
    assert passes(CLIENT, far, *there, joint, ours) == ""
    assert passes(CLIENT, far, *there, joint, ours, back) == "tcp 443"


def attached(vpc: str, state: str = "available") -> Resource:
    return thing("ec2.transit_attachment", f"att-{vpc}", TransitGatewayId="tgw-1", ResourceType="vpc", ResourceId=vpc,
                 State=state)  # fmt: skip


def test_over_a_transit_gateway_it_is_perhaps_as_that_has_routes_of_its_own() -> None:
    far = instance("i-f", "subnet-f", "10.9.1.5", "sg-f", vpc="vpc-9")
    there = (*BASE, subnet("subnet-f", "10.9.1.0/24", "vpc-9"), group("sg-f", permit("10.0.0.0/16"), vpc="vpc-9"), ASKS,
             thing("ec2.vpc", "vpc-9", CidrBlock="10.9.0.0/16"), open_acl("subnet-f", vpc="vpc-9"),
             thing("ec2.vpc", "vpc-8", CidrBlock="10.8.0.0/16"),
             attached("vpc-1"), attached("vpc-8"))  # fmt: skip
    ours = table("rtb-a", ("10.9.0.0/16", "tgw-1"), subnets=("subnet-a",))
    back = table("rtb-9", ("10.0.0.0/16", "tgw-1"), vpc="vpc-9")

    def sent(*more: Resource) -> tuple[str, str, str]:
        passed = drawn(*there, *more).passage(only(CLIENT), only(far))
        return passed.surely.words(), passed.perhaps.words(), passed.hub

    assert sent(ours, back) == sent(ours, attached("vpc-9")) == ("", "", "")
    assert sent(ours, back, attached("vpc-9", "deleted")) == ("", "", "")
    assert sent(ours, back, attached("vpc-9")) == ("", "tcp 443", "tgw-1")
    network = drawn(*there, ours, back, attached("vpc-9"))
    assert (network.beyond("vpc-1"), network.beyond("vpc-9"), network.beyond("vpc-8")) == ({"vpc-9"}, {"vpc-1"}, set())


def joined(hub: str, resource: str, sort: str = "vpc", state: str = "available") -> Resource:
    return thing("ec2.transit_attachment", f"att-{hub}-{resource}", TransitGatewayId=hub, ResourceType=sort,
                 ResourceId=resource, State=state)  # fmt: skip


FAR = instance("i-f", "subnet-f", "10.9.1.5", "sg-f", vpc="vpc-9")
FAR_OFF = (*BASE, subnet("subnet-f", "10.9.1.0/24", "vpc-9"), group("sg-f", permit("10.0.0.0/16"), vpc="vpc-9"), ASKS,
           thing("ec2.vpc", "vpc-9", CidrBlock="10.9.0.0/16"), open_acl("subnet-f", vpc="vpc-9"))  # fmt: skip


def over(ours: str, theirs: str, *more: Resource) -> tuple[str, str, set[str]]:
    """What perhaps passes to another network, by which hubs, and where it is looked for."""
    tables = (table("rtb-a", ("10.9.0.0/16", ours), subnets=("subnet-a",)),
              table("rtb-9", ("10.0.0.0/16", theirs), vpc="vpc-9"))  # fmt: skip
    network = drawn(*FAR_OFF, *tables, *more)
    passed = network.passage(only(CLIENT), only(FAR))
    assert not passed.surely
    return passed.perhaps.words(), passed.condition if passed.perhaps else "", network.beyond("vpc-1")


def test_transit_gateways_of_other_regions_are_on_the_way_where_they_have_peerings() -> None:
    ends = joined("tgw-1", "vpc-1"), joined("tgw-2", "vpc-9")
    told = ("tcp 443", "if tgw-1 and tgw-2 pass it on", {"vpc-9"})
    assert over("tgw-1", "tgw-2", *ends) == ("", "", set())
    assert over("tgw-1", "tgw-2", *ends, joined("tgw-1", "tgw-2", "peering")) == told
    assert over("tgw-1", "tgw-2", *ends, joined("tgw-2", "tgw-1", "peering")) == told, "told by the other end"
    assert (
        over("tgw-1", "tgw-2", *ends, joined("tgw-3", "tgw-1", "peering"), joined("tgw-2", "tgw-3", "peering")) == told
    )
    assert over("tgw-1", "tgw-2", *ends, joined("tgw-1", "tgw-2", "peering", "deleted")) == ("", "", set())


def test_a_core_network_is_on_the_way_of_those_that_have_routes_to_it() -> None:
    core = "arn:aws:networkmanager::111122223333:core-network/core-network-0ab"
    assert over(core, core) == ("tcp 443", "if core-network-0ab passes it on", {"vpc-9"})
    assert over(core, f"{core}1") == ("", "", set())


def test_nobody_connects_to_a_function() -> None:
    function = thing(
        "lambda.function", "f", VpcConfig={"VpcId": "vpc-1", "SubnetIds": ["subnet-a"], "SecurityGroupIds": ["sg-s"]}
    )
    takes = group("sg-s", permit("0.0.0.0/0", protocol="-1"))
    assert passes(CLIENT, function, ASKS, takes) == ""
    assert passes(function, SERVER, ASKS, takes) == "everything"


def test_groups_reach_groups_where_both_allow() -> None:
    takes = group("sg-s", permit("sg-c", first=5432), permit("sg-x", first=1))
    network = drawn(*BASE, takes, group("sg-c", egress=[permit("10.0.2.0/24", protocol="-1")]))
    assert network.between_groups("sg-c", network.groups["sg-s"]).words() == "tcp 5432"
    assert (
        network.between_groups("sg-x", network.groups["sg-s"]).words() == "tcp 1"
    )  # of another account: only our side is known
    shut = drawn(*BASE, takes, group("sg-c", egress=[permit("192.168.0.0/16", protocol="-1")]))
    assert not shut.between_groups("sg-c", shut.groups["sg-s"])


def test_a_card_of_something_else_is_not_told_beside_it() -> None:
    assert belongs_to_another(thing("ec2.network_interface", "eni-1", Attachment={"InstanceId": "i-1"}))
    assert belongs_to_another(thing("ec2.network_interface", "eni-2", RequesterManaged=True))
    assert not belongs_to_another(thing("ec2.network_interface", "eni-3"))


def test_every_kind_that_groups_protect_can_be_placed() -> None:
    placed = [kind for kind in KINDS.values() if any(link.kind == "aws.ec2.security_group" for link in kind.links)]
    assert len(placed) > 15


def told(resource: Resource, *known: Resource) -> tuple[str, list[str]]:
    network = drawn(*known)
    return exposure_words(network.exposures(only(resource))), network.unexposed(only(resource))


def test_what_nobody_listed_is_not_a_no_from_the_internet() -> None:
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3")
    lists = open_acl("subnet-a", "subnet-b")
    perhaps = "perhaps tcp 443 from 0.0.0.0/0 through sg-web, depending on "
    assert told(server, WEB) == (perhaps + "route tables of vpc-1 and network ACLs of vpc-1", [])
    assert told(server, NET, PUBLIC, WEB, lists) == (perhaps + "route tables of vpc-1", [])
    assert told(server, NET, PUBLIC, OUT, WEB) == (perhaps + "network ACLs of vpc-1", [])
    assert told(server, NET, PUBLIC, OUT, WEB, open_acl("subnet-b")) == (perhaps + "network ACLs of subnet-a", [])
    assert told(server, NET, PUBLIC, OUT, lists) == ("", ["rules of sg-web"])
    assert told(server, *BASE, group("sg-web", permit("pl-1"))) == ("", ["entries of pl-1"])
    assert told(instance("i-2", "subnet-a", "10.0.1.6", "sg-web"), WEB) == ("", [])
    assert told(instance("i-3", "subnet-b", "10.0.2.6", "sg-web", public="3.3.3.3"), *BASE) == ("", [])
    shut = group("sg-web")
    assert told(server, shut) == ("", [])


def test_a_main_table_says_nothing_of_a_subnet_whose_table_may_not_be_listed() -> None:
    server = instance("i-1", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3")
    torn = NetworkMap({("aws.ec2.route_table", HERE.account, HERE.region)})
    for resource in (NET, PUBLIC, MAIN, WEB, open_acl("subnet-a")):
        torn.add(resource)
    assert exposure_words(torn.exposures(only(server))).endswith("depending on route tables of vpc-1")
    torn.add(OUT)
    assert exposure_words(torn.exposures(only(server))) == "tcp 443 from 0.0.0.0/0 through sg-web"


def test_listeners_that_nobody_listed_are_not_taken_for_none() -> None:
    wide = group("sg-lb", permit("0.0.0.0/0"))
    front = balancer("internet-facing", SecurityGroups=["sg-lb"])
    assert exposed(front, wide) == "perhaps tcp 443 from 0.0.0.0/0 through sg-lb, depending on listeners of lb"
    assert exposed(front, wide, thing("elb.listener", "l", LoadBalancerArn="other", Port=443, Protocol="TCP")) == ""


def test_inside_a_network_what_nobody_listed_is_perhaps_or_not_known() -> None:
    takes = group("sg-s", permit("sg-c", first=5432))
    near = instance("i-n", "subnet-b", "10.0.2.9", "sg-c")

    def sent(source: Resource, *known: Resource) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
        passed = drawn(*known).passage(only(source), only(SERVER))
        return passed.surely.words(), passed.perhaps.words(), passed.depends_on, passed.unlisted

    lists = ("network ACLs of vpc-1",)
    assert sent(CLIENT, takes, ASKS) == ("", "tcp 5432", lists, lists)
    assert sent(near, takes, ASKS) == ("tcp 5432", "", (), ())
    assert sent(CLIENT, *BASE, ASKS) == ("", "", (), ("rules of sg-s",))
    assert sent(CLIENT, *BASE, takes) == ("", "", (), ("rules of sg-c",))
    assert sent(CLIENT, *BASE, ASKS, group("sg-s", permit("pl-1"))) == ("", "", (), ("entries of pl-1",))
    assert sent(CLIENT, *BASE, ASKS, group("sg-s")) == ("", "", (), ())


def test_other_networks_are_not_known_where_their_routes_or_ends_are_not() -> None:
    far = instance("i-f", "subnet-f", "10.9.1.5", "sg-f", vpc="vpc-9")
    there = (subnet("subnet-f", "10.9.1.0/24", "vpc-9"), group("sg-f", permit("10.0.0.0/16"), vpc="vpc-9"), ASKS,
             open_acl("subnet-f", vpc="vpc-9"))  # fmt: skip
    joint = thing("ec2.vpc_peering", "pcx-1", RequesterVpcInfo={"VpcId": "vpc-1"}, AccepterVpcInfo={"VpcId": "vpc-9"},
                  Status={"Code": "active"})  # fmt: skip
    ours = table("rtb-a", ("10.9.0.0/16", "pcx-1"), subnets=("subnet-a",))
    passed = drawn(*BASE, ours, *there, joint).passage(only(CLIENT), only(far))
    assert (passed.surely.words(), passed.unlisted) == ("", ("route tables of vpc-9",))
    network = drawn(*BASE, ours, *there)
    assert network.unpassed(only(CLIENT), ingress=False) == ["ends of pcx-1"]
    assert drawn(*BASE, ours, *there, joint).unpassed(only(CLIENT), ingress=False) == []
    assert drawn(ASKS).unpassed(only(CLIENT), ingress=False) == ["route tables of vpc-1"]
    assert drawn(ASKS).unpassed(only(CLIENT), ingress=True) == []
