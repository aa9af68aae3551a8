"""What is over is gone at once, without a garbage collection, which would halt the console."""

from __future__ import annotations

import gc
import weakref
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


def alive(kind: type) -> int:
    """How many there are that a collection would look through."""
    return sum(isinstance(thing, kind) for thing in gc.get_objects())


def test_lines_that_were_drawn() -> None:
    loose_strips.install()
    before = alive(Strip)
    strip = Strip([Segment("a line"), Segment(" in two parts")])
    whole = strip.divide([19]) == [strip]
    parts = [part.text for part in strip.divide([6, 19])]
    assert alive(Strip) > before
    del strip
    assert alive(Strip) == before
    assert (whole, parts) == (True, ["a line", " in two parts"])


class _Value:
    """Something to keep."""


def test_values_that_were_kept_for_a_while() -> None:
    recent: Recent[int, _Value] = Recent(2)
    values = [_Value() for _ in range(4)]
    gone = [weakref.ref(value) for value in values]
    for number in range(3):
        recent[number] = values[number]
    assert (list(recent.keys()), recent.get(0), recent.get(1)) == ([1, 2], None, values[1])
    recent[3] = values[3]
    assert 2 not in recent and 1 in recent, "what was looked at stays the longest"
    recent.discard(1)
    recent.discard(1)
    recent.clear()
    values.clear()
    assert (list(recent.keys()), [value() for value in gone]) == ([], [None] * 4)


async def test_work_that_has_ended() -> None:
    async def work() -> None:
        pass

    async with App[None]().run_test() as pilot:
        before = alive(Worker)
        for _ in range(3):
            await start(pilot.app, work, group="work", exclusive=False).wait()
        await pilot.pause()
        assert alive(Worker) == before
