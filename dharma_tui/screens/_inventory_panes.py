"""The panes of the inventory screen, and which of them there is room for."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from dharma_tui.core.view import View
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._preview import Preview
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.kind_tree import KindTree
from dharma_tui.widgets.resource_table import ResourceTable
from dharma_tui.widgets.status_line import StatusLine

TREE_FROM = 100
"""Width from which the kinds stand beside the table unasked."""
TREE_ALONE = 60
"""Width below which the kinds, when asked for, take the table's place."""
PREVIEW_BESIDE = 120
"""Width from which the preview stands beside the table rather than below."""


class InventoryPanes(ServiceScreen):
    """Kinds, filter, table, preview and status line, by name."""

    view: View = View()
    """The view shown; ``at`` of the console applies where it has none of its own."""
    tree_wanted: bool | None = None
    """Whether the kinds were asked for or sent away; None: as there is room."""

    def compose_body(self) -> ComposeResult:
        yield FilterBar(placeholder="web state:running mem>1G label:env=prod !name~^test", id="filter")
        with Horizontal(id="panes"):
            yield KindTree(self.services.kinds, id="kinds")
            with Vertical(id="table-pane"), Face(id="inventory-face"):
                yield ResourceTable(id="table")
            yield Preview(id="preview")
        yield StatusLine(id="status")

    @property
    def table(self) -> ResourceTable:
        """The table."""
        return self.query_one(ResourceTable)

    @property
    def kind_tree(self) -> KindTree:
        """The kinds."""
        return self.query_one(KindTree)

    @property
    def filter_bar(self) -> FilterBar:
        """The filter."""
        return self.query_one(FilterBar)

    @property
    def face(self) -> Face:
        """What stands in for the table."""
        return self.query_one("#inventory-face", Face)

    @property
    def preview(self) -> Preview:
        """The linked pane."""
        return self.query_one(Preview)

    @property
    def dated_view(self) -> View:
        """The view with the moment it is shown as of."""
        return self.view if self.view.at or not self.at else replace(self.view, at=self.at)

    @property
    def own_at(self) -> str:
        """The moment of the view, if it says one: the very one that is listed."""
        listing = self.table.listing
        return f"#{listing.snapshot}" if self.view.at and listing is not None else self.view.at

    def arrange_panes(self, width: int) -> None:
        """Show the panes a line of ``width`` cells has room for, and those asked for."""
        shown = self.tree_wanted if self.tree_wanted is not None else width >= TREE_FROM
        alone = shown and width < TREE_ALONE
        self.kind_tree.display = shown
        self.query_one("#table-pane").display = not alone
        self.kind_tree.set_class(alone, "-alone")
        self.query_one("#panes").set_class(width < PREVIEW_BESIDE, "-stacked")

    def show_view(self, view: View, *, keep_place: bool = False) -> None:
        """Show a variation of the present view; going back leads to it, not through it."""
        raise NotImplementedError
