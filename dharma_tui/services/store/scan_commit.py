"""One commit of a scan: what the ended parts listed against what the lake holds, writing only what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dharma_tui.core.text import storable
from dharma_tui.core.types import Relationship
from dharma_tui.services.store.change_log import image
from dharma_tui.services.store.staging import EDGE, RESOURCE, TOLD, Staged

if TYPE_CHECKING:
    import duckdb

SORTED_AT_MOST = 50_000
"""Rows written in order of their keys, which makes them quicker to find; sorting more would need more memory than it saves."""

PORTION_BYTES = 16 << 20
"""Lines written at a time: with all at once, memory would grow with what a scan or file brings."""

_EDGE = ", ".join(EDGE)
_TOLD = ", ".join(TOLD)


@dataclass(frozen=True, slots=True)
class Delta:
    """What one commit made different: resources by what happened to them, and relationships that came or went."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    relationships: int = 0


@dataclass(frozen=True, slots=True)
class Some:
    """Only these resources of a part were looked for; until now they ``told`` these relationships."""

    keys: tuple[str, ...]
    told: tuple[Relationship, ...] = ()


def apply(
    cursor: duckdb.DuckDBPyConnection, staged: Staged, scan_id: str, at: datetime, some: Some | None = None
) -> Delta:
    """Bring the lake to what was listed and log what that changed, inside the caller's transaction.

    Of parts that were listed to the end, what is no longer listed goes; with ``some`` only of these.
    """
    added, changed = _find_differing(cursor, staged)
    removed = _find_missing(cursor, staged, some)
    for more, other in _portions(cursor, staged) if added or changed else ():
        new = staged.whole(cursor, "differing")
        _log_differing(cursor, new, scan_id, at, more)
        _write_resources(cursor, new, scan_id, at, more, other)
    if removed:
        _log_missing(cursor, scan_id, at, removed)
        cursor.execute("DELETE FROM lake.resources WHERE (kind, key) IN (SELECT (kind, key) FROM missing)")
    swept = _sweep_edges(cursor, staged) if some is None else _retract_edges(cursor, staged, some)
    return Delta(added, changed, removed, swept + _add_edges(cursor, staged))


def _find_differing(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> tuple[int, int]:
    """Which of the listed are new or of another content than the lake's. Returns how many of each."""
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE differing AS
        SELECT listed.n, held.key IS NOT NULL AS known
        FROM {staged.listed} listed LEFT JOIN (
            SELECT kind, key, hash FROM lake.resources WHERE kind IN (SELECT DISTINCT kind FROM {staged.listed})
        ) held USING (kind, key) WHERE held.hash IS DISTINCT FROM listed.hash"""
    )
    counts = cursor.execute("SELECT count(*) FILTER (NOT known), count(*) FILTER (known) FROM differing").fetchall()
    return int(counts[0][0]), int(counts[0][1])


def _portions(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> Iterator[tuple[int, int]]:
    """Have ``differing`` be some of all that differ, as much as memory holds easily. Tells how many are new and changed."""
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE portions AS
        SELECT n, known, (sum(length) OVER (ORDER BY n)) // {PORTION_BYTES} AS portion
        FROM differing JOIN {staged.listed} USING (n)"""
    )
    portions = cursor.execute(
        """SELECT portion, count(*) FILTER (NOT known), count(*) FILTER (known) FROM portions
        GROUP BY portion ORDER BY portion"""
    ).fetchall()
    for portion, added, changed in portions:
        if len(portions) > 1:
            cursor.execute(
                "CREATE OR REPLACE TEMP TABLE differing AS SELECT n, known FROM portions WHERE portion = ?", [portion]
            )
        yield int(added), int(changed)


