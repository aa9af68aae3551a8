"""How many targets of a group have an address outside of its network: they are nowhere in an inventory and do their share."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._paths import first

_EVERY_ZONE = "all"
"""Where AWS says that such an address is."""
_OUT = frozenset({"unhealthy", "unhealthy.draining", "draining", "unavailable"})


def elsewhere(attrs: Mapping[str, Json]) -> Json:
    """Addresses of its network's own zones are those of cards, which are known where these are; code has none."""
    told = attrs.get("Targets")
    if attrs.get("TargetType") != "ip" or not isinstance(told, list):
        return None
    found = {
        first(each, "Target.Id")
        for each in told
        if first(each, "Target.AvailabilityZone") == _EVERY_ZONE and first(each, "TargetHealth.State") not in _OUT
    }
    return len(found) or None
