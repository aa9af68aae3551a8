"""A list or a count once more: sorted, narrowed to how many, by something else."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import State
from tests.integration.chat_lab import DATABASE, PROD, STAGING, Desk, is_sound, resource

VOLUME = "demo.compute.volume"
ALSO = [
    *(
        resource(VOLUME, f"disk-{n}", STAGING, size=n << 30, encrypted=n > 4, type="ssd" if n > 20 else "hdd")
        for n in (30, 5, 200)
    ),
    resource(VOLUME, "disk-1", STAGING, State.STOPPED, size=1 << 30, encrypted=True, type="ssd"),
    resource(VOLUME, "disk-2", STAGING, size=2 << 30, encrypted=False),
    resource(VOLUME, "disk-80", PROD, size=80 << 30, encrypted=True),
    resource(DATABASE, "stock-db", STAGING, engine="mysql 8.4"),
]
LIST = "list encrypted volumes in staging"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([LIST, "sort them by size"], ["disk-200", "disk-30", "disk-5", "disk-1"]),
        ([LIST, "sort them by size", "the smallest one"], ["disk-1"]),
        ([LIST, "which one is the biggest?"], ["disk-200", "disk-30", "disk-5", "disk-1"]),
        ([LIST, "smallest first"], ["disk-1", "disk-5", "disk-30", "disk-200"]),
        ([LIST, "how many are unattached?", "biggest first"], ["disk-1"]),
    ],
)
async def test_the_list_is_told_again_in_that_order(desk: Desk, lines: list[str], names: list[str]) -> None:
    answer = await desk.ask(*lines)
    is_sound(answer)
    assert answer.table is not None and [row[0] for row in answer.table.rows] == names


@pytest.mark.parametrize(
    ("lines", "text", "rows"),
    [
        ([LIST, "how many are unattached?"], "**1 volume**, 17 % of 6", None),
        ([LIST, "group them by type"], "**4 volumes**", [("hdd", "1"), ("ssd", "3")]),
        ([LIST, "sort them by size", "and per type?"], "**4 volumes**", [("hdd", "1"), ("ssd", "3")]),
        ([LIST, "and per type?", "and per state?"], "**4 volumes**", [("running", "3"), ("stopped", "1")]),
        (["list databases", "how many are in staging?"], "**1 database**", None),
    ],
)
async def test_the_list_is_counted(desk: Desk, lines: list[str], text: str, rows: list[tuple[str, str]] | None) -> None:
    answer = await desk.ask(*lines)
    is_sound(answer)
    assert answer.text.startswith(text)
    assert rows is None or (answer.table is not None and sorted(answer.table.rows) == rows)


@pytest.mark.parametrize(
    "line", ["how many servers are stopped?", "how many are there in total?", "delete the biggest one"]
)
async def test_what_says_its_own_or_changes_something_is_not_the_list_again(desk: Desk, line: str) -> None:
    answer = await desk.ask(LIST, line)
    assert "encrypted" not in answer.text and answer.plan is None


async def test_a_comparison_is_about_the_kind_that_was_listed(desk: Desk) -> None:
    assert "with size >10gb" in (await desk.ask(LIST, "how many of them are bigger than 10gb?")).text


async def test_what_was_counted_is_what_they_are(desk: Desk) -> None:
    answer = await desk.ask(LIST, "how many are unattached?", "what do they cost?")
    assert (
        "no single resource" not in answer.text
        and answer.basis is not None
        and "in environment staging" in answer.basis.filters
    )
