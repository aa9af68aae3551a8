"""What exists: views opened as listings, single resources, counts, completion and export."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import Clock
from dharma_tui.core.kinds import KindSpec, is_named
from dharma_tui.core.summary import Summary
from dharma_tui.core.types import ResourceRef, StoredResource
from dharma_tui.core.view import KindCount, Listing, Neighbour, Row, View
from dharma_tui.services import summary as summaries
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.running import Running
from dharma_tui.services.seen import Seen
from dharma_tui.services.store import memory

if TYPE_CHECKING:
    from dharma_tui.core.tags import Vocabulary
    from dharma_tui.services.query.counting import Counting
    from dharma_tui.services.query.listings import Listings
    from dharma_tui.services.query.lookup import Lookup
    from dharma_tui.services.store.index import CurrentIndex
    from dharma_tui.services.store.lake import Lake, Snapshot

log = logging.getLogger(__name__)
T = TypeVar("T")

SUMMARY_SECONDS = 3.0
"""Shortest time between two writes of the summary."""
WARMED_ROWS = 100_000
"""Stores from this size on have their first order worked out in advance; for smaller ones it is not worth loading numpy early."""

_WARMED_COLUMNS = ("kind", "state", "provider", "account", "region", "changed", "first_seen")

_INTERRUPT_AGAIN = (0.02, 0.1, 0.5)
"""An interruption that falls between two statements is lost on DuckDB, so it is said again after these seconds."""


class Inventory:
    """Async for screens. A call whose caller is cancelled (a newer keystroke) stops its query at once.

    ``folder`` is that of the store; ``state_folder`` is the person's own, for what they have seen (none: the store's).
    ``vocabulary`` tells what tags mean.
    """

    def __init__(
        self,
        lake: Lake,
        io: IoPool,
        bus: Bus,
        clock: Clock,
        kinds: Mapping[str, KindSpec],
        folder: Path,
        state_folder: Path | None = None,
        vocabulary: Callable[[], Vocabulary] | None = None,
    ) -> None:
        self._lake = lake
        self._io = io
        self._bus = bus
        self._clock = clock
        self._kinds = kinds
        self._folder = folder
        self._vocabulary = vocabulary
        self._seen = Seen(state_folder or folder)
        self._making = threading.Lock()
        self._parts: tuple[CurrentIndex, Listings, Lookup, Counting] | None = None
        self._summarised: tuple[int, float] | None = None
        self._told = -1

    # -- views ------------------------------------------------------------------------------------------------------

    async def open(self, view: View) -> Listing:
        """The answer to ``view``: how much there is, and a token to ask for rows. Raises FilterError, StoreError."""
        return await self._run(lambda running: self._listings.open(running, view))

    async def rows(self, listing: Listing, start: int, stop: int) -> list[Row]:
        """The rows from ``start`` up to ``stop``. A listing stays readable while the index moves on."""
        return await self._run(lambda running: self._listings.rows(running, listing, start, stop, self._seen.until))

    async def refs(self, listing: Listing, start: int = 0, stop: int | None = None) -> list[ResourceRef]:
        """Who stands at these positions."""
        return await self._run(lambda running: self._listings.refs(running, listing, start, stop))

    async def existing(self, refs: Collection[ResourceRef]) -> set[ResourceRef]:
        """Those of ``refs`` that exist now."""
        return await self._run(lambda running: self._listings.existing(running, refs)) if refs else set()

    async def removed(self, view: View, refs: Collection[ResourceRef], since: int) -> set[ResourceRef]:
        """Those of ``refs`` that ``view`` shows as they were when they were removed, by the commit ``since`` or one after it.

        The change log tells it, whatever snapshots have been forgotten.
        """
        return await self._run(lambda running: self._listings.removed(running, view, refs, since)) if refs else set()

    async def position(self, listing: Listing, ref: ResourceRef) -> int | None:
        """Where ``ref`` stands in ``listing``; None when it is not in it."""
        return await self._run(lambda running: self._listings.position(running, listing, ref))

    async def complete(self, text: str, cursor: int, view: View | None = None) -> list[str]:
        """What ``text`` may become, its last word before ``cursor`` completed; the likeliest first.

        Without ``view`` the text is a whole view (command bar), with it a filter within that view (filter box).
        """
        from dharma_tui.services.query.completion import completions

        def find(_: Running) -> list[str]:
            told = self._listings.fields, self._counting.common_values
            return completions(text, cursor, view, self._kinds, *told, self._counting.present())

        return await self._run(find)

    # -- single resources -------------------------------------------------------------------------------------------

    async def resource(self, ref: ResourceRef, at: str = "") -> StoredResource:
        """All that is known of ``ref``. Raises NotFoundError."""
        return await self._io.run(lambda: self._lookup.resource(ref, at))

    async def neighbours(self, ref: ResourceRef, at: str = "") -> list[Neighbour]:
        """What ``ref`` has relationships with."""
        return await self._io.run(lambda: self._lookup.neighbours(ref, at))

    # -- labels -----------------------------------------------------------------------------------------------------

    async def label_counts(self, kinds: Sequence[str]) -> tuple[list[tuple[str, int]], list[tuple[str, str, int]]]:
        """Every label's key on these kinds (none: all) with how many have it, and every value of keys with few values."""
        return await self._io.run(lambda: self._counting.labels(kinds))

    async def labels_beside(self, kinds: Sequence[str], keys: Sequence[str]) -> list[tuple[list[str], int]]:
        """Labels under ``keys`` that stand together on resources of these kinds (none: all), and on how many."""
        return await self._io.run(lambda: self._counting.labels_beside(kinds, keys))

    # -- overview ---------------------------------------------------------------------------------------------------

    async def kinds(self) -> list[KindCount]:
        """Every kind that exists, with how many are unwell and how many changed since last seen."""
        return await self._io.run(lambda: self._counting.kinds(dict(self._seen.until)))

    async def present(self) -> frozenset[str]:
        """The kinds of which there are any."""
        return await self._io.run(self._counting.present)

    def summary(self) -> Summary | None:
        """What was last known, without waiting; None when nothing was."""
        return summaries.read(self._folder)

    async def mark_seen(self, kinds: Sequence[str] = ()) -> None:
        """Take the changes of these kinds (none: of all) as seen."""
        await self._io.run(self._mark_seen, tuple(kinds))

    # -- out --------------------------------------------------------------------------------------------------------

    async def documents(self, listing: Listing, start: int = 0, stop: int | None = None) -> list[dict[str, Any]]:
        """The resources at these positions in the line shape of exports, attributes included."""

        def read(running: Running) -> list[dict[str, Any]]:
            refs = self._listings.refs(running, listing, start, stop)
            return list(self._lookup.documents(refs, listing.snapshot))

        return await self._run(read)

    async def export(self, view: View, path: Path, format: str, refs: Sequence[ResourceRef] = ()) -> int:
        """Write ``view`` (or only ``refs``) as csv, json, jsonl or parquet. Returns how many were written.

        Raises UsageError for an unknown format, ExportError when the file cannot be written.
        """
        from dharma_tui.services.export import Export

        def write(running: Running) -> int:
            return Export(self._lake, self._listings, self._lookup, running).write(view, path, format, refs)

        return await self._run(write)

    # -- following the store ----------------------------------------------------------------------------------------

    def advance(self) -> tuple[Snapshot, int] | None:
        """Bring the index level with the lake. Blocks. Returns its snapshot and size unless they were returned before."""
        index = self._index
        moved = index.advance()
        if moved and index.rows >= WARMED_ROWS:
            self._listings.warm()
        self._begin_seeing()
        self.keep_summary()
        assert index.news is not None
        told, self._told = self._told, index.news.id
        return (index.news, index.rows) if moved or told != index.news.id else None

    def rest(self) -> None:
        """Give back what following the lake took; for when it has been quiet for a while. Blocks."""
        self._index.compress()
        memory.give_back()

    def warm(self) -> None:
        """Work out the orders that a person is likely to choose in a large store, before they are asked for. Blocks."""
        if self._index.rows >= WARMED_ROWS:
            self._listings.warm(_WARMED_COLUMNS)

    def keep_summary(self) -> None:
        """Write the summary when the index has moved since, though not more often than every few seconds. Blocks."""
        index, now = self._index, self._clock.monotonic()
        snapshot = index.news
        if snapshot is None or not self._lake.writable:
            return
        if self._summarised and (self._summarised[0] == snapshot.id or now - self._summarised[1] < SUMMARY_SECONDS):
            return
        try:
            noisy = [kind for kind, spec in self._kinds.items() if spec.noisy]
            titles = {kind: spec.plural for kind, spec in self._kinds.items()}
            summaries.write(self._folder, summaries.drawn_from(self._lake, index.current(), noisy, titles))
            self._summarised = (snapshot.id, now)
        except OSError as error:
            log.warning("the summary could not be written: %s", error)

    # -- inside -----------------------------------------------------------------------------------------------------

    @property
    def _index(self) -> CurrentIndex:
        return self._made()[0]

    @property
    def _listings(self) -> Listings:
        return self._made()[1]

    @property
    def _lookup(self) -> Lookup:
        return self._made()[2]

    @property
    def _counting(self) -> Counting:
        return self._made()[3]

    def _made(self) -> tuple[CurrentIndex, Listings, Lookup, Counting]:
        """Made on first use: what they import takes longer than the first paint may wait."""
        with self._making:
            if self._parts is None:
                from dharma_tui.services.query.counting import Counting
                from dharma_tui.services.query.listings import Listings
                from dharma_tui.services.query.lookup import Lookup
                from dharma_tui.services.store.index import CurrentIndex

                index = CurrentIndex(self._lake)
                from dharma_tui.core.tags import Vocabulary

                listings = Listings(self._lake, index, self._clock, self._kinds, self._vocabulary or Vocabulary)
                self._parts = index, listings, Lookup(self._lake, self._kinds), Counting(self._lake, index)
            return self._parts

    async def _run(self, work: Callable[[Running], T]) -> T:
        running = Running()
        try:
            return await self._io.run(work, running)
        except asyncio.CancelledError:
            running.call_off()
            for seconds in _INTERRUPT_AGAIN:
                asyncio.get_running_loop().call_later(seconds, running.call_off)
            raise

    def _mark_seen(self, kinds: Sequence[str]) -> None:
        newest = self._counting.newest_changes()
        if not kinds:
            self._seen.mark({}, everything=max(newest.values(), default=0))
            return
        self._seen.mark(
            {kind: at for kind, at in newest.items() if any(is_named(kind, name, self._kinds) for name in kinds)}
        )

    def _begin_seeing(self) -> None:
        """Somebody new has seen everything that the first scan found; only what comes later is news."""
        if self._seen.begun:
            return
        ended = self._lake.query("SELECT count(*) FROM lake.scans WHERE ended_at IS NOT NULL")[0][0]
        if ended:
            self._mark_seen(())
