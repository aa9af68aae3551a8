"""Lists in the order that was asked for, of those without something, and counts by what was named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dharma_tui.core.types import Resource
from tests.integration.chat_lab import DATABASE, PROD, STAGING, Desk, is_sound, resource


def of_team(found: Resource, team: str) -> Resource:
    return replace(found, labels={**found.labels, "team": team})


VOLUME = "demo.compute.volume"
ALSO = [
    *(of_team(resource(VOLUME, f"disk-{n}", PROD, size=n * 1_000_000_000, type="ssd"), "shop") for n in (30, 5, 200)),
    of_team(resource(VOLUME, "disk-80", STAGING, size=80_000_000_000, type="hdd"), "data"),
    resource(DATABASE, "stock-db", PROD, engine="mysql 8.4", replicas=3),
    resource(DATABASE, "lone-db", STAGING, engine="mysql 8.4", replicas=0),
]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("what are the 2 biggest volumes", ["disk-200", "disk-80"]),
        ("list the smallest volumes", ["disk-5", "disk-30", "disk-80", "disk-200"]),
        ("los volúmenes más grandes", ["disk-200", "disk-80", "disk-30", "disk-5"]),
        ("list volumes sorted by size", ["disk-200", "disk-80", "disk-30", "disk-5"]),
        ("list volumes sorted by size ascending", ["disk-5", "disk-30", "disk-80", "disk-200"]),
    ],
)
async def test_what_is_asked_for_comes_first(desk: Desk, line: str, names: list[str]) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.table is not None and [row[0] for row in answer.table.rows] == names
    assert "sort:" in answer.opens and " first" in answer.text


async def test_an_order_that_nothing_tells_is_said_to_be_left_out(desk: Desk) -> None:
    answer = await desk.ask("what is the biggest security group")
    assert "Nothing known of them tells `biggest`" in answer.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("which databases have no backup", "which have no backup"),
        ("list databases without a maintenance window", "which have no maintenance"),
        ("volumes without snapshots", "which have no snapshot"),
        ("welche datenbanken haben kein backup", "which have no backup"),
    ],
)
async def test_what_nothing_tells_of_is_never_listed_as_if_it_were_so(desk: Desk, line: str, told: str) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert f"Nothing known of them tells `{told}`, so that was left out" in answer.text


async def test_what_a_column_tells_to_be_missing_is_a_condition(desk: Desk) -> None:
    answer = await desk.ask("which databases have no replicas")
    assert answer.table is not None and "orders-db" in {row[0] for row in answer.table.rows}
    assert "lone-db" in {row[0] for row in answer.table.rows} and "stock-db" not in {
        row[0] for row in answer.table.rows
    }
    assert "without replicas" in answer.text


async def test_everything_but_one_kind_is_listed(desk: Desk) -> None:
    answer = await desk.ask("list everything except volumes")
    assert answer.table is not None and answer.table.total == 24
    assert "not among volumes" in answer.text


@pytest.mark.parametrize(
    ("line", "columns", "first"),
    [
        ("how many volumes does each team have", ("OWNER", "COUNT"), ("shop", "3")),
        ("volumes per owner", ("OWNER", "COUNT"), ("shop", "3")),
        ("count volumes by account and type", ("ACCOUNT", "TYPE", "COUNT"), ("acme-prod", "ssd", "3")),
        ("how many databases per engine", ("ENGINE", "COUNT"), ("mysql 8.4", "2")),
        ("which account has the most volumes", ("ACCOUNT", "COUNT"), ("acme-prod", "3")),
        ("how many volumes are in each region", ("REGION", "COUNT"), ("eu-central-1", "3")),
        ("how many volumes are in prod", ("STATE", "COUNT"), ("running", "3")),
    ],
)
async def test_counts_are_made_by_what_was_named(
    desk: Desk, line: str, columns: tuple[str, ...], first: tuple[str, ...]
) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.table is not None
    assert (answer.table.columns, answer.table.rows[0]) == (columns, first)
