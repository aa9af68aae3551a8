"""The import dialog: which files, what they hold, how far it is, and what became of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from os.path import commonprefix
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from dharma_tui.core import format
from dharma_tui.core.imported import Contents, LeftAside
from dharma_tui.core.text import printable
from dharma_tui.screens._importing import Importing, Step, told_of
from dharma_tui.screens._lines import heading, kind_title, note, plain
from dharma_tui.screens._work import start
from dharma_tui.services.path_completion import completed_paths
from dharma_tui.widgets.line_input import LineInput
from dharma_tui.widgets.line_list import Line, LineList

if TYPE_CHECKING:
    from dharma_tui.services import Services

_IMPORT = Binding.Group("Import")
SECONDS = 0.25
"""Between two looks at how far it is."""
NAMED = 12
"""Accounts, regions and unknown types that are named one by one."""
_KEYS = {
    Step.ASKING: "enter look  tab complete  esc close",
    Step.LOOKING: "^x stop  esc stop and close",
    Step.LOOKED: "enter import  e other file  esc close",
    Step.IMPORTING: "^x stop  esc close, goes on",
    Step.SAVING: "^x stop  esc close, goes on",
    Step.DONE: "e other file  esc close",
    Step.FAILED: "enter look  tab complete  esc close",
}


class ImportDialog(ModalScreen[None]):
    """Enter looks at the files, then imports them; Escape closes it, and what is being imported goes on."""

    DEFAULT_CSS = """
    ImportDialog { align: center middle; }
    ImportDialog > Vertical { width: 76; max-width: 100%; height: 80%; max-height: 30; min-height: 9; padding: 0 1;
        border: round; }
    ImportDialog Static { height: auto; }
    ImportDialog LineList { height: 1fr; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "Look, import", id="import.next", group=_IMPORT, priority=True,
                tooltip="Look at the files; then import them."),
        Binding("tab", "complete", "Complete", id="import.complete", group=_IMPORT, priority=True,
                tooltip="Complete the path."),
        Binding("e", "other", "Other file", id="import.other", group=_IMPORT, tooltip="Name another file."),
        Binding("ctrl+x", "stop", "Stop", id="import.stop", group=_IMPORT, priority=True,
                tooltip="Stop reading or importing; nothing of it is saved."),
        Binding("escape", "leave", "Close", id="import.leave", group=_IMPORT,
                tooltip="Close this; what is being imported goes on."),
    ]  # fmt: skip

    def __init__(self, importing: Importing, services: Services) -> None:
        super().__init__()
        self._importing = importing
        self._services = services
        self._shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Import"
            yield LineInput(
                self._importing.line, placeholder="FILE or folder, --account ID, --region R", id="import-path"
            )
            yield Static("", id="import-head", markup=False)
            yield LineList(id="import-lines")
            yield Static("", id="import-keys", markup=False)

    def on_mount(self) -> None:
        """Type at once, and follow what is under way."""
        self.query_one(LineInput).focus()
        self.query_one(LineInput).cursor_position = len(self._importing.line)
        self._show()
        self.set_interval(SECONDS, self._show)

    def on_resize(self, event: events.Resize) -> None:
        """All the height there is, where there is little."""
        self.query_one(Vertical).styles.height = "100%" if event.size.height < 20 else "80%"
        self._shown = ()
        self.call_after_refresh(self._show)

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        importing = self._importing
        now = (importing.step, importing.read, importing.contents, importing.outcome, importing.error)
        if now == self._shown or not self.is_mounted:
            return
        came = not self._shown or self._shown[0] is not importing.step
        self._shown = now
        self.query_one("#import-head", Static).update(Content.styled(self._head(), "bold"))
        self.query_one("#import-keys", Static).update(Content(_KEYS[importing.step]))
        listed = self.query_one(LineList)
        ascii_only = bool(getattr(self.app, "ascii_only", False))
        listed.show([plain(line, ascii_only) for line in self._lines()], 0 if came else listed.cursor)
        if came and importing.step in (Step.ASKING, Step.FAILED):
            self.query_one(LineInput).focus()
        elif came and importing.step is not Step.LOOKING:
            listed.focus()

    def _head(self) -> str:
        importing = self._importing
        items, read = importing.read
        far = f"{format.counted(items, 'item')}, {format.size(read)} read"
        match importing.step:
            case Step.LOOKING:
                return f"looking: {far}"
            case Step.LOOKED if importing.contents is not None:
                return _summary(importing.contents)
            case Step.IMPORTING:
                return f"importing: {far}"
            case Step.SAVING:
                return f"saving: {far}"
            case Step.DONE if importing.outcome is not None:
                return f"✓ {told_of(importing.outcome)}"
            case Step.FAILED if importing.error is not None:
                return f"✗ {printable(importing.error.message, 400)}"
        return "exports, JSON of the AWS CLI, snapshots of AWS Config; also .gz and .zip"

    def _lines(self) -> Iterator[Line]:
        importing = self._importing
        if importing.step is Step.FAILED and importing.error is not None:
            yield from self._wrapped(importing.error.hint)
        elif importing.step is Step.DONE and importing.outcome is not None:
            yield from self._aside(importing.outcome.aside)
            if importing.contents is not None:
                yield from self._kinds(importing.contents)
        elif importing.step in (Step.LOOKED, Step.IMPORTING, Step.SAVING) and importing.contents is not None:
            yield from self._held(importing.contents)

    def _held(self, found: Contents) -> Iterator[Line]:
        files = ", ".join(f"{format.counted(many, 'file')} of {name}" for name, many in found.formats.items())
        yield _fact("files", files)
        if found.since and found.until:
            moments = dict.fromkeys(format.moment(at) for at in (found.since, found.until))
            yield _fact("as of", " to ".join(moments))
        yield _fact("accounts", _names(found.accounts))
        yield _fact("regions", _names(found.regions))
        if found.relationships:
            yield _fact("relationships", f"{found.relationships:,}")
        if found.gone:
            yield _fact("gone", f"{found.gone:,} are said to be deleted")
        yield from self._kinds(found)
        yield from self._aside(found.aside)

    def _kinds(self, found: Contents) -> Iterator[Line]:
        yield heading("Kinds")
        for kind, many in found.kinds.items():
            yield Line(
                (
                    (f" {many:>9,}  ", "line--strong"),
                    (printable(kind_title(self._services.kinds, kind, plural=True), 50), "line--plain"),
                    (f"  {printable(kind, 60)}", "line--quiet"),
                )
            )

    def _aside(self, aside: LeftAside) -> Iterator[Line]:
        """What is left out, and why."""
        if aside.words:
            yield heading(f"{aside.words[:1].upper()}{aside.words[1:]}")
            for words in aside.some:
                yield from self._wrapped(words)
        if aside.unknown:
            yield heading("No kind here")
            for type_, many in sorted(aside.unknown.items(), key=lambda each: -each[1])[:NAMED]:
                yield note(f" {many:>9,}  {printable(type_, 60)}")
            if len(aside.unknown) > NAMED:
                yield note(f"  and {format.counted(len(aside.unknown) - NAMED, 'type')} more")

    def _wrapped(self, words: str) -> Iterator[Line]:
        room = max(20, self.query_one(LineList).size.width - 4)
        for number, line in enumerate(textwrap.wrap(printable(words, 600), room)):
            yield note(f"{'   ' if number else ' · '}{line}")

    # -- keys -------------------------------------------------------------------------------------------------------

    def action_next(self) -> None:
        """Look, or import what was looked at."""
        typed = self.query_one(LineInput).value.strip()
        if self._importing.step is Step.LOOKED and typed == self._importing.line:
            self._importing.run()
        elif not self._importing.running and typed:
            self._importing.look(typed)
        self._show()

    def action_other(self) -> None:
        """Name another file."""
        self._importing.ask()
        self._show()

    def action_stop(self) -> None:
        """Stop it."""
        self._importing.cancel()

    def action_leave(self) -> None:
        """Close this; looking ends with it, importing goes on."""
        if self._importing.step is Step.LOOKING:
            self._importing.cancel()
        self.dismiss(None)

    def action_complete(self) -> None:
        """Complete the path."""
        start(self, self._complete, group="complete")

    async def _complete(self) -> None:
        typed = self.query_one(LineInput)
        line, after = typed.value[: typed.cursor_position], typed.value[typed.cursor_position :]
        found = await self._services.io.run(completed_paths, line)
        longest = commonprefix(found)  # noqa: RUF071 - of what is typed, letter by letter
        if len(longest) > len(line):
            typed.value = longest + after
            typed.cursor_position = len(longest)
        if len(found) > 1:
            self.query_one(LineList).show([note(f"  {printable(each, 200)}") for each in found])
        elif not found:
            self.app.bell()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value.strip() != self._importing.line:
            self._importing.ask()
            self._show()


def _summary(found: Contents) -> str:
    if not found.resources:
        return "nothing to import" + (f": {found.aside.words}" if found.aside.words else "")
    left = f", {found.aside.words}" if found.aside.words else ""
    unknown = sum(found.aside.unknown.values())
    none = f", {unknown:,} of no kind here" if unknown else ""
    return f"{format.counted(found.resources, 'resource')} of {format.counted(len(found.kinds), 'kind')}{left}{none}"


def _names(counts: Mapping[str, int]) -> str:
    named = [printable(name, 40) for name in counts if name]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return (", ".join(named[:NAMED]) or "none") + more


def _fact(what: str, value: str) -> Line:
    return Line(((f" {what:<14} ", "line--quiet"), (value, "line--plain")))
