"""A scan run by a child process, so that the console's loop is never touched; its events come back as lines of JSON."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from dharma_tui.core import errors
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock, Ids
from dharma_tui.core.errors import DharmaError, MalformedAnswerError, ScanRunningError, StoreError
from dharma_tui.core.event_json import from_line
from dharma_tui.core.events import ScanAsked, ScanEnded, ScanStarted
from dharma_tui.core.scan import EVERYTHING, ScanReport, ScanStatus, Selection
from dharma_tui.core.text import printable
from dharma_tui.services.questions import Questions
from dharma_tui.services.scan_selection import flags_of
from dharma_tui.services.store.place import has_catalog

log = logging.getLogger(__name__)

LINE_LIMIT = 16 * 1024 * 1024
"""Bytes of one event: the report of a scan with a hundred thousand parts fits."""
KILL_SECONDS = 11.0
"""Between asking the child to stop and making it."""
CLOSE_SECONDS = 0.1
PROGRAM: tuple[str, ...] = (sys.executable, "-m", "dharma_tui")


@dataclass(slots=True)
class _Child:
    """One scan's process, and what it has told so far."""

    trigger: str
    began_at: datetime
    began: float
    ended: Future[ScanReport] = field(default_factory=Future)
    process: subprocess.Popen[bytes] | None = None
    writing: threading.Lock = field(default_factory=threading.Lock)
    cancelled: bool = False
    scan_id: str = ""
    report: ScanReport | None = None
    error: DharmaError | None = None
    last_words: str = ""

    def write(self, line: bytes) -> None:
        """Tell the process something, if it still listens."""
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(OSError, ValueError), self.writing:
                self.process.stdin.write(line)
                self.process.stdin.flush()


class ScanProcess:
    """Starts, follows and stops scans in a child process; one at a time."""

    def __init__(
        self,
        words: Sequence[str],
        folder: Path,
        bus: Bus,
        clock: Clock,
        ids: Ids,
        *,
        program: Sequence[str] = (),
        record: Callable[[ScanReport], ScanReport] | None = None,
        questions: Questions | None = None,
    ) -> None:
        """``words`` are the global flags that make the child see the same settings, ``folder`` is the store's.

        ``program`` is started instead of this one. ``record`` writes down the end of a scan whose process could not,
        and returns what is true of it. ``questions`` is who answers the children of this console.
        """
        self._words = tuple(words)
        self._folder = folder
        self._program = tuple(program) or PROGRAM
        self._bus = bus
        self._clock = clock
        self._ids = ids
        self._record = record
        self._questions = questions or Questions(bus, clock)
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._closed = False
        self._had_store = has_catalog(folder)

    @property
    def running(self) -> bool:
        """Whether a scan started here is under way."""
        return self._child is not None

    @property
    def scan_id(self) -> str:
        """The id of the scan under way; empty until it has one."""
        child = self._child
        return child.scan_id if child else ""

    async def run(self, selection: Selection = EVERYTHING, trigger: str = "manual") -> ScanReport:
        """Scan, and return the report, which is also published. Cancelling the caller does not end the scan; ``cancel`` does.

        Raises:
            ScanRunningError: this or another process is scanning one of the providers.
            UsageError: ``selection`` names something unknown.
            StoreError: the store that was there is gone; a scan would begin another.
        """
        with self._lock:
            if self._closed:
                raise DharmaError("the console is closing")
            self._refuse_vanished()
            if self._child is not None:
                raise ScanRunningError("a scan is running already", "wait for it, or cancel it")
            child = self._child = _Child(trigger, self._clock.now(), self._clock.monotonic())
        self._bus.publish(ScanAsked(child.began_at, True))
        threading.Thread(
            target=self._follow, args=(child, self._argv(selection, trigger)), name="scan", daemon=True
        ).start()
        return await _outcome(child.ended)

    def _refuse_vanished(self) -> None:
        there = has_catalog(self._folder)
        if self._had_store and not there:
            raise StoreError(
                f"The store is no longer there: {self._folder}",
                "put its folder back, or restart dharma-tui to begin a new one",
            )
        self._had_store = self._had_store or there

    def cancel(self) -> bool:
        """Ask the running scan to stop, and make it after eleven seconds, in which it saves what is complete. False: none runs."""
        with self._lock:
            child = self._child
            if child is None:
                return False
            first, child.cancelled = not child.cancelled, True
        if first:
            _signal(child, signal.SIGTERM)
            timer = threading.Timer(KILL_SECONDS, _signal, (child, signal.SIGKILL))
            timer.daemon = True
            timer.start()
            child.ended.add_done_callback(lambda _: timer.cancel())
        return True

    def close(self) -> None:
        """Tell the running scan to stop, with a moment to do so; it ends by itself: stuck within a second, saving within nine."""
        with self._lock:
            self._closed = True
            child = self._child
        if child is None:
            return
        child.cancelled = True
        _signal(child, signal.SIGTERM)
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(CLOSE_SECONDS)

    def _argv(self, selection: Selection, trigger: str) -> list[str]:
        told = ("--events", "--store", str(self._folder), "--trigger", trigger)
        return [*self._program, *self._words, "scan", *told, *flags_of(selection)]

    def _follow(self, child: _Child, argv: Sequence[str]) -> None:
        """In a thread of its own: start the child, republish what it tells, and account for its end."""
        try:
            self._start(child, argv)
            self._listen(child)
        except Exception as error:
            log.exception("following the scan failed")
            child.last_words = f"{type(error).__name__}: {error}"
            _signal(child, signal.SIGKILL)
        finally:
            code = _reap(child)
            with self._lock:
                self._child = None
                self._had_store = self._had_store or has_catalog(self._folder)
            self._finish(child, code)

    def _start(self, child: _Child, argv: Sequence[str]) -> None:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,  # for answers; its end tells the child that the console is gone
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        with self._lock:
            child.process = process
            unwanted = child.cancelled or self._closed
        if unwanted:
            _signal(child, signal.SIGKILL)

    def _listen(self, child: _Child) -> None:
        assert child.process is not None
        assert child.process.stdout is not None
        assert child.process.stderr is not None
        complaints = threading.Thread(
            target=_log_lines, args=(child, child.process.stderr), name="scan-stderr", daemon=True
        )
        complaints.start()
        for line in bounded_lines(child.process.stdout):
            self._hear(child, line)
        complaints.join(1)

    def _hear(self, child: _Child, line: bytes) -> None:
        if line.startswith(b'{"error"'):
            child.error = error_from(line)
            return
        if self._questions.confide(line, child.write):
            return
        try:
            event = from_line(line)
        except MalformedAnswerError as error:
            log.warning("the scan printed something else: %s", error)
            return
        if isinstance(event, ScanStarted):
            child.scan_id = event.scan_id
        self._questions.follow(event, child.write)
        if isinstance(event, ScanEnded):
            child.report = event.report  # published when the process has ended, too
        else:
            self._bus.publish(event)

    def _finish(self, child: _Child, code: int) -> None:
        self._questions.over(child.write)
        if not child.scan_id:
            self._bus.publish(ScanAsked(self._clock.now(), False))
        if child.report is None and child.error is not None and not child.scan_id and not child.cancelled:
            child.ended.set_exception(child.error)
            return
        report = child.report or self._obituary(child, code)
        if child.scan_id and (child.report is None or report.status is ScanStatus.CANCELLED):
            report = self._recorded(report)
        self._bus.publish(ScanEnded(self._clock.now(), report))
        child.ended.set_result(report)

    def _recorded(self, report: ScanReport) -> ScanReport:
        """What the store knows of the scan, which was possibly told to end before it could write that down."""
        if self._record is None:
            return report
        try:
            return self._record(report)
        except Exception as error:
            log.warning("the end of a scan was not recorded", exc_info=error, extra={"scan_id": report.scan_id})
            return report

    def _obituary(self, child: _Child, code: int) -> ScanReport:
        """The report of a scan whose process ended without one."""
        if child.cancelled:
            status, reason, hint = ScanStatus.CANCELLED, "cancelled", ""
        elif child.error is not None:
            status, reason, hint = ScanStatus.FAILED, child.error.message, child.error.hint
        elif code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
            status, reason, hint = (
                ScanStatus.INTERRUPTED,
                f"the scanning process was ended by {name}",
                "resume it, or scan again",
            )
        else:
            words = f": {child.last_words}" if child.last_words else ""
            status, reason, hint = (
                ScanStatus.FAILED,
                f"the scanning process ended with code {code}{words}",
                "see the log",
            )
        seconds = round(self._clock.monotonic() - child.began, 3)
        return ScanReport(
            child.scan_id or self._ids("scan"),
            status,
            child.began_at,
            seconds,
            trigger=child.trigger,
            reason=reason,
            hint=hint,
        )


