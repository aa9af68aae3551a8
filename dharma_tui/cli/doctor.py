"""``dharma-tui doctor``: what is well, what is not, and what to do about it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dharma_tui.cli import FAILED, OK
from dharma_tui.cli.context import Context, store_folder
from dharma_tui.cli.output import Output
from dharma_tui.core.errors import DharmaError
from dharma_tui.core.settings import Settings
from dharma_tui.core.text import printable

if TYPE_CHECKING:
    from dharma_tui.services.checks import Check
    from dharma_tui.services.diagnosis import Subject


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``doctor`` takes."""
    parser.epilog = "Changes nothing. exit codes: 0 nothing failed, though there may be warnings; 1 something failed"
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print only what is not well")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Look at everything and report."""
    from dharma_tui.services.checks import Status
    from dharma_tui.services.diagnosis import diagnose, worst

    subject = _subject(context)
    checks = [*diagnose(subject, lambda: context.services), *_language_models(subject)]
    status = worst(checks)
    if args.json:
        from dharma_tui import __version__

        output.json({"version": __version__, "status": status.value, "checks": [_document(check) for check in checks]})
    else:
        _print([check for check in checks if not args.quiet or check.status is not Status.OK], output)
    return FAILED if status is Status.FAILED else OK


def _language_models(subject: Subject) -> list[Check]:
    """Nothing is imported, and nobody asked, where none is configured."""
    if not subject.settings.llm.endpoints.strip():
        return []
    import asyncio

    from dharma_tui.nlp.llm.reaching import checks

    return asyncio.run(checks(subject.settings.llm, subject.environment, subject.clock))


def _print(checks: Sequence[Check], output: Output) -> None:
    for check in checks:
        mark = output.colour(f"{check.status.value:<8}", check.status.value)
        output.line(f"{mark} {check.component:<16} {printable(check.reason, 1_000)}")
        if check.hint:
            output.line(f"{'':<25} → {printable(check.hint, 1_000)}")


def _document(check: Check) -> dict[str, str]:
    return {"name": check.component, "status": check.status.value, "reason": check.reason, "hint": check.hint}


def _subject(context: Context) -> Subject:
    """Wrong settings are one of the findings: the other checks then go by the defaults."""
    from dharma_tui.services.diagnosis import Subject

    error: DharmaError | None = None
    try:
        settings = context.settings.current
    except DharmaError as wrong:
        settings, error = Settings(), wrong
    folder = context.folder if error is None else store_folder("", context.paths)
    return Subject(context.paths, folder, settings, error, context.environment, context.clock)
