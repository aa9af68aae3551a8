"""An order under a condition is refused as that, and is not answered as what would happen."""

from __future__ import annotations

import pytest

from dharma_tui.core.frames import Frame
from dharma_tui.nlp.reshaping import of_condition
from dharma_tui.nlp.tools._base import Asked
from tests.integration.chat_lab import Desk
from tests.integration.test_chat_restrictions import ALSO as RESTRICTED
from tests.stopwatch import stopwatch

ALSO = RESTRICTED


@pytest.mark.parametrize(
    "line",
    [
        *("if app-3 is down, restart it", "only if app-3 is stopped start it", "if app-3 is stopped, start it"),
        *("如果 app-3 停止了就启动它", "إذا كان app-3 متوقفا فأعد تشغيله", "wenn app-3 gestoppt ist, starte ihn"),
    ],
)
async def test_an_order_under_a_condition_is_no_question(desk: Desk, line: str) -> None:
    answer = await desk.ask(line)
    assert answer.plan is None and "an *if* in it" in answer.text and "fails" not in answer.text


async def test_what_would_happen_is_still_a_question(desk: Desk) -> None:
    answer = await desk.ask("if orders-db goes down what breaks")
    assert "an *if* in it" not in answer.text and "orders-db" in answer.text


@pytest.mark.parametrize(
    ("line", "is_order"),
    [
        *(("web-1 down if restart", True), ("if it fails , restart", True), ("if a if b then stop it", True)),
        *(("if we restart", False), ("if someone wants to stop", False), ("if stop web-1", False)),
    ],
)
def test_the_word_before_a_verb_tells_whether_it_is_an_order(line: str, is_order: bool) -> None:
    assert _is_order(line) == is_order


def test_many_conditions_and_a_long_word_are_read_once() -> None:
    with stopwatch() as took:
        assert not _is_order(f"down {'if ' * 220}{'a' * 1300}")
        assert _is_order(f"down {'if ' * 220}{'a' * 1300} restart")
    assert took.seconds < 0.5


def _is_order(line: str) -> bool:
    asked = Asked(line, Frame("predict_failure", 1.0), words=tuple(line.split()))
    return of_condition(asked).frame.destructive
