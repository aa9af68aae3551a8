"""Whom a route table gives what goes anywhere, where that is neither a gateway of its VPC nor one for NAT."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.types import Json

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_NETWORKS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")
_TOLD = ("TransitGatewayId", "CoreNetworkArn", "VpcPeeringConnectionId", "NetworkInterfaceId")
"""Gateways are told as what they are by routes to anywhere and to elsewhere alike; these mean the way out only in the first."""


def ways_out(attrs: Mapping[str, Json]) -> Json:
    """The ids of joints of networks and of cards that routes to anywhere lead to."""
    routes = attrs.get("Routes")
    found = {
        str(route[name])
        for route in (routes if isinstance(routes, list) else ())
        if isinstance(route, Mapping) and any(route.get(to) in _ANYWHERE for to in _NETWORKS)
        for name in _TOLD
        if route.get(name)
    }
    return [*sorted(found)] or None
