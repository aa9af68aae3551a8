"""Where packets go: the routes of a table, and which of them a network takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dharma_tui.services.network.rules import Network, contains, networks

_TARGETS = ("GatewayId", "VpcPeeringConnectionId", "TransitGatewayId", "NatGatewayId", "NetworkInterfaceId",
            "EgressOnlyInternetGatewayId", "InstanceId", "LocalGatewayId", "CarrierGatewayId", "VpcEndpointId")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """Where packets to a network go."""

    network: Network
    target: str
    """The id of a gateway, of a joint of networks or of a card; ``local`` for the VPC itself."""


def routes_of(attrs: Mapping[str, Any]) -> Iterator[Route]:
    """The routes of a route table that work."""
    routes = attrs.get("Routes")
    for route in routes if isinstance(routes, list) else ():
        if isinstance(route, Mapping) and route.get("State") != "blackhole":
            target = next((str(route[name]) for name in _TARGETS if route.get(name)), "")
            for network in networks((route.get("DestinationCidrBlock"), route.get("DestinationIpv6CidrBlock"))):
                yield Route(network, target)


def best(routes: tuple[Route, ...], network: Network) -> Route | None:
    """The route that packets to ``network`` take: the narrowest that has all of it."""
    fitting = [route for route in routes if contains(route.network, network)]
    return max(fitting, key=lambda route: route.network.prefixlen, default=None)
