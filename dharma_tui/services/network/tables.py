"""What the route tables of all networks say together, with the networks that prefix lists stand for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from dharma_tui.services.network.blocks import is_lost
from dharma_tui.services.network.routes import CORE, Route, lost_of, routes_of, unlisted
from dharma_tui.services.network.rules import Network


@dataclass(slots=True)
class Tables:
    """Route tables, looked up by the subnets and networks that go by them."""

    routes: dict[str, tuple[Route, ...]] = field(default_factory=dict)
    """Subnet, or VPC for its main table → routes."""
    main: dict[str, str] = field(default_factory=dict)
    """VPC → its main table."""
    own: dict[str, str] = field(default_factory=dict)
    """Subnet → the table of its own."""
    ways: set[str] = field(default_factory=set)
    """What any table sends packets to that go anywhere."""
    edges: dict[str, list[tuple[str, tuple[Route, ...]]]] = field(default_factory=dict)
    """Whom a gateway to the internet hands packets to → that gateway, and the routes of it."""
    to_hubs: dict[str, set[Route]] = field(default_factory=dict)
    """VPC → routes of any of its tables to transit gateways and core networks."""
    unlisted: dict[str, dict[str, str]] = field(default_factory=dict)
    """Subnet, or VPC for its main table → prefix lists of which nobody has listed the networks, and where these are sent."""

    @classmethod
    def of(cls, told: Mapping[str, Mapping[str, Any]], lists: Mapping[str, Collection[Network]]) -> Tables:
        """Of attributes by key; ``lists`` are networks by prefix list."""
        tables = cls()
        for key, attrs in told.items():
            tables._add(key, attrs, lists)
        return tables

    def _add(self, key: str, attrs: Mapping[str, Any], lists: Mapping[str, Collection[Network]]) -> None:
        routes, vpc = (*routes_of(attrs, lists), *lost_of(attrs, lists)), str(attrs.get("VpcId") or "")
        self.ways.update(route.target for route in routes if route.network.prefixlen == 0)
        if to_hubs := {route for route in routes if route.target.startswith(("tgw-", CORE))}:
            self.to_hubs.setdefault(vpc, set()).update(to_hubs)
        associations = attrs.get("Associations")
        for association in associations if isinstance(associations, list) else ():
            if isinstance(association, Mapping) and not is_lost(association, "AssociationState"):
                if association.get("Main"):
                    self.main[vpc] = key
                    self._goes_by(vpc, attrs, routes, lists)
                elif subnet := association.get("SubnetId"):
                    self.own[str(subnet)] = key
                    self._goes_by(str(subnet), attrs, routes, lists)
                elif str(gateway := association.get("GatewayId") or "").startswith("igw-"):
                    for target in filter(None, {route.target for route in routes}):
                        self.edges.setdefault(target, []).append((str(gateway), routes))

    def _goes_by(
        self, place: str, attrs: Mapping[str, Any], routes: tuple[Route, ...], lists: Mapping[str, Collection[Network]]
    ) -> None:
        self.routes[place] = routes
        if missing := unlisted(attrs, lists):
            self.unlisted[place] = missing
