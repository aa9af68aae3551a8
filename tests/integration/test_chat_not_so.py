"""What is said not to be in a state is listed as such, or told as left out; a request that is whole keeps nothing of the last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dharma_tui.core.types import State
from tests.integration.chat_lab import INSTANCE, PROD, STAGING, Desk, is_sound, opened_estate, resource

BUCKET, VOLUME = "demo.storage.bucket", "demo.compute.volume"
ALSO = [
    resource(BUCKET, "open-1", STAGING, public=True),
    resource(BUCKET, "shut-1", PROD, public=False),
    resource(BUCKET, "shut-2", STAGING, public=False),
    resource(VOLUME, "held", PROD, size=100 << 30, status="in-use", encrypted=True),
    resource(VOLUME, "loose", PROD, State.STOPPED, size=10 << 30, status="available", encrypted=False),
    resource(INSTANCE, "failed-1", STAGING, State.FAILED, type="standard-4"),
    resource(INSTANCE, "burst-1", STAGING, type="burst-1"),
]
OPEN, SHUT = ["open-1", "raw-events"], ["shut-1", "shut-2"]


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_estate(Path(tmp_path_factory.mktemp("not-so")), ALSO) as opened:
        yield opened


@pytest.fixture
def desk(shared_desk: Desk) -> Desk:
    return shared_desk.afresh()


def names(answer: object) -> list[str]:
    table = getattr(answer, "table", None)
    return sorted(row[0] for row in table.rows) if table else []


@pytest.mark.parametrize(
    "line",
    [
        "which buckets are not public?",
        "buckets that aren't public",
        "non-public buckets",
        "private buckets",
        "welche Buckets sind nicht öffentlich?",
        "nichtöffentliche Buckets",
        "que buckets no son publicos?",
        "buckets no públicos",
        "quels buckets ne sont pas publics ?",
        "quali bucket non sono pubblici?",
        "quais buckets não são públicos?",
        "какие бакеты не публичные?",
        "непубличные бакеты",
        "哪些存储桶不是公开的?",
        "非公开的存储桶",
        "公開されていないバケット",
        "공개되지 않은 버킷",
        "الدلاء غير العامة",
        "जो बकेट सार्वजनिक नहीं हैं",
        "kaun se bucket public nahi hain",
    ],
)
async def test_what_is_not_public_is_listed_and_not_what_is(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)

    assert names(answer) == SHUT
    assert answer.basis is not None and "not public" in answer.basis.filters
    is_sound(answer)


async def test_what_is_not_in_a_state_that_columns_tell_is_counted(desk: Desk) -> None:
    answer = await desk.ask("how many volumes are not unattached?")

    assert answer.text.startswith("**1 volume")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("volumes that are not unattached",), ["held"]),
        (("volumes that are unattached",), ["loose"]),
        (("public buckets", "and not public?"), SHUT),
        (("buckets that are not public", "and the public ones?"), OPEN),
    ],
)
async def test_a_denied_state_is_never_its_opposite(desk: Desk, lines: tuple[str, ...], found: list[str]) -> None:
    assert names(await desk.ask(*lines)) == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("which buckets are public?", "and the private ones?"), SHUT),
        (("which buckets are public?", "private ones"), SHUT),
        (("which buckets are public?", "und die privaten?"), SHUT),
        (("which buckets are public?", "y los privados?"), SHUT),
        (("which buckets are public?", "and which aren't?"), SHUT),
        (("which buckets are public?", "which are not?", "and which are?"), OPEN),
        (("which buckets are not public?", "and which are?"), OPEN),
        (("which volumes are unencrypted?", "and the encrypted ones?"), ["held"]),
        (("which volumes are unencrypted?", "encrypted ones"), ["held"]),
        (("暗号化されていないボリューム", "暗号化されているものは?"), ["held"]),
        (("какие тома не зашифрованы?", "а зашифрованные?"), ["held"]),
        (("how many volumes are unencrypted?", "list the encrypted ones"), ["held"]),
        (("list servers", "and the burst ones?"), ["burst-1"]),
        (("list buckets", "which of them are private?"), SHUT),
    ],
)
async def test_the_others_are_asked_for_by_the_opposite(desk: Desk, lines: tuple[str, ...], found: list[str]) -> None:
    assert names(await desk.ask(*lines)) == found


async def test_where_several_conditions_were_said_it_is_told_that_the_other_one_is_not_plain(desk: Desk) -> None:
    answer = await desk.ask("stopped servers that are not in prod, without a tag team", "and which do?")

    assert "otherwise" in answer.text and "left out" in answer.text


async def test_the_biggest_one_is_one(desk: Desk) -> None:
    assert names(await desk.ask("list volumes", "the biggest one")) == ["held"]


@pytest.mark.parametrize("line", ["servers that are not expired", "serveurs qui ne sont pas expirés"])
async def test_a_denied_state_that_nothing_tells_is_said_and_makes_no_plan(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)

    assert "not expired" in answer.text and "left out" in answer.text
    assert (await desk.ask(line, "delete them")).plan is None


async def test_a_plan_of_what_is_not_so_is_of_that_alone(desk: Desk) -> None:
    plan = (await desk.ask("which buckets are not public?", "delete them")).plan

    assert plan is not None and sorted(step.name for step in plan.steps) == SHUT


@pytest.mark.parametrize(
    ("line", "named"),
    [
        *((line, SHUT) for line in ("delete all private buckets", "delete all buckets that are private")),
        ("delete all buckets that are private in staging", ["shut-2"]),
        ("elimina todos los buckets privados en staging", ["shut-2"]),
        ("supprime tous les buckets privés en staging", ["shut-2"]),
        ("apague todos os buckets privados em staging", ["shut-2"]),
        ("elimina tutti i bucket privati in staging", ["shut-2"]),
        ("lösche alle buckets in staging die privat sind", []),
        ("delete all volumes that are encrypted in prod", ["held"]),
        ("delete all buckets in staging with private access", []),
        ("delete all exposed buckets in staging", []),
        ("delete all disabled buckets in staging", []),
        ("stop all the web servers in staging", []),
        ("delete all attached instances in staging", []),
    ],
)
async def test_what_things_are_said_to_be_is_heeded_in_a_plan_or_none_is_made(
    desk: Desk, line: str, named: list[str]
) -> None:
    plan = (await desk.ask(line)).plan

    assert (sorted(step.name for step in plan.steps) if plan else []) == named


async def test_of_rows_that_are_pointed_at_those_are_meant_that_it_says(desk: Desk) -> None:
    plan = (await desk.ask("list volumes in prod", "delete those that are encrypted")).plan

    assert plan is not None and [step.name for step in plan.steps] == ["held"]


@pytest.mark.parametrize(
    ("lines", "filters"),
    [
        (("list servers in staging", "buckets that are not public"), ("not public",)),
        (("list servers in staging", "non-prod servers"), ("not in environment prod",)),
        (("delete servers in staging", "non-prod servers"), ("not in environment prod",)),
        (("which servers are untagged?", "servers that are not stopped"), ("not stopped",)),
        (("volumes that are unattached", "not public buckets"), ("not public",)),
        (("list servers in staging", "databases that are not postgres"), ("not of engine postgres",)),
        (("stop the servers that are not in prod", "what is stopped?"), ("stopped",)),
    ],
)
async def test_a_whole_request_keeps_no_condition_of_the_last(
    desk: Desk, lines: tuple[str, ...], filters: tuple[str, ...]
) -> None:
    answer = await desk.ask(*lines)

    assert answer.basis is not None and answer.basis.filters == filters
    assert "No change is planned" not in answer.text


async def test_things_but_for_a_place_are_listed_after_a_count(desk: Desk) -> None:
    answer = await desk.ask("how many servers are in staging?", "buckets outside us-east-1")

    assert names(answer) == ["raw-events", "shut-1"]
