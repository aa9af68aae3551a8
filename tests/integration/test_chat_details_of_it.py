"""Details of what was spoken of are described, and rows are changed by their place in twelve languages."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk
from tests.integration.test_chat_restrictions import ALSO as RESTRICTED
from tests.integration.test_chat_restrictions import STOPPED, planned

ALSO = RESTRICTED


@pytest.mark.parametrize(
    "line",
    [
        *("what is its ip?", "what's its private ip", "how much memory does it have?", "how many cpus does it have?"),
        *("what image does it use?", "which zone is it in", "what's its type", "how many vcpus has it got"),
        *(
            "what is its ip address",
            "what os does it run",
            "它的ip是什么",
            "какой у него ip",
            "wie viel speicher hat er",
        ),
    ],
)
async def test_a_detail_of_it_is_in_its_description(desk: Desk, line: str) -> None:
    answer = await desk.ask("describe app-3", line)
    assert answer.table is not None and answer.table.columns == ("PROPERTY", "VALUE"), answer.text
    assert "app-3" in answer.text and "I read this as" not in answer.text


@pytest.mark.parametrize("line", ["what is its cpu", "how much memory does it use", "and its volumes?"])
async def test_usage_and_neighbours_of_it_are_no_details(desk: Desk, line: str) -> None:
    await desk.ask("describe app-3", line)
    assert desk.talk.frames[-1].intent != "describe_infrastructure"


@pytest.mark.parametrize(
    "line",
    [
        *("start the second", "démarre le deuxième", "starte den zweiten", "arranca el segundo", "avvia il secondo"),
        *(
            "inicie o segundo",
            "запусти второй",
            "启动第二个",
            "두 번째를 시작해",
            "شغل الثاني",
            "दूसरा शुरू करो",
            "dusra start karo",
        ),
    ],
)
async def test_a_row_is_started_by_its_place_in_any_language(desk: Desk, line: str) -> None:
    assert await planned(desk, STOPPED, line) == ["batch-1"]
