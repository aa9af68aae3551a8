"""What the screen of changes is opened on, as it is typed."""

from __future__ import annotations

import pytest

from dharma_tui.core.changes import ChangeKind
from dharma_tui.core.changes_view import ChangesView, format_changes, parse_changes
from dharma_tui.core.errors import UsageError


@pytest.mark.parametrize(
    "view",
    [
        ChangesView(),
        ChangesView("-7d"),
        ChangesView("2026-11-22T00:00:00+00:00", "2026-11-23", (ChangeKind.ADDED, ChangeKind.REMOVED), ("a.b", "c.d")),
    ],
)
def test_what_is_written_is_read_again(view: ChangesView) -> None:
    word, _, rest = format_changes(view).partition(" ")
    assert word == "changes" and parse_changes(rest) == view


@pytest.mark.parametrize("text", ["today", "since=", "only=vanished", "since=-1h since=-2h", "what=x"])
def test_what_is_not_understood_is_said(text: str) -> None:
    with pytest.raises(UsageError):
        parse_changes(text)
