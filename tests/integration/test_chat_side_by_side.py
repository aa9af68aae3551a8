"""Several things that are named or pointed at together are described and compared beside each other, and none is left out."""

from __future__ import annotations

import pytest

from tests.integration.chat_lab import Desk, is_sound

STOPPED = "list stopped servers"


@pytest.mark.parametrize(
    "lines",
    [
        ["compare web-1 and web-2"],
        ["what is the difference between web-1 and web-2?"],
        ["vergleiche web-1 und web-2"],
        ["was ist der Unterschied zwischen web-1 und web-2?"],
        ["compara web-1 con web-2"],
        ["сравни web-1 и web-2"],
        ["比较web-1和web-2"],
        ["describe web-1 and web-2", "compare the two"],
        ["describe web-1 and web-2", "vergleiche die beiden"],
    ],
)
async def test_what_differs_is_told(lines: list[str], desk: Desk) -> None:
    answer = await desk.ask(*lines)
    is_sound(answer)
    assert answer.text.startswith("`web-1` and `web-2` differ in **1 property**; 6 others are the same.")
    assert answer.table is not None and answer.table.columns == ("PROPERTY", "web-1", "web-2")
    assert [row[0] for row in answer.table.rows] == ["key", "mem"] and answer.plan is None


@pytest.mark.parametrize(
    "line",
    [
        *("compare the two", "compare both", "compare them", "vergleiche beide", "compara los dos", "confronta i due"),
        *("compare les deux", "compare os dois", "сравни оба", "比较这两个", "2つを比較して", "둘을 비교해줘"),
        "दोनों की तुलना करो",
    ],
)
async def test_two_that_were_listed_are_compared(line: str, desk: Desk) -> None:
    answer = await desk.ask(STOPPED, line)
    assert answer.text == "`batch-1` and `batch-2` differ in **nothing** that is known; 6 others are the same."


@pytest.mark.parametrize(
    "lines", [["describe web-1 and orders-db"], [STOPPED, "describe both"], [STOPPED, "describe them"]]
)
async def test_several_are_described_beside_each_other(lines: list[str], desk: Desk) -> None:
    answer = await desk.ask(*lines)
    is_sound(answer)
    assert answer.text.endswith(", beside each other.") and answer.table is not None
    assert len(answer.table.columns) == 3 and {"kind", "state", "type"} <= {row[0] for row in answer.table.rows}


async def test_a_name_that_two_have_is_asked_back_before_it_is_compared(desk: Desk) -> None:
    assert "2 resources are called `twin-1`" in (await desk.ask("compare web-1 and twin-1")).text
    answer = await desk.ask("compare web-1 and twin-1", "the second one")
    assert answer.text.startswith("`web-1` and `twin-1` differ in")


async def test_places_and_times_are_compared_as_before(desk: Desk) -> None:
    assert (await desk.ask("compare prod and staging")).text.startswith("**prod** has")
    assert "changes" in (await desk.ask("what changed on web-1 and web-2?")).text


async def test_no_more_stand_beside_each_other_than_fit(desk: Desk) -> None:
    answer = await desk.ask("describe web-1, web-2, web-3, web-4, web-5 and web-6")
    assert answer.table is not None and len(answer.table.columns) == 5
    assert "Of 6 only these stand here." in answer.text


async def test_how_each_goes_and_what_needs_each_is_told_of_each(desk: Desk) -> None:
    answer = await desk.ask("rollout status of checkout and payments")
    is_sound(answer)
    assert "- `checkout` is **healthy**" in answer.text and "- `payments` is **healthy**" in answer.text
    answer = await desk.ask("what depends on web-1 and orders-db?")
    is_sound(answer)
    assert answer.table is not None and {row[0] for row in answer.table.rows} == {"orders-db"}
    said = (await desk.ask("are web-1 and orders-db exposed to the internet?")).text
    assert "Who reaches `web-1`" in said and "Who reaches `orders-db`" in said
    assert said.count("no log of traffic") == 1
