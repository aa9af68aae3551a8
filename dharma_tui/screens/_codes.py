"""Codes of multi-factor authentication that scans want: asked for when that disturbs nobody, else told of and waited for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from textual.app import App
from textual.widgets import Input

from dharma_tui.core.events import CodeSettled, CodeWanted
from dharma_tui.core.prompting import code_fault
from dharma_tui.core.scan import Selection
from dharma_tui.core.text import printable
from dharma_tui.screens._ask_line import AskLineScreen
from dharma_tui.screens._status import ConsoleStatus

if TYPE_CHECKING:
    from dharma_tui.screens._base import ServiceScreen
    from dharma_tui.services import Services

TOLD_SECONDS = 12


class Console(Protocol):
    """The console as codes see it."""

    status: ConsoleStatus

    def front(self) -> ServiceScreen | None:
        """The screen in front."""


class CodeDialog(AskLineScreen):
    """Names who wants the code and of which device. Escape leaves that account out of the scan."""

    def __init__(self, wanted: CodeWanted) -> None:
        question = wanted.question
        why = f"Device: {question.device}\nWithout a code this account is left out; the others are scanned."
        if question.objection:
            why = f"{question.objection[:1].upper()}{question.objection[1:]}.\n{why}"
        super().__init__(f"Code for {question.subject}", why, judge=code_fault)
        self.wanted = wanted


class Codes:
    """Asks for them in the console. What is typed goes to the scan and nowhere else."""

    def __init__(self, app: App[None], console: Console, services: Services, scan: Callable[[Selection], None]) -> None:
        """``scan`` discovers in the background, after what is being discovered."""
        self._app = app
        self._console = console
        self._services = services
        self._scan = scan
        self._told_of: set[str] = set()
        """Whose codes the person knows to be wanted, so that they are not told with every scan."""

    def hear(self, event: CodeWanted | CodeSettled) -> None:
        """Ask at once where a person has just asked for the scan and is not typing; else say so and wait."""
        if screen := self._console.front():
            screen.refresh_chrome()
        if isinstance(event, CodeSettled):
            self._close(event.name)
        elif event.attended and self._is_free():
            self._ask(event)
        elif event.attended or event.question.subject not in self._told_of:
            self._told_of.add(event.question.subject)
            words = f"{printable(event.question.subject)} asks for a code\n:code enters it"
            self._app.notify(words, severity="warning", timeout=TOLD_SECONDS, markup=False)

    def _is_free(self) -> bool:
        """Whether a question disturbs nobody: nothing is being typed, and no dialog is open but the one that a scan begins with."""
        screen = self._app.screen
        at_rest = screen is self._console.front() or getattr(screen, "AWAITS_CODES", False)
        return at_rest and not isinstance(self._app.focused, Input)

    def enter(self) -> bool:
        """Ask for a code: now where a scan waits for it, else by scanning what waits for it. False: none is wanted."""
        from dharma_tui.services.scan_selection import exactly

        wanted = self._console.status.console.codes
        waiting = next((code for code in wanted if code.attended), None)
        if waiting is not None:
            self._ask(waiting)
        elif wanted:
            providers = tuple(dict.fromkeys(code.question.provider for code in wanted))
            accounts = {code.question.account for code in wanted}
            named = () if "" in accounts else tuple(map(exactly, sorted(accounts)))
            self._scan(Selection(providers=providers, accounts=named))
        return bool(wanted)

    def _ask(self, wanted: CodeWanted) -> None:
        def answered(code: str | None) -> None:
            self._services.questions.answer(wanted.name, code)

        self._app.push_screen(CodeDialog(wanted), answered)

    def _close(self, name: str) -> None:
        """Nobody waits for that code any more."""
        dialog = self._app.screen
        if isinstance(dialog, CodeDialog) and dialog.wanted.name == name:
            dialog.dismiss(None)
