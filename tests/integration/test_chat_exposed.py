"""What is open to the world is told by what says so, and what hangs on something by its relationships, not by its name."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import PROD, Desk, resource

GROUP = "demo.network.security_group"
ALSO = [resource(GROUP, f"closed-{number}", PROD, open_to_world=False) for number in range(3)]


@pytest.mark.parametrize("line", ["which security groups are open to the world?", "list public security groups"])
async def test_what_is_closed_is_not_open_to_the_world(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["open-sg"]


async def test_who_reaches_what_nobody_follows_is_not_known(desk: Desk) -> None:
    answer = await desk.ask("any threats to web-1?")
    assert "**not known**" in answer.text
    assert "in no network" not in answer.text


@pytest.mark.parametrize("line", ["how many instances connect to orders-db?", "list servers on orders-db"])
async def test_what_is_connected_with_something_is_told_where_nothing_is_so_called(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.table is not None
    assert [row[1] for row in answer.table.rows] == ["web-1"]
