"""Statistics of what scans say of their parts, kept short.

DuckLake keeps the least and the greatest value of a column, whole and for good, in memory once for each snapshot that was
read (https://github.com/duckdb/ducklake/pull/1213): a third of a megabyte for each commit of a scan of a thousand parts. No
text of a scan is less than the one or greater than the other of these.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "INSERT INTO lake.scans (scan_id, scopes, announced) VALUES ('', '[]', '[]'), ('', '{}', '{}')",
    "DELETE FROM lake.scans WHERE scan_id = ''",
)
