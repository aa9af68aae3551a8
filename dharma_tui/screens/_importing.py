"""Imports that a person asks for: files are looked at first, and imported in the background once that is wanted."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from textual.app import App

from dharma_tui.core import format
from dharma_tui.core.errors import DharmaError, ImportCancelledError, UsageError
from dharma_tui.core.imported import Contents, Outcome
from dharma_tui.core.paths import expanded
from dharma_tui.core.text import printable
from dharma_tui.screens._work import start
from dharma_tui.services.path_completion import words_of

if TYPE_CHECKING:
    from dharma_tui.services import Services

FLAGS = ("--kind", "--account", "--region")


class Step(Enum):
    """How far an import is."""

    ASKING = auto()
    LOOKING = auto()
    LOOKED = auto()
    IMPORTING = auto()
    SAVING = auto()
    DONE = auto()
    FAILED = auto()


class Importing:
    """The import of this console, which goes on whether its dialog is open or not. A failure is told of, never raised."""

    def __init__(self, app: App[None], services: Services) -> None:
        self._app = app
        self._services = services
        self.step = Step.ASKING
        self.line = ""
        self.read = (0, 0)
        """Items and bytes read so far."""
        self.contents: Contents | None = None
        self.outcome: Outcome | None = None
        self.error: DharmaError | None = None

    @property
    def running(self) -> bool:
        """Whether files are being read or saved."""
        return self.step in (Step.LOOKING, Step.IMPORTING, Step.SAVING)

    def open(self, line: str = "") -> None:
        """Show the dialog; with a line look at what it names at once. One that is under way is shown instead."""
        from dharma_tui.screens._import_dialog import ImportDialog

        if not self.running:
            self.step, self.line = Step.ASKING, line
            if line:
                self.look(line)
        if not isinstance(self._app.screen, ImportDialog):
            self._app.push_screen(ImportDialog(self, self._services))

    def look(self, line: str) -> None:
        """Find out what the files hold that ``line`` names."""

        async def work(words: list[str]) -> None:
            self.contents = await self._services.imports.look(words, self._heard)
            self.step = Step.LOOKED

        self._start(line, Step.LOOKING, work)

    def run(self) -> None:
        """Import them."""

        async def work(words: list[str]) -> None:
            self.outcome = await self._services.imports.run(words, self._heard)
            self.step = Step.DONE
            self._tell(told_of(self.outcome))

        self._start(self.line, Step.IMPORTING, work)

    def cancel(self) -> None:
        """Stop what is under way; nothing of it is saved."""
        self._services.imports.cancel()

    def ask(self) -> None:
        """Another file is wanted."""
        if not self.running:
            self.step = Step.ASKING

    def _start(self, line: str, step: Step, work: Any) -> None:
        self.line, self.step, self.read, self.error = line, step, (0, 0), None

        async def guarded() -> None:
            try:
                await work(words(line))
            except ImportCancelledError as error:
                self.step, self.error = Step.ASKING, None
                if step is Step.IMPORTING:
                    self._app.notify(f"{error.message}; {error.hint}", markup=False)
            except DharmaError as error:
                self.step, self.error = Step.FAILED, error
                self._tell(printable(f"{error.message}. {error.hint}", 400), "warning")
            finally:
                if self.running:
                    self.step = Step.ASKING

        start(self._app, guarded, group="import")

    def _heard(self, items: int, read: int, saving: bool) -> None:
        self.read = (items, read)
        if saving:
            self.step = Step.SAVING

    def _tell(self, words: str, severity: Any = "information") -> None:
        """A notification, where no dialog says it."""
        from dharma_tui.screens._import_dialog import ImportDialog

        if not isinstance(self._app.screen, ImportDialog):
            self._app.notify(words, severity=severity, markup=False)


def words(line: str) -> list[str]:
    """What the command would be told: files from their home, and what the person says of them. Raises UsageError."""
    told: list[str] = []
    files = 0
    rest = iter(words_of(line))
    for word in rest:
        flag, equals, value = word.partition("=")
        if flag in FLAGS:
            told.append(f"{flag}={value if equals else next(rest, '')}")
        elif word.startswith("-"):
            raise UsageError(f"{word} is not known here", f"known are {', '.join(FLAGS)}; dharma-tui import knows more")
        else:
            told.append(str(expanded(word)))
            files += 1
    if not files:
        raise UsageError("name a file, or a folder of them", "~/estate.json, for example")
    return told


def told_of(outcome: Outcome) -> str:
    """How an import ended, in a line."""
    left = f", {outcome.aside.words}" if outcome.aside.words else ""
    return (
        f"Imported {format.counted(outcome.resources, 'resource')}{left}: "
        f"+{outcome.added:,} ~{outcome.changed:,} -{outcome.removed:,}"
    )
