"""A question that may be called off while DuckDB answers it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


class CalledOff(Exception):
    """Nobody waits for the answer any more."""


class Running:
    """Interrupts the cursor at work, and only while it works for this question."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._called_off = False

    def call_off(self) -> None:
        """Stop as soon as possible, if there is anything left to stop. From any thread, and as often as one likes."""
        with self._lock:
            self._called_off = True
            if self._cursor is not None:
                self._cursor.interrupt()

    @contextmanager
    def reading(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """One consistent look through ``cursor``. Raises CalledOff."""
        import duckdb

        with self._lock:
            if self._called_off:
                raise CalledOff
            self._cursor = cursor
        try:
            try:
                cursor.execute("BEGIN TRANSACTION READ ONLY")
                yield
            finally:
                self._end(cursor)
        except duckdb.InterruptException:
            raise CalledOff from None

    def _end(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Leave the cursor as it was. Nobody interrupts that: the thread's cursor would keep a transaction that is of no use."""
        import duckdb

        with self._lock:
            self._cursor = None
        with suppress(duckdb.TransactionException):  # it was interrupted before it had begun
            cursor.execute("ROLLBACK")
