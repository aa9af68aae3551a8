"""Adds up what resources tell in numbers: "total size of the unattached volumes", "how many vcpus do we have in prod"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dharma_tui.core.answers import Answer, Table
from dharma_tui.core.format import cell
from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.text import printable
from dharma_tui.core.view_text import format_view
from dharma_tui.nlp.desk import FIRST
from dharma_tui.nlp.grouping import grouped, groups
from dharma_tui.nlp.query import Query
from dharma_tui.nlp.tools._base import Asked, Parameter, Tool
from dharma_tui.nlp.tools.resources import ListResources, untold
from dharma_tui.nlp.words import lines, listed, named

_SUMMING = ("total", "sum", "altogether", "combined", "overall", "together")
_MEAN = ("average", "avg", "mean")
_ADDED = frozenset({ColumnType.NUMBER, ColumnType.BYTES})
_CALLED = {
    **dict.fromkeys(("size", "storage", "capacity", "gigabytes", "terabytes", "gb", "tb"), ("size", "storage")),
    **dict.fromkeys(("memory", "ram", "mem"), ("mem", "memory")),
    **dict.fromkeys(("vcpus", "vcpu", "cpus", "cores", "core"), ("vcpus", "cpus", "cores")),
    **dict.fromkeys(("cost", "costs", "price"), ("cost",)),
}
"""What columns are called that are not called by their own name."""
_CAPACITIES = ("storage", "size", "capacity")
_FEW_SPECS = 12
_WIDTH = 40


@dataclass(frozen=True, slots=True)
class _Sum:
    """Of one kind, or one group of it: what its column adds up to, of how many, and the least and the most."""

    kind: str
    column: Column
    group: tuple[str, ...]
    total: float
    count: int
    least: float
    most: float


class Totals(Tool):
    """What a column of numbers adds up to, and its mean."""

    NAME = "totals"
    SUMMARY = "Sum and mean of what resources tell in numbers: sizes, memory, vcpus, replicas, costs."
    INTENTS = ("show_statistics",)
    PARAMETERS = tuple(
        Parameter(sort, sort) for sort in ("resource_kind", "provider", "region", "environment", "status", "tag")
    )

    def fits(self, asked: Asked) -> int:
        if asked.targets or asked.frame.values("time_range") or not self._columns(asked):
            return 0
        is_summed = asked.has(*_SUMMING, *_MEAN) or _how_many(asked.words) or self._is_split(asked)
        return 6 if is_summed else 0

    async def answer(self, asked: Asked) -> Answer:
        query, columns = await self._query(asked), await self._telling(asked)
        basis = await self.desk.grounds.of(
            _telling_it(query, columns).kinds, query.words, asked.frame.values("provider")
        )
        found = [await self._sums(asked, query, kind, column) for kind, column in columns]
        sums = [one for of_kind in found for one in of_kind if not one.group]
        if not sums:
            of = _telling_it(query, columns)
            listing = await self.services.inventory.open(of.view())
            if not listing.matched:
                return Answer(await ListResources(self.desk).emptied(of, listing), basis=basis)
            return Answer(f"None of them tells its {columns[0][1].name}.", basis=basis, opens=self.desk.opens(of))
        sums.sort(key=lambda one: (-one.count, one.kind))
        said = [self._said(one, query, asked.has(*_MEAN)) for one in sums[:3]]
        parts = sorted((one for of_kind in found for one in of_kind if one.group), key=lambda one: -one.total)
        by = self._by(asked, columns)
        return Answer(
            lines(" ".join(said), untold(query)),
            self._table(parts or sums, by if parts else ()),
            basis=basis,
            opens=format_view(
                grouped(replace(query, kinds=tuple(one.kind for one in sums)).view(), by if parts else ())
            ),
            next_steps=("list them", "how many are there in each region?"),
        )

    async def query(self, asked: Asked) -> str:
        return self.desk.opens(_telling_it(await self._query(asked), await self._telling(asked)))

    def _table(self, sums: Sequence[_Sum], by: Sequence[str]) -> Table:
        """A line for each sum, with what it is of: the kind, and the group."""
        of_kinds = len({one.kind for one in sums}) > 1 or not by
        rows = tuple(
            (
                *((self.desk.kinds.title((one.kind,)),) if of_kinds else ()),
                *(printable(part, _WIDTH) or "(none)" for part in one.group),
                f"{one.count:,}",
                *(self._cell(one, value) for value in _values(one)),
            )
            for one in sums
        )
        titles = [column.removeprefix("tag.").replace("_", " ").upper() for column in by]
        head = (*(("WHAT",) if of_kinds else ()), *titles, "COUNT", "TOTAL", "AVERAGE", "LEAST", "MOST")
        return Table(head, rows[:FIRST] if by else rows, len(rows))

    def _by(self, asked: Asked, columns: Sequence[tuple[str, Column]]) -> tuple[str, ...]:
        """What sums are made by: "per team", "in each region"."""
        specs, summed = [self.desk.kinds.specs[kind] for kind, _ in columns], {column.name for _, column in columns}
        return tuple(one for one in groups(asked.words, specs) if one not in summed and one != "kind")

    async def _telling(self, asked: Asked) -> list[tuple[str, Column]]:
        """The columns of kinds of which there are any, where there are any of some."""
        present = await self.services.inventory.present()
        columns = self._columns(asked)
        return [one for one in columns if one[0] in present] or columns

    async def _query(self, asked: Asked) -> Query:
        """What a metric would say of it is not meant: "total memory"."""
        entities = {sort: values for sort, values in asked.frame.entities.items() if sort != "metric"}
        query = await self.desk.query(replace(asked, frame=replace(asked.frame, entities=entities)))
        summed = {name for _, column in self._columns(asked) for name in (column.name, *_said_of(column))}
        return replace(query, untold=tuple(one for one in query.untold if one not in summed))

    def _columns(self, asked: Asked) -> list[tuple[str, Column]]:
        """The columns of numbers that were named, one of each kind that is asked about; of machines where none was."""
        specs = self.desk.kinds.specs
        others = self.desk.kinds.called(
            word for word in asked.words if word not in _CALLED
        )  # "memory" is a kind as well
        said = {kind for one in asked.frame.values("resource_kind") for kind in self.desk.kinds.here(one)}
        said |= {*(others or asked.kinds)}
        wanted = [specs[kind] for kind in sorted(said) if kind in specs]
        is_group = groups(asked.words, [])  # "per account", "in each region": these are no kinds here
        if not wanted and (is_group or not asked.frame.values("resource_kind")):
            wanted = [spec for spec in specs.values() if spec.kind.endswith(".instance")][:_FEW_SPECS]
        told = [(spec.kind, column) for spec in wanted if (column := _column(asked.words, spec)) is not None]
        return told or self._of_parts(asked)

    def _of_parts(self, asked: Asked) -> list[tuple[str, Column]]:
        """ "restarts per namespace": what is named is what sums are made by, and those tell them that have a column for both."""
        told = []
        for spec in self.desk.kinds.specs.values():
            column, own = _column(asked.words, spec), {one.name for one in spec.columns}
            if column is not None and own.intersection(groups(asked.words, [spec])) - {column.name}:
                told.append((spec.kind, column))
        return told

    def _is_split(self, asked: Asked) -> bool:
        """ "restarts by node", "storage of databases per engine": of a metric something else is told."""
        columns = self._columns(asked) if asked.has("per", "by", "each") else []
        if asked.frame.values("metric") and not asked.has(*_CAPACITIES):
            return False
        return bool(columns and self._by(asked, columns))

    async def _sums(self, asked: Asked, whole: Query, kind: str, column: Column) -> list[_Sum]:
        """From how many have each value, which the inventory counts: of all, and of each group. None where the kind does not tell
        what was asked for."""
        entities = {sort: said for sort, said in asked.frame.entities.items() if sort != "resource_kind"}
        query = await self._query(replace(asked, kinds=(kind,), frame=replace(asked.frame, entities=entities)))
        if kind not in query.kinds or set(query.untold) - set(whole.untold):
            return []
        by = self._by(asked, [(kind, column)])
        view = grouped(replace(query.view(), kinds=(kind,), sort=()), (*by, column.name))
        listing = await self.services.inventory.open(view)
        told: dict[tuple[str, ...], list[tuple[float, int]]] = {}
        for row in await self.services.inventory.rows(listing, 0, listing.length):
            *group, said, count = row.cells
            if (value := _number(said)) is not None:
                for of in {(), tuple(str(part or "") for part in group)}:
                    told.setdefault(of, []).append((value, int(str(count))))
        return [
            _Sum(
                *(kind, column, group),
                *(sum(value * count for value, count in values), sum(count for _, count in values)),
                *(min(value for value, _ in values), max(value for value, _ in values)),
            )
            for group, values in told.items()
        ]

    def _said(self, one: _Sum, query: Query, is_mean: bool) -> str:
        what = f"{one.count:,} {self.desk.kinds.title((one.kind,), one.count)}"
        of = f", {listed([named(word) for word in query.words])}" if query.words else ""
        name = one.column.name.replace("_", " ")
        if is_mean:
            return f"{what}{of}: **{self._cell(one, one.total / one.count)}** of {name} on average."
        return f"{what}{of}: **{self._cell(one, one.total)}** of {name} in all."

    def _cell(self, one: _Sum, value: float) -> str:
        told = round(value, 2) if one.column.type is ColumnType.NUMBER else value
        return cell(int(told) if float(told).is_integer() else told, one.column.type, self.services.clock.now(), _WIDTH)


def _telling_it(query: Query, columns: Sequence[tuple[str, Column]]) -> Query:
    """``query`` of the kinds of these columns that tell its conditions as well; where none of them does, of those that do."""
    kinds = tuple(kind for kind, _ in columns)
    return replace(query, kinds=tuple(one for one in kinds if one in query.kinds) or query.kinds or kinds)


def _values(one: _Sum) -> tuple[float, float, float, float]:
    return one.total, one.total / one.count, one.least, one.most


def _how_many(words: Sequence[str]) -> bool:
    """ "how many vcpus", "how much memory", where what is counted is a column and no kind."""
    said = " ".join(words)
    return any(f"how many {word}" in said or f"how much {word}" in said for word in _CALLED)


def _column(words: Sequence[str], spec: KindSpec) -> Column | None:
    columns = {column.name: column for column in spec.columns if column.type in _ADDED}
    for word in words:
        for name in (*_CALLED.get(word, ()), word):
            if name in columns:
                return columns[name]
    return None


def _said_of(column: Column) -> list[str]:
    """What a column is called beside its name."""
    return [word for word, names in _CALLED.items() if column.name in names]


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None
