"""Relationships to what is not in the inventory: all of them, each with why it is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dharma_tui.core.dangling import Why
from dharma_tui.core.kinds import KindSpec
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.types import Relationship, ResourceRef, Verb
from dharma_tui.core.view import how_many
from dharma_tui.services.dangling import DanglingReferences
from dharma_tui.services.pools import IoPool
from dharma_tui.services.query.lookup import Lookup
from tests.integration.cli_process import Cli
from tests.integration.store_lab import KIND, edge, open_lake, scan, thing

DISK = "lab.disk"


async def test_all_that_dangles_is_told_by_reason_and_counted(tmp_path: Path) -> None:
    lake, io = open_lake(tmp_path), IoPool(1, "test")
    found = DanglingReferences(lake, io)
    scan(lake, [thing("a"), thing("b"), thing("c"), thing("old")], [edge("a", "b"), edge("a", "old"), edge("b", "old")])
    assert (await found.report()).groups == ()

    disk = Relationship(ResourceRef(DISK, "d"), ResourceRef(KIND, "c"), Verb.ATTACHED_TO, f"{KIND}:Disks.Id")
    again = Relationship(disk.src, disk.dst, disk.verb, "other:told twice")
    lost = Relationship(ResourceRef(DISK, "x"), ResourceRef(DISK, "y"), Verb.ATTACHED_TO, "neither is there")
    edges = [edge("a", "b"), edge("a", "old"), edge("b", "old"), edge("c", "never"), disk, again, lost]
    scan(lake, [thing("a"), thing("b"), thing("c")], edges)

    report = await found.report(shown=1)
    assert [(group.why, group.count, group.things, len(group.first)) for group in report.groups] == [
        (Why.DELETED, 2, 1, 1),
        (Why.ABSENT, 1, 1, 1),
        (Why.NOT_SCANNED, 1, 1, 1),
    ]
    assert (report.count, report.relationships) == (4, 7)
    first = report.groups[0].first[0]
    assert (first.name, first.missing.key, first.outgoing, first.verb) == ("a", "old", True, Verb.RUNS_ON)
    assert first.reason.words.startswith("gone since ")
    unseen = report.groups[2].first[0]
    assert (unseen.by.key, unseen.missing.key, unseen.outgoing, unseen.place) == ("c", "d", False, "Disks.Id")

    scan(lake, [], kind=DISK, status=ScopeStatus.PARTIAL)
    assert {each.missing.key: each.reason.why for each in found.all_of()}["d"] is Why.INCOMPLETE
    io.close()
    lake.close()


async def test_what_something_was_made_of_may_be_gone(tmp_path: Path) -> None:
    lake, io = open_lake(tmp_path), IoPool(1, "test")
    copy = Relationship(ResourceRef(KIND, "a"), ResourceRef(KIND, "old"), Verb.REFERS_TO, f"{KIND}:SourceDiskId")
    scan(lake, [thing("a"), thing("b")], [copy, edge("b", "never")])
    found = DanglingReferences(lake, io)

    assert [each.missing.key for each in found.all_of()] == ["never"]
    assert [group.count for group in (await found.report()).groups] == [1]
    io.close()
    lake.close()


async def test_what_is_not_ours_stands_behind_what_is_gone(tmp_path: Path) -> None:
    lake, io = open_lake(tmp_path), IoPool(1, "test")
    names = {KIND: "z-gone", DISK: "a-lent"}
    edges = [Relationship(ResourceRef(KIND, "a"), ResourceRef(*ref), Verb.RUNS_ON, "x") for ref in names.items()]
    scan(lake, [thing("a")], edges)
    scan(lake, [], kind=DISK)
    kinds = {DISK: KindSpec(DISK, "Disk", "Disks", "A disk.", own_only=True)}
    found = DanglingReferences(lake, io, kinds)
    assert [(each.missing.key, each.reason.why) for each in found.all_of()] == [
        ("z-gone", Why.ABSENT),
        ("a-lent", Why.NOT_OURS),
    ]
    assert [group.why for group in (await found.report()).groups] == [Why.ABSENT, Why.NOT_OURS]
    told = {each.other.key: each.missing for each in Lookup(lake, kinds).neighbours(ResourceRef(KIND, "a"))}
    assert told["a-lent"] == "not ours: somebody else's, or deleted"
    io.close()
    lake.close()


def test_the_command_lists_them_and_may_fail_for_them(cli: Cli, tmp_path: Path) -> None:
    nothing = cli("dangling", "--check")
    assert (nothing.code, "nothing has been scanned" in nothing.err.lower()) == (0, True)
    lines = [
        {"kind": "lab.thing", "key": "a", "name": "one\x1b[2J", "provider": "lab"},
        {"src": {"kind": "lab.thing", "key": "a"}, "dst": {"kind": "lab.thing", "key": "b"}, "verb": "runs_on"},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    assert cli("import", str(file)).code == 0

    told = cli("dangling", "--check", "--json")
    assert told.code == 1
    assert [(each["key"], each["missing_key"], each["reason"]) for each in told.document] == [("a", "b", "not listed")]
    shown = cli("dangling", "--reason", "not-listed", "--kind", "lab.thing")
    assert (shown.code, "\x1b" in shown.out, shown.out.split()[:2]) == (0, False, ["REASON", "KIND"])
    assert cli("dangling", "--reason", "deleted", "--check").code == 0


def test_of_too_many_neighbours_it_is_told_how_many_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And those of other verbs are listed nevertheless."""
    monkeypatch.setattr("dharma_tui.services.query.lookup.NEIGHBOURS_LIMIT", 2)
    lake, hub = open_lake(tmp_path), ResourceRef(KIND, "hub")
    edges = [edge(key, "hub") for key in "dcab"] + [Relationship(hub, ResourceRef(KIND, "a"), Verb.CONTAINS, "x")]
    scan(lake, [thing("hub"), *map(thing, "abcd")], edges)
    near = Lookup(lake).neighbours(hub)
    assert [(one.other.key, one.outgoing, one.alike) for one in near] == [
        ("a", True, 0),
        ("a", False, 4),
        ("b", False, 4),
    ]
    assert how_many(near) == 5
    lake.close()
