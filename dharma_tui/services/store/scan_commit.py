"""One commit of a scan: what the ended parts listed against what the lake holds, writing only what differs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core.text import storable
from dharma_tui.services.store.change_log import image
from dharma_tui.services.store.spool import Part, Spooled

if TYPE_CHECKING:
    import duckdb

_serial = itertools.count(1)

_SMALLEST_OBJECT = 1 << 20
_RESOURCE_COLUMNS = {
    "kind": "VARCHAR",
    "key": "VARCHAR",
    "name": "VARCHAR",
    "provider": "VARCHAR",
    "account": "VARCHAR",
    "region": "VARCHAR",
    "state": "VARCHAR",
    "labels": "MAP(VARCHAR, VARCHAR)",
    "hash": "UBIGINT",
    "attrs": "JSON",
}
_EDGE_COLUMNS = dict.fromkeys(("src_kind", "src_key", "dst_kind", "dst_key", "verb", "source"), "VARCHAR")
_TOLD_COLUMNS = dict.fromkeys(("provider", "account", "region", "told_by"), "VARCHAR")
_EDGE = ", ".join(_EDGE_COLUMNS)
_TOLD = ", ".join(_TOLD_COLUMNS)


@dataclass(frozen=True, slots=True)
class Delta:
    """What one commit made different: resources by what happened to them, and relationships that came or went."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    relationships: int = 0


@dataclass(frozen=True, slots=True)
class Staged:
    """Names of the staging tables that hold what was listed: in the connection's own memory, outside the lake.

    ``parts`` holds those listed to the end, which may sweep away what they no longer list.
    """

    resources: str
    edges: str
    parts: str


def load(cursor: duckdb.DuckDBPyConnection, spooled: Mapping[Part, Spooled], swept: Iterable[Part]) -> Staged:
    """Read the spooled parts into staging tables. Of resources listed twice the last one counts."""
    number = next(_serial)
    staged = Staged(f"staging.resources_{number}", f"staging.edges_{number}", f"staging.parts_{number}")
    _create(cursor, staged.resources, _RESOURCE_COLUMNS)
    _create(cursor, staged.edges, _EDGE_COLUMNS | _TOLD_COLUMNS)
    _create(cursor, staged.parts, dict.fromkeys(("provider", "account", "region", "kind"), "VARCHAR"))
    _load_resources(cursor, staged.resources, list(spooled.values()))
    for part, files in spooled.items():
        if files.relationship_count:
            _load_edges(cursor, staged.edges, part, files)
    rows = [_words(part) for part in swept]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(f"INSERT INTO {staged.parts} SELECT unnest(?), unnest(?), unnest(?), unnest(?)", columns)
    return staged


def apply(cursor: duckdb.DuckDBPyConnection, staged: Staged, scan_id: str, at: datetime) -> Delta:
    """Bring the lake to what was listed and log what that changed, inside the caller's transaction."""
    _find_differing(cursor, staged)
    _find_missing(cursor, staged)
    added, changed, removed = _log_changes(cursor, staged, scan_id, at)
    if changed:
        _update_changed(cursor, staged, scan_id, at)
    if added:
        _insert_added(cursor, staged, scan_id, at)
    if removed:
        cursor.execute("DELETE FROM lake.resources WHERE (kind, key) IN (SELECT (kind, key) FROM missing)")
    return Delta(added, changed, removed, _sweep_edges(cursor, staged) + _add_edges(cursor, staged))


