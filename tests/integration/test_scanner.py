"""The scanner on a real lake with an invented provider: what is saved, what is reported, and what survives what."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from dharma_tui.cli.output import Output
from dharma_tui.cli.scan import _summarise
from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import NotFoundError, ScanRunningError, UsageError
from dharma_tui.core.events import Event, ScanEnded, ScanProgressed, ScanStarted, ScopeEnded
from dharma_tui.core.scan import LAST, ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.services.resuming import rest_of
from dharma_tui.services.scan_lock import holder
from dharma_tui.services.scanner import Scanner, pause_after
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.fake_providers.fake_cloud import FakeCloud, Script

CLOCK = SystemClock()
EVERYTHING = Selection()


class Bench:
    """A scanner over an invented provider and a real lake."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = Lake.open(folder, clock=CLOCK)
        self.store = ScanStore(self.lake)
        self.bus = Bus()
        self.events: list[Event] = []
        self.bus.subscribe(Event, self.events.append)
        self.cloud = FakeCloud(CLOCK, {})
        self.settings = ScanSettings()
        self.derived: list[str] = []
        """The scans after which it was worked out anew what follows."""

    def scanner(self) -> Scanner:
        given = [self.cloud], self.store, self.bus, CLOCK, new_id, self.settings
        return Scanner(*given, folder=self.folder, derive=self.derived.append)

    async def scan(self, script: Script | None = None, selection: Selection = EVERYTHING) -> ScanReport:
        if script is not None:
            self.cloud.script = script
        return await self.scanner().scan(selection)

    def stored(self, kind: str) -> set[str]:
        return {key for (key,) in self.lake.query("SELECT key FROM lake.resources WHERE kind = ?", [kind])}

    def scalar(self, sql: str) -> Any:
        return self.lake.query(sql)[0][0]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "store")
    yield bench
    bench.lake.close()


def part(report: ScanReport, kind: str, region: str = "north") -> ScopeReport:
    return next(found for found in report.scopes if found.kind == kind and found.scope.region in (region, ""))


async def test_a_scan_saves_what_there_is_and_says_so(bench: Bench) -> None:
    report = await bench.scan()
    assert report.status is ScanStatus.COMPLETE
    assert (report.resources, report.added, report.changed, report.removed, report.relationships) == (9, 9, 0, 0, 3)
    assert bench.stored("fake.machine") == {"north-0", "north-1", "north-2"}
    assert bench.scalar("SELECT count(*) FROM lake.relationships WHERE verb = 'attached_to'") == 3
    assert bench.store.recent(1)[0] == report


async def test_a_second_scan_finds_the_difference(bench: Bench) -> None:
    await bench.scan({"fake.machine": {"count": 5}})
    report = await bench.scan({"fake.machine": {"count": 4, "note": "new"}, "fake.net": {"count": 5}})
    assert (report.added, report.changed, report.removed) == (2, 4, 1)


async def test_a_scan_that_changes_nothing_says_so(bench: Bench) -> None:
    await bench.scan()
    report = await bench.scan()
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert report.status is ScanStatus.COMPLETE


async def test_what_follows_is_worked_out_anew_when_relationships_alone_differ(bench: Bench) -> None:
    first = await bench.scan()
    await bench.scan()
    assert bench.derived == [first.scan_id]
    bench.lake.write(lambda cursor: cursor.execute("DELETE FROM lake.relationships"))
    report = await bench.scan()
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert bench.derived == [first.scan_id, report.scan_id]


async def test_what_is_not_scanned_by_itself_is_when_asked_for_or_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeCloud, "by_itself", False)
    with pytest.raises(UsageError, match="nothing to scan"):
        await bench.scanner().scan(trigger="schedule")
    assert (await bench.scanner().scan()).resources == 9
    bench.settings = ScanSettings(providers="fake")
    assert (await bench.scanner().scan(trigger="schedule")).resources == 9


