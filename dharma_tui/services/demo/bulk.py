"""A demo estate of up to a million resources: the first ten thousand again and again, in further accounts, by SQL alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.services.store.lake import Lake

if TYPE_CHECKING:
    import duckdb

_SUFFIX = "printf('-%03d', copy)"
_COPIES = "range(1, ?) AS copies(copy)"


def multiply(lake: Lake, more: int) -> None:
    """Add ``more`` resources, with their relationships, that repeat what is there. Raises StoreError."""
    lake.write(lambda cursor: _multiply(cursor, more))


def _multiply(cursor: duckdb.DuckDBPyConnection, more: int) -> None:
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE demo_core AS SELECT *, row_number() OVER () AS number FROM lake.resources"
    )
    cursor.execute("CREATE OR REPLACE TEMP TABLE demo_edges AS SELECT * FROM lake.relationships")
    found = cursor.execute("SELECT count(*) FROM demo_core").fetchone()
    core = int(found[0]) if found else 0
    copies, rest = divmod(more, core)
    cursor.execute(
        f"""INSERT INTO lake.resources (kind, key, name, provider, account, region, state, labels, attrs, hash,
                first_seen, changed_at, scan_id)
            SELECT kind, account || {_SUFFIX} || substr(key, length(account) + 1), name || {_SUFFIX}, provider,
                account || {_SUFFIX}, region, state, labels,
                replace(attrs::VARCHAR, '"' || account || '/', '"' || account || {_SUFFIX} || '/')::JSON,
                hash(kind, key, copy), first_seen, changed_at, scan_id
            FROM demo_core, {_COPIES}
            WHERE copy <= ? OR number <= ?""",
        [copies + 2, copies, rest],
    )
    cursor.execute(
        f"""INSERT INTO lake.relationships (src_kind, src_key, dst_kind, dst_key, verb, source, provider, account, region)
            SELECT src_kind, src.account || {_SUFFIX} || substr(src_key, length(src.account) + 1),
                dst_kind, dst.account || {_SUFFIX} || substr(dst_key, length(dst.account) + 1),
                verb, source, edge.provider, edge.account || {_SUFFIX}, edge.region
            FROM demo_edges AS edge
            JOIN demo_core AS src ON src.kind = src_kind AND src.key = src_key
            JOIN demo_core AS dst ON dst.kind = dst_kind AND dst.key = dst_key, {_COPIES}
            WHERE copy <= ? OR (src.number <= ? AND dst.number <= ?)""",
        [copies + 2, copies, rest, rest],
    )
    cursor.execute("DROP TABLE demo_core")
    cursor.execute("DROP TABLE demo_edges")
