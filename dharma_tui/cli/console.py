"""The console: settings, log, services, application, in the order that lets it appear soonest."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import TYPE_CHECKING

from dharma_tui.cli import FAILED, OK, WRONG_USAGE
from dharma_tui.cli.context import Context
from dharma_tui.cli.flags import Flags
from dharma_tui.cli.output import complain
from dharma_tui.cli.unforeseen import unforeseen
from dharma_tui.core.errors import DharmaError, UsageError

if TYPE_CHECKING:
    from rich.console import Console as RichConsole

    from dharma_tui.services.demo.opening import Demo

log = logging.getLogger(__name__)

UNSUITED = """\
in scripts and pipes use a headless command: dharma-tui resources, dharma-tui scan --json, dharma-tui changes
in a browser: dharma-tui serve"""


def run_console(flags: Flags) -> int:
    """Open the console and return its exit code."""
    gc.disable()  # a sixth of the time to the first paint; the application turns it on again after that
    if not os.environ.get("TEXTUAL_DRIVER"):
        _check_terminal()
    with Context.of_process(flags) as context:
        try:
            return _run(context)
        except DharmaError as error:
            log.error("the console did not start: %s", error)
            complain(error.message, error.hint)
            return WRONG_USAGE if isinstance(error, UsageError) else FAILED
        except Exception as error:
            shown = unforeseen(error, context)
            complain(shown.message, shown.hint)
            return FAILED


def _check_terminal() -> None:
    """Raises UsageError where the console could only make a mess."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the console needs a terminal for its keys and its picture", UNSUITED)
    if os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise UsageError(f"the console cannot be drawn on a {os.environ.get('TERM') or 'nameless'} terminal", UNSUITED)


def _run(context: Context) -> int:
    from dharma_tui.services import build_services
    from dharma_tui.services.terminal_guard import TerminalGuard
    from dharma_tui.terminal import prepare

    settings = context.settings
    _follow_log_settings(context)
    prepare(os.environ, settings.current.interface)
    demo = _demo(context) if context.flags.demo else None
    services = build_services(
        settings,
        context.folder,
        clock=context.clock,
        ids=context.ids,
        providers=[demo.provider] if demo else None,
        scans_with=demo.scans if demo else None,
    )
    context.closing.callback(services.close)
    with TerminalGuard():
        from dharma_tui.app import DharmaApp

        flags = context.flags
        app = DharmaApp(services, open_view=flags.open, demo=bool(flags.demo), flags=flags.typed)
        app.error_console = _nowhere()
        app.run(mouse=settings.current.interface.mouse)
    if app._exception is None:
        return app.return_code or OK
    if not app._exit:
        raise app._exception
    log.warning("something failed while the console was being left", exc_info=app._exception)
    return OK  # the person has seen nothing of it: a screen that was still being built found none to belong to


def _demo(context: Context) -> Demo:
    from dharma_tui.cli.interrupts import interrupted, noted

    with noted():
        try:
            return context.demo
        except Exception:
            if interrupted():
                raise KeyboardInterrupt from None
            raise


def _follow_log_settings(context: Context) -> None:
    """Log, tell the bus of it, and take over a new level at once."""
    from dharma_tui.core.events import SettingsChanged

    logs, settings = context.start_logging(), context.settings
    if logs is not None:
        logs.announce(settings.bus, context.clock)
        settings.bus.subscribe(SettingsChanged, lambda _: logs.apply(settings.current.log))


def _nowhere() -> RichConsole:
    """Where Textual would print a traceback on its way out: the log has it."""
    from io import StringIO

    from rich.console import Console as RichConsole

    return RichConsole(file=StringIO())
