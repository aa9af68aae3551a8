"""What keeps the console standing, and leaves the terminal as it was when it cannot: signals, errors, clipboard, paste."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import ClassVar

from textual import events, on
from textual._context import active_message_pump
from textual.app import App
from textual.driver import Driver

from dharma_tui.core import format
from dharma_tui.core.text import copyable, printable
from dharma_tui.screens._typeahead import Typeahead
from dharma_tui.widgets import guard, loose_strips

log = logging.getLogger(__name__)

CLIPBOARD_LIMIT = 74_994
"""Bytes of one OSC 52 copy: terminals and multiplexers drop longer ones without a word."""

RECOVERIES = 20
"""Unexpected errors after which going on is no longer the kinder choice."""


class SteadyApp(App[None]):
    """An app whose unexpected errors go to the log, and which ends in good order however it is ended."""

    RECOVERS: ClassVar[bool] = True
    """Go on after an unexpected error where possible."""

    def __init__(self) -> None:
        super().__init__()
        guard.install()
        loose_strips.install()
        self._failures = 0
        self.typeahead = Typeahead(self, super().on_event)

    def recover(self) -> bool:
        """Mend what broke, in the app's own turn; false where there is nothing to mend."""
        return False

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, but on a terminal one that no byte can bring down."""
        from textual.drivers.linux_driver import LinuxDriver

        chosen = super().get_driver_class()
        if chosen is not LinuxDriver:
            return chosen
        from dharma_tui.terminal_driver import TerminalDriver

        return TerminalDriver

    # -- signals ----------------------------------------------------------------------------------------------------

    def on_load(self) -> None:
        """A signal that ends the process ends the console in the usual way, which gives the terminal back as it was."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(RuntimeError, ValueError):  # not in the main thread: somebody else's signals
                loop.add_signal_handler(number, self._ended_by, number)

    def on_mount(self) -> None:
        """A terminal that goes away sends SIGCONT too, and Textual's driver would start itself a second time on it."""
        driver, resume = self._driver, signal.getsignal(signal.SIGCONT)
        if driver is None or not callable(resume):
            return

        def resume_if_suspended(*how: object) -> None:
            if getattr(driver, "_must_signal_resume", False):
                resume(*how)  # type: ignore[arg-type]

        signal.signal(signal.SIGCONT, resume_if_suspended)
        if (stop := getattr(driver, "_sigtstp_application", None)) is not None:  # at rest: in the middle of a write it
            with contextlib.suppress(RuntimeError, ValueError):  # would wait for that write, for ever
                asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, stop)

    @on(Driver.SignalResume)
    def _taken_up_again(self) -> None:
        """After a stop of the process (SIGTSTP) the terminal is empty, of which the screen knows nothing: paint it all."""
        screen = self.screen
        self._display(screen, screen._compositor.render_update(full=True, screen_stack=self._background_screens))

    def _ended_by(self, number: signal.Signals) -> None:
        log.info("ended by %s", number.name)
        self.exit(return_code=128 + number)

    # -- errors -----------------------------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Textual ends with a traceback on screen. Here it goes to the log, and the console goes on where it can."""
        log.error("unexpected error", exc_info=error)
        self._failures += 1
        at_fault = active_message_pump.get(None)
        if self.RECOVERS and self._failures <= RECOVERIES and at_fault not in (None, self) and self.recover():
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    # -- clipboard and paste ----------------------------------------------------------------------------------------

    def copy_text(self, text: str, what: str) -> None:
        """Put ``text`` on the clipboard, through the terminal (OSC 52), harmless to what it is pasted into, and say so."""
        harmless = copyable(text)
        if (long := len(harmless.encode())) > CLIPBOARD_LIMIT:
            message = f"{what} is {format.size(long)}: too long for the clipboard of a terminal (73K)"
            self.notify(f"{printable(message)}\nExport it to a file.", severity="warning", markup=False)
            return
        self.copy_to_clipboard(harmless)
        self.notify(f"Copied {printable(what)}", markup=False, timeout=2)

    async def on_event(self, event: events.Event) -> None:
        """Keys come one at a time; a paste is bounded before any widget sees it."""
        if isinstance(event, events.Paste) and len(event.text) > guard.PASTE_LIMIT:
            event = events.Paste(event.text[: guard.PASTE_LIMIT])
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.typeahead.take(event)
        else:
            await super().on_event(event)
