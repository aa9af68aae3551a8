"""What is known of networks: groups, subnets, lists, routes and gateways, and what of them nobody has listed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dharma_tui.core.scalars import texts
from dharma_tui.core.traffic import NOTHING, Traffic, traffic, union
from dharma_tui.core.types import Resource
from dharma_tui.services.network.blocks import blocks
from dharma_tui.services.network.interfaces import BALANCER, GROUP, NAT, SUBNET, VPC, Interface
from dharma_tui.services.network.public_access import BLOCK, EXCLUSION, Place, PublicAccess
from dharma_tui.services.network.routes import CORE, Route, best
from dharma_tui.services.network.rules import Acl, Group, Network, Permit, acl_of, group_of, networks, overlap
from dharma_tui.services.network.tables import Tables

TABLE, ACL, PEERING = "aws.ec2.route_table", "aws.ec2.network_acl", "aws.ec2.vpc_peering"
LISTENER, LIST, LIST_ENTRY = "aws.elb.listener", "aws.ec2.prefix_list", "aws.ec2.prefix_list_entry"
GATEWAY = "aws.ec2.internet_gateway"
ATTACHMENT, ELASTIC = "aws.ec2.transit_attachment", "aws.ec2.elastic_ip"
JOINING = (PEERING, ATTACHMENT, TABLE, LIST_ENTRY, VPC)
"""The kinds that say which networks a network is joined with."""
DRAWN = (VPC, SUBNET, GROUP, TABLE, ACL, PEERING, ATTACHMENT, LISTENER, LIST_ENTRY, ELASTIC, NAT, BLOCK, EXCLUSION)
"""The kinds that a map is drawn from."""


@dataclass(frozen=True, slots=True)
class _Subnet:
    vpc: str
    networks: tuple[Network, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class _Nat:
    subnets: tuple[str, ...]
    is_private: bool


class Drawing:
    """Add every resource of the kinds in ``DRAWN``, then look up.

    ``partial``: kinds, each with the account and region, that scans have begun to list and never listed to the end; and
    exclusions from a block where nobody has listed them.
    """

    def __init__(self, partial: Collection[tuple[str, str, str]] = ()) -> None:
        self._partial = partial
        self._torn: set[str] = set()
        """VPCs that may have more tables than are known."""
        self.groups: dict[str, Group] = {}
        self._subnets: dict[str, _Subnet] = {}
        self._vpcs: dict[str, tuple[Network, ...]] = {}
        self._vpc_places: dict[str, Place] = {}
        """Of VPCs."""
        self._access = PublicAccess()
        self._told: dict[str, Mapping[str, Any]] = {}
        """Route table → its attributes."""
        self._drawn: Tables | None = None
        self._nats: dict[str, _Nat] = {}
        self._acls: dict[str, Acl] = {}
        """Subnet → its list."""
        self._acls_in: dict[str, list[Acl]] = {}
        """VPC → all of its lists."""
        self._joined: dict[frozenset[str], set[str]] = {}
        """Two VPCs → their active peerings."""
        self._peerings: set[str] = set()
        """Those that are known, active or not."""
        self._beside: dict[str, set[str]] = {}
        """VPC → those it has a peering with."""
        self._attached: dict[str, set[str]] = {}
        """Transit gateway → the VPCs that are attached to it."""
        self._hubs: dict[str, set[str]] = {}
        """The same by VPC."""
        self._linked: dict[str, set[str]] = {}
        """Transit gateway → those that it has a peering with."""
        self._listens: dict[str, Traffic] = {}
        """Load balancer → where it listens."""
        self._heard: set[str] = set()
        """The beginnings of ARNs, with account and region, of which listeners were listed."""
        self.lists: dict[str, dict[Network, None]] = {}
        """Prefix list → its networks."""
        self._elastic: set[str] = set()
        """The network interfaces and instances that public addresses lead to."""

    # -- drawing ----------------------------------------------------------------------------------------------------

    def add(self, resource: Resource) -> None:
        """Draw in one resource."""
        attrs, kind = resource.attrs, resource.ref.kind
        if kind == GROUP:
            self.groups[resource.ref.key] = group_of(attrs)
        elif kind == SUBNET:
            self._subnets[resource.ref.key] = _Subnet(
                str(attrs.get("VpcId") or ""), tuple(networks(blocks(attrs))), Place.of(resource)
            )
        elif kind == VPC:
            self._vpcs[resource.ref.key] = tuple(networks(blocks(attrs)))
            self._vpc_places[resource.ref.key] = Place.of(resource)
        elif kind == TABLE:
            self._told[resource.ref.key], self._drawn = attrs, None
            if (TABLE, resource.scope.account, resource.scope.region) in self._partial:
                self._torn.add(str(attrs.get("VpcId") or ""))
        elif kind == ACL:
            acl = acl_of(attrs)
            self._acls_in.setdefault(str(attrs.get("VpcId") or ""), []).append(acl)
            for subnet in texts(attrs, "Associations.SubnetId"):
                self._acls[subnet] = acl
        elif kind == PEERING:
            self._peerings.add(resource.ref.key)
            ends = frozenset((*texts(attrs, "RequesterVpcInfo.VpcId"), *texts(attrs, "AccepterVpcInfo.VpcId")))
            if "active" in texts(attrs, "Status.Code"):
                self._join(ends, resource.ref.key)
        elif kind == ATTACHMENT:
            self._attach(attrs)
        elif kind == LISTENER:
            self._add_listener(attrs)
            if (LISTENER, resource.scope.account, resource.scope.region) not in self._partial:
                self._heard.update(_around(balancer) for balancer in texts(attrs, "LoadBalancerArn"))
        elif kind == ELASTIC:
            self._elastic.update([*texts(attrs, "NetworkInterfaceId"), *texts(attrs, "InstanceId")][:1])
        elif kind == NAT:
            subnets = (*texts(attrs, "SubnetId"), *texts(attrs, "SubnetIds"))
            self._nats[resource.ref.key] = _Nat(subnets, attrs.get("ConnectivityType") == "private")
        elif kind in (BLOCK, EXCLUSION):
            self._access.add(resource)
        elif kind == LIST_ENTRY:
            for name in texts(attrs, "PrefixListId"):
                self.lists.setdefault(name, {}).update(dict.fromkeys(networks(texts(attrs, "Cidr"))))
                self._drawn = None

    def _join(self, ends: frozenset[str], joint: str) -> None:
        self._joined.setdefault(ends, set()).add(joint)
        for end in ends:
            self._beside.setdefault(end, set()).update(ends - {end})

    def _attach(self, attrs: Mapping[str, Any]) -> None:
        if attrs.get("State", "available") != "available":
            return
        sort = attrs.get("ResourceType", "vpc")
        for hub in texts(attrs, "TransitGatewayId"):
            for other in texts(attrs, "ResourceId"):
                if sort == "vpc":
                    self._attached.setdefault(hub, set()).add(other)
                    self._hubs.setdefault(other, set()).add(hub)
                elif sort == "peering":
                    self._linked.setdefault(hub, set()).add(other)
                    self._linked.setdefault(other, set()).add(hub)

    def _add_listener(self, attrs: Mapping[str, Any]) -> None:
        if heard := heard_at(attrs):
            for balancer in texts(attrs, "LoadBalancerArn"):
                self._listens[balancer] = self._listens.get(balancer, NOTHING) | heard

    # -- looking up -------------------------------------------------------------------------------------------------

    @property
    def tables(self) -> Tables:
        """What all route tables say."""
        if self._drawn is None:
            self._drawn = Tables.of(self._told, self.lists)
        return self._drawn

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
            if subnet in self.tables.routes or subnet not in self._subnets
            else self.tables.main.get(self._subnets[subnet].vpc, "")
        )

    def table_out(self, subnet: str) -> str:
        """The table that it goes by, where that is known and leads anywhere."""
        is_out = any(route.network.prefixlen == 0 for route in self._own_routes(subnet))
        return (self.tables.own.get(subnet) or self.main_table(subnet)) if is_out else ""

    def internet_gateways(self, subnet: str) -> set[str]:
        """Those that routes of a subnet lead to."""
        return {route.target for route in self._own_routes(subnet) if route.target.startswith("igw-")}

    def gates(self, subnet: str) -> set[str]:
        """Those by which the internet comes to a subnet, past what looks at packets too."""
        return {gateway for route in self._own_routes(subnet) for gateway in self.gates_by(subnet, route)}

    def gates_by(self, subnet: str, route: Route) -> Iterator[str]:
        """The gateways that ``route`` of a subnet leads to, or that hand what comes for the subnet to whom it leads to."""
        if route.target.startswith("igw-"):
            yield route.target
        for gateway, handing in self.tables.edges.get(route.target, ()):
            found = (best(handing, block) for block in self._blocks(subnet) if block.version == route.network.version)
            if any(handed is not None and handed.target == route.target != "local" for handed in found):
                yield gateway

    def _place(self, subnet: str, vpc: str) -> Place | None:
        return self._subnets[subnet].place if subnet in self._subnets else self._vpc_places.get(vpc)

    def _own_routes(self, subnet: str) -> tuple[Route, ...]:
        vpc = self._subnets[subnet].vpc if subnet in self._subnets else ""
        return self.tables.routes.get(subnet, self.tables.routes.get(vpc, ()))

    def _is_routed(self, subnet: str) -> bool:
        """Whether its routes are known."""
        return subnet in self.tables.routes or (
            subnet in self._subnets and self._subnets[subnet].vpc in self.tables.routes
        )

    def vpc_networks(self, vpc: str) -> tuple[Network, ...]:
        """The addresses of a VPC."""
        return self._vpcs.get(vpc, ())

    def neighbours(self, vpc: str) -> set[str]:
        """The VPCs that ``vpc`` has a peering with."""
        return self._beside.get(vpc, set())

    def beyond(self, vpc: str) -> set[str]:
        """The VPCs that ``vpc`` has routes to over transit gateways, or a core network."""
        return {
            other
            for route in self.tables.to_hubs.get(vpc, ())
            for hub in self.linked(route.target)
            for other in self._at_hub(hub)
            if other != vpc and any(overlap(route.network, block) is not None for block in self.vpc_networks(other))
        }

    def linked(self, hub: str) -> list[str]:
        """``hub``, and those that it has peerings with, or that these have."""
        found = {hub: None}
        for each in (queue := [hub]):
            new = [other for other in sorted(self._linked.get(each, ())) if other not in found]
            found.update(dict.fromkeys(new))
            queue += new
        return [*found]

    def hubs_of(self, vpc: str) -> set[str]:
        """The transit gateways that ``vpc`` is attached to, and the core networks that it has routes to, as those have that are."""
        return self._hubs.get(vpc, set()) | {
            route.target for route in self.tables.to_hubs.get(vpc, ()) if route.target.startswith(CORE)
        }

    def _at_hub(self, hub: str) -> Collection[str]:
        if hub.startswith(CORE):
            return [vpc for vpc, routes in self.tables.to_hubs.items() if any(each.target == hub for each in routes)]
        return self._attached.get(hub, ())

    def permitted(self, permit: Permit) -> Iterator[Network]:
        """Every network that a rule names, those of prefix lists too."""
        yield from permit.networks
        for name in permit.lists:
            yield from self.lists.get(name, ())

    def _blocks(self, subnet: str) -> tuple[Network, ...]:
        return self._subnets[subnet].networks if subnet in self._subnets else ()

    def _has_public(self, interface: Interface, version: int) -> bool:
        """Whether the internet knows an address of it."""
        if version == 4:
            return interface.public4 or bool(self._elastic & {interface.card, interface.owner.key})
        if interface.public6 is not None:
            return interface.public6
        return any(address.version == 6 and address.is_global for address in interface.addresses)

    # -- what nobody has listed -------------------------------------------------------------------------------------

    def unrouted(self, interface: Interface, subnet: str) -> str:
        """What would have to be listed to know the routes of ``subnet``; every VPC has a main table, whatever else it has."""
        if not subnet:
            return f"subnets of {interface.name}"
        vpc = self._vpc_around(subnet, interface)
        known = subnet in self.tables.routes or (vpc in self.tables.routes and vpc not in self._torn)
        if not known:
            return f"route tables of {vpc or interface.name}"
        perhaps = (name for name, target in self._unlisted(subnet, vpc).items() if target.startswith("igw-"))
        return next((f"entries of {name}" for name in sorted(perhaps)), "")

    def lists_of(self, interface: Interface, subnet: str) -> list[Acl]:
        """The lists that may guard it: that of its subnet, or any of its VPC's where its subnet is not known; none if unlisted."""
        if subnet:
            return [self._acls[subnet]] if subnet in self._acls else []
        return self._acls_in.get(self.vpc_of(interface), [])

    def unguarded(self, interface: Interface, subnet: str) -> str:
        """What would have to be listed to know the network ACL of ``subnet``; every subnet has one."""
        vpc = self._vpc_around(subnet, interface)
        return f"network ACLs of {subnet if subnet and vpc in self._acls_in else vpc or interface.name}"

    def unheard(self, interface: Interface) -> str:
        """What would have to be listed to know where a load balancer listens."""
        key = interface.owner.key
        known = interface.owner.kind != BALANCER or key in self._listens or _around(key) in self._heard
        return "" if known else f"listeners of {interface.name}"

    def unruled(self, interface: Interface, *, ingress: bool) -> list[str]:
        """What would have to be listed to know what the groups of ``interface`` let in, or out."""
        known = [self.groups[name] for name in sorted(interface.groups) if name in self.groups]
        permits = [permit for group in known for permit in (group.ingress if ingress else group.egress)]
        lists = {name for permit in permits for name in permit.lists if name not in self.lists}
        return [
            *(f"rules of {name}" for name in sorted(interface.groups) if name not in self.groups),
            *(f"entries of {name}" for name in sorted(lists)),
        ]

    def unknown_ends(self, interface: Interface) -> list[str]:
        """What would have to be listed to know where peerings lead that ``interface`` has routes to, and what routes are for."""
        routes = (route for subnet in interface.subnets for route in self._routes_of(subnet, interface))
        peerings = {route.target for route in routes if route.target.startswith("pcx-")} - self._peerings
        lists = {
            name for subnet in interface.subnets for name in self._unlisted(subnet, self._vpc_around(subnet, interface))
        }
        return [*(f"ends of {name}" for name in sorted(peerings)), *(f"entries of {name}" for name in sorted(lists))]

    def _unlisted(self, subnet: str, vpc: str) -> Mapping[str, str]:
        """Prefix lists in the routes of a subnet that nobody has listed, and where these lead."""
        place = subnet if subnet in self.tables.routes else vpc
        return self.tables.unlisted.get(place, {})

    def _vpc_around(self, subnet: str, interface: Interface) -> str:
        return self._subnets[subnet].vpc if subnet in self._subnets else self.vpc_of(interface)

    def _routes_of(self, subnet: str, interface: Interface) -> tuple[Route, ...]:
        """The routes of a subnet: those of its own table, else of its VPC's."""
        return self.tables.routes.get(subnet, self.tables.routes.get(self._vpc_around(subnet, interface), ()))


def heard_at(listener: Mapping[str, Any]) -> Traffic:
    """Where a listener listens."""
    port = listener.get("Port")
    if not isinstance(port, int):
        return NOTHING
    return union(traffic(protocol, port, port) for protocol in protocols(listener.get("Protocol")))


def protocols(told: object) -> tuple[str, ...]:
    """What load balancers speak that call it so."""
    return {"UDP": ("udp",), "TCP_UDP": ("tcp", "udp"), "QUIC": ("udp",), "TCP_QUIC": ("tcp", "udp")}.get(
        str(told), ("tcp",)
    )


def _around(arn: str) -> str:
    return arn.rpartition(":")[0]
