"""Three hundred accounts by 34 regions: ours against the built-in DataTable, in one run.

    python -m benchmarks.matrix_draw [--moves 100]

Prints what showing them takes, and one move of the cursor that scrolls, drawing included; and the ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from dharma_tui.core.matrix import Cell, Matrix, Row, matrix_of
from dharma_tui.widgets.matrix import MatrixView
from dharma_tui.widgets.matrix_cells import Detail, cell_words

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = (120, 40)


def made(accounts: int, regions: int) -> Matrix:
    """A matrix with something in every cell."""
    names = ["", *(f"xx-north-{number}" for number in range(1, regions))]
    cells = {
        (Row("aws", f"{account:012}"), name): Cell(
            300, 298, 1, 1, count=account * place, oldest=NOW - timedelta(minutes=account + place)
        )
        for account in range(accounts)
        for place, name in enumerate(names)
    }
    return matrix_of(cells)


class Ours(App[None]):
    """The matrix as one widget that draws what is on screen."""

    def compose(self) -> ComposeResult:
        yield MatrixView()

    def fill(self, matrix: Matrix) -> None:
        """Show it."""
        view = self.query_one(MatrixView)
        view.now = NOW
        view.show(matrix)

    def go(self, row: int, column: int) -> None:
        """Put the cursor there."""
        self.query_one(MatrixView).move_to(row, column)


class BuiltIn(App[None]):
    """The same words in a DataTable."""

    def compose(self) -> ComposeResult:
        yield DataTable(fixed_columns=1)

    def fill(self, matrix: Matrix) -> None:
        """Add every row."""
        table = self.query_one(DataTable)
        table.add_columns("ACCOUNT", *matrix.regions)
        for row in matrix.rows:
            words = (
                "".join(word for word, _ in cell_words(matrix.cell(row, region), Detail.COUNT, NOW))
                for region in matrix.regions
            )
            table.add_row(row.account, *words)

    def go(self, row: int, column: int) -> None:
        """Put the cursor there."""
        self.query_one(DataTable).move_cursor(row=row, column=column + 1)


async def measured(app: Ours | BuiltIn, matrix: Matrix, moves: int) -> tuple[float, float]:
    """Seconds until it is shown, and seconds a move with the drawing it causes."""
    async with app.run_test(size=SIZE) as pilot:
        began = time.perf_counter()
        app.fill(matrix)
        await pilot.pause()
        app.screen._compositor.render_strips(app.screen.size)
        shown = time.perf_counter() - began
        began = time.perf_counter()
        for move in range(moves):
            app.go(move * 47 % len(matrix.rows), move % len(matrix.regions))
            await asyncio.sleep(0)
            app.screen._compositor.render_strips(app.screen.size)
        return shown, (time.perf_counter() - began) / moves


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=100)
    moves = parser.parse_args().moves
    matrix = made(300, 34)
    shown, moved = asyncio.run(measured(Ours(), matrix, moves))
    table_shown, table_moved = asyncio.run(measured(BuiltIn(), matrix, moves))
    sys.stdout.write(
        f"shown in {shown * 1000:.0f} ms, DataTable {table_shown * 1000:.0f} ms: {shown / table_shown:.2f} of it\n"
        f"a move that scrolls {moved * 1000:.1f} ms, DataTable {table_moved * 1000:.1f} ms: {moved / table_moved:.2f} of it\n"
    )


if __name__ == "__main__":
    main()
