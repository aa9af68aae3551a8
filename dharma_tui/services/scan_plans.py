"""Plans of scans for the console: made by a child process, as finding the scopes of a cloud takes its SDK, or right here."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dharma_tui.core.bus import Bus
from dharma_tui.core.errors import MalformedAnswerError, TimedOutError
from dharma_tui.core.event_json import from_line
from dharma_tui.core.events import CodeSettled, CodeWanted
from dharma_tui.core.scan import Selection
from dharma_tui.core.scan_plan import ScanPlan, from_document
from dharma_tui.services.questions import Questions
from dharma_tui.services.scan_process import error_from
from dharma_tui.services.scan_selection import flags_of

if TYPE_CHECKING:
    from dharma_tui.core.clock import Clock
    from dharma_tui.core.provider import ProviderService
    from dharma_tui.core.settings import ScanSettings
    from dharma_tui.services.pools import IoPool
    from dharma_tui.services.store.scan_store import ScanStore

PLAN_SECONDS = 90.0
"""Longest time for a plan, without the time that a person takes to enter a code."""
PROGRAM: tuple[str, ...] = (sys.executable, "-m", "dharma_tui")
PLAN_BYTES = 256 * 1024 * 1024

Planner = Callable[[Selection], Awaitable[ScanPlan]]


class PlannerHere:
    """Asks the providers in this process."""

    def __init__(
        self,
        providers: Sequence[ProviderService],
        scans: ScanStore,
        io: IoPool,
        clock: Clock,
        settings: Callable[[], ScanSettings],
    ) -> None:
        self._providers = providers
        self._scans = scans
        self._io = io
        self._clock = clock
        self._settings = settings

    async def __call__(self, selection: Selection) -> ScanPlan:
        from dharma_tui.services.scan_estimate import past_of, plan_scan

        past = await self._io.run(past_of, self._scans, selection, self._clock.now())
        return await plan_scan(self._providers, past, selection, self._settings())


class ChildPlanner:
    """Asks ``scan --dry-run`` of a child process, which may ask for codes as a scan does."""

    def __init__(
        self, words: Sequence[str], folder: Path, bus: Bus, questions: Questions, *, program: Sequence[str] = ()
    ) -> None:
        """``words`` are the global flags that make the child see the same settings, ``folder`` is the store's."""
        self._words = tuple(words)
        self._folder = folder
        self._bus = bus
        self._questions = questions
        self._program = tuple(program) or PROGRAM

    async def __call__(self, selection: Selection) -> ScanPlan:
        from dharma_tui.services.pools import end_group, start_tool

        told = ("scan", "--dry-run", "--events", "--store", str(self._folder))
        argv = [*self._program, *self._words, *told, *flags_of(selection)]
        process = await start_tool(argv, asyncio.subprocess.PIPE, limit=PLAN_BYTES)
        talk = _Talk(process, self._bus, self._questions)
        try:
            async with asyncio.timeout(PLAN_SECONDS) as limit:
                return await talk.plan(limit)
        except TimeoutError:
            raise TimedOutError(
                f"what would be scanned is not known after {PLAN_SECONDS:g} s",
                "see whether everything answers: dharma-tui doctor; or name less: :scan PROVIDER",
            ) from None
        finally:
            self._questions.over(talk.write)
            await end_group(process)


class _Talk:
    """With one child, until it has told the plan."""

    def __init__(self, process: asyncio.subprocess.Process, bus: Bus, questions: Questions) -> None:
        self._process = process
        self._bus = bus
        self._questions = questions
        self._loop = asyncio.get_running_loop()
        self._asking: set[str] = set()

    def write(self, line: bytes) -> None:
        """Tell the child something, from whichever thread."""
        assert self._process.stdin is not None
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._process.stdin.write, line)

    async def plan(self, limit: asyncio.Timeout) -> ScanPlan:
        """The plan. While a person is being asked, no time passes. Raises what the child failed with."""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        complaints = asyncio.create_task(self._process.stderr.read(64 * 1024))
        try:
            async for line in self._process.stdout:
                if line.startswith(b'{"error"'):
                    raise error_from(line)
                if line.startswith(b'{"plan"'):
                    return from_document(json.loads(line)["plan"])
                if not self._questions.confide(line, self.write):
                    self._hear(line, limit)
            words = (await complaints).decode("utf-8", "replace").strip()[-500:]
            raise MalformedAnswerError(f"the scan could not be planned: {words or 'no answer'}", "see the log")
        except (ValueError, KeyError, TypeError) as error:
            raise MalformedAnswerError(f"the scan could not be planned: {error}", "see the log") from error
        finally:
            complaints.cancel()

    def _hear(self, line: bytes, limit: asyncio.Timeout) -> None:
        with suppress(MalformedAnswerError):
            event = from_line(line)
            self._questions.follow(event, self.write)
            if isinstance(event, CodeWanted) and event.attended:
                self._asking.add(event.name)
            elif isinstance(event, CodeSettled):
                self._asking.discard(event.name)
            limit.reschedule(None if self._asking else self._loop.time() + PLAN_SECONDS)
            self._bus.publish(event)
