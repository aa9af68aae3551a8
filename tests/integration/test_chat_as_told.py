"""What only looks like an order plans nothing: quoted, listed and noted text, what may be done, what is left as it is."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.as_told import doubts, unread
from dharma_tui.nlp.planning import NO_PLAN
from dharma_tui.nlp.tokens import LONGEST, normalise
from tests.integration.chat_lab import Desk
from tests.stopwatch import stopwatch


@pytest.mark.parametrize(
    "line",
    [
        *(
            "> delete web-1",
            ">> delete web-1",
            "| delete web-1",
            "# delete web-1",
            "// delete web-1",
            "-- delete web-1",
        ),
        *(
            "- [ ] delete web-1",
            "* delete web-1",
            "• delete web-1",
            "1. delete web-1",
            "a) delete web-1",
            "☐ delete web-1",
        ),
        *("[x] delete web-1", "TODO: delete web-1", "Re: delete web-1", "Betreff: web-1 löschen", "件名: web-1を削除"),
        *("~~delete web-1~~", "see below\n> delete web-1", "my notes\n- stop web-1", "```\ndelete web-1\n```"),
    ],
)
async def test_quoted_and_listed_text_is_no_order(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None


@pytest.mark.parametrize(
    "line",
    [
        *("web-1 can be deleted", "web-1 could be deleted", "web-1 may be stopped", "web-1 will be deleted"),
        *("web-1 is safe to delete", "web-1 is going to be deleted", "you can delete web-1", "we may stop web-1"),
        *("web-1 kann gelöscht werden", "web-1 kann weg", "man kann web-1 löschen", "web-1 se puede borrar"),
        *("web-1 puede eliminarse", "web-1 peut être supprimé", "web-1 può essere eliminato", "web-1 pode ser apagado"),
        *(
            "web-1 можно удалить",
            "web-1 может быть удалён",
            "web-1 可以删除",
            "web-1 は削除できます",
            "web-1 は削除可能",
        ),
        *(
            "web-1는 삭제해도 됩니다",
            "web-1 삭제 가능",
            "يمكن حذف web-1",
            "web-1 हटाया जा सकता है",
            "web-1 delete kiya ja sakta hai",
        ),
    ],
)
async def test_what_may_or_will_be_done_is_no_order(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "delete web-1",
            "please delete web-1",
            "can you delete web-1",
            "kannst du web-1 löschen",
        ),
        *(
            "peux-tu supprimer web-1",
            "web-1を削除してください",
            "请删除 web-1",
            "web-1 삭제해 주세요",
            "delete:\n- web-1",
        ),
    ],
)
async def test_an_order_stays_one(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is not None and [one.name for one in answer.plan.steps] == ["web-1"], answer.text


@pytest.mark.parametrize(
    "line",
    [
        *("leave web-1 alone", "leave web-1 running", "keep web-1 running", "let web-1 be", "undo delete web-1"),
        *("abort deletion of web-1", "cancel the deletion of web-1", "undelete web-1", "lass web-1 in Ruhe"),
        *("laisse web-1 tranquille", "deja web-1 en paz", "lascia stare web-1", "оставь web-1 в покое", "不要动 web-1"),
        *(
            "web-1はそのままにして",
            "web-1 건드리지 마",
            "annule la suppression de web-1",
            "отмени удаление web-1",
            "取消删除 web-1",
        ),
        *(
            "checkout thing please make it go",
            "lösche das Löschen von web-1 abbrechen",
            "اترك web-1",
            "web-1 ki deletion cancel karo",
        ),
    ],
)
async def test_what_was_to_be_prevented_is_not_suggested(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None
    offered = " ".join((answer.text, *answer.next_steps)).lower()
    assert not any(
        f"{verb} {name}" in offered for verb in ("delete", "stop", "restart") for name in ("web-1", "checkout")
    )


@pytest.mark.parametrize(
    "line",
    [
        *("restart web-1 but keep web-2 running", "restart web-1 and keep it running", "delete web-1, keep web-2"),
        *("leave the others running, restart web-1", "leave web-2 running, stop web-1"),
        *("tag web-1 with a=b and leave web-2 alone", "stoppe web-1 aber lass web-2 laufen"),
    ],
)
async def test_an_order_beside_what_stays_is_not_told_as_left(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and answer.text.startswith(NO_PLAN) and "only what is to be changed" in answer.text
    assert not any("web-2" in step and step.startswith(("delete", "stop", "restart")) for step in answer.next_steps)
    assert (await desk.ask(line, "do it")).plan is None


@pytest.mark.parametrize("line", ["leave web-1 running, do not stop it", "web-1 and web-2: leave them alone"])
async def test_what_stays_alone_is_left_as_it_is(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and "left as it is" in answer.text


@pytest.mark.parametrize(
    "tail", ["unless it is running", "is what I must never do", "except in prod", " ".join(["delete web-1"] * 440)]
)
@pytest.mark.parametrize("gap", [" .", " \u200b,"])
async def test_nothing_is_planned_of_what_is_not_read_to_its_end(desk: Desk, gap: str, tail: str) -> None:
    answer = await desk.ask(f"delete web-1{gap * 1_050} {tail}")
    assert answer.plan is None and "2,000 characters" in answer.text


@pytest.mark.parametrize("blank", [" ", "\n", "\t", "\u00a0", "\u3000", "\u200b "])
async def test_blanks_are_folded_before_characters_are_counted(desk: Desk, blank: str) -> None:
    answer = await desk.ask(f"delete web-1{blank * 3_000}unless it is running")
    assert answer.plan is None and "2,000" not in answer.text
    alone = await desk.ask(f"delete web-1{blank * 3_000}")
    assert alone.plan is not None


async def test_a_list_of_a_text_that_is_too_long_says_what_was_not_read(desk: Desk) -> None:
    names = " ".join(f"web-{number}-of-a-long-name" for number in range(200))
    answer = await desk.ask(f"list stopped servers {'. ' * 1_000} in prod")
    assert "2,000 characters were read" in answer.text and "too long" in answer.doubts
    planned = await desk.ask(f"list stopped servers {'. ' * 1_000} in prod", "start those")
    assert planned.plan is None
    assert not normalise(names).endswith(("-of", "web-7")) and unread(names).lstrip().startswith("web-")
    assert len(normalise(names)) <= LONGEST


@pytest.mark.parametrize("back", [(), ("no, cancel that",), ("no wait",)])
@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("servers with memory not bigger than 100 gb", ("web-", "batch-")),
        ("list databases", ("orders-db",)),
        ("databases", ("orders-db",)),
        ("what about production?", ()),
        ("und in produktion?", ()),
        ("how many servers are in prod", ("running",)),
    ],
)
async def test_a_question_after_a_plan_is_no_part_of_it(
    desk: Desk, back: tuple[str, ...], question: str, rows: tuple[str, ...]
) -> None:
    answer = await desk.ask("list stopped servers in staging", "start the first one", *back, question)
    assert (
        answer.plan is None
        and "No plan" not in answer.text
        and desk.talk.frames[-1].intent.startswith(("list", "show"))
    )
    assert all(row[0].startswith(rows) for row in (answer.table.rows if answer.table and rows else ()))


async def test_the_next_row_is_still_changed_alike(desk: Desk) -> None:
    answer = await desk.ask("list stopped servers in staging", "start the first one", "and the second one")
    assert answer.plan is not None and [one.name for one in answer.plan.steps] == ["batch-2"]


@pytest.mark.parametrize("nod", ["do it", "ok do it", "go ahead", "mach es", "yes, do it"])
@pytest.mark.parametrize(
    "refused",
    [
        *("> delete web-1", "web-1 can be deleted", "delete web-1 unless it is running", "if web-1 is down, delete it"),
        *("delete the stopped servers in staging except batch-1", f"delete web-1{' .' * 1_050} except in prod"),
    ],
)
async def test_a_nod_does_not_plan_what_was_refused(desk: Desk, refused: str, nod: str) -> None:
    assert (await desk.ask(refused)).plan is None
    assert (await desk.ask(refused, nod)).plan is None


async def test_a_nod_plans_what_was_only_rehearsed(desk: Desk) -> None:
    answer = await desk.ask("dry run: delete web-1", "ok do it")
    assert answer.plan is not None and [one.name for one in answer.plan.steps] == ["web-1"]


def test_blank_lines_are_looked_at_once() -> None:
    with stopwatch() as took:
        assert list(doubts("\n" * (LONGEST - 8) + "  > stop")) == ["quoted"]
        assert not list(doubts(f"stop{chr(10) * (LONGEST - 5)}x"))
    assert took.seconds < 0.3
