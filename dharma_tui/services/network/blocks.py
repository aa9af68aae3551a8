"""The blocks of addresses that a network or subnet has; AWS goes on telling those that it lost, or that it never got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dharma_tui.core.scalars import texts

LOST = ("disassociating", "disassociated", "failing", "failed")
"""The states of what is associated no more, or never was."""


def blocks(attrs: Mapping[str, Any]) -> list[str]:
    """Every block that a VPC or subnet has, its first one before the others."""
    return list(dict.fromkeys([*texts(attrs, "CidrBlock"), *_further(attrs, "Cidr"), *_further(attrs, "Ipv6Cidr")]))


def is_lost(association: Mapping[str, Any], state: str) -> bool:
    """Whether what has its state at ``state`` is associated no more, or never was."""
    return any(word.lower() in LOST for word in texts(association, f"{state}.State"))


def _further(attrs: Mapping[str, Any], sort: str) -> Iterator[str]:
    told = attrs.get(f"{sort}BlockAssociationSet")
    for each in told if isinstance(told, list) else ():
        if isinstance(each, Mapping) and not is_lost(each, f"{sort}BlockState"):
            yield from texts(each, f"{sort}Block")