def _find_missing(cursor: duckdb.DuckDBPyConnection, staged: Staged, some: Some | None) -> int:
    """Which resources the parts listed to the end no longer list, or are known to be gone. Returns how many."""
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE missing AS SELECT kind, key FROM (
            SELECT kind, key FROM lake.resources SEMI JOIN {staged.parts} USING (provider, account, region, kind)
            UNION SELECT kind, key FROM lake.resources SEMI JOIN {staged.gone} USING (kind, key)
        ) ANTI JOIN {staged.listed} USING (kind, key)"""
        + (" WHERE key IN (SELECT unnest(?::VARCHAR[]))" if some else ""),
        [[storable(key) for key in some.keys]] if some else [],
    )
    return int(cursor.execute("SELECT count(*) FROM missing").fetchall()[0][0])


def _log_differing(cursor: duckdb.DuckDBPyConnection, new: str, scan_id: str, at: datetime, plain: int) -> None:
    """Write the change log while the lake still has the old versions; ``new`` has the new ones."""
    _log(
        cursor,
        f"""SELECT 'added' AS change, kind, key, name, provider, account, region, NULL, hash, NULL, NULL
            FROM {new} WHERE n IN (SELECT n FROM differing WHERE NOT known)
            UNION ALL
            SELECT 'changed', kind, key, listed.name, listed.provider, listed.account, listed.region,
                held.hash, listed.hash, {image("held")}, {image("listed")}
            FROM lake.resources held JOIN (
                FROM {new} WHERE n IN (SELECT n FROM differing WHERE known)) listed USING (kind, key)""",
        scan_id,
        at,
        plain,
    )


def _log_missing(cursor: duckdb.DuckDBPyConnection, scan_id: str, at: datetime, removed: int) -> None:
    _log(
        cursor,
        f"""SELECT 'removed' AS change, kind, key, name, provider, account, region, hash, NULL, {image("held")}, NULL
            FROM lake.resources held SEMI JOIN missing USING (kind, key)""",
        scan_id,
        at,
        removed,
    )


def _log(cursor: duckdb.DuckDBPyConnection, rows: str, scan_id: str, at: datetime, plain: int) -> None:
    """The number of the commit to come is known, as nobody else commits under the lock."""
    order = "ORDER BY kind, key" if plain <= SORTED_AT_MOST else ""
    cursor.execute(
        f"""INSERT INTO lake.changes
        SELECT (FROM lake.current_snapshot()) + 1, ?::TIMESTAMPTZ, ?, * FROM ({rows}) {order}""",
        [at, scan_id],
    )


def _write_resources(
    cursor: duckdb.DuckDBPyConnection, new: str, scan_id: str, at: datetime, added: int, changed: int
) -> None:
    if changed:
        updates = ", ".join(f"{name} = listed.{name}" for name in RESOURCE if name not in ("kind", "key"))
        cursor.execute(
            f"""MERGE INTO lake.resources held USING (
                FROM {new} WHERE n IN (SELECT n FROM differing WHERE known)
            ) listed ON held.kind = listed.kind AND held.key = listed.key
            WHEN MATCHED THEN UPDATE SET {updates}, changed_at = ?, scan_id = ?""",
            [at, scan_id],
        )
    if added:
        columns = ", ".join(RESOURCE)
        order = "ORDER BY kind, key" if added <= SORTED_AT_MOST else ""
        cursor.execute(
            f"""INSERT INTO lake.resources ({columns}, first_seen, changed_at, scan_id)
            SELECT {columns}, ?, ?, ? FROM {new} WHERE n IN (SELECT n FROM differing WHERE NOT known) {order}""",
            [at, at, scan_id],
        )


def _sweep_edges(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> int:
    gone = cursor.execute(
        f"""DELETE FROM lake.relationships
        WHERE ({_TOLD}) IN (SELECT (provider, account, region, kind) FROM {staged.parts})
        AND ({_EDGE}, {_TOLD}) NOT IN (SELECT ({_EDGE}, {_TOLD}) FROM {staged.edges})"""
    ).fetchall()
    return int(gone[0][0])


def _retract_edges(cursor: duckdb.DuckDBPyConnection, staged: Staged, some: Some) -> int:
    """Delete what single resources told until now and tell no more; what others of their kind tell stays."""
    ends = [(edge.src.kind, edge.src.key, edge.dst.kind, edge.dst.key) for edge in some.told]
    rows = [[*end, edge.verb.value, edge.source] for end, edge in zip(ends, some.told, strict=True)]
    gone = cursor.execute(
        f"""DELETE FROM lake.relationships
        WHERE ({_TOLD}) IN (SELECT (provider, account, region, kind) FROM {staged.parts})
        AND ({_EDGE}) IN (
            SELECT (edge[1], edge[2], edge[3], edge[4], edge[5], edge[6])
            FROM (SELECT unnest(from_json(?, '[["VARCHAR"]]')) AS edge))
        AND ({_EDGE}, {_TOLD}) NOT IN (SELECT ({_EDGE}, {_TOLD}) FROM {staged.edges})""",
        [json.dumps([[storable(word) for word in row] for row in rows])],
    ).fetchall()
    return int(gone[0][0])


def _add_edges(cursor: duckdb.DuckDBPyConnection, staged: Staged) -> int:
    new = cursor.execute(
        f"""INSERT INTO lake.relationships ({_EDGE}, {_TOLD})
        SELECT {_EDGE}, {_TOLD} FROM {staged.edges} ANTI JOIN (
            SELECT {_EDGE}, {_TOLD} FROM lake.relationships
            WHERE told_by IN (SELECT DISTINCT told_by FROM {staged.edges})) USING ({_EDGE}, {_TOLD})"""
    ).fetchall()
    return int(new[0][0])
