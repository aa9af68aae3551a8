"""What a resource's page shows of the columns of its kind, lists included."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.core.kinds import Column, ColumnType, KindSpec
from dharma_tui.core.types import Json, Resource, ResourceRef, Scope, StoredResource
from dharma_tui.screens._facts import column_value, fact_lines
from dharma_tui.widgets.glyphs import Glyphs

ATTRS: dict[str, Json] = {
    "type": "m5",
    "zones": ["a", "b"],
    "disks": [{"size": 10, "at": [{"name": "x"}]}, {"size": 5, "at": []}, {}],
    "none": [],
    "several": [{"of": ["x", "y"], "at": "2026-05-01T00:00:00+00:00"}, {"of": "z", "at": "2026-01-01T00:00:00+00:00"}],
    "rules": [{"from": "any", "main": False}, {"from": "any", "main": True}, {"from": "us"}],
}


@pytest.mark.parametrize(
    ("path", "type", "shown"),
    [
        ("type", ColumnType.TEXT, "m5"),
        ("zones[]", ColumnType.TEXT, "a, b"),
        ("rules[].from", ColumnType.TEXT, "any, us"),
        ("rules[].main", ColumnType.FLAG, True),
        ("none[].main", ColumnType.FLAG, None),
        ("disks[].at[].name", ColumnType.TEXT, "x"),
        ("disks[].size", ColumnType.BYTES, 15),
        ("disks[]", ColumnType.NUMBER, 3),
        ("none[]", ColumnType.NUMBER, 0),
        ("none[]", ColumnType.TEXT, None),
        ("absent[]", ColumnType.NUMBER, None),
        ("disks[].size", ColumnType.ID, 10),
        ("several[].of", ColumnType.TEXT, "x, y, z"),
        ("several[].at", ColumnType.TIME, "2026-01-01T00:00:00+00:00"),
    ],
)
def test_a_column_leads_through_lists(path: str, type: ColumnType, shown: Json) -> None:
    assert column_value(ATTRS, Column("column", "COLUMN", path, type)) == shown


def test_what_its_kind_shows_stands_under_the_title_of_the_kind() -> None:
    spec = KindSpec("aws.ec2.instance", "EC2 instance", "EC2 instances", "", columns=(Column("type", "TYPE", "type"),))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    stored = StoredResource(
        Resource(ResourceRef(spec.kind, "i-1"), "web", Scope("aws"), attrs=ATTRS), at, at, at, "scan"
    )
    lines = fact_lines(stored, spec, at, Glyphs(), local=False)
    assert any(line.text.strip() == "EC2 instance" for line in lines)
