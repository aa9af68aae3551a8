"""The shell as a person meets it: navigation, command bar, faces, failures, sizes, time."""

from __future__ import annotations

import asyncio
import gc
import shlex
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from dharma_tui import commands
from dharma_tui.app import DharmaApp
from dharma_tui.commands import SCREENS, ScreenSpec
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.events import ScanProgressed, StoreFailed, StoreOpened
from dharma_tui.core.scan import Selection
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.screens._base import ServiceScreen
from dharma_tui.screens._places import Place, Target
from dharma_tui.screens._trouble import TroubleScreen
from dharma_tui.services import Services
from dharma_tui.services.scan_selection import flags_of
from dharma_tui.steady import CLIPBOARD_LIMIT
from dharma_tui.widgets.command_bar import CommandBar, CommandInput, Completions
from dharma_tui.widgets.face import DATA, ERROR, Face
from dharma_tui.widgets.footer import FooterLine
from dharma_tui.widgets.header import HeaderLine
from dharma_tui.widgets.line_list import Line, LineList
from dharma_tui.widgets.status_line import StatusLine
from tests.app.conftest import Opened
from tests.app.console import TURN_SECONDS, press, settled, text_of

MAIN = ("overview", "inventory", "discovery", "changes", "logs", "settings")


def app_of(pilot: Pilot[Any]) -> DharmaApp:
    assert isinstance(pilot.app, DharmaApp)
    return pilot.app


def front(pilot: Pilot[Any]) -> ServiceScreen:
    screen = app_of(pilot).front()
    assert screen is not None
    return screen


async def typed(pilot: Pilot[Any], line: str) -> None:
    """Open the command bar and type ``line``, without entering it."""
    await press(pilot, "colon")
    bar = front(pilot).query_one(CommandBar)
    bar._set(line, own=False)
    await settled(pilot)


async def command(pilot: Pilot[Any], line: str) -> None:
    await typed(pilot, line)
    await press(pilot, "enter")


# -- navigation


async def test_numbers_go_to_the_main_screens(opened: Opened) -> None:
    async with opened() as pilot:
        seen = []
        for key in "123456":
            await press(pilot, key)
            seen.append(front(pilot).NAME)

        assert tuple(seen) == MAIN


async def test_escape_minus_and_brackets_walk_the_history(opened: Opened) -> None:
    async with opened() as pilot:
        await press(pilot, "5", "6")
        names = []
        for key in ("escape", "right_square_bracket", "minus", "minus", "left_square_bracket", "left_square_bracket"):
            await press(pilot, key)
            names.append(front(pilot).NAME)

        assert names == ["logs", "settings", "logs", "settings", "logs", "overview"]


async def test_main_screens_are_kept_and_others_are_not(opened: Opened) -> None:
    async with opened() as pilot:
        await press(pilot, "6")
        settings = front(pilot)
        await press(pilot, "question_mark")
        first_help = front(pilot)
        await press(pilot, "escape")
        again = front(pilot)
        await press(pilot, "question_mark")

        assert again is settings
        assert front(pilot) is not first_help and not first_help.is_attached


@pytest.mark.slow
async def test_a_thousand_switches_leave_nothing_behind(opened: Opened) -> None:
    async with opened(size=(60, 12)) as pilot:
        app = app_of(pilot)

        async def switch(times: int) -> int:
            for number in range(times):
                app.go(("logs", "settings", "help", "changes")[number % 4])
                await pilot.pause()
            await settled(pilot)
            return held()

        def held() -> int:
            gc.collect()
            return sum(isinstance(thing, Static | ServiceScreen | HeaderLine) for thing in gc.get_objects())

        before = await switch(40)
        after = await switch(960)
        for _ in range(100):  # a screen just left may still be on its way out
            if after <= before + 5:
                break
            await pilot.pause(TURN_SECONDS)
            after = held()

        assert after <= before + 5


async def test_a_place_amended_by_its_screen_is_where_going_back_leads(opened: Opened) -> None:
    async with opened() as pilot:
        ref = ResourceRef("local.host", "here")
        await press(pilot, "5")
        front(pilot).amend(ref)
        await press(pilot, "6", "escape")

        assert app_of(pilot).history.current == Place("logs", ref)


# -- command bar


