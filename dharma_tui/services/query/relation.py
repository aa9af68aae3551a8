"""The index joined with the side tables that a question touches, and the SQL for the values of a field in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from dharma_tui.core import groups
from dharma_tui.core.kinds import ColumnType
from dharma_tui.core.view import Computed
from dharma_tui.services.query.expression import compile_expression
from dharma_tui.services.query.fields import Field, Fields, Source
from dharma_tui.services.store.index_table import IndexTable, sql_text
from dharma_tui.services.store.side_columns import SideKey

SideName = Callable[[SideKey], str]
"""Makes the side table where it is missing, and tells its name."""

_SEVERITY = ("failed", "degraded", "pending", "unknown", "stopped", "terminated", "running")
BADNESS = "CASE c.state " + " ".join(f"WHEN '{state}' THEN {n}" for n, state in enumerate(_SEVERITY)) + " ELSE 3 END"
"""Orders states: the worst first."""
WORST = dict(enumerate(_SEVERITY))
_TIMES = {"changed": "changed_at", "first_seen": "first_seen"}


class Relation:
    """Collects the joins that the fields asked for need. ``now`` fixes ages, ``snapshot`` what belongs together."""

    def __init__(self, fields: Fields, now: datetime, snapshot: int | None = None) -> None:
        self.fields = fields
        self.now = now.timestamp()
        self._snapshot = snapshot
        self._at = now
        self._joined: dict[SideKey, str] = {}
        self._looked_up: dict[SideKey, str] = {}

    def anew(self) -> Relation:
        """The same relation with no joins yet."""
        return Relation(self.fields, self._at, self._snapshot)

    def text(self, field: Field) -> str:
        """The value as text; null where there is none."""
        if field.computed is not None:
            return f"CAST({self.value(field)} AS VARCHAR)"
        if field.label:
            return _label(field.label)
        if field.labels:
            keys = dict.fromkeys(map(str.lower, field.labels))
            labels = ", ".join(f"nullif({_label(key)}, '')" for key in keys)
            return f"CASE WHEN c.labels <> '' THEN coalesce({labels}) END"
        if field.within:
            mine = f"{self.memberships()} AS w WHERE w.kind = c.kind AND w.key = c.key"
            return f"(SELECT string_agg(w.name, ', ' ORDER BY w.name) FROM {mine})"
        if field.common in _TIMES or field.common == "age":
            return f"CAST({self.number(field)} AS VARCHAR)"
        if field.common:
            return f"c.{field.common}"
        told = self._first(field, lambda source: source_text(source, self._alias(source.side)))
        return f"regexp_extract({told}, '[^/:]*$')" if field.last else told

    def number(self, field: Field) -> str:
        """The value as a number (times: seconds since 1970); null where there is none."""
        if field.common == "age":
            return f"({self.now!r} - c.first_seen / 1e6)"
        if field.common in _TIMES:
            return f"(c.{_TIMES[field.common]} / 1e6)"
        if field.plain or field.computed is not None:
            return f"TRY_CAST({self.text(field) if field.computed is None else self.value(field)} AS DOUBLE)"
        return self._first(field, lambda source: source_number(source, self._alias(source.side)))

    def value(self, field: Field) -> str:
        """The value in its own type, for formulas."""
        if field.computed is not None:
            return self.formula(field.computed)
        if field.common:
            numeric = field.common == "age" or field.common in _TIMES
            return self.number(field) if numeric else self.text(field)
        if field.plain or all(
            source.type in (ColumnType.TEXT, ColumnType.STATE, ColumnType.FLAG) for source in field.sources
        ):
            return self.text(field)
        return self.number(field)

    def order(self, field: Field) -> tuple[str, ...]:
        """What the field is sorted by: text in any case, states by how bad they are, numbers before text where both occur."""
        if field.common == "state":
            return (BADNESS,)
        if field.computed is not None:
            return (self.value(field),)
        if self.numeric(field):
            return (self.number(field),)
        if field.sources and any(source.type is None for source in field.sources):
            number, text = self.number(field), self.text(field)
            return (f"CASE WHEN {text} IS NOT NULL THEN {number} IS NULL END", number, f"lower({text})")
        return (f"lower({self.text(field)})",)

    def memberships(self) -> str:
        """Who belongs to which infrastructure, by ``kind`` and ``key`` of the member and ``name`` and ``id`` of the whole."""
        moment = "" if self._snapshot is None else f" AT (VERSION => {self._snapshot})"
        ours = sql_text(groups.KIND)
        return f"""(SELECT told.dst_kind AS kind, told.dst_key AS key, whole.name AS name, whole.key AS id
            FROM (FROM lake.relationships{moment} WHERE told_by = {ours}) AS told
            JOIN (SELECT key, name FROM lake.resources{moment} WHERE kind = {ours}) AS whole ON whole.key = told.src_key)"""

    def numeric(self, field: Field) -> bool:
        """Whether the field is ordered by one number."""
        by_number = field.common == "age" or field.common in _TIMES
        return by_number or bool(field.sources and all(map(_is_number, field.sources)))

    def formula(self, computed: Computed) -> str:
        """A computed column's formula over this relation; null where it cannot be computed. Raises FilterError."""
        earlier = {name: column for name, column in self.fields.computed.items() if name != computed.name}
        within = self.fields.among(tuple(earlier.values()))
        return (
            f"TRY({compile_expression(computed.sql, lambda name, at: self.value(within.get(name, computed.sql, at)))})"
        )

    def among(self, side: SideKey, condition: Callable[[str], str]) -> str:
        """Whether the row is one of those in ``side`` for which ``condition``, told the side's alias, holds.

        Cheaper than a join where nothing but the condition is of interest, and false, never null, for the other rows.
        """
        alias = self._looked_up.setdefault(side, f"f{len(self._looked_up) + 1}")
        return f"c.rid IN (SELECT {alias}.rid FROM the_{alias} AS {alias} WHERE {condition(alias)})"

    def select(self, what: str, table: IndexTable, side: SideName) -> str:
        """``SELECT what FROM`` the relation, to be followed by conditions."""
        named = [f"the_{alias} AS NOT MATERIALIZED (FROM {side(key)})" for key, alias in self._looked_up.items()]
        return f"{'WITH ' if named else ''}{', '.join(named)} SELECT {what} FROM {self.joined(table, side)}"

    def joined(self, table: IndexTable, side: SideName, rids: str = "", *, with_gone: bool = False) -> str:
        """The FROM clause; with ``rids`` (an SQL list) only those rows are touched."""
        only = f" WHERE rid IN ({rids})" if rids else ""
        resources = f"(FROM {table.resources}{only})" if rids else table.resources
        if with_gone:
            resources = f"(FROM {table.resources}{only} UNION ALL FROM {table.gone}{only})"
        parts = [f"{resources} AS c"]
        for key, alias in self._joined.items():
            name = f"(FROM {side(key)}{only})" if rids else side(key)
            parts.append(f"LEFT JOIN {name} AS {alias} ON {alias}.rid = c.rid")
        return " ".join(parts)

    @property
    def sides(self) -> Sequence[SideKey]:
        """The side tables asked for so far."""
        return tuple({**self._joined, **self._looked_up})

    @property
    def joins(self) -> Sequence[tuple[SideKey, str]]:
        """The side tables joined so far, with the names they have in the SQL."""
        return tuple(self._joined.items())

    def _alias(self, key: SideKey) -> str:
        return self._joined.setdefault(key, f"s{len(self._joined) + 1}")

    def _first(self, field: Field, expression: Callable[[Source], str]) -> str:
        parts = [expression(source) for source in field.sources]
        return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _label(name: str) -> str:
    """The value of a label, in any case; null where it is not there."""
    key = re.escape(name.lower())
    held = sql_text(f"\n{name.lower()}=")
    line = sql_text(f"(?im)^{key}=(.*)$")
    there = f"contains(c.search, {held}) AND regexp_matches(c.labels, {line})"
    return f"CASE WHEN {there} THEN regexp_extract(c.labels, {line}, 1) END"


def _is_number(source: Source) -> bool:
    return source.side.columns[source.number - 1].as_number and source.type is not None


def source_text(source: Source, alias: str) -> str:
    """The text of one source, in the side table called ``alias``."""
    if source.side.columns[source.number - 1].as_text:
        return f"{alias}.t{source.number}"
    return f"CAST(TRY_CAST({alias}.n{source.number} AS HUGEINT) AS VARCHAR)"


def source_number(source: Source, alias: str) -> str:
    """The number of one source, in the side table called ``alias``."""
    if source.side.columns[source.number - 1].as_number:
        return f"{alias}.n{source.number}"
    return f"TRY_CAST({alias}.t{source.number} AS DOUBLE)"
