"""Fills a lake with a made-up estate of any size, the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dharma_tui.core.kinds import Column, ColumnType, KindSpec

if TYPE_CHECKING:
    import duckdb

    from dharma_tui.services.store.lake import Lake

_COLUMNS = (
    Column("mem", "MEM", "memory.rss", ColumnType.BYTES, 8),
    Column("cpu", "CPU", "cpu", ColumnType.PERCENT, 6),
    Column("vpc", "VPC", "network.vpc", ColumnType.TEXT, 12),
    Column("started", "STARTED", "started", ColumnType.TIME, 8),
    Column("port", "PORT", "port", ColumnType.NUMBER, 6),
)
_NAMES = ("ec2.instance", "ec2.volume", "ec2.interface", "rds.instance", "lambda.function", "s3.bucket", "sqs.queue")
KINDS = {
    f"cloud.{name}": KindSpec(
        f"cloud.{name}", name, f"{name}s", "", aliases=(name.partition(".")[0],), columns=_COLUMNS
    )
    for name in _NAMES
}
_SELECT = """
SELECT 'cloud.' || ['ec2.instance','ec2.volume','ec2.interface','rds.instance','lambda.function','s3.bucket','sqs.queue'][
        1 + (hash(i) % 7)::INT] AS kind,
    'arn:cloud:eu-west-' || (1 + hash(i, 1) % 3) || ':' || (100000000000 + hash(i, 5) % 40) || ':thing/'
        || printf('%017x', (hash(i, 2) // 16)::BIGINT) AS key,
    ['web','api','db','cache','worker','queue','edge','auth'][1 + (hash(i, 3) % 8)::INT] || '-'
        || ['prod','dev','stage'][1 + (hash(i, 4) % 3)::INT] || '-' || i AS name,
    'cloud' AS provider, (100000000000 + hash(i, 5) % 40)::VARCHAR AS account,
    'eu-west-' || (1 + hash(i, 1) % 3) AS region,
    ['running','running','running','running','stopped','stopped','degraded','failed'][1 + (hash(i, 6) % 8)::INT] AS state,
    MAP {'env': ['prod','dev','stage'][1 + (hash(i, 4) % 3)::INT], 'team': 'team-' || (hash(i, 7) % 50),
        'Owner': 'person-' || (hash(i, 8) % 900)} AS labels,
    json_object('memory', json_object('rss', (hash(i, 9) % 68719476736)::BIGINT), 'cpu', (hash(i, 10) % 1000) / 10.0,
        'network', json_object('vpc', 'vpc-' || (hash(i, 11) % 30)), 'port', (hash(i, 12) % 65536)::INT,
        'started', strftime(TIMESTAMP '2026-01-01' + INTERVAL (hash(i, 13) % 20000000) SECOND, '%Y-%m-%dT%H:%M:%SZ')) AS attrs,
    hash(i, 14) AS hash,
    TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL (hash(i, 15) % 5000000) SECOND AS first_seen,
    TIMESTAMPTZ '2026-03-01 00:00:00+00' + INTERVAL (hash(i, 16) % 5000000) SECOND AS changed_at,
    'scan-seed' AS scan_id
FROM range($start, $stop) AS numbers(i)
"""


def seed(lake: Lake, rows: int, start: int = 0) -> None:
    """Add ``rows`` resources in one commit."""
    lake.write(
        lambda cursor: cursor.execute(
            "INSERT INTO lake.resources BY NAME" + _SELECT, {"start": start, "stop": start + rows}
        )
    )


def touch(lake: Lake, rows: int) -> None:
    """Change about ``rows`` resources in one commit, with its entries in the change log."""
    lake.write(lambda cursor: _touch(cursor, rows))


def _touch(cursor: duckdb.DuckDBPyConnection, rows: int) -> None:
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE chosen AS SELECT kind, key FROM lake.resources"
        f" USING SAMPLE reservoir({int(rows)} ROWS) REPEATABLE (7)"
    )
    cursor.execute(
        "INSERT INTO lake.changes BY NAME SELECT (FROM lake.current_snapshot()) + 1 AS snapshot, now() AS at,"
        " 'changed' AS change, kind, key FROM chosen"
    )
    cursor.execute(
        "UPDATE lake.resources SET state = 'stopped', hash = hash + 1, changed_at = changed_at + INTERVAL 90 DAY"
        " WHERE (kind, key) IN (SELECT (kind, key) FROM chosen)"
    )
