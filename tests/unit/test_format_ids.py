"""Numbers that name something are written as they are; lists of words read as words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.core.format import cell
from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.core.types import Json

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "type", "shown"),
    [
        (4194304, ColumnType.ID, "4194304"),
        (8080.0, ColumnType.ID, "8080"),
        (8080, ColumnType.NUMBER, "8,080"),
        (["192.0.2.1", "192.0.2.2"], ColumnType.TEXT, "192.0.2.1, 192.0.2.2"),
        (["0.0.0.0/0", "::/0", "0.0.0.0/0"], ColumnType.TEXT, "0.0.0.0/0, ::/0"),
        ([], ColumnType.TEXT, "—"),
        (["\x1b[2J"], ColumnType.TEXT, "\\x1b[2J"),
        ([1, "a"], ColumnType.TEXT, '[1, "a"]'),
    ],
)
def test_ids_and_lists_in_cells(value: Json, type: ColumnType, shown: str) -> None:
    assert cell(value, type, NOW) == shown


def test_ids_are_aligned_and_sorted_as_numbers() -> None:
    assert Column("pid", "PID", "pid", ColumnType.ID).numeric
