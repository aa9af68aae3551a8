"""What a rule is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.references import Told
from dharma_tui.core.types import Relationship, Resource, ResourceRef, Verb


class Rule(ABC):
    """Tells relationships that follow from several resources together. Pure, and made anew for each run.

    It learns from every resource of the kinds it ``reads`` before it is asked for the relationships of any. What it keeps
    must not grow with the kinds of which there are very many.
    """

    name: ClassVar[str]
    """Dotted, starting with the provider: ``aws.dns``. Its relationships say it, followed by why they are."""

    def __init__(self, kinds: Sequence[KindSpec]) -> None:
        self.kinds = {kind.kind: kind for kind in kinds}
        self.unlisted: Collection[tuple[str, str, str]] = ()

    def lacks(self, unlisted: Collection[tuple[str, str, str]]) -> None:
        """Learn, before anything else, of kinds that nobody has listed to the end: each with the account and region."""
        self.unlisted = unlisted

    @property
    @abstractmethod
    def reads(self) -> Collection[str]:
        """The kinds it learns from and tells of."""

    @abstractmethod
    def add(self, resource: Resource) -> None:
        """Learn from one resource."""

    @abstractmethod
    def relationships(self, resource: Resource) -> Iterator[Relationship]:
        """What follows for ``resource``, each but once."""

    def rest(self) -> Iterator[Told]:
        """What is left to tell once every resource was asked about: of what is known to be and is not among them."""
        return iter(())

    def facts(self, resource: Resource) -> object:
        """What of ``resource`` it looks at: while that stays the same, so does everything it tells."""
        return resource.attrs

    def told(self, src: ResourceRef, dst: ResourceRef, verb: Verb, why: str) -> Relationship:
        """A relationship with its reason in words."""
        return Relationship(src, dst, verb, f"{self.name}:{why}")
