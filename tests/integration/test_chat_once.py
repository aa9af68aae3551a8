"""States that things were in at a time, or came into in a time, are those of then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dharma_tui.core.types import State
from tests.integration.chat_lab import INSTANCE, NOW, PROD, STAGING, Desk, is_sound, resource

ALSO = [
    resource(INSTANCE, "faller", PROD),
    resource(INSTANCE, "riser", PROD, State.FAILED),
    resource(INSTANCE, "goner", STAGING),
]
LATER = [resource(INSTANCE, "faller", PROD, State.FAILED), resource(INSTANCE, "riser", PROD)]


@pytest.fixture
async def late(desk: Desk) -> Desk:
    """An hour after the scans: the store's commits have the machine's time."""
    desk.clock.at = max(NOW, datetime.now(UTC)) + timedelta(hours=1)
    return desk


@pytest.mark.parametrize(
    "line", ["how many servers were failed 30 minutes ago", "cuántos servidores estaban failed hace 30 minutos"]
)
async def test_what_was_in_a_state_at_a_moment_is_of_then(late: Desk, line: str) -> None:
    answer = await late.ask(line)
    is_sound(answer)
    assert answer.text.startswith("**1 instance** was there as of ") and "`failed`" in answer.text
    assert answer.table is not None and answer.table.rows[0][0] == "faller"


async def test_what_came_into_a_state_in_a_time_is_told_by_changes(late: Desk) -> None:
    answer = await late.ask("which servers were failed in the last 2 hours")
    is_sound(answer)
    assert answer.text.startswith("**1 instance** became failed in the last 2 hours")
    assert (
        answer.table is not None
        and answer.table.rows[0][0] == "faller"
        and answer.table.rows[0][2:] == ("running", "failed")
    )
    assert "No scan saw" in (await late.ask("which servers in staging were failed in the last 2 hours")).text


async def test_what_there_was_and_is_gone(late: Desk) -> None:
    answer = await late.ask("which servers did we have 2 hours ago that are gone now")
    assert answer.table is not None and [row[0] for row in answer.table.rows] == ["goner"]


async def test_what_was_made_then_is_no_state(late: Desk) -> None:
    assert "as of" not in (await late.ask("which running servers were launched in the last 2 hours")).text
