"""What is answered where it is asked back which are meant, and what is ordered of several rows: exactly those are planned."""

from __future__ import annotations

import pytest

from dharma_tui.core.answers import Answer
from dharma_tui.core.types import Scope
from dharma_tui.nlp.conversation import Conversation
from tests.integration.chat_lab import INSTANCE, PROD, STAGING, Desk, resource

DEV = Scope("demo", "acme-dev", "eu-west-1")
ALSO = [*(resource(INSTANCE, "tri-1", place) for place in (DEV, PROD, STAGING))]
STOPPED = "list stopped servers"
TWO = {"batch-1", "batch-2"}
BOTH = {
    "en": ("start both", "start the two"),
    "de": ("starte beide", "starte die beiden"),
    "es": ("inicia los dos", "inicia ambos"),
    "fr": ("démarre les deux", "démarre tous les deux"),
    "it": ("avvia entrambi", "avvia tutti e due", "avviali"),
    "pt": ("inicie os dois", "inicie ambos"),
    "ru": ("запусти оба", "запусти обе"),
    "zh": ("启动两个", "两个都启动", "启动这两个"),
    "ja": ("両方起動して", "2つとも起動して"),
    "ko": ("둘 다 시작해줘", "두 개 시작해줘"),
    "ar": ("شغل كليهما",),
    "hi": ("दोनों चालू करो", "उन्हें चालू करो", "dono start karo"),
}


def planned(answer: Answer) -> list[str]:
    """Accounts and names of what a plan is of."""
    return [step.ref.key for step in answer.plan.steps] if answer.plan else []


@pytest.mark.parametrize(
    ("lines", "accounts"),
    [
        (["stop twin-1", "both"], ["acme-prod", "acme-staging"]),
        (["lösche twin-1", "beide"], ["acme-prod", "acme-staging"]),
        (["detén twin-1", "los dos"], ["acme-prod", "acme-staging"]),
        (["arrête twin-1", "les deux"], ["acme-prod", "acme-staging"]),
        (["останови twin-1", "оба"], ["acme-prod", "acme-staging"]),
        (["停止 twin-1", "两个都"], ["acme-prod", "acme-staging"]),
        (["twin-1 を停止して", "両方"], ["acme-prod", "acme-staging"]),
        (["stop tri-1", "all"], ["acme-dev", "acme-prod", "acme-staging"]),
        (["stop tri-1", "the first two"], ["acme-dev", "acme-prod"]),
        (["stop tri-1", "the last two"], ["acme-prod", "acme-staging"]),
        (["stop tri-1", "1 and 3"], ["acme-dev", "acme-staging"]),
        (["stop tri-1", "first and third"], ["acme-dev", "acme-staging"]),
        (["stop tri-1", "the first and the last one"], ["acme-dev", "acme-staging"]),
        (["stop tri-1", "all but the second"], ["acme-dev", "acme-staging"]),
        (["stop tri-1", "3"], ["acme-staging"]),
        (["stop tri-1", "number 2"], ["acme-prod"]),
        (["stop tri-1", "the third one"], ["acme-staging"]),
        (["stop twin-1", "not the second"], ["acme-prod"]),
        (["stop twin-1", "acme-prod"], ["acme-prod"]),
        (["stop twin-1", "Acme-Staging."], ["acme-staging"]),
        (["stop tri-1", "not the second", "both"], ["acme-dev", "acme-staging"]),
        (["stop tri-1", "any", "the last two"], ["acme-prod", "acme-staging"]),
        (["stop tri-1", "all three of them"], ["acme-dev", "acme-prod", "acme-staging"]),
        (["stop tri-1", "the first two servers"], ["acme-dev", "acme-prod"]),
        (["lösche twin-1", "beide Server"], ["acme-prod", "acme-staging"]),
    ],
)
async def test_those_that_are_chosen_are_planned_and_no_others(
    lines: list[str], accounts: list[str], desk: Desk
) -> None:
    answer = await desk.ask(*lines)
    name = "twin-1" if any("twin-1" in line for line in lines) else "tri-1"
    assert planned(answer) == [f"{account}/{name}" for account in accounts]


