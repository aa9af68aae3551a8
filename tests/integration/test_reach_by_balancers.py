"""What the internet reaches by way of load balancers: which of their ports lead where, and what lets them in there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.access import Way
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.access import Access
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.lookup import Lookup
from tests.integration.store_lab import open_lake, scan
from tests.unit.network_lab import HERE, KINDS, group, instance, open_acl, permit, subnet, table, thing

WEB = ResourceRef("aws.ec2.instance", "web")
NETWORK = (
    thing("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    subnet("subnet-a", "10.0.1.0/24"),
    subnet("subnet-b", "10.0.2.0/24"),
    table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
    table("rtb-2", ("10.0.0.0/16", "local"), subnets=["subnet-b"]),
    open_acl("subnet-a", "subnet-b"),
)
OPEN = group("sg-lb", permit("0.0.0.0/0", protocol="-1"))


def balancer(type_: str = "application", *groups: str) -> Resource:
    return thing(
        *("elb.load_balancer", "lb"),
        VpcId="vpc-1",
        Scheme="internet-facing",
        Type=type_,
        SecurityGroups=[*groups],
        AvailabilityZones=[{"SubnetId": "subnet-a"}],
    )


def listener(port: int, to: str = "", protocol: str = "HTTP") -> Resource:
    actions = [{"Type": "forward", "TargetGroupArn": to}] if to else [{"Type": "fixed-response"}]
    attrs: dict[str, Any] = {"Port": port, "Protocol": protocol, "DefaultActions": actions}
    return thing("elb.listener", f"on-{port}", LoadBalancerArn="lb", **attrs)


def rule(on: int, to: str = "") -> Resource:
    actions = [{"Type": "forward", "TargetGroupArn": to}] if to else []
    return thing("elb.listener_rule", f"rule-{on}-{to}", Listener=f"on-{on}", Actions=actions)


def targets(key: str, *ports: int, protocol: str = "HTTP", **attrs: Any) -> Resource:
    registered = [{"Target": {"Id": "web", "Port": port}, "HealthCheckPort": "9999"} for port in ports]
    told = {"Targets": registered} if ports else {}
    return thing("elb.target_group", key, Protocol=protocol, Port=80, LoadBalancerArns=["lb"], **told, **attrs)


def web(*rules: dict[str, Any]) -> Sequence[Resource]:
    return group("sg-web", *rules), instance("web", "subnet-b", "10.0.2.5", "sg-web")


async def from_the_internet(folder: Path, *more: Resource) -> list[Way]:
    """The ways to ``web``, to which every group of the balancer routes; those of another route to that."""
    lake, io = open_lake(folder), IoPool(1, "test")
    told: dict[str, list[Relationship]] = {}
    for each in more:
        if each.ref.kind == "aws.elb.target_group":
            inwards = each.attrs["LoadBalancerArns"] == ["lb"]
            front, back = (
                ResourceRef("aws.elb.load_balancer", key) for key in (("lb", "") if inwards else ("nlb", "lb"))
            )
            told.setdefault(front.kind, []).append(Relationship(front, each.ref, Verb.ROUTES_TO, "lab"))
            target = WEB if inwards else back
            told.setdefault(each.ref.kind, []).append(Relationship(each.ref, target, Verb.ROUTES_TO, "lab"))
        elif each.ref.kind == "aws.elb.classic_balancer":
            told.setdefault(each.ref.kind, []).append(Relationship(each.ref, WEB, Verb.ROUTES_TO, "lab"))
    by_kind: dict[str, list[Resource]] = {}
    for each in (*NETWORK, OPEN, *more):
        by_kind.setdefault(each.ref.kind, []).append(each)
    for kind, held in by_kind.items():
        scan(lake, held, told.get(kind, ()), scope=HERE, kind=kind)
    ways = (await Access(lake, io, KINDS).networks(WEB, Lookup(lake)))[0].ways
    io.close()
    lake.close()
    return list(ways)


def said(ways: Sequence[Way]) -> list[tuple[str, str, str, bool]]:
    """Who comes with what, with what the balancer goes on, and whether that is sure."""
    return [(way.name, way.what, way.why.partition(" with ")[2].partition(",")[0], way.sure) for way in ways]


INSIDE = permit("10.0.0.0/16", first=9000)


async def test_a_balancer_that_the_registered_port_is_closed_to_lets_nobody_in(tmp_path: Path) -> None:
    there = (balancer("application", "sg-lb"), *web(INSIDE))
    assert not await from_the_internet(tmp_path / "a", *there, listener(8081, "tg"), targets("tg", 80))
    (way,) = await from_the_internet(tmp_path / "b", *there, listener(8081, "tg"), targets("tg", 9000))
    assert said([way]) == [("0.0.0.0/0", "tcp 8081", "tcp 9000", True)]
    shut = group("sg-lb", permit("0.0.0.0/0", protocol="-1"), egress=[permit("10.0.0.0/16", first=80)])
    assert not await from_the_internet(tmp_path / "c", *there, shut, listener(8081, "tg"), targets("tg", 9000))


async def test_only_the_ports_that_forward_to_a_group_with_the_target_lead_to_it(tmp_path: Path) -> None:
    there = (balancer("application", "sg-lb"), *web(INSIDE), targets("tg", 9000))
    others = (listener(80, "other"), listener(81), rule(80), rule(81))
    ways = await from_the_internet(tmp_path / "a", *there, *others, listener(8081, "tg"), rule(8081))
    assert said(ways) == [("0.0.0.0/0", "tcp 8081", "tcp 9000", True)]
    ways = await from_the_internet(tmp_path / "b", *there, *others, rule(81, "tg"))
    assert said(ways) == [("0.0.0.0/0", "tcp 81", "tcp 9000", True)]
    ways = await from_the_internet(tmp_path / "c", *there, listener(80, "other"), listener(82, "tg"), rule(82))
    assert said(ways) == [
        ("0.0.0.0/0", "tcp 82", "tcp 9000", True),
        ("0.0.0.0/0", "tcp 80", "tcp 9000", False),
    ], "rules of the first that nobody has listed may lead there"


async def test_where_nobody_tells_the_ports_it_is_perhaps(tmp_path: Path) -> None:
    there = (balancer("application", "sg-lb"), *web(permit("10.0.0.0/16", first=80)), listener(8081, "tg"))
    assert said(await from_the_internet(tmp_path / "a", *there, targets("tg"))) == [
        ("0.0.0.0/0", "tcp 8081", "tcp 80", False)
    ]
    (way,) = await from_the_internet(tmp_path / "b", *there[:-1], targets("tg", 80))
    assert not way.sure and "listeners of lb" in way.why


async def test_a_classic_balancer_leads_from_each_port_to_the_one_it_says(tmp_path: Path) -> None:
    ports = [
        {"Listener": {"LoadBalancerPort": outer, "InstancePort": inner}} for outer, inner in ((80, 80), (81, 9000))
    ]
    classic = thing(
        *("elb.classic_balancer", "clb"),
        VPCId="vpc-1",
        Scheme="internet-facing",
        SecurityGroups=["sg-lb"],
        Subnets=["subnet-a"],
        ListenerDescriptions=ports,
    )
    ways = await from_the_internet(tmp_path, classic, *web(INSIDE))
    assert said(ways) == [("0.0.0.0/0", "tcp 81", "tcp 9000", True)]


@pytest.mark.parametrize(
    ("attributes", "protocol", "rules", "expected"),
    [
        ("true", "TCP", ["203.0.113.0/24"], [("203.0.113.0/24", "tcp 8081", "tcp 80", True)]),
        ("true", "TCP", ["10.0.0.0/16"], []),
        ("true", "TCP", ["sg-lb"], [("0.0.0.0/0", "tcp 8081", "tcp 80", True)]),
        ("false", "TCP", ["203.0.113.0/24"], []),
        ("false", "TCP", ["10.0.0.0/16"], [("0.0.0.0/0", "tcp 8081", "tcp 80", True)]),
        ("", "TCP", ["0.0.0.0/0"], [("0.0.0.0/0", "tcp 8081", "tcp 80", True)]),
        ("", "TCP", ["10.0.0.0/16"], [("0.0.0.0/0", "tcp 8081", "tcp 80", False)]),
        ("", "TCP", ["203.0.113.0/24"], [("203.0.113.0/24", "tcp 8081", "tcp 80", False)]),
        ("", "TCP_UDP", ["10.0.0.0/16"], []),
    ],
)
async def test_clients_of_a_network_balancer_are_let_in_by_their_own_addresses_where_they_keep_them(
    tmp_path: Path, attributes: str, protocol: str, rules: list[str], expected: list[tuple[str, str, str, bool]]
) -> None:
    kept = {"Attributes": [{"Key": "preserve_client_ip.enabled", "Value": attributes}]} if attributes else {}
    there = balancer("network", "sg-lb"), listener(8081, "tg", "TCP"), targets("tg", 80, protocol=protocol, **kept)
    ways = await from_the_internet(tmp_path, *there, *web(permit(*rules, first=80)))
    assert said(ways) == expected


async def test_a_network_balancer_before_an_application_balancer_lets_in_what_that_sends_on(tmp_path: Path) -> None:
    inner = thing(
        *("elb.load_balancer", "lb"),
        VpcId="vpc-1",
        Scheme="internal",
        Type="application",
        SecurityGroups=["sg-inner"],
        AvailabilityZones=[{"SubnetId": "subnet-b"}],
    )
    outer = thing(
        *("elb.load_balancer", "nlb"),
        VpcId="vpc-1",
        Scheme="internet-facing",
        Type="network",
        SecurityGroups=["sg-lb"],
        AvailabilityZones=[{"SubnetId": "subnet-a"}],
    )
    on = thing(
        *("elb.listener", "on-443"),
        LoadBalancerArn="nlb",
        Port=443,
        Protocol="TCP",
        DefaultActions=[{"Type": "forward", "TargetGroupArn": "to-lb"}],
    )
    to_lb = thing(
        *("elb.target_group", "to-lb"),
        Protocol="TCP",
        Port=80,
        TargetType="alb",
        LoadBalancerArns=["nlb"],
        Targets=[{"Target": {"Id": "lb", "Port": 80}}],
    )
    listens = (listener(80, "tg"), rule(80), targets("tg", 9000))
    for name, rules, expected in (
        ("open", permit("0.0.0.0/0", first=80), [("0.0.0.0/0", "tcp 443", "tcp 80", True)]),
        ("shut", permit("192.0.2.0/24", first=80, protocol="udp"), []),
    ):
        there = (inner, outer, on, to_lb, group("sg-inner", rules), *web(INSIDE), *listens)
        ways = await from_the_internet(tmp_path / name, *there)
        assert said(ways) == expected
        for way in ways:
            assert way.why.startswith("by way of nlb, which hands on its clients with tcp 80")
            assert way.why.endswith(", and of lb, which reaches it with tcp 9000")
            assert (way.other, way.is_behind) == (outer.ref, True)
