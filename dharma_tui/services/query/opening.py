"""Asks the index for what a plan wants: the rows in order, or the groups. Blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dharma_tui.core.kinds import Column
from dharma_tui.core.view import Listing
from dharma_tui.services.query.fields import COUNT, Fields
from dharma_tui.services.query.grouping import Grouped, group
from dharma_tui.services.query.ordering import LastOrder, Ranks, ranking
from dharma_tui.services.query.plan import Plan, of_kinds
from dharma_tui.services.query.relation import Relation, SideName
from dharma_tui.services.query.running import Running
from dharma_tui.services.store.index import CurrentIndex
from dharma_tui.services.store.index_table import IndexTable, Version

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.query.ordering import Rids
    from dharma_tui.services.store.lake import Lake

SMALL_SHARE = 8
"""Below one in so many rows DuckDB sorts what matched quicker than ranks of everything are made."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands behind a listing's token."""

    listing: Listing
    table: IndexTable
    plan: Plan
    rids: Rids | None
    grouped: Grouped | None


class Opener:
    """Opens plans on a generation of the index, which the caller holds."""

    def __init__(self, lake: Lake, index: CurrentIndex) -> None:
        self._lake = lake
        self._index = index
        self._ranks = Ranks()
        self._orders = LastOrder()

    def open(self, running: Running, plan: Plan, table: IndexTable, token: int) -> Opened:
        """Rows, or groups where the view counts. Raises FilterError, StoreError, CalledOff."""
        return (
            self._groups(running, plan, table, token) if plan.view.group_by else self._rows(running, plan, table, token)
        )

    def warm(self, plan: Plan, table: IndexTable, names: Sequence[str] = ()) -> None:
        """Make the ranks of the columns ``names`` (none: those that ``plan`` sorts by), before anybody waits for them."""
        cursor, running = self._lake.cursor(), Running()
        for field in [plan.fields.get(name) for name in names] or [field for field, _ in plan.sort]:
            with running.reading(cursor):
                version = table.version(cursor)
                relation = plan.relation.anew()
                wanted = ranking(relation, field, table, table.sides.__getitem__, of_kinds(plan.fields))
                self._ranks.get(cursor, table, version.change, wanted)

    def make_sides(self, table: IndexTable, *relations: Relation) -> None:
        """Have every side table that these relations need."""
        keys = [key for relation in relations for key in relation.sides]
        if any(key not in table.sides for key in keys):
            with self._index.changing:
                table.draw(self._lake, keys)

    def _rows(self, running: Running, plan: Plan, table: IndexTable, token: int) -> Opened:
        relations = [plan.relation.anew() for _ in plan.sort]
        for relation, (field, _) in zip(relations, plan.sort, strict=True):
            relation.order(field)
        self.make_sides(table, plan.relation, *relations)
        side = table.sides.__getitem__
        rankings = [
            ranking(relation, field, table, side, of_kinds(plan.fields))
            for relation, (field, _) in zip(relations, plan.sort, strict=True)
        ]
        cursor = self._lake.cursor()
        with running.reading(cursor):
            version = table.version(cursor)
            total = _total(table, plan.fields)
            rids = _rids(cursor, f"{plan.relation.select('c.rid', table, side)} WHERE {plan.where}", plan.params)
            missing = [wanted for wanted in rankings if not self._ranks.has(table, version.change, wanted)]
            if missing and len(rids) * SMALL_SHARE < table.rows:
                rids = _rids(cursor, _ordered(plan, table, side), plan.params)
            else:
                ranks = [self._ranks.get(cursor, table, version.change, wanted) for wanted in rankings]
                keys = [(rank, way) for rank, (_, way) in zip(ranks, plan.sort, strict=True)]
                rids = self._orders.sort(rids, keys, table.rows)
        columns = tuple(field.column for field in plan.shown)
        return Opened(_listing(plan, version, token, columns, len(rids), len(rids), total), table, plan, rids, None)

    def _groups(self, running: Running, plan: Plan, table: IndexTable, token: int) -> Opened:
        by = plan.group_by
        question = group(plan.relation, by, plan.view.sort)
        self.make_sides(table, plan.relation)
        cursor = self._lake.cursor()
        with running.reading(cursor):
            version = table.version(cursor)
            total = _total(table, plan.fields)
            select = plan.relation.select(question.values, table, table.sides.__getitem__)
            found = cursor.execute(question.sql(select, plan.where), list(plan.params)).fetchall()
        grouped = question.answer(found)
        columns = (*(field.column for field in by), COUNT)
        listing = _listing(plan, version, token, columns, len(grouped.rows), grouped.matched, total)
        return Opened(listing, table, plan, None, grouped)


def _ordered(plan: Plan, table: IndexTable, side: SideName) -> str:
    """The statement that leaves sorting to DuckDB."""
    order = ", ".join(
        f"{value}{' DESC' if descending else ''} NULLS LAST"
        for field, descending in plan.sort
        for value in plan.relation.order(field)
    )
    return f"{plan.relation.select('c.rid', table, side)} WHERE {plan.where} ORDER BY {order}, c.rid"


def _rids(cursor: duckdb.DuckDBPyConnection, sql: str, params: Sequence[object]) -> Rids:
    rids: Rids = cursor.execute(sql, list(params)).fetchnumpy()["rid"]
    return rids


def _listing(
    plan: Plan, version: Version, token: int, columns: tuple[Column, ...], length: int, matched: int, total: int
) -> Listing:
    return Listing(plan.view, columns, length, matched, total, version.snapshot, version.at, token)


def _total(table: IndexTable, fields: Fields) -> int:
    return table.rows if fields.every else sum(table.kinds.get(kind, 0) for kind in fields.kinds)
