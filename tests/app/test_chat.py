"""The chat on the screens: opened, asked, answered, moved, left and closed with keys; plans that only a key confirms."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.answers import Answer
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.screens._plan_dialog import SETTLING, ConfirmedScreen, PlanScreen
from dharma_tui.services import Services, chat_place
from dharma_tui.services.chat_place import ChatPlace
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from dharma_tui.widgets.chat_input import ChatInput
from dharma_tui.widgets.chat_view import ChatView
from tests.app.console import press, settled, text_of

SCREENS = ("2", "3", "7", "question_mark")
FACES = {
    (80, 24): ("", ()),
    (120, 40): ("", ("list hosts", "what is the capital of france?", "/nonsense", "delete bastion or postgres")),
    (220, 50): ("right", ("describe postgres", "wobble the frob of hosts", "delete web-1")),
}
"""What is asked at each size: nothing; for a table, out of scope, an error, a refusal; for suggestions and a plan."""


async def ask(pilot: Pilot[Any], text: str) -> str:
    """Write ``text`` where requests are written, and ask it."""
    field = pilot.app.screen.query_one(ChatInput)
    field.focus()
    field.put(text)
    return await press(pilot, "enter")


async def paste(pilot: Pilot[Any], text: str) -> str:
    """Hand ``text`` over as the terminal does with what is pasted."""
    await pilot.app.on_event(events.Paste(text))
    await settled(pilot)
    return text_of(pilot)


async def test_it_is_opened_asked_moved_and_closed_with_keys(estate: Services) -> None:
    async with DharmaApp(estate).run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "Chat ─" not in text_of(pilot)
        shown = await press(pilot, "ctrl+t")
        assert "Chat ─" in shown and "Inventory ─" in shown and "Nothing is sent anywhere" in shown

        shown = await press(pilot, *"list", "space", *"hosts", "enter")
        assert "› list hosts" in shown and "bastion" in shown and "from scan-3" in shown and "2 messages" in shown

        shown = await press(pilot, "1", "enter")  # the first of the next steps
        assert "› describe the first one" in shown or "› describe" in shown

        shown = await press(pilot, "escape", "2")  # the keys go to the screen again
        assert "Inventory › Everything" in shown and "› list hosts" in shown, "the chat stands on every screen"
        assert (
            pilot.app.screen.query_one(ChatView).size.width < 60 < pilot.app.screen.query_one("#table-pane").size.width
        )

        await press(pilot, "ctrl+t")
        assert isinstance(pilot.app.screen.focused, ChatInput)
        width = pilot.app.screen.query_one(ChatView).size.width
        await press(pilot, "alt+left")
        assert pilot.app.screen.query_one(ChatView).size.width > width
        for full in (True, False):  # a terminal sends the letter with the key
            await pilot.app.on_event(events.Key("alt+z", "z"))
            await settled(pilot)
            assert (pilot.app.screen.query_one(ChatView).size.width > 110) is full
            assert not pilot.app.screen.query_one(ChatInput).text
        shown = await ask(pilot, "/dock bottom")
        assert pilot.app.screen.query_one(ChatView).size.width == 120

        await press(pilot, "up")
        assert pilot.app.screen.query_one(ChatInput).text == "/dock bottom"
        await press(pilot, "up")
        assert pilot.app.screen.query_one(ChatInput).text == "describe the first one"

        await ask(pilot, "list hosts")
        shown = await press(pilot, "tab", "g")
        assert "Topology" in shown and "bastion" in shown, "what an answer lists is drawn"
        await press(pilot, "1", "ctrl+t")
        shown = await press(pilot, "tab", "m")
        assert "Host › bastion" in shown and "Load 15 min" in shown, "and what is measured of it is charted"
        await press(pilot, "ctrl+t", "tab")
        assert isinstance(pilot.app.screen.focused, ChatView), "the keys of the screen stay out of the chat"
        assert "Load 15 min" in await press(pilot, "escape")
        await press(pilot, "1", "ctrl+t")
        await ask(pilot, "/dock bottom")

        await press(pilot, "ctrl+t")
        for key in SCREENS:
            shown = await press(pilot, key)
            assert "Chat ─" not in shown
            shown = await press(pilot, "ctrl+t")
            assert "Chat ─" in shown and "resizes it" in shown, key
            await press(pilot, "ctrl+t")


async def test_answers_are_told_apart_opened_and_corrected(estate: Services, clock: FrozenClock) -> None:
    chat_place.save(estate.settings.paths.state_folder, ChatPlace(True, "auto", 40, 60))
    async with DharmaApp(estate).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Nothing is sent anywhere" in text_of(pilot), "it is open as it was left"
        assert not isinstance(pilot.app.screen.focused, ChatInput)
        await press(pilot, "ctrl+t")

        shown = await ask(pilot, "?restart checkout in staging")
        assert "restart_deployment" in shown and "INTENT" in shown
        shown = await ask(pilot, "/nonsense")
        assert "there is no command /nonsense" in shown

        await ask(pilot, "list hosts")
        await ask(pilot, "/clear")
        shown = await ask(pilot, "/correct delete_infrastructure")
        assert "changes things and is never learnt" in " ".join(shown.split())
        shown = await ask(pilot, "/correct show_changes")
        assert "ask for show_changes" in " ".join(shown.split())
        shown = await ask(pilot, "?list hosts")
        assert "show_changes" in shown
        assert "1 correction forgotten" in await ask(pilot, "/forget corrections")
        await ask(pilot, "delete web-1")
        shown = await ask(pilot, "/correct describe_infrastructure")
        assert "read as a change is never learnt" in " ".join(shown.split())

        await ask(pilot, "/name night shift")
        await ask(pilot, "/new")
        clock.at += timedelta(minutes=1)
        shown = await ask(pilot, "/sessions")
        assert "night shift" in shown
        shown = await ask(pilot, "/open night shift")
        assert "night shift goes on" in " ".join(shown.split())

        shown = await paste(pilot, "two\r\nlines\x1b[31m and \u202e\x07 more")
        assert pilot.app.screen.query_one(ChatInput).text == "two\nlines[31m and  more"
        await press(pilot, "escape")
        await pilot.resize_terminal(40, 10)
        await settled(pilot)
        assert len(pilot.app.screen.query_one(ChatView).lines) and pilot.app.screen.query_one(ChatView).size.height >= 4


PLACES = {"prod": "eu-central-1", "staging": "eu-west-1"}
SERVERS = {"web-1": "prod", "batch-1": "staging", "batch-2": "staging"}


def scanned(folder: Path, clock: FrozenClock, state: State) -> None:
    """Have three instances of AWS in the store, those of staging in this state."""
    lake = Lake.open(folder, clock=clock)
    store = ScanStore(lake)
    store.begin(scan := f"aws-{state.value}", ["aws"], "manual", clock.now())
    reports = []
    for environment, region in PLACES.items():
        scope = Scope("aws", "123456789012", region)
        found = [
            Resource(
                ResourceRef("aws.ec2.instance", f"arn:aws:ec2:{region}:123456789012:instance/i-0{name[-1]}"),
                *(name, scope, state if of == "staging" else State.RUNNING, {"env": of}, {"InstanceType": "t3.micro"}),
            )
            for name, of in SERVERS.items()
            if of == environment
        ]
        store.stage(scan, scope, "aws.ec2.instance", found, ())
        reports.append(ScopeReport(scope, "aws.ec2.instance", ScopeStatus.COMPLETE, count=len(found)))
    store.commit(scan, reports)
    store.end(ScanReport(scan, ScanStatus.COMPLETE, clock.now(), scopes=tuple(reports)))
    lake.close()


@pytest.mark.parametrize("size", FACES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_looks(estate: Services, clock: FrozenClock, snap_compare: Any, size: tuple[int, int]) -> None:
    dock, requests = FACES[size]
    scanned(estate.settings.paths.store, clock, State.STOPPED)
    chat_place.save(estate.settings.paths.state_folder, ChatPlace(True, dock or "auto", 60, 60))

    async def go(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, "ctrl+t")
        for text in requests:
            await ask(pilot, text)

    assert snap_compare(DharmaApp(estate), terminal_size=size, run_before=go)


async def test_what_is_chosen_at_an_earlier_answer_means_what_it_meant_there(
    estate: Services, clock: FrozenClock
) -> None:
    scanned(estate.settings.paths.store, clock, State.STOPPED)
    chat_place.save(estate.settings.paths.state_folder, ChatPlace(True, "full", 60, 60))
    app = DharmaApp(estate)

    def last() -> Answer:
        answer = app.chat.talk.exchanges[-1].answer
        assert answer is not None
        return answer

    async def up_to(pilot: Pilot[Any], text: str) -> None:
        view = app.screen.query_one(ChatView)
        await press(pilot, "tab")
        view.cursor = next(at for at, line in enumerate(view.lines) if line.text.startswith(f"› {text}"))

    async with app.run_test(size=(120, 60)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+t")
        first, second = "how many stopped servers in staging?", "and in prod?"
        then: Answer | None = None
        for text in (first, second, "how many hosts are there?"):
            await ask(pilot, text)
            counted = last() if text == second else None
            assert counted is None or "in environment prod" in counted.text
            then = counted or then

        await up_to(pilot, first)
        await press(pilot, "1")
        table = last().table
        assert table is not None and {row[0] for row in table.rows} == {"batch-1", "batch-2"}
        await ask(pilot, "start those")
        plan = last().plan
        assert plan is not None and len(plan.steps) == 2, "and so it goes on from there"

        await up_to(pilot, second)
        await press(pilot, "r")
        assert app.chat.talk.exchanges[-1].text == second
        assert then is not None and (last().text, last().basis) == (then.text, then.basis)


async def test_only_a_key_in_the_dialog_confirms_a_plan_and_nothing_is_carried_out(
    estate: Services, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    folder = estate.settings.paths.store
    scanned(folder, clock, State.STOPPED)
    chat_place.save(estate.settings.paths.state_folder, ChatPlace(True, "auto", 60, 60))
    app = DharmaApp(estate)
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+t")
        shown = await ask(pilot, "delete web-1")
        for words in ("Delete 1 EC2 instance", "1 resource", "123456789012 / eu-central-1 / production", "60 s left"):
            assert words in shown, words
        assert "running → deleted" in shown and "It cannot be undone" in shown and "f9" in shown

        for text in ("yes", "ctrl+y", "confirm it", "y\n", "\x19", "web-1\r\x19y\n1", "\x1b[20~\x19"):
            await paste(pilot, text)
            await press(pilot, "enter")
            assert not isinstance(app.screen, PlanScreen | ConfirmedScreen), text
        await press(pilot, *"yes", "enter")
        await press(pilot, "ctrl+y")
        assert not isinstance(app.screen, PlanScreen | ConfirmedScreen)

        await press(pilot, "f9")
        assert isinstance(app.screen, PlanScreen)
        await pilot.resize_terminal(40, 10)
        shown = await press(pilot, "enter")
        assert "Only ^y confirms" in shown and "^y confirm  esc leave" in shown, (
            "what confirms is to be seen in little room"
        )
        await pilot.resize_terminal(140, 40)
        assert "Look at it first" in await press(pilot, "ctrl+y")
        clock.elapsed += SETTLING
        assert "What is typed is not web-1" in await press(pilot, "ctrl+y")
        await paste(pilot, "web-1")
        assert "What is typed is not web-1" in await press(pilot, "ctrl+y"), "a paste is no typing"
        assert "Only ^y confirms" in await press(pilot, *"web-1", "enter")
        with caplog.at_level("INFO"):
            shown = await press(pilot, "ctrl+y")
        command = "aws ec2 terminate-instances --instance-ids i-01 --region eu-central-1"
        assert isinstance(app.screen, ConfirmedScreen) and "Nothing was done" in shown and command in shown
        await press(pilot, "c")
        assert app.clipboard == f"# with credentials of account 123456789012\n{command}"
        (said,) = (record.getMessage() for record in caplog.records if "plan confirmed" in record.getMessage())
        assert "not carried out" in said and "instance/i-01" in said and '"new": "deleted"' in said

        shown = await press(pilot, "escape")
        assert "› Confirmed with a key: Delete 1 EC2 instance" in shown and "Nothing was done" in shown
        await press(pilot, "f9")
        assert not isinstance(app.screen, PlanScreen), "it is confirmed once"
        kept = await app.chat.talk.sessions.messages()
        assert kept[-2].text == "Confirmed with a key: Delete 1 EC2 instance" and command in kept[-1].text

        assert "2 resources" in await ask(pilot, "delete all stopped servers in staging")
        await press(pilot, "f9")
        clock.elapsed += SETTLING
        assert "What is typed is not 2" in await press(pilot, *"web", "ctrl+y")
        await press(pilot, "ctrl+u", "2")
        scanned(folder, clock, State.RUNNING)
        shown = await press(pilot, "ctrl+y")
        assert isinstance(app.screen, PlanScreen) and "no longer as it was" in shown, "it is looked at again"
        clock.at += timedelta(seconds=61)
        assert "expired" in await press(pilot, "ctrl+y")
        await press(pilot, "escape")
        assert not isinstance(app.screen, PlanScreen | ConfirmedScreen)
