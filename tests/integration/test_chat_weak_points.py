"""Single points of failure are those of the place and of the kind that were said."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk


@pytest.mark.parametrize(
    ("line", "count", "said"),
    [
        ("what are the single points of failure?", 1, "1 weak point"),
        ("single points of failure in my infrastructure", 1, "1 weak point"),
        ("single points of failure in prod", 1, "in environment prod"),
        ("single points of failure in staging", 0, "in environment staging"),
        ("single points of failure of account acme-staging", 0, "in account acme-staging"),
        ("single points of failure in us-east-1", 0, "in us-east-1"),
        ("single points of failure among servers", 0, "instances"),
        ("what are the single points of failure for databases in prod", 1, "databases"),
    ],
)
async def test_weak_points_are_of_what_was_said(desk: Desk, line: str, count: int, said: str) -> None:
    answer = await desk.ask(line)
    assert said in answer.text and f"**{count} weak point" in answer.text
    assert len(answer.table.rows if answer.table else ()) == count
