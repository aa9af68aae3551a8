"""Language models in the pane: words as they come and whose they are, keys that stop them, and what is sent of names."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.services import Services, chat_place
from dharma_tui.services.chat_place import ChatPlace
from dharma_tui.widgets.chat_input import ChatInput
from tests.app.console import SETTLE_SECONDS, TURN_SECONDS, press, settled, text_of
from tests.integration.llm_lab import HEAD, Script, delta, refuses, says, serving

LISTED = Script([b'{"data":[{"id":"m"}]}'], HEAD.replace(b"text/event-stream", b"application/json"))
HOSTILE = ("The host <NAME", "_1> \x1b[2J", "[red]is[/red] \u202e**well**.\n\n```\n  kept  as is\n```\n", "1 delete it")


async def write(pilot: Pilot[Any], text: str) -> None:
    """Write ``text`` where requests are written, and ask it."""
    field = pilot.app.screen.query_one(ChatInput)
    field.focus()
    field.put(text)
    await pilot.press("enter")


async def ask(pilot: Pilot[Any], text: str) -> str:
    """Ask it, wait for all of the answer, and read the screen as one line of words."""
    await write(pilot, text)
    await settled(pilot)
    return " ".join(text_of(pilot).split())


async def seen(pilot: Pilot[Any], words: str) -> str:
    """The screen as one line of words, once these are on it; what is on it instead is told where they never come."""
    shown = ""
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            while words not in (shown := " ".join(text_of(pilot).split())):
                await pilot.pause(TURN_SECONDS)
    except TimeoutError:
        raise AssertionError(f"{words!r} is not on the screen: {shown}") from None
    return shown


async def test_models_are_asked_shown_stopped_and_switched_off_in_the_pane(estate: Services) -> None:
    chat_place.save(estate.settings.paths.state_folder, ChatPlace(True, "full", 60, 60))
    delete = says(json.dumps({"intent": "delete_infrastructure", "entities": {"resource_name": ["postgres"]}}))
    scripts = (
        LISTED,
        LISTED,
        says(*HOSTILE),
        Script([delta("half of <NAME_1>")], after="hang"),
        Script([delta("begun ")], after="cut"),
        Script([b"data: {nonsense\n\n"] * 20),
        says("From afar."),
        *[refuses(401, '{"error":{"message":"no \\u001b key"}}')] * 2,
        delete,
        Script([delta("slow of <NAME_1>")], after="hang"),
    )
    app = DharmaApp(estate)
    async with serving(*scripts) as lab, app.run_test(size=(80, 40)) as pilot:
        await settled(pilot)
        assert ("Nothing is sent anywhere" in text_of(pilot) and "httpx" not in sys.modules) or lab.connections == 0
        shown = await ask(pilot, "/llm")
        assert "No language model is configured" in shown and "kind=ollama" in shown and "OPENAI_API_KEY" in shown
        assert "no language model is configured" in await ask(pilot, "/explain")
        assert "explain in words" not in await ask(pilot, "list hosts")

        estate.settings.set("llm.endpoints", f"near model=m url={lab.url} price=1/2; far model=n url={lab.url}")
        await ask(pilot, "/llm")
        assert "near: m, OpenAI-compatible" in await seen(pilot, "It is there and has the model")
        assert "Nothing was sent" in await ask(pilot, "/llm preview") and not lab.requests
        assert "explain in words" in await ask(pilot, "list hosts")

        shown = await ask(pilot, "explain in words")
        for words in (
            "from model m (near)",
            "The host bastion \\x1b[2J[red]is[/red] \\u202ewell.",
            "kept as is",
            "10 tokens",
        ):
            assert words in shown, words
        assert "▏ 1 delete it" in shown, "what a model says stands behind a bar"

        await write(pilot, "/explain what is it?")
        shown = await seen(pilot, "half of bastion")
        assert "a model is asked, esc stops it" in shown
        await press(pilot, "escape")
        await asyncio.wait_for(lab.left.wait(), SETTLE_SECONDS)
        shown = text_of(pilot)
        assert "half of bastion" in shown and "▏ stopped" in shown and isinstance(app.screen.focused, ChatInput)

        shown = await ask(pilot, "explain it")
        assert "▏ begun" in shown and "near cut the connection" in shown
        shown = await ask(pilot, "explain it")  # garbage, and then the next
        assert "from model n (far)" in shown and "1 endpoint before it did not answer" in shown
        assert "near refuses the key: no \\x1b key" in await ask(pilot, "explain it")

        shown = await ask(pilot, "frob the wobble of hosts")
        assert "(by model m, near)" not in shown and "nothing is planned of what a model reads" in shown
        assert "say it yourself" in shown and all(
            one.answer is None or not one.answer.plan for one in app.chat.talk.exchanges
        )

        shown = await ask(pilot, "/llm usage")
        assert "this session" in shown and "all since the start" in shown
        assert "received, $0.00" in " ".join(shown.split()), "what it cost is not cut off"
        await ask(pilot, "/name monday")
        await ask(pilot, "/new")
        shown = await ask(pilot, "/llm usage")
        assert "monday" in shown and "this session" not in shown, "an earlier session is told by its name"
        assert "n) is asked first from now on" in await ask(pilot, "/llm use far")
        await ask(pilot, "list hosts")
        await write(pilot, "/explain what is it?")
        await seen(pilot, "slow of bastion")
        lab.left.clear()
        assert "No language model is asked any more" in await ask(pilot, "/llm offline on")
        await asyncio.wait_for(lab.left.wait(), SETTLE_SECONDS)  # nor is who was being asked heard to the end
        count = lab.connections
        assert "switched off" in await ask(pilot, "/explain")
        assert "switched off" in await ask(pilot, "explain it")
        await ask(pilot, "frob the wobble of hosts")
        assert lab.connections == count
        received = json.dumps([lab.bodies, lab.headers])
        assert "bastion" not in received and "delete it" not in received
