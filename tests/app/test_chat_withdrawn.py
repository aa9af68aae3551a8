"""A plan that was taken back in words waits for no key any longer."""

from __future__ import annotations

import pytest

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.types import State
from dharma_tui.screens._plan_dialog import PlanScreen
from dharma_tui.services import Services
from tests.app.console import press, settled
from tests.app.test_chat import ask, scanned


@pytest.mark.parametrize("said", ["no, cancel that", "never mind"])
async def test_after_it_was_taken_back_no_key_opens_a_plan(estate: Services, clock: FrozenClock, said: str) -> None:
    scanned(estate.settings.paths.store, clock, State.STOPPED)
    app = DharmaApp(estate)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+t")
        await ask(pilot, "delete web-1")
        assert app.chat.talk.exchanges[-1].answer is not None and app.chat.talk.exchanges[-1].answer.plan is not None
        await ask(pilot, said)
        await press(pilot, "f9")
        assert not isinstance(app.screen, PlanScreen)
        assert not any(one.answer.plan for one in app.chat.talk.exchanges if one.answer)