async def test_many_scans_leave_no_threads_behind(bench: Bench) -> None:
    await bench.scan()
    before = threading.active_count()
    for _ in range(5):
        await bench.scan()
    async with asyncio.timeout(60):
        while threading.active_count() > before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_events_tell_the_whole_story_in_order(bench: Bench) -> None:
    report = await bench.scan({"scopes": {"regions": ["north", "south"]}})
    started = [event for event in bench.events if isinstance(event, ScanStarted)]
    ended = [event for event in bench.events if isinstance(event, ScopeEnded)]
    assert len(started) == 1
    assert bench.events[0] is started[0]
    assert len(started[0].parts) == len(ended) == len(report.scopes) == 6
    assert {(event.report.scope, event.report.kind) for event in ended} == set(started[0].parts)
    assert isinstance(bench.events[-1], ScanEnded)
    assert bench.events[-1].report == report
    assert {event.found for event in bench.events if isinstance(event, ScanProgressed)} == {3}


async def test_thousands_are_staged_in_batches_and_all_arrive(bench: Bench) -> None:
    report = await bench.scan({"fake.machine": {"count": 12_345}})
    assert part(report, "fake.machine").count == 12_345
    assert bench.scalar("SELECT count(*) FROM lake.resources WHERE kind = 'fake.machine'") == 12_345
    assert part(report, "fake.machine").calls == 124


async def test_parts_that_end_during_a_commit_are_committed_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dharma_tui.services.scanner.COMMIT_SECONDS", 0)
    report = await bench.scan(
        {"scopes": {"regions": [f"r{number}" for number in range(12)]}, "fake.net": {"pause": 0.01}}
    )
    assert report.status is ScanStatus.COMPLETE
    assert bench.scalar("SELECT count(*) FROM lake.resources") == report.added == 12 * 9


async def test_things_listed_twice_are_kept_once(bench: Bench) -> None:
    report = await bench.scan({"fake.machine": {"count": 10, "alike": 4}})
    listed = part(report, "fake.machine")
    assert (listed.status, listed.count, listed.reason) == (ScopeStatus.COMPLETE, 4, "")
    assert len(bench.stored("fake.machine")) == 4


async def test_several_things_of_one_key_are_never_one_in_silence(bench: Bench) -> None:
    await bench.scan({"fake.machine": {"count": 10}})
    report = await bench.scan({"fake.machine": {"count": 10, "distinct": 4}})
    listed = part(report, "fake.machine")
    assert (listed.status, listed.count) == (ScopeStatus.PARTIAL, 4)
    assert listed.reason.startswith("6 ") and "have the key of another and say other things" in listed.reason
    assert "scan again" in listed.hint
    assert len(bench.stored("fake.machine")) == 10, "nothing is gone for that"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("AuthError", "it went wrong"),
        ("AccessDeniedError", "it went wrong"),
        ("ThrottledError", "it went wrong"),
        ("UnreachableError", "it went wrong"),
        ("PermissionError", "not permitted: /secret"),
        ("OSError", "I/O error"),
        ("a defect", "unexpected RuntimeError: a defect"),
    ],
)
async def test_a_part_that_fails_deletes_nothing_and_stops_no_other(bench: Bench, error: str, reason: str) -> None:
    await bench.scan()
    report = await bench.scan({"fake.machine": {"fail_at": 0, "error": error}, "fake.net": {"count": 4}})
    assert report.status is ScanStatus.PARTIAL
    assert (part(report, "fake.machine").status, part(report, "fake.machine").reason) == (ScopeStatus.FAILED, reason)
    assert part(report, "fake.disk").status is part(report, "fake.net").status is ScopeStatus.COMPLETE
    assert len(bench.stored("fake.machine")) == 3
    assert len(bench.stored("fake.net")) == 4


async def test_a_part_that_breaks_off_keeps_what_it_found_and_deletes_nothing(bench: Bench) -> None:
    await bench.scan({"fake.machine": {"count": 5}})
    report = await bench.scan({"fake.machine": {"count": 5, "note": "new", "fail_at": 2, "error": "ThrottledError"}})
    assert part(report, "fake.machine").status is ScopeStatus.PARTIAL
    assert part(report, "fake.machine").hint == "do something"
    assert (report.changed, report.removed) == (2, 0)
    assert len(bench.stored("fake.machine")) == 5


