"""The command line: the console when no command is named, else a headless command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dharma_tui.cli.flags import take_flags
from dharma_tui.core.errors import DharmaError, UsageError

OK, FAILED, WRONG_USAGE, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130


def run(words: Sequence[str]) -> int:
    """Run what ``words`` ask for and return the exit code. The console is reached without building a parser."""
    try:
        if list(words) in (["--version"], ["-V"]):
            from dharma_tui import __version__

            sys.stdout.write(f"dharma-tui {__version__}\n")
            return OK
        flags, rest = take_flags(words)
        if not rest:
            from dharma_tui.cli.console import run_console

            return run_console(flags)
        from dharma_tui.cli.dispatch import run_command

        return run_command(flags, rest)
    except DharmaError as error:
        from dharma_tui.cli.output import complain

        complain(error.message, error.hint)
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
