"""What is asked for of the inventory: kinds, conditions, an order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.filter import quoted
from dharma_tui.core.filter_parser import LENGTH_LIMIT
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import SortKey, View
from dharma_tui.nlp.words import listed, named

NOT_LEFT_OUT = "could not be left out"
_SPARE = 100
"""Characters of a view that are no condition, beside its kinds: in what order."""


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

    def has_room(self, text: str, spare: int = _SPARE) -> bool:
        """Whether a condition can be said beside those there are, and ``spare`` characters behind it."""
        return len(" ".join((*self.kinds, self.view().filter, text))) + spare <= LENGTH_LIMIT

    def only(self, refs: Collection[ResourceRef]) -> str:
        """A filter that shows of these kinds nothing but ``refs``."""
        keys: dict[str, list[str]] = {}
        for ref in sorted(refs):
            keys.setdefault(ref.kind, []).append(quoted(ref.key))
        told = {kind: f"key={','.join(several)}" for kind, several in keys.items()}
        if len(told) > 1 or self.kinds != tuple(told):
            told = {kind: f"kind={kind} {text}" for kind, text in told.items()}
        return f"({' | '.join(told.values())})" if len(told) > 1 else next(iter(told.values()), 'key=""')

    def but(self, refs: Collection[ResourceRef]) -> str:
        """A filter that shows of these kinds all but ``refs``."""
        text = self.only(refs)
        return f"!({text})" if " " in text and not text.startswith("(") else f"!{text}"


def kept_in(said: Sequence[str]) -> str:
    """What is told of what was to be left out and is not; empty of nothing."""
    return (
        f"{listed([named(one) for one in said])} {NOT_LEFT_OUT}: nothing known here tells what that is." if said else ""
    )
