"""Who reaches whom in networks of AWS: security groups each other, and the internet resources, through gateways and routes there.

What routes say of subnets that have no table of their own, and where gateways and instances for NAT lead, belongs to that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scalars import texts
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb
from dharma_tui.services.network.drawing import DRAWN, GATEWAY, TABLE
from dharma_tui.services.network.interfaces import (
    GROUP,
    INSTANCE,
    NAT,
    SUBNET,
    belongs_to_another,
    interfaces,
    is_placed,
)
from dharma_tui.services.network.map import NetworkMap
from dharma_tui.services.network.passing import Exposure
from dharma_tui.services.network.rules import Network, Stretch
from dharma_tui.services.relations._rule import Rule

_THROUGH = "GatewayLoadBalancer"
"""Of endpoints those that packets go through, to be looked at."""
_BY_ROUTES = "by the routes of its subnet"
_NAMED = 4
"""Networks told by name."""


class Reach(Rule):
    """Groups whose members may connect to those of others, and what the internet reaches.

    Between single resources there may be as many ways as pairs of them: those are found when somebody asks for one.
    The internet stands for itself in none of them; what comes from it comes from the internet gateway it passes.
    """

    name = "reach"

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        super().__init__(kinds)
        self._map = NetworkMap()
        self._placed = frozenset(kind.kind for kind in kinds if is_placed(kind))

    def lacks(self, unlisted: Collection[tuple[str, str, str]]) -> None:
        super().lacks(unlisted)
        self._map = NetworkMap(unlisted)

    @property
    def reads(self) -> Collection[str]:
        return {*DRAWN, *self._placed}

    def add(self, resource: Resource) -> None:
        if resource.ref.kind in DRAWN:
            self._map.add(resource)

    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        if resource.ref.kind == GROUP:
            yield from self._between_groups(resource.ref)
        elif resource.ref.kind == SUBNET:
            if table := self._map.main_table(resource.ref.key):
                yield self.told(
                    ResourceRef(TABLE, table), resource.ref, Verb.ATTACHED_TO, "the main table of its network"
                )
        elif resource.ref.kind == NAT:
            yield from self._onwards(resource)
        elif resource.ref.kind in self._placed and not belongs_to_another(resource):
            yield from self._from_outside(resource)
            if self._takes_in(resource):
                yield from self._onwards(resource)

    def facts(self, resource: Resource) -> object:
        if resource.ref.kind not in self._placed:
            return resource.attrs
        own = list(interfaces(resource, self.kinds[resource.ref.kind]))
        return belongs_to_another(resource), own, resource.attrs.get("VpcEndpointType")

    def _takes_in(self, resource: Resource) -> bool:
        """Whether packets for others go through it: an endpoint to be looked at, an instance to which a route to anywhere leads."""
        if resource.ref.kind != INSTANCE:
            return resource.attrs.get("VpcEndpointType") == _THROUGH
        cards = texts(resource.attrs, "NetworkInterfaces.NetworkInterfaceId")
        return not self._map.tables.ways.isdisjoint((resource.ref.key, *cards))

    def _between_groups(self, ref: ResourceRef) -> Iterator[Relationship]:
        target = self._map.groups[ref.key]
        for source in sorted({source for permit in target.ingress for source in permit.groups} - {ref.key}):
            if passed := self._map.between_groups(source, target):
                yield self.told(ResourceRef(GROUP, source), ref, Verb.CONNECTS_TO, passed.words())

    def _onwards(self, resource: Resource) -> Iterator[Relationship]:
        """What takes packets in for others goes on by the routes of its subnet: to the internet, or as these lead."""
        for subnet in (*texts(resource.attrs, "SubnetId"), *texts(resource.attrs, "SubnetIds")):
            ways = [ResourceRef(GATEWAY, gateway) for gateway in sorted(self._map.internet_gateways(subnet))]
            table = self._map.table_out(subnet)
            if ways and resource.attrs.get("ConnectivityType") == "private":
                continue  # nobody on the internet could answer an address that is no public one
            by = ResourceRef(TABLE, table)
            for way in ways or ([by] if table else ()):
                yield self.told(resource.ref, way, Verb.ROUTES_TO, _BY_ROUTES)
            if ways and table:
                yield self.told(resource.ref, by, Verb.DEPENDS_ON, _BY_ROUTES)

    def _from_outside(self, resource: Resource) -> Iterator[Relationship]:
        by_gateway: dict[ResourceRef, list[Exposure]] = {}
        tables: dict[ResourceRef, None] = {}
        for interface in interfaces(resource, self.kinds[resource.ref.kind]):
            for exposure in self._map.exposures(interface):
                if exposure.gateway is not None:
                    by_gateway.setdefault(exposure.gateway, []).append(exposure)
                    tables |= dict.fromkeys(self._tables_to(exposure.gateway, interface.subnets))
        for gateway, exposures in by_gateway.items():
            yield self.told(gateway, resource.ref, Verb.CONNECTS_TO, exposure_words(exposures))
        for table in tables:
            yield self.told(table, resource.ref, Verb.CONNECTS_TO, "answers to the internet go by its routes")

    def _tables_to(self, gateway: ResourceRef, subnets: Iterable[str]) -> Iterator[ResourceRef]:
        """The tables of ``subnets`` whose routes lead to ``gateway``, past what looks at packets too."""
        for subnet in subnets:
            if gateway.key in self._map.gates(subnet) and (table := self._map.table_out(subnet)):
                yield ResourceRef(TABLE, table)


def exposure_words(exposures: Iterable[Exposure]) -> str:
    """What comes from where, let in by whom: ``tcp 443 from 0.0.0.0/0 through sg-1``."""
    together: dict[tuple[str, str, str], set[Stretch]] = {}
    for exposure in exposures:
        key = exposure.condition, exposure.traffic.words(), exposure.group
        together.setdefault(key, set()).add((exposure.network, exposure.but))
    said = (
        f"{'perhaps ' if condition else ''}{what} from {network_words(networks)}"
        + (f" through {group}" if group else "")
        + (f", {condition}" if condition else "")
        for (condition, what, group), networks in sorted(together.items())
    )
    return "; ".join(said)


def network_words(stretches: Collection[Stretch]) -> str:
    """The widest of ``stretches`` by name, each with what it goes without, and how many more there are."""
    ordered = sorted(stretches, key=lambda each: (_width(each[0]), len(each[1]), str(each[1])))
    return _named(
        [
            f"{network} (without {_named(str(each) for each in sorted(but, key=_width))})" if but else str(network)
            for network, but in ordered
        ]
    )


def _named(words: Iterable[str]) -> str:
    each = [*words]
    more = f" and {len(each) - _NAMED} more" if len(each) > _NAMED else ""
    return ", ".join(each[:_NAMED]) + more


def _width(network: Network) -> tuple[int, int, str]:
    return network.prefixlen, network.version, str(network)
