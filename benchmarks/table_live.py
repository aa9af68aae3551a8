"""Two hundred measured values changing ten times a second: our table against DataTable, in one run.

    python -m benchmarks.table_live [--seconds 5]

Prints the share of one core each takes, drawing included, and the bytes a second it sends to the terminal.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from benchmarks.table_million import SIZE, Frames
from dharma_tui.core.clock import SystemClock
from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import Listing, Row, View
from dharma_tui.widgets.resource_table import ResourceTable

ROWS = 40
NAMES = ("cpu", "mem", "read", "write", "net")
COLUMNS = (
    Column("name", "NAME", width=24),
    Column("state", "STATE", type=ColumnType.STATE, width=10),
    *(Column(name, name.upper(), type=ColumnType.PERCENT, width=8) for name in NAMES),
)
HERTZ = 10


def value(row: int, column: int, tick: int) -> float:
    """Another value for every cell at every tick."""
    return ((row * 7 + column * 13 + tick * 31) % 1000) / 10


class Ours(App[None]):
    """Our table with one page of rows."""

    def compose(self) -> ComposeResult:
        yield ResourceTable()

    def on_mount(self) -> None:
        """Show the rows."""
        now = SystemClock().now()
        rows = [
            Row(ResourceRef("k", str(row)), State.RUNNING, (f"server-{row}", "running", *([0.0] * len(NAMES))))
            for row in range(ROWS)
        ]
        self.query_one(ResourceTable).show(Listing(View(), COLUMNS, ROWS, ROWS, ROWS, 1, now, 1), rows)

    def tick(self, tick: int) -> None:
        """All values anew."""
        self.query_one(ResourceTable).put_cells(
            {
                ResourceRef("k", str(row)): {name: value(row, place, tick) for place, name in enumerate(NAMES)}
                for row in range(ROWS)
            }
        )


class Theirs(App[None]):
    """DataTable with the same rows."""

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        """Show the rows."""
        table = self.query_one(DataTable)
        table.add_columns(*(column.title for column in COLUMNS))
        for row in range(ROWS):
            table.add_row(f"server-{row}", "● running", *["  0.0%"] * len(NAMES))

    def tick(self, tick: int) -> None:
        """All values anew."""
        table = self.query_one(DataTable)
        with self.batch_update():
            for row in range(ROWS):
                for place in range(len(NAMES)):
                    table.update_cell_at(
                        table.cursor_coordinate._replace(row=row, column=place + 2), f"{value(row, place, tick):5.1f}%"
                    )


async def share(app: App[Any], tick: Callable[[int], None], seconds: float) -> tuple[float, float]:
    """Share of one core taken above idling, and bytes a second."""
    running = asyncio.create_task(app.run_async(size=SIZE))
    await asyncio.sleep(1)
    idle = time.process_time()
    await asyncio.sleep(1)
    idle = time.process_time() - idle
    Frames.sent = 0
    began, spent = time.perf_counter(), time.process_time()
    for number in range(int(seconds * HERTZ)):
        tick(number)
        await asyncio.sleep(max(0.0, began + (number + 1) / HERTZ - time.perf_counter()))
    elapsed, used = time.perf_counter() - began, time.process_time() - spent
    app.exit()
    await running
    return used / elapsed - idle, Frames.sent / elapsed


async def main(seconds: float) -> None:
    """Measure both, report."""
    ours, theirs = Ours(driver_class=Frames), Theirs(driver_class=Frames)
    a, sent_a = await share(ours, ours.tick, seconds)
    b, sent_b = await share(theirs, theirs.tick, seconds)
    sys.stdout = sys.__stdout__
    print(f"{ROWS * len(NAMES)} values at {HERTZ} Hz; ours, DataTable, ratio")
    print(f"  {a:8.1%}  {b:8.1%}  {b / a:6.1f}x  of one core")
    print(f"  {sent_a:8,.0f}  {sent_b:8,.0f}  {sent_b / sent_a:6.1f}x  bytes a second")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    asyncio.run(main(parser.parse_args().seconds))
