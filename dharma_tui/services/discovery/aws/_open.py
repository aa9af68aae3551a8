"""What security groups open to the internet."""

from __future__ import annotations

from collections.abc import Mapping

from dharma_tui.core.traffic import union
from dharma_tui.core.types import Json
from dharma_tui.services.network.rules import Network, group_of, is_inside

_WIDE = 8
"""A block with a shorter prefix has addresses of more than one owner: two halves of the internet are as open as the whole."""


def open_to_internet(attrs: Mapping[str, Json]) -> Json:
    """``tcp 22, 443``: what the group's own rules let in from anywhere; None where that is nothing."""
    wide = (rule for rule in group_of(attrs).ingress if any(map(_is_wide, rule.networks)))
    return union(rule.traffic for rule in wide).words() or None


def _is_wide(network: Network) -> bool:
    return network.prefixlen < _WIDE and not is_inside(network)
