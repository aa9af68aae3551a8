"""One property that changed, in the room there is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dharma_tui.core.change_words import change_words
from dharma_tui.core.changes import Change, ChangeKind, FieldChange
from dharma_tui.core.text import cells_of
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.screens._lines import change_line, change_lines

DEEP = "AssumeRolePolicyDocument.Statement[3].Condition.StringEquals.token.actions.githubusercontent.com:sub"


@pytest.mark.parametrize(
    ("before", "after", "room", "told"),
    [
        ("1", "2", 0, f"{DEEP} 1 → 2"),
        ("1", "2", 200, f"{DEEP} 1 → 2"),
        ("1", "2", 40, "AssumeRolePolicyD…sercontent.com:sub 1 → 2"),
        (None, "2", 40, "AssumeRolePolicyDo…ercontent.com:sub + 2"),
        ("1", None, 40, "AssumeRolePolicyDo…ercontent.com:sub - 1"),
    ],
)
def test_a_long_name_gives_way_in_its_middle(before: str | None, after: str | None, room: int, told: str) -> None:
    found = change_words(DEEP, before, after, room)
    assert not room or cells_of(found) <= room
    assert [found[:10], found[-16:]] == [told[:10], told[-16:]]


@pytest.mark.parametrize("room", [24, 30, 41, 60, 80])
@pytest.mark.parametrize(
    ("before", "after"), [("a" * 90, "b" * 90), ("a", "b" * 90), ("a" * 90, "b"), (None, "b" * 90)]
)
def test_both_values_stay_in_sight(before: str | None, after: str, room: int) -> None:
    found = change_words(DEEP, before, after, room)
    assert cells_of(found) <= room
    assert "b" in found[-room // 2 :]
    assert before is None or " → " in found


def test_a_line_of_changes_uses_the_room_there_is() -> None:
    ref = ResourceRef("aws.iam.role", "arn:aws:iam::123456789012:role/r")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    field = FieldChange(f"attrs.{DEEP}", "main", "release")
    change = Change(ref, "r", Scope("aws"), ChangeKind.CHANGED, at, 1, "scan", (field,))
    wide = change_line(change, {}, at, at="10:00:00", width=200).text
    assert f"{DEEP} main → release" in wide
    narrow = change_line(change, {}, at, at="10:00:00", width=80).text
    assert cells_of(narrow) <= 80
    assert narrow.endswith(":sub main → release")
    assert change_lines(change, 160) == [f"attrs.{DEEP}: main → release"]
    assert change_lines(change, 60)[0].endswith(":sub: main → release")
