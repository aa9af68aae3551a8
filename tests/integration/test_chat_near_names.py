"""A change that names nothing here offers what may be meant, to be asked by the person; nothing is planned of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.answer_documents import answer_of, document
from tests.integration.chat_lab import DEPLOYMENT, INSTANCE, PROD, Desk, opened_estate, resource, workload

ALSO = [
    workload("basket-api", PROD, "1.0"),
    workload("basket-worker", PROD, "1.0"),
    resource(INSTANCE, "basket-7", PROD),
    resource(DEPLOYMENT, "spaced basket", PROD),
]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("near")), ALSO) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("scale basket to 5 replicas", ("scale basket-api to 5 replicas", "scale basket-worker to 5 replicas")),
        (
            "bitte skaliere basket auf 5 replicas",
            ("bitte skaliere basket-api auf 5 replicas", "bitte skaliere basket-worker auf 5 replicas"),
        ),
        (
            "basketを5レプリカにスケールして",
            ("basket-apiを5レプリカにスケールして", "basket-workerを5レプリカにスケールして"),
        ),
        ("scale basket-apj to 5", ("scale basket-api to 5",)),
    ],
)
async def test_a_name_that_nothing_has_is_offered_as_those_that_come_near(
    desk: Desk, line: str, steps: tuple[str, ...]
) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and answer.to_write == steps and answer.next_steps[: len(steps)] == steps
    assert answer_of(document(answer)).to_write == steps


async def test_a_digit_makes_no_plan_of_what_is_only_to_be_written(desk: Desk) -> None:
    assert (await desk.ask("scale basket to 5 replicas", "1")).plan is None
    assert (await desk.ask("scale basket to 5 replicas", "scale basket-api to 5 replicas")).plan is not None


@pytest.mark.parametrize(
    "line", ["scale zebra to 5 replicas", "don't scale basket to 5", "scale basket to 5 if it is slow"]
)
async def test_what_is_like_nothing_or_not_asked_for_is_not_offered(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and not answer.to_write
