"""Two versions of a resource, property by property."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Json
from dharma_tui.services.store.difference import field_changes

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, Any, Any]]]] = {
    "nothing": ({"a": 1}, {"a": 1}, []),
    "a value": ({"a": 1}, {"a": 2}, [("a", 1, 2)]),
    "nested": ({"a": {"b": {"c": 1}, "d": 1}}, {"a": {"b": {"c": 2}, "d": 1}}, [("a.b.c", 1, 2)]),
    "new": ({}, {"a": {"b": 1}}, [("a.b", None, 1)]),
    "gone": ({"a": {"b": 1, "c": 2}}, {}, [("a.b", 1, None), ("a.c", 2, None)]),
    "new and empty": ({}, {"a": {}}, [("a", None, {})]),
    "new and null": ({}, {"a": None}, [("a", None, None)]),
    "a list": ({"a": [1, 2]}, {"a": [1, 3]}, [("a", [1, 2], [1, 3])]),
    "another shape": ({"a": {"b": 1}}, {"a": 5}, [("a", {"b": 1}, 5)]),
    "one is not true": ({"a": 1}, {"a": True}, [("a", 1, True)]),
    "one is one": ({"a": 1}, {"a": 1.0}, []),
    "order": ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_differences_are_named_by_dotted_path(
    before: dict[str, Any], after: dict[str, Any], expected: list[tuple[str, Any, Any]]
) -> None:
    assert [(change.path, change.before, change.after) for change in field_changes(before, after)] == expected


def test_ignored_paths_leave_out_what_lies_below_them_and_nothing_else() -> None:
    before: dict[str, Json] = {"attrs": {"cpu": {"busy": 1}, "cpus": 1}}
    after: dict[str, Json] = {"attrs": {"cpu": {"busy": 2}, "cpus": 2}}
    assert [change.path for change in field_changes(before, after, ["attrs.cpu"])] == ["attrs.cpus"]
