"""Keeps a resource table filled from the inventory: opens views, answers pages, holds the place of the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dharma_tui.core.errors import UsageError
from dharma_tui.core.kinds import COLLECTIONS, Column, ColumnType, KindSpec
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import Listing, Row, View
from dharma_tui.screens._left_places import LeftPlace
from dharma_tui.screens._lines import kind_title
from dharma_tui.widgets.resource_table import ResourceTable
from dharma_tui.widgets.table_pages import page_range

if TYPE_CHECKING:
    from dharma_tui.services.inventory import Inventory

MARK_LIMIT = 200_000
"""Rows that may be marked one by one; a mark costs about 170 bytes."""

WORST_STATE = Column("state", "WORST STATE", type=ColumnType.STATE, doc="The worst state in the group.")


@dataclass(slots=True)
class TableFeed:
    """Between one table and the inventory. ``opened`` hears of each listing shown."""

    table: ResourceTable
    inventory: Inventory
    opened: Callable[[Listing], None]
    kinds: Mapping[str, KindSpec] = field(default_factory=dict)

    async def open(self, view: View, *, keep_place: bool, left: LeftPlace | None = None) -> None:
        """Show ``view``. With ``keep_place`` the cursor stays on its resource, and that on its line of the screen.

        Otherwise it is put where ``left`` says, or on the first row. The rows in view are there before the old ones go, so
        nothing flickers. Raises DharmaError.
        """
        listing = with_worst_state(await self.inventory.open(view))
        if keep_place:
            left = LeftPlace.of(self.table)
        position: int | None = None
        if left is not None and left.ref is not None:
            position = await self.inventory.position(listing, left.ref)
        if position is None and left is not None and not keep_place:
            position = left.row
        rows_shown = self.table.page_rows
        line = self.table.cursor_row - self.table.scroll_offset.y if keep_place else rows_shown // 2
        place = (self.table.cursor_row if keep_place else 0) if position is None else position
        top = max(0, place - line)
        start, end = page_range(top, top + rows_shown, listing.length)
        rows = await self._rows(listing, start, end) if end > start else []
        self.table.show(listing, rows, start, cursor=position, keep_place=keep_place)
        self.opened(listing)

    async def answer(self, wanted: ResourceTable.PageWanted) -> None:
        """Bring the rows a table asked for."""
        listing = self.table.listing
        if listing is None or listing.token != wanted.token:
            return
        try:
            rows = await self._rows(listing, wanted.start, wanted.end)
        except BaseException:
            self.table.give_up(wanted.token, wanted.start)
            raise
        self.table.put_rows(wanted.token, wanted.start, rows)

    async def forget_gone(self) -> None:
        """What is gone is not marked any more."""
        marks = frozenset(self.table.marks)
        if gone := marks - await self.inventory.existing(marks):
            self.table.mark(gone, marked=False)

    async def refs(self, start: int = 0, end: int | None = None) -> list[ResourceRef]:
        """The resources of a stretch of the listing. Raises UsageError when they are too many to mark one by one."""
        listing = self.table.listing
        if listing is None:
            return []
        count = (listing.length if end is None else end) - start
        if count > MARK_LIMIT:
            raise UsageError(
                f"{count:,} rows are too many to mark one by one; {MARK_LIMIT:,} are not",
                "filter first; or export with 'all rows', which needs no marks",
            )
        return await self.inventory.refs(listing, start, end)

    async def _rows(self, listing: Listing, start: int, end: int) -> list[Row]:
        rows = self._told(listing, await self.inventory.rows(listing, start, end))
        if listing.columns[-1] is not WORST_STATE:
            return rows
        return [replace(row, cells=(*row.cells, row.state.value)) for row in rows]

    def _told(self, listing: Listing, rows: list[Row]) -> list[Row]:
        """``rows``, those of a collection with what their kinds are called."""
        names = [column.name for column in listing.columns]
        if COLLECTIONS.keys().isdisjoint(listing.view.kinds) or listing.view.group_by or "kind" not in names:
            return rows
        at = names.index("kind")
        return [
            replace(row, cells=(*row.cells[:at], kind_title(self.kinds, row.ref.kind), *row.cells[at + 1 :]))
            if row.ref and row.cells[at]
            else row
            for row in rows
        ]


def with_worst_state(listing: Listing) -> Listing:
    """A grouped listing with the worst state of each group as its last column."""
    by = listing.view.group_by
    return replace(listing, columns=(*listing.columns, WORST_STATE)) if by and "state" not in by else listing
