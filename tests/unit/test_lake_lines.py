"""What providers report becomes lines that any store can hold, with a hash of what counts."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.store.lines import clean, relationship_line, resource_line, without

SCOPE = Scope("lab", "main", "north")


def line(attrs: Any = None, volatile: tuple[str, ...] = (), **changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"ref": ResourceRef("lab.thing", "k"), "name": "n", "scope": SCOPE, "attrs": attrs or {}}
    made = resource_line(Resource(**(fields | changed)), volatile)
    text = f"{{{made.identity},{made.rest}}}"
    assert "\n" not in text
    assert text.isascii()
    found: dict[str, Any] = json.loads(text)
    return found


def hashed(attrs: Any = None, volatile: tuple[str, ...] = (), **changed: Any) -> int:
    number = line(attrs, volatile, **changed)["hash"]
    assert isinstance(number, int)
    return number


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "other"},
        {"state": State.STOPPED},
        {"labels": {"env": "prod"}},
        {"labels": {"env": ""}},
        {"attrs": {"size": 2}},
        {"attrs": {"size": "1"}},
        {"attrs": {"size": True}},
        {"attrs": {"size": None}},
        {"attrs": {}},
        {"attrs": {"size": 1, "more": None}},
        {"scope": Scope("lab", "main", "south")},
        {"scope": Scope("lab", "other", "north")},
    ],
    ids=str,
)
def test_the_hash_changes_with_everything_that_counts(changed: dict[str, Any]) -> None:
    assert hashed(**({"attrs": {"size": 1}} | changed)) != hashed({"size": 1})


def test_the_hash_does_not_depend_on_order() -> None:
    one = hashed({"a": 1, "b": {"c": 1, "d": 2}}, labels={"x": "1", "y": "2"})
    assert hashed({"b": {"d": 2, "c": 1}, "a": 1}, labels={"y": "2", "x": "1"}) == one


def test_the_hash_is_the_same_in_every_version_of_the_program() -> None:
    assert hashed({"size": 1, "name": "é"}, labels={"env": "prod"}) == 15358104149401285385


def test_volatile_paths_do_not_count_but_are_kept() -> None:
    volatile = ("cpu", "memory.used", "disks.busy")
    before: dict[str, Json] = {"cpu": 1, "memory": {"used": 1, "total": 8}, "disks": [{"busy": 1, "name": "a"}]}
    after: dict[str, Json] = {"cpu": 2, "memory": {"used": 2, "total": 8}, "disks": [{"busy": 2, "name": "a"}]}
    assert hashed(before, volatile) == hashed(after, volatile)
    assert line(after, volatile)["attrs"] == after
    assert hashed(before, volatile) != hashed({**after, "memory": {"used": 2, "total": 9}}, volatile)


def test_leaving_paths_out_changes_nothing_of_the_original() -> None:
    attrs: dict[str, Json] = {"a": {"b": {"c": 1, "d": 2}}, "e": [{"f": 1}, 2]}
    assert without(attrs, ("a.b.c", "e.f", "absent.path", "a.b.d.deeper")) == {"a": {"b": {"d": 2}}, "e": [{}, 2]}
    assert attrs == {"a": {"b": {"c": 1, "d": 2}}, "e": [{"f": 1}, 2]}


HOSTILE: dict[str, tuple[object, Json]] = {
    "nan": (math.nan, None),
    "infinity": ([1.5, -math.inf], [1.5, None]),
    "nul": ("a\x00b", "a\\x00b"),
    "lone surrogate": ({"k\ud800": "\udfff"}, {"k\\ud800": "\\udfff"}),
    "emoji": ("🦀", "🦀"),
    "tuple": ((1, 2), [1, 2]),
    "numbered keys": ({1: "a", "b": 2}, {"1": "a", "b": 2}),
    "bytes": (b"x", "b'x'"),
    "huge number": (10**40, 10**40),
    "escapes": ("\x1b[31m\u202e", "\x1b[31m\u202e"),
}


@pytest.mark.parametrize(("value", "kept"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_values_become_storable(value: object, kept: Json) -> None:
    assert line({"value": value})["attrs"] == {"value": kept}


def test_hostile_names_become_storable() -> None:
    found = line(name="a\x00\ud800", ref=ResourceRef("lab.thing", "k\x00"), labels={"\x00": "\udc00", "\\x00": "twin"})
    assert (found["name"], found["key"]) == ("a\\x00\\ud800", "k\\x00")
    assert found["labels"] == {"\\x00": "twin"}


def test_what_nests_too_deep_is_cut() -> None:
    deep: Any = "bottom"
    for _ in range(5000):
        deep = [deep]
    assert '"…"' in json.dumps(line({"deep": deep})["attrs"], ensure_ascii=False)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=())), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=())), json_values, max_size=4))
def test_anything_becomes_a_line_and_comes_back_clean(attrs: dict[str, Any]) -> None:
    assert line(attrs)["attrs"] == clean(attrs)
    assert hashed(attrs) == hashed(clean(attrs))


def test_a_relationship_becomes_a_line() -> None:
    edge = Relationship(ResourceRef("a", "1\x00"), ResourceRef("b", "2"), Verb.RUNS_ON, "host")
    assert json.loads(relationship_line(edge)) == {
        "src_kind": "a", "src_key": "1\\x00", "dst_kind": "b", "dst_key": "2", "verb": "runs_on", "source": "host"
    }  # fmt: skip
