"""Everything found: kinds on the left, their resources on the right, a filter above, counts below."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.timer import Timer

from dharma_tui.core import format
from dharma_tui.core.errors import FilterError, StoreError, UsageError
from dharma_tui.core.events import IndexAdvanced, MetricsSampled
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import KindCount, Listing, Row, View
from dharma_tui.core.view_text import format_view
from dharma_tui.screens import _view_edits as edits
from dharma_tui.screens._detail_place import opened_at, page_of
from dharma_tui.screens._inventory_keys import INVENTORY_BINDINGS
from dharma_tui.screens._inventory_panes import TREE_ALONE
from dharma_tui.screens._inventory_refresh import InventoryRefresh
from dharma_tui.screens._left_places import LeftPlaces
from dharma_tui.screens._listing import TableFeed
from dharma_tui.screens._live_rows import LiveRows
from dharma_tui.screens._moments import past_words
from dharma_tui.screens._none_found import tell_why_none
from dharma_tui.screens._overview_lines import estate_from
from dharma_tui.screens._places import Target
from dharma_tui.services.saved_views import NO_LINE
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.kind_tree import KindTree
from dharma_tui.widgets.resource_table import ResourceTable
from dharma_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from dharma_tui.services import Services

REOPEN_SECONDS = 0.25
"""A listing is opened again at most this often while scans change it."""
SETTLE_SECONDS = 0.5
"""How often ages and the rows whose metrics are measured are looked at."""


class InventoryScreen(InventoryRefresh):
    """Finds, sorts, groups, marks, compares, exports and opens resources."""

    NAME = "inventory"
    TITLE = "Inventory"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = INVENTORY_BINDINGS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._renew_timer: Timer | None = None
        self._refocus = False
        self._live = LiveRows(services)
        self._left = LeftPlaces()

    @property
    def feed(self) -> TableFeed:
        """Between table and inventory."""
        return TableFeed(self.table, self.services.inventory, self._opened, self.services.kinds)

    # -- life -------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Follow what changes."""
        self.listen(IndexAdvanced, self._index_advanced)
        self.listen(MetricsSampled, self._metrics_sampled)
        self._live.table = self.table
        self.set_interval(SETTLE_SECONDS, self._settle_rows)

    def on_unmount(self) -> None:
        """Measure nothing more on our account."""
        self._live.stop()

    def on_screen_suspend(self) -> None:
        """Behind: measure nothing."""
        self._live.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Wide screens show the kinds."""
        self.arrange_panes(event.size.width)

    def arrive(self, target: Target) -> None:
        """Show the view navigated to; without one, remember for going back which it was."""
        if isinstance(target, View):
            self._left.leave(self.table)
            self.view = target
            self._reset_for_new_view()
        else:
            self.amend(self.view)

    def reload(self) -> None:
        """Open the view again, and count the kinds."""
        for widget in (self.table, self.kind_tree):
            widget.ascii_only = self.ascii_only
        self.table.now = self.services.clock.now()
        self.run(self._count_kinds, group="kinds")
        self._open(keep_place=self.table.listing is not None)

    def link(self) -> str:
        """The command line that opens this view. Raises UsageError where none does."""
        if self.view.among:
            raise UsageError(NO_LINE, "C copies their keys")
        return f"--open {shlex.quote(format_view(self.dated_view))}"

    # -- showing a view ---------------------------------------------------------------------------------------------

    def show_view(self, view: View, *, keep_place: bool = False) -> None:
        """Show a variation of the present view; going back leads to it, not through it."""
        self.view = view
        self.amend(view)
        self._open(keep_place=keep_place)

    def _open(self, *, keep_place: bool) -> None:
        view = self.dated_view
        left = self._left.of(view) if self.table.listing is None else None

        async def work() -> None:
            try:
                await self.feed.open(view, keep_place=keep_place, left=left)
            except FilterError as error:
                if self.table.listing is None:
                    self.face.forget()
                    self._say_where()
                if not edits.is_of_filter(error, view):
                    raise
                self.filter_bar.set_text(self.view.filter)
                self.filter_bar.open_for_error()
                self.filter_bar.show_error(error.message, error.hint, error.position if error.text else None)
                if self.table.listing is None:
                    self.face.show_error(
                        "This view cannot be shown", "/ changes its filter, esc clears it", again=False
                    )

        if self.table.listing is None:
            self.face.show_loading("Reading the inventory…")
        self.run(work, group="open", face=self.face)

    def _reset_for_new_view(self) -> None:
        self.filter_bar.set_text(self.view.filter)
        self.kind_tree.chosen = self.view.kinds[0] if len(self.view.kinds) == 1 else ""
        self.table.clear()

    def _opened(self, listing: Listing) -> None:
        self.filter_bar.clear_error()
        self._say_where()
        if listing.length:
            self.face.show_data()
            if self._refocus or self.focused is None:
                self.table.focus()
            self._refocus = False
        else:
            if self.table.has_focus:
                self._refocus = True
                self.set_focus(None)
            self.face.show_empty(*self._nothing(listing))
            if self.view.kinds and not listing.total and not listing.view.at:
                self.run(lambda: tell_why_none(self.services, listing, self.table, self.face), group="none")
        self._settle_rows()

    def _say_where(self) -> None:
        self.crumbs = ("Inventory", edits.title_of(self.view, self.services.kinds), self.view.filter)
        self._count()

    def _nothing(self, listing: Listing) -> tuple[str, str]:
        """Why there are no rows, and what to do about it."""
        if listing.total and self.view.filter:
            return f"Nothing matches {self.view.filter}", "esc clears the filter, / changes it"
        if listing.view.at:
            return "Nothing was known then", ":now returns to the present"
        if self.view.kinds:
            what = edits.title_of(self.view, self.services.kinds)
            return f"Nothing found: {what}", "R looks for them now, t shows the kinds there are"
        return "Nothing has been discovered yet", "R discovers now, 3 shows the providers"

    def _count(self) -> None:
        listing, status = self.table.listing, self.query_one(StatusLine)
        status.what = "" if self.view.among else format_view(self.dated_view)
        status.past = f"looking at {self.refreshing}" if self.refreshing else self._past(listing)
        if listing is None:
            status.counts = ()
            return
        parts = [f"{listing.matched:,} of {listing.total:,}"]
        if listing.view.group_by:
            parts.insert(0, format.counted(listing.length, "group"))
        if self.table.marks:
            parts.append(f"{len(self.table.marks):,} marked")
        if listing.length:
            parts.append(f"row {self.table.cursor_row + 1:,}")
        status.counts = tuple(parts)

    def watch_refreshing(self) -> None:
        """Say so below the table."""
        self._count()

    def _past(self, listing: Listing | None) -> str:
        return past_words(self.services, listing.as_of) if listing is not None and listing.view.at else ""

    async def _count_kinds(self) -> None:
        inventory, at = self.services.inventory, self.dated_view.at
        if not at:
            self.kind_tree.counts = tuple(await inventory.kinds())
            return
        try:
            listing = await inventory.open(View(group_by=("kind", "state"), at=at))
            estate = estate_from(await inventory.rows(listing, 0, listing.length), listing.as_of)
        except UsageError:
            return  # the table says why nothing can be shown as of then
        self.kind_tree.counts = tuple(
            KindCount(kind, count, estate.unwell.get(kind, 0)) for kind, count in estate.kinds.items()
        )

    # -- what the table says ----------------------------------------------------------------------------------------

    @on(ResourceTable.PageWanted)
    def _page_wanted(self, message: ResourceTable.PageWanted) -> None:
        feed = self.feed
        self.run(lambda: feed.answer(message), group="rows", exclusive=False)

    @on(ResourceTable.RowHighlighted)
    def _row_highlighted(self, message: ResourceTable.RowHighlighted) -> None:
        self._count()
        self._preview(message.row)

    @on(ResourceTable.RowOpened)
    def _row_opened(self, message: ResourceTable.RowOpened) -> None:
        if message.row.ref is not None:
            self.shell.open_resource(opened_at(message.row.ref, self.own_at))
        else:
            self.shell.open_view(edits.into_group(self.view, message.row))

    @on(ResourceTable.SortWanted)
    def _sort_wanted(self, message: ResourceTable.SortWanted) -> None:
        self.show_view(replace(self.view, sort=message.keys))

    @on(ResourceTable.ColumnsChanged)
    def _columns_changed(self, message: ResourceTable.ColumnsChanged) -> None:
        view = replace(self.view, columns=message.columns, widths=dict(message.widths))
        if message.columns == self.view.columns:
            self.view = view
            self.amend(view)
            self._count()
        else:
            self.show_view(view, keep_place=True)

    @on(ResourceTable.MarksChanged)
    def _marks_changed(self, message: ResourceTable.MarksChanged) -> None:
        self._count()

    @on(ResourceTable.MarkRangeWanted)
    def _mark_range_wanted(self, message: ResourceTable.MarkRangeWanted) -> None:
        async def work() -> None:
            self.table.mark(await self.feed.refs(message.start, message.end))

        self.run(work, group="mark")

    @on(ResourceTable.MarksInverted)
    def _marks_inverted(self, message: ResourceTable.MarksInverted) -> None:
        async def work() -> None:
            self.table.invert(await self.feed.refs())

        self.run(work, group="mark")

    # -- filter and kinds -------------------------------------------------------------------------------------------

    @on(FilterBar.Typed)
    def _filter_typed(self, message: FilterBar.Typed) -> None:
        text = message.text.strip()
        if text != self.view.filter or self.filter_bar.has_class("-error"):
            self.show_view(edits.with_filter(self.view, text))

    @on(FilterBar.Left)
    def _filter_left(self, message: FilterBar.Left) -> None:
        if message.cleared and self.view.filter:
            self.show_view(edits.with_filter(self.view, ""), keep_place=True)
        self.table.focus()

    @on(FilterBar.CompletionWanted)
    def _completion_wanted(self, message: FilterBar.CompletionWanted) -> None:
        async def work() -> None:
            self.filter_bar.offer(await self.services.inventory.complete(message.text, message.cursor, self.dated_view))

        self.run(work, group="complete")

    @on(KindTree.Chosen)
    def _kind_chosen(self, message: KindTree.Chosen) -> None:
        if self.size.width < TREE_ALONE:
            self.tree_wanted = None
            self.arrange_panes(self.size.width)
        self.shell.open_view(edits.of_kind(self.view, message.name))
        self.table.focus()

    # -- living data ------------------------------------------------------------------------------------------------

    def _index_advanced(self, event: IndexAdvanced) -> None:
        """The store moved on. Scans of many kinds move it often: look at it at most four times a second."""
        if self._renew_timer is None:
            self._renew_timer = self.set_timer(REOPEN_SECONDS, self._renew)

    def _renew(self) -> None:
        self._renew_timer = None
        self.run(self._count_kinds, group="kinds")
        if not self.dated_view.at and not self.filter_bar.has_class("-error"):
            self._open(keep_place=True)
            self.run(self.feed.forget_gone, group="marks")

    def _metrics_sampled(self, event: MetricsSampled) -> None:
        self._live.show(event)

    def _settle_rows(self) -> None:
        """Measure the rows on screen; let ages grow."""
        if self.is_active:
            self._live.settle(now_shown=not self.dated_view.at)

    def _preview(self, row: Row | None) -> None:
        if not self.preview.display:
            return
        ref = row.ref if row is not None else None
        if ref is None:
            self.preview.clear()
            return

        async def work() -> None:
            stored = await self.services.inventory.resource(ref, self.dated_view.at)
            local = self.services.settings.current.interface.local_time
            self.preview.show_resource(stored, self.services.kinds.get(ref.kind), self.services.clock.now(), local)

        self.run(work, group="preview")

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type a filter."""
        self.filter_bar.open()

    def action_leave(self) -> None:
        """Clear the filter; where there is none, go back."""
        if self.view.filter and self.focused is not self.kind_tree:
            self.filter_bar.set_text("")
            self.show_view(edits.with_filter(self.view, ""), keep_place=True)
            return
        raise SkipAction

    def action_tree(self) -> None:
        """Show the kinds and go there; from there, hide them."""
        shown = self.kind_tree.display
        if shown and self.focused is not self.kind_tree:
            self.kind_tree.focus()
            return
        self.tree_wanted = not shown
        self.arrange_panes(self.size.width)
        (self.kind_tree if self.kind_tree.display else self.table).focus()

    def action_faults(self) -> None:
        """Only what is unwell, or everything again."""
        view = edits.faults_only(self.view)
        self.filter_bar.set_text(view.filter)
        self.show_view(view)

    def action_preview(self) -> None:
        """Show or hide the linked pane."""
        self.preview.display = not self.preview.display
        self._preview(self.table.row)

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """What is marked, else the row under the cursor."""
        row = self.table.row
        return tuple(sorted(self.table.marks)) or ((row.ref,) if row and row.ref else ())

    def action_detail(self, tab: str) -> None:
        """Open the resource under the cursor on one of its tabs."""
        row = self.table.row
        if row is None:
            return
        if row.ref is None:
            self.say("This row is a group", "enter looks into it", severity="warning")
        else:
            self.shell.go("detail", page_of(row.ref, tab, self.own_at))

    def action_seen(self) -> None:
        """What is highlighted as changed is seen now."""

        async def work() -> None:
            try:
                await self.services.inventory.mark_seen(self.view.kinds)
            except OSError as error:
                raise StoreError(
                    f"what was seen cannot be kept: {error.strerror}", "see whether the disk is full"
                ) from error
            await self._count_kinds()
            await self.feed.open(self.dated_view, keep_place=True)

        self.run(work, group="seen")