def drop(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Give the staging tables' memory back."""
    for table in (staged.resources, staged.edges, staged.parts):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _create(cursor: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> None:
    cursor.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {type_}' for name, type_ in columns.items())})")


def _lines(columns: Mapping[str, str], longest: int) -> str:
    """A table function over the files given as its parameter. No type is guessed, and the whole of a line fits."""
    types = ", ".join(f"'{name}': '{type_}'" for name, type_ in columns.items())
    size = max(_SMALLEST_OBJECT, longest + 1024)
    return f"read_json(?, columns = {{{types}}}, format = 'newline_delimited', maximum_object_size = {size})"


def _load_resources(cursor: duckdb.DuckDBPyConnection, table: str, spooled: Sequence[Spooled]) -> None:
    files = [str(part.resources) for part in spooled if part.resource_count]
    if not files:
        return
    longest = max(part.longest for part in spooled)
    cursor.execute(
        f"INSERT INTO {table} SELECT {', '.join(_RESOURCE_COLUMNS)} FROM {_lines(_RESOURCE_COLUMNS, longest)}", [files]
    )
    keep_last = f"DELETE FROM {table} WHERE rowid NOT IN (SELECT max(rowid) FROM {table} GROUP BY kind, key)"
    repeated = cursor.execute(f"SELECT count(*) > count(DISTINCT (kind, key)) FROM {table}").fetchall()
    if repeated[0][0]:
        cursor.execute(keep_last)


def _load_edges(cursor: duckdb.DuckDBPyConnection, table: str, part: Part, files: Spooled) -> None:
    cursor.execute(
        f"INSERT INTO {table} SELECT DISTINCT {_EDGE}, ?, ?, ?, ? FROM {_lines(_EDGE_COLUMNS, files.longest)}",
        [*_words(part), [str(files.relationships)]],
    )


def _words(part: Part) -> tuple[str, str, str, str]:
    """A part as its resources name it in the lake."""
    scope, kind = part
    return storable(scope.provider), storable(scope.account), storable(scope.region), storable(kind)


def _find_differing(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Which of the listed are new or of another content than the lake's."""
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE differing AS
        SELECT listed.rowid AS position, held.key IS NOT NULL AS known
        FROM {staged.resources} listed LEFT JOIN (
            SELECT kind, key, hash FROM lake.resources WHERE kind IN (SELECT DISTINCT kind FROM {staged.resources})
        ) held USING (kind, key) WHERE held.hash IS DISTINCT FROM listed.hash"""
    )


def _find_missing(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Which resources the parts that were listed to the end no longer list."""
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE missing AS SELECT kind, key FROM lake.resources
        WHERE (provider, account, region, kind) IN (SELECT (provider, account, region, kind) FROM {staged.parts})
        AND (kind, key) NOT IN (SELECT (kind, key) FROM {staged.resources})"""
    )


def _log_changes(cursor: duckdb.DuckDBPyConnection, staged: Staged, scan_id: str, at: datetime) -> tuple[int, int, int]:
    """Write the change log while the lake still has the old versions. Returns how many were added, changed and removed.

    The number of the commit to come is known, as nobody else commits under the lock.
    """
    cursor.execute(
        f"""INSERT INTO lake.changes
        SELECT (FROM lake.current_snapshot()) + 1, ?::TIMESTAMPTZ, ?, * FROM (
            SELECT 'added' AS change, kind, key, name, provider, account, region, NULL, hash, NULL, NULL
            FROM {staged.resources} WHERE rowid IN (SELECT position FROM differing WHERE NOT known)
            UNION ALL
            SELECT 'changed', kind, key, listed.name, listed.provider, listed.account, listed.region,
                held.hash, listed.hash, {image("held")}, {image("listed")}
            FROM lake.resources held JOIN (
                SELECT * FROM {staged.resources} WHERE rowid IN (SELECT position FROM differing WHERE known)
            ) listed USING (kind, key)
            UNION ALL
            SELECT 'removed', kind, key, name, provider, account, region, hash, NULL, {image("held")}, NULL
            FROM lake.resources held WHERE (kind, key) IN (SELECT (kind, key) FROM missing)
        ) ORDER BY kind, key""",
        [at, scan_id],
    )
    counts = cursor.execute(
        """SELECT count(*) FILTER (NOT known), count(*) FILTER (known), (SELECT count(*) FROM missing) FROM differing"""
    ).fetchall()[0]
    return int(counts[0]), int(counts[1]), int(counts[2])


def _update_changed(cursor: duckdb.DuckDBPyConnection, staged: Staged, scan_id: str, at: datetime) -> None:
    updates = ", ".join(f"{name} = listed.{name}" for name in _RESOURCE_COLUMNS if name not in ("kind", "key"))
    cursor.execute(
        f"""MERGE INTO lake.resources held USING (
            SELECT * FROM {staged.resources} WHERE rowid IN (SELECT position FROM differing WHERE known)
        ) listed ON held.kind = listed.kind AND held.key = listed.key
        WHEN MATCHED THEN UPDATE SET {updates}, changed_at = ?, scan_id = ?""",
        [at, scan_id],
    )


def _insert_added(cursor: duckdb.DuckDBPyConnection, staged: Staged, scan_id: str, at: datetime) -> None:
    columns = ", ".join(_RESOURCE_COLUMNS)
    cursor.execute(
        f"""INSERT INTO lake.resources ({columns}, first_seen, changed_at, scan_id)
        SELECT {columns}, ?, ?, ? FROM {staged.resources}
        WHERE rowid IN (SELECT position FROM differing WHERE NOT known) ORDER BY kind, key""",
        [at, at, scan_id],
    )


def _sweep_edges(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> int:
    gone = cursor.execute(
        f"""DELETE FROM lake.relationships
        WHERE ({_TOLD}) IN (SELECT (provider, account, region, kind) FROM {staged.parts})
        AND ({_EDGE}, {_TOLD}) NOT IN (SELECT ({_EDGE}, {_TOLD}) FROM {staged.edges})"""
    ).fetchall()
    return int(gone[0][0])


def _add_edges(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> int:
    new = cursor.execute(
        f"""INSERT INTO lake.relationships ({_EDGE}, {_TOLD})
        SELECT {_EDGE}, {_TOLD} FROM {staged.edges} listed WHERE NOT EXISTS (
            SELECT 1 FROM lake.relationships held
            WHERE {" AND ".join(f"held.{name} = listed.{name}" for name in (*_EDGE_COLUMNS, *_TOLD_COLUMNS))})"""
    ).fetchall()
    return int(new[0][0])
