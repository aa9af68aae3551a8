"""Resources whose names are common words, or words for places and kinds: web, api, prod."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.types import ResourceRef, Scope, Verb
from tests.integration.chat_lab import DEPLOYMENT, INSTANCE, Desk, is_sound, opened_estate, resource
from tests.integration.test_chat_places import lies

DATABASE = "demo.database.cluster"
HERE = Scope("demo", "sandbox", "eu-central-1")
WEB = ResourceRef(INSTANCE, f"{HERE.account}/web")
PROD = ResourceRef(DATABASE, f"{HERE.account}/prod")


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    also = [
        resource(INSTANCE, "web", HERE),
        resource(INSTANCE, "api", HERE),
        resource(DEPLOYMENT, "api", HERE, namespace="shop", desired=1, ready=1),
        resource(DATABASE, "prod", HERE),
        resource(DEPLOYMENT, "landing", HERE, namespace="shop", desired=1, ready=1),
    ]
    edges = [lies(DEPLOYMENT, "landing", Verb.RUNS_ON, on=WEB), lies(INSTANCE, "web", Verb.DEPENDS_ON, on=PROD)]
    with opened_estate(Path(tmp_path_factory.mktemp("common")), also, edges=edges) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("what depends on web?", "landing"),
        ("what breaks if web fails?", "landing"),
        ("what happens if web dies", "landing"),
        ("show me what depends on web", "landing"),
        ("\u00bfqu\u00e9 depende de web?", "landing"),
        ("what depends on prod?", "web"),
        ("what depends on the prod database?", "web"),
        ("describe prod", "prod"),
    ],
)
async def test_a_name_that_is_a_common_word_is_taken_for_one(desk: Desk, line: str, told: str) -> None:
    answer = await desk.ask(line)
    is_sound(answer)
    assert "Which one?" not in answer.text
    assert told in answer.text + repr(answer.table)


async def test_several_of_such_a_name_are_there_to_choose_from(desk: Desk) -> None:
    answer = await desk.ask("what depends on api?")
    assert answer.text == "2 resources are called `api`. Which one do you mean?"
    assert answer.table is not None and answer.table.total == 2


async def test_what_is_asked_of_one_is_not_told_of_everything(desk: Desk) -> None:
    answer = await desk.ask("what changed on web?")
    assert "of `web`" in answer.text


@pytest.mark.parametrize("line", ["list servers on prod", "what changed on prod?", "how many servers in prod"])
async def test_a_place_stays_one(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert "environment prod" in answer.text + repr(answer.basis)
    assert not desk.talk.frames[-1].values("resource_name")


async def test_where_no_name_is_said_it_is_asked_for(desk: Desk) -> None:
    answer = await desk.ask("what depends on it?")
    assert answer.text.startswith("Which one?")