@pytest.mark.parametrize(
    "said",
    [
        *("both", "beide", "1 or 3", "any", "one of them", "them", "the others", "5", "1 and 5", "not the second"),
        *("1 and web-2", "both and web-2", "and web-2", "both servers"),
    ],
)
async def test_what_leaves_it_open_is_asked_back_once_more(said: str, desk: Desk) -> None:
    answer = await desk.ask("stop tri-1", said)
    assert answer.plan is None and answer.table is not None
    assert answer.text.startswith(f"That leaves open which of these {len(answer.table.rows)} called `tri-1` are meant.")
    assert planned(await desk.router.ask("2", desk.talk)) == [answer.table.refs[1].key if answer.table.refs[1] else ""]


@pytest.mark.parametrize("said", ["none of them", "neither", "keine", "ninguno", "都不要", "ни один из них"])
async def test_where_none_is_meant_nothing_waits(said: str, desk: Desk) -> None:
    answer = await desk.ask("stop tri-1", said)
    assert answer.plan is None and answer.text.startswith("All right: nothing was done")
    assert (await desk.router.ask("both", desk.talk)).plan is None


async def test_each_and_all_are_offered(desk: Desk) -> None:
    steps = ("the first one", "the second one", "the third one", "all of them")
    assert (await desk.ask("delete tri-1")).next_steps == steps
    assert len(planned(await desk.ask("delete tri-1", "4"))) == 3
    assert (await desk.ask("delete twin-1")).next_steps[2:] == ("both",)


async def test_what_is_named_beside_is_changed_with_those_that_are_chosen(desk: Desk) -> None:
    plan = planned(await desk.ask("delete web-2, tri-1 and web-1", "the last two"))
    assert sorted(plan) == ["acme-prod/tri-1", "acme-prod/web-1", "acme-prod/web-2", "acme-staging/tri-1"]


async def test_only_the_question_is_answered_so_and_nothing_that_was_asked_since(desk: Desk) -> None:
    assert (await desk.ask("stop tri-1", "list databases", "1 and 3")).plan is None
    assert (await desk.ask("stop tri-1", "what changed today?", "all")).plan is None


async def test_of_a_session_that_was_taken_up_no_row_is_changed_for_several(desk: Desk) -> None:
    asked = await desk.ask("stop tri-1")
    resumed = Conversation()
    resumed.take_up("stop tri-1", desk.talk.frames[-1], asked, (), ())
    for said in ("first and third", "the first and the last one", "all"):
        assert (await desk.router.ask(said, resumed.copied())).plan is None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["describe tri-1", "1 and 3"], "`tri-1 · acme-dev · eu-west-1` and `tri-1 · acme-staging · us-east-1`"),
        (["what depends on tri-1?", "the first two"], "- `tri-1 · acme-dev · eu-west-1`: "),
        (["can web-1 reach tri-1 on port 22", "the last two"], "to `tri-1 · acme-prod · eu-central-1`, in either"),
        (["can tri-1 reach web-1", "all"], "from `tri-1 · acme-staging · us-east-1` to `web-1`"),
        (
            ["compare twin-1", "both"],
            "`twin-1 · acme-prod · eu-central-1` and `twin-1 · acme-staging · us-east-1` differ",
        ),
    ],
)
async def test_what_is_asked_is_told_of_each_that_is_chosen(lines: list[str], said: str, desk: Desk) -> None:
    answer = await desk.ask(*lines)
    assert said in answer.text and answer.plan is None


@pytest.mark.parametrize(("language", "line"), [(one, line) for one, lines in BOTH.items() for line in lines])
async def test_both_of_a_list_are_changed_in_every_language(language: str, line: str, desk: Desk) -> None:
    plan = (await desk.ask(STOPPED, line)).plan
    assert plan is not None and {step.name for step in plan.steps} == TWO, language