async def test_completion_as_one_types_and_tab_takes_it(opened: Opened) -> None:
    async with opened() as pilot:
        await press(pilot, "colon", *"the")
        bar = front(pilot).query_one(CommandBar)
        offered = bar.completions
        await press(pilot, "tab", "space", *"dharma-l")
        await press(pilot, "tab")

        assert offered == ("theme",)
        assert bar.query_one(CommandInput).value == "theme dharma-light"


async def test_a_command_changes_the_theme_at_once(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        await command(pilot, "theme dharma-light")

        assert pilot.app.theme == "dharma-light"
        assert services.settings.current.interface.theme == "dharma-light"
        assert not front(pilot).query_one(CommandBar).is_open


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("theme mauve", "no theme 'mauve'"),
        ("theme", "needs NAME"),
        ("set interface.them dark", "did you mean 'interface.theme'?"),
        ("scan nowhere", "no provider 'nowhere'"),
        ("at yesterdayish", "not a moment"),
        ("delete nothing", "no saved view"),
        ("save here", "works on Inventory"),
    ],
)
async def test_a_wrong_command_stays_in_the_bar_with_its_reason(opened: Opened, line: str, words: str) -> None:
    async with opened(size=(100, 24)) as pilot:
        await command(pilot, line)

        bar = front(pilot).query_one(CommandBar)
        assert bar.is_open and words in text_of(pilot)
        await press(pilot, "escape")
        assert not bar.is_open


async def test_a_scan_of_lists_alone_is_asked_for_by_its_flag(opened: Opened) -> None:
    asked: list[Selection] = []
    async with opened() as pilot:
        pilot.app.scan = asked.append  # type: ignore[attr-defined]
        await command(pilot, "scan local --lists-only")
        await command(pilot, "scan local")
    assert asked == [Selection(("local",), lists_only=True), Selection(("local",))]
    assert flags_of(asked[0]) == ["--provider", "local", "--lists-only"]


async def test_a_wrong_filter_is_shown_where_it_is_wrong(opened: Opened) -> None:
    async with opened(size=(100, 24)) as pilot:
        await command(pilot, "all state:running )")

        lines = text_of(pilot).splitlines()
        marked = next(number for number, line in enumerate(lines) if line.strip() == "^")
        assert lines[marked - 1].index(")") == lines[marked].index("^")


async def test_a_view_opens_the_inventory(opened: Opened) -> None:
    async with opened(size=(100, 24)) as pilot:
        await command(pilot, "local.process state:running")

        place = app_of(pilot).history.current
        assert place is not None and place.screen == "inventory"
        assert "state:running" in text_of(pilot)


async def test_history_is_recalled_searched_and_kept_for_the_next_console(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        await command(pilot, "seen")
        await command(pilot, "theme dharma-dark")
    async with opened() as pilot:
        await press(pilot, "colon", "up", "up")
        recalled = front(pilot).query_one(CommandInput).value
        await press(pilot, "escape", "colon", "d", "a", "r", "k", "ctrl+r")

        assert recalled == "seen"
        assert front(pilot).query_one(Completions).lines == ("theme dharma-dark",)


async def test_the_keys_return_to_where_they_were(opened: Opened) -> None:
    async with opened() as pilot:
        await press(pilot, "6")
        before = pilot.app.focused
        await press(pilot, "colon", "x", "escape")

        assert before is not None and pilot.app.focused is before


async def test_quit_by_key_and_by_command(opened: Opened) -> None:
    async with opened() as pilot:
        await pilot.press("q")
        assert pilot.app._exit
    async with opened() as pilot:
        await typed(pilot, "q")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app._exit


# -- time


async def test_a_moment_holds_for_every_screen_until_now(opened: Opened, services: Services) -> None:
    async with opened(size=(100, 24)) as pilot:
        await command(pilot, f"at #{services.lake.snapshot().id}")
        there = [str(badge) for badge in front(pilot).query_one(HeaderLine).badges]
        await press(pilot, "4")
        elsewhere = front(pilot).at
        await command(pilot, "now")

        assert any("as of" in badge for badge in there)
        assert elsewhere == f"#{services.lake.snapshot().id}"
        assert front(pilot).at == ""


# -- faces and failures


class Probe(ServiceScreen):
    """A screen that does what a test asks of it."""

    NAME = "probe"
    TITLE = "Probe"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.reloads = 0
        self.arrivals: list[Target] = []
        self.heard: list[object] = []
        self.told = asyncio.Event()

    def compose_body(self) -> ComposeResult:
        with Face():
            yield Static("the data", id="data")
            yield LineList(id="one")
            yield LineList(id="two")

    def on_mount(self) -> None:
        self.listen(ScanProgressed, self._progressed)

    def _progressed(self, event: ScanProgressed) -> None:
        self.heard.append(event)
        self.told.set()

    def arrive(self, target: Target) -> None:
        self.arrivals.append(target)

    def reload(self) -> None:
        self.reloads += 1
        self.query_one(Face).show_data()

    def explode(self) -> None:
        raise RuntimeError("boom")


@pytest.fixture
def probed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCREENS, "probe", ScreenSpec("probe", "Probe", __name__, "Probe", "For tests."))


