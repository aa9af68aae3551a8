"""Relationships to what is not in the inventory, by why it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dharma_tui.core.types import ResourceRef, Verb


class Why(StrEnum):
    """Why something that is named is not in the inventory, what most likely wants mending first."""

    DELETED = "deleted"
    ABSENT = "not there"
    INCOMPLETE = "not listed"
    NOT_SCANNED = "not scanned"
    ELSEWHERE = "other account"
    NOT_OURS = "not ours"


MEANINGS: Mapping[Why, str] = {
    Why.DELETED: "it was in the inventory and is gone",
    Why.ABSENT: "its kind was listed to the end without it: gone before, or never there",
    Why.INCOMPLETE: "its kind could not be listed to the end, so it may well be there",
    Why.NOT_SCANNED: "nobody looked where it would be",
    Why.ELSEWHERE: "it is in an account that is not scanned",
    Why.NOT_OURS: "only our own are listed of its kind, and it is none of these: somebody else's, or deleted",
}
"""What each reason says."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why something is not in the inventory: the reason, and what is known of it in words."""

    why: Why
    words: str


@dataclass(frozen=True, slots=True)
class Dangling:
    """A resource and one thing it has a relationship with that is not in the inventory."""

    by: ResourceRef
    name: str
    verb: Verb
    outgoing: bool
    missing: ResourceRef
    source: str
    """What tells of it: a kind and the path of a property, or a rule and its reason."""
    reason: Missing

    @property
    def place(self) -> str:
        """The property that names it, or the reason of a rule."""
        return self.source.partition(":")[2]

    def row(self) -> Mapping[str, Any]:
        """All of it as one line of a table, or a document."""
        return {
            "reason": self.reason.why.value,
            "why": self.reason.words,
            "kind": self.by.kind,
            "key": self.by.key,
            "name": self.name,
            "verb": self.verb.value,
            "outgoing": self.outgoing,
            "source": self.source,
            "missing_kind": self.missing.kind,
            "missing_key": self.missing.key,
        }


COLUMNS = ("reason", "why", "kind", "key", "name", "verb", "outgoing", "source", "missing_kind", "missing_key")
"""Of a table of dangling relationships."""


@dataclass(frozen=True, slots=True)
class Group:
    """What dangles for one reason: how many relationships to how many things; of the relationships the first ones."""

    why: Why
    count: int
    things: int
    first: tuple[Dangling, ...]


@dataclass(frozen=True, slots=True)
class DanglingReport:
    """Everything that dangles, by reason; ``relationships`` is how many there are at all."""

    groups: tuple[Group, ...]
    relationships: int

    @property
    def count(self) -> int:
        """How many relationships dangle."""
        return sum(group.count for group in self.groups)
