"""Plans of scans for the console: made by a child process, as finding the scopes of a cloud takes its SDK."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from dharma_tui.core.errors import MalformedAnswerError
from dharma_tui.core.scan import Selection
from dharma_tui.core.scan_plan import ScanPlan, from_document
from dharma_tui.services.scan_process import error_from
from dharma_tui.services.scan_selection import flags_of

PLAN_SECONDS = 90.0
PROGRAM: tuple[str, ...] = (sys.executable, "-m", "dharma_tui")
PLAN_BYTES = 256 * 1024 * 1024

Planner = Callable[[Selection], Awaitable[ScanPlan]]


class ChildPlanner:
    """Asks ``scan --dry-run`` of a child process."""

    def __init__(self, words: Sequence[str], folder: Path, *, program: Sequence[str] = ()) -> None:
        """``words`` are the global flags that make the child see the same settings, ``folder`` is the store's."""
        self._words = tuple(words)
        self._folder = folder
        self._program = tuple(program) or PROGRAM

    async def __call__(self, selection: Selection) -> ScanPlan:
        from dharma_tui.services.pools import run_tool

        told = ("scan", "--dry-run", "--json", "--store", str(self._folder))
        argv = [*self._program, *self._words, *told, *flags_of(selection)]
        answer = await run_tool(argv, timeout=PLAN_SECONDS, output_limit=PLAN_BYTES)
        if answer.stdout.startswith(b'{"error"'):
            raise error_from(answer.stdout)
        try:
            return from_document(json.loads(answer.stdout))
        except (ValueError, KeyError, TypeError) as error:
            words = answer.stderr.decode("utf-8", "replace").strip()[-500:]
            raise MalformedAnswerError(f"the scan could not be planned: {words or error}", "see the log") from error
