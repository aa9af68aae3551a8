"""Lists in files to import that are cut short: what is on their further pages is not gone, it was not given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dharma_tui.core.importer import Page
from dharma_tui.core.types import Scope

CUT_SHORT = (
    "the list goes on, it says: give its other pages, too, or list it whole, without --max-items and --no-paginate"
)

ALONE = "it tells of one alone: what others there are is kept; give the list, too, or leave --replace out"


@dataclass(slots=True)
class Pages:
    """Pages of lists, in whatever order and file they come: a list is whole where one of its pages is the last."""

    are_all: bool = False
    """Whether what is not on them is gone."""
    _going_on: dict[frozenset[tuple[Scope, str]], str] = field(default_factory=dict)
    _ended: set[tuple[Scope, str]] = field(default_factory=set)
    _alone: dict[tuple[Scope, str], _Alone] = field(default_factory=dict)

    def take(self, page: Page, name: str) -> None:
        """Take one page out of the file ``name``."""
        if page.alone:
            for part in page.parts:
                first = self._alone.setdefault(part, _Alone(f"{name}: {page.place}", page.alone))
                first.is_first_of_all |= page.several and page.alone != first.key
        elif page.goes_on:
            self._going_on[page.parts] = f"{name}: {page.place}"
        else:
            self._ended |= page.parts

    def cut_short(self) -> Iterator[tuple[str, str]]:
        """Where the lists are that have no last page, and why; what answers tell one by one is not all there are."""
        for parts, place in self._going_on.items():
            if parts.isdisjoint(self._ended):
                yield place, CUT_SHORT
        alone = [told for part, told in self._alone.items() if part not in self._ended and not told.is_first_of_all]
        for place in dict.fromkeys(told.place for told in alone if self.are_all):
            yield place, ALONE


@dataclass(slots=True)
class _Alone:
    """The first that is told alone of a scope and kind, and where; whether others follow that it is all with."""

    place: str
    key: str
    is_first_of_all: bool = False
