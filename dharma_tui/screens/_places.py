"""Where the person is and was: places as values, so that going back never holds a closed screen alive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.screens._keys import KeyDoc

if TYPE_CHECKING:
    from dharma_tui.core.changes_view import ChangesView
    from dharma_tui.core.topology_view import TopologyView

LIMIT = 200
"""Places remembered."""


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """What the help screen was opened on: a screen, and the keys that worked there then."""

    screen: str
    keys: tuple[KeyDoc, ...] = ()


Target: TypeAlias = "View | TopologyView | ChangesView | ResourceRef | HelpTopic | None"
"""What a screen is opened on; None means as it was left."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen by name and what it shows."""

    screen: str
    target: Target = None


class History:
    """The places visited, with the present one somewhere among them."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._position = -1
        self._last = -1

    @property
    def current(self) -> Place | None:
        """The present place."""
        return self._places[self._position] if self._places else None

    def visit(self, place: Place) -> None:
        """Go to ``place``; what lay ahead is forgotten."""
        if place == self.current:
            return
        self._last = self._position
        del self._places[self._position + 1 :]
        self._places.append(place)
        if len(self._places) > LIMIT:
            del self._places[0]
            self._last -= 1
        self._position = len(self._places) - 1

    def amend(self, place: Place) -> None:
        """The present place has become ``place``: a filter was typed, a kind chosen."""
        if self._places:
            self._places[self._position] = place

    def back(self) -> Place | None:
        """The place before this one, which becomes the present; None at the first."""
        return self._move(self._position - 1)

    def forward(self) -> Place | None:
        """The place after this one, which becomes the present; None at the last."""
        return self._move(self._position + 1)

    def last(self) -> Place | None:
        """The place the person was at before the present one, wherever in the history it is."""
        return self._move(self._last)

    def _move(self, position: int) -> Place | None:
        if not 0 <= position < len(self._places) or position == self._position:
            return None
        self._last, self._position = self._position, position
        return self._places[position]
