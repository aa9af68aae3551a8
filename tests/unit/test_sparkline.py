"""Series as small drawings."""

from __future__ import annotations

import math

import pytest

from dharma_tui.core.sparks import spark


@pytest.mark.parametrize(
    ("values", "width", "drawn"),
    [
        ([], 4, "    "),
        ([0, 0], 4, "  ▁▁"),
        ([0, 4, 8], 3, "▁▄█"),
        ([8], 3, "  █"),
        ([0, 0, 8, 8], 2, "▁█"),
        ([1, math.nan, 2], 3, "▄ █"),
        ([-8, 0, 8], 3, "▁▄█"),
    ],
)
def test_one_line(values: list[float], width: int, drawn: str) -> None:
    assert spark(values, width) == [drawn]


def test_several_lines_stack() -> None:
    assert spark([4, 8, 16], 3, 2) == ["  █", "▄██"]


def test_a_fixed_scale_is_kept() -> None:
    assert spark([50, 100, 400], 3, low=0, high=100) == ["▄██"]


def test_ascii_is_ascii() -> None:
    assert "".join(spark(list(range(40)), 20, 3, ascii_only=True)).isascii()


@pytest.mark.parametrize(("width", "height"), [(0, 1), (5, 0), (-1, 2)])
def test_no_room_draws_nothing(width: int, height: int) -> None:
    assert "".join(spark([1, 2, 3], width, height)) == ""
