"""An order under a condition is one, and is refused for that, in every language; help is of what it is asked of."""

from __future__ import annotations

from pathlib import Path

import pytest

from dharma_tui.core.frames import CHANGES
from dharma_tui.core.types import Scope
from dharma_tui.nlp.completing import completions
from dharma_tui.services.command_history import CommandHistory
from tests.integration.chat_lab import INSTANCE, PROD, Desk, opened_estate, resource


@pytest.mark.parametrize(
    "line",
    [
        *(
            "もし checkout が落ちていたら再起動して",
            "checkout が止まっていれば再起動して",
            "checkout 가 다운되면 재시작해",
        ),
        *(
            "만약 checkout 가 멈추면 재시작해 줘",
            "如果 checkout 挂了就重启",
            "checkout 挂了的话就重启它",
            "if checkout is down restart it",
        ),
        *(
            "अगर checkout बंद हो तो उसे रीस्टार्ट करो",
            "agar checkout down ho to restart kar do",
            "إذا توقف checkout أعد تشغيله",
        ),
        *("если checkout упал, перезапусти его", "si checkout est tombé, redémarre-le", "se checkout è giù, riavvialo"),
        *(
            "se checkout estiver parado, reinicie",
            "wenn checkout down ist, starte ihn neu",
            "restart checkout if it is down",
        ),
    ],
)
async def test_an_order_under_a_condition_is_told_to_be_one(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert desk.talk.frames[-1].intent in CHANGES and answer.plan is None
    assert "an *if* in it" in answer.text or "not sure" in answer.text


@pytest.mark.parametrize(
    "line",
    [
        "what happens if web-1 goes down",
        "web-1 が落ちたらどうなる",
        "web-1 가 다운되면 어떻게 돼",
        "what if we stop web-1",
    ],
)
async def test_what_would_happen_is_still_asked(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert desk.talk.frames[-1].intent not in CHANGES and answer.plan is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        *(
            (line, "Costs and savings")
            for line in (
                "ayuda con los costes",
                "コストのヘルプ",
                "aide sur les coûts",
                "비용 도움말",
                "关于成本的帮助",
            )
        ),
        *(
            (line, "Costs and savings")
            for line in (
                "ajuda com custos",
                "помощь по затратам",
                "مساعدة في التكاليف",
                "लागत में मदद",
                "help with costs",
            )
        ),
        *((line, "List workloads") for line in ("hilfe zu deployments", "examples of deployments")),
        *((line, "Show the graph") for line in ("examples for topology", "ejemplos de topología")),
        *((line, "Detect threats") for line in ("aiuto sulla sicurezza", "beispiele für sicherheit")),
        ("how would I start web-1", "Change a resource"),
    ],
)
async def test_help_is_of_the_category_that_it_is_asked_of(desk: Desk, line: str, title: str) -> None:
    answer = await desk.ask(line)
    assert f"**{title}**" in answer.text and desk.talk.frames[-1].intent == "help_or_smalltalk"


@pytest.mark.parametrize(
    "line", ["could you kindly show me the servers over in frankfurt thanks mate", "show me good servers"]
)
async def test_what_is_to_be_shown_is_shown_and_told_to_be_guessed(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert desk.talk.frames[-1].intent == "list_resources" and "I read this as" in answer.text
    assert (await desk.ask(line, "stop those")).plan is None


async def test_a_plan_may_be_of_many_names_whose_keys_are_long(tmp_path: Path) -> None:
    scope = Scope(PROD.provider, "a-division-of-a-company-with-a-name-that-goes-on-" * 3, PROD.region)
    many = [resource(INSTANCE, f"node-{number}", scope) for number in range(60)]
    with opened_estate(tmp_path, many) as desk:
        answer = await desk.ask(f"stop {', '.join(one.name for one in many[:39])} and {many[39].name}")
        assert answer.plan is not None and len(answer.plan.steps) == 40, answer.text
        beyond = await desk.ask(f"stop {', '.join(one.name for one in many[:-1])} and {many[-1].name}")
        assert beyond.plan is None and "more resources than one plan may change" in beyond.text


def test_names_are_completed_as_they_are_written() -> None:
    found = completions("describe akia", ["akiaxyz", "web"], [], [], None, {"akiaxyz": "AKIAXYZ"})
    assert found == ["describe AKIAXYZ"]


def test_lines_that_were_typed_together_are_remembered_together(tmp_path: Path) -> None:
    history = CommandHistory(tmp_path / "history")
    history.add("line one\nline two\r\n")
    history.add("next")
    assert CommandHistory(tmp_path / "history").lines() == history.lines() == ("line one\nline two", "next")
