"""What there was at a time is listed as it was then; two places are compared as they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.chat_lab import NOW, PROD, STAGING, Desk, workload

ALSO = [workload("ledger", PROD, "1.0"), workload("ledger", STAGING, "2.0")]


@pytest.mark.parametrize(
    "line",
    [
        "compare prod and staging",
        "what differs between prod and staging",
        "was ist anders, vergleiche prod und staging",
    ],
)
async def test_two_environments_are_compared_as_they_are_now(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.table is not None and answer.table.columns == ("WHAT", "PROD", "STAGING")
    assert "**prod** has 18 resources, **staging** 6 resources; 4 kinds differ in number." in answer.text
    assert "2 names are in both, 1 of them with another version" in answer.text
    assert ("instances", "13", "4") in answer.table.rows
    assert ("ledger (deployment): version", "1.0", "2.0") in answer.table.rows


async def test_a_comparison_is_narrowed_and_says_what_is_not_there(desk: Desk) -> None:
    answer = await desk.ask("compare servers in prod and staging")
    assert answer.text.startswith("**prod** has 13 instances, **staging** 4 instances; 1 kind differs in number.")
    assert "Nothing known here is in `uat`" in (await desk.ask("compare prod and uat")).text
    assert "changes" in (await desk.ask("what changed between prod and staging")).text


@pytest.mark.parametrize(
    "line",
    [
        "which servers did we have last week",
        "how many servers did we have last week",
        "which servers existed last week",
        "qué servidores teníamos la semana pasada",
        "welche Server hatten wir letzte Woche",
    ],
)
async def test_of_a_time_before_the_history_nothing_is_told(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.table is None and answer.text.startswith("Nothing is known of last week: the history here begins")


async def test_what_there_was_is_listed_as_of_then(desk: Desk) -> None:
    desk.clock.at = max(NOW, datetime.now(UTC)) + timedelta(hours=1)  # the store's commits have the machine's time
    answer = await desk.ask("which servers did we have 30 minutes ago in staging")
    assert answer.text.startswith("**4 instances** were there as of ") and "`in environment staging`" in answer.text
    assert answer.table is not None and answer.table.total == 4
    assert " @20" in answer.opens and "first seen" not in str(answer.basis)


async def test_what_came_at_a_time_is_not_what_there_was(desk: Desk) -> None:
    assert "were there as of" not in (await desk.ask("list servers created yesterday")).text
    assert "were there as of" not in (await desk.ask("which servers did we have problems with last week")).text
