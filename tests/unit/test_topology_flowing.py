"""Ways out of networks as packets take them: out of a subnet, by its routes, over gateways to where these lead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

import pytest

from dharma_tui.core.graph import GraphNode
from dharma_tui.core.topology_view import TopologyView
from dharma_tui.core.types import Resource, ResourceRef, State, Verb
from dharma_tui.services.discovery.aws._ways_out import ways_out, ways_through
from dharma_tui.services.graph_server.whole import held_of
from dharma_tui.services.relations.addresses import Addresses
from dharma_tui.services.topology.adjacency import CODES, Direction
from dharma_tui.services.topology.answers import Held
from dharma_tui.services.topology.choosing import choose
from dharma_tui.services.topology.graphs import ALL, Asked, Graphs
from dharma_tui.services.topology.leading import lead
from tests.unit.network_lab import KINDS, instance, subnet, table, thing
from tests.unit.test_aws_losses import kind_key
from tests.unit.test_aws_losses_of_ways import reached

T = TypeVar("T")
ANYWHERE = "0.0.0.0/0"


class OfOne(Graphs):
    """Answers about one graph, without a lake."""

    def __init__(self, held: Held) -> None:
        self.held = held

    async def ask(self, at: str, answer: Callable[[Held], T]) -> T:
        return answer(self.held)


def estate(*known: Resource, down: Sequence[str] = ()) -> Held:
    """What properties and routes tell of these."""
    told = list(dict.fromkeys([*reached(*map(routed, known)), *addressed(known)]))
    names = list(dict.fromkeys(end for source, _, target in told for end in (source, target)))
    nodes = [
        GraphNode(
            ResourceRef(*name.split(":", 1)), name, State.STOPPED if name.split(":")[1] in down else State.RUNNING
        )
        for name in names
    ]
    edges = [(names.index(source), names.index(target), CODES[verb]) for source, verb, target in told]
    return held_of(nodes, sorted(edges), KINDS)


def addressed(known: Sequence[Resource]) -> Iterator[tuple[str, Verb, str]]:
    """The networks that routes lead to, by their addresses."""
    rule = Addresses(tuple(KINDS.values()))
    read = [resource for resource in known if resource.ref.kind in rule.reads]
    for resource in read:
        rule.add(resource)
    for edge in (edge for resource in read for edge in rule.relationships(resource)):
        yield kind_key(edge.src), edge.verb, kind_key(edge.dst)


def routed(resource: Resource) -> Resource:
    """With what scans derive of routes."""
    attrs = cast("dict[str, Any]", resource.attrs)
    if resource.ref.kind == "aws.ec2.route_table":
        attrs |= {"WaysOut": ways_out(attrs), "WaysThrough": ways_through(attrs)}
    return resource


def private(*more: Resource) -> Held:
    """A server whose subnet goes by the main table, which leads to a gateway for NAT in a public one; and such a one besides."""
    return estate(
        *(subnet("subnet-priv", "10.0.1.0/24"), subnet("subnet-pub", "10.0.0.0/24"), thing("ec2.vpc", "vpc-1")),
        table("rtb-main", (ANYWHERE, "nat-1")),
        table("rtb-pub", (ANYWHERE, "igw-1"), subnets=["subnet-pub"]),
        thing("ec2.nat_gateway", "nat-1", VpcId="vpc-1", SubnetId="subnet-pub"),
        thing("ec2.internet_gateway", "igw-1", Attachments=[{"VpcId": "vpc-1"}]),
        *(instance("i-app", "subnet-priv", "10.0.1.5"), instance("i-beside", "subnet-priv", "10.0.1.6"), *more),
    )


def led(held: Held, start: str, end: str, asked: Asked = ALL, every: int = 0) -> tuple[list[list[str]], str]:
    """The keys along each path, and what is said of them."""
    ends = [next(node.ref for node in _nodes(held) if node.ref.key == key) for key in (start, end)]
    graph, words = asyncio.run(lead(OfOne(held), (ends[0], ends[1]), asked, every=every))
    return [[graph.nodes[place].ref.key for place in path] for path in graph.paths], words


def _nodes(held: Held) -> Sequence[GraphNode]:
    return held.names.nodes(range(held.topology.graph.count))


OUT = ["i-app", "subnet-priv", "rtb-main", "nat-1", "igw-1"]


def test_the_way_out_leads_by_the_routes_of_the_subnet_over_the_gateway_for_nat() -> None:
    assert led(private(), "i-app", "igw-1") == ([OUT], "")
    assert led(private(), "i-app", "nat-1") == ([OUT[:-1]], "")
    ways, _ = led(private(), "i-app", "igw-1", every=20)
    assert ways[0] == OUT and all("nat-1" in way and "vpc-1" not in way for way in ways)


def test_back_it_leads_against_and_a_direction_that_is_asked_for_is_kept_to() -> None:
    against = "the path leads against the direction of its relationships"
    assert led(private(), "igw-1", "i-app") == ([OUT[::-1]], against)
    assert led(private(), "igw-1", "i-app", Asked(Direction.OUT))[1].startswith("no traffic is known to go there")
    assert led(private(), "igw-1", "i-app", Asked(Direction.IN)) == ([OUT[::-1]], "")
    over, words = led(private(), "i-app", "igw-1", Asked(verbs=(Verb.CONTAINS, Verb.ATTACHED_TO)))
    assert over == [["i-app", "vpc-1", "igw-1"]] and words.startswith("no traffic is known to go there")


def test_who_is_in_the_same_subnet_is_no_way_and_what_is_down_is_told() -> None:
    _, words = led(private(), "i-app", "i-beside")
    assert words.startswith("no traffic is known to go there")
    known = private()
    down = held_of(
        [GraphNode(node.ref, node.name, State.FAILED if node.ref.key == "nat-1" else node.state) for node in _nodes(known)],
        [(*known.topology.graph.ends(at), int(known.topology.graph.verbs[at])) for at in range(len(known.topology.graph))],
        KINDS,
    )  # fmt: skip
    assert led(down, "i-app", "igw-1") == ([OUT], "the path leads through what is down or not in the inventory")


@pytest.mark.parametrize(
    ("target", "joint", "end"),
    [
        ("igw-1", [], "igw-1"),
        ("pcx-1", [], "pcx-1"),
        ("tgw-1", ["tgw-1", "vpn-1"], "cgw-1"),
    ],
)
def test_routes_lead_to_what_they_name_and_on_to_where_that_leads(target: str, joint: list[str], end: str) -> None:
    held = private(
        table("rtb-own", (ANYWHERE, target), subnets=["subnet-own"]),
        subnet("subnet-own", "10.0.2.0/24"),
        instance("i-own", "subnet-own", "10.0.2.5"),
        thing("ec2.vpn_connection", "vpn-1", TransitGatewayId="tgw-1", CustomerGatewayId="cgw-1"),
        thing("ec2.customer_gateway", "cgw-1"),
        thing("ec2.vpc_peering", "pcx-1"),
    )
    assert led(held, "i-own", end) == ([["i-own", "subnet-own", "rtb-own", *joint, end]], "")


def test_the_picture_of_a_way_out_is_the_same_way() -> None:
    held = private()
    focus, to = (next(at for at, node in enumerate(_nodes(held)) if node.ref.key == key) for key in ("i-app", "igw-1"))
    drawn = choose(held, TopologyView(focus=(_nodes(held)[focus].ref,), to=_nodes(held)[to].ref), [focus], to)

    assert {_nodes(held)[node].ref.key for node in drawn.nodes} == {*OUT, "subnet-pub", "rtb-pub"}
    assert len(drawn.paths[0]) == len(OUT) - 1 and drawn.led == ""


def joined(joint: str, *more: Resource) -> Held:
    """Two networks with something between them, to which the table of the one sends what goes to the other or anywhere."""
    return estate(
        *(thing("ec2.vpc", f"vpc-{at}", VpcId=f"vpc-{at}", CidrBlock=f"10.{at}.0.0/16") for at in "12"),
        subnet("subnet-1", "10.1.1.0/24", "vpc-1"),
        subnet("subnet-2", "10.2.1.0/24", "vpc-2"),
        table("rtb-1", ("10.2.0.0/16", joint), (ANYWHERE, joint), subnets=["subnet-1"], vpc="vpc-1"),
        table("rtb-2", (ANYWHERE, "nat-2"), vpc="vpc-2"),
        table("rtb-out", (ANYWHERE, "igw-2"), ("10.1.0.0/16", joint), subnets=["subnet-2"], vpc="vpc-2"),
        thing("ec2.nat_gateway", "nat-2", VpcId="vpc-2", SubnetId="subnet-2"),
        thing("ec2.internet_gateway", "igw-2", Attachments=[{"VpcId": "vpc-2"}]),
        instance("i-1", "subnet-1", "10.1.1.5", vpc="vpc-1"),
        *more,
    )


def hub() -> Held:
    """A transit gateway between them."""
    attached = (
        thing("ec2.transit_attachment", f"tgw-attach-{at}", TransitGatewayId="tgw-1", ResourceId=f"vpc-{at}",
              ResourceType="vpc", State="available")
        for at in "12"
    )  # fmt: skip
    return joined("tgw-1", thing("ec2.transit_gateway", "tgw-1"), *attached)


def test_a_way_over_a_hub_names_the_hub_and_the_attachment_that_it_goes_on_by() -> None:
    start = ["i-1", "subnet-1", "rtb-1", "tgw-1", "tgw-attach-2"]
    assert led(hub(), "i-1", "igw-2") == ([[*start, "rtb-2", "nat-2", "igw-2"]], "")
    assert led(hub(), "i-1", "vpc-2") == ([[*start, "vpc-2"]], "")
    assert led(hub(), "i-1", "vpc-2", every=20)[0][0] == [*start, "vpc-2"]
    against = "the path leads against the direction of its relationships"
    assert led(hub(), "vpc-2", "i-1") == ([[*start, "vpc-2"][::-1]], against)


def test_a_peering_leads_to_the_other_network_and_not_on_from_there() -> None:
    ends = {f"{end}VpcInfo": {"VpcId": f"vpc-{at}"} for at, end in ((1, "Requester"), (2, "Accepter"))}
    held = joined("pcx-1", thing("ec2.vpc_peering", "pcx-1", Status={"Code": "active"}, **ends))
    assert led(held, "i-1", "vpc-2") == ([["i-1", "subnet-1", "rtb-1", "pcx-1", "vpc-2"]], "")
    for far in ("igw-2", "nat-2"):
        assert led(held, "i-1", far)[1].startswith("no traffic is known to go there")
    assert led(held, "i-1", "vpc-1")[1].startswith("no traffic is known to go there"), "nothing comes back by it"
