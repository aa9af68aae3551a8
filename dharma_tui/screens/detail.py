"""One resource: facts, labels, relationships, metrics, history, and the raw document."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.timer import Timer

from dharma_tui.core import format
from dharma_tui.core.changes import Change, ChangeKind
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.events import IndexAdvanced, MetricsSampled
from dharma_tui.core.filter import quoted
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.view import how_many
from dharma_tui.screens._detail_compare import compare_moments
from dharma_tui.screens._detail_copy import COPIES, copied
from dharma_tui.screens._detail_keys import DETAIL_BINDINGS, PARTS
from dharma_tui.screens._detail_panes import DetailPanes
from dharma_tui.screens._detail_parts import Known, Manner, part_lines
from dharma_tui.screens._detail_place import (
    ACCESS,
    FACTS,
    HISTORY,
    LABELS,
    LINKS,
    METRICS,
    RAW,
    TABS,
    ResourcePage,
    opened_at,
    page_of,
)
from dharma_tui.screens._detail_raw import RawDocument
from dharma_tui.screens._detail_series import ResourceSeries
from dharma_tui.screens._moments import past_words, seen
from dharma_tui.screens._pick import PickScreen
from dharma_tui.screens._places import Target
from dharma_tui.screens._refreshing import of_resource
from dharma_tui.widgets.face import DATA
from dharma_tui.widgets.filter_bar import FilterBar
from dharma_tui.widgets.folding import Block
from dharma_tui.widgets.line_view import LineView
from dharma_tui.widgets.sparkline import Sparklines
from dharma_tui.widgets.status_line import StatusLine
from dharma_tui.widgets.tab_line import Tab, TabLine
from dharma_tui.widgets.text_lines import TextLine, first_place

if TYPE_CHECKING:
    from dharma_tui.services import Services

RENEW_SECONDS = 1.0
"""The resource is read again at most this often while scans go on."""
MANY = 500
"""Relationships that take long enough to write that the console would halt for it."""
FORGOTTEN = "nothing is remembered of it either; 2 lists what there is"


class DetailScreen(DetailPanes):
    """Everything known of one resource, now or as of a moment of its history."""

    NAME = "detail"
    TITLE = "Resource"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = DETAIL_BINDINGS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.ref = ResourceRef("", "")
        self.part = FACTS
        self.known = Known()
        self.moment = ""
        """The moment of its own that is looked at; empty: that of the console."""
        self._came_at = ""
        """The moment of what it was opened from."""
        self._raw = RawDocument(services.io)
        self._places: dict[str, int] = {}
        self._drawn = ("", "")
        """The part and the moment on screen: read again, they keep their place."""
        self._series = ResourceSeries(services)
        self._renew_timer: Timer | None = None

    @property
    def own_at(self) -> str:
        """The moment of its own, if it is opened on one."""
        return self.moment

    @property
    def seen_at(self) -> str:
        """The moment shown: its own, or the console's."""
        return self.moment or self.at

    # -- life -------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Follow what changes."""
        self.listen(IndexAdvanced, self._index_advanced)
        self.listen(MetricsSampled, self._metrics_sampled)
        self.query_one("#metrics").display = False

    def on_unmount(self) -> None:
        """Measure nothing more on our account."""
        self._series.watch(None)

    def on_screen_suspend(self) -> None:
        """Behind: measure nothing."""
        self._series.watch(None)

    def on_screen_resume(self) -> None:
        """In front again: go on measuring."""
        self._watch_shown()

    def arrive(self, target: Target) -> None:
        """Show this resource."""
        if isinstance(target, ResourcePage):
            self.ref, self.part = target.ref, target.tab
            self.moment = self._came_at = target.at
        elif isinstance(target, ResourceRef):
            self.ref = target

    def reload(self) -> None:
        """Read everything again."""
        self.query_one(Sparklines).ascii_only = self.ascii_only
        self.run(self._read, group="resource", face=self.face)
        self.run(self._read_neighbours, group="links")
        self.run(self._read_history, group="history")
        self._read_more()

    def link(self) -> str:
        """The command line that finds this resource."""
        words = f"key={quoted(self.ref.key)}"
        at = f" --at {shlex.quote(self.seen_at)}" if self.seen_at else ""
        return f"resources {shlex.quote(words)} --kind {shlex.quote(self.ref.kind)}{at}"

    # -- reading ----------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        if self.known.stored is None:
            self.face.show_loading("Reading the resource…")
            self._describe()
        try:
            self.known.as_of = (await seen(self.services, self.seen_at)).as_of
            self.known.stored = await self.services.inventory.resource(self.ref, self.seen_at)
        except NotFoundError as error:
            self.known.changes = await self.services.changes.history(self.ref)
            is_news = self.known.lose(self.ref)
            if not self.known.changes:
                raise NotFoundError(error.message, FORGOTTEN) from error
            if is_news:
                self.say(error.message, "its history is still known", severity="warning")
            self.part = HISTORY
        if self.is_attached:  # it may have been left meanwhile
            self.face.show_data()
            self._show()

    async def _read_neighbours(self) -> None:
        self.known.neighbours = await self.services.inventory.neighbours(self.ref, self.seen_at)
        self._show_if(LINKS)

    async def _read_history(self) -> None:
        self.known.changes = await self.services.changes.history(self.ref)
        self._show_if(HISTORY)

    def _read_more(self) -> None:
        """What takes long and is only read for whoever looks at it."""
        if self.part == METRICS:
            self.run(self._read_series, group="series")
        elif self.part == ACCESS and not self.known.is_lost:
            self.run(self._read_access, group="access")

    async def _read_access(self) -> None:
        stored = await self.services.inventory.resource(self.ref, self.seen_at)
        self.known.answers = await self.services.access.of(stored.resource, self.seen_at)
        self._show_if(ACCESS)

    async def _read_series(self) -> None:
        await self._series.read(self.ref, self.seen_at)
        self._show_if(METRICS)

    def _index_advanced(self, event: IndexAdvanced) -> None:
        if not self.seen_at and self._renew_timer is None:
            self._renew_timer = self.set_timer(RENEW_SECONDS, self._renew)

    def _renew(self) -> None:
        self._renew_timer = None
        self.reload()

    def _metrics_sampled(self, event: MetricsSampled) -> None:
        if self.part == METRICS:
            self._show_series()

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show_if(self, part: str) -> None:
        self._describe()
        if self.part == part and self.known.stored is not None:
            self._show()

    def _show(self) -> None:
        measured = self.part == METRICS
        self.lines.display = not measured
        self.query_one("#metrics").display = measured
        if measured:
            self._show_series()
        elif self.part == RAW and not self.known.is_lost:
            self.run(self._show_raw, group="raw")
        elif self.part == LINKS and len(self.known.neighbours or ()) > MANY:
            self.run(self._show_many, group="many")
        else:
            self._show_lines(self._writing()())
        self._watch_shown()
        self._describe()
        if self.focused is None or not self.focused.display:
            (self.query_one("#metrics") if measured else self.lines).focus()

    def _show_lines(self, lines: Sequence[TextLine]) -> None:
        same = self._drawn == (self.part, self.seen_at)
        self._drawn = (self.part, self.seen_at) if len(lines) > 1 else ("", "")  # one alone says that it is being read
        self.lines.show(lines, keep_place=same)
        if not same:
            self.lines.cursor = min(self._places.get(self.part, first_place(lines)), max(0, len(lines) - 1))
        self._describe()

    async def _show_raw(self) -> None:
        if self.known.stored is not None:
            lines = await self._raw.read(self.known.stored)
            if self.part == RAW:
                self._show_lines(lines)

    async def _show_many(self) -> None:
        lines = await self.services.io.run(self._writing())
        if self.part == LINKS:
            self._show_lines(lines)

    def _writing(self) -> Callable[[], list[TextLine]]:
        manner = Manner(self.services.clock.now(), self.marks, self.services.settings.current.interface.local_time)
        return partial(part_lines, self.part, replace(self.known), self.ref.kind, self.services.kinds, manner)

    def _show_series(self) -> None:
        self._series.draw(self.query_one(Sparklines), self.ref, self.size.height)
        self._describe()

    def _describe(self) -> None:
        counts: dict[str, int | None] = {
            LABELS: len(self.known.stored.resource.labels) if self.known.stored is not None else None,
            LINKS: None if self.known.is_lost or self.known.neighbours is None else how_many(self.known.neighbours),
            HISTORY: len(self.known.changes) if self.known.changes is not None else None,
        }
        shown = self.face.state == DATA
        line = self.query_one(TabLine)
        line.tabs = tuple(
            Tab(name, key, label, counts.get(name) if shown else None) for name, (key, label) in PARTS.items()
        )
        line.chosen = self.part
        spec = self.services.kinds.get(self.ref.kind)
        name = self.known.stored.resource.name if self.known.stored is not None else self.ref.key
        self.crumbs = ("Inventory", spec.title if spec is not None else self.ref.kind, name)
        status = self.query_one(StatusLine)
        status.what = f"{self.ref.kind}  {self.ref.key}"
        past = past_words(self.services, self.known.as_of if self.seen_at else None)
        past += ", esc: now" if past and self.moment != self._came_at and not self._came_at else ""
        status.past = "looking at it again" if self.refreshing else past
        measured = "the hour before then" if self.seen_at else "the last hour"
        told = measured if self.part == METRICS else format.counted(len(self.lines.lines), "line")
        status.counts = (told,) if shown else ()

    def _watch_shown(self) -> None:
        """Have the resource measured while its metrics of now are in front."""
        shown = self.is_active and self.part == METRICS and not self.seen_at
        self._series.watch(self.ref if shown else None)

    # -- what the widgets say ---------------------------------------------------------------------------------------

    @on(LineView.Opened)
    def _opened(self, message: LineView.Opened) -> None:
        target = message.line.target
        if isinstance(target, ResourceRef):
            self._amend()
            self.shell.open_resource(opened_at(target, self.moment))
        elif isinstance(target, Block):
            self.action_fold()
        elif isinstance(target, Change):
            self.moment = f"#{target.snapshot - (target.change is ChangeKind.REMOVED)}"  # what it was before it went
            self.known.answers = None
            self.part = FACTS
            self.run(self._read, group="resource", face=self.face)
            self.run(self._read_neighbours, group="links")

    @on(TabLine.Chosen)
    def _tab_clicked(self, message: TabLine.Chosen) -> None:
        self.action_tab(message.name)

    @on(FilterBar.Typed)
    def _search_typed(self, message: FilterBar.Typed) -> None:
        if self.lines.search(message.text):
            self.query_one(FilterBar).clear_error()
        else:
            self.query_one(FilterBar).show_error("not found here")

    @on(FilterBar.Left)
    def _search_left(self, message: FilterBar.Left) -> None:
        if message.cleared:
            self.lines.search("")
        self.lines.focus()

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """The resource itself."""
        return (self.ref,)

    def _amend(self) -> None:
        self.amend(page_of(self.ref, self.part, self.moment))

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_tab(self, name: str) -> None:
        """Show another part."""
        if self.part != METRICS:
            self._places[self.part] = self.lines.cursor
        self.part = name
        self._amend()
        self._read_more()
        self._show()

    def watch_refreshing(self) -> None:
        """Say so below the lines."""
        self._describe()

    def action_refresh(self) -> None:
        """Look again at this one resource; one that is gone, or of the past, is read again."""
        stored = self.known.stored
        if stored is None or self.seen_at:
            self.action_reload()
        else:
            self.look_again(of_resource(stored.resource), stored.resource.name)

    def action_compare(self) -> None:
        """What is shown beside what was so after the change under the cursor; of the past, beside what is now."""
        line = self.lines.line
        change = line.target if self.part == HISTORY and line and isinstance(line.target, Change) else None
        other = f"#{change.snapshot}" if change else ""
        if other == self.seen_at or (change and change.change is ChangeKind.REMOVED):
            self.say(
                "There is nothing to compare with", "h lists its changes; = on one of them compares with that moment"
            )
            return
        self.run(lambda: compare_moments(self, self.ref, self.seen_at, other), group="compare")

    def action_next_tab(self, step: int) -> None:
        """Show the part beside this one."""
        self.action_tab(TABS[(TABS.index(self.part) + step) % len(TABS)])

    def action_search(self) -> None:
        """Find words in the lines."""
        if self.part != METRICS:
            self._refold(self._raw.unfold)  # what is folded away would not be found
            self.query_one(FilterBar).open()

    def action_form(self) -> None:
        """The raw document as YAML or as JSON."""
        self._raw.change_form()
        self._drawn = ("", "")
        self.action_tab(RAW)

    def action_leave(self) -> None:
        """From a moment of the history back to now; from now, back."""
        if self.moment == self._came_at:
            raise SkipAction
        self.moment = self._came_at
        self.reload()

    def action_fold(self) -> None:
        """Fold or unfold the mapping or list that the line begins, or is in."""
        self._refold(self._raw.fold)

    def action_fold_all(self) -> None:
        """Unfold all; fold all when nothing is folded."""
        self._refold(self._raw.fold_all)

    def _refold(self, fold: Callable[[LineView], None]) -> None:
        if self.part == RAW:
            fold(self.lines)
            self._describe()

    def action_copy(self, what: str) -> None:
        """Copy the value of the line, or something of the whole resource."""
        found = copied(what, self.ref, self.known.stored, self.lines.line)
        if found is not None:
            self.shell.copy_text(*found)

    def action_copy_menu(self) -> None:
        """Choose what to copy."""
        dialog = PickScreen("Copy", COPIES, ascii_only=self.ascii_only)
        self.app.push_screen(dialog, lambda picked: self.action_copy(picked.keys[0]) if picked else None)
