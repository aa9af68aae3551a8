"""Which rows of a table came and went between two commits, from the lake's catalogue: without a look at the rows that stayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dharma_tui.services.store.commits import CATALOG

if TYPE_CHECKING:
    import duckdb

_KNOWN = frozenset({"inserted_into_table", "inlined_insert", "inlined_delete"})
"""What commits may have done to a table for the catalogue itself to tell which of its rows went."""


def done_since(cursor: duckdb.DuckDBPyConnection, tables: Sequence[str], since: int) -> Mapping[str, set[str]] | None:
    """What the commits after ``since`` did to each of ``tables``, by its name; None where some of them are forgotten."""
    commits = cursor.execute(
        f"SELECT snapshot_id, changes_made FROM {CATALOG}.ducklake_snapshot_changes WHERE snapshot_id > {since}"
    ).fetchall()
    if len(commits) != max((number for number, _ in commits), default=since) - since:
        return None
    names = {f"{number}": name for name, number in _numbers(cursor).items()}
    done: Mapping[str, set[str]] = defaultdict(set)
    for _, changes in commits:
        for change in changes.split(","):
            what, _, table = change.partition(":")
            done[names.get(table, "")].add(what)
    return {name: done[name] for name in tables}


def came_since(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: str, span: tuple[int, int], limit: int
) -> list[tuple[Any, ...]]:
    """``columns`` of rows that came after the one commit and until the other, of which some may have gone again by then."""
    return cursor.execute(
        f"SELECT {columns} FROM ducklake_table_insertions('lake', 'main', '{table}', {span[0] + 1}, {span[1]}) LIMIT {limit}"
    ).fetchall()


def gone_since(
    cursor: duckdb.DuckDBPyConnection, table: str, done: set[str], since: int, until: int
) -> list[int] | None:
    """The numbers of the rows that went after ``since`` and until ``until``; None where only files tell.

    ``done`` is what was done to the table since then. A row that went from a file is told by its place there, which tells its
    number where the file was written by one commit, and not put together of others.
    """
    import duckdb

    if done - _KNOWN:
        return None
    if "inlined_delete" not in done:
        return []
    number = _numbers(cursor)[table]
    held = cursor.execute(f"SELECT table_name FROM {CATALOG}.ducklake_inlined_data_tables WHERE table_id = {number}")
    parts = [
        f"SELECT row_id FROM {CATALOG}.{name} WHERE end_snapshot > {since} AND end_snapshot <= {until}"
        for (name,) in held.fetchall()
    ]
    parts.append(
        f"""SELECT CASE WHEN partial_max IS NULL THEN row_id_start + row_id END
        FROM {CATALOG}.ducklake_inlined_delete_{number} AS gone LEFT JOIN {CATALOG}.ducklake_data_file ON data_file_id = file_id
        WHERE gone.begin_snapshot > {since} AND gone.begin_snapshot <= {until}"""
    )
    try:
        rows = [row for (row,) in cursor.execute(" UNION ALL ".join(parts)).fetchall()]
    except duckdb.CatalogException:  # where no row ever went from a file, there is no table of these
        return None
    return None if None in rows else rows


def _numbers(cursor: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(
        cursor.execute(
            f"SELECT table_name, table_id FROM {CATALOG}.ducklake_table WHERE end_snapshot IS NULL"
        ).fetchall()
    )
