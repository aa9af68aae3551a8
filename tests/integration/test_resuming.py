"""Which scan is gone on with, what of it is left, and when it is too late; and a scanner that does so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.bus import Bus
from dharma_tui.core.clock import FrozenClock, new_id
from dharma_tui.core.errors import NotFoundError
from dharma_tui.core.events import Event, ScanStarted
from dharma_tui.core.scan import EVERYTHING, LAST, ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.settings import ScanSettings
from dharma_tui.core.types import Resource, ResourceRef, Scope, State
from dharma_tui.services.resuming import Rest, asked_by_itself, rest_of
from dharma_tui.services.scanner import Scanner
from dharma_tui.services.store.announcement import Announcement
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.fake_providers.fake_cloud import FakeCloud

NORTH, SOUTH = (Scope("fake", "account", region) for region in ("north", "south"))
MACHINES, DISKS = (NORTH, "fake.machine"), (NORTH, "fake.disk")
SETTINGS = ScanSettings()
MINUTE = timedelta(minutes=1)


class Past:
    """Scans that have been, by a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = FrozenClock()
        self.lake = Lake.open(folder, clock=self.clock)
        self.store = ScanStore(self.lake)

    def scan(
        self,
        status: ScanStatus | None,
        parts: dict[tuple[Scope, str], ScopeStatus | None],
        trigger: str = "manual",
        selection: Selection = EVERYTHING,
        calls: int = 1,
    ) -> str:
        """A scan of these parts, each saved as it ended, a minute after the one before; without a status it goes on."""
        scan_id, started = new_id("scan"), self.clock.now()
        self.store.begin(scan_id, ["fake"], trigger, started, Announcement(selection, tuple(parts)))
        reports = []
        for (scope, kind), how in parts.items():
            self.clock.at += MINUTE
            reports.append(ScopeReport(scope, kind, how or ScopeStatus.SKIPPED, calls=calls if how else 0))
            if how is not None:
                self.store.commit(scan_id, reports[-1:])
        if status is not None:
            self.store.end(ScanReport(scan_id, status, started, scopes=tuple(reports)))
        return scan_id

    def rest(self, scan_id: str = LAST) -> Rest:
        return rest_of(self.store, scan_id, self.clock.now())

    def by_itself(self) -> Selection:
        return asked_by_itself(self.store, self.clock.now(), SETTINGS)


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    past = Past(tmp_path / "store")
    yield past
    past.lake.close()


def test_what_is_complete_is_carried_over_and_the_rest_is_left(past: Past) -> None:
    began = past.clock.now()
    other = (SOUTH, "fake.machine")
    parts = {MACHINES: ScopeStatus.COMPLETE, other: ScopeStatus.PARTIAL, DISKS: None}
    scan_id = past.scan(ScanStatus.CANCELLED, parts)
    rest = past.rest()
    assert (rest.scan.scan_id, rest.parts, rest.left) == (scan_id, (MACHINES, other, DISKS), (other, DISKS))
    assert [(report.kind, report.at) for report in rest.carried] == [("fake.machine", began + MINUTE)]
    assert (rest.scan.listed, rest.scan.announced, rest.scan.left) == (2, 3, 1)


@pytest.mark.parametrize("status", [None, ScanStatus.COMPLETE, ScanStatus.PARTIAL])
def test_where_nothing_was_cut_short_it_says_so(past: Past, status: ScanStatus | None) -> None:
    with pytest.raises(NotFoundError, match="no scan has run yet"):
        past.rest()
    scan_id = past.scan(status, {MACHINES: ScopeStatus.COMPLETE, DISKS: ScopeStatus.FAILED})
    with pytest.raises(NotFoundError, match="nothing to resume: the last scan, 2m ago") as refused:
        past.rest()
    assert (f"scan --resume {scan_id} lists again" in refused.value.hint) is (status is ScanStatus.PARTIAL)
    if status is None:
        with pytest.raises(NotFoundError, match="still running"):
            past.rest(scan_id)
    else:  # when it is named, what failed is listed again
        assert past.rest(scan_id).left == (DISKS,)
    with pytest.raises(NotFoundError, match="no scan scan-x"):
        past.rest("scan-x")


