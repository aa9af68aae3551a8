"""Questions on a view of the topology: what is found is marked on the sketch, and told in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.drawing import Mark
from dharma_tui.core.errors import UsageError
from dharma_tui.core.faces import kind_word
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.screens._topology_lines import path_lines
from dharma_tui.services.access import Access
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.lookup import Lookup
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.topology.adjacency import Direction
from dharma_tui.services.topology.drawn import Drawn
from dharma_tui.services.topology.graphs import ALL, Asked, Graphs
from dharma_tui.services.topology.leading import lead
from dharma_tui.services.topology.networked import BY_NETWORK
from dharma_tui.services.topology.sketches import Sketches
from tests.integration.store_lab import HERE as LAB
from tests.integration.store_lab import KIND, open_lake, scan, thing
from tests.unit.network_lab import HERE, KINDS, group, instance, open_acl, permit, subnet, table
from tests.unit.network_lab import thing as cloud

WEB, DB = ResourceRef("aws.ec2.instance", "web"), ResourceRef("aws.ec2.instance", "db")
GATEWAY = ResourceRef("aws.ec2.internet_gateway", "igw-1")
GROUP = ResourceRef("aws.ec2.security_group", "sg-web")
NETWORK = (
    cloud("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    cloud("ec2.internet_gateway", "igw-1"),
    subnet("subnet-a", "10.0.1.0/24"),
    table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
    open_acl("subnet-a"),
    group("sg-web", permit("0.0.0.0/0", first=443)),
    group("sg-db", permit("sg-web", first=5432)),
    instance("web", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3"),
    instance("db", "subnet-a", "10.0.1.6", "sg-db"),
)

HELD = [
    Relationship(NETWORK[0].ref, each.ref, Verb.CONTAINS, "VpcId")
    for each in NETWORK
    if each.ref.key in ("rtb-1", "acl-vpc-1", "sg-web")
]


def lab(src: str, verb: Verb, dst: str) -> Relationship:
    return Relationship(ResourceRef(KIND, src), ResourceRef(KIND, dst), verb, "lab")


PLAIN = (
    lab("web-1", Verb.DEPENDS_ON, "store"), lab("web-2", Verb.DEPENDS_ON, "store"), lab("store", Verb.RUNS_ON, "host"),
    lab("ring-1", Verb.CONNECTS_TO, "ring-2"), lab("ring-2", Verb.CONNECTS_TO, "ring-3"),
    lab("ring-3", Verb.CONNECTS_TO, "ring-1"), lab("web-1", Verb.STORES_IN, "gone"),
)  # fmt: skip


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = open_lake(tmp_path_factory.mktemp("questions"))
    names = dict.fromkeys(end.key for each in PLAIN for end in (each.src, each.dst) if end.key != "gone")
    scan(lake, [thing(name) for name in (*names, "lonely")], PLAIN, scope=LAB)
    told = {
        "ec2.security_group": [
            Relationship(ResourceRef("aws.ec2.security_group", f"sg-{ref.key}"), ref, Verb.PROTECTS, "")
            for ref in (WEB, DB)
        ],
        "ec2.vpc": HELD,
        "ec2.internet_gateway": [Relationship(GATEWAY, WEB, Verb.CONNECTS_TO, "reach:tcp 443 from 0.0.0.0/0")],
    }
    by_kind: dict[str, list[Resource]] = {}
    for each in NETWORK:
        by_kind.setdefault(each.ref.kind, []).append(each)
    for kind, held in by_kind.items():
        scan(lake, held, told.get(kind.removeprefix("aws."), ()), scope=HERE, kind=kind)
    yield lake
    lake.close()


@pytest.fixture
def sketches(lake: Lake) -> Iterator[Sketches]:
    io = IoPool(2, "test")
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    yield graphs.sketches
    graphs.close()
    io.close()


async def drawn(sketches: Sketches, line: str) -> Drawn:
    return await sketches.sketch(parse_topology(line, KINDS))


def marked(found: Drawn) -> set[str]:
    return {node.label for node in found.sketched.sketch.nodes if node.mark is Mark.FOUND}


def words(found: Drawn) -> list[str]:
    assert found.answer is not None
    return [line.strip() for line in found.answer.told()]


async def test_what_is_found_is_marked_and_told(sketches: Sketches) -> None:
    points = await drawn(sketches, "host depth:3 spof")
    assert marked(points) == {"host", "store"}, "what is not there is no weak point"
    title, heading, *each = words(points)
    assert (title, heading) == ("2 single points of failure", "how many go down with each, what it contains aside")
    assert each[:2] == [f"3 host {kind_word(KIND)}", f"2 store {kind_word(KIND)}"]
    assert {node.label for node in points.sketched.sketch.nodes} - marked(points) == {"web-1", "web-2"}

    circle = await drawn(sketches, "all cycles")
    assert marked(circle) == {"ring-1", "ring-2", "ring-3"}
    assert [edge.mark for edge in circle.sketched.sketch.edges] == [Mark.FOUND] * 3
    assert words(circle)[:2] == ["1 circle", "3 resources in a circle"]
    nowhere = await drawn(sketches, "web-1 cycles")
    assert not nowhere.sketched.sketch.nodes and nowhere.answer and "around it" in nowhere.answer.nothing[0]
    assert not (await drawn(sketches, "all cycles hide:connects_to")).sketched.sketch.nodes

    for layout in ("layered", "nested"):
        alone = await drawn(sketches, f"all orphans as:{layout} hide:aws.ec2.subnet,aws.ec2.route_table")
        assert marked(alone) >= {"lonely"} and "web-1" not in marked(alone)
    assert f"lonely {kind_word(KIND)}" in words(alone)

    missing = await drawn(sketches, "all dangling")
    assert marked(missing) == {"gone (missing)"}
    assert words(missing)[0] == "1 thing named and not in the inventory"
    assert words(missing)[2].split() == ["stores", "for", "web-1", kind_word(KIND)]

    together = await drawn(sketches, "all as:nested communities")
    assert "around store" in marked(together) and "lonely" not in marked(together)
    assert {str(line.id) for line in together.answer.lines} <= set(together.sketched.groups)  # type: ignore[union-attr]


async def test_reach_is_drawn_with_ports(sketches: Sketches) -> None:
    def passing(found: Drawn) -> set[tuple[str, str, str]]:
        names = {node.id: node.label for node in found.sketched.sketch.nodes}
        edges = (edge for edge in found.sketched.sketch.edges if edge.mark is Mark.FOUND)
        return {(names[edge.source], names[edge.target], edge.label) for edge in edges}

    web = await drawn(sketches, "aws.ec2.instance/web reach")
    assert ("the internet", "igw-1", "") in passing(web)
    assert {("igw-1", "web", "tcp 443"), ("web", "db", "tcp 5432")} <= passing(web)
    assert "web tcp 5432" in words(await drawn(sketches, "aws.ec2.instance/db reach"))

    between = await drawn(sketches, "aws.ec2.instance/web reach to:aws.ec2.instance/db")
    assert passing(between) == {("web", "db", "tcp 5432"), ("db", "web", "tcp 443")}
    assert {"sg-web", "sg-db"} <= {node.label for node in between.sketched.sketch.nodes}
    assert words(between)[0] == "2 ways"

    exposed = await drawn(sketches, "all reach")
    assert passing(exposed) == {("igw-1", "web", "tcp 443 from 0.0.0.0/0")} and marked(exposed) == {"web"}
    only = await drawn(sketches, "all reach to:aws.ec2.instance/web")
    assert passing(only) == {("the internet", "igw-1", ""), ("igw-1", "web", "tcp 443")}
    inside = await drawn(sketches, "all reach to:aws.ec2.instance/db")
    assert not passing(inside) and "The internet does not reach it." in words(inside)
    assert not any("Not known" in line for line in words(exposed))
    assert words(await drawn(sketches, "lonely reach")) == ["Networks and their rules are followed for AWS alone"]
    assert words(await drawn(sketches, "aws.ec2.instance/web reach to:lonely")) == [
        "Nothing is known to pass",
        *("Who reaches it", "Not known: networks and their rules are followed for AWS alone."),
        *("What it reaches", "Not known: networks and their rules are followed for AWS alone."),
    ]
    with pytest.raises(UsageError, match="itself"):
        await drawn(sketches, "aws.ec2.instance/web reach to:aws.ec2.instance/web")


async def test_networks_of_which_nobody_listed_the_routes_are_told_beside_what_is_reached(tmp_path: Path) -> None:
    lake, io = open_lake(tmp_path), IoPool(2, "test")
    vpc, *rest = NETWORK
    for each in (vpc, *(each for each in rest if each.ref.key in ("acl-vpc-1", "sg-web", "igw-1"))):
        scan(lake, [each], HELD if each is vpc else (), scope=HERE, kind=each.ref.kind)
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    asked = await drawn(graphs.sketches, "all reach")
    assert "Not known: route tables of vpc-1 were not listed." in words(asked)
    graphs.close()
    io.close()
    lake.close()


async def test_lists_of_addresses_that_groups_let_in_and_nobody_listed_are_told_beside_what_is_reached(
    tmp_path: Path,
) -> None:
    lake, io = open_lake(tmp_path), IoPool(2, "test")
    lists = {name: ResourceRef("aws.ec2.prefix_list", name) for name in ("pl-in", "pl-out", "pl-known")}
    entry = cloud("ec2.prefix_list_entry", "pl-known/10.9.0.0/16", PrefixListId="pl-known", Cidr="10.9.0.0/16")
    by = "aws.ec2.security_group:{}.PrefixListIds.PrefixListId"
    for each in NETWORK:
        if each.ref.kind != GROUP.kind:
            scan(lake, [each], HELD if each is NETWORK[0] else [], scope=HERE, kind=each.ref.kind)
    told = (("pl-in", "IpPermissions"), ("pl-out", "IpPermissionsEgress"), ("pl-known", "IpPermissions"))
    named = [Relationship(GROUP, lists[name], Verb.DEPENDS_ON, by.format(where)) for name, where in told]
    scan(lake, [group("sg-web")], named, scope=HERE, kind=GROUP.kind)
    holding = [Relationship(lists["pl-known"], entry.ref, Verb.CONTAINS, "lab")]
    scan(lake, [entry], holding, scope=HERE, kind=entry.ref.kind)
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    assert "Not known: entries of pl-in were not listed." in words(await drawn(graphs.sketches, "all reach"))
    graphs.close()
    io.close()
    lake.close()


async def test_a_path_goes_on_by_what_networks_let_through_where_no_relationship_leads(lake: Lake) -> None:
    io = IoPool(2, "test")
    graphs, access, lookup = Graphs(lake, io, Bus(), SystemClock(), KINDS), Access(lake, io, KINDS), Lookup(lake)
    reaching = partial(access.networks, lookup=lookup)

    path, words = await lead(graphs, (GATEWAY, DB), ALL, reaching=reaching)
    assert [[path.nodes[place].ref for place in each] for each in path.paths] == [[GATEWAY, WEB, DB]]
    assert words == BY_NETWORK and "reach:tcp 5432" in {edge.told for edge in path.edges}
    beside, words = await lead(graphs, (WEB, DB), ALL, reaching=reaching)
    assert [[beside.nodes[place].ref for place in each] for each in beside.paths] == [[WEB, DB]]
    near, words = await lead(graphs, (GATEWAY, DB), ALL, length=1, reaching=reaching)
    assert not near.paths and words == ""
    for asked in (ALL, Asked(Direction.OUT)):
        for ends in ((GATEWAY, DB), (WEB, DB)):
            one, words = await lead(graphs, ends, asked, reaching=reaching)
            every, said = await lead(graphs, ends, asked, every=20, reaching=reaching)
            assert words == said == BY_NETWORK
            (shortest,) = ([one.nodes[place].ref for place in path] for path in one.paths)
            assert shortest in [[every.nodes[place].ref for place in path] for path in every.paths]
            steps = {(every.nodes[edge.source].ref, every.nodes[edge.target].ref) for edge in every.edges}
            assert {*pairwise(shortest)} <= steps
    graphs.close()
    io.close()


async def test_a_picture_of_ways_ends_with_what_networks_let_through(lake: Lake) -> None:
    io = IoPool(2, "test")
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    ways = await drawn(graphs.sketches, f"{GATEWAY} to:{DB}")
    assert ways.paths == ((GATEWAY, WEB, DB),) and ways.choice.led == BY_NETWORK
    (step,) = (edge for edge in ways.sketched.sketch.edges if (edge.source, edge.target) == (str(WEB), str(DB)))
    assert step.label == "tcp 5432" and step.mark is Mark.PATH
    assert {node.label for node in ways.sketched.sketch.nodes if node.mark is Mark.PATH} == {"igw-1", "web", "db"}
    lines = [line.text for line in path_lines(await graphs.sketches.paths(ways), ways.choice.led)]
    assert any("may reach (tcp 5432) db" in line for line in lines), lines

    beside = await drawn(graphs.sketches, f"{WEB} to:{DB}")
    assert beside.paths == ((WEB, DB),), "no relationship leads there at all"
    nested = await drawn(graphs.sketches, f"{GATEWAY} to:{DB} as:nested")
    assert nested.paths == ways.paths
    hidden = await drawn(graphs.sketches, f"{GATEWAY} to:{DB} hide:connects_to")
    assert hidden.choice.led != BY_NETWORK, "such steps are hidden, too"
    back = await drawn(graphs.sketches, f"{DB} to:{GATEWAY} way:in")
    assert back.choice.led != BY_NETWORK
    graphs.close()
    io.close()


async def test_what_is_behind_a_balancer_is_reached_from_the_internet_by_way_of_it(tmp_path: Path) -> None:
    front, group_ = ResourceRef("aws.elb.load_balancer", "lb"), ResourceRef("aws.elb.target_group", "tg")
    inside = (
        group("sg-lb", permit("0.0.0.0/0", first=443)),
        group("sg-web", permit("sg-lb", first=8080)),
        *(instance(name, "subnet-a", f"10.0.1.{place}", "sg-web") for place, name in ((5, "web"), (6, "beside"))),
        cloud(
            *("elb.load_balancer", "lb"),
            VpcId="vpc-1",
            Scheme="internet-facing",
            LoadBalancerArn="lb",
            SecurityGroups=["sg-lb"],
            AvailabilityZones=[{"SubnetId": "subnet-a"}],
        ),
        cloud(
            *("elb.listener", "listener"),
            LoadBalancerArn="lb",
            Port=443,
            Protocol="HTTPS",
            DefaultActions=[{"Type": "forward", "TargetGroupArn": "tg"}],
        ),
        cloud("elb.target_group", "tg", Protocol="HTTP", Port=80, Targets=[{"Target": {"Id": "web", "Port": 8080}}]),
    )
    told = {
        front.kind: [Relationship(front, group_, Verb.ROUTES_TO, "lab")],
        group_.kind: [Relationship(group_, WEB, Verb.ROUTES_TO, "lab")],
    }
    lake, io = open_lake(tmp_path), IoPool(2, "test")
    kept = [each for each in NETWORK if each.ref.kind not in ("aws.ec2.security_group", "aws.ec2.instance")]
    by_kind: dict[str, list[Resource]] = {}
    for each in (*kept, *inside):
        by_kind.setdefault(each.ref.kind, []).append(each)
    for kind, held in by_kind.items():
        scan(lake, held, told.get(kind, ()), scope=HERE, kind=kind)
    graphs, access = Graphs(lake, io, Bus(), SystemClock(), KINDS), Access(lake, io, KINDS)

    (way,) = (await access.networks(WEB, Lookup(lake)))[0].ways
    assert (way.other, way.what, way.sure, way.is_behind) == (front, "tcp 443", True, True)
    assert "by way of lb, which reaches it with tcp 8080" in way.why
    assert not (await access.networks(ResourceRef(WEB.kind, "beside"), Lookup(lake)))[0].ways
    asked = await drawn(graphs.sketches, "web reach")
    labels = {node.id: node.label for node in asked.sketched.sketch.nodes}
    edges = {(labels[each.source], labels[each.target], each.label) for each in asked.sketched.sketch.edges}
    assert {("the internet", "lb", "tcp 443"), ("lb", "web", "tcp 8080")} <= edges
    assert any("tcp 443, by way of lb" in line for line in words(asked))
    graphs.close()
    io.close()
    lake.close()