async def test_a_part_without_an_answer_ends_in_time(bench: Bench) -> None:
    bench.settings = ScanSettings(timeout_seconds=0.2)
    report = await bench.scan({"fake.machine": {"stuck_at": 0}})
    assert part(report, "fake.machine").status is ScopeStatus.PARTIAL
    assert part(report, "fake.machine").reason == "timed out: no answer within 0.2 s"
    assert part(report, "fake.net").status is ScopeStatus.COMPLETE


async def test_one_malformed_item_costs_only_itself(bench: Bench) -> None:
    await bench.scan({"fake.machine": {"count": 6}})
    report = await bench.scan({"fake.machine": {"count": 5, "bad": [1, 3]}})
    told = part(report, "fake.machine")
    assert (told.status, told.count, told.reason) == (
        ScopeStatus.PARTIAL,
        3,
        "malformed answer: missing 'label' (2 items)",
    )
    assert len(bench.stored("fake.machine")) == 6


async def test_what_could_not_be_seen_is_said_beside_a_complete_listing(bench: Bench) -> None:
    await bench.scan({"fake.machine": {"count": 4}})
    note = {"what": "secrets", "count": 2, "reason": "denied", "hint": "be root"}
    report = await bench.scan({"fake.machine": {"count": 3, "unseen": [note, {**note, "count": 3}]}})
    told = part(report, "fake.machine")
    assert (told.status, told.reason, told.hint) == (ScopeStatus.COMPLETE, "5 secrets: denied", "be root")
    assert report.removed == 1


async def test_whole_things_that_could_not_be_seen_make_a_listing_partial(bench: Bench) -> None:
    await bench.scan({"fake.machine": {"count": 4}})
    note = {"what": "machines", "count": 1, "reason": "denied", "partial": True}
    report = await bench.scan({"fake.machine": {"count": 3, "unseen": [note]}})
    assert part(report, "fake.machine").status is ScopeStatus.PARTIAL
    assert (report.status, report.removed) == (ScanStatus.PARTIAL, 0)


async def test_a_service_without_credentials_fails_as_a_whole(bench: Bench) -> None:
    await bench.scan()
    report = await bench.scan({"scopes": {"error": "AuthError"}})
    assert report.status is ScanStatus.FAILED
    assert {(told.status, told.reason, told.hint) for told in report.scopes} == {
        (ScopeStatus.FAILED, "no credentials", "log in")
    }
    assert len(bench.stored("fake.machine")) == 3


@pytest.mark.parametrize(
    ("selection", "kinds", "regions"),
    [
        (Selection(kinds=("fake.disk",)), {"fake.disk"}, {"north", "south"}),
        (Selection(kinds=("machines", "fake.net")), {"fake.machine", "fake.net"}, {"north", "south"}),
        (Selection(kinds=("fake",), regions=("n*",)), {"fake.machine", "fake.disk", "fake.net"}, {"north"}),
        (
            Selection(providers=("fake",), accounts=("account",), regions=("south",), kinds=("fake.net",)),
            {"fake.net"},
            {"south"},
        ),
    ],
)
async def test_only_what_is_selected_is_scanned(
    bench: Bench, selection: Selection, kinds: set[str], regions: set[str]
) -> None:
    report = await bench.scan({"scopes": {"regions": ["north", "south"]}}, selection)
    assert {told.kind for told in report.scopes} == kinds
    assert {told.scope.region for told in report.scopes} == regions


