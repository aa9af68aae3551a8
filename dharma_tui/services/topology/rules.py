"""Which way each verb carries the loss of a node, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from dharma_tui.core.types import Verb


class Carries(Enum):
    """Which way a relationship carries a loss."""

    TO_SOURCE = "to the source"
    TO_TARGET = "to the target"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a loss at one end of a relationship is one at the other."""

    way: Carries
    weight: float
    """What part of the loss arrives: 1 where the other cannot be without it."""
    shared: bool = False
    """Whether all relationships of this verb at the receiving end stand in for each other: it loses their mean."""


RULES: Mapping[Verb, Rule] = MappingProxyType(
    {
        Verb.CONTAINS: Rule(Carries.TO_TARGET, 1.0),
        Verb.RUNS_ON: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.STORES_IN: Rule(Carries.TO_SOURCE, 1.0),
        Verb.DEPENDS_ON: Rule(Carries.TO_SOURCE, 1.0),
        Verb.CONNECTS_TO: Rule(Carries.TO_SOURCE, 0.5),
        Verb.ROUTES_TO: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.ATTACHED_TO: Rule(Carries.TO_TARGET, 1.0),
        Verb.MEMBER_OF: Rule(Carries.TO_TARGET, 1.0, shared=True),
        Verb.MANAGES: Rule(Carries.TO_SOURCE, 1.0, shared=True),
        Verb.PROTECTS: Rule(Carries.TO_TARGET, 0.25),
    }
)
"""What contains, carries, stores or feeds something takes it along; of several that are routed to, managed or members, each is a
share; what protects leaves behind what still works, unprotected."""
