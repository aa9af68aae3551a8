"""Our table over the inventory against Textual's own DataTable with the same rows, in one run.

    python -m benchmarks.table_million [--rows 100000] [--steps 40] [--alone]

``--alone`` measures only ours: DataTable takes minutes and a gigabyte for a million rows.

Load is from asking for the rows to the frame that shows them. Page-down, sort and keystroke are from the key to the frame that
shows what it did. Bytes are those sent to the
terminal by one page-down, at 220x50 in 24-bit colour. DataTable has no filter: the nearest an application can do is to clear it
and add the rows that match.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, ClassVar

os.environ |= {"COLORTERM": "truecolor", "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}

from textual import events, on
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import DataTable

from benchmarks.inventory_seed import KINDS, seed
from dharma_tui import themes
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.format import cell
from dharma_tui.core.view import Listing, Row, View
from dharma_tui.screens._listing import TableFeed
from dharma_tui.services.inventory import Inventory
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store.lake import Lake
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.resource_table import ResourceTable

SIZE = (220, 50)
QUIET_SECONDS = 0.08
FILTERS = ("web", "webp", "prod", "api-dev", "worker-stage", "-77", "zz", "db")


class Frames(HeadlessDriver):
    """A terminal that only counts: every frame is drawn and encoded as for a real one."""

    sent = 0
    frame: asyncio.Event | None = None

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        Frames.sent += len(data.encode())
        if Frames.frame is not None:
            Frames.frame.set()


@dataclass
class Times:
    """Milliseconds of each step, and bytes sent by each."""

    milliseconds: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)

    def p(self, share: float) -> float:
        """A percentile."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    @property
    def bytes(self) -> float:
        """The median number of bytes."""
        return sorted(self.sent)[len(self.sent) // 2]


async def timed(times: Times, act: Callable[[], object], done: Callable[[], bool] = lambda: True) -> None:
    """Act, and wait for the first frame drawn once ``done``; then for the frames that follow, to count their bytes.

    Where what was done changes nothing on screen there is no frame: then the time is that of being done.
    """
    Frames.frame, Frames.sent = asyncio.Event(), 0
    started = time.perf_counter()
    act()
    finished: float | None = None
    while finished is None or time.perf_counter() - finished < QUIET_SECONDS:
        with suppress(TimeoutError):
            await asyncio.wait_for(Frames.frame.wait(), 0.02)
            Frames.frame.clear()
            if done():
                finished = time.perf_counter()
                break
        if finished is None and done():
            finished = time.perf_counter()
    times.milliseconds.append(((finished or time.perf_counter()) - started) * 1000)
    await asyncio.sleep(QUIET_SECONDS)
    times.sent.append(Frames.sent)


class OurApp(App[None]):
    """The filter and the table of the inventory screen."""

    def get_css_variables(self) -> dict[str, str]:
        return themes.with_tokens(super().get_css_variables())

    CSS_PATH: ClassVar[list[str | PurePath]] = [*themes.style_files()]

    def __init__(self, inventory: Inventory) -> None:
        super().__init__(driver_class=Frames)
        self.inventory = inventory
        self.view = View(columns=COLUMNS)
        self.opened: Listing | None = None

    def compose(self) -> ComposeResult:
        yield FilterBar()
        yield ResourceTable()

    @property
    def table(self) -> ResourceTable:
        """The table."""
        return self.query_one(ResourceTable)

    def _opened(self, listing: Listing) -> None:
        self.opened = listing

    def show(self, view: View) -> None:
        """Open ``view``, as the screen does."""
        self.view = view
        feed = TableFeed(self.table, self.inventory, self._opened)
        self.run_worker(feed.open(view, keep_place=False), group="open", exclusive=True)

    @on(ResourceTable.PageWanted)
    def _page_wanted(self, message: ResourceTable.PageWanted) -> None:
        feed = TableFeed(self.table, self.inventory, self._opened)
        self.run_worker(feed.answer(message), group="rows")

    @on(ResourceTable.SortWanted)
    def _sort_wanted(self, message: ResourceTable.SortWanted) -> None:
        self.show(replace(self.view, sort=message.keys))

    @on(FilterBar.Typed)
    def _typed(self, message: FilterBar.Typed) -> None:
        self.show(replace(self.view, filter=message.text))


class TheirApp(App[None]):
    """DataTable with row cursor."""

    def __init__(self) -> None:
        super().__init__(driver_class=Frames)

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")


COLUMNS = ("name", "kind", "state", "provider", "account", "region", "labels", "changed", "first_seen", "key")


def press(app: App[Any], key: str) -> None:
    """As if the terminal had sent this key."""
    app.post_message(events.Key(key, key if len(key) == 1 else None))


async def ours(inventory: Inventory, steps: int) -> tuple[dict[str, Times], Listing]:
    """Measure our table; also hand back the listing it showed first."""
    app = OurApp(inventory)
    running = asyncio.create_task(app.run_async(size=SIZE))
    await asyncio.sleep(1)
    gc.freeze()  # as the console does once it has painted and its store is open
    app.table.now = SystemClock().now()
    measured = {name: Times() for name in ("load", "down", "page", "sort", "key")}
    await timed(measured["load"], lambda: app.show(app.view), lambda: app.opened is not None)
    first = app.opened
    assert first is not None
    app.table.focus()

    def ready() -> bool:
        return all(app.table.row_at(index) is not None for index in app.table.visible_rows())

    for _ in range(steps):
        await timed(measured["down"], lambda: press(app, "down"))
    for _ in range(steps):
        await timed(measured["page"], lambda: press(app, "pagedown"), ready)

    async def reopened(name: str, key: str) -> None:
        before = app.opened
        await timed(measured[name], lambda: press(app, key), lambda: app.opened is not before)

    for place in (5, 0, 2, 7):
        app.table.cursor_column = place
        await asyncio.sleep(QUIET_SECONDS)
        await reopened("sort", "s")
    app.query_one(FilterBar).open()
    await asyncio.sleep(QUIET_SECONDS)
    for text in FILTERS:
        for letter in text:
            await reopened("key", letter)
        app.query_one(FilterBar).set_text("")
    app.exit()
    await running
    return measured, first


async def theirs(rows: list[Row], listing: Listing, steps: int) -> dict[str, Times]:
    """Measure Textual's table with the same rows, formatted alike."""
    now = SystemClock().now()
    app = TheirApp()
    running = asyncio.create_task(app.run_async(size=SIZE))
    await asyncio.sleep(1)
    table = app.query_one(DataTable)
    measured = {name: Times() for name in ("load", "down", "page", "sort", "key")}

    def fill(matching: list[Row]) -> None:
        table.clear(columns=True)
        table.add_columns(*(column.title for column in listing.columns))
        table.add_rows(
            [cell(value, column.type, now, 60) for value, column in zip(row.cells, listing.columns, strict=True)]
            for row in matching
        )

    await timed(measured["load"], lambda: fill(rows))
    await asyncio.sleep(1)
    table.focus()
    for _ in range(steps):
        await timed(measured["down"], lambda: press(app, "down"))
    for _ in range(steps):
        await timed(measured["page"], lambda: press(app, "pagedown"))
    for place in (5, 0, 2, 7):
        await timed(measured["sort"], partial(table.sort, table.ordered_columns[place].key))
    await timed(measured["key"], lambda: fill([row for row in rows if "web" in str(row.cells)]))
    app.exit()
    await running
    return measured


def report(rows: int, our: dict[str, Times], their: dict[str, Times] | None) -> None:
    """Both, and the ratios."""
    print(f"{rows:,} rows, {len(COLUMNS)} columns, {SIZE[0]}x{SIZE[1]}; ms, ours against DataTable")
    for name, what in (
        ("load", "load"),
        ("down", "cursor down"),
        ("page", "page down"),
        ("sort", "sort"),
        ("key", "filter keystroke"),
    ):
        for label, share in (("p50", 0.5), ("p95", 0.95)):
            a = our[name].p(share)
            other = f"{their[name].p(share):9.1f}  {their[name].p(share) / a:7.1f}x" if their else ""
            print(f"  {a:9.1f}  {other}  {what} {label}")
    for name in ("down", "page"):
        c = our[name].bytes
        other = f"{their[name].bytes:9,.0f}  {c / their[name].bytes:7.2f} " if their else ""
        print(f"  {c:9,.0f}  {other}  bytes to the terminal by one {name}")


async def main(rows: int, steps: int, alone: bool) -> None:
    """Seed, measure both, report."""
    with tempfile.TemporaryDirectory() as folder:
        clock, io = SystemClock(), IoPool(4)
        lake = Lake.open(Path(folder) / "store", clock=clock)
        seed(lake, rows)
        inventory = Inventory(lake, io, Bus(), clock, KINDS, lake.folder)
        await io.run(inventory.advance)
        await io.run(inventory.warm)
        our, listing = await ours(inventory, steps)
        their = None if alone else await theirs(await inventory.rows(listing, 0, rows), listing, steps)
        io.close()
        lake.close()
    sys.stdout = sys.__stdout__
    report(rows, our, their)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--alone", action="store_true")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.rows, arguments.steps, arguments.alone))
