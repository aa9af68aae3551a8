"""In which subnets of its group something is: those of its zone, unless it is in several."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dharma_tui.core.types import Json
from dharma_tui.services.discovery.aws._paths import first, found


def in_its_zone(group: str) -> Callable[[Mapping[str, Json]], Json]:
    """The subnets of the group at ``group`` that are in the zone of an item; all where it is in more, or in none of theirs."""

    def told(attrs: Mapping[str, Json]) -> Json:
        zone = None if attrs.get("MultiAZ") is True else attrs.get("AvailabilityZone")
        zones = {
            str(first(subnet, "SubnetIdentifier")): first(subnet, "SubnetAvailabilityZone.Name")
            for subnet in found(attrs, f"{group}.Subnets")
            if isinstance(first(subnet, "SubnetIdentifier"), str)
        }
        return [name for name, of in zones.items() if zone and of == zone] or [*zones] or None

    return told
