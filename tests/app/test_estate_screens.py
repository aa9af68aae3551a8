"""Overview, Discovery and Changes over an estate with history: what they say, where their keys lead, how they look."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dharma_tui.app import DharmaApp
from dharma_tui.core.clock import FrozenClock
from dharma_tui.core.events import FindingsChanged, ScanProgressed, ScanStarted, ScopeEnded, StoreFailed
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.types import Finding, Severity
from dharma_tui.screens import _base, _lines
from dharma_tui.screens._automatic import own_intervals
from dharma_tui.screens._provider_lines import provider_lines
from dharma_tui.screens.topology import TopologyScreen
from dharma_tui.services import Services
from dharma_tui.services.store.announcement import Announcement
from dharma_tui.services.store.coverage import Coverage
from dharma_tui.widgets.line_list import Line, LineList
from tests.app.conftest import Slow
from tests.app.console import SETTLE_SECONDS, STILL, TURN_SECONDS, build, press, settled, text_of
from tests.app.estate import HOST, SITE, measured, seed

SIZES = ((80, 24), (160, 48))
SCREENS = ("overview", "discovery", "changes")


async def console(services: Services, size: tuple[int, int], work: Callable[[Pilot[None]], Awaitable[None]]) -> None:
    """Do ``work`` in a console over ``services``."""
    async with DharmaApp(services).run_test(size=size) as pilot:
        await settled(pilot)
        await work(pilot)


async def test_the_overview_counts_kinds_and_those_that_are_not_well(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        shown = text_of(pilot)
        assert "10 in 3 kinds" in shown
        assert "✗ 1" in next(line for line in shown.splitlines() if "Processes" in line)
        assert "partial" in shown

    await console(estate, (120, 40), look)


async def test_the_overview_tells_of_a_scan_what_there_is_room_for(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        wide = {line.text.split("found")[1].split("  ", 1)[1] for line in activity(pilot)}
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        lines = activity(pilot)
        room = pilot.app.screen.query_one("#activity").size.width

        assert "+0 ~3 -1  partial in 0.7s" in wide
        assert [line.text.split("found")[1].strip() for line in lines] == ["partial", "+3 ~1 -0", "+8 ~0 -0"]
        assert all(line.width <= room for line in lines)

    def activity(pilot: Pilot[None]) -> list[Line]:
        listed = pilot.app.screen.query_one("#activity", LineList)
        return [line for line in map(listed.line_at, range(listed.count)) if "found" in line.text]

    await console(estate, (160, 40), look)


async def test_the_overview_shows_the_past_when_asked_for_a_moment(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        shown = await press(pilot, "colon", *"at", "space", *"-2d", "enter")
        assert "8 in 3 kinds" in shown
        assert all(f"{title} (now)" in shown for title in ("Attention", "Live", "Activity"))
        assert "✗ 1" not in shown.replace("✗ 1 process has failed", "")  # which is a finding, of now

    await console(estate, (120, 40), look)


async def test_a_finding_arrives_on_the_overview_and_leads_to_its_resource(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        finding = Finding(HOST, "load", Severity.WARNING, "The host is busy", "load 9.00 on 4 CPUs")
        estate.bus.publish(FindingsChanged(estate.clock.now(), (finding,)))
        await settled(pilot)
        assert "The host is busy" in text_of(pilot)
        pilot.app.screen.query_one("#findings").focus()
        assert "bastion" in await press(pilot, "enter")

    await console(estate, (120, 40), look)


async def test_the_bars_of_the_overview_are_as_long_as_their_list_is_wide(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        kinds = pilot.app.screen.query_one("#estate", LineList)
        lengths = []
        for width in (60, 50):
            kinds.styles.width = width
            await settled(pilot)
            lengths.append(kinds.line_at(0).text.count("▪"))
        assert lengths[0] - lengths[1] == 10

    await console(estate, (160, 48), look)


async def test_nothing_is_said_of_what_is_not_known_yet(services: Services, slow: Slow) -> None:
    slow(services)
    async with DharmaApp(services).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        services.bus.publish(ScanStarted(services.clock.now(), "scan-9", ("local",), ((SITE, "local.host"),), "start"))
        async with asyncio.timeout(SETTLE_SECONDS):
            while "counting…" not in (shown := text_of(pilot)):
                await pilot.pause(TURN_SECONDS)
        assert "looking…" in shown and "reading…" in shown
        assert not any(said in shown for said in ("0 in 0", "nothing needs attention", "nothing changed"))


async def test_a_kind_on_the_overview_opens_in_the_inventory(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        pilot.app.screen.query_one("#estate").focus()
        assert "worker-1" in await press(pilot, "enter")

    await console(estate, (120, 40), look)


async def test_the_changes_tell_what_was_added_changed_and_removed(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        shown = await press(pilot, "4", "n", "w", "w")
        assert "kernel 6.1.0 → 6.6.2" in shown
        assert "state running → failed" in shown
        assert "- Process" in shown
        only_removed = await press(pilot, "o", "o", "o")
        assert "worker-8" in only_removed
        assert "postgres" not in only_removed

    await console(estate, (120, 40), look)


async def test_two_moments_are_compared(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await press(pilot, "4", "n", "c")
        pilot.app.screen.query_one("#ask-input").value = "-2d .. -1d"  # type: ignore[attr-defined]
        shown = await press(pilot, "enter")
        assert "Net difference" in shown
        assert "worker-8" in shown
        assert "failed" not in shown

    await console(estate, (120, 40), look)


async def test_a_moment_that_cannot_be_read_is_asked_for_again(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await press(pilot, "4", "c")
        pilot.app.screen.query_one("#ask-input").value = "tomorrow .. now"  # type: ignore[attr-defined]
        assert "is not a moment" in await press(pilot, "enter")

    await console(estate, (120, 40), look)


async def test_changes_are_opened_on_a_time_a_sort_and_a_kind(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        pilot.app.screen.submit_line("changes since=-30d only=added kind=local.host")  # type: ignore[attr-defined]
        await settled(pilot)
        shown = text_of(pilot)
        assert "-30d to now › only added › local.host" in shown and "bastion" in shown
        assert "postgres" not in shown
        shown = await press(pilot, "escape")
        assert "last 24h" in shown and "only added" not in shown
        pilot.app.screen.submit_line("changes only=vanished")  # type: ignore[attr-defined]
        await settled(pilot)
        assert "there is no sort of change" in text_of(pilot)

    await console(estate, (160, 40), look)


async def test_the_filter_of_changes_narrows_and_escape_widens(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        shown = await press(pilot, "4", "n", "slash", *"postgres")
        assert "postgres" in shown and "worker-8" not in shown
        assert "worker-8" in await press(pilot, "escape")

    await console(estate, (120, 40), look)


async def test_travelling_to_a_change_shows_every_view_as_of_it(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        shown = await press(pilot, "4", "n", "t")
        assert "as of" in shown
        assert "as it is now" not in shown
        assert "Discovery › as it is now" in await press(pilot, "3")
        assert "Coverage › as it is now" in await press(pilot, "a")

    await console(estate, (120, 40), look)


async def test_discovery_says_why_on_the_smallest_terminals_and_has_room_for_providers_elsewhere(
    estate: Services,
) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await press(pilot, "3")
        pilot.app.screen.query_one("#parts").focus()
        shown = await press(pilot, "down", "up")
        assert "permission denied on the socket" in " ".join(shown.split()) and "Providers" not in shown
        pilot.app.screen.query_one("#scans").focus()
        assert "Providers" in await press(pilot, "down")

    await console(estate, (40, 10), look)


async def test_discovery_says_why_a_part_failed_and_what_to_do(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        shown = await press(pilot, "3", "tab", "tab")
        assert "permission denied on the socket of Docker" in shown
        assert "join the group docker" in shown

    await console(estate, (160, 48), look)


async def test_the_topology_opens_of_what_was_found_of_a_part_and_of_a_provider(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await press(pilot, "3")
        shown = text_of(pilot)
        listed = pilot.app.screen.query_one("#providers", LineList)
        listed.focus()
        provider = listed.current.value if listed.current else ""
        await press(pilot, "g")
        assert isinstance(screen := pilot.app.screen, TopologyScreen), shown
        assert {ref.kind.partition(".")[0] for ref in screen.view.focus} == {provider}

    await console(estate, (160, 48), look)


@pytest.mark.parametrize(
    ("statuses", "running", "mark", "words"),
    [
        (["complete", "complete"], False, "✓", ""),
        (["complete", "skipped"], False, "○", "1 skipped"),
        (["complete", "partial", "failed"], False, "▲", "1 failed, 1 partial"),
        (["failed", "failed"], False, "✗", "2 failed"),
        (["complete", "skipped"], True, "»", "1 skipped"),
        ([], False, "·", ""),
    ],
)
def test_a_provider_is_well_when_all_of_it_is_complete(
    services: Services, statuses: list[str], running: bool, mark: str, words: str
) -> None:
    now = services.clock.now()
    parts = [
        Coverage(SITE, f"local.k{number}", ScopeReport(SITE, f"local.k{number}", ScopeStatus(status)), now, None)
        for number, status in enumerate(statuses)
    ]
    under_way = ("local",) if running else ()
    line = provider_lines(services.providers, (), parts, services.scheduler, now, under_way)[0].text
    seen = "being scanned" if running else "now" if parts else "never scanned"
    assert line.startswith(f" {mark} local") and line.rstrip().endswith(seen)
    assert words in line[:80]


def test_a_provider_says_how_often_it_is_scanned_and_what_there_is_not_is_told(services: Services) -> None:
    now = services.clock.now()
    part = Coverage(SITE, "local.k", ScopeReport(SITE, "local.k", ScopeStatus.COMPLETE), now, now)
    for minutes, said in ((90.0, "every 1h30m"), (0.0, "not by schedule")):
        intervals = {"local": minutes, "lokal": 5.0}
        lines = [
            each.text for each in provider_lines(services.providers, (), [part], services.scheduler, now, (), intervals)
        ]
        assert f" now, {said}" in lines[0]
        assert any("scan.intervals names lokal: there is no such provider" in line for line in lines)


def test_what_no_scheduled_scan_lists_has_no_interval(services: Services) -> None:
    services.settings.set("scan.intervals", "lab=60, local=0, lokal=5")
    intervals = own_intervals(services)
    assert intervals == {
        **{service.provider: 0.0 for service in services.providers},
        "lab": intervals["lab"],
        "lokal": 5.0,
    }


async def test_a_running_scan_is_followed_part_by_part(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        now, parts = estate.clock.now(), ((SITE, "local.host"), (SITE, "local.process"))
        await press(pilot, "3")
        estate.bus.publish(ScanStarted(now, "scan-9", ("local",), parts, "manual"))
        estate.bus.publish(ScopeEnded(now, "scan-9", ScopeReport(SITE, "local.host", ScopeStatus.COMPLETE, count=1)))
        estate.bus.publish(ScanProgressed(now, "scan-9", SITE, "local.process", 77, 1))
        await settled(pilot)
        shown = text_of(pilot)
        assert "1 of 2 done, 78 found" in shown
        assert "listing" in shown

    await console(estate, (160, 48), look)


async def test_a_line_that_is_cut_says_so_and_counts_of_a_scan_are_whole(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await press(pilot, "3")
        scans = pilot.app.screen.query_one("#scans", LineList)
        report = scans.line_at(0).value
        assert isinstance(report, ScanReport)
        counted = replace(report, status=ScanStatus.INTERRUPTED, resources=12_345, added=133, changed=0, removed=0)
        scans.show([_lines.scan_line(counted, estate.clock.now())])
        scans.styles.width = 48
        await settled(pilot)
        shown = scans.render_line(0).text
        assert "+133 ~0 -0" in shown and shown.rstrip().endswith("…")

    await console(estate, (120, 40), look)


async def test_a_scan_that_was_cut_short_says_how_far_it_came_and_is_resumed(estate: Services) -> None:
    asked: list[Selection] = []

    async def look(pilot: Pilot[None]) -> None:
        store, now = estate.scans, estate.clock.now()
        done, left = (SITE, "local.host"), (SITE, "local.process")
        store.begin("scan-cut", ["local"], "manual", now, Announcement(parts=(done, left)))
        store.commit("scan-cut", [ScopeReport(*done, ScopeStatus.COMPLETE)])
        store.end(ScanReport("scan-cut", ScanStatus.CANCELLED, now))
        shown = await press(pilot, "3", "f5")
        assert "cancelled after 1 of 2 parts, R resumes" in shown
        assert "after 1 of 2" in pilot.app.screen.query_one("#scans", LineList).render_line(0).text
        pilot.app.scan = asked.append  # type: ignore[attr-defined]
        await press(pilot, "R")
        assert asked == [Selection(rest_of="scan-cut")]
        assert "cancelled after" not in await press(pilot, "down", "R")
        assert len(asked) == 2  # on one that ended partial it lists again what was not complete

    await console(estate, (120, 40), look)


@pytest.mark.parametrize("asked", [Selection(("aws.sns",)), Selection(kinds=("aws.sns",))])
def test_a_scan_of_a_service_alone_says_so(asked: Selection) -> None:
    now = FrozenClock().now()
    report = ScanReport("scan-part", ScanStatus.COMPLETE, now, selection=asked)
    assert "of aws.sns" in _lines.scan_line(report, now).text
    assert " of " not in _lines.scan_line(replace(report, selection=Selection(("aws",))), now).text


@pytest.mark.parametrize(
    ("added", "words"), [(0, "cancelled"), (2, "with 1 part saved, R follows their relationships")]
)
def test_a_scan_that_was_cancelled_with_all_saved_offers_only_what_is_left_to_do(added: int, words: str) -> None:
    parts = (ScopeReport(SITE, "local.host", ScopeStatus.COMPLETE),)
    now = FrozenClock().now()
    report = ScanReport("scan-late", ScanStatus.CANCELLED, now, scopes=parts, added=added, announced=1)
    line = _lines.scan_line(replace(report, reason="cancelled"), now).text
    assert words in line and ("R " in line) == bool(added)


async def test_the_schedule_is_paused_and_resumed(estate: Services) -> None:
    async def look(pilot: Pilot[None]) -> None:
        assert "paused" in await press(pilot, "3", "p")
        assert estate.scheduler.paused
        await press(pilot, "p")
        assert not estate.scheduler.paused

    await console(estate, (120, 40), look)


@pytest.mark.parametrize("key", ["1", "3"])
async def test_ages_on_the_screen_grow_while_nothing_happens(estate: Services, key: str) -> None:
    async def look(pilot: Pilot[None]) -> None:
        clock = estate.clock
        assert isinstance(clock, FrozenClock)
        assert "10m" in await press(pilot, key)
        clock.at += timedelta(minutes=20)
        screen = pilot.app.screen
        assert isinstance(screen, _base.ServiceScreen)
        for _ in range(_base.AGE_TICKS):
            screen._tick()
        await settled(pilot)
        assert "30m" in text_of(pilot)

    await console(estate, (160, 48), look)


@pytest.mark.parametrize("key", ["1", "3"])
async def test_ages_are_those_of_now_as_soon_as_a_screen_is_in_front_again(estate: Services, key: str) -> None:
    async def look(pilot: Pilot[None]) -> None:
        clock = estate.clock
        assert isinstance(clock, FrozenClock)
        assert "10m" in await press(pilot, key)
        await press(pilot, "6")
        clock.at += timedelta(minutes=20)
        assert "30m" in (shown := await press(pilot, key)) and "10m" not in shown

    await console(estate, (160, 48), look)


@pytest.mark.parametrize("size", [(40, 10), (20, 5), (80, 24), (220, 50)], ids=str)
async def test_every_size_shows_every_screen(estate: Services, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        for key in "134":
            assert (await press(pilot, key)).strip()

    await console(estate, size, look)


# -- looks: four faces, two sizes -----------------------------------------------------------------------------------


def _front(pilot: Pilot[None], screen: str) -> None:
    pilot.app.go(screen)  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
@pytest.mark.parametrize("screen", SCREENS)
def test_looks_with_data(estate: Services, snap_compare: Any, screen: str, size: tuple[int, int]) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await settled(pilot)
        _front(pilot, screen)
        await settled(pilot)
        if screen == "changes":
            await press(pilot, "n")

    assert snap_compare(DharmaApp(estate), terminal_size=size, run_before=go)


@pytest.fixture
def living(tmp_path: Path, clock: FrozenClock) -> Iterator[Services]:
    """Services over the same store that measure, with an hour of the host's measurements and nothing of this machine's."""
    built = build(tmp_path, clock, STILL.replace("enabled = false", "enabled = true"))
    seed(built.folder, clock)
    built.collector._services = ()
    built.collector._keep(measured(HOST, clock))
    yield built
    built.close()


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
def test_looks_of_the_overview_with_measurements(living: Services, snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(DharmaApp(living), terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
@pytest.mark.parametrize("screen", SCREENS)
def test_looks_with_nothing_yet(services: Services, snap_compare: Any, screen: str, size: tuple[int, int]) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await settled(pilot)
        _front(pilot, screen)
        await settled(pilot)

    assert snap_compare(DharmaApp(services), terminal_size=size, run_before=go)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
@pytest.mark.parametrize("screen", SCREENS)
def test_looks_while_the_store_opens(
    services: Services, snap_compare: Any, monkeypatch: pytest.MonkeyPatch, screen: str, size: tuple[int, int]
) -> None:
    async def never(self: Services) -> None:
        """A store on a disk that takes its time."""

    monkeypatch.setattr(Services, "open", never)
    monkeypatch.setattr(DharmaApp, "_opening", never)

    async def go(pilot: Pilot[None]) -> None:
        await settled(pilot)
        _front(pilot, screen)
        await settled(pilot)

    assert snap_compare(DharmaApp(services), terminal_size=size, run_before=go)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "160x48"])
@pytest.mark.parametrize("screen", SCREENS)
def test_looks_when_the_store_fails(services: Services, snap_compare: Any, screen: str, size: tuple[int, int]) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await settled(pilot)
        _front(pilot, screen)
        await settled(pilot)
        reason, hint = "no space is left on the disk of the store", "make room on the disk that holds it"
        services.bus.publish(StoreFailed(services.clock.now(), reason, hint))
        await settled(pilot)

    assert snap_compare(DharmaApp(services), terminal_size=size, run_before=go)


async def test_a_damaged_store_is_said_to_be_damaged_and_left_alone(services: Services) -> None:
    catalogue = services.folder / "catalog.sqlite"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(b"not a catalogue at all" * 500)

    async def look(pilot: Pilot[None]) -> None:
        shown = text_of(pilot)
        assert "The store cannot be used" in shown
        assert "restore" in shown

    await console(services, (120, 40), look)
    assert catalogue.read_bytes() == b"not a catalogue at all" * 500
