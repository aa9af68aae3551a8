"""Documents as lines: what is drawn reads back as what it was."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.types import Json
from dharma_tui.widgets.json_lines import MAX_LINES, json_lines, yaml_lines

DOCUMENT: Json = {
    "name": "web-1",
    "state": "running",
    "count": 3,
    "share": 0.5,
    "none": None,
    "yes": True,
    "empty": {},
    "nothing": [],
    "tricky": [
        "true",
        "12",
        "1e5",
        "- x",
        "a: b",
        "#c",
        "",
        " lead",
        "'",
        '"',
        "multi\nline",
        "2026-01-01",
        "~",
        "null",
    ],
    "nested": {"list": [{"a": 1, "b": [1, 2, {"c": []}]}, [1, [2]], "z"], "key with spaces": 1, "": 0},
}

_LEFT_OUT = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
"""Tones of skin, which no line on the screen has."""

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Mn"], exclude_characters=_LEFT_OUT), max_size=12
)
documents: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


def text(lines: object) -> str:
    return "\n".join(line.text for line in lines)  # type: ignore[attr-defined]


def test_yaml_reads_back() -> None:
    assert yaml.safe_load(text(yaml_lines(DOCUMENT))) == DOCUMENT


def test_json_reads_back() -> None:
    assert json.loads(text(json_lines(DOCUMENT))) == DOCUMENT


@given(documents)
def test_any_document_reads_back_both_ways(document: Json) -> None:
    assert yaml.safe_load(text(yaml_lines(document))) == document
    assert json.loads(text(json_lines(document))) == document


def test_every_line_knows_its_path_and_its_whole_value() -> None:
    by_path = {line.path: line.copy for line in yaml_lines(DOCUMENT)}
    assert by_path["$.nested.list[0].b[1]"] == "2"
    assert by_path['$.nested["key with spaces"]'] == "1"
    assert by_path["$.name"] == "web-1"
    assert json.loads(by_path["$.nested"]) == DOCUMENT["nested"]  # type: ignore[call-overload, index]


@pytest.mark.parametrize("render", [yaml_lines, json_lines])
@pytest.mark.parametrize("hostile", ["\x1b]52;c;aGk=\x07", "\u202egnp.exe", "a\x00b", "\ud800", "x" * 1_000_000])
def test_hostile_values_are_visible_and_bounded(render: object, hostile: str) -> None:
    (line,) = render({"key": hostile}) if render is yaml_lines else json_lines({"key": hostile})[1:2]
    assert len(line.text) < 2_100
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000 for char in line.text)
    assert "\u202e" not in line.text
    assert line.copy == hostile


def test_documents_as_deep_as_the_store_keeps_them_are_drawn_to_their_end() -> None:
    document: Json = "the end"
    for level in range(60):
        document = {"in": document} if level % 2 else [document]
    for render in (yaml_lines, json_lines):
        assert "the end" in text(render(document))
    assert json.loads(text(json_lines(document))) == document


def test_endless_documents_end_with_a_word() -> None:
    lines = yaml_lines(list(range(MAX_LINES + 10)))
    assert len(lines) == MAX_LINES + 1
    assert "more lines" in lines[-1].text
