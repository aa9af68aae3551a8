"""Letters over the lines of tables, trees and documents: typing them puts the cursor there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widgets import Static

from dharma_tui.app import DharmaApp
from dharma_tui.screens._detail_place import RAW, page_of
from dharma_tui.screens.detail import DetailScreen
from dharma_tui.screens.inventory import InventoryScreen
from dharma_tui.services import Services
from dharma_tui.widgets.kind_tree import KindTree
from tests.app.console import press, settled
from tests.app.estate import ROOT


@asynccontextmanager
async def console(services: Services) -> AsyncIterator[Pilot[None]]:
    async with DharmaApp(services).run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        yield pilot


def lettered_lines(pilot: Pilot[None]) -> list[str]:
    """The letters on the lines, from the top."""
    return [str(label.visual) for label in pilot.app.screen.query(".jump--line").results(Static)]


async def test_on_the_rows_of_the_table_and_the_lines_of_the_tree(estate: Services) -> None:
    async with console(estate) as pilot:
        await press(pilot, "2")
        screen = pilot.app.screen
        assert isinstance(screen, InventoryScreen)
        screen.table.focus()

        await press(pilot, "f")
        labels = lettered_lines(pilot)
        await press(pilot, *labels[3])
        row = screen.table.cursor_row

        tree = screen.query_one(KindTree)
        tree.focus()
        lettered = await press(pilot, "f")
        words = {line.strip()[:2] for line in lettered.splitlines()}
        branches = lettered_lines(pilot)
        await press(pilot, *branches[2])

        assert row == 3
        assert len(labels) == len(screen.table.visible_rows()) > 3
        assert len(branches) == len(tree.branches)
        assert set(branches) <= words
        assert tree._cursor == 2
        assert screen.focused is tree


async def test_on_the_lines_of_a_document_wherever_it_is_scrolled(estate: Services) -> None:
    async with console(estate) as pilot:
        app = pilot.app
        assert isinstance(app, DharmaApp)
        app.go("detail", page_of(ROOT, RAW))
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, DetailScreen)
        await press(pilot, "t", "G")
        top = screen.lines.scroll_offset.y

        await press(pilot, "f")
        await press(pilot, *lettered_lines(pilot)[0])

        assert top == screen.lines.scroll_offset.y
        assert screen.lines.cursor == top


async def test_another_key_changes_nothing(estate: Services) -> None:
    async with console(estate) as pilot:
        await press(pilot, "2")
        screen = pilot.app.screen
        assert isinstance(screen, InventoryScreen)
        screen.table.focus()

        await press(pilot, "f", "5")

        assert isinstance(pilot.app.screen, InventoryScreen)
        assert (screen.table.cursor_row, screen.focused) == (0, screen.table)
