"""Two versions of a resource, property by property."""

from __future__ import annotations

from typing import Any

import pytest

from dharma_tui.core.types import Json
from dharma_tui.services.store.difference import field_changes


def _rule(port: int, *ranges: str) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": each} for each in ranges]}


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, Any, Any]]]] = {
    "nothing": ({"a": 1}, {"a": 1}, []),
    "a value": ({"a": 1}, {"a": 2}, [("a", 1, 2)]),
    "nested": ({"a": {"b": {"c": 1}, "d": 1}}, {"a": {"b": {"c": 2}, "d": 1}}, [("a.b.c", 1, 2)]),
    "new": ({}, {"a": {"b": 1}}, [("a.b", None, 1)]),
    "gone": ({"a": {"b": 1, "c": 2}}, {}, [("a.b", 1, None), ("a.c", 2, None)]),
    "new and empty": ({}, {"a": {}}, [("a", None, {})]),
    "new and null": ({}, {"a": None}, [("a", None, None)]),
    "an item": ({"a": [1, 2]}, {"a": [1, 3]}, [("a[1]", 2, 3)]),
    "items": (
        {"a": [1, 2, 2]},
        {"a": [3, 2, 4]},
        [("a[0]", 1, None), ("a[2]", 2, None), ("a[0]", None, 3), ("a[2]", None, 4)],
    ),
    "order of items": ({"a": [1, 2]}, {"a": [2, 1]}, [("a", [1, 2], [2, 1])]),
    "an item by its name": (
        {"tags": [{"Key": "env", "Value": "test"}, {"Key": "old", "Value": "1"}]},
        {"tags": [{"Key": "new", "Value": "2"}, {"Key": "env", "Value": "prod"}]},
        [
            ("tags[env].Value", "test", "prod"),
            ("tags[old]", {"Key": "old", "Value": "1"}, None),
            ("tags[new]", None, {"Key": "new", "Value": "2"}),
        ],
    ),
    "a range of a rule": (
        {"rules": [_rule(80, "10.0.0.0/8"), _rule(443, "10.0.0.0/8")]},
        {"rules": [_rule(443, "0.0.0.0/0", "10.0.0.0/8"), _rule(80, "10.0.0.0/8")]},
        [("rules[tcp 443].IpRanges[0.0.0.0/0]", None, {"CidrIp": "0.0.0.0/0"})],
    ),
    "a rule": (
        {"rules": [_rule(80, "10.0.0.0/8")]},
        {"rules": [_rule(80, "10.0.0.0/8"), _rule(22, "0.0.0.0/0")]},
        [("rules[tcp 22]", None, _rule(22, "0.0.0.0/0"))],
    ),
    "a rule as it is stored, its names in order": (
        {"rules": []},
        {"rules": [dict(sorted(_rule(22, "0.0.0.0/0").items()))]},
        [("rules[tcp 22]", None, _rule(22, "0.0.0.0/0"))],
    ),
    "items that nothing tells apart": (
        {"a": [{"x": [1]}, {"x": [1]}]},
        {"a": [{"x": [1]}, {"x": [1, 2]}]},
        [("a[1].x[1]", None, 2)],
    ),
    "a document in a text": (
        {"policy": '{"Statement": [{"Sid": "read", "Action": ["s3:Get*"]}]}'},
        {"policy": '{"Statement": [{"Sid": "read", "Action": ["s3:Get*", "s3:Put*"]}]}'},
        [("policy.Statement[read].Action[1]", None, "s3:Put*")],
    ),
    "text that is no document": ({"a": "[x"}, {"a": "[y"}, [("a", "[x", "[y")]),
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


def test_ignored_paths_reach_into_lists() -> None:
    before: dict[str, Json] = {"disks": [{"Name": "a", "at": 1}, {"Name": "b", "at": 1}]}
    after: dict[str, Json] = {"disks": [{"Name": "a", "at": 2}, {"Name": "b", "at": 2}]}
    assert field_changes(before, after, ["disks.at"]) == ()
