"""How many rules security groups have, and what these open to the internet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dharma_tui.core.traffic import Traffic, union
from dharma_tui.core.types import Json
from dharma_tui.services.network.rules import Network, group_of, is_inside

_SOURCES = ("IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds")
_WIDE = 8
"""A block with a shorter prefix has addresses of more than one owner: two halves of the internet are as open as the whole."""


def open_to_internet(attrs: Mapping[str, Json]) -> Json:
    """``tcp 22, 443``: what the group's own rules let in from anywhere; None where that is nothing."""
    wide = (rule for rule in group_of(attrs).ingress if any(map(_is_wide, rule.networks)))
    return union(rule.traffic for rule in wide).words() or None


def let_in_by_lists(attrs: Mapping[str, Json]) -> Json:
    """``tcp 22 from pl-1``, for each prefix list that rules name: only its entries say whether that is anybody."""
    told: dict[str, list[Traffic]] = {}
    for rule in group_of(attrs).ingress:
        for name in rule.lists:
            told.setdefault(name, []).append(rule.traffic)
    return [f"{union(traffic).words()} from {name}" for name, traffic in told.items()] or None


def rules_of(entries: str) -> Callable[[Mapping[str, Json]], Json]:
    """How many rules ``entries`` tell: one for each network, group and prefix list of each entry, as consoles count them."""

    def count(attrs: Mapping[str, Json]) -> Json:
        told = attrs.get(entries)
        if not isinstance(told, list):
            return None
        sources = (each.get(name) for each in told if isinstance(each, Mapping) for name in _SOURCES)
        return sum(len(several) for several in sources if isinstance(several, list))

    return count


def _is_wide(network: Network) -> bool:
    return network.prefixlen < _WIDE and not is_inside(network)