def test_what_was_cancelled_with_all_saved_is_gone_on_with_only_where_relationships_are_to_be_followed(
    past: Past,
) -> None:
    past.scan(ScanStatus.CANCELLED, {MACHINES: ScopeStatus.COMPLETE, DISKS: ScopeStatus.COMPLETE})
    assert not past.store.heads(1)[0].can_be_resumed
    with pytest.raises(NotFoundError, match="ended as cancelled"):
        past.rest()
    found = Resource(ResourceRef("fake.machine", "m"), "m", NORTH, State.RUNNING, {}, {})
    past.store.begin("scan-new", ["fake"], "manual", past.clock.now(), Announcement(parts=(MACHINES,)))
    past.store.stage("scan-new", *MACHINES, [found], [])
    past.store.commit("scan-new", [ScopeReport(*MACHINES, ScopeStatus.COMPLETE, count=1)])
    past.store.end(ScanReport("scan-new", ScanStatus.CANCELLED, past.clock.now()))
    scan = past.store.heads(1)[0]
    assert (scan.can_be_resumed, scan.is_unfollowed, scan.left, scan.added) == (True, True, 0, 1)
    assert (past.rest().scan.scan_id, past.rest().left) == ("scan-new", ())


def test_what_has_been_listed_since_is_not_left(past: Past) -> None:
    past.scan(ScanStatus.INTERRUPTED, {MACHINES: ScopeStatus.COMPLETE, DISKS: None})
    past.scan(ScanStatus.COMPLETE, {DISKS: ScopeStatus.COMPLETE}, selection=Selection(kinds=("fake.disk",)))
    with pytest.raises(NotFoundError, match="nothing to resume"):
        past.rest()


def test_what_failed_since_was_tried_and_is_no_reason_to_resume(past: Past) -> None:
    past.scan(ScanStatus.INTERRUPTED, {MACHINES: ScopeStatus.COMPLETE, DISKS: None})
    past.scan(ScanStatus.PARTIAL, {MACHINES: ScopeStatus.COMPLETE, DISKS: ScopeStatus.FAILED})
    with pytest.raises(NotFoundError, match="nothing to resume"):
        past.rest()


def test_what_nobody_could_be_asked_for_since_is_still_left(past: Past) -> None:
    cut = past.scan(ScanStatus.INTERRUPTED, {MACHINES: ScopeStatus.COMPLETE, DISKS: None})
    past.scan(ScanStatus.PARTIAL, {MACHINES: ScopeStatus.COMPLETE, DISKS: ScopeStatus.FAILED}, calls=0)
    assert (past.rest().scan.scan_id, past.rest().left) == (cut, (DISKS,))


def test_what_is_too_old_is_not_gone_on_with(past: Past) -> None:
    scan_id = past.scan(ScanStatus.CANCELLED, {MACHINES: ScopeStatus.COMPLETE, DISKS: None})
    past.clock.at += timedelta(days=2)
    for asked in (LAST, scan_id):
        with pytest.raises(NotFoundError, match="began 2d ago: too long ago"):
            past.rest(asked)


@pytest.mark.parametrize(
    ("status", "trigger", "minutes", "resumed"),
    [
        (ScanStatus.INTERRUPTED, "manual", 5, True),
        (ScanStatus.INTERRUPTED, "schedule", 50, True),
        (ScanStatus.INTERRUPTED, "schedule", 70, False),
        (ScanStatus.CANCELLED, "start", 5, True),
        (ScanStatus.CANCELLED, "manual", 5, False),
        (ScanStatus.COMPLETE, "schedule", 5, False),
    ],
)
def test_by_itself_a_scan_goes_on_with_one_that_was_just_cut_short(
    past: Past, status: ScanStatus, trigger: str, minutes: int, resumed: bool
) -> None:
    cut = past.scan(status, {MACHINES: ScopeStatus.COMPLETE, DISKS: None}, trigger)
    past.scan(ScanStatus.COMPLETE, {(SOUTH, "fake.net"): ScopeStatus.COMPLETE}, selection=Selection(regions=("south",)))
    past.clock.at += minutes * MINUTE
    assert past.by_itself() == (Selection(rest_of=cut) if resumed else EVERYTHING)


def test_a_scan_of_a_part_is_not_gone_on_with_by_itself_nor_counts_as_the_last_one(past: Past) -> None:
    began = past.clock.now()
    past.scan(ScanStatus.COMPLETE, {MACHINES: ScopeStatus.COMPLETE}, "schedule")
    parts = {MACHINES: ScopeStatus.COMPLETE, DISKS: None}
    past.scan(ScanStatus.INTERRUPTED, parts, selection=Selection(regions=("north",)))
    past.scan(ScanStatus.COMPLETE, {DISKS: ScopeStatus.COMPLETE}, selection=Selection(kinds=("fake.disk",)))
    past.scan(ScanStatus.COMPLETE, {DISKS: ScopeStatus.COMPLETE}, selection=Selection(("fake.disks",)))
    assert past.by_itself() == EVERYTHING
    assert past.store.last_began() == {"fake": began}


