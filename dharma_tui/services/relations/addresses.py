"""Which networks of ours the blocks of addresses in rules and routes stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.traffic import Traffic, union
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.network.blocks import blocks
from dharma_tui.services.network.drawing import ATTACHMENT, LIST_ENTRY, PEERING, TABLE
from dharma_tui.services.network.interfaces import GROUP, SUBNET, VPC
from dharma_tui.services.network.map import NetworkMap
from dharma_tui.services.network.routes import routes_of
from dharma_tui.services.network.rules import Network, Permit, contains, networks
from dharma_tui.services.relations._rule import Rule

MOST = 8
"""Subnets told one by one; of more the VPC is told, and a route that leads to more VPCs leads to the hub between them."""


@dataclass(frozen=True, slots=True)
class _Subnet:
    ref: ResourceRef
    blocks: tuple[Network, ...]


class Addresses(Rule):
    """A rule or route that names addresses, and the networks of ours that these are: the smallest that say it.

    Only networks that can be meant are looked at: the VPC itself, those it is joined with, those at the end of a route.
    """

    name = "addresses"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._map = NetworkMap()
        self._subnets: dict[str, list[_Subnet]] = {}
        self._ends: dict[str, set[str]] = {}
        """Peering or transit gateway → VPCs that are joined by it."""

    @property
    def reads(self) -> Collection[str]:
        return (VPC, SUBNET, GROUP, TABLE, PEERING, LIST_ENTRY, ATTACHMENT)

    def add(self, resource: Resource) -> None:
        attrs, kind = resource.attrs, resource.ref.kind
        if kind in (VPC, PEERING, LIST_ENTRY):
            self._map.add(resource)
        if kind == SUBNET:
            for vpc in texts(attrs, "VpcId"):
                self._subnets.setdefault(vpc, []).append(_Subnet(resource.ref, tuple(networks(blocks(attrs)))))
        elif kind == PEERING:
            ends = (*texts(attrs, "RequesterVpcInfo.VpcId"), *texts(attrs, "AccepterVpcInfo.VpcId"))
            self._ends.setdefault(resource.ref.key, set()).update(ends)
        elif kind == ATTACHMENT and attrs.get("ResourceType", "vpc") == "vpc":
            for hub in texts(attrs, "TransitGatewayId"):
                self._ends.setdefault(hub, set()).update(texts(attrs, "ResourceId"))
        elif kind == GROUP:
            self._map.add(resource)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if resource.ref.kind == GROUP:
            group = self._map.groups[resource.ref.key]
            near = [group.vpc, *sorted(self._map.neighbours(group.vpc))]
            for place, why in self._named(group.ingress, near, "from"):
                yield self.told(place, resource.ref, Verb.CONNECTS_TO, why)
            for place, why in self._named(group.egress, near, "to"):
                yield self.told(resource.ref, place, Verb.CONNECTS_TO, why)
        elif resource.ref.kind == TABLE:
            yield from self._routed(resource)

    def _routed(self, resource: Resource) -> Iterator[Relationship]:
        found: dict[ResourceRef, list[str]] = {}
        for route in routes_of(resource.attrs, self._map.lists):
            others = self._ends.get(route.target, set()) - set(texts(resource.attrs, "VpcId"))
            places = list(self._places(route.network, sorted(others)))
            if len({place for place in places if place.kind == VPC}) <= MOST:
                for place in places:
                    found.setdefault(place, []).append(f"{route.network} through {route.target}")
        for place, why in found.items():
            yield self.told(resource.ref, place, Verb.ROUTES_TO, "; ".join(sorted(why)))

    def _named(self, permits: Iterable[Permit], vpcs: Sequence[str], word: str) -> Iterator[tuple[ResourceRef, str]]:
        """Places that rules name by their addresses, and what passes."""
        found: dict[ResourceRef, dict[Network, list[Traffic]]] = {}
        for permit in permits:
            for network in self._map.permitted(permit):
                for place in self._places(network, vpcs):
                    found.setdefault(place, {}).setdefault(network, []).append(permit.traffic)
        for place, by_network in found.items():
            said = sorted(f"{union(passed).words()} {word} {network}" for network, passed in by_network.items())
            yield place, "; ".join(said)

    def _places(self, network: Network, vpcs: Iterable[str]) -> Iterator[ResourceRef]:
        """The VPCs that are in ``network``, or else the subnets; or else the smallest that ``network`` is in."""
        if network.prefixlen == 0:
            return  # anywhere is nowhere in particular
        for vpc in vpcs:
            owned = self._map.vpc_networks(vpc)
            if any(contains(network, block) for block in owned):
                yield ResourceRef(VPC, vpc)
            elif any(contains(block, network) for block in owned):
                yield from self._within(network, vpc)

    def _within(self, network: Network, vpc: str) -> Iterator[ResourceRef]:
        subnets = self._subnets.get(vpc, [])
        inner = [each.ref for each in subnets if any(contains(network, block) for block in each.blocks)]
        outer = [each.ref for each in subnets if any(contains(block, network) for block in each.blocks)]
        found = inner or outer
        yield from found if 0 < len(found) <= MOST else [ResourceRef(VPC, vpc)]
