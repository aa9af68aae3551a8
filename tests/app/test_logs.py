"""Logs: live, filtered by level, text and pattern, bounded, and as quick with a hundred thousand lines as with ten."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dharma_tui.core.errors import FilterError
from dharma_tui.core.events import LogWritten
from dharma_tui.screens.logs import LogsScreen, log_filter
from dharma_tui.services import Services
from dharma_tui.services.logs import LogEntry
from dharma_tui.widgets.face import Face
from dharma_tui.widgets.log_view import LIMIT, SPARE, LogLine, LogView, log_lines
from tests.app.conftest import Opened
from tests.app.console import hold, press, settled, text_of

ENTRIES = (
    "2026-01-01T11:00:00.000Z DEBUG 10 dharma_tui.scan starting",
    "2026-01-01T11:00:01.000Z INFO 10 dharma_tui.scan found 12 things",
    "2026-01-01T11:00:02.000Z WARNING 10 dharma_tui.store slow [red]markup[/red] \x1b]52;c;eA==\x07",
    "2026-01-01T11:00:03.000Z ERROR 11 dharma_tui.scan no answer",
)


@pytest.fixture
def log(services: Services) -> Path:
    path = services.settings.paths.log
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{entry}\n" for entry in ENTRIES))
    return path


async def at_logs(pilot: Pilot[Any]) -> LogView:
    await pilot.press("5")
    await settled(pilot)
    return pilot.app.screen.query_one(LogView)


def texts(view: LogView) -> list[str]:
    return [line.text for line in view.log_lines]


async def test_the_log_is_shown_from_its_end_and_harmless(opened: Opened, log: Path) -> None:
    async with opened(size=(120, 24)) as pilot:
        view = await at_logs(pilot)

        assert len(view.log_lines) == 4 and view.cursor == 3
        assert "[red]markup[/red] \\x1b]52;c;eA==\\x07" in text_of(pilot)


async def test_level_hides_what_is_less_important(opened: Opened, log: Path) -> None:
    async with opened() as pilot:
        view = await at_logs(pilot)
        counts = []
        for _ in range(4):
            await press(pilot, "l")
            counts.append(len(view.log_lines))

        assert counts == [3, 2, 1, 4]


@pytest.mark.parametrize(
    ("typed", "found"), [("slow", 1), ("~found \\d+", 1), ("/NO answer/", 1), ("scan", 3), ("zzz", 0)]
)
async def test_text_and_patterns_filter(opened: Opened, log: Path, typed: str, found: int) -> None:
    async with opened() as pilot:
        view = await at_logs(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LogsScreen)
        screen._set_filter("debug", typed)
        await settled(pilot)

        assert len(view.log_lines) == found
        assert ("No line matches" in text_of(pilot)) is (found == 0)


async def test_a_pattern_put_right_brings_the_lines_back(opened: Opened, log: Path) -> None:
    async with opened() as pilot:
        view = await at_logs(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LogsScreen)
        await press(pilot, "slash", *"~found|(un")
        wrong = text_of(pilot)
        screen._set_filter("debug", "")
        await settled(pilot)

        assert "not a regular expression" in wrong and "r retries" not in wrong
        assert screen.query_one(Face).state == "data" and len(view.log_lines) == 4


async def test_a_pattern_that_is_only_begun_hides_nothing(opened: Opened, log: Path) -> None:
    async with opened() as pilot:
        view = await at_logs(pilot)
        await press(pilot, "slash", "tilde")

        assert len(view.log_lines) == 4


async def test_a_wrong_pattern_is_said_even_while_lines_are_being_read(
    opened: Opened, services: Services, log: Path
) -> None:
    async with opened() as pilot:
        await at_logs(pilot)
        let_go = hold(services)
        await pilot.press("slash", *"~w(")
        await pilot.pause()
        let_go()
        await settled(pilot)

        assert "not a regular expression" in text_of(pilot)


@pytest.mark.parametrize(("written", "said"), [("", "Nothing is logged yet"), (f"{ENTRIES[0]}\n", "No line matches")])
async def test_an_empty_log_differs_from_one_without_a_match(
    opened: Opened, log: Path, written: str, said: str
) -> None:
    log.write_text(written)
    async with opened() as pilot:
        await at_logs(pilot)
        await press(pilot, "slash", *"zzz")

        assert said in text_of(pilot)


def test_a_wrong_pattern_says_where() -> None:
    with pytest.raises(FilterError, match="not a regular expression"):
        log_filter("debug", "~(unclosed")


def test_a_pattern_keeps_the_level() -> None:
    entry = LogEntry(time_of(), "debug", 1, "x", "found 1")

    assert log_filter("debug", "~found").matches(entry) and not log_filter("info", "~found").matches(entry)


def time_of() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 1, 1, tzinfo=UTC)


async def test_new_lines_are_followed_until_one_looks_back(opened: Opened, services: Services, log: Path) -> None:
    async with opened() as pilot:
        view = await at_logs(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LogsScreen)

        async def written(text: str) -> None:
            with log.open("a") as file:
                file.write(f"2026-01-01T11:01:00.000Z INFO 10 x {text}\n")
            services.bus.publish(LogWritten(services.clock.now()))
            await pilot.pause()
            await screen._flush_hot()
            await settled(pilot)

        await written("one")
        followed = view.cursor
        await press(pilot, "up")
        await written("two")
        stayed = view.cursor
        await press(pilot, "p")
        await written("three")
        paused = len(view.log_lines)
        await press(pilot, "p", "end")

        assert (followed, stayed, paused) == (4, 3, 6)
        assert len(view.log_lines) == 7 and view.cursor == 6


async def test_the_line_and_the_whole_entry_are_copied(opened: Opened, services: Services) -> None:
    path = services.settings.paths.log
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("2026-01-01T11:00:00.000Z ERROR 1 x failed\n")
    async with opened() as pilot:
        view = await at_logs(pilot)
        view.replace(
            [*log_lines("12:00", "error", "x", "failed\n  because\n  of that"), *log_lines("12:01", "info", "x", "on")]
        )
        view.move_to(1)
        await press(pilot, "c")
        line = pilot.app.clipboard
        await press(pilot, "C")

        assert line.strip() == "because"
        assert [part.strip() for part in pilot.app.clipboard.splitlines()] == [
            "12:00 ERROR    x  failed",
            "because",
            "of that",
        ]


async def test_long_lines_fold_and_the_cursor_keeps_its_line(opened: Opened, log: Path) -> None:
    async with opened(size=(60, 20)) as pilot:
        view = await at_logs(pilot)
        view.replace([LogLine("head ", "info", "x" * 200 + "日本語" * 30), LogLine("head ", "info", "last")])
        view.move_to(1)
        flat = view.count
        await press(pilot, "w")
        folded, on = view.count, view.current
        width = view.scrollable_content_region.width
        widths = [view.line_at(number).width for number in range(view.count)]
        await press(pilot, "w")

        assert flat == view.count == 2 and folded > 5 and max(widths) <= width
        assert on is not None and isinstance(on.value, LogLine) and on.value.text == "last"


async def test_a_hundred_thousand_lines_are_bounded_and_fluid(opened: Opened, log: Path) -> None:
    async with opened(size=(120, 40)) as pilot:
        view = await at_logs(pilot)
        many = [LogLine("00:00:00 INFO     ", "info", f"line {number} " + "x" * 80) for number in range(LIMIT)]
        view.replace(many)
        view.append([LogLine("", "info", f"more {number}") for number in range(SPARE + 10)])
        began = time.process_time()
        for _ in range(50):
            await pilot.press("pageup")
        paged = time.process_time() - began

        assert len(view.log_lines) == LIMIT and view.log_lines[-1].text == f"more {SPARE + 9}"
        assert paged / 50 < 0.1
