"""When the console looks for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from dharma_tui import garbage
from dharma_tui.core.clock import FrozenClock


class _Ring:
    """Only a look at everything finds that nobody has it."""

    gone = 0

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        _Ring.gone += 1


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def console(clock: FrozenClock) -> Iterator[garbage.Garbage]:
    """The collector as a console has it, and as it was before at the end."""
    before, spared = gc.get_threshold(), gc.get_freeze_count()
    gc.disable()
    garbage.spare_what_stays()
    _Ring.gone = 0
    try:
        yield garbage.Garbage(clock)
    finally:
        gc.set_threshold(*before)
        if not spared:
            gc.unfreeze()


def gone() -> int:
    return _Ring.gone


def _left_behind() -> None:
    """A ring that has grown old, and is left."""
    ring = _Ring()
    for _ in range(12):
        gc.collect(1)
    assert gc.get_count()[2] >= 10 and ring.itself is ring


def test_garbage_is_looked_for_when_nobody_is_at_the_keys(console: garbage.Garbage, clock: FrozenClock) -> None:
    console.heard()
    _left_behind()
    console.look()
    assert gone() == 0

    clock.elapsed += garbage.QUIET
    console.look()
    assert gone() == 1
    _left_behind()
    console.look()
    assert gone() == 2


def test_who_never_pauses_does_not_put_it_off_for_ever(console: garbage.Garbage) -> None:
    _left_behind()
    for _ in range(garbage.PUT_OFF + 1):
        assert gone() == 0
        console.heard()
        console.look()
    assert gone() == 1


@pytest.mark.usefixtures("console")
def test_everything_is_never_looked_through_by_chance() -> None:
    _left_behind()
    kept = [[at] for at in range(200_000)]
    assert len(kept) and not gone()
