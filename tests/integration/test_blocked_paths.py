"""Paths that rules of networks block, and those that lead on only where somebody logs in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.graph import Graph
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.access import Access
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.lookup import Lookup
from dharma_tui.services.topology import blocking, networked
from dharma_tui.services.topology.formats.outline import outline_of_paths
from dharma_tui.services.topology.graphs import ALL, Graphs
from dharma_tui.services.topology.leading import lead
from tests.integration.store_lab import open_lake, scan
from tests.unit.network_lab import HERE, KINDS, group, instance, open_acl, permit, subnet, table, thing

Asking: TypeAlias = Callable[..., Awaitable[tuple[Graph, str]]]
LB, OTHER = (ResourceRef("aws.elb.load_balancer", key) for key in ("lb", "other"))
GROUP, SPARE = (ResourceRef("aws.elb.target_group", key) for key in ("tg", "tg-other"))
NAME = ResourceRef("aws.route53.dns_record", "www")
WEB, APP, DB = (ResourceRef("aws.ec2.instance", key) for key in ("web", "app", "db"))
NETWORK = (
    thing("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    subnet("subnet-a", "10.0.1.0/24"),
    table("rtb-1", ("10.0.0.0/16", "local"), subnets=["subnet-a"]),
    open_acl("subnet-a"),
    thing("route53.dns_record", "www"),
    group("sg-lb"),
    group("sg-other"),
    instance("app", "subnet-a", "10.0.1.6", "sg-app"),
    instance("db", "subnet-a", "10.0.1.7", "sg-db"),
)
ROUTES = ((NAME, LB), (LB, GROUP), (GROUP, WEB))
SHUT = "the rules of networks let nothing through from lb to web"
BY_NETWORK = "the last step is what networks and their rules let through"


def balancer(key: str, type_: str = "application") -> Resource:
    attrs = {"VpcId": "vpc-1", "Type": type_}
    return thing(
        "elb.load_balancer", key, SecurityGroups=[f"sg-{key}"], AvailabilityZones=[{"SubnetId": "subnet-a"}], **attrs
    )


def behind(key: str, front: str, **attrs: Any) -> list[Resource]:
    """A listener, and the group of targets that it forwards to: port 8080 of ``web``."""
    actions = [{"Type": "forward", "TargetGroupArn": key}]
    targets = [{"Target": {"Id": "web", "Port": 8080}}]
    told = {"Protocol": "HTTP", "Port": 80, "LoadBalancerArns": [front], "Targets": targets, **attrs}
    listener = thing(
        "elb.listener", f"on-{key}", LoadBalancerArn=front, Port=80, Protocol="HTTP", DefaultActions=actions
    )
    return [listener, thing("elb.target_group", key, **told)]


def web(*rules: dict[str, Any]) -> list[Resource]:
    return [group("sg-web", *rules), instance("web", "subnet-a", "10.0.1.5", "sg-web")]


@contextmanager
def estate(
    folder: Path, *more: Resource, routes: Sequence[tuple[ResourceRef, ResourceRef]] = ROUTES
) -> Iterator[tuple[Asking, Graphs]]:
    lake, io = open_lake(folder), IoPool(2, "test")
    by_kind: dict[str, list[Resource]] = {}
    for each in (*NETWORK, *more):
        by_kind.setdefault(each.ref.kind, []).append(each)
    for kind, held in by_kind.items():
        told = [Relationship(*ends, Verb.ROUTES_TO, "lab") for ends in routes if ends[0].kind == kind]
        scan(lake, held, told, scope=HERE, kind=kind)
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    reaching = partial(Access(lake, io, KINDS).networks, lookup=Lookup(lake))

    def asking(start: ResourceRef, end: ResourceRef, **more: Any) -> Awaitable[tuple[Graph, str]]:
        return lead(graphs, (start, end), ALL, reaching=reaching, **more)

    yield asking, graphs
    graphs.close()
    io.close()
    lake.close()


def keys(graph: Graph) -> list[list[str]]:
    return [[graph.nodes[place].ref.key for place in path] for path in graph.paths]


CLOSED = (permit("sg-lb", first=22),)
FRONT = (balancer("lb"), *behind("tg", "lb"), group("sg-app"), group("sg-db", permit("sg-web", first=5432)))


async def test_a_step_that_rules_block_is_told_wherever_the_path_begins_and_ends(tmp_path: Path) -> None:
    with estate(tmp_path, *FRONT, *web(*CLOSED)) as (asking, graphs):
        graph, words = await asking(LB, WEB)
        assert keys(graph) == [["lb", "tg", "web"]] and words == SHUT
        assert (await asking(NAME, WEB))[1] == SHUT
        assert (await asking(NAME, WEB, every=5))[1] == SHUT
        graph, words = await asking(NAME, DB)
        assert keys(graph) == [["www", "lb", "tg", "web", "db"]] and words == f"{BY_NETWORK}; {SHUT}"
        drawn = await graphs.sketches.sketch(parse_topology(f"{NAME} to:{WEB}", KINDS))
        assert drawn.choice.led == SHUT


async def test_a_port_that_is_not_let_in_is_blocked_though_nobody_lists_which_requests_are_sent_there(
    tmp_path: Path,
) -> None:
    listener, targets = behind("tg", "lb", LoadBalancerArns=["lb"])
    elsewhere = replace(
        listener, attrs={**listener.attrs, "DefaultActions": [{"Type": "forward", "TargetGroupArn": "x"}]}
    )
    there = (balancer("lb"), elsewhere, targets, *web(permit("sg-lb", first=9090)))
    with estate(tmp_path, *there) as (asking, _):
        assert (await asking(LB, WEB))[1] == SHUT


@pytest.mark.parametrize(
    "estate_of",
    [
        (*FRONT, *web(permit("sg-lb", first=8080))),
        (*FRONT, *web(*CLOSED, permit("10.0.1.0/24", first=8080))),
        (*FRONT, instance("web", "subnet-a", "10.0.1.5", "sg-web")),
        (balancer("lb"), *behind("tg", "lb", Targets=None), *web(permit("sg-lb", first=9090))),
        (balancer("lb", "network"), *behind("tg", "lb", Protocol="TCP"), *web(*CLOSED)),
    ],
    ids=["let in", "let in by addresses", "rules not listed", "ports not listed", "clients may keep their addresses"],
)
async def test_nothing_is_said_where_it_passes_or_nobody_knows(tmp_path: Path, estate_of: Sequence[Resource]) -> None:
    with estate(tmp_path, *estate_of) as (asking, _):
        graph, words = await asking(NAME, WEB)
        assert keys(graph) == [["www", "lb", "tg", "web"]] and not words


async def test_another_path_is_told_where_the_shortest_is_blocked(tmp_path: Path) -> None:
    routes = (*ROUTES, (LB, OTHER), (OTHER, SPARE), (SPARE, WEB))
    more = (*web(permit("sg-other", first=8080)), balancer("other"), *behind("tg-other", "other"))
    with estate(tmp_path, *FRONT, *more, routes=routes) as (asking, _):
        graph, words = await asking(NAME, WEB)
        assert keys(graph) == [["www", "lb", "other", "tg-other", "web"]]
        assert len(graph.nodes) == 5 and len(graph.edges) == 4 and words == f"another path is blocked: {SHUT}"
        graph, words = await asking(NAME, WEB, every=5)
        assert len(graph.paths) == 2 and words == SHUT


async def test_no_path_is_taken_for_free_that_nobody_was_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = (*ROUTES, (LB, OTHER), (OTHER, SPARE), (SPARE, WEB))
    more = (*web(*CLOSED), balancer("other"), *behind("tg-other", "other"))
    unasked = "of 1 resource alone it was asked what is blocked before them"
    with estate(tmp_path, *FRONT, *more, routes=routes) as (asking, _):
        monkeypatch.setattr(blocking, "ASKED", 1)
        graph, words = await asking(LB, WEB)
        assert keys(graph) == [["lb", "tg", "web"]] and words == unasked
        assert (await asking(LB, WEB, every=5))[1] == unasked
        monkeypatch.setattr(blocking, "ASKED", 2)
        graph, words = await asking(LB, WEB)
        assert (
            keys(graph) == [["lb", "tg", "web"]] and words == f"{SHUT}; {unasked.replace('1 resource', '2 resources')}"
        )
        monkeypatch.undo()
        assert SHUT in (await asking(LB, WEB))[1]


LOGIN = (permit("sg-app", first=22), permit("sg-app", protocol="icmp", first=-1))


async def test_where_somebody_has_to_log_in_on_the_way_is_told(tmp_path: Path) -> None:
    there = (group("sg-app"), group("sg-db", permit("sg-web", first=5432)))
    with estate(tmp_path, *there, *web(*LOGIN), routes=()) as (asking, _):
        graph, words = await asking(APP, DB)
        assert keys(graph) == [["app", "web", "db"]]
        assert words == "the last 2 steps are what networks and their rules let through; only by logging in to web"
        told = [*outline_of_paths(graph)]
        assert told[1].strip().startswith("may reach (") and "tcp 22" in told[1] and "(tcp 5432) db" in told[2]
        assert (await asking(APP, WEB))[1] == BY_NETWORK, "nobody goes on from there"


async def test_what_goes_on_by_itself_is_told_before_a_shorter_path_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = (
        group("sg-app", permit("sg-mid", first=8080)),
        group("sg-mid", permit("sg-start", first=9000)),
        group("sg-db", permit("sg-web", "sg-app", first=5432)),
        instance("mid", "subnet-a", "10.0.1.8", "sg-mid"),
        instance("start", "subnet-a", "10.0.1.9", "sg-start"),
        group("sg-start"),
    )
    with estate(tmp_path, *there, *web(permit("sg-start", first=22)), routes=()) as (asking, _):
        graph, words = await asking(ResourceRef("aws.ec2.instance", "start"), DB)
        assert keys(graph) == [["start", "mid", "app", "db"]] and "logging" not in words
        monkeypatch.setattr(networked, "ASKED", 1)
        assert "of 1 resource alone" in (await asking(ResourceRef("aws.ec2.instance", "start"), DB))[1]


async def test_what_answers_to_a_ping_alone_leads_nowhere(tmp_path: Path) -> None:
    there = (group("sg-app"), group("sg-db", permit("sg-web", first=5432)))
    with estate(tmp_path, *there, *web(LOGIN[1]), routes=()) as (asking, _):
        assert "logging" not in (await asking(APP, DB))[1]
        assert not [edge for edge in (await asking(APP, DB))[0].edges if edge.told]


IGW = ResourceRef("aws.ec2.internet_gateway", "igw-1")
KEPT = [{"Key": "preserve_client_ip.enabled", "Value": "true"}]
OUTER = "the rules of networks let nothing through of the internet from lb to web"


@pytest.mark.parametrize(
    ("kept", "rules", "said"),
    [
        (KEPT, [permit("10.0.0.0/16", first=8080)], OUTER),
        (KEPT, [permit("0.0.0.0/0", first=8080)], ""),
        ([], [permit("10.0.0.0/16", first=8080)], ""),
    ],
)
async def test_clients_from_the_internet_that_keep_their_addresses_are_blocked_where_these_are_not_let_in(
    tmp_path: Path, kept: list[dict[str, str]], rules: list[dict[str, Any]], said: str
) -> None:
    there = (
        thing("ec2.internet_gateway", "igw-1"),
        table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
        replace(balancer("lb", "network"), attrs={**balancer("lb", "network").attrs, "Scheme": "internet-facing"}),
        group("sg-lb", permit("0.0.0.0/0", first=80)),
        *behind("tg", "lb", Protocol="TCP", Attributes=kept),
        *web(*rules),
    )
    with estate(tmp_path, *there, routes=(*ROUTES, (IGW, LB))) as (asking, _):
        graph, words = await asking(IGW, WEB)
        assert keys(graph) == [["igw-1", "lb", "tg", "web"]] and words == said
        assert (await asking(NAME, WEB))[1] == "", "of others than the internet nothing is said"


async def test_what_networks_perhaps_let_through_is_told_before_what_nothing_goes_over(tmp_path: Path) -> None:
    def attached(vpc: str) -> Resource:
        return thing("ec2.transit_attachment", f"a-{vpc}", TransitGatewayId="tgw-1", ResourceType="vpc", ResourceId=vpc)

    far = ResourceRef("aws.ec2.instance", "far")
    there = (
        thing("ec2.vpc", "vpc-2", VpcId="vpc-2", CidrBlock="10.1.0.0/16"),
        subnet("subnet-z", "10.1.1.0/24", vpc="vpc-2"),
        open_acl("subnet-z", vpc="vpc-2"),
        table("rtb-1", ("10.0.0.0/16", "local"), ("10.1.0.0/16", "tgw-1"), subnets=["subnet-a"]),
        table("rtb-2", ("10.1.0.0/16", "local"), ("10.0.0.0/16", "tgw-1"), subnets=["subnet-z"], vpc="vpc-2"),
        *map(attached, ("vpc-1", "vpc-2")),
        group("sg-app"),
        group("sg-far", permit("10.0.0.0/8", first=5432)),
        instance("far", "subnet-z", "10.1.1.5", "sg-far", vpc="vpc-2"),
    )
    with estate(tmp_path, *there, routes=((APP, NAME), (far, NAME))) as (asking, _):
        graph, words = await asking(APP, far)
        assert (keys(graph), words) == ([["app", "far"]], BY_NETWORK)
        assert [edge.passes for edge in graph.edges] == ["perhaps tcp 5432, if tgw-1 passes it on"]
        assert keys((await asking(far, APP))[0]) == [["far", "www", "app"]], "there nothing passes, not even perhaps"