def test_a_scan_of_another_machine_is_dead_when_nobody_holds_its_lock_and_it_is_silent(past: Past) -> None:
    past.scan(None, {MACHINES: ScopeStatus.COMPLETE, DISKS: None})
    past.lake.write(lambda cursor: cursor.execute("UPDATE lake.scans SET host = 'elsewhere'"))
    past.clock.at += 10 * MINUTE
    assert past.store.recent(1)[0].status is ScanStatus.RUNNING
    past.clock.at += 10 * MINUTE
    assert past.store.recent(1)[0].status is ScanStatus.INTERRUPTED
    assert past.rest().left == (DISKS,)


class Bench:
    """A scanner that commits at once, over an invented provider."""

    def __init__(self, past: Past, events: list[Event]) -> None:
        self.past = past
        self.cloud = FakeCloud(past.clock, {"scopes": {"regions": ["north", "south"]}})
        self.bus = Bus()
        self.bus.subscribe(Event, events.append)

    def scanner(self) -> Scanner:
        past = self.past
        return Scanner([self.cloud], past.store, self.bus, past.clock, new_id, SETTINGS, folder=past.lake.folder)

    async def cut_short(self, selection: Selection = EVERYTHING) -> ScanReport:
        """A scan that is cancelled while it lists the disks of both regions."""
        self.cloud.script["fake.disk"] = {"stuck_at": 1}
        scanner = self.scanner()
        scanning = asyncio.create_task(scanner.scan(selection))
        async with asyncio.timeout(60):
            while len(self.past.store.ended_since(self.past.clock.now())) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        scanner.cancel()
        del self.cloud.script["fake.disk"]
        self.past.clock.at += MINUTE
        return await scanning


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def bench(past: Past, events: list[Event], monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr("dharma_tui.services.scanner.COMMIT_SECONDS", 0.02)
    return Bench(past, events)


def by_status(reports: Sequence[ScopeReport], status: ScopeStatus) -> list[tuple[str, str]]:
    return sorted((report.kind, report.scope.region) for report in reports if report.status is status)


async def test_a_resumed_scan_lists_what_is_left_and_reports_the_whole(bench: Bench, events: list[Event]) -> None:
    cut = await bench.cut_short()
    assert (cut.listed, cut.announced, cut.left, cut.can_be_resumed) == (2, 6, 4, True)
    bench.cloud.script["fake.machine"] = {"count": 0}  # which nobody asks about again
    report = await bench.scanner().scan(Selection(rest_of=LAST))
    assert (report.status, report.resumes, report.carried) == (ScanStatus.COMPLETE, cut.scan_id, 2)
    assert (report.calls, report.resources, report.added, report.removed) == (4, 18, 12, 0)
    assert [report.is_carried(part) for part in report.scopes if part.kind == "fake.machine"] == [True, True]
    started = [event for event in events if isinstance(event, ScanStarted)][-1]
    assert (started.resumes, len(started.parts), len(started.carried)) == (cut.scan_id, 6, 2)
    stored = bench.past.store.recent(1)[0]
    assert stored == report
    saved = {(part.scope, part.kind): part.at for part in stored.scopes}
    assert saved[MACHINES] == cut.started_at
    assert saved[DISKS] == report.started_at
    with pytest.raises(NotFoundError):
        await bench.scanner().scan(Selection(rest_of=LAST))


async def test_a_scan_of_lists_alone_goes_on_as_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("dharma_tui.services.scanner.listing_alone", asked.append)
    cut = await bench.cut_short(Selection(lists_only=True))
    assert cut.selection == bench.past.store.recent(1)[0].selection == Selection(lists_only=True)
    resumed = await bench.scanner().scan(Selection(rest_of=cut.scan_id))
    await bench.scanner().scan()
    assert (asked, resumed.selection) == ([True, True, False], Selection(lists_only=True))


async def test_a_scope_that_cannot_be_reached_any_more_fails_and_loses_nothing(bench: Bench) -> None:
    await bench.scanner().scan()
    bench.past.clock.at += MINUTE
    cut = await bench.cut_short()
    bench.cloud.script["scopes"] = {"regions": ["south"]}
    report = await bench.scanner().scan(Selection(rest_of=cut.scan_id))
    assert by_status(report.scopes, ScopeStatus.FAILED) == [("fake.disk", "north"), ("fake.net", "north")]
    assert all("cannot be reached now" in part.reason for part in report.scopes if part.status is ScopeStatus.FAILED)
    assert (report.status, report.removed) == (ScanStatus.PARTIAL, 0)
