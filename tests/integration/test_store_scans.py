"""Scans become what the lake holds: only what differs is written, and only complete parts may mark anything gone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dharma_tui.core.clock import new_id
from dharma_tui.core.dangling import Why
from dharma_tui.core.errors import StoreError
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import CUT_OFF, ScanReport, ScanStatus, ScopeReport, ScopeStatus, Selection
from dharma_tui.core.types import Json, ResourceRef, Scope, State
from dharma_tui.services.importing import Import, parsed
from dharma_tui.services.query.missing import Named, why_missing
from dharma_tui.services.store import scan_commit
from dharma_tui.services.store.announcement import NOTHING, Announcement
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_commit import Delta
from dharma_tui.services.store.scan_store import ScanStore
from tests.integration.store_lab import HERE, KIND, edge, open_lake, scan, stored, thing

SOUTH = Scope("lab", "main", "south")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    opened = open_lake(tmp_path)
    yield opened
    opened.close()


def rows_written(lake: Lake, since: int) -> dict[str, int]:
    """Rows of each table that commits after ``since`` inserted."""
    tables = ("resources", "relationships", "changes")
    last = lake.snapshot().id
    span = f"{since + 1}, {last}"
    return {
        table: lake.query(f"SELECT count(*) FROM ducklake_table_insertions('lake', 'main', '{table}', {span})")[0][0]
        for table in tables
    }


def test_everything_of_a_resource_is_kept(lake: Lake) -> None:
    attrs: dict[str, Json] = {"text": "é🦀", "n": 1.5, "big": 2**70, "deep": {"list": [1, None, {"x": True}]}}
    scan(lake, [thing("k", attrs, name="N", state=State.DEGRADED, labels={"env": "prod", "empty": ""})])
    row = lake.query("SELECT kind, key, name, provider, account, region, state, labels, attrs FROM lake.resources")[0]
    assert row[:7] == (KIND, "k", "N", "lab", "main", "north", "degraded")
    assert row[7] == {"env": "prod", "empty": ""}
    assert json.loads(row[8]) == attrs


def test_a_rescan_without_a_change_writes_nothing_but_its_own_row(lake: Lake) -> None:
    found = [thing(f"k{number}", {"value": number}) for number in range(500)]
    edges = [edge(f"k{number}", "k0") for number in range(500)]
    assert scan(lake, found, edges) == Delta(added=500, relationships=500)
    before = lake.snapshot().id
    assert scan(lake, found, edges) == Delta()
    assert rows_written(lake, before) == {"resources": 0, "relationships": 0, "changes": 0}
    assert lake.query("SELECT count(*) FROM lake.scans") == [(2,)]


def test_only_what_differs_is_written(lake: Lake) -> None:
    scan(lake, [thing(f"k{number}", {"value": 0}) for number in range(500)])
    before = lake.snapshot().id
    delta = scan(lake, [thing(f"k{number}", {"value": int(number < 3)}) for number in range(1, 501)])
    assert delta == Delta(added=1, changed=2, removed=1)
    assert rows_written(lake, before) == {"resources": 3, "relationships": 0, "changes": 4}


def test_first_seen_stays_and_changed_at_moves_only_with_a_change(lake: Lake) -> None:
    scan(lake, [thing("same"), thing("moved", {"value": 1})])
    times = "SELECT key, first_seen, changed_at FROM lake.resources ORDER BY key"
    (_, moved_seen, _), (_, same_seen, same_changed) = lake.query(times)
    scan(lake, [thing("same"), thing("moved", {"value": 2})])
    moved, same = lake.query(times)
    assert same == ("same", same_seen, same_changed)
    assert moved[1] == moved_seen
    assert moved[2] > moved_seen


def test_volatile_attributes_alone_write_nothing(lake: Lake) -> None:
    scan(lake, [thing("k", {"cpu": 1, "size": 1})], volatile=("cpu",))
    assert scan(lake, [thing("k", {"cpu": 2, "size": 1})], volatile=("cpu",)) == Delta()
    assert scan(lake, [thing("k", {"cpu": 3, "size": 2})], volatile=("cpu",)) == Delta(changed=1)
    assert json.loads(str(stored(lake, "attrs")[0][0])) == {"cpu": 3, "size": 2}


@pytest.mark.parametrize("status", [ScopeStatus.PARTIAL, ScopeStatus.FAILED])
def test_a_part_that_was_not_listed_to_the_end_marks_nothing_gone(lake: Lake, status: ScopeStatus) -> None:
    scan(lake, [thing("a"), thing("b")], [edge("a", "b")])
    assert scan(lake, [thing("c")], [edge("c", "a")], status=status) == Delta(added=1, relationships=1)
    assert stored(lake) == [("a",), ("b",), ("c",)]
    assert scan(lake, [], [], status=status) == Delta()
    assert stored(lake) == [("a",), ("b",), ("c",)]


def test_a_complete_part_sweeps_its_own_scope_and_kind_only(lake: Lake) -> None:
    scan(lake, [thing("north")])
    scan(lake, [thing("south", scope=SOUTH)], scope=SOUTH)
    scan(lake, [thing("disk", kind="lab.disk")], kind="lab.disk")
    assert scan(lake, []) == Delta(removed=1)
    assert stored(lake) == [("disk",), ("south",)]


def test_a_resource_that_moved_to_another_scope_is_changed_and_not_swept_by_the_old_one(lake: Lake) -> None:
    scan(lake, [thing("a")])
    assert scan(lake, [thing("a", scope=SOUTH)], scope=SOUTH) == Delta(changed=1)
    assert scan(lake, []) == Delta()
    assert stored(lake, "key, region") == [("a", "south")]


def test_of_a_resource_listed_twice_the_last_counts(lake: Lake) -> None:
    assert scan(lake, [thing("a", {"value": 1}), thing("b"), thing("a", {"value": 2})]) == Delta(added=2)
    assert stored(lake, "key, attrs ->> 'value'") == [("a", "2"), ("b", None)]


def test_relationships_are_replaced_by_what_the_part_says_now(lake: Lake) -> None:
    scan(lake, [thing("a"), thing("b")], [edge("a", "b"), edge("a", "c"), edge("a", "c")])
    assert scan(lake, [thing("a"), thing("b")], [edge("a", "c"), edge("b", "c")]) == Delta(relationships=2)
    edges = lake.query("SELECT src_key, dst_key, verb, source FROM lake.relationships ORDER BY ALL")
    assert edges == [("a", "c", "runs_on", "host"), ("b", "c", "runs_on", "host")]


def test_a_relationship_from_another_kind_stays_with_the_part_that_told_of_it(lake: Lake) -> None:
    scan(lake, [thing("a")], [edge("disk", "a", kind="lab.disk")])
    scan(lake, [thing("disk", kind="lab.disk")], [], kind="lab.disk")
    assert lake.query("SELECT src_kind, src_key FROM lake.relationships") == [("lab.disk", "disk")]
    scan(lake, [thing("a")])
    assert lake.query("FROM lake.relationships") == []


def test_hostile_text_is_stored_and_matched_again(lake: Lake) -> None:
    keys = [
        "nul\x00",
        "surrogate\ud800",
        "esc\x1b[31m",
        "\u202ebidi",
        "[red]x[/red]",
        "'; DROP TABLE x; --",
        "a\nb",
        '"\\',
        "é" * 300,
        "",
    ]
    found = [thing(key, {key: key, "nan": math.nan}, labels={key: key}) for key in keys]
    edges = [edge(key, keys[0]) for key in keys]
    assert scan(lake, found, edges) == Delta(added=len(keys), relationships=len(keys))
    assert scan(lake, found, edges) == Delta()


def test_a_resource_of_several_megabytes_is_stored(lake: Lake) -> None:
    scan(lake, [thing("big", {"text": "é" * 600_000}, name="n" * 1_000_000), thing("small")])
    assert lake.query("SELECT length(name), length(attrs ->> 'text') FROM lake.resources WHERE key = 'big'") == [
        (1_000_000, 600_000)
    ]


def test_a_save_in_portions_writes_what_one_in_a_piece_does(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_commit, "PORTION_BYTES", 1_000)
    keys = [f"{number:03}" for number in range(60)]
    assert scan(lake, [thing(key) for key in keys]) == Delta(added=60)
    found = [thing(key, {"new": key} if key > "040" else {}) for key in [*keys[10:], "more"]]
    assert scan(lake, found) == Delta(added=1, changed=19, removed=10)
    assert lake.query("SELECT count(*), count(DISTINCT key) FROM lake.resources") == [(51, 51)]
    assert lake.query("SELECT change, count(*) FROM lake.changes GROUP BY ALL ORDER BY ALL") == [
        ("added", 61),
        ("changed", 19),
        ("removed", 10),
    ]
    assert scan(lake, found) == Delta()


def test_parts_of_a_scan_are_visible_as_they_are_committed_and_all_of_a_commit_at_once(lake: Lake) -> None:
    store = ScanStore(lake)
    store.begin("scan-1", ["lab"], "manual", lake.clock.now())
    store.stage("scan-1", HERE, KIND, [thing("a")], [])
    store.stage("scan-1", HERE, KIND, [thing("b")], [])
    store.stage("scan-1", SOUTH, KIND, [thing("c", scope=SOUTH)], [])
    assert stored(lake) == []
    north, south = (ScopeReport(scope, KIND, ScopeStatus.COMPLETE, count=2) for scope in (HERE, SOUTH))
    store.commit("scan-1", [north])
    assert stored(lake) == [("a",), ("b",)]
    store.commit("scan-1", [south])
    assert stored(lake) == [("a",), ("b",), ("c",)]
    running = store.recent()[0]
    assert (running.status, running.added, running.scopes) == (ScanStatus.RUNNING, 3, (north, south))


def test_a_part_that_lost_what_it_staged_does_not_sweep_everything_away(lake: Lake) -> None:
    scan(lake, [thing("a")])
    store = ScanStore(lake)
    store.begin("scan-1", ["lab"], "manual", lake.clock.now())
    with pytest.raises(StoreError, match="none were staged"):
        store.commit("scan-1", [ScopeReport(HERE, KIND, ScopeStatus.COMPLETE, count=5)])
    assert stored(lake) == [("a",)]


def test_a_scan_that_was_not_begun_cannot_stage(lake: Lake) -> None:
    with pytest.raises(StoreError, match="was begun here"):
        ScanStore(lake).stage("scan-x", HERE, KIND, [], [])


def test_a_report_comes_back_as_it_was_given(lake: Lake) -> None:
    store, started = ScanStore(lake), lake.clock.now()
    store.begin("scan-1", ["lab", "other"], "schedule", started)
    part = ScopeReport(HERE, KIND, ScopeStatus.PARTIAL, "denied \x1b", "ask", 3, 0.25, 7)
    report = ScanReport(
        "scan-1", ScanStatus.PARTIAL, started, 1.5, 7, 3, 2, 1, 1, 1, (part,), "schedule", "why", "what to do"
    )
    store.end(report)
    assert store.recent() == [report]


def test_scans_come_newest_first(lake: Lake) -> None:
    store, now = ScanStore(lake), lake.clock.now()
    for number in range(3):
        store.begin(f"scan-{number}", ["lab"], "manual", now + timedelta(seconds=number))
    assert [report.scan_id for report in store.recent(2)] == ["scan-2", "scan-1"]


def test_when_the_newest_scan_ended_leaves_aside_those_of_single_resources(lake: Lake) -> None:
    store, now = ScanStore(lake), lake.clock.now()
    assert store.last_ended() is None
    alone = Announcement(Selection(kinds=(KIND,), keys=("a",)))
    for number, what in enumerate((NOTHING, NOTHING, alone, NOTHING)):
        store.begin(f"scan-{number}", ["lab"], "manual", now + timedelta(minutes=number), what)
    for number, seconds in ((0, 90.0), (1, 7.0), (2, 1.0)):
        store.end(ScanReport(f"scan-{number}", ScanStatus.COMPLETE, now + timedelta(minutes=number), seconds))
    assert store.last_ended() == now + timedelta(seconds=90)


def test_coverage_says_how_each_part_last_ended_and_when_it_was_last_complete(lake: Lake) -> None:
    store = ScanStore(lake)
    scan(lake, [thing("a")])
    first = store.coverage()[0]
    assert (first.scope, first.kind, first.report.status, first.complete_at) == (
        HERE,
        KIND,
        ScopeStatus.COMPLETE,
        first.at,
    )
    scan(lake, [thing("b")], status=ScopeStatus.PARTIAL)
    scan(lake, [thing("c", scope=SOUTH)], scope=SOUTH, status=ScopeStatus.FAILED)
    north, south = store.coverage()
    assert (north.report.status, north.complete_at) == (ScopeStatus.PARTIAL, first.complete_at)
    assert north.at > first.at
    assert (south.scope, south.report.status, south.complete_at) == (SOUTH, ScopeStatus.FAILED, None)
    assert ScanStore(lake).coverage() == [north, south]


def test_coverage_follows_a_scan_part_by_part_and_to_its_end(lake: Lake) -> None:
    store, follower, began = ScanStore(lake), ScanStore(lake), lake.clock.now()
    scan(lake, [thing("a")], status=ScopeStatus.PARTIAL)
    assert [part.report.status for part in follower.coverage()] == [ScopeStatus.PARTIAL]
    store.begin("scan-1", ["lab"], "manual", began)
    reports = [ScopeReport(scope, KIND, ScopeStatus.COMPLETE, calls=1) for scope in (HERE, SOUTH)]
    for ended, report in enumerate(reports, start=1):
        store.commit("scan-1", [report])
        assert [part.report for part in follower.coverage()] == reports[:ended]
        assert follower.coverage() == ScanStore(lake).coverage()
    failed = ScopeReport(Scope("lab", "main", "west"), KIND, ScopeStatus.FAILED, "denied")
    store.end(ScanReport("scan-1", ScanStatus.PARTIAL, began, scopes=(failed, *reversed(reports))))
    assert [part.report for part in follower.coverage()] == [*reports, failed]
    assert follower.coverage() == ScanStore(lake).coverage()


def test_a_scan_cut_short_says_nothing_of_the_parts_that_it_did_not_come_to(lake: Lake) -> None:
    store, follower = ScanStore(lake), ScanStore(lake)
    west, east, never = (Scope("lab", "main", region) for region in ("west", "east", "zone"))
    scan(lake, [thing("a")])
    scan(lake, [thing("b", scope=SOUTH)], scope=SOUTH)
    scan(lake, [thing("c", scope=west)], scope=west)
    scan(lake, [], scope=east, status=ScopeStatus.FAILED)
    known = {part.scope: part for part in follower.coverage()}
    began = lake.clock.now()
    store.begin("scan-1", ["lab"], "manual", began)
    denied = ScopeReport(west, KIND, ScopeStatus.FAILED, "not allowed")
    store.commit("scan-1", [denied])
    cut = [ScopeReport(scope, KIND, ScopeStatus.SKIPPED, CUT_OFF) for scope in (HERE, east, never)]
    unsaved = ScopeReport(SOUTH, KIND, ScopeStatus.SKIPPED, f"{CUT_OFF} before it was saved", count=9, calls=3)
    store.end(ScanReport("scan-1", ScanStatus.CANCELLED, began, scopes=(denied, unsaved, *cut)))
    told = {part.scope: part for part in follower.coverage()}
    assert [told[scope] for scope in (HERE, SOUTH, east)] == [known[scope] for scope in (HERE, SOUTH, east)]
    assert (told[west].report, told[west].complete_at) == (denied, known[west].complete_at)
    assert [told[scope].known for scope in (west, SOUTH, east, never)] == [1, 1, 0, 0]  # what is still stored of each
    assert (told[never].report.cut_off, told[never].complete_at) == (True, None)
    assert ScanStore(lake).coverage() == follower.coverage()
    lost = [ResourceRef(KIND, f"arn:x:y:{region}:main:z") for region in ("north", "west")]
    assert [why_missing(lake, follower.coverage(), [Named(ref, HERE)])[ref].why for ref in lost] == [
        Why.ABSENT,
        Why.INCOMPLETE,
    ]


def test_lists_of_scans_have_the_parts_only_of_those_that_were_cut_short(lake: Lake) -> None:
    store, began = ScanStore(lake), lake.clock.now()
    parts = (ScopeReport(HERE, KIND, ScopeStatus.COMPLETE), ScopeReport(SOUTH, KIND, ScopeStatus.SKIPPED))
    for number, status in enumerate((ScanStatus.PARTIAL, ScanStatus.CANCELLED)):
        store.begin(f"scan-{number}", ["lab"], "manual", began + timedelta(seconds=number))
        store.end(ScanReport(f"scan-{number}", status, began, scopes=parts))
    cancelled, ended = store.heads()
    assert (cancelled.listed, ended.status, ended.scopes) == (1, ScanStatus.PARTIAL, ())
    assert [store.report(scan.scan_id) for scan in (cancelled, ended)] == store.recent()
    assert store.report("scan-none") is None


def test_coverage_forgets_an_account_that_failed_under_a_name_that_scans_know_no_more(lake: Lake) -> None:
    unknown = Scope("lab", "profile:ops")
    scan(lake, [], scope=unknown, status=ScopeStatus.FAILED)
    scan(lake, [thing("x", scope=Scope("else"))], scope=Scope("else"))
    assert [part.scope for part in ScanStore(lake).coverage()] == [Scope("else"), unknown]
    scan(lake, [thing("a")])
    assert [part.scope for part in ScanStore(lake).coverage()] == [Scope("else"), HERE]


@pytest.mark.parametrize(
    ("selection", "came_to", "entered", "stays"),
    [
        (Selection(accounts=("main",), kinds=(KIND,)), HERE, ("profile:ops",), False),  # it is known which it is
        (Selection(accounts=("main",), kinds=(KIND,)), HERE, (), True),  # nobody asked for it
        (Selection(accounts=("profile:*",), kinds=(KIND,)), HERE, (), False),
        (Selection(kinds=(KIND,)), HERE, (), False),  # every account was told, and it is not among them
        (Selection(kinds=(KIND,)), Scope("lab", "profile:ops"), (), True),  # it failed again, with this kind
        (Selection(kinds=(KIND,)), Scope("lab"), (), True),  # no account was told
        (Selection(), Scope("else", "main"), (), True),
    ],
)
def test_coverage_forgets_an_account_without_a_name_of_its_own_once_it_has_one(
    lake: Lake, selection: Selection, came_to: Scope, entered: tuple[str, ...], stays: bool
) -> None:
    store, unknown, began = ScanStore(lake), Scope("lab", "profile:ops"), lake.clock.now()
    failed = [ScopeReport(unknown, kind, ScopeStatus.FAILED, "no credentials") for kind in (KIND, "lab.other")]
    store.begin("scan-0", ["lab"], "manual", began)
    store.end(ScanReport("scan-0", ScanStatus.FAILED, began, scopes=tuple(failed)))
    assert {part.scope for part in ScanStore(lake).coverage()} == {unknown}

    status = ScopeStatus.FAILED if came_to.account in ("", unknown.account) else ScopeStatus.COMPLETE
    names = tuple(Scope("lab", name) for name in entered)
    announced = Announcement(selection, ((came_to, KIND),), entered=names)
    store.begin("scan-1", [came_to.provider], "manual", lake.clock.now(), announced)
    parts = (ScopeReport(came_to, KIND, status),)
    store.end(ScanReport("scan-1", ScanStatus.PARTIAL, began, scopes=parts))
    left = {part.kind for part in ScanStore(lake).coverage() if part.scope == unknown}
    assert ("lab.other" in left) is stays


def test_coverage_forgets_that_an_account_could_not_be_entered_once_its_regions_are_told(lake: Lake) -> None:
    store, account, other, began = ScanStore(lake), Scope("lab", "main"), Scope("lab", "other"), lake.clock.now()
    denied, south = (ScopeReport(scope, KIND, ScopeStatus.FAILED, "denied") for scope in (account, SOUTH))
    ended = [(denied, replace(denied, scope=other)), (ScopeReport(HERE, KIND, ScopeStatus.COMPLETE), south), (denied,)]
    told = []
    for number, parts in enumerate(ended):
        store.begin(f"scan-{number}", ["lab"], "manual", began, Announcement(Selection(kinds=(KIND,))))
        store.end(ScanReport(f"scan-{number}", ScanStatus.PARTIAL, began, scopes=parts))
        told.append([part.scope for part in ScanStore(lake).coverage()])
    assert told == [[account, other], [HERE, SOUTH, other], [account, HERE, SOUTH, other]]


def test_the_end_of_a_scan_counts_what_was_committed_without_its_makers_knowledge(lake: Lake) -> None:
    store, started = ScanStore(lake), lake.clock.now()
    part = ScopeReport(HERE, KIND, ScopeStatus.COMPLETE, count=2, calls=1)
    skipped = ScopeReport(SOUTH, KIND, ScopeStatus.SKIPPED)
    for end, scopes in ((store.end, (ScopeReport(HERE, KIND, ScopeStatus.SKIPPED), skipped)), (store.end_for, ())):
        scan_id = new_id("scan")
        store.begin(scan_id, ["lab"], "manual", started)
        store.stage(scan_id, HERE, KIND, [thing("a"), thing(scan_id)], [])
        store.commit(scan_id, [part])
        ended = end(ScanReport(scan_id, ScanStatus.CANCELLED, started, scopes=scopes))
        assert ended.scopes == ((part, skipped) if scopes else (part,))
        assert (ended.status, ended.resources) == (ScanStatus.CANCELLED, 2)
        assert store.recent(1) == [ended]
    late = ScanReport(scan_id, ScanStatus.INTERRUPTED, started)
    assert store.end_for(late) == ended
    assert store.end_for(ScanReport("scan-none", ScanStatus.FAILED, started)).scan_id == "scan-none"


def test_what_the_catalogue_keeps_in_memory_of_every_commit_does_not_grow_with_a_scan(lake: Lake) -> None:
    store, began = ScanStore(lake), lake.clock.now()
    parts = tuple((Scope("lab", "main", str(number)), KIND) for number in range(50))
    store.begin("scan-1", ["lab"], "manual", began, Announcement(parts=parts))
    store.commit("scan-1", [ScopeReport(scope, kind, ScopeStatus.PARTIAL, "denied") for scope, kind in parts])
    said = lake.query("SELECT length(scopes), length(announced) FROM lake.scans")[0]
    assert min(said) > 500
    kept = """SELECT max(greatest(length(min_value), length(max_value)))
        FROM __ducklake_metadata_lake.ducklake_table_column_stats JOIN __ducklake_metadata_lake.ducklake_table
        USING (table_id) WHERE table_name = 'scans'"""
    assert lake.query(kept)[0][0] < 100


def test_importing_what_changes_by_itself_changes_nothing(tmp_path: Path) -> None:
    lake = open_lake(tmp_path)
    kinds = {KIND: KindSpec(KIND, "Thing", "Things", "A thing.", volatile=("cpu",))}
    line = {"kind": KIND, "key": "a", "provider": "lab", "account": "main", "region": "north", "state": "running"}
    scan(lake, [thing("a", {"size": 1, "cpu": 1})], volatile=("cpu",))
    run = Import(ScanStore(lake), lake.clock, new_id, kinds)
    lines = parsed([json.dumps({**line, "attrs": {"size": 1, "cpu": 2}})])
    done = run.run([("e.jsonl", lines)], lambda _: None)
    assert (done.report.resources, done.report.changed) == (1, 0)
    lake.close()


def test_what_a_scan_named_and_did_not_find_offered_is_not_to_be_listed_there(lake: Lake) -> None:
    store, now = ScanStore(lake), lake.clock.now()
    near, far = Scope("fake", "1", "near"), Scope("fake", "1", "far")
    named = Selection(kinds=("fake.sea",), regions=("near", "far"))
    store.begin(
        "scan-a", ["fake"], "manual", now, Announcement(named, ((near, "fake.sea.ship"), (far, "fake.sea.raft")))
    )
    known = store.kinds_there()
    assert known.is_unoffered(far, "fake.sea.ship") and not known.is_unoffered(near, "fake.sea.ship")
    assert not known.is_unoffered(far, "fake.seal.ship") and far not in known.whole
    store.begin("scan-b", ["fake"], "manual", now, Announcement(Selection(regions=("far",)), ((far, "fake.sea.raft"),)))
    assert store.kinds_there().whole == {far: frozenset({"fake.sea.raft"})}
