"""Moments that the present is compared with: never in the midst of a scan, wherever a day ago falls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_ends import compared_with
from tests.integration.store_lab import open_lake

AGO = "-1h"


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = open_lake(tmp_path)
    yield lake
    lake.close()


def began(lake: Lake, name: str, at: datetime) -> None:
    lake.write(lambda cursor: cursor.execute("INSERT INTO lake.scans (scan_id, started_at) VALUES (?, ?)", [name, at]))


def ended(lake: Lake, name: str) -> int:
    """The commit that says so."""
    now = datetime.now(UTC)
    lake.write(lambda cursor: cursor.execute("UPDATE lake.scans SET ended_at = ? WHERE scan_id = ?", [now, name]))
    return lake.snapshot().id


def commit(lake: Lake) -> datetime:
    """The moment of one more."""
    lake.write(lambda cursor: cursor.execute("INSERT INTO lake.metrics (kind) VALUES ('x')"))
    return lake.snapshot().at


def test_a_young_store_is_compared_with_what_the_scan_before_the_last_left(lake: Lake) -> None:
    assert compared_with(lake, AGO) is None
    began(lake, "one", commit(lake))
    assert compared_with(lake, AGO) is None, "it goes on"
    first = ended(lake, "one")
    assert compared_with(lake, AGO) is None, "nothing was before"
    began(lake, "two", commit(lake))
    found = compared_with(lake, AGO)
    assert found is None, "the second goes on"
    ended(lake, "two")
    commit(lake)
    found = compared_with(lake, AGO)
    assert found is not None and found.id == first


def test_a_moment_within_a_scan_gives_way_to_what_the_scan_before_left(lake: Lake) -> None:
    began(lake, "one", commit(lake))
    first = ended(lake, "one")
    between = commit(lake)
    began(lake, "two", commit(lake))
    within = commit(lake)
    ended(lake, "two")

    def compared(at: datetime) -> int:
        found = compared_with(lake, (at + timedelta(microseconds=1)).isoformat())
        assert found is not None
        return found.id

    assert compared(within) == first
    assert compared(between) == lake.resolve((between + timedelta(microseconds=1)).isoformat()).id != first


def test_what_ended_while_another_went_on_is_no_moment_to_compare_with(lake: Lake) -> None:
    began(lake, "long", commit(lake))
    began(lake, "short", commit(lake))
    ended(lake, "short")
    began(lake, "third", commit(lake))
    long = ended(lake, "long")
    assert compared_with(lake, AGO) is None
    third = ended(lake, "third")
    began(lake, "last", commit(lake))
    ended(lake, "last")
    found = compared_with(lake, AGO)
    assert found is not None and found.id == third != long
