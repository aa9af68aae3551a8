"""Several values of a column are said one after the other: things have one of them, and what is denied of one is of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dharma_tui.core.types import Resource
from tests.integration.chat_lab import PROD, Desk, is_sound, opened_estate, resource


def machine(name: str, type_: str, team: str, vcpus: int) -> Resource:
    made = resource("demo.compute.instance", name, PROD, type=type_, vcpus=vcpus, image=f"base-{vcpus}.11")
    return replace(made, labels={**made.labels, "team": team})


OURS = [
    machine("one-a", "compute-4", "payments", 4),
    machine("one-b", "memory-4", "data", 8),
    machine("one-c", "burst-1", "shop", 16),
    resource("demo.database.cluster", "db-a", PROD, engine="mysql 8.4"),
    resource("demo.database.cluster", "db-b", PROD, engine="redis 8.0"),
    resource("demo.database.cluster", "db-c", PROD, engine="postgres 16.6"),
    resource("demo.kubernetes.pod", "pod-a", PROD, namespace="shop"),
    resource("demo.kubernetes.pod", "pod-b", PROD, namespace="payments"),
    resource("demo.kubernetes.pod", "pod-c", PROD, namespace="data"),
]
EVERY = [one.name for one in OURS]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("alternatives")), OURS, later=OURS) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("servers of type compute-4 or memory-4", ["one-a", "one-b"]),
        ("servers of type compute-4 and memory-4", ["one-a", "one-b"]),
        ("servers of type compute-4, memory-4 or burst-1", ["one-a", "one-b", "one-c"]),
        ("servers with image base-4.11 or base-8.11", ["one-a", "one-b"]),
        ("servers with 4 or 8 vcpus", ["one-a", "one-b"]),
        ("Server vom Typ compute-4 oder memory-4", ["one-a", "one-b"]),
        ("serveurs de type compute-4 ou memory-4", ["one-a", "one-b"]),
        ("servidores de tipo compute-4 o memory-4", ["one-a", "one-b"]),
        ("servers owned by payments or data", ["one-a", "one-b"]),
        ("servers of team payments and data", ["one-a", "one-b"]),
        ("servers tagged team=payments or team=data", ["one-a", "one-b"]),
        ("databases with engine mysql or redis", ["db-a", "db-b"]),
        ("pods in namespace shop or data", ["pod-a", "pod-c"]),
    ],
)
async def test_things_have_one_of_the_values(desk: Desk, line: str, found: list[str]) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.table is not None
    assert sorted(row[0] for row in answer.table.rows if row[0] in EVERY) == found


@pytest.mark.parametrize(
    "line", ["servers not of type compute-4 or memory-4", "servers except those of type compute-4 or memory-4"]
)
async def test_what_is_denied_of_one_is_denied_of_all(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert "compute-4 or memory-4" in answer.text
    assert answer.table is not None
    assert not {"one-a", "one-b"} & {row[0] for row in answer.table.rows}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("list payments servers",), ["one-a"]),
        (("how many servers per team in prod", "list those of payments"), ["one-a"]),
        (("servers except those of payments",), ["one-b", "one-c"]),
    ],
)
async def test_a_word_that_is_a_team_says_whose_things_are(
    desk: Desk, lines: tuple[str, ...], found: list[str]
) -> None:
    answer = await desk.ask(*lines)
    assert answer.table is not None
    assert sorted(row[0] for row in answer.table.rows if row[0] in EVERY) == found
    assert "left out" not in answer.text


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("median vcpus of servers", "median"),
        ("old servers in prod", "old"),
        ("production servers that matter", "matter"),
        ("list servers by team", "by team"),
        ("biggest server per region", "per region"),
    ],
)
async def test_what_nothing_tells_is_told_as_left_out(desk: Desk, line: str, word: str) -> None:
    answer = await desk.ask(line)
    assert f"`{word}`" in answer.text
    assert "left out" in answer.text
    assert (await desk.ask(line, "delete those")).plan is None
