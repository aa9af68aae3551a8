"""What is over is gone at once, without a garbage collection, which would halt the console."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from rich.segment import Segment
from textual.app import App
from textual.strip import Strip
from textual.worker import Worker

from dharma_tui.screens._work import start
from dharma_tui.widgets import loose_strips
from dharma_tui.widgets.recent import Recent


@pytest.fixture(autouse=True)
def collecting_nothing() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_lines_that_were_drawn() -> None:
    loose_strips.install()
    strip = Strip([Segment("a line"), Segment(" in two parts")])
    assert strip.divide([19]) == [strip]
    assert [part.text for part in strip.divide([6, 19])] == ["a line", " in two parts"]
    del strip
    assert gc.collect() == 0


def test_values_that_were_kept_for_a_while() -> None:
    recent: Recent[int, list[int]] = Recent(2)
    for number in range(3):
        recent[number] = [number]
    assert (list(recent.keys()), recent.get(0), recent.get(1)) == ([1, 2], None, [1])
    recent[3] = [3]
    assert 2 not in recent and 1 in recent, "what was looked at stays the longest"
    recent.discard(1)
    recent.discard(1)
    recent.clear()
    assert (list(recent.keys()), gc.collect()) == ([], 0)


async def test_work_that_has_ended() -> None:
    def workers() -> int:
        return sum(isinstance(thing, Worker) for thing in gc.get_objects())

    async def work() -> None:
        pass

    async with App[None]().run_test() as pilot:
        before = workers()
        for _ in range(3):
            await start(pilot.app, work, group="work", exclusive=False).wait()
        await pilot.pause()
        assert workers() == before
