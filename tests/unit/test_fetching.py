"""Rows that come some at a time come all, in their order."""

from __future__ import annotations

import pytest

from dharma_tui.services.store.fetching import fetched


@pytest.mark.parametrize(
    ("limit", "sizes"), [(None, [250, 0]), (300, [250, 0]), (120, [120, 120, 10, 0]), (100, [100, 100, 50, 0])]
)
def test_rows_come_all_and_in_order(limit: int | None, sizes: list[int]) -> None:
    import duckdb

    cursor = duckdb.connect()
    cursor.execute("FROM range(250)")
    batches = [fetched(cursor, limit) for _ in sizes]
    assert [len(rows) for rows in batches] == sizes
    assert [number for rows in batches for (number,) in rows] == list(range(250))
