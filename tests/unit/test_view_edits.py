"""What a person does to a view."""

from __future__ import annotations

import pytest

from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.types import State
from dharma_tui.core.view import Row, SortKey, View
from dharma_tui.screens import _view_edits as edits


@pytest.mark.parametrize("text", ["", "web", "web | db", "(a | b) c", "state:running", 'label:env="x y"'])
def test_faults_only_twice_is_the_view_before(text: str) -> None:
    once = edits.faults_only(View(filter=text))
    assert edits.UNWELL in once.filter
    parse_filter(once.filter)
    assert parse_filter(edits.faults_only(once).filter) == parse_filter(text)


def test_another_kind_keeps_only_the_moment() -> None:
    view = View(("a",), "x", "-2h", (SortKey("name"),), ("state",), ("name",), (), {"name": 3})
    assert edits.of_kind(view, "b") == View(("b",), at="-2h")


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("running", "x=running"),
        ("a b", 'x="a b"'),
        (None, 'x=""'),
        ("", 'x=""'),
        (True, "x=true"),
        (5, "x=5"),
        ('q"', "x="),
    ],
)
def test_a_group_becomes_a_term_that_can_be_read(value: object, term: str) -> None:
    row = Row(None, State.RUNNING, (value, 3), group=(value,))  # type: ignore[arg-type]
    view = edits.into_group(View(filter="a | b", group_by=("x",)), row)
    assert view.filter.startswith(f"(a | b) {term}")
    assert view.group_by == ()
    parse_filter(view.filter)


def test_a_group_of_a_kind_becomes_that_kind() -> None:
    row = Row(None, State.RUNNING, ("local.host", "failed", 1), group=("local.host", "failed"))
    view = edits.into_group(View(group_by=("kind", "state")), row)
    assert view == View(("local.host",), "state=failed")


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), ("a", "a"), (3, "3"), (True, "True"), ({"a": [1]}, '{"a": [1]}')]
)
def test_cells_are_copied_bare(value: object, text: str) -> None:
    assert edits.text_of(value) == text  # type: ignore[arg-type]
