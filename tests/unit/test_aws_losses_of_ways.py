"""What is lost with ways out of a network: firewalls, gateways for addresses, and those to an office."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Resource, Verb
from dharma_tui.services.discovery.aws._ways_out import ways_out, ways_through
from dharma_tui.services.discovery.aws.firewall import NetworkFirewall
from dharma_tui.services.relations.hubs import Hubs
from dharma_tui.services.relations.reach import Reach
from tests.unit.network_lab import KINDS, group, permit
from tests.unit.test_aws_losses import HERE, kind_key, thing, told
from tests.unit.test_topology_rules import losses

ENDPOINT, ANYWHERE = "vpce-0a1b2c3d4e5f6071", {"DestinationCidrBlock": "0.0.0.0/0"}
OFFICE, VPN_GATEWAY = {"DestinationCidrBlock": "192.168.0.0/16"}, "vgw-0a1b2c3d4e5f60718"
INNER, OUTER = (f"subnet-0a1b2c3d4e5f6071{at}" for at in "12")
IGW = "igw-0a1b2c3d4e5f60718"


def route_table(subnet: str, *routes: dict[str, Any], vpc: str = "vpc-1") -> Resource:
    """The table of a subnet, with what follows from its routes."""
    attrs: dict[str, Any] = {"VpcId": vpc, "Routes": [*routes], "Associations": [{"SubnetId": subnet}]}
    attrs |= {"WaysOut": ways_out(attrs), "WaysThrough": ways_through(attrs)}
    return thing("ec2.route_table", subnet.replace("subnet-", "rtb-"), **attrs)


def reached(*known: Resource) -> list[tuple[str, Verb, str]]:
    """Relationships that properties and routes tell."""
    rules = [rule(tuple(KINDS.values())) for rule in (Reach, Hubs)]
    edges = []
    for rule in rules:
        read = [resource for resource in known if resource.ref.kind in rule.reads]
        for resource in read:
            rule.add(resource)
        edges += [edge for resource in read for edge in rule.relationships(resource)]
    return [*told(*known), *((kind_key(edge.src), edge.verb, kind_key(edge.dst)) for edge in edges)]


def firewalled() -> list[Resource]:
    """A subnet whose way out is an endpoint of a firewall, which stands in another that leads to the internet."""
    attrs: dict[str, Any] = {
        "FirewallStatus": {
            "SyncStates": {zone: {"Attachment": {"EndpointId": f"{ENDPOINT}{zone}"}} for zone in ("8", "9")}
        }
    }
    (derived,) = (entry.derived for entry in NetworkFirewall.entries if entry.derived)
    attrs |= {name: derive(attrs) for name, derive in derived.items()}
    return [
        *(thing("ec2.subnet", key, VpcId="vpc-1") for key in (INNER, OUTER)),
        thing("ec2.internet_gateway", IGW, Attachments=[{"VpcId": "vpc-1"}]),
        *(thing("ec2.vpc_endpoint", f"{ENDPOINT}{zone}", VpcEndpointType="GatewayLoadBalancer", SubnetIds=[OUTER])
          for zone in ("8", "9")),
        thing("network_firewall.firewall", f"arn:aws:network-firewall:{HERE}:firewall/inspect", **attrs),
        route_table(INNER, {**ANYWHERE, "GatewayId": f"{ENDPOINT}8"}),
        route_table(OUTER, {**ANYWHERE, "GatewayId": IGW}),
        thing("ec2.instance", "i-0a1b2c3d4e5f60718", SubnetId=INNER),
    ]  # fmt: skip


@pytest.mark.parametrize("failed", [f"aws.ec2.vpc_endpoint:{ENDPOINT}8", f"aws.ec2.internet_gateway:{IGW}"])
def test_a_firewall_that_packets_go_through_is_the_way_out_of_who_leads_there(failed: str) -> None:
    lost = losses(reached(*firewalled()), failed)

    assert lost["aws.ec2.route_table:rtb-0a1b2c3d4e5f60711"] == 100
    assert lost[f"aws.ec2.subnet:{INNER}"] == lost["aws.ec2.instance:i-0a1b2c3d4e5f60718"] == 25


def test_a_firewall_is_lost_by_shares_of_its_endpoints_and_takes_all_of_them_along() -> None:
    known = firewalled()
    edges, firewall = reached(*known), kind_key(known[5].ref)

    assert losses(edges, f"aws.ec2.vpc_endpoint:{ENDPOINT}8")[firewall] == 50
    assert f"aws.ec2.vpc_endpoint:{ENDPOINT}9" not in losses(edges, f"aws.ec2.vpc_endpoint:{ENDPOINT}8")
    assert losses(edges, firewall)[f"aws.ec2.subnet:{INNER}"] == 25


def test_an_endpoint_for_a_service_is_nobody_s_way_out() -> None:
    table = route_table(INNER, {"DestinationPrefixListId": "pl-1", "GatewayId": f"{ENDPOINT}8"})
    edges = told(table, thing("ec2.vpc_endpoint", f"{ENDPOINT}8"), thing("ec2.subnet", INNER))

    assert losses(edges, f"aws.ec2.vpc_endpoint:{ENDPOINT}8") == {kind_key(table.ref): 25}


def test_a_gateway_for_nat_goes_out_as_the_table_of_its_subnet_leads() -> None:
    known = [*firewalled(), thing("ec2.nat_gateway", "nat-0a1b2c3d4e5f60718", SubnetId=INNER)]

    assert (
        losses(reached(*known), f"aws.ec2.vpc_endpoint:{ENDPOINT}8")["aws.ec2.nat_gateway:nat-0a1b2c3d4e5f60718"] == 100
    )


PRIVATE, NAT, FRONT = (
    "subnet-0a1b2c3d4e5f60713",
    "nat-0a1b2c3d4e5f60718",
    "arn:aws:elasticloadbalancing:x:loadbalancer/app/x/1",
)


def served() -> list[Resource]:
    """Two subnets before the internet, each by a table of its own, with a balancer in both; a third leaves by NAT in the first."""
    zones = [{"SubnetId": key} for key in (INNER, OUTER)]
    balancer: dict[str, Any] = {
        "Type": "application",
        "Scheme": "internet-facing",
        "VpcId": "vpc-1",
        "AvailabilityZones": zones,
    }
    return [
        thing("ec2.vpc", "vpc-1", CidrBlock="10.0.0.0/16"),
        *(thing("ec2.subnet", key, VpcId="vpc-1", CidrBlock=f"10.0.{at}.0/24") for at, key in enumerate((INNER, OUTER, PRIVATE))),
        thing("ec2.internet_gateway", IGW, Attachments=[{"VpcId": "vpc-1"}]),
        *(route_table(key, {**ANYWHERE, "GatewayId": IGW}) for key in (INNER, OUTER)),
        route_table(PRIVATE, {**ANYWHERE, "NatGatewayId": NAT}),
        thing("ec2.nat_gateway", NAT, SubnetId=INNER, ConnectivityType="public"),
        thing("ec2.instance", "i-0a1b2c3d4e5f60718", SubnetId=PRIVATE),
        group("sg-lb", permit("0.0.0.0/0")),
        thing("elb.listener", f"{FRONT}/l", LoadBalancerArn=FRONT, Port=443, Protocol="HTTPS"),
        thing("elb.load_balancer", FRONT, SecurityGroups=["sg-lb"], **balancer),
    ]  # fmt: skip


def test_a_table_takes_what_its_gateway_to_the_internet_would_of_what_goes_by_it() -> None:
    edges = reached(*served())
    server, balancer = "aws.ec2.instance:i-0a1b2c3d4e5f60718", f"aws.elb.load_balancer:{FRONT}"
    one, other, private = (f"aws.ec2.route_table:rtb-0a1b2c3d4e5f6071{at}" for at in "123")
    lost = losses(edges, one)

    assert lost[f"aws.ec2.nat_gateway:{NAT}"] == lost[private] == 100 and lost[server] == 25
    assert lost[balancer] == losses(edges, other)[balancer] == 50, "it answers in the other zone"
    assert server not in losses(edges, other)
    gateway = losses(edges, f"aws.ec2.internet_gateway:{IGW}")
    assert gateway[balancer] == gateway[f"aws.ec2.nat_gateway:{NAT}"] == 100 and gateway[server] == 25
    assert balancer not in losses(edges, private)


SERVER, CARD = "i-0a1b2c3d4e5f60719", "eni-0a1b2c3d4e5f60719"


def by_server(is_card_known: bool = True) -> list[Resource]:
    """A subnet whose way out is an instance that does NAT, which stands in another that leads to the internet."""
    card = {"NetworkInterfaceId": CARD, "SubnetId": OUTER, "VpcId": "vpc-1", "Attachment": {"DeviceIndex": 0}}
    return [
        *(thing("ec2.subnet", key, VpcId="vpc-1") for key in (INNER, OUTER)),
        thing("ec2.internet_gateway", IGW, Attachments=[{"VpcId": "vpc-1"}]),
        thing("ec2.instance", SERVER, SubnetId=OUTER, NetworkInterfaces=[card]),
        *([thing("ec2.network_interface", CARD, SubnetId=OUTER, Attachment={"InstanceId": SERVER, "DeviceIndex": 0})]
          if is_card_known else []),
        route_table(INNER, {**ANYWHERE, "InstanceId": SERVER, "NetworkInterfaceId": CARD}),
        route_table(OUTER, {**ANYWHERE, "GatewayId": IGW}),
        thing("ec2.instance", "i-0a1b2c3d4e5f60718", SubnetId=INNER),
    ]  # fmt: skip


@pytest.mark.parametrize("is_card_known", [True, False])
@pytest.mark.parametrize("failed", [f"instance:{SERVER}", f"network_interface:{CARD}", f"internet_gateway:{IGW}"])
def test_an_instance_and_its_card_that_one_route_names_are_one_way_out(failed: str, is_card_known: bool) -> None:
    lost = losses(reached(*by_server(is_card_known)), f"aws.ec2.{failed}")

    assert lost["aws.ec2.route_table:rtb-0a1b2c3d4e5f60711"] == 100
    assert lost[f"aws.ec2.subnet:{INNER}"] == lost["aws.ec2.instance:i-0a1b2c3d4e5f60718"] == 25


def test_what_a_route_names_and_nobody_knows_is_of_its_own_kind() -> None:
    hub = "tgw-0a1b2c3d4e5f60718"
    known = route_table(INNER, {**ANYWHERE, "NetworkInterfaceId": CARD, "InstanceId": SERVER})
    assert not any("transit" in end for one, _, other in told(known) for end in (one, other))
    edges = told(route_table(INNER, {**ANYWHERE, "TransitGatewayId": hub}))
    assert {other for _, verb, other in edges if verb is Verb.DEPENDS_ON} == {f"aws.ec2.transit_gateway:{hub}"}


def test_an_instance_that_is_nobody_s_way_out_does_not_stand_on_the_gateway() -> None:
    known = [each for each in by_server() if each.ref.key != "rtb-0a1b2c3d4e5f60711"]
    assert not [edge for edge in reached(*known) if edge[0].endswith(SERVER) and edge[1] is Verb.ROUTES_TO]


HUB, HUB_TABLE, SPOKE, EGRESS, BESIDE = "tgw-0a1b2c3d4e5f60718", "tgw-rtb-1", "att-spoke", "att-egress", "att-beside"


def hub_and_spoke(*sent: str) -> list[Resource]:
    """A network whose way out leads over a hub into another with a gateway for NAT; a third has a way of its own, and none back.

    ``sent`` is whom the table of the hub sends what goes anywhere to, where its routes are known."""
    attached = {"spoke": SPOKE, "egress": EGRESS, "beside": BESIDE}
    networks = {key: vpc for vpc, key in attached.items()}
    to = ({"TransitGatewayAttachmentId": key, "ResourceType": "vpc", "ResourceId": networks.get(key)} for key in sent)
    named = [{"DestinationCidrBlock": "0.0.0.0/0", "TransitGatewayAttachments": [each]} for each in to]
    to_spokes = {"DestinationCidrBlock": "10.1.0.0/16", "TransitGatewayId": HUB}
    tables: list[tuple[str, str, list[dict[str, Any]]]] = [
        ("spoke", "1", [{**ANYWHERE, "TransitGatewayId": HUB}]),
        ("egress", "2", [{**ANYWHERE, "NatGatewayId": "nat-0a1b2c3d4e5f60718"}]),
        ("egress", "3", [{**ANYWHERE, "GatewayId": IGW}, to_spokes]),
        ("beside", "4", [{**ANYWHERE, "NatGatewayId": "nat-0a1b2c3d4e5f60719"}]),
        ("beside", "5", [{**ANYWHERE, "GatewayId": "igw-0a1b2c3d4e5f60719"}]),
    ]
    found = [route_table(f"subnet-{at}", *routes, vpc=vpc) for vpc, at, routes in tables]
    return [
        *found,
        *(thing("ec2.subnet", f"subnet-{at}", VpcId=vpc) for vpc, at, *_ in tables),
        thing("ec2.transit_gateway", HUB),
        *(thing("ec2.vpc", vpc) for vpc in attached),
        *(thing("ec2.transit_attachment", key, TransitGatewayId=HUB, ResourceType="vpc", ResourceId=vpc, State="available",
                Association={"TransitGatewayRouteTableId": HUB_TABLE}) for vpc, key in attached.items()),
        *([thing("ec2.transit_route_table", HUB_TABLE, TransitGatewayId=HUB, Routes=named)] if sent else []),
        thing("ec2.internet_gateway", IGW, Attachments=[{"VpcId": "egress"}]),
        *(thing("ec2.nat_gateway", f"nat-0a1b2c3d4e5f6071{at}", SubnetId=f"subnet-{subnet}") for at, subnet in ((8, 3), (9, 5))),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "failed",
    [
        *("nat_gateway:nat-0a1b2c3d4e5f60718", f"internet_gateway:{IGW}", f"transit_gateway:{HUB}"),
        *(f"transit_attachment:{key}" for key in (SPOKE, EGRESS)),
    ],
)
@pytest.mark.parametrize("sent", [(), (EGRESS,)])
def test_who_leaves_over_a_hub_loses_the_way_out_with_all_that_it_leads_over(
    failed: str, sent: tuple[str, ...]
) -> None:
    lost = losses(reached(*hub_and_spoke(*sent)), f"aws.ec2.{failed}")

    assert lost["aws.ec2.route_table:rtb-1"] == 100 and lost["aws.ec2.subnet:subnet-1"] == 25
    assert "aws.ec2.subnet:subnet-4" not in lost


def test_a_network_with_a_way_of_its_own_is_no_way_out_of_the_hub_unless_its_tables_say_so() -> None:
    gateway = "aws.ec2.nat_gateway:nat-0a1b2c3d4e5f60719"
    beside = {"aws.ec2.route_table:rtb-4": 100, "aws.ec2.subnet:subnet-4": 25}
    assert losses(reached(*hub_and_spoke()), gateway) == beside
    assert losses(reached(*hub_and_spoke(BESIDE)), gateway)["aws.ec2.subnet:subnet-1"] == 25
    assert losses(reached(*hub_and_spoke(EGRESS, BESIDE)), gateway)["aws.ec2.route_table:rtb-1"] == 50


def inspected(*, is_firewall_first: bool = True) -> list[Resource]:
    """Of ``hub_and_spoke``, where the network that leads out has a firewall and NAT in each of two zones, one after the other."""
    spoke = {"DestinationCidrBlock": "10.1.0.0/16", "TransitGatewayId": HUB}
    known = [each for each in hub_and_spoke() if each.attrs.get("VpcId") != "egress"]
    for at in "12":
        first, then, last = (f"subnet-{place}{at}" for place in ("in", "on", "out"))
        endpoint, nat = f"vpce-0a1b2c3d4e5f6071{at}", f"nat-0a1b2c3d4e5f607a{at}"
        looked = thing("ec2.vpc_endpoint", endpoint, VpcEndpointType="GatewayLoadBalancer", VpcId="egress",
                       SubnetIds=[then if is_firewall_first else last])  # fmt: skip
        translated = thing("ec2.nat_gateway", nat, VpcId="egress", SubnetId=last if is_firewall_first else then)
        to_endpoint, to_nat = {**ANYWHERE, "GatewayId": endpoint}, {**ANYWHERE, "NatGatewayId": nat}
        ways = [to_endpoint, to_nat] if is_firewall_first else [to_nat, to_endpoint]
        known += [looked, translated, route_table(last, {**ANYWHERE, "GatewayId": IGW}, spoke, vpc="egress")]
        known += [route_table(subnet, way, vpc="egress") for subnet, way in zip((first, then), ways, strict=True)]
        known += [thing("ec2.subnet", subnet, VpcId="egress") for subnet in (first, then, last)]
    return known


@pytest.mark.parametrize("is_firewall_first", [True, False])
def test_tables_that_packets_come_to_one_after_the_other_do_not_stand_in_for_each_other(
    is_firewall_first: bool,
) -> None:
    edges = reached(*inspected(is_firewall_first=is_firewall_first))
    for way in ("vpc_endpoint:vpce-0a1b2c3d4e5f6071", "nat_gateway:nat-0a1b2c3d4e5f607a"):
        one, other = (f"aws.ec2.{way}{at}" for at in "12")
        both = losses([*edges, *(("lab.both", Verb.CONTAINS, each) for each in (one, other))], "lab.both")

        assert losses(edges, one)["aws.ec2.route_table:rtb-1"] == 50
        assert both["aws.ec2.route_table:rtb-1"] == 100 and both["aws.ec2.subnet:subnet-1"] == 25


def test_a_network_without_a_way_for_private_addresses_lets_nobody_out() -> None:
    known = [each for each in hub_and_spoke() if each.ref.key != "rtb-2"]
    assert "aws.ec2.route_table:rtb-1" not in losses(reached(*known), f"aws.ec2.transit_attachment:{EGRESS}")


def test_networks_of_one_hub_do_not_fall_with_each_other() -> None:
    lost = losses(reached(*hub_and_spoke(EGRESS)), f"aws.ec2.transit_attachment:{BESIDE}")
    assert lost == {}
    assert (
        losses(reached(*hub_and_spoke(EGRESS)), f"aws.ec2.transit_route_table:{HUB_TABLE}")["aws.ec2.subnet:subnet-1"]
        == 25
    )


@pytest.mark.parametrize("failed", [f"transit_gateway:{HUB}", f"transit_route_table:{HUB_TABLE}"])
def test_networks_do_not_fail_with_the_hub_that_they_are_reached_over(failed: str) -> None:
    edges = reached(*hub_and_spoke(EGRESS, BESIDE))
    tells = {(verb, other) for one, verb, other in edges if one == f"aws.ec2.transit_route_table:{HUB_TABLE}"}

    assert not [each for each in losses(edges, f"aws.ec2.{failed}") if each.startswith("aws.ec2.vpc:")]
    assert tells == {
        (Verb.ATTACHED_TO, f"aws.ec2.transit_gateway:{HUB}"),
        *((Verb.ROUTES_TO, f"aws.ec2.transit_attachment:{key}") for key in (EGRESS, BESIDE)),
    }


def test_the_table_of_a_hub_that_leads_nowhere_lets_nobody_out() -> None:
    known = hub_and_spoke("att-gone")
    assert "aws.ec2.route_table:rtb-1" not in losses(reached(*known), "aws.ec2.nat_gateway:nat-0a1b2c3d4e5f60718")


def office(*routes: dict[str, Any], lines: int = 1) -> list[tuple[str, Verb, str]]:
    """A subnet that leads to an office over tunnels and as many lines."""
    gateway = thing("ec2.vpn_gateway", VPN_GATEWAY)
    tunnel = thing("ec2.vpn_connection", "vpn-0a1b2c3d4e5f60718", VpnGatewayId=VPN_GATEWAY, CustomerGatewayId="cgw-1")
    over = [thing("directconnect.direct_interface", f"dxvif-{at}", virtualGatewayId=VPN_GATEWAY) for at in range(lines)]
    table = route_table(INNER, {**OFFICE, "GatewayId": VPN_GATEWAY}, *routes)
    customer = thing("ec2.customer_gateway", "cgw-1")
    return told(gateway, tunnel, customer, *over, table, thing("ec2.subnet", INNER))


def test_a_gateway_to_an_office_is_lost_with_all_lines_and_tunnels_that_end_there() -> None:
    tunnel, table = "aws.ec2.vpn_connection:vpn-0a1b2c3d4e5f60718", "aws.ec2.route_table:rtb-0a1b2c3d4e5f60711"
    gateway, line, subnet = (
        f"aws.ec2.vpn_gateway:{VPN_GATEWAY}",
        "aws.directconnect.direct_interface:dxvif-0",
        f"aws.ec2.subnet:{INNER}",
    )

    alone = {gateway: 100, table: 100, subnet: 25}
    assert losses(office(lines=0), tunnel) == alone
    assert losses(office(lines=0), "aws.ec2.customer_gateway:cgw-1") == {tunnel: 100, **alone}
    assert losses(office(), line) == losses(office(), tunnel) == {gateway: 50, table: 50}
    assert losses(office(), gateway) == {tunnel: 100, line: 100, table: 100, subnet: 25}


def test_who_has_another_way_out_loses_some_ways_with_that_to_an_office() -> None:
    both = office({**ANYWHERE, "NatGatewayId": "nat-0a1b2c3d4e5f60718"}, lines=0)
    assert losses(both, f"aws.ec2.vpn_gateway:{VPN_GATEWAY}")["aws.ec2.route_table:rtb-0a1b2c3d4e5f60711"] == 50
    assert f"aws.ec2.subnet:{INNER}" not in losses(both, f"aws.ec2.vpn_gateway:{VPN_GATEWAY}")


def in_subnets(kind: str, *subnets: str) -> list[tuple[str, Verb, str]]:
    """Something in these, each of which leads to the internet by a table of its own."""
    edges = [(f"aws.ec2.subnet:{at}", Verb.CONTAINS, kind) for at in subnets]
    edges += [(f"aws.ec2.route_table:{at}", Verb.ATTACHED_TO, f"aws.ec2.subnet:{at}") for at in subnets]
    return [*edges, *((f"aws.ec2.route_table:{at}", Verb.DEPENDS_ON, "aws.ec2.internet_gateway:1") for at in subnets)]


@pytest.mark.parametrize(
    "kind",
    [
        *("aws.efs.mount_target", "aws.rds.db_instance", "aws.elasticache.cache_cluster", "aws.fsx.fsx_file_system"),
        *("aws.elb.load_balancer", "aws.elb.classic_balancer", "aws.kafka.msk_cluster"),
        *("aws.ec2.vpc_endpoint", "aws.rds.db_proxy", "aws.memorydb.memory_cluster", "aws.dax.dax_cluster"),
        *("aws.opensearch.search_domain", "aws.mq.message_broker", "aws.redshift.warehouse", "aws.ds.directory"),
        *("aws.workspaces.workspace_directory", "aws.apigateway.http_vpc_link", "aws.transfer.transfer_server"),
        *("aws.ec2.instance_connect_endpoint", "aws.network_firewall.firewall"),
    ],
)
def test_what_only_answers_does_without_the_way_out_and_goes_with_its_subnets(kind: str) -> None:
    assert kind in KINDS
    edges = in_subnets(kind, "a", "b")

    assert kind not in losses(edges, "aws.ec2.internet_gateway:1")
    assert losses(edges, "aws.ec2.subnet:a")[kind] == 50
    assert losses(in_subnets(kind, "a"), "aws.ec2.subnet:a")[kind] == 100
    assert kind not in losses(in_subnets(kind, "a"), "aws.ec2.internet_gateway:1")
    assert losses(in_subnets("aws.ec2.instance", "a", "b"), "aws.ec2.internet_gateway:1")["aws.ec2.instance"] == 25


def test_of_shares_carried_whole_one_lost_in_part_counts_as_if_it_stood() -> None:
    edges = [*in_subnets("aws.rds.db_instance", "a", "b"), ("lab.all", Verb.CONTAINS, "aws.ec2.subnet:a")]
    edges += [("lab.all", Verb.CONTAINS, "aws.ec2.internet_gateway:1")]
    assert losses(edges, "lab.all")["aws.rds.db_instance"] == 50


def fronted() -> list[tuple[str, Verb, str]]:
    """A balancer on the internet that names lead to, before servers, behind another that only networks of ours reach."""
    igw, front, named = (
        f"aws.{kind}:x" for kind in ("ec2.internet_gateway", "elb.load_balancer", "route53.dns_record")
    )
    inner, other, service = "aws.elb.load_balancer:inner", "aws.route53.dns_record:www", "aws.ec2.endpoint_service:x"
    group, servers, site = "aws.elb.target_group:alb", "aws.elb.target_group:web", "aws.cloudfront.distribution:x"
    return [
        (igw, Verb.CONNECTS_TO, front), (igw, Verb.CONNECTS_TO, "aws.ec2.instance:x"),
        (front, Verb.ROUTES_TO, servers), (servers, Verb.ROUTES_TO, "aws.ec2.instance:x"),
        (group, Verb.ROUTES_TO, front), (inner, Verb.ROUTES_TO, group), (service, Verb.ROUTES_TO, inner),
        (named, Verb.ROUTES_TO, front), (other, Verb.ROUTES_TO, named), (site, Verb.ROUTES_TO, front),
        ("aws.elastic:x", Verb.DEPENDS_ON, group),
    ]  # fmt: skip


def test_without_the_gateway_only_those_who_come_from_the_internet_lose_what_is_behind_it() -> None:
    assert losses(fronted(), "aws.ec2.internet_gateway:x") == {
        "aws.elb.load_balancer:x": 100,
        "aws.route53.dns_record:x": 100,
        "aws.route53.dns_record:www": 100,
        "aws.cloudfront.distribution:x": 100,
        "aws.ec2.instance:x": 50,
    }
    assert losses(fronted(), "aws.elb.load_balancer:x")["aws.ec2.endpoint_service:x"] == 100


def test_what_is_lost_within_and_from_outside_is_the_greater_of_both() -> None:
    table, subnet = "aws.ec2.route_table:x", "aws.ec2.subnet:x"
    edges = [
        *fronted(),
        (table, Verb.DEPENDS_ON, "aws.ec2.internet_gateway:x"),
        (table, Verb.ATTACHED_TO, subnet),
        (subnet, Verb.CONTAINS, "aws.ec2.instance:x"),
    ]
    lost = losses(edges, "aws.ec2.internet_gateway:x")

    assert lost["aws.ec2.instance:x"] == 50
    assert lost[subnet] == lost["aws.elb.target_group:web"] == 25
    assert (
        "aws.elb.target_group:alb" in lost
    )  # by a quarter of its servers, as the balancer has it for whoever asks within
    assert lost["aws.elb.target_group:alb"] == 25


def test_what_is_cut_off_and_what_fails_within_are_lost_together() -> None:
    record, group, gateway = "aws.route53.dns_record:x", "aws.elb.target_group:x", "aws.ec2.internet_gateway:x"
    one, other = (f"aws.elb.load_balancer:{name}" for name in ("one", "other"))
    edges = [
        *((record, Verb.ROUTES_TO, each) for each in (one, other)),
        (one, Verb.ROUTES_TO, group), (group, Verb.ROUTES_TO, "aws.ec2.instance:x"), (gateway, Verb.CONNECTS_TO, other),
        *(("lab.both", Verb.CONTAINS, each) for each in (gateway, "aws.ec2.instance:x")),
    ]  # fmt: skip

    assert losses(edges, gateway)[record] == losses(edges, "aws.ec2.instance:x")[record] == 50
    assert losses(edges, "lab.both")[record] == 100
