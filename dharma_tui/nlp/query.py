"""What is asked for of the inventory: kinds, conditions, an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.view import SortKey, View
from dharma_tui.nlp.words import listed, named

NOT_LEFT_OUT = "could not be left out"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that was said of the resources: in the filter language, and in words."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Query:
    """Which resources are asked for. ``untold`` is what was said and cannot be told from what is known here."""

    kinds: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sort: tuple[SortKey, ...] = ()
    order: str = ""
    """What comes first, in words."""
    limit: int = 0
    untold: tuple[str, ...] = ()
    kept_in: tuple[str, ...] = ()
    """What was to be left out, where nothing known here tells what that is."""
    absent: tuple[str, ...] = ()
    """Kinds that were asked for and that nothing here lists."""

    def view(self, without: Condition | None = None) -> View:
        """The view, one of its conditions left out if that is named."""
        told = " ".join(one.text for one in self.conditions if one is not without)
        return View(kinds=self.kinds, filter=told, sort=self.sort)

    @property
    def words(self) -> tuple[str, ...]:
        """The conditions in words."""
        return tuple(one.words for one in self.conditions)

    def and_also(self, *conditions: Condition) -> Query:
        """With more conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))


def kept_in(said: Sequence[str]) -> str:
    """What is told of what was to be left out and is not; empty of nothing."""
    return (
        f"{listed([named(one) for one in said])} {NOT_LEFT_OUT}: nothing known here tells what that is." if said else ""
    )
