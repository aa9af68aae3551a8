"""What "they" and "both" are of, whose team something is of, and what needs what, as a loss is carried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dharma_tui.core.answers import Answer
from dharma_tui.core.types import Relationship, Resource, State, Verb
from tests.integration import chat_lab
from tests.integration.chat_lab import INSTANCE, PROD, STAGING, Desk, of, opened_estate, resource

VOLUME, BALANCER = "demo.compute.volume", "demo.network.load_balancer"


def labelled(found: Resource, **labels: str) -> Resource:
    return replace(found, labels={**found.labels, **labels})


ALSO = [
    *(resource(VOLUME, f"disk-{n}", PROD, size=n << 30, encrypted=n % 2 == 0) for n in range(12)),
    resource(BALANCER, "edge", PROD),
    labelled(resource(INSTANCE, "a-1", STAGING), owner="data@example.com", team="data"),
    labelled(resource(INSTANCE, "a-2", STAGING, State.STOPPED), team="data"),
    labelled(resource(INSTANCE, "a-3", STAGING), owner="data"),
]
EDGES = [
    Relationship(of(VOLUME, "disk-1"), of(INSTANCE, "web-1"), Verb.ATTACHED_TO, "seed"),
    Relationship(of(VOLUME, "disk-2"), of(INSTANCE, "web-1"), Verb.ATTACHED_TO, "seed"),
    Relationship(of(BALANCER, "edge"), of(INSTANCE, "web-1"), Verb.ROUTES_TO, "seed"),
]


@pytest.fixture(scope="module")
def estate_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chat_lab, "EDGES", [*chat_lab.EDGES, *EDGES])
        with opened_estate(tmp_path_factory.mktemp("chat"), ALSO) as opened:
            yield opened


def names(answer: Answer, column: int = 0) -> list[str]:
    return sorted(row[column] for row in answer.table.rows) if answer.table else []


async def test_what_needs_something_is_what_a_loss_of_it_is_carried_to(desk: Desk) -> None:
    assert names(await desk.ask("what depends on web-1?"), 1) == ["edge"]
    assert names(await desk.ask("what does web-1 depend on?"), 1) == ["disk-1", "disk-2", "orders-db"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("which volumes are attached to web-1?", "are they encrypted?"), ["disk-2"]),
        (("list volumes", "are those encrypted?"), ["disk-0", "disk-10", "disk-2", "disk-4", "disk-6", "disk-8"]),
        (("is a-1 running?", "and a-2?", "list both of them"), ["a-1", "a-2"]),
    ],
)
async def test_they_are_the_rows_or_what_was_spoken_of(desk: Desk, lines: tuple[str, ...], found: list[str]) -> None:
    assert names(await desk.ask(*lines)) == found


async def test_teams_are_counted_by_their_own_label_else_by_the_owner(desk: Desk) -> None:
    answer = await desk.ask("how many servers in staging does each team have?")
    assert answer.table is not None and ("data", "3") in answer.table.rows
    assert not any("@" in row[0] for row in answer.table.rows)


@pytest.mark.parametrize("before", ["can web-1 reach orders-db on port 5432?", "describe web-1 and web-2"])
@pytest.mark.parametrize("order", ["delete it", "stop it", "please delete it now"])
async def test_it_is_none_of_two_that_were_named(before: str, order: str, desk: Desk) -> None:
    answer = await desk.ask(before, order)
    assert answer.plan is None and "*it*, where several things were spoken of" in answer.text


async def test_what_is_simulated_of_two_may_be_done(desk: Desk) -> None:
    plan = (await desk.ask("simulate: delete web-1 and web-2", "do it")).plan
    assert plan is not None and len(plan.steps) == 2
    plan = (await desk.ask("describe web-1 and web-2", "delete them")).plan
    assert plan is not None and len(plan.steps) == 2
