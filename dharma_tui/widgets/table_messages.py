"""What a resource table tells its parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import Row, SortKey

if TYPE_CHECKING:
    from dharma_tui.widgets.table_view import TableView


@dataclass
class TableMessage(Message):
    """Base of all; ``control`` is the table that sent it."""

    table: TableView

    @property
    def control(self) -> TableView:
        """The sender, for ``@on`` selectors."""
        return self.table


@dataclass
class PageWanted(TableMessage):
    """Rows ``start`` to ``end`` of the listing ``token`` are about to be shown: answer with ``put_rows`` or ``give_up``."""

    token: int
    start: int
    end: int


@dataclass
class RowHighlighted(TableMessage):
    """The cursor stands on another row; ``row`` is None until it has arrived."""

    index: int
    row: Row | None


@dataclass
class RowOpened(TableMessage):
    """A person opened a row: a resource, or a group to look into."""

    index: int
    row: Row


@dataclass
class SortWanted(TableMessage):
    """A person chose this order."""

    keys: tuple[SortKey, ...]


@dataclass
class ColumnsChanged(TableMessage):
    """A person moved, hid or resized columns: the names to show from left to right, and the widths they chose."""

    columns: tuple[str, ...]
    widths: Mapping[str, int]


@dataclass
class MarksChanged(TableMessage):
    """Rows were marked or unmarked."""

    marks: frozenset[ResourceRef]


@dataclass
class MarkRangeWanted(TableMessage):
    """Mark the rows ``start`` to ``end``, which have not all arrived: answer with ``mark``."""

    token: int
    start: int
    end: int


@dataclass
class MarksInverted(TableMessage):
    """Mark what is not marked and unmark what is, of the whole listing: answer with ``invert``."""

    token: int
