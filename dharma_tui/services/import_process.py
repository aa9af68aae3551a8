"""Files looked at and imported by a child process, so that the console goes on meanwhile; it prints lines of JSON."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from dharma_tui.core.errors import DharmaError, ImportCancelledError, MalformedAnswerError, UsageError
from dharma_tui.core.imported import Contents, Outcome, contents_of, outcome_of
from dharma_tui.services.scan_process import error_from

PROGRAM: tuple[str, ...] = (sys.executable, "-m", "dharma_tui")
STOP_SECONDS = 5.0
"""Between asking the child to stop and making it."""
LINE_BYTES = 16 << 20

Progress = Callable[[int, int, bool], None]
"""Takes how many items and bytes were read so far, and whether that was all and is being saved."""


class ImportProcess:
    """One at a time: looks at files, or imports them."""

    def __init__(self, words: Sequence[str], folder: Path, *, program: Sequence[str] = ()) -> None:
        """``words`` are the global flags that make the child see the same settings, ``folder`` is the store's."""
        self._words = tuple(words)
        self._folder = folder
        self._program = tuple(program) or PROGRAM
        self._process: asyncio.subprocess.Process | None = None
        self._busy = self._cancelled = False

    @property
    def running(self) -> bool:
        """Whether something is under way."""
        return self._busy

    async def look(self, words: Sequence[str], progress: Progress) -> Contents:
        """What the files hold that ``words`` name, as those of the command do. Raises DharmaError, ImportCancelledError."""
        return contents_of(await self._run(["--dry-run", *words], progress))

    async def run(self, words: Sequence[str], progress: Progress) -> Outcome:
        """Import them. Raises DharmaError, ImportCancelledError: nothing was saved, or its hint says that it may have been."""
        return outcome_of(await self._run(words, progress))

    def cancel(self) -> bool:
        """Ask what is under way to stop. False: nothing is."""
        if not self._busy:
            return False
        self._cancelled = True
        self._signal(signal.SIGTERM)
        return True

    def close(self) -> None:
        """Stop what is under way; the child ends by itself when nobody reads what it prints."""
        self.cancel()

    async def _run(self, words: Sequence[str], progress: Progress) -> Mapping[str, Any]:
        from dharma_tui.services.pools import end_group, start_tool

        if self._busy:
            raise UsageError("an import is under way already", "wait for it, or cancel it")
        self._busy, self._cancelled = True, False
        told = ("import", "--events", "--store", str(self._folder))
        try:
            self._process = await start_tool(
                [*self._program, *self._words, *told, *words], asyncio.subprocess.PIPE, limit=LINE_BYTES
            )
            try:
                return await self._outcome(self._process, progress)
            finally:
                await self._ended(self._process)
                await end_group(self._process)
        finally:
            self._busy, self._process = False, None

    async def _outcome(self, process: asyncio.subprocess.Process, progress: Progress) -> Mapping[str, Any]:
        assert process.stdout is not None
        assert process.stderr is not None
        complaints = asyncio.create_task(process.stderr.read(64 * 1024))
        is_saving = False
        if self._cancelled:  # before there was anything to signal
            self._signal(signal.SIGTERM)
        try:
            async for line in process.stdout:
                document = json.loads(line)
                if "error" in document:
                    raise error_from(line)
                if "outcome" in document:
                    return dict(document["outcome"])
                items, size, is_saving = document["progress"]
                progress(items, size, is_saving)
            if self._cancelled:
                hint = (
                    "it was being saved by then: 4 shows whether it is there"
                    if is_saving
                    else "nothing of it was saved"
                )
                raise ImportCancelledError("The import was cancelled", hint)
            words = (await complaints).decode("utf-8", "replace").strip()[-500:]
            raise DharmaError(f"The import ended by itself: {words or 'it said nothing'}", "see the log")
        except (ValueError, KeyError, TypeError) as error:
            raise MalformedAnswerError(f"the import said something else: {error}", "see the log") from error
        finally:
            complaints.cancel()

    async def _ended(self, process: asyncio.subprocess.Process) -> None:
        """Give it the time to leave the store as it was."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(process.wait()), STOP_SECONDS)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self._process.pid, number)
