"""Rows of a list that are kept, several that are asked for, one by its number; and a row where nothing was listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dharma_tui.core.types import State
from tests.integration.chat_lab import STAGING, Desk, opened_estate, resource

NAMES = ["row-a", "row-b", "row-c", "row-d"]
LIST = "list servers owned by rowers"


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    ours = [resource("demo.compute.instance", name, STAGING, State.STOPPED) for name in NAMES]
    ours = [replace(one, labels={**one.labels, "team": "rowers"}) for one in ours]
    with opened_estate(Path(tmp_path_factory.mktemp("rows")), ours, later=ours) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


async def planned(desk: Desk, *lines: str) -> list[str]:
    plan = (await desk.ask(LIST, *lines)).plan
    return [step.name for step in plan.steps] if plan else []


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("keep the first one, delete the rest", NAMES[1:]),
        ("keep the second one, delete the others", ["row-a", "row-c", "row-d"]),
        ("delete the rest, keep the first one", NAMES[1:]),
        ("keep the last one and delete the rest", NAMES[:3]),
        ("keep the first two, delete the rest", NAMES[2:]),
        ("keep the first three, delete the rest", NAMES[3:]),
        ("delete the first one, keep the rest", NAMES[:1]),
        ("delete number 2", ["row-b"]),
        ("start #3", ["row-c"]),
    ],
)
async def test_what_is_kept_is_not_in_the_plan(desk: Desk, line: str, changed: list[str]) -> None:
    assert await planned(desk, line) == changed


@pytest.mark.parametrize(
    "line",
    [
        "skip the first one, delete the rest",
        "spare the first one, delete the rest",
        "leave the first one alone, delete the rest",
        "delete the others, the first one stays",
        "garde le premier, supprime les autres",
        "behalte den ersten, lösche den rest",
        "conserva el primero y borra los demás",
        "mantenha o primeiro, apague o resto",
        "tieni il primo, elimina gli altri",
        "оставь первый, удали остальные",
        "最初のを残して、残りを削除して",
        "保留第一个,删除其余的",
        "첫 번째는 남기고 나머지는 삭제해",
        "احتفظ بالأول واحذف الباقي",
        "pehla rakho baaki delete karo",
    ],
)
async def test_a_row_beside_the_rest_is_never_planned_in_its_place(desk: Desk, line: str) -> None:
    assert await planned(desk, line) in ([], NAMES[1:])


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("show me the second and third", NAMES[1:3]),
        ("show me the first and the second", NAMES[:2]),
        ("only the last two", NAMES[2:]),
        ("show me the first two", NAMES[:2]),
    ],
)
async def test_those_are_the_rows_that_were_asked_for_last(desk: Desk, line: str, left: list[str]) -> None:
    answer = await desk.ask(LIST, line)
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == left
    assert await planned(desk, line, "delete those") == left


@pytest.mark.parametrize("line", ["delete the first one", "describe the first one", "start the second one"])
async def test_there_is_no_first_of_what_was_described(desk: Desk, line: str) -> None:
    answer = await desk.ask("describe row-a", "describe row-b", line)
    assert answer.plan is None
    assert "row-b" not in answer.text
    assert answer.table is None or all("row-b" not in row for row in answer.table.rows)


async def test_the_last_rows_of_a_list_that_goes_on_are_not_known(desk: Desk) -> None:
    answer = await desk.ask("list servers", "only the last two")
    assert answer.table is None
    assert "Which one" in answer.text