async def probe_of(pilot: Pilot[Any]) -> Probe:
    app_of(pilot).go("probe")
    await settled(pilot)
    screen = front(pilot)
    assert isinstance(screen, Probe)
    return screen


async def replaced(pilot: Pilot[Any], broken: ServiceScreen) -> None:
    """Wait until another screen stands in front: the pilot cannot wait for one whose queue has died."""
    changed = asyncio.Event()
    app_of(pilot).screen_change_signal.subscribe(app_of(pilot), lambda screen: changed.set())
    async with asyncio.timeout(60):
        while front(pilot) is broken or broken.is_attached:
            await changed.wait()
            await asyncio.sleep(0)
    await settled(pilot)


async def test_an_expected_failure_is_the_error_face_and_r_asks_again(opened: Opened, probed: None) -> None:
    async with opened() as pilot:
        probe = await probe_of(pilot)
        face = probe.query_one(Face)

        async def fails() -> None:
            raise NotFoundError("no such \x1b[31mthing", "look elsewhere")

        face.show_empty("nothing")
        probe.run(fails, face=face)
        await settled(pilot)
        shown = text_of(pilot)
        reloads = probe.reloads
        await press(pilot, "r")

        assert "no such \\x1b[31mthing" in shown and "look elsewhere" in shown and "r retries" in shown
        assert probe.reloads == reloads + 1 and face.state == DATA and "the data" in text_of(pilot)


async def test_an_error_over_data_keeps_the_data(opened: Opened, probed: None) -> None:
    async with opened() as pilot:
        probe = await probe_of(pilot)
        probe.query_one(Face).show_error("gone stale", "wait")
        await settled(pilot)

        assert "the data" in text_of(pilot) and "✗ gone stale · wait · r retries" in text_of(pilot)


async def test_an_unexpected_failure_of_work_is_no_traceback(opened: Opened, probed: None) -> None:
    async with opened() as pilot:
        probe = await probe_of(pilot)

        async def breaks() -> None:
            raise ZeroDivisionError("secret detail")

        probe.query_one(Face).show_empty("nothing")
        probe.run(breaks, face=probe.query_one(Face))
        await settled(pilot)

        assert probe.query_one(Face).state == ERROR
        assert "Something went wrong inside" in text_of(pilot) and "secret detail" not in text_of(pilot)


async def test_a_screen_that_breaks_is_replaced_and_the_console_goes_on(
    opened: Opened, probed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DharmaApp, "RECOVERS", True)
    async with opened(size=(100, 24)) as pilot:
        probe = await probe_of(pilot)
        probe.call_later(probe.explode)
        await replaced(pilot, probe)
        trouble, shown = front(pilot), text_of(pilot)
        await press(pilot, "6")
        elsewhere = front(pilot).NAME
        app_of(pilot).go("probe")
        await settled(pilot)

        assert isinstance(trouble, TroubleScreen) and "the screen Probe had to be closed" in shown
        assert elsewhere == "settings"
        assert isinstance(front(pilot), Probe) and front(pilot) is not probe


async def test_a_screen_that_cannot_be_built_says_so(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCREENS, "probe", ScreenSpec("probe", "Probe", "dharma_tui.nowhere", "Probe", "For tests."))
    async with opened(size=(100, 24)) as pilot:
        app_of(pilot).go("probe")
        await settled(pilot)

        assert isinstance(front(pilot), TroubleScreen)


async def test_a_store_that_fails_leaves_the_console_usable(opened: Opened, services: Services, probed: None) -> None:
    async with opened(size=(100, 24)) as pilot:
        services.bus.publish(StoreFailed(services.clock.now(), "the disk is full", "make room"))
        await probe_of(pilot)
        shown = text_of(pilot)
        await press(pilot, "6")
        settings = text_of(pilot)
        services.bus.publish(StoreOpened(services.clock.now()))
        app_of(pilot).go("probe")
        await settled(pilot)

        assert "the disk is full" in shown and "make room" in shown and "store failed" in shown
        assert "interface" in settings
        assert "the data" in text_of(pilot)


