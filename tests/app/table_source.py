"""Listings of any length computed on demand: a page source for tests and benchmarks of the table alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from textual import on
from textual.app import App, ComposeResult

from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import Listing, Row, View
from dharma_tui.widgets.resource_table import ResourceTable

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
KIND = "test.server"
COLUMNS = (
    Column("name", "NAME", width=28),
    Column("state", "STATE", type=ColumnType.STATE, width=12),
    Column("region", "REGION", width=12),
    Column("cpu", "CPU", type=ColumnType.PERCENT, width=6),
    Column("memory", "MEMORY", type=ColumnType.BYTES, width=8),
    Column("started", "STARTED", type=ColumnType.TIME, width=8),
    Column("account", "ACCOUNT", width=12),
    Column("key", "KEY", width=40, wide=True),
)
STATES = (State.RUNNING, State.RUNNING, State.STOPPED, State.FAILED, State.PENDING)


def make_row(index: int) -> Row:
    """The row at ``index``: a pure function of it."""
    state = STATES[index % len(STATES)]
    name = f"server-{index:07d}"
    cells = (
        name,
        state.value,
        f"region-{index % 7}",
        float(index % 1000) / 10,
        index * 4096 % (1 << 36),
        "2025-12-31T12:00:00+00:00",
        f"account-{index % 3}",
        f"arn:test:{name}",
    )
    return Row(ResourceRef(KIND, name), state, cells, changed=index % 11 == 3)


def make_listing(length: int, *, token: int = 1, view: View | None = None) -> Listing:
    """A listing of ``length`` such rows."""
    return Listing(view or View(), COLUMNS, length, length, length, 1, NOW, token)


class TableApp(App[None]):
    """A table over a source that answers at once, or not until told to."""

    CSS = "Screen { layout: vertical; }"

    def __init__(
        self,
        listing: Listing,
        source: Callable[[int], Row] = make_row,
        *,
        answers: bool = True,
    ) -> None:
        super().__init__()
        self.first = listing
        self.source = source
        self.answers = answers
        self.asked: list[ResourceTable.PageWanted] = []
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield ResourceTable(id="table")

    @property
    def table(self) -> ResourceTable:
        """The table under test."""
        return self.query_one(ResourceTable)

    def on_mount(self) -> None:
        """Open the listing."""
        self.table.now = NOW
        self.table.show(self.first)
        self.table.focus()

    @on(ResourceTable.PageWanted)
    def answer(self, message: ResourceTable.PageWanted) -> None:
        """Answer with the rows asked for."""
        self.asked.append(message)
        if self.answers:
            rows = [self.source(index) for index in range(message.start, message.end)]
            message.table.put_rows(message.token, message.start, rows)

    @on(ResourceTable.RowOpened)
    @on(ResourceTable.RowHighlighted)
    @on(ResourceTable.SortWanted)
    @on(ResourceTable.ColumnsChanged)
    @on(ResourceTable.MarksChanged)
    @on(ResourceTable.MarkRangeWanted)
    @on(ResourceTable.MarksInverted)
    def hear(self, message: object) -> None:
        """Remember what the table said."""
        self.heard.append(message)

    def said(self, kind: type) -> list[object]:
        """The messages of one class, oldest first."""
        return [message for message in self.heard if isinstance(message, kind)]

    def lines(self) -> list[str]:
        """What the table shows, as text."""
        return [self.table.render_line(y).text for y in range(self.table.room.height)]