@pytest.mark.parametrize(
    "line", ["stoppe beide", "arrête les deux", "pare os dois", "दोनों बंद करो", "stoppe beide in prod"]
)
async def test_both_is_never_one_alone(line: str, desk: Desk) -> None:
    for before in ("describe web-1", "list databases", "list servers"):
        answer = await desk.ask(before, line)
        assert answer.plan is None and "*both*, where not two were shown" in answer.text


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("stop 1 and 3", (0, 2)),
        ("stop the first and the last one", (0, 2)),
        ("stoppe die ersten beiden", (0, 1)),
        ("detén las dos últimas", (1, 2)),
        ("arrête 1 et 3", (0, 2)),
        ("останови первый и третий", (0, 2)),
        ("停止前两个", (0, 1)),
        ("最後の2つを停止して", (1, 2)),
        ("删掉第一个和第三个", (0, 2)),
        ("删除第一个和第三个", (0, 2)),
        ("stop the last 2 of those", (1, 2)),
        ("stoppe alle drei", (0, 1, 2)),
    ],
)
async def test_rows_that_are_told_are_changed_in_other_languages_too(
    line: str, rows: tuple[int, ...], desk: Desk
) -> None:
    shown = (await desk.ask("stop tri-1")).table
    assert shown is not None
    plan = (await desk.router.ask(line, desk.talk)).plan
    assert plan is not None and [step.ref for step in plan.steps] == [shown.refs[row] for row in rows]


@pytest.mark.parametrize(
    "line", ["start 1 and 3", "start the first three", "lösche die ersten drei", "удали первые три"]
)
async def test_rows_that_were_not_shown_are_not_changed(line: str, desk: Desk) -> None:
    answer = await desk.ask(STOPPED, line)
    assert answer.plan is None and "rows that were not shown" in answer.text


@pytest.mark.parametrize(
    "line",
    [
        "stop all but the first",
        "stoppe alle außer dem ersten",
        "停止除了第一个",
        "後で2つ停止して",
        "앞으로 두 개 중지해줘",
    ],
)
async def test_what_is_left_out_or_said_of_a_time_is_not_planned(line: str, desk: Desk) -> None:
    assert (await desk.ask("stop tri-1", line)).plan is None


@pytest.mark.parametrize("line", ["delete the last two", "lösche die letzten zwei", "delete all but the first two"])
async def test_of_a_list_that_was_cut_no_row_is_the_last(line: str, desk: Desk) -> None:
    assert (await desk.ask("list servers", line)).plan is None


@pytest.mark.parametrize(
    "line", ["1 and 2", "beide", "les deux", "show both", "zeig beide", "покажи оба", "両方見せて"]
)
async def test_rows_that_are_said_alone_are_listed(line: str, desk: Desk) -> None:
    answer = await desk.ask(STOPPED, line)
    assert answer.table is not None and {row[0] for row in answer.table.rows} == TWO


@pytest.mark.parametrize(
    "line", ["what changed in the last two hours", "was hat sich in den letzten zwei Stunden geändert"]
)
async def test_the_last_hours_are_no_rows(line: str, desk: Desk) -> None:
    assert "in the last 2 hours" in (await desk.ask("list servers", line)).text


@pytest.mark.parametrize(
    "lines",
    [
        ["restart web-1 and web-2"],
        ["describe web-1 and web-2", "restart them"],
        ["describe web-1 and web-2", "starte beide neu"],
    ],
)
async def test_machines_are_restarted_as_such_by_whatever_word(lines: list[str], desk: Desk) -> None:
    answer = await desk.ask(*lines)
    assert planned(answer) == ["acme-prod/web-1", "acme-prod/web-2"] and "restart" in answer.text.lower()
    assert planned(await desk.ask("restart web-1")) == ["acme-prod/web-1"]
    assert (await desk.ask("restart web-1 and checkout")).plan is None
