"""Paths whose last steps networks make, one after the other: from a gateway to a server, and on by security groups alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.drawing import Mark
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.access import Access
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.lookup import Lookup
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.topology import networked
from dharma_tui.services.topology.graphs import ALL, Graphs
from dharma_tui.services.topology.leading import lead
from tests.integration.store_lab import open_lake, scan
from tests.unit.network_lab import HERE, KINDS, group, instance, open_acl, permit, subnet, table
from tests.unit.network_lab import thing as cloud

GATEWAY = ResourceRef("aws.ec2.internet_gateway", "igw-1")
WEB, APP, APP_2, DB = (ResourceRef("aws.ec2.instance", name) for name in ("web", "app", "app-2", "db"))
NETWORK = (
    cloud("ec2.vpc", "vpc-1", VpcId="vpc-1", CidrBlock="10.0.0.0/16"),
    cloud("ec2.internet_gateway", "igw-1"),
    subnet("subnet-a", "10.0.1.0/24"),
    table("rtb-1", ("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), subnets=["subnet-a"]),
    open_acl("subnet-a"),
    group("sg-web", permit("0.0.0.0/0", first=443)),
    group("sg-app", permit("sg-web", first=8080)),
    group("sg-db", permit("sg-app", first=5432)),
    instance("web", "subnet-a", "10.0.1.5", "sg-web", public="3.3.3.3"),
    *(instance(name, "subnet-a", f"10.0.1.{at}", "sg-app") for at, name in ((6, "app"), (7, "app-2"))),
    instance("db", "subnet-a", "10.0.1.8", "sg-db"),
)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = open_lake(tmp_path_factory.mktemp("networked"))
    by_kind: dict[str, list[Resource]] = {}
    for each in NETWORK:
        by_kind.setdefault(each.ref.kind, []).append(each)
    reached = Relationship(GATEWAY, WEB, Verb.CONNECTS_TO, "reach:tcp 443 from 0.0.0.0/0")
    for kind, held in by_kind.items():
        scan(lake, held, [reached] if kind == GATEWAY.kind else (), scope=HERE, kind=kind)
    yield lake
    lake.close()


@pytest.fixture
def io() -> Iterator[IoPool]:
    made = IoPool(2, "test")
    yield made
    made.close()


@pytest.fixture
def graphs(lake: Lake, io: IoPool) -> Iterator[Graphs]:
    made = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    yield made
    made.close()


@pytest.fixture
def reaching(lake: Lake, io: IoPool) -> networked.Reaching:
    return partial(Access(lake, io, KINDS).networks, lookup=Lookup(lake))


async def test_steps_that_networks_make_follow_each_other(graphs: Graphs, reaching: networked.Reaching) -> None:
    one, words = await lead(graphs, (GATEWAY, DB), ALL, reaching=reaching)
    assert [[one.nodes[place].ref for place in path] for path in one.paths] == [[GATEWAY, WEB, APP, DB]]
    assert words == "the last 2 steps are what networks and their rules let through"
    told = {(one.nodes[edge.source].ref, one.nodes[edge.target].ref): edge.told for edge in one.edges}
    assert (told[WEB, APP], told[APP, DB]) == ("reach:tcp 8080", "reach:tcp 5432")

    every, said = await lead(graphs, (GATEWAY, DB), ALL, every=20, reaching=reaching)
    paths = [[every.nodes[place].ref for place in path] for path in every.paths]
    assert paths == [[GATEWAY, WEB, APP, DB], [GATEWAY, WEB, APP_2, DB]] and said == words and every.is_whole
    steps = {(every.nodes[edge.source].ref, every.nodes[edge.target].ref) for edge in every.edges}
    assert all({*pairwise(path)} <= steps for path in paths)
    few, _ = await lead(graphs, (GATEWAY, DB), ALL, every=1, reaching=reaching)
    assert len(few.paths) == 1 and not few.is_whole

    assert not (await lead(graphs, (GATEWAY, DB), ALL, length=2, reaching=reaching))[0].paths
    assert (await lead(graphs, (GATEWAY, DB), ALL, length=3, reaching=reaching))[0].paths == one.paths
    assert not (await lead(graphs, (DB, GATEWAY), ALL, reaching=reaching))[1].startswith("the last")


async def test_those_of_one_name_are_told_apart_wherever_on_a_path_they_are(
    tmp_path: Path, io: IoPool, reaching: networked.Reaching
) -> None:
    lake = open_lake(tmp_path)
    alike = {WEB: "srv", APP: "srv"}
    for each in NETWORK:
        reached = [Relationship(GATEWAY, WEB, Verb.CONNECTS_TO, "reach:")] if each.ref == GATEWAY else []
        held = [replace(one, name=alike.get(one.ref, one.name)) for one in NETWORK if one.ref.kind == each.ref.kind]
        scan(lake, held, reached, scope=HERE, kind=each.ref.kind)
    graphs = Graphs(lake, io, Bus(), SystemClock(), KINDS)
    one, _ = await lead(graphs, (GATEWAY, DB), ALL, reaching=reaching)
    assert [one.nodes[place].called for path in one.paths for place in path] == [
        "igw-1",
        "srv (web)",
        "srv (app)",
        "db",
    ]
    graphs.close()
    lake.close()


async def test_how_far_networks_are_followed_is_bounded_and_told(
    graphs: Graphs, reaching: networked.Reaching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networked, "ASKED", 1)
    none, words = await lead(graphs, (GATEWAY, DB), ALL, reaching=reaching)
    assert not none.paths and words == "of 1 resource alone it was asked who reaches them"
    near, words = await lead(graphs, (GATEWAY, APP), ALL, reaching=reaching)
    assert len(near.paths) == 1 and words == networked.BY_NETWORK
    monkeypatch.undo()
    monkeypatch.setattr(networked, "SLOWER", 0)
    none, words = await lead(graphs, (GATEWAY, DB), ALL, reaching=reaching)
    assert not none.paths and words == "of 1 resource alone it was asked who reaches them"


async def test_nobody_is_asked_twice_who_reaches_it(graphs: Graphs, reaching: networked.Reaching) -> None:
    asked: list[ResourceRef] = []

    def counting(ref: ResourceRef) -> object:
        asked.append(ref)
        return reaching(ref)

    await lead(graphs, (GATEWAY, DB), ALL, reaching=counting)  # type: ignore[arg-type]
    assert sorted(asked) == sorted({*asked}) and DB in asked


@pytest.mark.parametrize("how", ["to", "path"])
async def test_such_steps_are_drawn_and_marked(graphs: Graphs, how: str) -> None:
    line = f"{GATEWAY} {WEB} {APP} {APP_2} {DB} depth:0" if how == "path" else str(GATEWAY)
    ways = await graphs.sketches.sketch(parse_topology(f"{line} {how}:{DB}", KINDS))
    assert {(GATEWAY, WEB, APP, DB), (GATEWAY, WEB, APP_2, DB)} <= {*ways.paths}
    labels = {(edge.source, edge.target): edge.label for edge in ways.sketched.sketch.edges if edge.mark is Mark.PATH}
    assert (labels[str(WEB), str(APP)], labels[str(APP_2), str(DB)]) == ("tcp 8080", "tcp 5432")
    assert {node.label for node in ways.sketched.sketch.nodes if node.mark is Mark.PATH} == {
        "igw-1", "web", "app", "app-2", "db",
    }  # fmt: skip
    found = await graphs.sketches.paths(ways)
    assert {edge.told for edge in found.edges if edge.told} >= {"reach:tcp 8080", "reach:tcp 5432"}
    if how == "to":
        assert ways.choice.led == "the last 2 steps are what networks and their rules let through"


BY_TWO = "the last 2 steps are what networks and their rules let through"
NO_TRAFFIC = "no traffic is known to go there: the path leads over what contains or protects things"
NOT_ASKED = "of 1 resource alone it was asked who reaches them"


@pytest.fixture(scope="module")
def related(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The same, where a host and a VPC contain the end, and the user asks it."""
    lake = open_lake(tmp_path_factory.mktemp("related"))
    user, host = (
        instance("user", "subnet-a", "10.0.1.20", "sg-web"),
        instance("host", "subnet-a", "10.0.1.21", "sg-none"),
    )
    edges = [
        Relationship(GATEWAY, WEB, Verb.CONNECTS_TO, "reach:tcp 443 from 0.0.0.0/0"),
        Relationship(user.ref, DB, Verb.DEPENDS_ON, ""),
        Relationship(host.ref, DB, Verb.CONTAINS, ""),
    ]
    everything = (*NETWORK, user, host)
    for kind in dict.fromkeys(each.ref.kind for each in everything):
        held = [each for each in everything if each.ref.kind == kind]
        scan(lake, held, [edge for edge in edges if edge.src.kind == kind], scope=HERE, kind=kind)
    yield lake
    lake.close()


