"""The plain text that a regular expression must hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
