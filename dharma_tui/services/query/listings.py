"""Opens views as vectors of row ids, and reads windows of them. Everything here blocks."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dharma_tui.core.clock import Clock
from dharma_tui.core.errors import FilterError, StoreError
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.kinds import ColumnType, KindSpec
from dharma_tui.core.types import ResourceRef, State
from dharma_tui.core.view import Listing, Row, SortKey, View
from dharma_tui.services.query.cells import Convert, selected
from dharma_tui.services.query.conditions import Conditions
from dharma_tui.services.query.fields import COUNT, Field, Fields
from dharma_tui.services.query.grouping import Grouped, group
from dharma_tui.services.query.ordering import RANKED, Ranks, sort_rids
from dharma_tui.services.query.relation import Relation
from dharma_tui.services.query.running import Running
from dharma_tui.services.store.index import CurrentIndex
from dharma_tui.services.store.index_table import IndexTable, SideKey, Version, sql_text

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    from dharma_tui.services.store.lake import Lake

LISTINGS_KEPT = 16
_DEFAULT_SORT = (SortKey("name"),)
_SMALL_SHARE = 8
"""Below one in so many rows DuckDB sorts what matched quicker than ranks of everything are made."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands behind a listing's token."""

    listing: Listing
    table: IndexTable
    fields: Fields
    shown: tuple[Field, ...]
    rids: NDArray[np.int32] | None
    grouped: Grouped | None
    now: datetime