@pytest.mark.parametrize("how", ["to", "path"])
@pytest.mark.parametrize(
    ("foci", "firsts", "led"),
    [
        ("host user", {"user"}, ""),
        ("host", {"host"}, NO_TRAFFIC),
        ("igw-1 vpc-1", {"igw-1"}, BY_TWO),
        ("igw-1 host", {"igw-1"}, BY_TWO),
        ("igw-1 user", {"user"}, ""),
        ("igw-1 app", {"igw-1", "app"}, BY_TWO.replace("the", "up to the", 1)),
        ("app web", {"app", "web"}, BY_TWO.replace("the", "up to the", 1)),
    ],
)
async def test_what_is_said_is_of_the_paths_that_are_drawn_in_whatever_order_they_begin(
    related: Lake, io: IoPool, foci: str, firsts: set[str], led: str, how: str
) -> None:
    graphs = Graphs(related, io, Bus(), SystemClock(), KINDS)
    for names in (foci.split(), foci.split()[::-1]):
        drawn = await graphs.sketches.sketch(parse_topology(f"{' '.join(names)} {how}:{DB}", KINDS))
        assert ({path[0].key for path in drawn.paths}, drawn.choice.led) == (firsts, led), names
    graphs.close()


@pytest.mark.parametrize(
    ("foci", "led"), [("igw-1 vpc-1", NOT_ASKED), ("igw-1 host", f"{NO_TRAFFIC}; {NOT_ASKED}"), ("igw-1 user", "")]
)
async def test_where_it_was_not_looked_is_said_of_every_focus(
    related: Lake, io: IoPool, monkeypatch: pytest.MonkeyPatch, foci: str, led: str
) -> None:
    monkeypatch.setattr(networked, "ASKED", 1)
    graphs = Graphs(related, io, Bus(), SystemClock(), KINDS)
    for names in (foci.split(), foci.split()[::-1]):
        drawn = await graphs.sketches.sketch(parse_topology(f"{' '.join(names)} to:{DB}", KINDS))
        assert drawn.choice.led == led, names
    graphs.close()
