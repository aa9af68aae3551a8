"""What became different: a time line, the changes themselves, and the net difference of any two moments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from dharma_tui.core import format
from dharma_tui.core.changes import Change, ChangeKind
from dharma_tui.core.changes_view import ChangesView
from dharma_tui.core.errors import FilterError
from dharma_tui.core.events import StoreAdvanced
from dharma_tui.core.text import printable
from dharma_tui.core.types import ResourceRef
from dharma_tui.core.units import moment
from dharma_tui.core.view import View
from dharma_tui.screens import _lines
from dharma_tui.screens._ask_line import AskLineScreen
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._detail_place import opened_at
from dharma_tui.screens._fitted_list import FittedList
from dharma_tui.screens._places import Target
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.line_input import LineInput
from dharma_tui.widgets.line_list import LineList
from dharma_tui.widgets.panel import Panel
from dharma_tui.widgets.timeline import Timeline, TimeSlot

if TYPE_CHECKING:
    from dharma_tui.services import Services

WINDOWS = ("-1h", "-6h", "-24h", "-7d", "-30d")
LIMIT = 1000
"""Changes listed at once."""
ONLY: tuple[ChangeKind | None, ...] = (None, ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.REMOVED)
_CHANGES = Binding.Group("Changes")

NOTHING_YET = ("No scan has run yet", "3 goes to the scans, s there begins one", "A change is what two scans differ in")


class ChangesScreen(ServiceScreen):
    """A window of time, or two moments compared; one change under the cursor told in full."""

    NAME = "changes"
    TITLE = "Changes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "leave",
            "Back",
            show=False,
            tooltip="Clear, then leave.",
            id="changes.leave",
            group=_CHANGES,
        ),
        Binding("w", "window(1)", "Window", tooltip="A longer stretch of time.", id="changes.window", group=_CHANGES),
        Binding(
            "W", "window(-1)", "Shorter", show=False, tooltip="A shorter stretch.", id="changes.shorter", group=_CHANGES
        ),
        Binding(
            "c",
            "compare",
            "Compare",
            tooltip="The net difference of two moments.",
            id="changes.compare",
            group=_CHANGES,
        ),
        Binding(
            "o", "only", "Only", tooltip="Only what was added, changed or removed.", id="changes.only", group=_CHANGES
        ),
        Binding(
            "n",
            "noisy",
            "Noisy",
            tooltip="Show kinds that come and go by themselves too.",
            id="changes.noisy",
            group=_CHANGES,
        ),
        Binding(
            "slash", "filter", "Filter", tooltip="Names and keys that hold a text.", id="changes.filter", group=_CHANGES
        ),
        Binding(
            "t", "travel", "Then", tooltip="Show every view as of this change.", id="changes.travel", group=_CHANGES
        ),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._window = 2
        self._compared: tuple[str, str] | None = None
        self._asked: ChangesView | None = None
        self._only = 0
        self._noisy = False
        self._typed = ""
        self._changes: list[Change] = []
        self._scanned = True

    def compose_body(self) -> ComposeResult:
        yield Timeline(id="timeline")
        with Face(loading="Reading the history…"), Panel("Changes", id="changes-panel"):
            yield FittedList(id="changes")
        yield Static("", id="change-card", markup=False)
        yield LineInput(placeholder="part of a name or key", id="changes-filter")

    def on_mount(self) -> None:
        self.query_one("#changes-filter").display = False
        self.query_one("#change-card").display = False
        self.listen(StoreAdvanced, self._advanced)

    def arrive(self, target: Target) -> None:
        """Opened on a time and sorts of change; or on a view, whose kinds and filter do not apply here, its moment does."""
        if isinstance(target, ChangesView):
            self._asked, self._compared, self._only = target, None, 0
        elif isinstance(target, View) and target.at:
            self._asked, self._compared = None, (target.at, "")

    def reload(self) -> None:
        """Ask for the window again."""
        self._say_where()
        self.run(self._read, face=self.query_one(Face))

    async def _read(self) -> None:
        changes = self.services.changes
        start, end = self._span
        kinds = self._asked.kinds if self._asked else ()
        asked = {"noisy": self._noisy, "text": self._typed, "limit": LIMIT, "kinds": kinds}
        if self._compared:
            found = await changes.compare(start, end, **asked)  # type: ignore[arg-type]
        else:
            found = await changes.between(start, end, **asked)  # type: ignore[arg-type]
        only = self._sorts
        self._scanned = bool(found or await self.services.io.run(self.services.scans.heads, 1))
        self._changes = [change for change in found if not only or change.change in only]
        buckets = max(8, self.app.size.width - 2)
        slots = await changes.timeline(start, end, buckets=buckets, kinds=kinds, noisy=self._noisy)
        self._show_slots([TimeSlot(slot.start, slot.added, slot.changed, slot.removed) for slot in slots])
        self._show()

    @property
    def _sorts(self) -> tuple[ChangeKind, ...]:
        """The sorts of change that are shown; none: all are."""
        only = ONLY[self._only]
        return (only,) if only is not None else self._asked.only if self._asked else ()

    @property
    def _span(self) -> tuple[str, str]:
        """The moments the window starts and ends at, as the services take them."""
        if self._compared:
            return self._compared
        if self._asked and (self._asked.since or self._asked.until):
            return self._asked.since or WINDOWS[-1], self._asked.until
        if not self.at:
            return WINDOWS[self._window], ""
        then = self.services.lake.moment(self.at)
        length = self.services.clock.now() - (moment(WINDOWS[self._window], self.services.clock.now()).time or then)
        return (then - length).isoformat(), self.at

    @property
    def own_at(self) -> str:
        """The end of a time that is over, where such a one was asked for; of what was removed the moment before it went."""
        change = self._current()
        return f"#{change.snapshot - 1}" if change and change.change is ChangeKind.REMOVED else self._end

    @property
    def _end(self) -> str:
        return self._compared[1] if self._compared else self._asked.until if self._asked else ""

    def _show_slots(self, slots: list[TimeSlot]) -> None:
        timeline = self.query_one(Timeline)
        timeline.ascii_only = self.ascii_only
        timeline.local = self.services.settings.current.interface.local_time
        timeline.slots = tuple(slots)

    def _show(self) -> None:
        listed, face = self.query_one("#changes", LineList), self.query_one(Face)
        self.query_one(Timeline).display = self._scanned
        if not self._changes:
            face.show_empty(*(self._nothing() if self._scanned else NOTHING_YET))
            self.query_one("#change-card").display = False
            return
        kept = listed.current.value if listed.current else None
        now, local = self.services.clock.now(), self.services.settings.current.interface.local_time
        lines, cursor, day = [], 0, ""
        for change in self._changes:
            full = format.moment(change.at, local=local)
            if full[:10] != day:
                day = full[:10]
                lines.append(_lines.heading(day))
            if isinstance(kept, Change) and (kept.ref, kept.snapshot) == (change.ref, change.snapshot):
                cursor = len(lines)
            line = _lines.change_line(change, self.services.kinds, now, at=full[11:], width=listed.size.width)
            lines.append(_lines.plain(line, self.ascii_only))
        listed.show(lines, cursor)
        face.show_data()
        panel = self.query_one(Panel)
        count = len(self._changes)
        panel.head.text = "Net difference" if self._compared else "Changes"
        panel.head.note = f"the newest {count:,}" if count >= LIMIT else f"{count:,}"
        self._show_card()

    def _nothing(self) -> tuple[str, str]:
        """What to say, and to do, when nothing changed."""
        if self._typed or self._sorts:
            return "No change matches", "esc clears the filter, o shows every sort of change"
        hint = (
            "w looks further back, n shows processes and connections too" if not self._noisy else "w looks further back"
        )
        return ("The two moments are the same" if self._compared else "Nothing changed in this time"), hint

    def _say_where(self) -> None:
        if self._compared or (self._asked and (self._asked.since or self._asked.until)):
            start, end = self._span
            span = f"{start} to {end or 'now'}"
        else:
            span = f"last {WINDOWS[self._window][1:]}"
        only, kinds = " and ".join(self._sorts), " ".join(self._asked.kinds) if self._asked else ""
        words = (span, f"only {only}" if only else "", kinds, "with noisy kinds" if self._noisy else "", self._typed)
        self.crumbs = ("Changes", *(printable(word) for word in words if word))

    # -- the change under the cursor --------------------------------------------------------------------------------

    @on(FittedList.Resized)
    def _resized(self) -> None:
        """What changed is told in the room there is."""
        if self._changes:
            self._show()

    @on(LineList.Moved)
    def _moved(self) -> None:
        self._show_card()

    def chosen_refs(self) -> tuple[ResourceRef, ...]:
        """What changed."""
        change = self._current()
        return (change.ref,) if change else ()

    def _current(self) -> Change | None:
        line = self.query_one("#changes", LineList).current
        return line.value if line and isinstance(line.value, Change) else None

    def _show_card(self) -> None:
        card, change = self.query_one("#change-card", Static), self._current()
        card.display = change is not None and self.app.size.height >= 16
        if change is None or not card.display:
            return
        local = self.services.settings.current.interface.local_time
        when = format.moment(change.at, local=local)
        if change.first_at and change.first_at != change.at:
            when = f"from {format.moment(change.first_at, local=local)} to {when}"
        head = f"{change.change.value} {when}  {printable(change.ref)}"
        room = 6 if self.app.size.height >= 30 else 3
        rows = _lines.change_lines(change, max(0, card.size.width - 2))
        told = [Content(f"  {row}") for row in rows[:room]]
        if len(rows) > room:
            told.append(Content(f"  and {len(rows) - room} more: enter, then h"))
        card.update(Content("\n").join([Content.styled(head, "bold"), *told]))

    @on(LineList.Chosen)
    def _chosen(self) -> None:
        if change := self._current():
            self.shell.open_resource(opened_at(change.ref, self._end))

    def action_travel(self) -> None:
        """Show every view as of the change under the cursor."""
        if change := self._current():
            self.submit_line(f"at #{change.snapshot}")

    # -- what is asked for ------------------------------------------------------------------------------------------

    def action_window(self, step: int) -> None:
        """Another stretch of time."""
        self._compared = self._asked = None
        self._window = (self._window + step) % len(WINDOWS)
        self.reload()

    def action_only(self) -> None:
        """The next sort of change."""
        self._asked = replace(self._asked, only=()) if self._asked else None
        self._only = (self._only + 1) % len(ONLY)
        self.reload()

    def action_noisy(self) -> None:
        """With or without the kinds that come and go by themselves."""
        self._noisy = not self._noisy
        self.reload()

    def action_compare(self) -> None:
        """Ask for two moments."""
        before = " .. ".join(self._compared) if self._compared else f"{WINDOWS[self._window]} .. now"
        title, why = "Compare two moments", "such as: -2h .. now   2026-11-19 .. 2026-11-20   #12 .. #40"
        self.app.push_screen(AskLineScreen(title, why, value=before, judge=self._judge), self._take_moments)

    def _judge(self, typed: str) -> str:
        try:
            for part in typed.split("..", 1):
                moment(part, self.services.clock.now())
        except FilterError as error:
            return f"{error.message}: {error.hint}"
        return ""

    def _take_moments(self, typed: str | None) -> None:
        if typed is not None:
            start, _, end = typed.partition("..")
            self._asked = None
            self._compared = (start.strip(), "" if end.strip() == "now" else end.strip())
            self.reload()

    def action_filter(self) -> None:
        """Type a part of a name or key."""
        field = self.query_one("#changes-filter", LineInput)
        field.display = True
        field.focus()

    @on(Input.Changed, "#changes-filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        self._typed = event.value.strip()
        self.reload()

    @on(Input.Submitted, "#changes-filter")
    def _filter_kept(self) -> None:
        self.query_one("#changes-filter").display = bool(self._typed)
        self.query_one("#changes", LineList).focus()

    def action_leave(self) -> None:
        """First the filter ends, then the comparison or what it was opened on, then the screen."""
        field = self.query_one("#changes-filter", LineInput)
        if field.display:
            field.value = ""
            field.display = False
            self.query_one("#changes", LineList).focus()
        elif self._compared or self._asked:
            self._compared = self._asked = None
            self.reload()
        else:
            self.shell.back()

    def _advanced(self, event: StoreAdvanced) -> None:
        if not self.at and not self._compared:
            self.reload()
