"""The command line: the console when no command is named, else a headless command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from dharma_tui.cli.flags import take_flags
from dharma_tui.core.errors import DharmaError, UsageError

OK, FAILED, WRONG_USAGE, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130


def run(words: Sequence[str]) -> int:
    """Run what ``words`` ask for and return the exit code; whatever happens, the person reads words and no traceback."""
    _stand_in_for_closed_streams()
    try:
        code = _run(words)
        sys.stdout.flush()
    except DharmaError as error:
        from dharma_tui.cli.output import complain

        complain(error.message, error.hint)
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        from dharma_tui.cli.output import complain, drop_unwritten, refusal

        refused = refusal(error)
        if refused is None:
            raise
        drop_unwritten()
        complain(refused.message, refused.hint)
        return FAILED
    return code


def _run(words: Sequence[str]) -> int:
    """The console is reached without building a parser, which takes as long as all else up to here."""
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


def _stand_in_for_closed_streams() -> None:
    """Python leaves None where a stream was closed by whoever started us."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: PTH123, SIM115