class Listings:
    """Keeps the newest listings; one that was forgotten, or whose rows are gone, is opened again by its view."""

    def __init__(self, lake: Lake, index: CurrentIndex, clock: Clock, kinds: Mapping[str, KindSpec]) -> None:
        self._lake = lake
        self._index = index
        self._clock = clock
        self._kinds = kinds
        self._ranks = Ranks()
        self._opened: OrderedDict[int, Opened] = OrderedDict()
        self._lock = threading.Lock()
        self._tokens = itertools.count(1)

    def open(self, running: Running, view: View) -> Listing:
        """The answer to ``view``. Raises FilterError, NotFoundError, StoreError, and CalledOff when nobody waits."""
        return self._open(running, view, next(self._tokens)).listing

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
                found = cursor.execute(
                    f"SELECT rid, kind, key FROM {both} WHERE rid IN (SELECT unnest(?))", [rids.tolist()]
                ).fetchall()
        by_rid = {rid: ResourceRef(kind, key) for rid, kind, key in found}
        return [by_rid[rid] for rid in rids.tolist() if rid in by_rid]

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
        table = self._table(view.at)
        with table.held():
            return self._fields(table, view)

    # -- opening ----------------------------------------------------------------------------------------------------

    def _open(self, running: Running, view: View, token: int) -> Opened:
        node = parse_filter(view.filter)
        table = self._table(view.at)
        with table.held() as alive:
            if not alive:
                return self._open(running, view, token)
            fields = self._fields(table, view)
            now = self._clock.now()
            relation = Relation(fields, now)
            conditions = Conditions(relation, view.filter)
            where = f"{_of_kinds(fields)} AND {conditions.compile(node)}"
            self._try_regexes(conditions, view.filter)
            shown = self._shown(fields, view, now)
            sort = self._sort(fields, view)
            if view.group_by:
                group_fields = [fields.get(name) for name in view.group_by]
                opened = self._group(running, view, token, table, relation, where, conditions.params, group_fields, now)
            else:
                opened = self._list(running, view, token, table, relation, where, conditions.params, shown, sort)
        with self._lock:
            self._opened[token] = opened
            self._opened.move_to_end(token)
            while len(self._opened) > LISTINGS_KEPT:
                self._opened.popitem(last=False)
        return opened

    def _table(self, at: str) -> IndexTable:
        if not at:
            return self._index.current()
        return self._index.at(self._lake.resolve(at))

    def _fields(self, table: IndexTable, view: View) -> Fields:
        existing = sorted(table.kinds)
        if not view.kinds:
            return Fields(existing, self._kinds, view.computed, every=True)
        chosen = [kind for kind in dict.fromkeys((*existing, *self._kinds)) if _below(kind, view.kinds)]
        return Fields(chosen or view.kinds, self._kinds, view.computed)

    def _shown(self, fields: Fields, view: View, now: datetime) -> tuple[Field, ...]:
        names = view.columns or tuple(column.name for column in fields.column_defaults())
        extra = [name for name in fields.computed if name not in names]
        shown = [self._typed(fields, fields.get(name), now) for name in (*names, *extra)]
        if view.columns:
            return tuple(shown)
        defaults = {column.name: column for column in fields.column_defaults()}
        return tuple(replace(field, column=defaults.get(field.name, field.column)) for field in shown)

    def _typed(self, fields: Fields, field: Field, now: datetime) -> Field:
        """A computed column with the type its formula turns out to have. Raises FilterError for a formula that has none."""
        if field.computed is None:
            return field
        import duckdb

        relation = Relation(fields, now)
        formula = relation.value(field)
        nothing = ", ".join(_stand_in(key, alias) for key, alias in relation.joins)
        stand_ins = f"{_RESOURCE_STAND_IN}{', ' if nothing else ''}{nothing}"
        try:
            described = self._lake.query(f"DESCRIBE SELECT {formula} AS answer FROM {stand_ins}")
        except (duckdb.Error, StoreError) as error:
            reason = str(error).splitlines()[0].removeprefix("Binder Error: ")
            hint = "check its columns and functions: calc:gb=mem/1073741824"
            raise FilterError(
                f"calc:{field.name} cannot be computed: {reason}", hint, text=field.computed.sql
            ) from None
        numeric = described[0][1].startswith(("DOUBLE", "FLOAT", "DECIMAL", "BIGINT", "INTEGER", "HUGEINT", "UBIGINT"))
        type_ = ColumnType.NUMBER if numeric else ColumnType.FLAG if described[0][1] == "BOOLEAN" else ColumnType.TEXT
        return replace(field, column=replace(field.column, type=type_))

    def _sort(self, fields: Fields, view: View) -> list[tuple[Field, bool]]:
        if view.group_by:
            return []
        keys = [(fields.get(key.column), key.descending) for key in view.sort or _DEFAULT_SORT]
        named = {field.common for field, _ in keys}
        return keys if "name" in named or "key" in named else [*keys, (fields.get("name"), False)]

    def _list(
        self,
        running: Running,
        view: View,
        token: int,
        table: IndexTable,
        relation: Relation,
        where: str,
        params: Sequence[object],
        shown: tuple[Field, ...],
        sort: list[tuple[Field, bool]],
    ) -> Opened:
        by_rank = all(field.common in RANKED and field.computed is None for field, _ in sort)
        orders = [] if by_rank else [relation.order(field) for field, _ in sort]
        self._make_sides(table, relation)
        cursor = self._lake.cursor()
        source = relation.joined(table, table.sides.__getitem__)
        with running.reading(cursor):
            version = table.version(cursor)
            total = _total(table, relation.fields)
            if by_rank:
                rids = _rids(cursor, f"SELECT c.rid FROM {source} WHERE {where}", params)
                few = len(rids) * _SMALL_SHARE < table.rows
                missing = [field for field, _ in sort if not self._ranks.has(table, version.change, field.common)]
                if not (few and missing):
                    rids = self._sorted(cursor, table, version, rids, sort)
                else:
                    orders = [relation.order(field) for field, _ in sort]
            if orders:
                order = ", ".join(_directed(order, way) for order, (_, way) in zip(orders, sort, strict=True))
                rids = _rids(cursor, f"SELECT c.rid FROM {source} WHERE {where} ORDER BY {order}, c.rid", params)
        columns = tuple(field.column for field in shown)
        listing = Listing(view, columns, len(rids), len(rids), total, version.snapshot, version.at, token)
        return Opened(listing, table, relation.fields, shown, rids, None, self._clock.now())

    def _group(
        self,
        running: Running,
        view: View,
        token: int,
        table: IndexTable,
        relation: Relation,
        where: str,
        params: Sequence[object],
        by: Sequence[Field],
        now: datetime,
    ) -> Opened:
        question = group(relation, by, view.sort)
        self._make_sides(table, relation)
        cursor = self._lake.cursor()
        with running.reading(cursor):
            version = table.version(cursor)
            total = _total(table, relation.fields)
            source = relation.joined(table, table.sides.__getitem__)
            found = cursor.execute(question.sql(source, where), list(params)).fetchall()
        grouped = question.answer(found)
        columns = (*(field.column for field in by), COUNT)
        length = len(grouped.rows)
        listing = Listing(view, columns, length, grouped.matched, total, version.snapshot, version.at, token)
        return Opened(listing, table, relation.fields, tuple(by), None, grouped, now)

    def _sorted(
        self,
        cursor: duckdb.DuckDBPyConnection,
        table: IndexTable,
        version: Version,
        rids: NDArray[np.int32],
        sort: list[tuple[Field, bool]],
    ) -> NDArray[np.int32]:
        keys = [(self._ranks.get(cursor, table, version.change, field.common), way) for field, way in sort]
        return sort_rids(rids, keys)

    def _make_sides(self, table: IndexTable, relation: Relation) -> None:
        missing = [key for key in relation.sides if key not in table.sides]
        if missing:
            with self._index.changing:
                for key in missing:
                    table.side(self._lake, key)

    def _try_regexes(self, conditions: Conditions, text: str) -> None:
        import duckdb

        for regex, position in conditions.regexes:
            try:
                self._lake.query("SELECT regexp_matches('', ?)", [f"(?im){regex}"])
            except (duckdb.Error, StoreError) as error:
                reason = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
                hint = "it is an RE2 expression, without look-around and back-references; put plain text in quotes"
                raise FilterError(f"not a regular expression: {reason}", hint, text=text, position=position) from None

    # -- reading ----------------------------------------------------------------------------------------------------

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

    def _read(self, running: Running, opened: Opened, rids: NDArray[np.int32], seen: Mapping[str, int]) -> list[Row]:
        relation = Relation(opened.fields, opened.now)
        cells = [selected(relation, field) for field in opened.shown]
        self._make_sides(opened.table, relation)
        columns = ", ".join(["c.rid", "c.kind", "c.key", "c.state", "c.changed_at", *(sql for sql, _ in cells)])
        converts = [convert for _, convert in cells]
        wanted = rids.tolist()
        cursor = self._lake.cursor()
        found: dict[int, Row] = {}
        with running.reading(cursor):
            for with_gone in (False, True):
                listed = ",".join(str(rid) for rid in wanted if rid not in found)
                if not listed:
                    break
                source = relation.joined(opened.table, opened.table.sides.__getitem__, listed, with_gone=with_gone)
                for line in cursor.execute(f"SELECT {columns} FROM {source}").fetchall():
                    found[line[0]] = _row(line, converts, seen)
        vanished = Row(None, State.UNKNOWN, (None,) * len(opened.shown))
        return [found.get(rid, vanished) for rid in wanted]


