"""The system of record: a DuckLake that any number of processes read and write at once."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import NotFoundError, StoreError, StoreFullError
from dharma_tui.core.units import moment
from dharma_tui.services.store import attach, faults, place, rearranging
from dharma_tui.services.store.catalog_copy import CatalogCopy
from dharma_tui.services.store.commits import COMMITS, Snapshot, touching
from dharma_tui.services.store.fetching import fetched
from dharma_tui.services.store.lock import WriteLock
from dharma_tui.services.store.scratch import Scratch
from dharma_tui.services.store.writer import Writer

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.maintenance import Maintenance

__all__ = ["Lake", "Snapshot"]

T = TypeVar("T")

_NEWS = ("resources", "relationships", "changes", "scans", "store")
_TRIES = 6
_CLOSE_SECONDS = 0.15
_EXIT_SECONDS = 0.5


class Lake:
    """An open store. Thread-safe; ``close`` it. All methods block and belong in a pool thread."""

    def __init__(
        self,
        folder: Path,
        connection: duckdb.DuckDBPyConnection,
        lock: WriteLock | None,
        scratch: Scratch,
        clock: Clock,
        memory_mb: int,
        refusal: Callable[[Path], StoreError] = faults.read_only,
        copy: CatalogCopy | None = None,
    ) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = lock
        self._scratch = scratch
        self.clock = clock
        self._memory_mb = memory_mb
        self._refusal = refusal
        self._copy = copy
        self._local = threading.local()
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        self._cursors_lock = threading.Lock()
        self._closed = False
        self._running = 0
        self._writer = Writer() if lock else None

    @classmethod
    def open(cls, folder: Path, *, clock: Clock, memory_mb: int = 256, lock_seconds: float = 30.0) -> Lake:
        """Open the store in ``folder``, made or upgraded where needed, and read only where it cannot be written.

        Raises:
            StoreError: with a hint, one of its subclasses where the cause is known.
        """
        with faults.mapped(folder):
            if place.prepare(folder):
                lock = WriteLock(folder / place.LOCK, clock, lock_seconds)
                try:
                    return cls._open(folder, lock, clock, memory_mb)
                except StoreFullError:
                    if not place.has_catalog(folder):
                        raise
                    return cls._open(folder, None, clock, memory_mb, faults.full)
            return cls._open(folder, None, clock, memory_mb)

    @classmethod
    def _open(
        cls,
        folder: Path,
        lock: WriteLock | None,
        clock: Clock,
        memory_mb: int,
        refusal: Callable[[Path], StoreError] = faults.read_only,
    ) -> Lake:
        scratch = Scratch(folder / place.SCRATCH if lock else None)
        way = lock or CatalogCopy(folder, scratch.path)
        try:
            connection = attach.open_connection(folder, scratch.path, memory_mb, way)
        except BaseException:
            scratch.remove()
            raise
        return cls(
            folder, connection, lock, scratch, clock, memory_mb, refusal, way if isinstance(way, CatalogCopy) else None
        )

    @property
    def scratch(self) -> Path:
        """A folder for temporary files, deleted by ``close``."""
        return self._scratch.path

    @property
    def writable(self) -> bool:
        """Whether this process may write the store."""
        return self._lock is not None

    @property
    def refusal(self) -> StoreError:
        """Why a store that was opened read only is not written, and what to do."""
        return self._refusal(self.folder)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's own cursor."""
        found: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if found is None:
            with self._cursors_lock:
                if self._closed:
                    raise StoreError("The store is closed", "open it again")
                found = self._local.cursor = self._connection.cursor()
                self._cursors.append(found)
        return found

    def query(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement that may be run again, as ``read`` does."""
        return self.read(lambda cursor: fetched(cursor.execute(sql, list(params))))

    def stream(self, sql: str, params: Sequence[object] = (), batch: int = 2000) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a statement that sorts them, so that all is read before the first is given. One stream a thread."""

        def first(cursor: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
            return fetched(cursor.execute(sql, list(params)), batch)

        rows = self.read(first)
        while rows:
            yield rows
            rows = fetched(self.cursor(), batch)

    def read(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Run ``work`` on this thread's cursor, from its start again when the catalogue was locked or rows were moved meanwhile.

        It changes nothing of the lake, and what it makes outside of it (a table in memory, a file) it makes anew each time.
        """
        return self.whole(lambda: self._patiently(lambda: work(self.cursor())))

    def whole(self, read: Callable[[], T]) -> T:
        """What ``read`` returns, run from its start again when rows were moved meanwhile."""
        return rearranging.whole(self.folder, read, self._newest)

    def write(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Run ``work`` in one transaction under the lock that all processes share, and return once it is committed.

        ``work`` may be run again when the commit met a locked catalogue, so it must change nothing but the lake.

        Raises:
            StoreReadOnlyError: the store was opened read only; StoreFullError when that was for want of room.
            StoreBusyError: another process held the lock too long.
            StoreFullError: no room; nothing of this transaction is kept.
        """
        if self._writer is None:
            raise self.refusal
        if self._writer.current:
            return work(self.cursor())
        return self._writer.run(lambda: self._patiently(lambda: self._transact(work)))

    def exclusively(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Run ``work`` under the shared lock but outside a transaction, for statements that bring their own."""
        if self._writer is None:
            raise self.refusal

        def locked() -> T:
            assert self._lock is not None
            with self._lock.held():
                return work(self.cursor())

        return self._writer.run(lambda: self._patiently(locked))

    def rearrange(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """``exclusively`` for work that moves rows from file to file, with readers told."""

        def told(cursor: duckdb.DuckDBPyConnection) -> T:
            with rearranging.told(self.folder):
                return work(cursor)

        return self.exclusively(told)

    def snapshot(self) -> Snapshot:
        """The newest commit; cheap enough to ask every second. A lake that may not be written is level with it from then on."""
        if self._copy:
            with faults.mapped(self.folder):
                self._copy.follow()
        return self._commit("ORDER BY snapshot_id DESC")

    def news_since(self, number: int, tables: Sequence[str] = _NEWS) -> bool:
        """Whether a commit after this one changed these tables: all but measurements, which come every half a minute."""
        rows = self.query(f"SELECT 1 FROM {touching(tables)} WHERE snapshot_id > ? LIMIT 1", [number])
        return bool(rows) or self.snapshot().id < number

    def oldest(self) -> Snapshot:
        """The first commit that is still remembered."""
        return self._commit("ORDER BY snapshot_id")

    def snapshots(self, limit: int = 200) -> list[Snapshot]:
        """The newest commits that changed what exists, newest first."""
        rows = self.query(
            f"SELECT snapshot_id, snapshot_time FROM {touching(('resources', 'relationships'))}"
            " ORDER BY snapshot_id DESC LIMIT ?",
            [limit],
        )
        return [Snapshot(int(number), at) for number, at in rows]

    def resolve(self, at: str) -> Snapshot:
        """The commit that was the newest at the moment ``at`` says.

        Raises:
            FilterError: ``at`` is no moment.
            NotFoundError: it is before what the store remembers.
        """
        wanted = moment(at, self.clock.now())
        if wanted.snapshot is not None:
            return self._snapshot(wanted.snapshot)
        if wanted.time is None:
            return self.snapshot()
        try:
            return self._commit("WHERE snapshot_time <= ? ORDER BY snapshot_id DESC", wanted.time)
        except NotFoundError:
            raise self._forgotten(f"{at} is before the history of the store begins") from None

    def resolve_or_first(self, at: str) -> Snapshot:
        """The same; where it is before what the store remembers, the first commit that changed resources. Raises FilterError."""
        try:
            return self.resolve(at)
        except NotFoundError:
            return self._first_of_resources()

    def moment(self, at: str) -> datetime:
        """The moment ``at`` says, whether or not the store remembers it; of a snapshot, when it was made."""
        wanted = moment(at, self.clock.now())
        if wanted.snapshot is not None:
            return self._snapshot(wanted.snapshot).at
        return wanted.time or self.clock.now()

    def spread(self) -> None:
        """Have as many threads as what the store holds by now is worth."""
        self.read(lambda cursor: attach.spread(cursor, self._memory_mb))

    def maintain(self, retention_days: float, metrics_retention_days: float) -> Maintenance:
        """Expire old history and metrics, and tidy the files; takes the lock step by step. Raises StoreError."""
        from dharma_tui.services.store.maintenance import maintain

        return maintain(self, retention_days, metrics_retention_days)

    def close(self) -> None:
        """Stop waiting and writing, and let go of everything. What was not yet committed is not kept.

        Never waits long: what does not stop at once is left to a daemon thread.
        """
        with self._cursors_lock:
            if self._closed:
                return
            self._closed = True
        if self._lock:
            self._lock.give_up()
        if self._writer:
            self._writer.close()
        self._interrupt()
        deadline = time.monotonic() + _CLOSE_SECONDS
        while self._running and time.monotonic() < deadline:
            time.sleep(0.002)
            self._interrupt()
        if not self._running:
            self._let_go()
            return
        closer = threading.Thread(target=self._let_go, name="lake-closer", daemon=True)
        closer.start()
        closer.join(_CLOSE_SECONDS / 2)
        if (
            closer.is_alive()
        ):  # a daemon thread that comes back from DuckDB after the interpreter has gone would abort it
            atexit.register(closer.join, _EXIT_SECONDS)

    def _interrupt(self) -> None:
        """Stop what runs. An interrupt that comes before its statement is lost, so this is done until nothing runs."""
        with self._cursors_lock:
            for cursor in self._cursors:
                cursor.interrupt()

    def _let_go(self) -> None:
        with self._cursors_lock:
            for cursor in self._cursors:
                cursor.close()
            self._cursors.clear()
        self._connection.close()
        self._scratch.remove()

    def _snapshot(self, number: int) -> Snapshot:
        try:
            return self._commit("WHERE snapshot_id = ?", number)
        except NotFoundError:
            raise self._forgotten(f"The store has no snapshot #{number}") from None

    def _commit(self, clause: str, *params: object) -> Snapshot:
        rows = self.query(f"SELECT snapshot_id, snapshot_time FROM {COMMITS} {clause} LIMIT 1", params)
        if not rows:
            raise NotFoundError("The store has no such snapshot")
        return Snapshot(int(rows[0][0]), rows[0][1])

    def _forgotten(self, message: str) -> NotFoundError:
        oldest, newest, now = self._first_of_resources(), self.snapshot(), self.clock.now()
        day = "today" if oldest.at.date() == now.date() else f"{oldest.at:%Y-%m-%d}"
        ago = _rounded_down(max(1.0, (now - oldest.at).total_seconds()))
        since = f"there is history since {oldest.at:%H:%M} UTC {day}"
        return NotFoundError(message, f"{since}: try #{oldest.id} to #{newest.id}, or -{ago}")

    def _first_of_resources(self) -> Snapshot:
        """The first remembered commit that changed resources; of none the first of all."""
        rows = self.query(
            f"SELECT snapshot_id, snapshot_time FROM {touching(('resources',))} ORDER BY snapshot_id LIMIT 1"
        )
        return Snapshot(int(rows[0][0]), rows[0][1]) if rows else self.oldest()

    def _newest(self) -> int:
        newest = f"SELECT max(snapshot_id) FROM {COMMITS}"
        return int(self._patiently(lambda: self.cursor().execute(newest).fetchall())[0][0])

    def _transact(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        assert self._lock is not None
        cursor = self.cursor()
        with self._lock.held():
            rearranging.settle(self.folder)
            cursor.execute("BEGIN")
            try:
                done = work(cursor)
                cursor.execute("COMMIT")
            except BaseException:
                self._roll_back(cursor)
                raise
        return done

    def _roll_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        import duckdb

        with suppress(duckdb.Error):
            cursor.execute("ROLLBACK")

    def _patiently(self, attempt: Callable[[], T]) -> T:
        """Run ``attempt``, again while the catalogue is locked for a moment, with errors in our own words."""
        import duckdb

        with faults.mapped(self.folder), self._counted():
            for tried in range(_TRIES):
                try:
                    return attempt()
                except duckdb.Error as error:
                    if self._closed:
                        raise StoreError("The store was closed while this was running", "open it again") from error
                    if not faults.is_locked(error) or tried == _TRIES - 1:
                        raise
                time.sleep(0.01 * 2**tried)
        raise AssertionError("unreachable")

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Count what runs, so that closing knows when nothing does."""
        with self._cursors_lock:
            self._running += 1
        try:
            yield
        finally:
            with self._cursors_lock:
                self._running -= 1


def _rounded_down(seconds: float) -> str:
    """A duration as it is typed, in the largest unit there is one of."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds >= length:
            return f"{int(seconds // length)}{unit}"
    return f"{int(seconds)}s"
