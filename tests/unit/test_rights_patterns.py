"""Patterns of policies: what both stand for is found, and of however many stars they are, at once."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dharma_tui.services.rights.patterns import covers, overlaps

short = st.text("ab*?", max_size=3)
TEXTS = ["".join(letters) for length in range(7) for letters in itertools.product("ab", repeat=length)]


@given(short, short)
def test_patterns_overlap_where_there_is_a_text_that_both_stand_for(one: str, other: str) -> None:
    assert overlaps(one, other) == any(covers(one, text) and covers(other, text) for text in TEXTS)


STARS, LETTERS = "*a" * 300, "a" * 600


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(f"{STARS}*b", LETTERS, False, id="a text that ends otherwise"),
        pytest.param(f"{STARS}*b*", LETTERS, False, id="a text that lacks the last"),
        pytest.param(f"{STARS}*", LETTERS, True, id="a text"),
        pytest.param("*?" * 300 + "*b*", LETTERS, False, id="signs for any letter"),
        pytest.param("*a?" * 150 + "*b*", LETTERS, False, id="signs among letters"),
        pytest.param(f"{STARS}*b", "a?" * 300, True, id="signs in the other"),
        pytest.param(f"{STARS}*bb", "a?" * 300, False, id="too few signs in the other"),
        pytest.param(STARS, "*b" * 300, False, id="another end"),
        pytest.param(f"{STARS}*", "*b" * 300, True, id="no end"),
    ],
)
def test_patterns_of_many_stars_are_told_apart(one: str, other: str, expected: bool) -> None:
    assert overlaps(one, other) is expected
    assert covers(one, other) is (expected and other == LETTERS)
