"""Which exports go to a browser and which to a disk."""

from __future__ import annotations

import pytest

from dharma_tui.screens._export import is_download


@pytest.mark.parametrize(
    ("typed", "web", "download"),
    [
        ("out.csv", True, True),
        ("out.csv", False, False),
        ("/srv/out.csv", True, False),
        ("sub/out.csv", True, False),
        ("~/out.csv", True, False),
    ],
)
def test_only_a_bare_name_in_a_browser_is_a_download(typed: str, web: bool, download: bool) -> None:
    assert is_download(typed, web=web) is download
