"""Where packets go: the routes of a table, and which of them a network takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dharma_tui.services.network.rules import Network, contains, networks

_TARGETS = ("GatewayId", "VpcPeeringConnectionId", "TransitGatewayId", "NatGatewayId", "NetworkInterfaceId",
            "EgressOnlyInternetGatewayId", "InstanceId", "LocalGatewayId", "CarrierGatewayId", "VpcEndpointId",
            "CoreNetworkArn")  # fmt: skip
CORE = "core-network-"
"""How the ids of core networks begin, which join networks as transit gateways do."""


_LIST = "DestinationPrefixListId"
_NOBODY: Mapping[str, Collection[Network]] = {}


@dataclass(frozen=True, slots=True)
class Route:
    """Where packets to a network go."""

    network: Network
    target: str
    """The id of a gateway, of a joint of networks or of a card; ``local`` for the VPC itself, nothing where it leads nowhere."""


def routes_of(attrs: Mapping[str, Any], lists: Mapping[str, Collection[Network]] = _NOBODY) -> Iterator[Route]:
    """The routes of a route table that work; ``lists`` are networks by prefix list."""
    for route in _working(attrs):
        target = _target(route)
        for network in networks((route.get("DestinationCidrBlock"), route.get("DestinationIpv6CidrBlock"))):
            yield Route(network, target)
        for network in lists.get(str(route.get(_LIST)), ()):
            yield Route(network, target)


def lost_of(attrs: Mapping[str, Any], lists: Mapping[str, Collection[Network]] = _NOBODY) -> Iterator[Route]:
    """The routes of a route table whose target is gone: what they are for is dropped, and takes no wider route."""
    for route in _listed(attrs):
        if route.get("State") == "blackhole":
            to = networks((route.get("DestinationCidrBlock"), route.get("DestinationIpv6CidrBlock")))
            for network in (*to, *lists.get(str(route.get(_LIST)), ())):
                yield Route(network, "")


def targets_of(attrs: Mapping[str, Any]) -> Iterator[str]:
    """Where any routes of a route table that work lead, whatever networks these are for."""
    return map(_target, _working(attrs))


def unlisted(attrs: Mapping[str, Any], lists: Mapping[str, Collection[Network]]) -> dict[str, str]:
    """Prefix lists that routes name and ``lists`` do not, and where these lead; AWS's own lead to endpoints, and do not matter."""
    named = {str(route.get(_LIST) or ""): _target(route) for route in _working(attrs)}
    return {
        name: target for name, target in named.items() if name and name not in lists and not target.startswith("vpce-")
    }


def _working(attrs: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (route for route in _listed(attrs) if route.get("State") != "blackhole")


def _listed(attrs: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    routes = attrs.get("Routes")
    return (route for route in (routes if isinstance(routes, list) else ()) if isinstance(route, Mapping))


def _target(route: Mapping[str, Any]) -> str:
    """An id, that at the end of an ARN too."""
    return next((str(route[name]).rpartition("/")[2] for name in _TARGETS if route.get(name)), "")


def best(routes: tuple[Route, ...], network: Network) -> Route | None:
    """The route that packets to ``network`` take: the narrowest that has all of it, the first of several as narrow."""
    fitting = [route for route in routes if contains(route.network, network)]
    return max(fitting, key=lambda route: route.network.prefixlen, default=None)
