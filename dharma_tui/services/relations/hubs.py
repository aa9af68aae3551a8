"""The way out of networks that leave it to another one: over a transit gateway, out of that one's attachment, by its routes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.network.drawing import ATTACHMENT, TABLE
from dharma_tui.services.network.interfaces import NAT
from dharma_tui.services.network.routes import routes_of, targets_of
from dharma_tui.services.relations._rule import Rule

HUB_TABLE, ENDPOINT = "aws.ec2.transit_route_table", "aws.ec2.vpc_endpoint"
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_INNER = ("nat-", "eni-", "i-", "vpce-")
"""Whom packets without a public address are sent to, to get one or to be looked at."""


@dataclass(frozen=True, slots=True)
class _Attached:
    ref: ResourceRef
    hub: str
    vpc: str
    table: str
    """The table of the hub that it goes by."""


@dataclass(frozen=True, slots=True)
class _Table:
    ref: ResourceRef
    out: frozenset[str]
    """What it sends packets to that go anywhere."""
    hubs: frozenset[str]


class Hubs(Rule):
    """A route table stands on the attachment by which its network leaves what goes anywhere to a transit gateway, and leads to
    those that this lets it out of.

    The tables of the gateway say which these are. Where nobody listed their routes, it is every network attached to it that has a
    way to the internet, one back to the gateway, and one by which packets without a public address leave it.
    """

    name = "hubs"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._attached: dict[str, _Attached] = {}
        self._tables: dict[str, list[_Table]] = {}
        """VPC → its tables."""
        self._sent: dict[str, tuple[str, ...]] = {}
        """Table of a hub → the attachments that it sends what goes anywhere to."""
        self._subnets: dict[str, tuple[str, ...]] = {}
        """What takes packets in for others → where it stands."""
        self._by: dict[str, ResourceRef] = {}
        """Subnet → its own table; VPC → that of its other subnets."""

    @property
    def reads(self) -> Collection[str]:
        return {ATTACHMENT, TABLE, HUB_TABLE, NAT, ENDPOINT}

    def add(self, resource: Resource) -> None:
        ref, attrs = resource.ref, resource.attrs
        if ref.kind == HUB_TABLE:
            routes = attrs.get("Routes")
            if isinstance(routes, list):
                out = [each for each in routes if _ANYWHERE.intersection(texts(each, "DestinationCidrBlock"))]
                named = (texts(each, "TransitGatewayAttachments.TransitGatewayAttachmentId") for each in out)
                self._sent[ref.key] = tuple(dict.fromkeys(key for keys in named for key in keys))
        elif ref.kind in (NAT, ENDPOINT):
            self._subnets[ref.key] = (*texts(attrs, "SubnetId"), *texts(attrs, "SubnetIds"))
        elif ref.kind == TABLE:
            self._by |= dict.fromkeys(texts(attrs, "Associations.SubnetId"), ref)
            if _is_main(attrs):
                self._by[str(attrs.get("VpcId") or "")] = ref
            known = [*routes_of(attrs)]
            self._tables.setdefault(str(attrs.get("VpcId") or ""), []).append(
                _Table(
                    ref,
                    frozenset(route.target for route in known if route.network.prefixlen == 0),
                    frozenset(target for target in targets_of(attrs) if target.startswith("tgw-")),
                )
            )
        elif attrs.get("State", "available") == "available":
            told = (attrs.get(name) for name in ("TransitGatewayId", "ResourceId"))
            hub, vpc = (str(each or "") for each in told)
            table = next(texts(attrs, "Association.TransitGatewayRouteTableId"), "")
            is_vpc = attrs.get("ResourceType", "vpc") == "vpc"
            self._attached[ref.key] = _Attached(ref, hub, vpc if is_vpc else "", table)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if resource.ref.kind == TABLE:
            vpc = str(resource.attrs.get("VpcId") or "")
            for table in self._tables.get(vpc, ()):
                if table.ref == resource.ref:
                    for hub in sorted(table.out & table.hubs):
                        yield from self._over(table.ref, hub, vpc)
        elif (attached := self._attached.get(resource.ref.key)) and resource.ref.kind == ATTACHMENT:
            for inner in self._inner(attached.vpc) if self._lets_out(attached) else ():
                yield self.told(attached.ref, inner, Verb.ROUTES_TO, "what it is given goes out by the routes there")

    def _over(self, table: ResourceRef, hub: str, vpc: str) -> Iterator[Relationship]:
        """What the way of ``table`` over ``hub`` leads by."""
        own = self._places.get((hub, vpc), ())
        for each in own:
            yield self.told(table, each.ref, Verb.DEPENDS_ON, f"its way to {hub}")
        ways = {key for each in own for key in self._ways(each)} - {each.ref.key for each in own}
        for key in sorted(ways):
            if key in self._attached:
                yield self.told(table, self._attached[key].ref, Verb.ROUTES_TO, f"the way out of {hub}")

    def _ways(self, own: _Attached) -> Collection[str]:
        """The attachments that what goes anywhere leaves the hub by."""
        if own.table in self._sent:
            return self._sent[own.table]
        return [each.ref.key for each in self._outs.get(own.hub, ()) if each.vpc != own.vpc]

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], Sequence[_Attached]]:
        """Hub and VPC → the attachments between."""
        found: dict[tuple[str, str], list[_Attached]] = {}
        for each in self._attached.values():
            found.setdefault((each.hub, each.vpc), []).append(each)
        return found

    @cached_property
    def _outs(self) -> Mapping[str, Sequence[_Attached]]:
        """Hub → the attachments that may be its ways out."""
        found: dict[str, list[_Attached]] = {}
        for each in filter(self._lets_out, self._attached.values()):
            found.setdefault(each.hub, []).append(each)
        return found

    @cached_property
    def _named(self) -> Collection[str]:
        """The attachments that tables of hubs name as ways out."""
        return {key for keys in self._sent.values() for key in keys}

    def _lets_out(self, attached: _Attached) -> bool:
        """Whether its network may be the way out of its hub."""
        known = self._tables.get(attached.vpc, ()) if attached.vpc else ()
        leads = any(attached.hub in table.hubs and any(out.startswith("igw-") for out in table.out) for table in known)
        return attached.ref.key in self._named or (leads and bool(self._inner(attached.vpc)))

    def _inner(self, vpc: str) -> list[ResourceRef]:
        """The tables of a network by which packets without a public address leave it; not those that they come to by the others."""
        known = self._tables.get(vpc, ()) if vpc else ()
        ways = {table.ref: [out for out in table.out if out.startswith(_INNER)] for table in known}
        inner = {ref: {*self._next(outs, vpc)} - {ref} for ref, outs in ways.items() if outs}
        after = {ref for refs in inner.values() for ref in refs}
        return [ref for ref in inner if ref not in after] or [*inner]

    def _next(self, outs: Sequence[str], vpc: str) -> Iterator[ResourceRef]:
        """The tables by which those go on that a table leads to."""
        for subnet in (subnet for out in outs for subnet in self._subnets.get(out, ())):
            if table := self._by.get(subnet, self._by.get(vpc)):
                yield table

    def facts(self, resource: Resource) -> object:
        stands = texts(resource.attrs, "SubnetId"), texts(resource.attrs, "SubnetIds")
        return [*map(tuple, stands)] if resource.ref.kind in (NAT, ENDPOINT) else resource.attrs


def _is_main(attrs: Mapping[str, Json]) -> bool:
    told = attrs.get("Associations")
    return isinstance(told, list) and any(isinstance(each, Mapping) and each.get("Main") is True for each in told)
