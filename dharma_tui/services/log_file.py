"""The log file that all processes of a profile share: its line format, appending and rotation.

A line is ``2026-11-20T04:18:54.123Z INFO    1234 dharma_tui.services.scanner message key=value``; what follows of a message
or traceback stands on lines that start with four spaces, so nothing written can pass for an entry of its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from dharma_tui.core.text import printable, printable_block, storable
from dharma_tui.services.private_folder import make_private

CONTINUATION = "    "
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

Mask = Callable[[str], str]


class LineFormatter(logging.Formatter):
    """One entry as text: constant message, ``key=value`` for what came in ``extra``, secrets masked."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        head = f"{at} {record.levelname:<7} {record.process} {record.name}"
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        pairs = "".join(f" {name}={_value(value)}" for name, value in extra.items())
        body = f"{record.getMessage()}{pairs}"
        if record.exc_info:
            body = f"{body}\n{self.formatException(record.exc_info)}"
        if record.stack_info:
            body = f"{body}\n{record.stack_info}"
        shown = printable_block(self._mask(storable(body)), 20_000)
        return f"{head} {shown}".replace("\n", f"\n{CONTINUATION}")


def _value(value: object) -> str:
    text = printable(value, 500)
    return f'"{text}"' if not text or " " in text or '"' in text else text


class SharedFile(logging.Handler):
    """Appends whole entries to a file that other processes append to and rotate as well.

    Each entry is one ``write`` in append mode, which the kernel never interleaves. Who finds the file too long renames it
    under a lock; the others notice that the name now leads elsewhere and open it again.
    """

    def __init__(self, path: Path, max_bytes: int, backups: int) -> None:
        super().__init__()
        self.path = path
        self.max_bytes = max_bytes
        self.backups = backups
        make_private(path.parent)
        self._descriptor = self._open()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            entry = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
            self._follow(len(entry))
            os.write(self._descriptor, entry)
        except OSError:
            return  # a full or vanished disk must not stop the program, and there is nowhere to say so
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._descriptor)
        super().close()

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _follow(self, coming: int) -> None:
        """Make the descriptor lead to the file that now has the name, with room for ``coming`` bytes."""
        if not self._current():
            self._reopen()
        if os.fstat(self._descriptor).st_size + coming > self.max_bytes:
            with self._rotation_lock():
                if self._current() and os.fstat(self._descriptor).st_size + coming > self.max_bytes:
                    self._rotate()
            self._reopen()

    def _current(self) -> bool:
        try:
            named = self.path.stat()
        except FileNotFoundError:
            return False
        held = os.fstat(self._descriptor)
        return (named.st_ino, named.st_dev) == (held.st_ino, held.st_dev)

    def _reopen(self) -> None:
        fresh = self._open()
        os.close(self._descriptor)
        self._descriptor = fresh

    def _rotate(self) -> None:
        if not self.backups:
            self.path.unlink(missing_ok=True)
            return
        for number in range(self.backups, 0, -1):
            older = self.path if number == 1 else backup(self.path, number - 1)
            with contextlib.suppress(FileNotFoundError):
                older.replace(backup(self.path, number))

    @contextlib.contextmanager
    def _rotation_lock(self) -> Iterator[None]:
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def backup(path: Path, number: int) -> Path:
    """The name of the ``number``-th rotated file, 1 the youngest."""
    return path.with_name(f"{path.name}.{number}")
