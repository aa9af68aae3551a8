"""The console's questions to Neo4j, asked by a child process: the driver's memory is not the console's, and a question that hangs
ends with its process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from dharma_tui.core.cypher import CypherAnswer, Vocabulary
from dharma_tui.core.errors import GraphServerError
from dharma_tui.services.pools import end_group, start_tool
from dharma_tui.services.scan_process import error_from

PROGRAM: tuple[str, ...] = (sys.executable, "-m", "dharma_tui")
LINE_LIMIT = 64 * 1024 * 1024
"""Bytes of one answer."""
GRACE_SECONDS = 10.0
"""What an answer may take beyond the time that the query itself has: starting, logging in, planning."""


class CypherProcess:
    """Asks one question at a time; the process is started for the first one and kept until ``close``."""

    def __init__(self, words: Sequence[str], program: Sequence[str] = PROGRAM) -> None:
        """``words`` are the global flags that make the child see the same settings."""
        self._argv = (*program, *words, "cypher", "--answer")
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._closings = 0

    async def ask(self, query: str, *, seconds: float, rows: int) -> CypherAnswer:
        """The answer. Cancelling the caller ends the query. Raises GraphServerError, CypherError."""
        asked = {"query": query, "seconds": seconds, "rows": rows}
        return CypherAnswer.read(await self._exchange(asked, seconds + GRACE_SECONDS))

    async def vocabulary(self) -> Vocabulary:
        """Every name the server knows. Raises GraphServerError."""
        told = await self._exchange({}, 3 * GRACE_SECONDS)
        return Vocabulary(**{what: tuple(names) for what, names in told.items()})

    async def close(self) -> None:
        """End the process, and with it whatever it asks; one that is just being started ends, too."""
        self._closings += 1
        process, self._process = self._process, None
        if process is not None:
            await end_group(process)

    def kill(self) -> None:
        """End it without waiting: the console is closing."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _exchange(self, asked: Mapping[str, Any], patience: float) -> dict[str, Any]:
        async with self._turn:
            try:
                process = await self._started()
                assert process.stdin is not None
                assert process.stdout is not None
                async with asyncio.timeout(patience):
                    process.stdin.write(json.dumps(asked).encode() + b"\n")
                    await process.stdin.drain()
                    line = await process.stdout.readline()
            except TimeoutError:
                await self.close()
                raise GraphServerError("Neo4j did not answer in time", "look at that server, or ask for less") from None
            except (OSError, ValueError) as error:
                await self.close()
                raise GraphServerError(f"the question could not be asked: {error}", "see the log") from error
            except asyncio.CancelledError:
                await self.close()
                raise
        return await self._heard(line)

    async def _heard(self, line: bytes) -> dict[str, Any]:
        if not line:
            await self.close()
            raise GraphServerError("the process that asks Neo4j has ended", "see the log, then ask again")
        if line.startswith(b'{"error"'):
            raise error_from(line)
        answer: dict[str, Any] = json.loads(line)["answer"]
        return answer

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            closings = self._closings
            process = await start_tool(self._argv, asyncio.subprocess.PIPE, limit=LINE_LIMIT)
            if closings != self._closings:
                await end_group(process)
                raise GraphServerError("the question was given up", "ask again")
            self._process = process
        return self._process
