"""Counts by the values of some fields, with the worst state of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dharma_tui.core.errors import FilterError
from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.types import Json, State
from dharma_tui.core.view import Row, SortKey
from dharma_tui.services.query.cells import Convert, selected
from dharma_tui.services.query.fields import Field
from dharma_tui.services.query.relation import BADNESS, WORST, Relation

GROUPS_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups as rows, and how many resources are in them all."""

    rows: list[Row]
    matched: int


@dataclass(frozen=True, slots=True)
class Question:
    """A grouping ready to be asked."""

    columns: tuple[str, ...]
    converts: tuple[Convert, ...]
    order: str

    @property
    def values(self) -> str:
        """What is selected."""
        values = ", ".join(f"{sql} AS g{number}" for number, sql in enumerate(self.columns))
        return f"{values}, count(*) AS size, min({BADNESS}) AS badness"

    def sql(self, select: str, where: str) -> str:
        """The whole statement, from one that selects the values."""
        return (
            f"SELECT * FROM ({select} WHERE {where}"
            f" GROUP BY {', '.join(f'g{number}' for number in range(len(self.columns)))})"
            f" ORDER BY {self.order} LIMIT {GROUPS_LIMIT + 1}"
        )

    def answer(self, lines: Sequence[Sequence[Any]]) -> Grouped:
        """The groups. Raises FilterError when there are too many to be of use."""
        if len(lines) > GROUPS_LIMIT:
            raise FilterError(f"more than {GROUPS_LIMIT:,} groups", "group by a column with fewer different values")
        rows = []
        for *values, size, badness in lines:
            group = tuple(convert(value) for convert, value in zip(self.converts, values, strict=True))
            rows.append(Row(None, State(WORST[badness]), (*group, size), group=group))
        return Grouped(rows, sum(line[-2] for line in lines))


def group(relation: Relation, by: Sequence[Field], sort: Sequence[SortKey]) -> Question:
    """The question for these fields: biggest groups first unless ``sort`` says otherwise. Raises FilterError."""
    columns: list[str] = []
    converts: list[Convert] = []
    for field in by:
        if field.column.type is ColumnType.TIME:
            columns.append(f"strftime(make_timestamp(({relation.number(field)} * 1e6)::BIGINT), '%Y-%m-%d')")
            converts.append(_as_is)
        else:
            sql, convert = selected(relation, field)
            columns.append(sql)
            converts.append(convert)
    places = {field.name: f"g{number}" for number, field in enumerate(by)} | {"count": "size", "state": "badness"}
    orders = []
    for key in sort or (SortKey("count", descending=True),):
        if key.column in places:
            orders.append(f"{places[key.column]}{' DESC' if key.descending else ''} NULLS LAST")
    orders += [f"g{number} NULLS LAST" for number in range(len(by))]
    return Question(tuple(columns), tuple(converts), ", ".join(orders))


def _as_is(value: Any) -> Json:
    text: Json = value
    return text