async def _outcome(ended: Future[ScanReport]) -> ScanReport:
    """Await the end without passing on a cancellation, and without minding a loop that is gone by then."""
    loop = asyncio.get_running_loop()
    heard = asyncio.Event()

    def wake(_: Future[ScanReport]) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(heard.set)

    ended.add_done_callback(wake)
    await heard.wait()
    return ended.result()


def bounded_lines(stream: IO[bytes], limit: int = LINE_LIMIT) -> Iterator[bytes]:
    """The lines of ``stream`` without their ends; one that is too long is dropped and logged."""
    dropping = False
    while chunk := stream.readline(limit):
        whole = chunk.endswith(b"\n")
        if whole and not dropping:
            yield chunk[:-1]
        elif not dropping:
            log.warning("a line of the scan was cut off or longer than %d bytes", limit)
        dropping = not whole


def error_from(line: bytes) -> DharmaError:
    """The error a child ended with, as the class it had there."""
    try:
        said = json.loads(line)["error"]
        kind = getattr(errors, str(said["type"]), DharmaError)
        if not (isinstance(kind, type) and issubclass(kind, DharmaError)):
            kind = DharmaError
        return kind(str(said["message"]), str(said["hint"]))
    except (ValueError, KeyError, TypeError):
        return DharmaError("the scanning process failed", "see the log")


def _log_lines(child: _Child, stream: IO[bytes]) -> None:
    for line in bounded_lines(stream, 64 * 1024):
        if text := printable(line.decode("utf-8", "replace")).strip():
            child.last_words = text[:500]
            log.warning("scan: %s", text)


def _signal(child: _Child, number: signal.Signals) -> None:
    """Signal the child's process group, unless it has been reaped and its number may be another's."""
    process = child.process
    if process is not None and process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)


def _reap(child: _Child) -> int:
    process = child.process
    if process is None:
        return 1
    try:
        code = process.wait(KILL_SECONDS)
    except subprocess.TimeoutExpired:  # it closed its output but lives on
        _signal(child, signal.SIGKILL)
        code = process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    return code
