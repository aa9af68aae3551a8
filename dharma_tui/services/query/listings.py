"""Keeps listings, and reads windows of them. Everything here blocks."""

from __future__ import annotations

import itertools
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import StoreBusyError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.tags import Vocabulary
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import Listing, Row, View
from dharma_tui.services.query.cells import Convert, selected
from dharma_tui.services.query.fields import Fields
from dharma_tui.services.query.opening import Opened, Opener
from dharma_tui.services.query.plan import Planner
from dharma_tui.services.query.running import Running
from dharma_tui.services.store.change_log import AS_REMOVED
from dharma_tui.services.store.fetching import fetched
from dharma_tui.services.store.index import CurrentIndex
from dharma_tui.services.store.index_table import IndexTable

if TYPE_CHECKING:
    from dharma_tui.services.query.ordering import Rids
    from dharma_tui.services.store.lake import Lake

log = logging.getLogger(__name__)

LISTINGS_KEPT = 8
_TRIES = 5
_STATES = frozenset(State)


class Listings:
    """Keeps the newest listings; one that was forgotten, or whose rows are gone, is opened again by its view."""

    def __init__(
        self,
        lake: Lake,
        index: CurrentIndex,
        clock: Clock,
        kinds: Mapping[str, KindSpec],
        vocabulary: Callable[[], Vocabulary] = Vocabulary,
    ) -> None:
        self._lake = lake
        self._index = index
        self._clock = clock
        self._planner = Planner(lake, kinds, vocabulary)
        self._opener = Opener(lake, index)
        self._opened: OrderedDict[int, Opened] = OrderedDict()
        self._lock = threading.Lock()
        self._tokens = itertools.count(1)

    def open(self, running: Running, view: View) -> Listing:
        """The answer to ``view``. Raises FilterError, NotFoundError, StoreError, and CalledOff when nobody waits."""
        return self._open(running, view, next(self._tokens)).listing

    def warm(self, names: Sequence[str] = ()) -> None:
        """Work out the order by these columns (none: what everything is first shown in), before anybody waits for it."""
        table = self._index.current()
        with table.held() as alive:
            if alive:
                self._opener.warm(self._planner.plan(View(), table, self._clock.now()), table, names)

    def rows(self, running: Running, listing: Listing, start: int, stop: int, seen: Mapping[str, int]) -> list[Row]:
        """Rows ``start`` to ``stop``. ``seen``: by kind, the microsecond up to which changes have been seen."""
        start, stop = max(0, start), min(listing.length, stop)
        if start >= stop:
            return []
        with self._again(running, listing) as opened:
            if opened.grouped is not None:
                return opened.grouped.rows[start:stop]
            assert opened.rids is not None
            return self._read(running, opened, opened.rids[start:stop], seen)

    def refs(self, running: Running, listing: Listing, start: int = 0, stop: int | None = None) -> list[ResourceRef]:
        """Who is listed, in order. Groups have no identity."""
        with self._again(running, listing) as opened:
            if opened.rids is None:
                return []
            rids = opened.rids[start:stop]
            cursor = self._lake.cursor()
            with running.reading(cursor):
                table = opened.table
                both = f"(FROM {table.resources} UNION ALL FROM {table.gone})"
                asked = f"SELECT rid, kind, key FROM {both} WHERE rid IN (SELECT unnest(?))"
                found = fetched(cursor.execute(asked, [rids.tolist()]))
        by_rid = {rid: ResourceRef(kind, key) for rid, kind, key in found}
        return [by_rid[rid] for rid in rids.tolist() if rid in by_rid]

    def existing(self, running: Running, refs: Collection[ResourceRef]) -> set[ResourceRef]:
        """Those of ``refs`` that exist now."""
        asked = json.dumps([(ref.kind, ref.key) for ref in refs])
        table = self._index.current()
        cursor = self._lake.cursor()
        with table.held(), running.reading(cursor):
            found = cursor.execute(
                f"""SELECT kind, key FROM {table.resources} WHERE (kind, key) IN (
                    SELECT (entry ->> 0, entry ->> 1) FROM (SELECT unnest(from_json(?, '["JSON"]')) AS entry))""",
                [asked],
            ).fetchall()
        return {ResourceRef(kind, key) for kind, key in found}

    def removed(self, running: Running, view: View, refs: Collection[ResourceRef], since: int) -> set[ResourceRef]:
        """Those of ``refs`` that ``view`` shows as they were when they were removed, by the commit ``since`` or one after it."""
        asked = json.dumps([(ref.kind, ref.key) for ref in refs])
        table = IndexTable.build(self._lake, self._lake.snapshot(), AS_REMOVED, [since, asked])
        cursor = self._lake.cursor()
        try:
            plan = self._planner.plan(view, table, self._clock.now())
            table.draw(self._lake, plan.relation.sides)
            select = plan.relation.select("c.kind, c.key", table, table.sides.__getitem__)
            with running.reading(cursor):
                found = fetched(cursor.execute(f"{select} WHERE {plan.where}", list(plan.params)))
        finally:
            table.retire(cursor)
        return {ResourceRef(kind, key) for kind, key in found}

    def position(self, running: Running, listing: Listing, ref: ResourceRef) -> int | None:
        """Where ``ref`` stands; None when it is not listed."""
        import numpy as np

        with self._again(running, listing) as opened:
            if opened.rids is None:
                return None
            cursor = self._lake.cursor()
            with running.reading(cursor):
                found = cursor.execute(
                    f"SELECT rid FROM {opened.table.resources} WHERE key = ? AND kind = ?", [ref.key, ref.kind]
                ).fetchall()
            if not found:
                return None
            places = np.flatnonzero(opened.rids == found[0][0])
            return int(places[0]) if len(places) else None

    def fields(self, view: View) -> Fields:
        """The fields that may be spoken of in ``view``."""
        return self._planner.fields(view, self._table(view.at))

    def _open(self, running: Running, view: View, token: int) -> Opened:
        opened = self._opened_on_living_table(running, view, token)
        with self._lock:
            self._opened[token] = opened
            self._opened.move_to_end(token)
            while len(self._opened) > LISTINGS_KEPT:
                self._opened.popitem(last=False)
        return opened

    def _opened_on_living_table(self, running: Running, view: View, token: int) -> Opened:
        """Once more when, just before it was read, a table gave way to a newer one or to lack of memory."""
        import duckdb

        for _ in range(_TRIES):
            table = self._table(view.at)
            with table.held() as alive:
                if not alive:
                    continue
                plan = self._planner.plan(view, table, self._clock.now())
                try:
                    return self._opener.open(running, plan, table, token)
                except (duckdb.CatalogException, KeyError) as error:
                    log.info("opening once more: %s", error)
        raise StoreBusyError("The index changes too quickly to be read", "try again, or raise store.memory_mb")

    def _table(self, at: str) -> IndexTable:
        if not at:
            return self._index.current()
        return self._index.at(self._lake.resolve(at))

    @contextmanager
    def _again(self, running: Running, listing: Listing) -> Iterator[Opened]:
        """What stands behind ``listing``, opened once more when it was forgotten or its rows are no longer in memory."""
        with self._lock:
            opened = self._opened.get(listing.token)
            if opened is not None:
                self._opened.move_to_end(listing.token)
        if opened is None:
            opened = self._open(running, listing.view, listing.token)
        with opened.table.held() as alive:
            if alive:
                yield opened
                return
        opened = self._open(running, listing.view, listing.token)
        with opened.table.held():
            yield opened

    def _read(self, running: Running, opened: Opened, rids: Rids, seen: Mapping[str, int]) -> list[Row]:
        table, plan = opened.table, opened.plan
        relation = plan.relation.anew()
        cells = [selected(relation, field) for field in plan.shown]
        self._opener.make_sides(table, relation)
        columns = ", ".join(["c.rid", "c.kind", "c.key", "c.state", "c.changed_at", *(sql for sql, _ in cells)])
        converts = [convert for _, convert in cells]
        news = {} if plan.view.at else seen
        wanted = rids.tolist()
        cursor = self._lake.cursor()
        found: dict[int, Row] = {}
        with running.reading(cursor):
            for with_gone in (False, True):
                listed = ",".join(str(rid) for rid in wanted if rid not in found)
                if not listed:
                    break
                source = relation.joined(table, table.sides.__getitem__, listed, with_gone=with_gone)
                for line in cursor.execute(f"SELECT {columns} FROM {source}").fetchall():
                    found[line[0]] = _row(line, converts, news)
        vanished = Row(None, State.UNKNOWN, (None,) * len(plan.shown))
        return [found.get(rid, vanished) for rid in wanted]


def _row(line: Sequence[Any], converts: Sequence[Convert], seen: Mapping[str, int]) -> Row:
    _, kind, key, state, changed_at = line[:5]
    cells = tuple(convert(value) for convert, value in zip(converts, line[5:], strict=True))
    known = state if state in _STATES else State.UNKNOWN
    return Row(ResourceRef(kind, key), State(known), cells, changed_at > seen.get(kind, seen.get("", changed_at)))
