"""What every tool of the chat has at hand."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from dharma_tui.core.answers import Table
from dharma_tui.core.changes_view import ChangesView, format_changes
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.format import cell
from dharma_tui.core.frames import CHANGES
from dharma_tui.core.graph import Graph
from dharma_tui.core.text import printable
from dharma_tui.core.types import Json, Relationship, ResourceRef
from dharma_tui.core.view import Listing, Neighbour, Row
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp import accounts, asked_times
from dharma_tui.nlp.alternatives import of_owners, one_of_each, with_owners
from dharma_tui.nlp.basis import Gap, Grounds
from dharma_tui.nlp.contraries import turned_round
from dharma_tui.nlp.kinds import KindTable
from dharma_tui.nlp.lacking import MISSING
from dharma_tui.nlp.loose_words import LISTING, told_by_values
from dharma_tui.nlp.queries import Queries
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.recorded_now import by_series
from dharma_tui.nlp.spans import Span
from dharma_tui.nlp.unheeded import told_unheeded

if TYPE_CHECKING:
    from dharma_tui.core.changes import Change, ChangeKind
    from dharma_tui.core.kinds import Column
    from dharma_tui.nlp.naming import Naming
    from dharma_tui.nlp.tools._base import Asked
    from dharma_tui.services import Services

FIRST = 10
"""Rows of a table in an answer."""
_NEIGHBOURS = 5_000
_PRESENT = timedelta(seconds=5)
"""A time that ended so lately goes on."""
_COLUMNS = 6
_CELL = 48


class Desk:
    """The services of one console, and what is known of how people speak of what they hold."""

    def __init__(self, services: Services, naming: Naming, *, attended: bool = False) -> None:
        self.services = services
        self.naming = naming
        self.attended = attended
        """A person is there to say yes."""
        self.grounds = Grounds(services)

    @cached_property
    def kinds(self) -> KindTable:
        """Kinds by what people call them."""
        return KindTable(self.services.kinds)

    def queries(self) -> Queries:
        """Views of requests, by the tags as they are understood now."""
        return Queries(self.kinds, self.services.tag_file.vocabulary())

    def now(self) -> datetime:
        """The present, in the person's own zone, in which days begin and end."""
        return self.services.clock.now().astimezone()

    async def span(self, asked: Asked) -> Span | None:
        """The time that was said, if any was and it means something here."""
        values = self._times(asked)
        events = {}
        if any(value.endswith("last-scan") for value in values):
            scans = (await self.grounds.known()).scans
            events = {"last-scan": scans[0].started_at} if scans else {}
        return asked_times.told(values, asked.text, asked.words, self.now(), events)

    @staticmethod
    def _times(asked: Asked) -> Sequence[str]:
        return asked_times.as_said(asked.frame.values("time_range"), asked.text, asked.words)

    async def not_told(self, asked: Asked) -> str:
        """Why a request is not answered for the time that it says; empty: it is, or says none."""
        return asked_times.not_told(self._times(asked), await self.span(asked), asked.frame.intent, self.now())

    async def query(self, asked: Asked, *, names: bool = True) -> Query:
        """The resources that a request is about, but for those that it leaves out."""
        from dharma_tui.nlp.exceptions import without

        query = await self.told(asked, names=names)
        query = turned_round(query) if asked.is_contrary else query
        return await without(asked, query, self) if asked.without or asked.excluded else query

    async def told(self, asked: Asked, *, names: bool = True) -> Query:
        """The same, with what is left out by more than a plain value."""
        query = await self._told(asked, names=names)
        if asked.frame.intent not in CHANGES:
            query = await of_owners(asked, query, self.services.inventory)
        query = await with_owners(asked, query, self.services.inventory)
        return one_of_each(asked, query)

    async def _told(self, asked: Asked, *, names: bool) -> Query:
        present = await self.services.inventory.present()
        asked = accounts.beside(asked, await self.grounds.accounts())
        query = self.queries().of(asked, self.now(), await self.span(asked), names=names, present=present)
        if asked.frame.intent not in LISTING:
            return query
        if query.untold:
            query = await by_series(asked, query, self)
        if not (asked.loose or asked.again):
            return told_unheeded(asked, query)
        specs = [self.kinds.specs[kind] for kind in query.kinds if kind in self.kinds.specs]
        specs = [one for one in specs if one.kind in present] or specs
        query = await told_by_values(asked, query, specs, self.services.inventory)
        if any(one.words.startswith("without ") for one in query.conditions):  # which is what is missing
            query = replace(query, untold=tuple(one for one in query.untold if one not in MISSING))
        return told_unheeded(asked, query)

    async def unseen(self, asked: Asked, query: Query) -> Gap:
        """What is not known of when things came, where that is told by scans alone and the time that was said is before them."""
        told = await self.span(asked)
        if told is None or not any(one.words.startswith("first seen") for one in query.conditions):
            return Gap()
        return await self.grounds.gap(told.start or datetime.min.replace(tzinfo=UTC), told.end, told.words)

    async def changed(
        self,
        since: datetime,
        until: datetime,
        *,
        limit: int,
        kinds: Sequence[str] = (),
        ref: ResourceRef | None = None,
        states: Sequence[str] = (),
    ) -> list[Change]:
        """What changed in a time, newest first; nothing is known of times before the store's history."""
        end = "" if until >= self.now() - _PRESENT else until.isoformat()
        try:
            return await self.services.changes.between(
                since.isoformat(), end, kinds=kinds, ref=ref, limit=limit, states=states
            )
        except NotFoundError:
            return []

    def opens_changes(
        self, since: datetime, until: datetime, only: Sequence[ChangeKind] = (), kinds: Sequence[str] = ()
    ) -> str:
        """The line of the command bar that shows what changed in a time; one that ends now goes on."""
        end = "" if until >= self.now() - _PRESENT else until.isoformat(timespec="seconds")
        return format_changes(ChangesView(since.isoformat(timespec="seconds"), end, tuple(only), tuple(kinds)))

    async def neighbours(self, ref: ResourceRef) -> list[Neighbour]:
        """What ``ref`` has relationships with, outgoing first: from the graph where the console keeps one.

        Why something that is named is missing is told by the inventory alone.
        """
        if not self.attended:
            return await self.services.inventory.neighbours(ref)
        try:
            graph = await self.services.topology.neighbours(ref, limit=_NEIGHBOURS)
        except NotFoundError:  # the graph is a moment behind the store
            return await self.services.inventory.neighbours(ref)
        return neighbours_in(graph) if graph.is_whole else await self.services.inventory.neighbours(ref)

    async def table(self, listing: Listing, first: int = FIRST) -> Table:
        """The first rows of a listing, in its most telling columns."""
        rows = await self.services.inventory.rows(listing, 0, first)
        return self._table(listing, rows, listing.length)

    async def table_without(self, listing: Listing, left: Container[ResourceRef], first: int = FIRST) -> Table:
        """The same of a listing but for some: more than a filter could name."""
        inventory = self.services.inventory
        places = [at for at, ref in enumerate(await inventory.refs(listing)) if ref not in left]
        rows = [row for at in places[:first] for row in await inventory.rows(listing, at, at + 1)]
        return self._table(listing, rows, len(places))

    def _table(self, listing: Listing, rows: Sequence[Row], total: int) -> Table:
        shown, now = _telling(listing), self.services.clock.now()
        return Table(
            tuple(column.title for _, column in shown),
            tuple(tuple(self._cell(row.cells[at], column, now) for at, column in shown) for row in rows),
            total,
            tuple(row.ref for row in rows),
        )

    def _cell(self, value: Json, column: Column, now: datetime) -> str:
        if column.name == "kind" and value:
            return printable(self.kinds.title((str(value),), 1), _CELL)
        return cell(value, column.type, now, _CELL)

    def opens(self, query: Query) -> str:
        """The line of the command bar that shows all of it."""
        return format_view(query.view())


