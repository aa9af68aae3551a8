"""Where the cursor stood in each view, so that going back leads to the same line and not to the first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import View
from dharma_tui.core.view_text import format_view
from dharma_tui.widgets.resource_table import ResourceTable

LIMIT = 200
"""Views remembered; as many as there are places to go back to."""


@dataclass(frozen=True, slots=True)
class LeftPlace:
    """The resource under the cursor, if the row was one, and the row's position for when it is gone."""

    ref: ResourceRef | None
    row: int

    @classmethod
    def of(cls, table: ResourceTable) -> LeftPlace:
        """Where the cursor of ``table`` stands."""
        row = table.row
        return cls(row.ref if row is not None else None, table.cursor_row)


class LeftPlaces:
    """The place last left in each view."""

    def __init__(self) -> None:
        self._known: dict[str, LeftPlace] = {}

    def leave(self, table: ResourceTable) -> None:
        """Remember where in its view ``table`` is left."""
        if table.listing is None:
            return
        name = _name(table.listing.view)
        self._known.pop(name, None)
        self._known[name] = LeftPlace.of(table)
        if len(self._known) > LIMIT:
            del self._known[next(iter(self._known))]

    def of(self, view: View) -> LeftPlace | None:
        """Where ``view`` was left, if it was ever shown."""
        return self._known.get(_name(view))


def _name(view: View) -> str:
    """What a view is known by: how wide its columns are does not make it another."""
    return format_view(replace(view, widths={}))
