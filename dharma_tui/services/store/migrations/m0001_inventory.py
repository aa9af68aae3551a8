"""Resources, relationships, the change log, scans and metrics."""

from __future__ import annotations

# Small row groups: writing 400,000 resources at once stays within 256 MB, and a key is found in a small part of a file.
STATEMENTS: tuple[str, ...] = (
    "CALL ducklake_set_option('lake', 'parquet_row_group_size', 16384)",
    "CALL ducklake_set_option('lake', 'parquet_compression', 'zstd')",
    "CREATE TABLE lake.store (version INTEGER, applied_at TIMESTAMPTZ)",
    """CREATE TABLE lake.resources (
        kind VARCHAR, key VARCHAR, name VARCHAR, provider VARCHAR, account VARCHAR, region VARCHAR, state VARCHAR,
        labels MAP(VARCHAR, VARCHAR), attrs JSON, hash UBIGINT,
        first_seen TIMESTAMPTZ, changed_at TIMESTAMPTZ, scan_id VARCHAR)""",
    """CREATE TABLE lake.relationships (
        src_kind VARCHAR, src_key VARCHAR, dst_kind VARCHAR, dst_key VARCHAR, verb VARCHAR, source VARCHAR,
        provider VARCHAR, account VARCHAR, region VARCHAR, told_by VARCHAR)""",
    """CREATE TABLE lake.changes (
        snapshot BIGINT, "at" TIMESTAMPTZ, scan_id VARCHAR, change VARCHAR, kind VARCHAR, key VARCHAR, name VARCHAR,
        provider VARCHAR, account VARCHAR, region VARCHAR,
        before_hash UBIGINT, after_hash UBIGINT, before JSON, after JSON)""",
    """CREATE TABLE lake.scans (
        scan_id VARCHAR, status VARCHAR, trigger VARCHAR, providers VARCHAR[],
        started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, seconds DOUBLE, calls BIGINT,
        resources BIGINT, relationships BIGINT, added BIGINT, changed BIGINT, removed BIGINT,
        host VARCHAR, pid BIGINT, pid_started DOUBLE, scopes JSON, reason VARCHAR, hint VARCHAR)""",
    'CREATE TABLE lake.metrics (kind VARCHAR, key VARCHAR, name VARCHAR, unit VARCHAR, "at" TIMESTAMPTZ, value DOUBLE)',
)
