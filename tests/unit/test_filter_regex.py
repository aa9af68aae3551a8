"""What is known of a regular expression before it runs: the text it must hold, and whether its groups close."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dharma_tui.core.errors import FilterError
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.filter_regex import stray_parenthesis
from dharma_tui.services.query.conditions import required_text

PIECES = [
    "a",
    "b",
    "web",
    "-",
    "1",
    ".",
    "^",
    "$",
    "a*",
    "b?",
    "w+",
    "c{2}",
    "a*?",
    "b+?",
    "c{2}?",
    "[ab]",
    "(b)",
    "a|b",
    "\\d",
    "é",
]


@pytest.mark.parametrize(
    ("regex", "text"),
    [
        ("^Web-", "web-"),
        ("web-.*77$", "web-"),
        ("ab*c", "a"),
        ("a|b", ""),
        ("(web)", ""),
        ("\\d+", ""),
        ("", ""),
        ("x+yz", "yz"),
    ],
)
def test_required_text(regex: str, text: str) -> None:
    assert required_text(regex) == text


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.text("abcweb-1é", max_size=14))
def test_whatever_matches_holds_it(regex: str, text: str) -> None:
    if re.search(regex, text, re.IGNORECASE):
        assert required_text(regex) in text.lower()


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("~(", 1, "the ( is closed by no )"),
        ('web name~"a)b"', 9, "the ) closes nothing"),
        ("re:(a|(b)", 3, "the ( is closed by no )"),
        ("/(a+/", 1, "the ( is closed by no )"),
        ('name~"x (y"', 5, "the ( is closed by no )"),
    ],
)
def test_a_group_that_does_not_close_is_shown_where_it_was_typed(text: str, position: int, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(text)

    assert caught.value.message == f"not a regular expression: {said}"
    assert (caught.value.text, caught.value.position) == (text, position)
    assert "\\" in caught.value.hint


@settings(max_examples=400, deadline=None)
@given(st.text("ab()[]^\\|:Q", max_size=9))
def test_groups_are_judged_as_the_store_judges_them(regex: str) -> None:
    stray = stray_parenthesis(regex)

    try:
        duckdb.sql("SELECT regexp_matches('', ?)", params=[regex]).fetchall()
    except duckdb.Error as error:
        fault = str(error)
        assert stray is not None or not re.search(r"(missing|unexpected) \)", fault), fault
    else:
        assert stray is None