_RESOURCE_STAND_IN = (
    "(SELECT 0 AS rid, '' AS kind, '' AS key, '' AS name, '' AS provider, '' AS account, '' AS region, '' AS state,"
    " '' AS labels, '' AS tags, 0::BIGINT AS changed_at, 0::BIGINT AS first_seen) AS c"
)


def _stand_in(key: SideKey, alias: str) -> str:
    texts = [f"''::VARCHAR AS t{number}, 0::DOUBLE AS n{number}" for number in range(1, len(key.columns) + 1)]
    return f"(SELECT {', '.join(texts)}) AS {alias}"


def _row(line: Sequence[Any], converts: Sequence[Convert], seen: Mapping[str, int]) -> Row:
    _, kind, key, state, changed_at = line[:5]
    cells = tuple(convert(value) for convert, value in zip(converts, line[5:], strict=True))
    known = state if state in _STATES else State.UNKNOWN
    return Row(ResourceRef(kind, key), State(known), cells, changed_at > seen.get(kind, seen.get("", changed_at)))


_STATES = frozenset(State)


def _rids(cursor: duckdb.DuckDBPyConnection, sql: str, params: Sequence[object]) -> NDArray[np.int32]:
    rids: NDArray[np.int32] = cursor.execute(sql, list(params)).fetchnumpy()["rid"]
    return rids


def _directed(orders: Sequence[str], descending: bool) -> str:
    return ", ".join(f"{order}{' DESC' if descending else ''} NULLS LAST" for order in orders)


def _of_kinds(fields: Fields) -> str:
    if fields.every:
        return "true"
    return f"c.kind IN ({', '.join(sql_text(kind) for kind in fields.kinds)})"


def _total(table: IndexTable, fields: Fields) -> int:
    return table.rows if fields.every else sum(table.kinds.get(kind, 0) for kind in fields.kinds)


def _below(kind: str, chosen: Sequence[str]) -> bool:
    return any(kind == name or kind.startswith(f"{name}.") for name in chosen)
