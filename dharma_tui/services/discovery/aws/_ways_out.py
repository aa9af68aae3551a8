"""Whom a route table gives what goes anywhere, where that is neither a gateway of its VPC to the internet nor one for NAT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dharma_tui.core.types import Json

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_NETWORKS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")
_DESTINATIONS = (*_NETWORKS, "DestinationPrefixListId", "PrefixListId")
"""What a route has one of; the last is that of transit gateways."""
_TOLD = ("TransitGatewayId", "CoreNetworkArn", "VpcPeeringConnectionId", "NetworkInterfaceId", "InstanceId")
"""Gateways are told as what they are by routes to anywhere and to elsewhere alike; these mean the way out only in the first."""


def ways_out(attrs: Mapping[str, Json]) -> Json:
    """The ids of joints of networks and of cards that routes to anywhere lead to."""
    found = {str(route[name]) for route in _routes(attrs) if _is_out(route) for name in _TOLD if route.get(name)}
    return [*sorted(found)] or None


def ways_through(attrs: Mapping[str, Json]) -> Json:
    """The ids of endpoints that routes to anywhere lead through, as firewalls have them; and of VPN gateways, or where no route
    leads anywhere of those that any does."""
    routes = [*_routes(attrs)]
    out = [route for route in routes if _is_out(route)]
    found = {*_gateways(out, "vpce-"), *_gateways(out or routes, "vgw-")}
    return [*sorted(found)] or None


def destinations(attrs: Mapping[str, Json]) -> Json:
    """Where to each route leads: a network of either sort, or the prefix list that has several."""
    return [*dict.fromkeys(str(route[to]) for route in _routes(attrs) for to in _DESTINATIONS if route.get(to))] or None


def _routes(attrs: Mapping[str, Json]) -> Iterator[Mapping[str, Any]]:
    routes = attrs.get("Routes")
    return (route for route in (routes if isinstance(routes, list) else ()) if isinstance(route, Mapping))


def _is_out(route: Mapping[str, Any]) -> bool:
    return any(route.get(to) in _ANYWHERE for to in _NETWORKS)


def _gateways(routes: list[Mapping[str, Any]], shape: str) -> Iterator[str]:
    named = (str(route.get("GatewayId") or route.get("VpcEndpointId") or "") for route in routes)
    return (gateway for gateway in named if gateway.startswith(shape))
