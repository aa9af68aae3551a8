"""Numbers that no condition of a list tells are said to be left out, and nothing is planned of such a list."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk


@pytest.mark.parametrize(
    ("line", "left_out"),
    [
        ("servers with 3 disks", "3 disks"),
        ("servers having 9 attachments in prod", "9 attachments"),
        ("buckets with exactly 7 lifecycle rules", "7 lifecycle"),
        ("security groups of generation 3", "3"),
        ("servers with kernel 5.10", "kernel 5.10"),
        ("deployments on revision 12", "revision 12"),
        ("servers mit 3 disks", "3 disks"),
    ],
)
async def test_what_no_condition_heeds_is_left_out_aloud(desk: Desk, line: str, left_out: str) -> None:
    answer = await desk.ask(line)
    assert f"`{left_out}`" in answer.text and "left out" in answer.text and "left out" in answer.doubts, answer.text


@pytest.mark.parametrize("name", ["*web*", "=cmd", "<b>x</b>", "$(id)", "+1", "漢字幅", "web{1,2}"])
async def test_a_name_of_marks_that_is_not_looked_for_is_left_out_aloud(desk: Desk, name: str) -> None:
    answer = await desk.ask(f"servers named {name}")
    assert f"`{name}`" in answer.text and "left out" in answer.doubts, answer.text


@pytest.mark.parametrize("line", ["servers named web-1", 'servers called "web-1"', "servers named @web-1, please"])
async def test_a_name_that_is_looked_for_is_not_left_out(desk: Desk, line: str) -> None:
    assert "left out" not in (await desk.ask(line)).text


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("top 5 servers by memory", 5),
        ("list 3 servers", 3),
        ("list of 4 servers", 4),
        ("what are the 3 largest servers", 3),
        ("the first two databases", 1),
        ("servers sorted by memory, first 5", 5),
        ("show the state of 5 servers", 5),
        ("die 3 größten server", 3),
    ],
)
async def test_how_many_are_to_be_shown_is_no_condition(desk: Desk, line: str, rows: int) -> None:
    answer = await desk.ask(line)
    assert answer.table is not None and len(answer.table.rows) == rows and "left out" not in answer.text


@pytest.mark.parametrize(
    ("listed", "change"),
    [
        ("stopped servers with 3 disks", "start those"),
        ("stopped servers with 3 disks", "start the first two"),
        ("deployments on revision 12 in staging", "scale those to 1"),
    ],
)
async def test_nothing_is_planned_of_what_was_not_narrowed_so(desk: Desk, listed: str, change: str) -> None:
    answer = await desk.ask(listed, change)
    assert answer.plan is None and "left out" in answer.text


@pytest.mark.parametrize(
    "line",
    [
        "delete all buckets in prod that are used",
        "delete all buckets in prod that aren't open",
        "delete all full buckets in prod",
        "delete all lost buckets in prod",
        "delete all buckets in prod that nobody uses",
        "delete all buckets in prod with errors",
        "delete all test buckets in prod",
        "delete all staging buckets in prod",
        "stop all servers in prod with memory",
        "stop every second server in prod",
    ],
)
async def test_a_word_that_narrows_nothing_makes_no_plan_of_all(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and answer.text


async def test_those_that_nobody_uses_are_not_all_of_a_list(desk: Desk) -> None:
    assert (await desk.ask("list buckets in prod", "delete those that nobody uses")).plan is None


@pytest.mark.parametrize(
    "line", ["stop all servers in prod", "delete all buckets in prod", "stop every server in prod"]
)
async def test_all_of_a_place_are_planned_as_before(desk: Desk, line: str) -> None:
    assert (await desk.ask(line)).plan is not None


@pytest.mark.parametrize("line", ["stop all servers in prod and web-1", "stop every server in staging and web-1"])
async def test_all_of_a_place_and_one_by_name_are_not_the_one_alone(desk: Desk, line: str) -> None:
    assert (await desk.ask(line)).plan is None


@pytest.mark.parametrize("line", ["stop web-1 and web-2", "stop all the servers web-1 and web-2"])
async def test_several_by_name_are_planned(desk: Desk, line: str) -> None:
    plan = (await desk.ask(line)).plan
    assert plan is not None and {step.name for step in plan.steps} == {"web-1", "web-2"}


@pytest.mark.parametrize("line", ["how does traffic get from web-1 to orders-db", "path from web-1 to orders-db"])
async def test_from_one_to_the_other_is_a_path(desk: Desk, line: str) -> None:
    assert (await desk.ask(line)).text.startswith("`web-1` leads to `orders-db` in **1 step**")