def neighbours_in(graph: Graph) -> list[Neighbour]:
    """The relationships of a graph's first node, in the order of the inventory."""
    nodes, found = graph.nodes, []
    for edge in graph.edges:
        if 0 not in (edge.source, edge.target):
            continue
        outgoing = edge.source == 0
        other = nodes[edge.target if outgoing else edge.source]
        told = Relationship(nodes[edge.source].ref, nodes[edge.target].ref, edge.verb, edge.told)
        state, account = (None, "") if other.is_missing else (other.state, other.scope.account)
        found.append(Neighbour(told, other.ref, outgoing, other.name, state, account=account))
    return sorted(
        found, key=lambda one: (not one.outgoing, one.relationship.verb, one.other.kind, one.name, one.other.key)
    )


def _telling(listing: Listing) -> Sequence[tuple[int, Column]]:
    """Columns worth a place: no wide ones but those it is sorted or grouped by. What it is sorted by stands behind the name."""
    wanted = {sort.column for sort in listing.view.sort}
    told = [
        (at, column)
        for at, column in enumerate(listing.columns)
        if listing.view.group_by or not column.wide or column.name in wanted
    ]
    return sorted(told, key=lambda one: (one[1].name != "name", one[1].name not in wanted))[:_COLUMNS]


def of_kind(ref: ResourceRef) -> str:
    """A line of the command bar that shows one resource in its list."""
    from dharma_tui.core.filter import quoted
    from dharma_tui.core.view import View

    return format_view(View((ref.kind,), f"key={quoted(ref.key)}"))
