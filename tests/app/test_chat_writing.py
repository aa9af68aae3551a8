"""Writing in the chat: what is recalled is completed once edited, /help names what is here, a plan is looked at when opened."""

from __future__ import annotations

from dharma_tui.app import DharmaApp
from dharma_tui.core.answers import Answer
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.types import State
from dharma_tui.screens._chat_pane import ChatPanel
from dharma_tui.screens._plan_dialog import PlanScreen
from dharma_tui.services import Services, chat_place
from dharma_tui.services.chat_place import ChatPlace
from tests.app.console import press, settled
from tests.app.test_chat import ask, scanned


async def test_recalling_completing_helping_and_looking_again(estate: Services, clock: FrozenClock) -> None:
    folder = estate.settings.paths.store
    scanned(folder, clock, State.STOPPED)
    chat_place.save(estate.settings.paths.state_folder, ChatPlace(True, "full", 60, 60))
    app = DharmaApp(estate)
    async with app.run_test(size=(140, 60)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+t")
        await ask(pilot, "list hosts")
        await press(pilot, "up", "ctrl+u", *"/he")
        assert app.screen.query_one(ChatPanel).completions == ("/help",), "what is typed after up is completed"
        await press(pilot, "ctrl+u")

        await ask(pilot, "/help")
        told = app.chat.talk.exchanges[-1].answer
        assert told is not None and "checkout" not in told.text and "web-7" not in told.text, (
            "nothing here is called so"
        )
        assert "- describe " in told.text and "# Commands of the chat" in told.text

        await ask(pilot, "delete all stopped servers in staging")
        scanned(folder, clock, State.RUNNING)
        shown = await press(pilot, "f9")
        assert isinstance(app.screen, PlanScreen) and "no longer as it was" in shown, "before anything is typed"


async def test_the_word_at_the_cursor_is_completed_and_a_change_is_only_written(
    estate: Services, clock: FrozenClock
) -> None:
    scanned(estate.settings.paths.store, clock, State.RUNNING)
    app = DharmaApp(estate)
    async with app.run_test(size=(140, 60)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+t")
        await ask(pilot, "list hosts")
        panel = app.screen.query_one(ChatPanel)
        name = next(one for one in app.chat.talk.names if one.isidentifier() or "-" in one)
        await press(pilot, *f"describe {name[:3]} please", *["left"] * len(" please"))
        assert any(one == f"describe {name} please" for one in panel.completions)
        while panel.field.text != f"describe {name} please":
            await press(pilot, "tab")
        await press(pilot, *"?!")
        assert panel.field.text == f"describe {name}?! please", "the cursor stands behind what was completed"
        await press(pilot, "ctrl+u", "ctrl+k")

        exchange = app.chat.talk.exchanges[-1]
        exchange.answer = Answer("", next_steps=("scale web-1 to 2",), to_write=("scale web-1 to 2",))
        await ask(pilot, "1")
        assert panel.field.text == "scale web-1 to 2" and len(app.chat.talk.exchanges) == 1


async def test_behind_an_example_nothing_is_left_of_what_was_written(estate: Services, clock: FrozenClock) -> None:
    app = DharmaApp(estate)
    async with app.run_test(size=(140, 60)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+t")
        await ask(pilot, "list hosts")
        panel = app.screen.query_one(ChatPanel)
        await press(pilot, *"list  ", "left", "left")
        example = panel.completions[0]
        assert example.startswith("list ")
        await press(pilot, "tab", "!")
        assert panel.field.text == f"{example}!"
