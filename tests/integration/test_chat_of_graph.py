"""Circles, orphans and dangling references are answered with what the graph tells of them."""

from __future__ import annotations

import pytest

from dharma_tui.core.types import Relationship, Verb
from tests.integration.chat_lab import INSTANCE, PROD, Desk, is_sound, of, resource

ALSO = [resource(INSTANCE, f"loop-{name}", PROD) for name in "abcde"]
ALSO_TOLD = [
    Relationship(of(INSTANCE, f"loop-{one}"), of(INSTANCE, f"loop-{other}"), Verb.DEPENDS_ON, "seed")
    for one, other in ("ab", "bc", "ca", "de", "ed")
]


@pytest.mark.parametrize(
    "line",
    [
        "is there a dependency cycle?",
        "are there any circular dependencies",
        "¿hay dependencias circulares?",
        "有循环依赖吗?",
    ],
)
async def test_circles_are_told_with_a_way_round(line: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert answer.text.startswith("**2 circles of dependence**, the largest first") and answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["3", "2"]
    assert answer.table.rows[1][1] == "loop-d depends on loop-e, which depends on loop-d"
    assert answer.opens == "topology all cycles"


async def test_whether_something_is_in_a_circle_is_told_of_it_alone(desk: Desk) -> None:
    answer = await desk.ask("is loop-e part of a dependency cycle?")
    assert answer.text.startswith("**1 circle of dependence** that `loop-e` is in, with a") and answer.table is not None
    assert answer.table.rows == (("2", "loop-e depends on loop-d, which depends on loop-e"),)
    assert (
        "**no circle** of dependence that `web-1` is in"
        in (await desk.ask("is web-1 part of a dependency cycle?")).text
    )


@pytest.mark.parametrize(
    "line",
    [
        "which resources are orphaned?",
        "show orphans",
        "show me resources without relationships",
        "zeig verwaiste Ressourcen",
        "哪些资源是孤立的?",
        "recursos huérfanos",
    ],
)
async def test_orphans_are_what_no_relationship_has_to_do_with(line: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert "**19 resources** without relationships." in answer.text and "left out" not in answer.text
    assert answer.opens == "topology all orphans" and answer.table is not None and answer.table.total == 19
    assert not any(
        row[0].startswith(("loop-", "web-1", "orders-db")) and row[0] in _RELATED for row in answer.table.rows
    )


async def test_orphans_of_a_place_are_those_there(desk: Desk) -> None:
    assert (
        "**5 resources** without relationships: `in environment staging`."
        in (await desk.ask("list orphaned resources in staging")).text
    )
    answer = await desk.ask("show orphans", "which of those are in staging")
    assert "**5 resources** without relationships" in answer.text and "left out" not in answer.text


async def test_orphaned_disks_are_those_that_are_attached_to_nothing(desk: Desk) -> None:
    assert "without relationships" not in (await desk.ask("list orphaned volumes")).text
    assert "`unattached`" in (await desk.ask("which servers are orphaned?")).text


async def test_what_dangles_is_told_with_why(desk: Desk) -> None:
    answer = await desk.ask("show dangling references")
    is_sound(answer)
    assert answer.text.startswith("**1 reference** to 1 thing not in the inventory.") and answer.table is not None
    assert answer.table.rows[0][:3] == ("checkout", "runs on", "kubernetes cluster acme-prod/gone")
    assert answer.opens == "topology all dangling"
    assert "**No reference of `web-1` dangles**" in (await desk.ask("does web-1 have dangling references?")).text


@pytest.mark.parametrize("line", ["delete orphaned resources", "delete dangling references"])
async def test_nothing_is_planned_of_all_of_them(line: str, desk: Desk) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and answer.text.startswith("No plan is made of this")


_RELATED = frozenset({"loop-a", "loop-b", "loop-c", "loop-d", "loop-e", "web-1", "orders-db", "checkout"})
