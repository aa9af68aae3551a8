"""Counts over the whole index: kinds, the commonest values, and how recent the newest changes are. Everything here blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dharma_tui.core.view import KindCount
from dharma_tui.services.query.fields import Field, Source
from dharma_tui.services.store.index import CurrentIndex
from dharma_tui.services.store.index_table import IndexTable, sql_text
from dharma_tui.services.store.side_columns import LINES

if TYPE_CHECKING:
    from dharma_tui.services.store.lake import Lake

SAMPLED_ROWS = 200_000
"""Of more rows than this, the commonest values are looked for in a sample."""
FEW_VALUES = 300
"""A label with more values than this names things rather than sorts them."""
LABEL_LINES = f"unnest(string_split(labels, {LINES}))"
LABEL_NAMES = f"split_part({LABEL_LINES}, '=', 1)"


class Counting:
    """Over the present."""

    def __init__(self, lake: Lake, index: CurrentIndex) -> None:
        self._lake = lake
        self._index = index

    def kinds(self, seen: Mapping[str, int]) -> list[KindCount]:
        """Every kind that exists. ``seen``: by kind, the microsecond up to which changes have been seen."""
        table = self._index.current()
        with table.held():
            rows = self._lake.query(
                f"""WITH seen AS (SELECT unnest(?) AS kind, unnest(?::BIGINT[]) AS until)
                SELECT c.kind, count(*), count(*) FILTER (state IN ('failed', 'degraded')),
                    count(*) FILTER (changed_at > coalesce(until, ?))
                FROM {table.resources} AS c LEFT JOIN seen ON seen.kind = c.kind GROUP BY c.kind ORDER BY c.kind""",
                [list(seen), list(seen.values()), seen.get("", 2**62)],
            )
        return [KindCount(*row) for row in rows]

    def present(self) -> frozenset[str]:
        """The kinds of which there are any."""
        table = self._index.current()
        with table.held():
            return frozenset(kind for kind, count in table.kinds.items() if count)

    def newest_changes(self) -> dict[str, int]:
        """By kind, the microsecond of its newest change."""
        table = self._index.current()
        with table.held():
            return dict(self._lake.query(f"SELECT kind, max(changed_at) FROM {table.resources} GROUP BY kind"))

    def labels(self, kinds: Sequence[str]) -> tuple[list[tuple[str, int]], list[tuple[str, str, int]]]:
        """Every key on some kinds (none: all) with its count, and every value of the keys that have few of them."""
        table = self._index.current()
        only = f"kind IN ({', '.join(map(sql_text, kinds))})" if kinds else "true"
        lines = (
            f"SELECT unnest(string_split(labels, chr(10))) AS line FROM {table.resources} WHERE labels <> '' AND {only}"
        )
        split = f"""SELECT split_part(line, '=', 1) AS key, substr(line, length(key) + 2) AS value, count(*) AS many
            FROM ({lines}) GROUP BY line"""
        with table.held():
            rows = self._lake.query(
                f"""WITH counted AS MATERIALIZED ({split}), keys AS (
                    SELECT key, sum(many) AS uses, count(*) AS ways FROM counted GROUP BY key)
                SELECT key, NULL, uses FROM keys
                UNION ALL SELECT key, value, many FROM counted SEMI JOIN (FROM keys WHERE ways <= {FEW_VALUES}) USING (key)"""
            )
        keys = [(key, int(count)) for key, value, count in rows if value is None]
        return keys, [(key, value, int(count)) for key, value, count in rows if value is not None]

    def labels_beside(self, kinds: Sequence[str], keys: Sequence[str]) -> list[tuple[list[str], int]]:
        """Which of the labels under ``keys`` stand together on resources of some kinds (none: all), as ``key=value``, and on how
        many; not where there is but one."""
        table = self._index.current()
        only = f"kind IN ({', '.join(map(sql_text, kinds))})" if kinds else "true"
        lines = "list_filter(string_split(labels, chr(10)), lambda line: list_contains(?, split_part(line, '=', 1)))"
        beside = f"SELECT {lines} AS beside FROM {table.resources} WHERE labels <> '' AND {only}"
        with table.held():
            sql = f"SELECT beside, count(*) FROM ({beside}) WHERE len(beside) > 1 GROUP BY beside"
            return [(list(found), int(count)) for found, count in self._lake.query(sql, [list(keys)])]

    def common_values(self, of: str | Field, kinds: Sequence[str], prefix: str, limit: int) -> list[str]:
        """The commonest values that begin with ``prefix`` of an expression over the index, or of an attribute already drawn out
        of the lake, among some kinds (none: all)."""
        table = self._index.current()
        with table.held():
            relation = self._values(table, of, kinds)
            if not relation:
                return []
            rows = self._lake.query(
                f"SELECT value, count(*) AS size FROM ({relation}) WHERE starts_with(lower(value), ?) AND value <> ''"
                " GROUP BY value ORDER BY size DESC, value LIMIT ?",
                [prefix.lower(), limit],
            )
        return [row[0] for row in rows]

    def _values(self, table: IndexTable, of: str | Field, kinds: Sequence[str]) -> str:
        if isinstance(of, Field):
            return " UNION ALL ".join(filter(None, (_drawn(table, source) for source in of.sources)))
        rows = sum(table.kinds.get(kind, 0) for kind in kinds) if kinds else table.rows
        share = f"TABLESAMPLE system({max(1.0, 100.0 * SAMPLED_ROWS / table.rows):.1f}%)" if rows > SAMPLED_ROWS else ""
        only = f"WHERE kind IN ({', '.join(map(sql_text, kinds))})" if kinds else ""
        return f"SELECT {of} AS value FROM {table.resources} {share} {only}"


def _drawn(table: IndexTable, source: Source) -> str:
    name = table.sides.get(source.side)
    as_text = source.side.columns[source.number - 1].as_text
    return f"SELECT unnest(string_split(t{source.number}, {LINES})) AS value FROM {name}" if name and as_text else ""
