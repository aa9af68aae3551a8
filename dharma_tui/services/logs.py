"""The program's own log: what is led into it, at which level, and reading it back."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dharma_tui.core.events import LogWritten
from dharma_tui.services.log_file import CONTINUATION, LineFormatter, Mask, SharedFile, backup

if TYPE_CHECKING:
    from types import TracebackType

    from dharma_tui.core.bus import Bus
    from dharma_tui.core.clock import Clock
    from dharma_tui.core.settings import LogSettings

_QUIET = ("markdown_it", "httpx", "httpcore", "asyncio", "watchfiles", "aiohttp.access", "botocore", "urllib3")
"""Libraries whose INFO is of no interest to an operator; what the SDK of AWS debugs would have sessions in it."""
_SILENT = ("botocore.credentials", "botocore.tokens")
"""Loggers that warn, with a traceback for each call, of what is told as the reason of a part of a scan."""

LEVELS = ("debug", "info", "warning", "error", "critical")
"""Least important first."""


class Announcement(logging.Handler):
    """Tells the bus that there is something new to read."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        super().__init__()
        self._bus = bus
        self._clock = clock
        self._busy = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(self._busy, "on", False):
            return  # a subscriber that fails is logged: do not announce that, or it never ends
        self._busy.on = True
        try:
            self._bus.publish(LogWritten(self._clock.now()))
        finally:
            self._busy.on = False


class Logging:
    """The log of this process: where it is written, at which level, and what else is led into it."""

    def __init__(self, path: Path, settings: LogSettings, mask: Mask) -> None:
        """Begin to write. Raises OSError when the file cannot be opened."""
        self.path = path
        self._root = logging.getLogger()
        self._file = SharedFile(path, settings.max_mb * 1024 * 1024, settings.backups)
        self._file.setFormatter(LineFormatter(mask))
        self._handlers: list[logging.Handler] = [self._file]
        self._root.addHandler(self._file)
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self.apply(settings)
        for name in _QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
        for name in _SILENT:
            logging.getLogger(name).setLevel(logging.ERROR)
        logging.captureWarnings(True)
        sys.excepthook = _log_uncaught
        threading.excepthook = _log_thread_death
        sys.unraisablehook = _log_unraisable

    def apply(self, settings: LogSettings) -> None:
        """Take over new settings at once."""
        self._root.setLevel(settings.level.upper())
        self._file.max_bytes = settings.max_mb * 1024 * 1024
        self._file.backups = settings.backups

    def announce(self, bus: Bus, clock: Clock) -> None:
        """Publish LogWritten on ``bus`` after each entry."""
        handler = Announcement(bus, clock)
        self._handlers.append(handler)
        self._root.addHandler(handler)

    def close(self) -> None:
        """Stop writing, and give hooks back."""
        for handler in self._handlers:
            self._root.removeHandler(handler)
            handler.close()
        logging.captureWarnings(False)
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("dharma_tui").critical("uncaught exception", exc_info=(kind, error, trace))


def _log_thread_death(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread else "?"
    info = (args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    logging.getLogger("dharma_tui").error("uncaught exception in a thread", exc_info=info, extra={"thread_name": name})


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    info = (args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    logging.getLogger("dharma_tui").error("exception ignored", exc_info=info, extra={"where": repr(args.object)})


_HEAD = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+Z) ([A-Z]+) +(\d{1,19}) (\S+) ?")
_BLOCK = 64 * 1024
READ_LIMIT = 64 * 1024 * 1024
"""Bytes read backwards in search of entries that match, before it is called enough."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log. ``message`` may have several lines."""

    at: datetime
    level: str
    process: int
    logger: str
    message: str


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries to show: at least this important, and holding this text (case is ignored)."""

    level: str = "debug"
    text: str = ""

    def matches(self, entry: LogEntry) -> bool:
        """Whether ``entry`` is to be shown."""
        if entry.level in LEVELS and LEVELS.index(entry.level) < LEVELS.index(self.level):
            return False
        needle = self.text.lower()
        return not needle or needle in f"{entry.level} {entry.logger} {entry.message}".lower()


class LogReader:
    """Reads the log from its end, and then what is added. Blocking, but quick: it reads no more than it returns.

    Not thread-safe: one reader a screen.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._inode = 0
        self._offset = 0
        self._half = b""

    def tail(self, count: int, wanted: LogFilter = LogFilter()) -> list[LogEntry]:
        """The last ``count`` entries that match, oldest first; ``advance`` goes on from here."""
        try:
            with self.path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                self._inode, self._offset, self._half = os.fstat(file.fileno()).st_ino, size, b""
                found: list[LogEntry] = []
                for lines in _entries_backwards(file, size):
                    entry = parse_entry(lines)
                    if entry and wanted.matches(entry):
                        found.append(entry)
                        if len(found) >= count:
                            break
        except FileNotFoundError:
            self._inode, self._offset, self._half = 0, 0, b""
            return []
        return found[::-1]

    def advance(self, wanted: LogFilter = LogFilter()) -> list[LogEntry]:
        """The matching entries written since the last call, by any process, oldest first."""
        fresh = self._fresh_bytes()
        *lines, self._half = (self._half + fresh).split(b"\n")
        groups: list[list[bytes]] = []
        for line in lines:
            if line.startswith(CONTINUATION.encode()) and groups:
                groups[-1].append(line)
            else:
                groups.append([line])
        entries = (parse_entry(group) for group in groups)
        return [entry for entry in entries if entry and wanted.matches(entry)]

    def _fresh_bytes(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                rest = b""
                if status.st_ino != self._inode or status.st_size < self._offset:
                    rest = self._rest_of_rotated()
                    self._inode, self._offset = status.st_ino, 0
                file.seek(self._offset)
                fresh = file.read(READ_LIMIT)
                self._offset += len(fresh)
                return rest + fresh
        except FileNotFoundError:
            return b""

    def _rest_of_rotated(self) -> bytes:
        """What was still written to the file we were reading before it was renamed."""
        rotated = backup(self.path, 1)
        try:
            with rotated.open("rb") as file:
                if os.fstat(file.fileno()).st_ino != self._inode:
                    return b""
                file.seek(self._offset)
                return file.read(READ_LIMIT)
        except FileNotFoundError:
            return b""


def parse_entry(lines: list[bytes]) -> LogEntry | None:
    """One entry from its lines; None for lines that are no entry."""
    text = b"\n".join(lines).decode("utf-8", "replace")
    head = _HEAD.match(text)
    if not head:
        return None
    message = text[head.end() :].replace(f"\n{CONTINUATION}", "\n")
    try:
        at = datetime.fromisoformat(head[1])
    except ValueError:  # it only looks like one, as a torn line may
        return None
    return LogEntry(at, head[2].lower(), int(head[3]), head[4], message)


def _entries_backwards(file: IO[bytes], size: int) -> Iterator[list[bytes]]:
    """The lines of each entry, last entry first."""
    group: list[bytes] = []
    for line in _lines_backwards(file, size):
        group.append(line)
        if not line.startswith(CONTINUATION.encode()):
            yield group[::-1]
            group = []


def _lines_backwards(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Whole lines from the end; a last line still being written is left out."""
    position, rest, first = size, b"", True
    while position > max(0, size - READ_LIMIT):
        step = min(_BLOCK, position)
        position -= step
        file.seek(position)
        rest, *lines = (file.read(step) + rest).split(b"\n")
        if first and lines:
            lines, first = lines[:-1], False
        yield from reversed(lines)
    if position == 0 and rest and not first:
        yield rest
