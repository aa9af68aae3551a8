"""An order under a condition is refused as that, and is not answered as what would happen."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk
from tests.integration.test_chat_restrictions import ALSO as RESTRICTED

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
