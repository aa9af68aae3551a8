"""Costs, shares and sums by what was said, and what came into a state or went in a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.types import Resource, Scope, State
from dharma_tui.nlp.tools import state_changes
from tests.integration.chat_lab import DATABASE, INSTANCE, NOW, PROD, STAGING, Desk, is_sound, opened_estate, resource

POD = "demo.kubernetes.pod"
SANDBOX = Scope("demo", "sandbox", "eu-central-1")


def priced(kind: str, name: str, scope: Scope, cost: float, team: str, **attrs: Any) -> Resource:
    found = resource(kind, name, scope, monthly_cost=cost, **attrs)
    return replace(found, labels={**found.labels, "team": team})


BEFORE = [
    priced(DATABASE, "cheap", PROD, 10, "shop", engine="redis 8.0"),
    priced(DATABASE, "dear", PROD, 900, "data", engine="redis 8.0"),
    priced(DATABASE, "fair", STAGING, 100, "shop", engine="mysql 8.4"),
    priced(INSTANCE, "box", SANDBOX, 50, "shop"),
    resource(INSTANCE, "falls", PROD),
    resource(INSTANCE, "leaves", PROD),
    resource(INSTANCE, "leaves-too", STAGING),
    *(resource(POD, f"cart-{n}", PROD, namespace="shop", restarts=n) for n in (2, 5)),
    resource(POD, "etl-1", PROD, namespace="data", restarts=1),
]
AFTER = [
    replace(one, state=State.STOPPED) if one.name == "falls" else one
    for one in BEFORE
    if not one.name.startswith("leaves")
]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("groups")), BEFORE, later=AFTER) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


async def rows(desk: Desk, line: str) -> list[tuple[str, ...]]:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.table is not None, answer.text
    return list(answer.table.rows)


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("how much do our databases cost by engine", [("redis 8.0", "910"), ("mysql 8.4", "100")]),
        ("spend per team", [("data", "900"), ("shop", "160")]),
        ("which team spends the most", [("data", "900"), ("shop", "160")]),
        ("kosten je team", [("data", "900"), ("shop", "160")]),
        ("costo por equipo", [("data", "900"), ("shop", "160")]),
        ("チームごとのコスト", [("data", "900"), ("shop", "160")]),
        ("各团队的成本", [("data", "900"), ("shop", "160")]),
        ("what is the cheapest team", [("shop", "160"), ("data", "900")]),
        ("costs of staging versus prod", [("prod", "910"), ("staging", "150")]),
        ("compare the costs of acme-prod and sandbox", [("acme-prod", "910"), ("sandbox", "50")]),
        ("cost of databases per team last month", [("data", "900"), ("shop", "110")]),
    ],
)
async def test_costs_are_told_apart_by_what_was_said(desk: Desk, line: str, first: list[tuple[str, str]]) -> None:
    assert [row[:2] for row in await rows(desk, line)][:2] == first


async def test_costs_of_another_time_are_said_to_be_unknown(desk: Desk) -> None:
    answer = await desk.ask("what did we spend by account last month")
    assert "What was spent at another time is not known" in answer.text and answer.table is not None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("the two cheapest databases", ["cheap", "fair"]),
        ("die 2 billigsten datenbanken", ["cheap", "fair"]),
        ("les 2 bases de données les moins chères", ["cheap", "fair"]),
        ("which databases are the least expensive", ["cheap", "fair", "dear"]),
        ("the 2 most expensive databases", ["dear", "fair"]),
        ("what does each database cost", ["dear", "fair", "cheap"]),
    ],
)
async def test_the_cheapest_and_the_dearest_come_first(desk: Desk, line: str, names: list[str]) -> None:
    assert [row[0] for row in await rows(desk, line)] == names


async def test_a_share_of_each_group_is_of_that_group(desk: Desk) -> None:
    told = {row[0]: row[1:] for row in await rows(desk, "what share of the servers is stopped in each account")}
    assert told == {"acme-prod": ("1", "14", "7%"), "acme-staging": ("2", "4", "50%"), "sandbox": ("0", "1", "0%")}


@pytest.mark.parametrize(
    "line",
    ["how many servers were deleted today", "number of instances removed since yesterday", "今天删除了多少台服务器"],
)
async def test_what_was_removed_is_counted_from_what_changed(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.text.startswith("**2 instances** were removed ") and answer.table is not None
    assert {row[2] for row in answer.table.rows} == {"leaves", "leaves-too"}


async def test_what_was_removed_somewhere_is_known_by_where_it_was(desk: Desk) -> None:
    assert [row[2] for row in await rows(desk, "how many servers were removed today in prod")] == ["leaves"]
    assert [row[2] for row in await rows(desk, "which instances in staging were deleted today")] == ["leaves-too"]


async def test_what_went_is_told_though_the_moment_before_is_forgotten(tmp_path: Path) -> None:
    with opened_estate(tmp_path, BEFORE, later=AFTER) as opened:
        lake = opened.services.lake
        opened.clock.at = max(NOW, datetime.now(UTC)) + timedelta(
            hours=2
        )  # the store's commits have the machine's time
        lake.maintain(3650, 3650)
        opened.clock.at = NOW
        (removed,) = lake.query("SELECT DISTINCT snapshot FROM lake.changes WHERE change = 'removed'")
        with pytest.raises(NotFoundError):
            lake.resolve(f"#{removed[0] - 1}")
        assert [row[2] for row in await rows(opened, "which servers were removed today in prod")] == ["leaves"]
        assert [row[0] for row in await rows(opened, "which servers stopped today in prod")] == ["falls"]
        assert {row[2] for row in await rows(opened, "what changed in staging today")} >= {"leaves-too"}


@pytest.mark.parametrize(
    "line",
    ["which servers stopped today", "servers that went down since yesterday", "how many servers have stopped today"],
)
async def test_what_stopped_in_a_time_is_what_came_into_that_state(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.table is not None and [(row[0], *row[2:]) for row in answer.table.rows] == [
        ("falls", "running", "stopped")
    ]
    assert "**3** are " in answer.text and "state=" in answer.opens
    nothing = await desk.ask("which pods failed today")
    assert nothing.table is None and "No scan saw that any pod became failed today." in nothing.text
    made = await desk.ask("stopped servers created today")
    assert made.table is None or "AFTER" not in made.table.columns


async def test_what_is_stopped_for_long_did_not_stop_since(desk: Desk) -> None:
    names = [row[0] for row in await rows(desk, "servers stopped for more than 90 minutes")]
    assert names == ["batch-1", "batch-2"]


async def test_what_came_into_a_state_since_may_be_more_than_a_filter_can_name(tmp_path: Path) -> None:
    many = [resource(INSTANCE, f"one-of-so-very-many-machines-that-fell-{n:03d}", PROD) for n in range(120)]
    fallen = [replace(one, state=State.STOPPED) for one in many]
    with opened_estate(tmp_path, many, later=fallen) as opened:
        answer = await opened.ask("servers stopped for more than 90 minutes")
        assert answer.text.startswith("**2 instances** have been stopped "), answer.text
        assert answer.table is not None and [row[0] for row in answer.table.rows] == ["batch-1", "batch-2"]
        assert [ref and ref.key for ref in answer.table.refs] == ["acme-staging/batch-1", "acme-staging/batch-2"]
        assert answer.opens_what == "what is stopped now, whenever that came"


async def test_what_came_into_a_state_is_found_behind_any_number_of_other_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = [resource(INSTANCE, f"box-{n}", PROD, memory=1) for n in range(9)]
    later = [replace(one, attrs={"memory": 2}) for one in boxes[:6]]
    later += [replace(one, state=State.STOPPED) for one in boxes[6:]]
    with opened_estate(tmp_path, boxes, later) as opened:
        for most, came, lasts in (
            (4, "**3 instances** became", "**2 instances** have"),
            (2, "**at least 2 ", "**at most 3 "),
        ):
            monkeypatch.setattr(state_changes, "MOST", most)
            assert (await opened.afresh().ask("which servers stopped today")).text.startswith(came)
            assert (await opened.ask("servers stopped for more than 90 minutes")).text.startswith(lasts)


async def test_of_one_key_only_what_came_into_a_state_since_is_left_out(tmp_path: Path) -> None:
    databases = [resource(DATABASE, f"{name}-box", PROD, State.STOPPED) for name in ("first", "last")]
    servers = [resource(INSTANCE, "first-box", PROD), resource(INSTANCE, "last-box", PROD, State.STOPPED)]
    later = [*databases, *(replace(one, state=State.STOPPED) for one in servers)]
    with opened_estate(tmp_path, [*databases, *servers], later) as opened:
        answer = await opened.ask("servers and databases stopped for more than 90 minutes")
        assert answer.table is not None
        assert {ref.key for ref in answer.table.refs if ref and ref.kind == DATABASE} == {
            "acme-prod/first-box", "acme-prod/last-box"
        }  # fmt: skip
        assert "acme-prod/first-box" not in {ref.key for ref in answer.table.refs if ref and ref.kind == INSTANCE}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sum of the restarts per namespace", {("shop", "7"), ("data", "1")}),
        ("add up the restarts by namespace", {("shop", "7"), ("data", "1")}),
        ("total restarts of the pods in each namespace", {("shop", "7"), ("data", "1")}),
    ],
)
async def test_sums_are_made_by_what_holds_the_parts(desk: Desk, line: str, told: set[tuple[str, str]]) -> None:
    assert {(row[0], row[2]) for row in await rows(desk, line)} == told


async def test_what_is_summed_is_not_said_to_be_left_out(desk: Desk) -> None:
    answer = await desk.ask("how much memory do the servers have per account")
    assert "Nothing known of them" not in answer.text