@pytest.mark.parametrize(
    ("selection", "message", "hint"),
    [
        (Selection(providers=("fakes",)), "there is no provider 'fakes'", "did you mean 'fake'?"),
        (Selection(kinds=("fake.machin",)), "there is no kind 'fake.machin'", "did you mean 'fake.machine'?"),
        (Selection(regions=("west",)), "there is no region 'west'", "known: north"),
        (Selection(regions=("nort",)), "there is no region 'nort'", "did you mean 'north'?"),
        (Selection(regions=("north", "so*")), "there is no region 'so\\*'", "known: north"),
        (Selection(accounts=("acount",)), "there is no account 'acount'", "did you mean 'account'?"),
    ],
)
async def test_a_selection_that_names_nothing_is_refused(
    bench: Bench, selection: Selection, message: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        await bench.scan({}, selection)
    assert refused.value.hint == hint
    assert bench.store.recent() == []


@pytest.mark.parametrize(("took", "pause"), [(0.01, 2.0), (1.0, 5.0), (5.0, 10.0), (60.0, 10.0)])
def test_commits_leave_the_processor_to_the_listing_and_never_let_much_go_unsaved(took: float, pause: float) -> None:
    assert pause_after(took) == pause


@pytest.mark.parametrize("pause", [0.05, 60.0])
async def test_cancelled_it_ends_at_once_and_what_was_listed_stands(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    monkeypatch.setattr("dharma_tui.services.scanner.COMMIT_SECONDS", pause)
    await bench.scan({"fake.machine": {"count": 5}, "fake.disk": {"count": 5}, "fake.net": {"count": 5}})
    bench.cloud.script = {"fake.machine": {"count": 4}, "fake.disk": {"count": 4, "stuck_at": 2}}
    scanner = bench.scanner()
    scanning = asyncio.create_task(scanner.scan())
    before, told = bench.lake.snapshot().id, len(bench.events)
    async with asyncio.timeout(60):
        while not any(isinstance(event, ScopeEnded) for event in bench.events[told:]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        while pause < 1 and len(bench.stored("fake.machine")) == 5:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    scanner.cancel()
    report = await asyncio.wait_for(scanning, 2)
    assert bench.lake.snapshot().id > before
    assert (report.status, report.reason, report.removed) == (ScanStatus.CANCELLED, "cancelled", 1)
    assert part(report, "fake.machine").status is ScopeStatus.COMPLETE
    assert part(report, "fake.disk").status is part(report, "fake.net").status is ScopeStatus.SKIPPED
    assert bench.stored("fake.machine") == {f"north-{number}" for number in range(4)}
    assert len(bench.stored("fake.disk")) == len(bench.stored("fake.net")) == 5
    assert all(each.count == 0 for each in report.scopes if each.status is ScopeStatus.SKIPPED)
    assert bench.store.recent(1)[0].status is ScanStatus.CANCELLED


async def test_a_cancelled_caller_leaves_a_cancelled_scan_behind(bench: Bench) -> None:
    bench.cloud.script = {"fake.machine": {"stuck_at": 1}}
    scanner = bench.scanner()
    scanning = asyncio.create_task(scanner.scan())
    await bench.cloud.listing.wait()
    scanning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await scanning
    assert bench.store.recent(1)[0].status is ScanStatus.CANCELLED
    assert isinstance(bench.events[-1], ScanEnded)


async def test_a_thread_that_is_stuck_does_not_hinder_cancelling(bench: Bench) -> None:
    bench.cloud.script = {"fake.machine": {"threaded_at": 0}}
    scanner = bench.scanner()
    scanning = asyncio.create_task(scanner.scan())
    await bench.cloud.listing.wait()
    scanner.cancel()
    report = await asyncio.wait_for(scanning, 2)
    assert report.status is ScanStatus.CANCELLED
    bench.cloud.release.set()


async def test_one_provider_is_scanned_once_at_a_time(bench: Bench) -> None:
    bench.cloud.script = {"fake.machine": {"stuck_at": 0}}
    scanner = bench.scanner()
    scanning = asyncio.create_task(scanner.scan())
    await bench.cloud.listing.wait()
    other = holder(bench.folder, "fake")
    assert other is not None
    assert other.pid == os.getpid()
    with pytest.raises(ScanRunningError, match=f"a scan of fake by process {os.getpid()} is running since 20"):
        await bench.scan()
    scanner.cancel()
    await scanning
    assert holder(bench.folder, "fake") is None
    assert (await bench.scan({})).status is ScanStatus.COMPLETE


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "small", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_a_full_disk_fails_the_scan_and_loses_nothing(small_disk: Path) -> None:
    bench = Bench(small_disk / "store")
    assert (await bench.scan()).status is ScanStatus.COMPLETE
    report = await bench.scan({"fake.machine": {"count": 60_000}})
    assert report.status is ScanStatus.FAILED
    assert "full" in report.reason
    assert report.hint
    assert {told.status for told in report.scopes} == {ScopeStatus.SKIPPED}
    assert len(bench.stored("fake.machine")) == 3
    assert (await bench.scan({"fake.machine": {"count": 4}})).status is ScanStatus.COMPLETE
    bench.lake.close()


async def test_what_could_not_be_written_down_is_not_said_to_be_resumable(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = Bench(small_disk / "store")
    await bench.scan()
    filling = small_disk / "filling"
    with contextlib.suppress(OSError), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    report = await bench.scan()
    _summarise(report, Output())
    filling.unlink()
    assert (report.status, report.left, report.can_be_resumed) == (ScanStatus.FAILED, 3, False)
    assert "3 parts left, and nothing to resume: scan again" in capsys.readouterr().out
    with pytest.raises(NotFoundError, match="nothing to resume"):
        rest_of(bench.store, LAST, CLOCK.now())
    bench.lake.close()


async def test_a_store_that_stays_busy_fails_the_scan_and_loses_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "store")
    await bench.scan()
    bench.lake.close()
    bench.lake = Lake.open(bench.folder, clock=CLOCK, lock_seconds=0.2)
    bench.store = ScanStore(bench.lake)
    with (bench.folder / "write.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        report = await bench.scan({"fake.machine": {"count": 1}})
    assert report.status is ScanStatus.FAILED
    assert report.reason
    assert report.hint
    assert len(bench.stored("fake.machine")) == 3
    assert (await bench.scan({"fake.machine": {"count": 1}})).removed == 2
    bench.lake.close()


async def test_one_resource_alone_keeps_what_others_tell_of_it(bench: Bench) -> None:
    await bench.scan({"fake.machine": {"count": 5}, "fake.disk": {"count": 5}})
    edges = bench.lake.query("SELECT * FROM lake.relationships ORDER BY ALL")
    bench.cloud.script = {"fake.machine": {"count": 3, "note": "renamed"}, "fake.disk": {"count": 2}}
    one = await bench.scan(selection=Selection(kinds=("fake.machine",), keys=("north-1",)))
    assert (one.resources, one.changed, one.removed) == (1, 1, 0)
    assert len(bench.stored("fake.machine")) == 5
    assert bench.scalar("SELECT count(*) FROM lake.resources WHERE name LIKE '%renamed'") == 1
    assert bench.lake.query("SELECT * FROM lake.relationships ORDER BY ALL") == edges

    gone = await bench.scan(selection=Selection(keys=("north-4",), kinds=("fake.disk",)))
    assert (gone.resources, gone.removed) == (0, 1)
    assert bench.stored("fake.disk") == {f"north-{number}" for number in range(4)}
    left = bench.lake.query("SELECT * FROM lake.relationships ORDER BY ALL")
    assert len(left) == len(edges) - 1
    assert set(left) < set(edges)


async def test_coverage_counts_what_was_found_to_be_gone_alone(bench: Bench) -> None:
    def known() -> dict[str, int]:
        return {part.kind: part.known for part in bench.store.coverage()}

    await bench.scan({"fake.machine": {"count": 5}})
    (before,) = [number for kind, number in known().items() if kind == "fake.machine"]
    gone = sorted(bench.stored("fake.machine"))[-1]
    script: Script = {"fake.machine": {"count": 4}}
    assert (await bench.scan(script, Selection(kinds=("fake.machine",), keys=(gone,)))).removed == 1
    assert (before, known()["fake.machine"], len(bench.stored("fake.machine"))) == (5, 4, 4)
    await bench.scan({"fake.machine": {"count": 4}})
    assert known()["fake.machine"] == 4


async def test_one_malformed_item_is_no_obstacle_to_seeing_another_alone(bench: Bench) -> None:
    await bench.scan({})
    bench.cloud.script = {"fake.machine": {"bad": [0]}}
    seen = await bench.scan(selection=Selection(kinds=("fake.machine",), keys=("north-1",)))
    assert seen.status is ScanStatus.COMPLETE
    unread = await bench.scan(selection=Selection(kinds=("fake.machine",), keys=("north-0",)))
    assert (unread.status, unread.removed) == (ScanStatus.PARTIAL, 0)
