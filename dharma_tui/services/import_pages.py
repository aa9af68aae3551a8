"""Lists in files to import that are cut short: what is on their further pages is not gone, it was not given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dharma_tui.core.importer import Page
from dharma_tui.core.types import Scope

CUT_SHORT = (
    "the list goes on, it says: give its other pages, too, or list it whole, without --max-items and --no-paginate"
)


@dataclass(slots=True)
class Pages:
    """Pages of lists, in whatever order and file they come: a list is whole where one of its pages is the last."""

    _going_on: dict[frozenset[tuple[Scope, str]], str] = field(default_factory=dict)
    _ended: set[tuple[Scope, str]] = field(default_factory=set)

    def take(self, page: Page, name: str) -> None:
        """Take one page out of the file ``name``."""
        if page.goes_on:
            self._going_on[page.parts] = f"{name}: {page.place}"
        else:
            self._ended |= page.parts

    def cut_short(self) -> Iterator[str]:
        """Where the lists are that have no last page."""
        return (place for parts, place in self._going_on.items() if parts.isdisjoint(self._ended))
