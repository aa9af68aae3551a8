"""The parts of the shell that need no screen: history, header, footer, status, inbox, command table."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from dharma_tui import commands
from dharma_tui.commands import SCREENS
from dharma_tui.core.bus import Bus
from dharma_tui.core.events import (
    Event,
    HealthChanged,
    LogWritten,
    ScanAsked,
    ScanEnded,
    ScanProgressed,
    ScanStarted,
    ScopeEnded,
    StoreFailed,
    StoreOpened,
)
from dharma_tui.core.filter_parser import parse_filter
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.settings import InterfaceSettings
from dharma_tui.core.types import Scope
from dharma_tui.screens._inbox import BACKLOG, Inbox
from dharma_tui.screens._places import LIMIT, History, Place
from dharma_tui.screens._status import ConsoleStatus
from dharma_tui.terminal import Terminal, prepare
from dharma_tui.widgets.footer import Hint, fit
from dharma_tui.widgets.header import Badge, fit_badges, fit_crumbs

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SCOPE = Scope("local", "here")


# -- history


def walked(*names: str) -> History:
    history = History()
    for name in names:
        history.visit(Place(name))
    return history


def test_back_and_forward_walk_the_history() -> None:
    history = walked("a", "b", "c")

    steps = [history.back(), history.back(), history.back(), history.forward(), history.forward(), history.forward()]

    assert steps == [Place("b"), Place("a"), None, Place("b"), Place("c"), None]


def test_a_visit_forgets_what_lay_ahead() -> None:
    history = walked("a", "b", "c")
    history.back()

    history.visit(Place("d"))

    assert history.forward() is None and history.back() == Place("b")


def test_last_swaps_two_places() -> None:
    history = walked("a", "b")

    assert [history.last(), history.last(), history.last()] == [Place("a"), Place("b"), Place("a")]


def test_visiting_the_present_place_again_adds_nothing() -> None:
    history = walked("a", "b", "b")

    assert history.back() == Place("a")


def test_an_amended_place_is_what_going_back_leads_to() -> None:
    history = walked("a")
    history.amend(Place("a2"))
    history.visit(Place("b"))

    assert history.back() == Place("a2")


def test_the_history_is_bounded() -> None:
    history = walked(*(str(number) for number in range(3 * LIMIT)))

    steps = 0
    while history.back():
        steps += 1
    assert steps == LIMIT - 1


# -- header and footer


@pytest.mark.parametrize(
    ("room", "line"),
    [(60, "Inventory › process › state:running › web"), (30, "Inventory › … › web"), (12, "Inventory ›…"), (0, "")],
)
def test_crumbs_shrink_from_the_middle(room: int, line: str) -> None:
    assert fit_crumbs(("Inventory", "process", "state:running", "web"), room, " › ") == line


def test_the_first_badges_stay_when_room_is_short() -> None:
    badges = (Badge("store failed", "critical", "✗"), Badge("scan 3m ago"))

    assert fit_badges(badges, 20) == badges[:1]
    assert fit_badges(badges, 80) == badges


def test_the_footer_always_keeps_the_chat_and_help() -> None:
    hints = (
        *(Hint(letter, "something long", "x") for letter in "abcdef"),
        Hint("^t", "Chat", ""),
        Hint("?", "Help", ""),
    )

    shown = fit(hints, 60)

    assert [hint.label for hint in shown[-2:]] == ["Chat", "Help"] and 2 < len(shown) < len(hints)
    assert [[hint.label for hint in fit(hints, width)] for width in (18, 17, 9)] == [
        ["Chat", "Help"],
        ["Help"],
        ["Help"],
    ]
    assert fit(hints, 8) == ()


# -- status


def report(status: ScanStatus = ScanStatus.COMPLETE) -> ScanReport:
    return ScanReport("s1", status, NOON)


def status_after(*happened: Event) -> list[str]:
    status = ConsoleStatus()
    for event in happened:
        status.apply(event)
    return [str(badge) for badge in status.console.badges(NOON + timedelta(minutes=3), 15)]


def test_the_header_follows_a_scan() -> None:
    parts = ((SCOPE, "local.host"), (SCOPE, "local.process"))
    opened, started = StoreOpened(NOON), ScanStarted(NOON, "s1", ("local",), parts, "manual")
    ended = ScopeEnded(NOON, "s1", ScopeReport(SCOPE, "local.host", ScopeStatus.COMPLETE))

    assert status_after(opened, ScanAsked(NOON, True)) == ["» scan starting"]
    assert status_after(opened, ScanAsked(NOON, True), ScanAsked(NOON, False)) == []
    assert status_after(opened, ScanAsked(NOON, True), started) == ["» scanning 0/2"]
    assert status_after(opened, started, ended) == ["» scanning 1/2"]
    assert status_after(opened, started, ended, ended) == ["» saving"]
    assert status_after(opened, started, ended, ScanEnded(NOON, report())) == ["scan 3m ago"]


def test_a_scan_that_is_cancelled_before_it_listed_anything_makes_nothing_newer() -> None:
    cancelled = ScanEnded(NOON + timedelta(minutes=2), report(ScanStatus.CANCELLED))

    assert status_after(StoreOpened(NOON), ScanEnded(NOON, report()), cancelled) == ["scan 3m ago"]


def test_an_old_scan_is_marked_stale() -> None:
    status = ConsoleStatus(scanned_at=NOON)
    status.apply(StoreOpened(NOON))

    fresh, old = (status.console.badges(NOON + timedelta(minutes=minutes), 15)[0] for minutes in (29, 31))

    assert (fresh.state, old.state) == ("", "stale") and old.mark


def test_store_health_time_and_demo_are_said() -> None:
    failed = StoreFailed(NOON, "locked\x1b", "wait")
    unwell = HealthChanged(NOON, "provider:local", "failed", "no", "")
    status = ConsoleStatus(demo=True)
    status.travel("#3", "2h ago")
    told_of_already = HealthChanged(NOON, "store", "failed", "locked", "wait")
    for event in (failed, unwell, told_of_already):
        status.apply(event)

    shown = [str(badge) for badge in status.console.badges(NOON, 15)]

    assert shown == ["✗ store failed", "« as of 2h ago", "DEMO", "▲ 1 unwell"]
    assert status.console.reason == "locked\\x1b"


# -- inbox


def test_hot_events_come_as_the_latest_of_each_key_and_wake_once() -> None:
    bus, woken, heard = Bus(), list[bool](), list[object]()
    inbox = Inbox(bus, woken.append)
    inbox.listen(ScanProgressed, heard.append)
    for found in range(20_000):
        bus.publish(ScanProgressed(NOON, "s1", SCOPE, f"kind{found % 2}", found, 0))

    taken = [event for _, event in inbox.take(hot=True)]

    assert woken == [True]
    assert sorted(event.found for event in taken if isinstance(event, ScanProgressed)) == [19_998, 19_999]
    assert inbox.take(hot=True) == []


def test_plain_events_keep_their_order_and_a_full_inbox_says_so() -> None:
    bus, woken = Bus(), list[bool]()
    inbox = Inbox(bus, woken.append)
    inbox.listen(StoreFailed, lambda event: None)
    for number in range(BACKLOG + 1):
        bus.publish(StoreFailed(NOON, str(number), ""))

    taken = [event for _, event in inbox.take(hot=False)]

    assert [event.reason for event in taken if isinstance(event, StoreFailed)] == [
        str(n) for n in range(1, BACKLOG + 1)
    ]
    assert inbox.take_lost() and not inbox.take_lost()


def test_a_closed_inbox_hears_nothing() -> None:
    bus, woken = Bus(), list[bool]()
    inbox = Inbox(bus, woken.append)
    inbox.listen(LogWritten, lambda event: None)

    inbox.close()
    bus.publish(LogWritten(NOON))

    assert woken == [] and inbox.take(hot=True) == []


# -- commands and terminal


def test_every_command_word_means_one_command() -> None:
    words = [word for command in commands.COMMANDS for word in command.words]

    assert len(words) == len(set(words)) and all(commands.find(word) for word in words)


def test_every_command_names_screens_that_exist() -> None:
    assert {name for command in commands.COMMANDS for name in command.screens} <= set(SCREENS)


@pytest.mark.parametrize("example", [example for example, _ in commands.GRAMMAR])
def test_every_example_of_the_filter_help_can_be_read(example: str) -> None:
    assert parse_filter(example)


@pytest.mark.parametrize(
    ("environment", "setting", "theme"),
    [
        ({"TERM": "xterm-256color"}, "auto", "dharma-dark"),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "auto", "dharma-light"),
        ({"TERM": "linux"}, "auto", "ansi-dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "auto", "dharma-dark"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "auto", "ansi-dark"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "dharma-light", "ansi-light"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "dharma-contrast", "dharma-contrast"),
    ],
)
def test_the_theme_suits_the_terminal(environment: dict[str, str], setting: str, theme: str) -> None:
    assert Terminal.probe(environment).theme(setting) == theme


def test_over_ssh_nothing_moves_and_the_persons_own_variables_stay() -> None:
    remote = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "TEXTUAL_FPS": "60"}
    prepare(remote, InterfaceSettings())
    local: dict[str, str] = {}
    prepare(local, InterfaceSettings())

    assert remote["TEXTUAL_ANIMATIONS"] == "none" and remote["TEXTUAL_FPS"] == "60"
    assert local == {}


@pytest.mark.parametrize(
    ("locale", "ascii_only"), [("C.UTF-8", False), ("POSIX", True), ("", False), ("de_DE.utf8", False)]
)
def test_a_locale_without_unicode_draws_ascii(locale: str, ascii_only: bool) -> None:
    assert Terminal.probe({"LANG": locale}).ascii_only(False) is ascii_only


def test_what_python_makes_of_a_plain_locale_is_not_what_the_terminal_can_draw() -> None:
    said = [sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))"]
    environment = json.loads(subprocess.run(said, env={"LANG": "C"}, capture_output=True, check=True).stdout)
    assert Terminal.probe(environment).ascii_only(False)
    assert not Terminal.probe({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}).ascii_only(False)
