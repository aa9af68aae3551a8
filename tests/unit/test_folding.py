"""Folding documents: what is hidden, what is left, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.core.types import Json
from dharma_tui.widgets.folding import Folding, Outline, paths_to
from dharma_tui.widgets.json_lines import json_lines, yaml_lines
from dharma_tui.widgets.text_lines import TextLine
from tests.unit.test_json_lines import documents

Write: TypeAlias = Callable[[Json], list[TextLine]]

DOCUMENT: Json = {"a": 1, "b": {"c": [1, 2], "d": 3}, "e": [{"f": 1, "g": {"h": 2, "i": 3}}, 4], 'k"].x': {"l": 1}}


def folding(lines: Sequence[TextLine]) -> Folding:
    made = Folding()
    made.take(Outline.of(lines))
    return made


def texts(made: Folding) -> list[str]:
    return [line.text for line in made.shown]


def test_a_path_is_told_apart_from_what_holds_it() -> None:
    assert paths_to('$.a["b\\"].c"][12].d') == ["$.a", '$.a["b\\"].c"]', '$.a["b\\"].c"][12]', '$.a["b\\"].c"][12].d']


def test_a_block_of_yaml_folds_to_its_first_line_and_back() -> None:
    made = folding(yaml_lines(DOCUMENT))
    before = texts(made)

    row = made.toggle(before.index("b:"))
    folded = texts(made)
    again = made.toggle(row)

    assert row == 1
    assert folded == ["a: 1", "b: … 4 lines", *before[6:]]
    assert (again, texts(made)) == (1, before)


def test_a_block_of_json_keeps_its_bracket() -> None:
    made = folding(json_lines(DOCUMENT))
    before = texts(made)

    made.toggle(before.index('  "b": {'))

    assert '  "b": { … 5 lines },' in texts(made)
    assert len(texts(made)) == len(before) - 6


def test_inside_a_block_the_block_is_folded_and_the_cursor_goes_to_it() -> None:
    made = folding(yaml_lines(DOCUMENT))
    row = texts(made).index("  d: 3")

    assert made.toggle(row) == 1
    assert texts(made)[1] == "b: … 4 lines"


def test_an_item_of_a_list_folds_at_its_dash() -> None:
    made = folding(yaml_lines(DOCUMENT))
    row = texts(made).index("  - f: 1")

    assert made.toggle(row) == row
    assert texts(made)[row : row + 2] == ["  - f: 1 … 3 lines", "  - 4"]


def test_a_line_in_no_block_folds_nothing() -> None:
    made = folding(yaml_lines(DOCUMENT))
    before = texts(made)

    assert made.toggle(0) == 0
    assert texts(made) == before


def test_all_folds_and_unfolds_at_once_around_the_cursor() -> None:
    made = folding(yaml_lines(DOCUMENT))
    before = texts(made)
    row = before.index("      i: 3")

    folded_row = made.toggle_all(row)
    folded = texts(made)
    made.toggle_all(folded_row)

    assert folded[folded_row].startswith("e:")
    assert len(folded) == 4
    assert texts(made) == before


@pytest.mark.parametrize("write", [yaml_lines, json_lines])
def test_what_is_folded_stays_so_when_the_document_is_read_again(write: Write) -> None:
    made = folding(yaml_lines(DOCUMENT))
    made.toggle(1)

    made.take(Outline.of(write({"new": 0, **DOCUMENT})))  # type: ignore[dict-item]

    assert any(text.lstrip().startswith(("b: …", '"b": { …')) for text in texts(made))


@given(documents, st.sampled_from([yaml_lines, json_lines]), st.lists(st.integers(0, 60), max_size=8))
def test_however_it_is_folded_everything_comes_back(document: Json, write: Write, rows: list[int]) -> None:
    made = folding(write(document))
    before = texts(made)

    for row in rows:
        if row < len(made.shown):
            assert 0 <= made.toggle(row) < len(made.shown)
    made.unfold(0)

    assert texts(made) == before
