"""Reads a view against what exists: its fields, conditions, columns and order, ready to be asked of the index."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core.errors import FilterError, StoreError
from dharma_tui.core.filter_parser import as_typed, parse_filter
from dharma_tui.core.kinds import COLLECTIONS, ColumnType, KindSpec, is_named
from dharma_tui.core.tags import Vocabulary
from dharma_tui.core.text import storable
from dharma_tui.core.view import SortKey, View
from dharma_tui.services.query.conditions import Conditions
from dharma_tui.services.query.fields import PLACES, Field, Fields
from dharma_tui.services.query.relation import Relation
from dharma_tui.services.store.index_table import IndexTable, sql_text
from dharma_tui.services.store.side_columns import SideKey

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

_DEFAULT_SORT = (SortKey("name"),)
_AMONG = """ AND (c.kind, c.key) IN
    (SELECT (entry ->> 0, entry ->> 1) FROM (SELECT unnest(from_json(?, '["JSON"]')) AS entry))"""
_NUMERIC = ("DOUBLE", "FLOAT", "DECIMAL", "BIGINT", "INTEGER", "HUGEINT", "UBIGINT")
_RESOURCE_STAND_IN = (
    "(SELECT 0 AS rid, '' AS kind, '' AS key, '' AS name, '' AS provider, '' AS account, '' AS region, '' AS state,"
    " '' AS labels, '' AS search, 0::BIGINT AS changed_at, 0::BIGINT AS first_seen) AS c"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A view understood. ``where`` is over ``relation``, its ``?`` filled by ``params``."""

    view: View
    now: datetime
    fields: Fields
    relation: Relation
    where: str
    params: Sequence[object]
    shown: tuple[Field, ...]
    sort: tuple[tuple[Field, bool], ...]

    @property
    def group_by(self) -> tuple[Field, ...]:
        """The fields that are counted by."""
        return tuple(self.fields.get(name) for name in self.view.group_by)


class Planner:
    """Makes plans. Asks the lake's connection only whether regular expressions and formulas are sound. Blocks."""

    def __init__(self, lake: Lake, specs: Mapping[str, KindSpec], vocabulary: Callable[[], Vocabulary]) -> None:
        self._lake = lake
        self._specs = specs
        self._vocabulary = vocabulary

    def plan(self, view: View, table: IndexTable, now: datetime) -> Plan:
        """Raises FilterError for what makes no sense, with its position in the filter or formula."""
        fields = self.fields(view, table)
        relation = Relation(fields, now, table.version(self._lake.cursor()).snapshot)
        text = storable(view.filter)
        conditions = Conditions(relation, text)
        with as_typed(view.filter):
            where = f"{of_kinds(fields)} AND {conditions.compile(parse_filter(text))}{_AMONG if view.among else ''}"
            self._try_regexes(conditions.regexes, text)
        return Plan(
            view,
            now,
            fields,
            relation,
            where,
            (*conditions.params, *([json.dumps([(ref.kind, ref.key) for ref in view.among])] if view.among else ())),
            self._shown(fields, view, now, table),
            () if view.group_by else self._sort(fields, view),
        )

    def fields(self, view: View, table: IndexTable) -> Fields:
        """The fields that may be spoken of in ``view``."""
        existing, words = sorted(table.kinds), self._vocabulary()

        def keys() -> Collection[str]:
            return table.tag_keys(self._lake.cursor())

        if not view.kinds:
            return Fields(existing, self._specs, view.computed, every=True, vocabulary=words, tag_keys=keys)
        known = dict.fromkeys((*existing, *self._specs))
        chosen = [kind for kind in known if any(is_named(kind, name, self._specs) for name in view.kinds)]
        collection = COLLECTIONS.get(view.kinds[0]) if len(view.kinds) == 1 else None
        named = chosen or view.kinds
        return Fields(named, self._specs, view.computed, collection=collection, vocabulary=words, tag_keys=keys)

    def _shown(self, fields: Fields, view: View, now: datetime, table: IndexTable) -> tuple[Field, ...]:
        alike = len(fields.kinds) == 1 and not fields.every
        several = table.several(self._lake.cursor(), PLACES, of_kinds(fields)) if alike else ()
        defaults = {column.name: column for column in fields.column_defaults(several)}
        names = view.columns or tuple(defaults)
        extra = [name for name in fields.computed if name not in names]
        place = len(names) if view.columns else 1  # what was asked for stands where a narrow screen still shows it
        shown = [self._typed(fields, fields.get(name), now) for name in (*names[:place], *extra, *names[place:])]
        if view.columns:
            return tuple(shown)
        return tuple(replace(field, column=defaults.get(field.name, field.column)) for field in shown)

    def _typed(self, fields: Fields, field: Field, now: datetime) -> Field:
        """A computed column with the type its formula turns out to have. Raises FilterError for a formula that has none."""
        if field.computed is None:
            return field
        import duckdb

        relation = Relation(fields, now)
        formula = relation.value(field)
        stand_ins = ", ".join([_RESOURCE_STAND_IN, *(_stand_in(key, alias) for key, alias in relation.joins)])
        try:
            described = self._lake.query(f"DESCRIBE SELECT {formula} AS answer FROM {stand_ins}")
        except (duckdb.Error, StoreError) as error:
            reason = str(error).splitlines()[0].removeprefix("Binder Error: ")
            message = f"calc:{field.name} cannot be computed: {reason}"
            hint = "check its columns and functions: calc:gb=mem/1073741824"
            raise FilterError(message, hint, text=field.computed.sql) from None
        answer = described[0][1]
        numeric = answer.startswith(_NUMERIC)
        type_ = ColumnType.NUMBER if numeric else ColumnType.FLAG if answer == "BOOLEAN" else ColumnType.TEXT
        return replace(field, column=replace(field.column, type=type_))

    def _sort(self, fields: Fields, view: View) -> tuple[tuple[Field, bool], ...]:
        usual = tuple(SortKey(name) for name in fields.sort_defaults()) or _DEFAULT_SORT
        keys = tuple((fields.get(key.column), key.descending) for key in view.sort or usual)
        named = {field.common for field, _ in keys}
        return keys if "name" in named or "key" in named else (*keys, (fields.get("name"), False))

    def _try_regexes(self, regexes: Sequence[tuple[str, int]], text: str) -> None:
        import duckdb

        for regex, position in regexes:
            try:
                self._lake.query("SELECT regexp_matches('', ?)", [f"(?im){regex}"])
            except (duckdb.Error, StoreError) as error:
                reason = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
                hint = "it is an RE2 expression, without look-around and back-references; put plain text in quotes"
                raise FilterError(f"not a regular expression: {reason}", hint, text=text, position=position) from None


def of_kinds(fields: Fields) -> str:
    """The condition for the kinds of a view."""
    if fields.every:
        return "true"
    return f"c.kind IN ({', '.join(sql_text(kind) for kind in fields.kinds)})"


def _stand_in(key: SideKey, alias: str) -> str:
    columns = [f"''::VARCHAR AS t{number}, 0::DOUBLE AS n{number}" for number in range(1, len(key.columns) + 1)]
    return f"(SELECT {', '.join(columns)}) AS {alias}"
