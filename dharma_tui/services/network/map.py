"""A map of networks: what is known of groups, subnets, lists, routes and gateways, and who reaches whom by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from dharma_tui.core.references import texts
from dharma_tui.core.traffic import EVERYTHING, NOTHING, Traffic, traffic, union
from dharma_tui.core.types import Resource, ResourceRef
from dharma_tui.services.network.interfaces import BALANCER, GROUP, NAT, SUBNET, VPC, Interface
from dharma_tui.services.network.routes import Route, best, routes_of
from dharma_tui.services.network.rules import (
    Acl,
    Address,
    Group,
    Network,
    Permit,
    acl_of,
    answered,
    contains,
    group_of,
    is_inside,
    networks,
    overlap,
)

TABLE, ACL, PEERING = "aws.ec2.route_table", "aws.ec2.network_acl", "aws.ec2.vpc_peering"
LISTENER, LIST_ENTRY = "aws.elb.listener", "aws.ec2.prefix_list_entry"
GATEWAY = "aws.ec2.internet_gateway"
ATTACHMENT, ELASTIC = "aws.ec2.transit_attachment", "aws.ec2.elastic_ip"
JOINING = (PEERING, ATTACHMENT, TABLE, VPC)
"""The kinds that say which networks a network is joined with."""
DRAWN = (VPC, SUBNET, GROUP, TABLE, ACL, PEERING, ATTACHMENT, LISTENER, LIST_ENTRY, ELASTIC)
"""The kinds that a map is drawn from."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What of the internet reaches an interface: from where, through which gateway, let in by which group."""

    gateway: ResourceRef
    network: Network
    traffic: Traffic
    group: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What one interface can send to another: surely, and perhaps, depending on an address that is not known.

    Where there is a ``hub`` on the way, all of it is perhaps: whether that passes it on is decided by routes of its own.
    """

    surely: Traffic
    perhaps: Traffic
    hub: str = ""


@dataclass(frozen=True, slots=True)
class _Subnet:
    vpc: str
    networks: tuple[Network, ...]


class NetworkMap:
    """Add every resource of the kinds in ``DRAWN``, then ask."""

    def __init__(self) -> None:
        self.groups: dict[str, Group] = {}
        self._subnets: dict[str, _Subnet] = {}
        self._vpcs: dict[str, tuple[Network, ...]] = {}
        self._routes: dict[str, tuple[Route, ...]] = {}
        """Subnet, or VPC for its main table → routes."""
        self._main: dict[str, str] = {}
        """VPC → its main table."""
        self._acls: dict[str, Acl] = {}
        """Subnet → its list."""
        self._joined: dict[frozenset[str], set[str]] = {}
        """Two VPCs → their active peerings."""
        self._beside: dict[str, set[str]] = {}
        """VPC → those it has a peering with."""
        self._attached: dict[str, set[str]] = {}
        """Transit gateway → the VPCs that are attached to it."""
        self._hubs: dict[str, set[str]] = {}
        """The same by VPC."""
        self._to_hubs: dict[str, set[Route]] = {}
        """VPC → routes of any of its tables to transit gateways."""
        self._listens: dict[str, Traffic] = {}
        """Load balancer → where it listens."""
        self._lists: dict[str, list[Network]] = {}
        self._elastic: set[str] = set()
        """The network interfaces and instances that public addresses lead to."""

    # -- drawing ----------------------------------------------------------------------------------------------------

    def add(self, resource: Resource) -> None:
        """Draw in one resource."""
        attrs, kind = resource.attrs, resource.ref.kind
        if kind == GROUP:
            self.groups[resource.ref.key] = group_of(attrs)
        elif kind == SUBNET:
            owned = (*texts(attrs, "CidrBlock"), *texts(attrs, "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock"))
            self._subnets[resource.ref.key] = _Subnet(str(attrs.get("VpcId") or ""), tuple(networks(owned)))
        elif kind == VPC:
            self._vpcs[resource.ref.key] = tuple(networks(vpc_blocks(attrs)))
        elif kind == TABLE:
            self._add_table(resource.ref.key, attrs)
        elif kind == ACL:
            acl = acl_of(attrs)
            for subnet in texts(attrs, "Associations.SubnetId"):
                self._acls[subnet] = acl
        elif kind == PEERING:
            ends = frozenset((*texts(attrs, "RequesterVpcInfo.VpcId"), *texts(attrs, "AccepterVpcInfo.VpcId")))
            if "active" in texts(attrs, "Status.Code"):
                self._join(ends, resource.ref.key)
        elif kind == ATTACHMENT:
            self._attach(attrs)
        elif kind == LISTENER:
            self._add_listener(attrs)
        elif kind == ELASTIC:
            self._elastic.update([*texts(attrs, "NetworkInterfaceId"), *texts(attrs, "InstanceId")][:1])
        elif kind == LIST_ENTRY:
            for name in texts(attrs, "PrefixListId"):
                self._lists.setdefault(name, []).extend(networks(texts(attrs, "Cidr")))

    def _join(self, ends: frozenset[str], joint: str) -> None:
        self._joined.setdefault(ends, set()).add(joint)
        for end in ends:
            self._beside.setdefault(end, set()).update(ends - {end})

    def _attach(self, attrs: Mapping[str, Any]) -> None:
        if attrs.get("ResourceType", "vpc") == "vpc" and attrs.get("State", "available") == "available":
            for hub in texts(attrs, "TransitGatewayId"):
                for vpc in texts(attrs, "ResourceId"):
                    self._attached.setdefault(hub, set()).add(vpc)
                    self._hubs.setdefault(vpc, set()).add(hub)

    def _add_table(self, key: str, attrs: Mapping[str, Any]) -> None:
        routes = tuple(routes_of(attrs))
        if to_hubs := {route for route in routes if route.target.startswith("tgw-")}:
            self._to_hubs.setdefault(str(attrs.get("VpcId") or ""), set()).update(to_hubs)
        associations = attrs.get("Associations")
        for association in associations if isinstance(associations, list) else ():
            if isinstance(association, Mapping):
                if association.get("Main"):
                    self._routes[str(attrs.get("VpcId") or "")] = routes
                    self._main[str(attrs.get("VpcId") or "")] = key
                elif subnet := association.get("SubnetId"):
                    self._routes[str(subnet)] = routes

    def _add_listener(self, attrs: Mapping[str, Any]) -> None:
        port = attrs.get("Port")
        protocols = {"UDP": ("udp",), "TCP_UDP": ("tcp", "udp"), "QUIC": ("udp",)}.get(
            str(attrs.get("Protocol")), ("tcp",)
        )
        if isinstance(port, int):
            for balancer in texts(attrs, "LoadBalancerArn"):
                heard = union(traffic(protocol, port, port) for protocol in protocols)
                self._listens[balancer] = self._listens.get(balancer, NOTHING) | heard

    # -- asking -----------------------------------------------------------------------------------------------------

    def vpc_of(self, interface: Interface) -> str:
        """The VPC it is in, by itself, its subnets or its groups."""
        if interface.vpc:
            return interface.vpc
        known = [self._subnets[subnet].vpc for subnet in interface.subnets if subnet in self._subnets]
        known += [self.groups[group].vpc for group in interface.groups if group in self.groups]
        return next(filter(None, known), "")

    def main_table(self, subnet: str) -> str:
        """The main table of its VPC, where a subnet has none of its own."""
        return (
            ""
            if subnet in self._routes or subnet not in self._subnets
            else self._main.get(self._subnets[subnet].vpc, "")
        )

    def internet_gateways(self, subnet: str) -> set[str]:
        """Those that routes of a subnet lead to."""
        vpc = self._subnets[subnet].vpc if subnet in self._subnets else ""
        routes = self._routes.get(subnet, self._routes.get(vpc, ()))
        return {route.target for route in routes if route.target.startswith("igw-")}

    def vpc_networks(self, vpc: str) -> tuple[Network, ...]:
        """The addresses of a VPC."""
        return self._vpcs.get(vpc, ())

    def neighbours(self, vpc: str) -> set[str]:
        """The VPCs that ``vpc`` has a peering with."""
        return self._beside.get(vpc, set())

    def beyond(self, vpc: str) -> set[str]:
        """The VPCs that ``vpc`` has routes to over transit gateways."""
        return {
            other
            for route in self._to_hubs.get(vpc, ())
            for other in self._attached.get(route.target, ())
            if other != vpc and any(overlap(route.network, block) is not None for block in self.vpc_networks(other))
        }

    def permitted(self, permit: Permit) -> Iterator[Network]:
        """Every network that a rule names, those of prefix lists too."""
        yield from permit.networks
        for name in permit.lists:
            yield from self._lists.get(name, ())

    def listens(self, interface: Interface) -> Traffic:
        """Where it answers."""
        if interface.owner.kind == BALANCER:
            return self._listens.get(interface.owner.key, NOTHING if self._listens else EVERYTHING)
        return interface.listens

    def between_groups(self, source: str, target: Group) -> Traffic:
        """What members of one group may send to members of another, wherever they are in their networks."""
        let_in = union(permit.traffic for permit in target.ingress if source in permit.groups)
        if source not in self.groups:
            return let_in
        there = self._vpcs.get(target.vpc, ())
        let_out = union(
            permit.traffic
            for permit in self.groups[source].egress
            if target.id in permit.groups
            or any(
                not there or any(overlap(network, part) is not None for part in there)
                for network in self.permitted(permit)
            )
        )
        return let_in & let_out

    def exposures(self, interface: Interface) -> Iterator[Exposure]:
        """What of the internet reaches ``interface``: it has a public address, a route, and is let through twice."""
        listens = self.listens(interface)
        for subnet in interface.subnets:
            routes = self._routes_of(subnet, interface)
            for route in routes:
                if not route.target.startswith("igw-") or not self._has_public(interface, route.network.version):
                    continue
                gateway = ResourceRef(GATEWAY, route.target)
                for group, network, let_in in self._let_in(interface):
                    seen = overlap(network, route.network)
                    if seen is None or is_inside(seen) or best(routes, seen) is not route:
                        continue
                    passed = self._through_acl(subnet, seen, let_in & listens)
                    if passed:
                        yield Exposure(gateway, seen, passed, group)

    def ways_out(self, interface: Interface) -> Iterator[tuple[str, Network, Traffic]]:
        """Gateways by which ``interface`` reaches networks outside, which, and with what."""
        let_out = union(
            permit.traffic
            for group in interface.groups
            if group in self.groups
            for permit in self.groups[group].egress
            if any(not is_inside(network) for network in self.permitted(permit))
        )
        if not interface.guarded:
            let_out = EVERYTHING
        if not interface.asks and interface.owner.kind != NAT:
            let_out = NOTHING
        for subnet in interface.subnets:
            for route in self._routes_of(subnet, interface):
                by_address = route.target.startswith("igw-") and self._has_public(interface, route.network.version)
                if by_address or route.target.startswith(("nat-", "eigw-", "tgw-", "vgw-")):
                    acl = self._acls.get(subnet)
                    passed = let_out if acl is None else let_out & acl.lets_out(route.network)
                    if passed:
                        yield route.target, route.network, passed

    def passage(self, source: Interface, target: Interface) -> Passage:
        """What ``source`` can send to ``target`` inside of their networks."""
        listens = self.listens(target) if source.asks else NOTHING
        hub = self._hub_between(source, target) if listens else None
        if hub is None:
            return Passage(NOTHING, NOTHING)
        sure_in, maybe_in = self._between(target, source, ingress=True)
        sure_out, maybe_out = self._between(source, target, ingress=False)
        lists = self._acls_between(source, target)
        surely = NOTHING if hub else sure_in & sure_out & listens & lists
        return Passage(surely, ((sure_in | maybe_in) & (sure_out | maybe_out) & listens & lists) - surely, hub)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _let_in(self, interface: Interface) -> Iterator[tuple[str, Network, Traffic]]:
        if not interface.guarded:
            yield "", ip_network("0.0.0.0/0"), EVERYTHING
            yield "", ip_network("::/0"), EVERYTHING
        for name in sorted(interface.groups):
            group = self.groups.get(name)
            for permit in group.ingress if group else ():
                for network in self.permitted(permit):
                    yield name, network, permit.traffic

    def _routes_of(self, subnet: str, interface: Interface) -> tuple[Route, ...]:
        """The routes of a subnet: those of its own table, else of its VPC's."""
        vpc = self._subnets[subnet].vpc if subnet in self._subnets else self.vpc_of(interface)
        return self._routes.get(subnet, self._routes.get(vpc, ()))

    def _through_acl(self, subnet: str, network: Network, asked: Traffic) -> Traffic:
        acl = self._acls.get(subnet)
        if acl is None:
            return asked
        return answered(asked & acl.lets_in(network), acl.lets_out(network))

    def _between(self, guarded: Interface, other: Interface, *, ingress: bool) -> tuple[Traffic, Traffic]:
        """What the groups of one let in from (or out to) the other: surely, and perhaps."""
        if not guarded.guarded:
            return EVERYTHING, NOTHING
        surely, perhaps = NOTHING, NOTHING
        for name in guarded.groups:
            group = self.groups.get(name)
            for permit in (group.ingress if ingress else group.egress) if group else ():
                if other.groups & permit.groups:
                    surely |= permit.traffic
                    continue
                holds = [self._holds(network, other) for network in self.permitted(permit)]
                if True in holds:
                    surely |= permit.traffic
                elif None in holds:
                    perhaps |= permit.traffic
        return surely, perhaps

    def _holds(self, network: Network, interface: Interface) -> bool | None:
        """Whether an interface's address is in ``network``; None where its address is not known and may be."""
        if interface.addresses:
            return any(address in network for address in interface.addresses)
        parts = [part for subnet in interface.subnets for part in self._blocks(subnet)] or [
            *self._vpcs.get(self.vpc_of(interface), ())
        ]
        parts = [part for part in parts if part.version == network.version]
        if parts and all(contains(network, part) for part in parts):
            return True
        return None if any(overlap(network, part) is not None for part in parts) else False

    def _blocks(self, subnet: str) -> tuple[Network, ...]:
        return self._subnets[subnet].networks if subnet in self._subnets else ()

    def _hub_between(self, source: Interface, target: Interface) -> str | None:
        """The transit gateway on the way there and back, empty where none is needed; None where there is no way."""
        here, there = self.vpc_of(source), self.vpc_of(target)
        if here == there:
            return "" if here else None
        joints = self._joined.get(frozenset((here, there)), set())
        if joints and self._lead_both_ways(source, target, joints):
            return ""
        hubs = self._hubs.get(here, set()) & self._hubs.get(there, set())
        return next((hub for hub in sorted(hubs) if self._lead_both_ways(source, target, {hub})), None)

    def _lead_both_ways(self, source: Interface, target: Interface, joints: set[str]) -> bool:
        return self._leads(source, target, joints) and self._leads(target, source, joints)

    def _leads(self, source: Interface, target: Interface, joints: set[str]) -> bool:
        """Whether the routes of ``source`` lead to ``target`` over one of ``joints``."""
        wanted = [ip_network(address) for address in target.addresses] or [
            part for subnet in target.subnets for part in self._blocks(subnet)
        ]
        for subnet in source.subnets:
            routes = self._routes_of(subnet, source)
            for network in wanted:
                taken = best(routes, network)
                if taken is not None and taken.target in joints:
                    return True
        return False

    def _has_public(self, interface: Interface, version: int) -> bool:
        """Whether the internet knows an address of it."""
        if version == 4:
            return interface.public4 or bool(self._elastic & {interface.card, interface.owner.key})
        return any(address.version == 6 and address.is_global for address in interface.addresses)

    def _acls_between(self, source: Interface, target: Interface) -> Traffic:
        """What the lists of the two subnets let pass, there and back; within one subnet they are not asked."""
        passed = NOTHING
        for here in source.subnets or ("",):
            for there in target.subnets or ("",):
                passed |= EVERYTHING if here == there else self._acls_of(here, there, source, target)
        return passed

    def _acls_of(self, here: str, there: str, source: Interface, target: Interface) -> Traffic:
        ours, theirs = self._acls.get(here), self._acls.get(there)
        if ours is None and theirs is None:
            return EVERYTHING
        passed = NOTHING
        for from_ in self._places(source.addresses, here):
            for to in self._places(target.addresses, there):
                if from_.version == to.version:
                    asked = (ours.lets_out(to) if ours else EVERYTHING) & (
                        theirs.lets_in(from_) if theirs else EVERYTHING
                    )
                    back = (theirs.lets_out(from_) if theirs else EVERYTHING) & (
                        ours.lets_in(to) if ours else EVERYTHING
                    )
                    passed |= answered(asked, back)
        return passed

    def _places(self, addresses: tuple[Address, ...], subnet: str) -> list[Network]:
        if addresses:
            return [ip_network(address) for address in addresses]
        return [*self._blocks(subnet)] or [ip_network("0.0.0.0/0")]


def vpc_blocks(attrs: Mapping[str, Any]) -> list[str]:
    """Every block of addresses that a VPC has."""
    found = [*texts(attrs, "CidrBlock"), *texts(attrs, "CidrBlockAssociationSet.CidrBlock")]
    return list(dict.fromkeys([*found, *texts(attrs, "Ipv6CidrBlockAssociationSet.Ipv6CidrBlock")]))
