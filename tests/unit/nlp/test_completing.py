"""The word that the cursor is in is completed, wherever that is."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.completing import completions, word_at

NAMES = ("billing-api", "billing-worker", "web-1")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("restart bil|", ["restart billing-api", "restart billing-worker"]),
        ("restart bil| in prod", ["restart billing-api in prod", "restart billing-worker in prod"]),
        ("compare bill|ing-w and web-1", ["compare billing-api and web-1", "compare billing-worker and web-1"]),
        ("describe billing-api|", []),
        ("list ser|\nin prod", ["list servers\nin prod"]),
        ("list | in prod", []),
        ("|web", []),
    ],
)
def test_the_word_at_the_cursor_is_completed(typed: str, found: list[str]) -> None:
    at = typed.index("|")
    assert completions(typed.replace("|", ""), NAMES, ["servers"], [], at) == found


def test_examples_complete_what_ends_at_the_cursor() -> None:
    assert completions("list s", NAMES, [], ["list stopped servers"]) == ["list stopped servers"]
    assert completions("list servers in prod", NAMES, [], ["list servers in prod today"], 6) == []


def test_a_word_ends_where_the_next_begins() -> None:
    assert word_at("stop web-1, please", 7) == (5, 10)
    assert word_at("stop web-1", 10) == (5, 10)
