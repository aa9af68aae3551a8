"""What a resource's page shows of the columns of its kind, lists included."""

from __future__ import annotations

import pytest

from dharma_tui.core.kinds import Column, ColumnType
from dharma_tui.core.types import Json
from dharma_tui.screens._facts import column_value

ATTRS: dict[str, Json] = {
    "type": "m5",
    "zones": ["a", "b"],
    "disks": [{"size": 10, "at": [{"name": "x"}]}, {"size": 5, "at": []}, {}],
    "none": [],
}


@pytest.mark.parametrize(
    ("path", "type", "shown"),
    [
        ("type", ColumnType.TEXT, "m5"),
        ("zones[]", ColumnType.TEXT, "a, b"),
        ("disks[].at[].name", ColumnType.TEXT, "x"),
        ("disks[].size", ColumnType.BYTES, 15),
        ("disks[]", ColumnType.NUMBER, 3),
        ("none[]", ColumnType.NUMBER, 0),
        ("none[]", ColumnType.TEXT, None),
        ("absent[]", ColumnType.NUMBER, None),
        ("disks[].size", ColumnType.ID, 10),
    ],
)
def test_a_column_leads_through_lists(path: str, type: ColumnType, shown: Json) -> None:
    assert column_value(ATTRS, Column("column", "COLUMN", path, type)) == shown