# -- events


def progressed(services: Services, kind: str, found: int) -> ScanProgressed:
    return ScanProgressed(services.clock.now(), "s1", Scope("local"), kind, found, 0)


async def test_a_screen_behind_hears_nothing_and_catches_up(opened: Opened, services: Services, probed: None) -> None:
    async with opened() as pilot:
        probe = await probe_of(pilot)
        await press(pilot, "6")
        for found in range(1_000):
            services.bus.publish(progressed(services, "k", found))
        await settled(pilot)
        behind = list(probe.heard)
        app_of(pilot).go("probe")
        await settled(pilot)
        async with asyncio.timeout(60):
            await probe.told.wait()

        assert behind == []
        assert probe.heard == [progressed(services, "k", 999)]


async def test_an_unmounted_screen_no_longer_listens(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        before = len(services.bus._subscriptions)
        await press(pilot, "question_mark")
        during = len(services.bus._subscriptions)
        await press(pilot, "escape")

        assert before < during and len(services.bus._subscriptions) == before


async def test_a_visit_reloads_only_when_there_is_something_new(opened: Opened, probed: None) -> None:
    async with opened() as pilot:
        probe = await probe_of(pilot)
        first = probe.reloads
        await press(pilot, "6")
        app_of(pilot).go("probe")
        await settled(pilot)
        same = probe.reloads
        app_of(pilot).go("probe", ResourceRef("local.host", "x"))
        await settled(pilot)

        assert (first, same, probe.reloads) == (1, 1, 2)
        assert probe.arrivals == [None, None, ResourceRef("local.host", "x")]


# -- chrome


@pytest.mark.parametrize("size", [(40, 10), (60, 15), (80, 24), (120, 40), (220, 50)])
async def test_every_main_screen_fits_every_size(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(size=size) as pilot:
        for key in "123456":
            await press(pilot, key)
            lines = text_of(pilot).splitlines()
            assert len(lines) <= size[1] and SCREENS[front(pilot).NAME].title in lines[0]
        for keys in (("question_mark", "escape"), ("colon", "s", "escape"), ("ctrl+p", "escape"), ("f", "escape")):
            await press(pilot, *keys)


async def test_a_terminal_that_shrinks_and_grows_keeps_working(opened: Opened) -> None:
    async with opened(size=(220, 50)) as pilot:
        for size in ((40, 10), (20, 5), (1, 1), (120, 40)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
        await press(pilot, "2")

        assert "Inventory" in text_of(pilot)


async def test_a_click_in_the_footer_runs_its_key(opened: Opened) -> None:
    async with opened(size=(100, 24)) as pilot:
        await press(pilot, "6")
        line = text_of(pilot).splitlines()[-1]
        await pilot.click(FooterLine, offset=(line.index("? Help") + 2, 0))
        await settled(pilot)

        assert front(pilot).NAME == "help"


async def test_the_demo_is_marked(opened: Opened) -> None:
    async with opened(demo=True) as pilot:
        assert "DEMO" in text_of(pilot).splitlines()[0]


async def test_a_view_given_at_the_start_opens_once_the_store_is_there(opened: Opened) -> None:
    async with opened(open_view="local.process", size=(100, 24)) as pilot:
        assert front(pilot).NAME == "inventory"


async def test_what_is_copied_is_harmless_and_bounded(opened: Opened) -> None:
    async with opened() as pilot:
        app = app_of(pilot)
        app.copy_text("small \ud83d", "a name")
        small = app.clipboard
        app.copy_text("a\tb\r\nc\x1b[31m\u202e", "a document")
        app.copy_text("x" * (CLIPBOARD_LIMIT + 1), "a document")
        await settled(pilot)

        assert small == "small \\ud83d"
        assert app.clipboard == "a\tb\nc\\x1b[31m\\u202e"
        assert any("too long for the clipboard" in note.message for note in app._notifications)


async def test_notes_leave_the_status_line_and_the_footer_in_sight(services: Services) -> None:
    async with DharmaApp(services).run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "2")
        front(pilot).say("a note", "that one may read\nand read", timeout=60)
        await settled(pilot)
        notes = [toast.region for toast in pilot.app.screen.query("Toast")]

        assert notes and max(region.bottom for region in notes) == pilot.app.screen.query_one(StatusLine).region.y
        assert "a note" in text_of(pilot)


async def test_notes_are_no_wider_than_a_narrow_terminal(services: Services) -> None:
    async with DharmaApp(services).run_test(size=(40, 12), notifications=True) as pilot:
        await settled(pilot)
        front(pilot).say("Database instances is a group, not a resource", timeout=60)
        await settled(pilot)

        (toast,) = pilot.app.screen.query("Toast")
        assert toast.region.right <= 40


@pytest.mark.parametrize("name", [*MAIN, "help"])
async def test_the_command_line_of_a_screen_leads_back_to_it(opened: Opened, name: str) -> None:
    flags = ("--profile", "my work", "--demo", "500")
    async with opened(flags=flags) as pilot:
        await command(pilot, name)
        await press(pilot, "Y")
        copied = pilot.app.clipboard
        words = shlex.split(copied)

        assert words[:-1] == ["dharma-tui", *flags, "--open"]
    async with opened(open_view=words[-1]) as pilot:
        shown = front(pilot).NAME
    assert shown == name


async def test_jump_letters_lead_to_a_pane(opened: Opened, probed: None) -> None:
    async with opened(size=(120, 30)) as pilot:
        probe = await probe_of(pilot)
        below = text_of(pilot)
        await press(pilot, "ctrl+o")
        shown = text_of(pilot)
        await press(pilot, "s")

        assert {" a", " s"} <= {line[:2] for line in shown.splitlines()}
        assert len(set(below.splitlines()) & set(shown.splitlines())) > 2, shown
        assert pilot.app.focused is probe.query_one("#two")


async def test_jump_letters_lead_to_a_line_of_the_list(opened: Opened, probed: None) -> None:
    async with opened(size=(120, 30)) as pilot:
        probe = await probe_of(pilot)
        one = probe.query_one("#one", LineList)
        one.show([Line((("a heading", ""),), selectable=False), *(Line(((f"line {n}", ""),)) for n in range(40))])
        one.focus()
        await press(pilot, "ctrl+o")
        shown = text_of(pilot)
        await press(pilot, "s", "d")
        reached = one.current
        one.move_to(30)
        await press(pilot, "ctrl+o", "s")
        second = text_of(pilot)
        await press(pilot, "escape")

        assert [line for line in shown.splitlines() if line.startswith(("sa", "ss", "sd"))] == [
            "sane 0", "ssne 1", "sdne 2",
        ]  # fmt: skip
        assert "a heading" in shown
        assert reached is not None and reached.text == "line 2"
        assert pilot.app.focused is one and one.cursor == 30
        assert not [line for line in second.splitlines() if line.startswith(" a ")]


async def test_the_palette_finds_commands_and_kinds(opened: Opened) -> None:
    async with opened(size=(100, 30)) as pilot:
        await press(pilot, "ctrl+p", *"process")
        found = text_of(pilot)
        await press(pilot, "escape")

        assert "Processes" in found
        assert front(pilot).NAME == "overview"


async def test_every_command_of_the_table_is_answered(opened: Opened) -> None:
    async with opened() as pilot:
        app = app_of(pilot)
        for known in commands.COMMANDS:
            if known.name in SCREENS or known.screens:
                continue
            assert callable(getattr(app.commands, known.method, None)), known.name


async def test_a_setting_changes_the_looks_live(opened: Opened, services: Services) -> None:
    async with opened() as pilot:
        for theme in ("dharma-contrast", "ansi-light", "dharma-dark"):
            await services.io.run(services.settings.set, "interface.theme", theme)
            await settled(pilot)
            assert pilot.app.theme == theme


async def test_without_unicode_the_chrome_is_ascii(opened: Opened, services: Services, probed: None) -> None:
    async with opened(size=(120, 30)) as pilot:
        await services.io.run(services.settings.set, "interface.ascii", "true")
        services.bus.publish(StoreFailed(services.clock.now(), "gone", "wait"))
        pictures = []
        await probe_of(pilot)
        pictures.append(text_of(pilot))
        for keys in (("5",), ("6",), ("question_mark",), ("colon", "t")):
            await press(pilot, *keys)
            pictures.append(text_of(pilot).split("\n", 1)[0] + text_of(pilot).rsplit("\n", 1)[1])

        assert "x store failed" in pictures[0] and "x The store cannot be used" in pictures[0]
        assert all(picture.isascii() for picture in pictures), pictures
