"""Two documents side by side: what stands beside what, and what is read of values that are too long."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from dharma_tui.core.changes import Change, ChangeKind, FieldChange
from dharma_tui.core.types import Json, ResourceRef, Scope
from dharma_tui.screens._history import history_lines
from dharma_tui.screens.compare import compare_lines
from dharma_tui.widgets.glyphs import Glyphs


def told(left: Json, right: Json, width: int = 80, *, all_rows: bool = False) -> list[str]:
    lines = compare_lines({"of": left}, {"of": right}, width, all_rows=all_rows)
    return [" ".join(line.text.split()) for line in lines]


def policy(*actions: str) -> str:
    said = {"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": "arn:aws:sqs:::q"}
    return json.dumps({"Version": "2012-10-17", "Statement": [said]})


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        (["sg-1", "sg-2", "sg-3"], ["sg-2", "sg-3"], ["- of[0] sg-1 —"]),
        (["10.0.0.0/8", "0.0.0.0/0"], ["0.0.0.0/0"], ["- of[0] 10.0.0.0/8 —"]),
        (["sg-1"], ["sg-9"], ["≠ of[0] sg-1 sg-9"]),
        (["a", "b"], ["c", "b", "d"], ["- of[0] a —", "+ of[0] — c", "+ of[2] — d"]),
        (["a", "b"], ["b", "a"], ['≠ of ["a", "b"] ["b", "a"]']),
        ([{"id": "1"}, {"id": "2"}], [{"id": "2"}, {"id": "1"}], ['≠ of [{"id": "1"}, {"id": "2"}] [{"id": "2"}, {"id": "1"}]']),
        ([[1, 2], [3, 4]], [[3, 4], [1, 9]], ["≠ of[0][1] 2 9"]),
        (1, True, ["≠ of 1 true"]),
        (policy("sqs:Send"), policy("sqs:Send", "sqs:*"), ["+ of.Statement[a].Action[1] — sqs:*"]),
        ("{not json", "{not either", ["≠ of {not json {not either"]),
    ],
)  # fmt: skip
def test_what_differs_is_told_and_no_more(left: Json, right: Json, lines: list[str]) -> None:
    assert told(left, right, 100) == lines


def test_items_of_lists_that_are_equal_are_told_as_such() -> None:
    assert told(["a", "b"], ["b"], all_rows=True) == ["- of[0] a —", "of[1] b b"]


@pytest.mark.parametrize("begin", ["x" * 3000, "日本語" * 40])
def test_long_values_are_read_where_they_differ(begin: str) -> None:
    for width in (40, 80):
        (line,) = compare_lines({"of": f"{begin}1"}, {"of": f"{begin}2"}, width, all_rows=False)
        cells = line.text.split()[2:]
        assert [cell[0] + cell[-1] for cell in cells] == ["…1", "…2"]
        assert line.copy == f"of\t{begin}1\t{begin}2"


def test_paths_too_long_end_in_what_they_are_of() -> None:
    (line,) = compare_lines({"a": {"b" * 60: {"Port": 1}}}, {"a": {"b" * 60: {"Port": 2}}}, 80, all_rows=False)
    assert line.text.split()[1].endswith(".Port")


def test_a_history_tells_long_values_where_they_differ() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    field = FieldChange("attrs.Long", "x" * 900 + "1", "x" * 900 + "2")
    change = Change(
        ResourceRef("lab.thing", "a"), "a", Scope("lab", "main"), ChangeKind.CHANGED, at, 3, "scan-1", (field,)
    )
    (_, line) = history_lines([change], at, Glyphs(), local=False)
    assert line.text.endswith(f"…{'x' * 12}1 → …{'x' * 12}2")
