"""What keys make of a view of the topology."""

from __future__ import annotations

import pytest

from dharma_tui.core.drawing import Layout
from dharma_tui.core.topology_view import parse_topology
from dharma_tui.screens import _topology_edits as edits
from dharma_tui.screens._topology_words import view_words


@pytest.mark.parametrize(
    ("line", "layouts"),
    [
        ("web-1", (Layout.NESTED, Layout.RADIAL, Layout.LAYERED)),
        ("no-such-thing as:radial", (Layout.LAYERED, Layout.NESTED, Layout.RADIAL)),
        ("all as:radial", (Layout.LAYERED, Layout.NESTED, Layout.LAYERED)),
        ("all", (Layout.NESTED, Layout.LAYERED)),
    ],
)
def test_each_layout_follows_another_whatever_was_looked_at(line: str, layouts: tuple[Layout, ...]) -> None:
    view, seen = parse_topology(line, ()), []
    for _ in layouts:
        view = edits.next_layout(view)
        seen.append(view.layout)
    assert tuple(seen) == layouts


@pytest.mark.parametrize(
    ("line", "is_said"),
    [
        ("web-1", False), ("all", True), ("web-1 impact", True), ("web-1 to:web-2", True), ("web-1 cycles", False),
        ("web-1 reach to:web-2", False),
    ],
)  # fmt: skip
def test_what_goes_by_no_number_of_steps_says_so(line: str, is_said: bool) -> None:
    assert bool(edits.steps_unasked(parse_topology(line, ()))) is is_said


@pytest.mark.parametrize(("layout", "words"), [("layered", "everything by:region"), ("nested", "everything")])
def test_what_groups_are_made_by_is_named_only_where_it_makes_any(layout: str, words: str) -> None:
    assert view_words(parse_topology(f"all as:{layout} by:region", ()), {}) == words
