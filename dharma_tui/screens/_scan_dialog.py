"""What a scan of a cloud will list, how many calls that takes and how long, before it is started by hand."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from dharma_tui.core import format
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.scan import Selection
from dharma_tui.core.scan_plan import A_GUESS, AT_LEAST, Expected
from dharma_tui.core.text import printable
from dharma_tui.core.trouble import troubles
from dharma_tui.screens import _automatic
from dharma_tui.screens._lines import heading, note, plain
from dharma_tui.screens._scan_choice import Facet, ScanChoice, facet_groups
from dharma_tui.screens._work import start
from dharma_tui.widgets.line_list import Line, LineList
from dharma_tui.widgets.table_cells import fit

if TYPE_CHECKING:
    from dharma_tui.services import Services

_SCAN = Binding.Group("Scan")
NAME_WIDTH = 34
WHOLE_WIDTH, PARTS_FROM = 67, 52
"""Columns of a line with all it says, and from which it says how many parts there are."""
LOW = 14
"""Lines of screen below which what is not needed to decide has no room."""
REASONS = 3
"""Reasons why something cannot be scanned that are told here."""


FEW = 20
"""So many resources are looked at alone without a word before."""


async def ask_first(app: App[Any], services: Services, selection: Selection, scan: Callable[[Selection], None]) -> None:
    """Call ``scan`` with ``selection``, or where it calls a cloud with what a person makes of it. Raises UsageError."""
    from dharma_tui.services.automatic import waits_to_be_asked

    settings = services.settings.current.scan
    if selection.rest_of or 0 < len(selection.keys) <= FEW:  # what is asked for has been looked at before
        scan(selection)
        return
    if not await services.io.run(waits_to_be_asked, services.providers, selection, settings):
        scan(selection)
        return

    def chosen(wanted: Selection | None) -> None:
        if wanted is not None:
            scan(wanted)

    app.push_screen(ScanDialog(services, selection), chosen)


class ScanDialog(ModalScreen[Selection | None]):
    """Enter scans, Escape does not; Space leaves something out."""

    AWAITS_CODES = True
    """What it asks for may need a code, which is entered above it."""
    DEFAULT_CSS = """
    ScanDialog { align: center middle; }
    ScanDialog > Vertical { width: 76; max-width: 100%; height: 80%; max-height: 30; min-height: 9; padding: 0 1;
        border: round; }
    ScanDialog Static { height: auto; }
    ScanDialog LineList { height: 1fr; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "scan", "Scan", id="scan.start", group=_SCAN, priority=True, tooltip="Scan what is chosen."),
        Binding("escape", "leave", "Not now", id="scan.leave", group=_SCAN, tooltip="Scan nothing."),
        Binding("space", "leave_out", "Leave out", id="scan.toggle", group=_SCAN, tooltip="Leave it out, or take it in."),
        Binding("o", "only", "Only this", id="scan.only", group=_SCAN, tooltip="Leave out all others of its sort."),
        Binding("a", "automatic", "By itself", id="scan.automatic", group=_SCAN,
                tooltip="Scan this cloud by itself from now on, or only when asked."),
    ]  # fmt: skip

    def __init__(self, services: Services, selection: Selection) -> None:
        super().__init__()
        self._services = services
        self._selection = selection
        self._choice: ScanChoice | None = None

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Scan"
            yield Static(Content("asking which accounts and regions there are…"), id="scan-head", markup=False)
            yield LineList(id="scan-facets")
            yield Static("", id="scan-note", markup=False)
            yield Static(Content("enter scan  space leave out  o only this  a by itself  esc not now"), markup=False)

    def on_mount(self) -> None:
        """Ask what the scan would list."""
        self.query_one(LineList).focus()
        self._show_note()
        start(self, self._plan, group="plan")

    def on_resize(self, event: events.Resize) -> None:
        """All the height there is, where there is little."""
        self.query_one(Vertical).styles.height = "100%" if event.size.height < 20 else "80%"
        self.query_one("#scan-note").display = event.size.height >= LOW
        self.call_after_refresh(self._show)

    async def _plan(self) -> None:
        services = self._services
        try:
            plan = await services.plan(self._selection)
        except DharmaError as error:
            self.query_one("#scan-head", Static).update(Content(f"✗ {printable(error.message, 400)}"))
            self.query_one(LineList).show([note(error.hint)] if error.hint else [])
            return
        services.known_scopes |= {part.scope for part in plan.parts} | set(plan.left_out)
        self._choice = ScanChoice(plan, self._selection, list(services.kinds))
        self._show()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        choice = self._choice
        if choice is None:
            return
        whole, each = choice.expected(), choice.each()
        words = whole.words
        if not whole.parts:
            words = "nothing is chosen" if choice.plan.parts else "nothing can be scanned"
        elif len(names := {part.scope.provider for part in choice.parts}) == 1:
            words = f"{printable(names.pop(), 40)}: {words}"
        self.query_one("#scan-head", Static).update(Content.styled(words, "bold"))
        lines = list(self._cannot(choice))
        for title, facets in facet_groups(choice):
            lines += [heading(title), *(self._line(facet, each[facet]) for facet in facets)]
        left_out = {scope.region for scope in choice.plan.left_out} - {""}
        if left_out:
            lines.append(note(f"{format.counted(len(left_out), 'region')} left out by scan.regions"))
        if whole.at_least:
            lines.append(note(AT_LEAST))
        if whole.is_guess:
            lines.append(note(A_GUESS))
        listed = self.query_one(LineList)
        ascii_only = bool(getattr(self.app, "ascii_only", False))
        listed.show([plain(line, ascii_only) for line in lines], listed.cursor)

    def _cannot(self, choice: ScanChoice) -> Iterator[Line]:
        """What cannot be scanned, why, and what to do, above all that can; wrapped, as nothing else tells of it here."""
        room = max(20, self.query_one(LineList).size.width - 4)
        found = troubles(choice.plan.failed)
        for trouble in found[:REASONS]:
            told = textwrap.wrap(printable(f"{trouble.places} cannot be scanned: {trouble.reason}", 400), room)
            yield from (note(f"{'  ' if number else '✗ '}{line}") for number, line in enumerate(told))
            yield from (note(f"  {line}") for line in textwrap.wrap(printable(trouble.hint, 400), room))
        if len(found) > REASONS:
            yield note(
                f"  and more for {format.counted(len(found) - REASONS, 'other reason')}: scan --dry-run tells all"
            )

    def _line(self, facet: Facet, sum_: Expected) -> Line:
        on = self._choice is not None and facet not in self._choice.off and sum_.parts > 0
        calls = f"{sum_.calls:,}{'+' if sum_.at_least else ''}"
        room = self.query_one(LineList).size.width or WHOLE_WIDTH
        parts = f"{format.counted(sum_.parts, 'part'):>13} {calls:>9}" if room >= PARTS_FROM else f"{calls:>7}"
        tail = f"{parts} {'call' if calls == '1' else 'calls'}"
        names = min(NAME_WIDTH, max(1, room - len(tail) - 4))
        return Line(
            (
                (" ✓ " if on else " · ", "line--good" if on else "line--quiet"),
                (fit(printable(facet.value, 80), names) + " ", "line--plain" if on else "line--quiet"),
                (tail, "line--quiet"),
            ),
            value=facet,
        )

    def _clouds(self) -> list[str]:
        """The providers in question that no scan calls by itself unless the settings say so."""
        from dharma_tui.services.automatic import set_up
        from dharma_tui.services.scan_selection import choose

        chosen = choose(self._services.providers, self._selection, self._services.settings.current.scan.providers)
        return sorted(set_up(each for each in chosen if not each.by_itself))

    def _show_note(self) -> None:
        words = []
        for provider in self._clouds():
            automatic = _automatic.is_automatic(self._services, provider)
            said = (
                "is scanned by itself; a: only when asked" if automatic else "is scanned only when asked; a: by itself"
            )
            words.append(f"{printable(provider, 40)} {said}")
        self.query_one("#scan-note", Static).update(Content("\n".join(words)))

    # -- keys -------------------------------------------------------------------------------------------------------

    @property
    def _facet(self) -> Facet | None:
        line = self.query_one(LineList).current
        return line.value if line and isinstance(line.value, Facet) else None

    @on(LineList.Chosen)
    def _clicked_twice(self) -> None:
        self.action_leave_out()

    def action_scan(self) -> None:
        """Scan what is chosen."""
        if self._choice is None or not self._choice.parts:
            self.app.bell()
        else:
            self.dismiss(self._choice.selection())

    def action_leave(self) -> None:
        """Scan nothing."""
        self.dismiss(None)

    def action_leave_out(self) -> None:
        """Leave it out, or take it in."""
        if self._choice is not None and (facet := self._facet):
            self._choice.toggle(facet)
            self._show()

    def action_only(self) -> None:
        """Leave out all others of its sort."""
        if self._choice is not None and (facet := self._facet):
            self._choice.only(facet)
            self._show()

    def action_automatic(self) -> None:
        """Scan by itself from now on, or only when asked."""
        start(self, self._automatic, group="automatic")

    async def _automatic(self) -> None:
        for provider in self._clouds()[:1]:
            try:
                words = "\n".join(await _automatic.toggle(self._services, provider))
                self.app.notify(words, markup=False)
            except DharmaError as error:
                self.app.notify(printable(f"{error.message}. {error.hint}", 400), severity="warning", markup=False)
        self._show_note()
