"""Any sequence of scans and maintenance leaves the lake, its history and its past as a plain dictionary has them."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dharma_tui.core.changes import Change, ChangeKind
from dharma_tui.core.scan import ScopeStatus
from dharma_tui.core.types import ResourceRef, Scope
from dharma_tui.services.changes import Changes
from dharma_tui.services.pools import IoPool
from dharma_tui.services.store import attach, maintenance
from dharma_tui.services.store.lake import Lake
from tests.integration.store_lab import edge, open_lake, scan, thing

SCOPES = (Scope("lab", "main", "north"), Scope("lab", "main", "south"))
KINDS = ("lab.disk", "lab.disk.part", "lab.host")
EXAMPLES = int(os.environ.get("DHARMA_EXAMPLES", "8"))
KEYS = [f"k{number}" for number in range(6)]


@dataclass(frozen=True)
class Listing:
    """One scan of one part: what it lists, with a value for each, and how it ends."""

    scope: Scope
    kind: str
    status: ScopeStatus
    values: dict[str, int]


@dataclass
class Model:
    """What the lake must hold."""

    now: dict[tuple[str, str], tuple[Scope, int]] = field(default_factory=dict)
    edges: set[tuple[str, str, Scope]] = field(default_factory=set)
    past: dict[int, dict[tuple[str, str], tuple[Scope, int]]] = field(default_factory=dict)
    events: list[tuple[int, str, str, ChangeKind]] = field(default_factory=list)

    def scan(self, listing: Listing, snapshot: int) -> None:
        before = dict(self.now)
        for key, value in listing.values.items():
            self.now[listing.kind, key] = (listing.scope, value)
            self.edges.add((listing.kind, key, listing.scope))
        if listing.status is ScopeStatus.COMPLETE:
            for (kind, key), (scope, _) in before.items():
                if kind == listing.kind and scope == listing.scope and key not in listing.values:
                    del self.now[kind, key]
            self.edges = {
                (kind, key, scope)
                for kind, key, scope in self.edges
                if (kind, scope) != (listing.kind, listing.scope) or key in listing.values
            }
        self.past[snapshot] = dict(self.now)
        for kind, key in sorted(before.keys() | self.now.keys()):
            was, is_ = before.get((kind, key)), self.now.get((kind, key))
            if was != is_:
                happened = ChangeKind.ADDED if not was else ChangeKind.REMOVED if not is_ else ChangeKind.CHANGED
                self.events.append((snapshot, kind, key, happened))


listings = st.builds(
    Listing,
    st.sampled_from(SCOPES),
    st.sampled_from(KINDS),
    st.sampled_from([ScopeStatus.COMPLETE, ScopeStatus.COMPLETE, ScopeStatus.PARTIAL, ScopeStatus.FAILED]),
    st.dictionaries(st.sampled_from(KEYS), st.integers(0, 2), max_size=5),
)
steps = st.lists(st.one_of(listings, listings, listings, st.just("maintain")), min_size=1, max_size=12)


def seen(changes: list[Change]) -> list[tuple[int, str, str, ChangeKind]]:
    return [(change.snapshot, change.ref.kind, change.ref.key, change.change) for change in changes]


def newest_first(events: list[tuple[int, str, str, ChangeKind]]) -> list[tuple[int, str, str, ChangeKind]]:
    return sorted(events, key=lambda event: (-event[0], event[1], event[2]))


def contents(lake: Lake, at: str = "") -> dict[tuple[str, str], tuple[Scope, int]]:
    rows = lake.query(f"SELECT kind, key, provider, account, region, attrs FROM lake.resources {at}")
    assert len({row[:2] for row in rows}) == len(rows), "a resource is stored twice"
    return {(row[0], row[1]): (Scope(*row[2:5]), json.loads(row[5])["value"]) for row in rows}


def run(lake: Lake, taken: list[Listing | str]) -> Model:
    model = Model()
    for step in taken:
        if isinstance(step, str):
            lake.maintain(30, 7)
            continue
        first = lake.snapshot().id
        delta = scan(
            lake,
            [
                thing(key, {"value": value, "deep": {"value": value}}, kind=step.kind, scope=step.scope)
                for key, value in step.values.items()
            ],
            [edge(key, "target", kind=step.kind) for key in step.values],
            scope=step.scope,
            kind=step.kind,
            status=step.status,
        )
        model.scan(step, first + 2)
        happened = [event[3] for event in model.events if event[0] == first + 2]
        counts = (delta.added, delta.changed, delta.removed)
        assert counts == tuple(happened.count(kind) for kind in ChangeKind)
    return model


async def verify_history(lake: Lake, io: IoPool, model: Model) -> None:
    changes = Changes(lake, io, {})
    assert seen(await changes.between("#1", limit=10_000)) == newest_first(model.events)
    for limit in (1, 3):
        assert seen(await changes.between("#1", limit=limit)) == newest_first(model.events)[:limit]
    below = [event for event in model.events if event[1] in ("lab.disk", "lab.disk.part")]
    assert seen(await changes.between("#1", kinds=["lab.disk"], limit=10_000)) == newest_first(below)
    for key in KEYS[:2]:
        of_key = [event for event in model.events if event[1:3] == ("lab.host", key)]
        assert seen(await changes.history(ResourceRef("lab.host", key))) == newest_first(of_key)
        with_text = [event for event in model.events if event[2] == key]
        assert seen(await changes.between("#1", text=key.upper(), limit=10_000)) == newest_first(with_text)
    line = await changes.timeline("#1", buckets=7)
    totals = (sum(b.added for b in line), sum(b.changed for b in line), sum(b.removed for b in line))
    assert totals == tuple([event[3] for event in model.events].count(kind) for kind in ChangeKind)


async def verify_comparisons(lake: Lake, io: IoPool, model: Model) -> None:
    changes = Changes(lake, io, {})
    moments = [(1, {}), *sorted(model.past.items())]
    for first, before in moments[:3]:
        for last, after in moments[-2:]:
            if first > last:
                continue
            expected = {
                (kind, key, ChangeKind.ADDED if not was else ChangeKind.REMOVED if not is_ else ChangeKind.CHANGED)
                for kind, key in before.keys() | after.keys()
                if (was := before.get((kind, key))) != (is_ := after.get((kind, key)))
            }
            found = await changes.compare(f"#{first}", f"#{last}", limit=10_000)
            assert {event[1:] for event in seen(found)} == expected
            for change in found:
                if change.change is ChangeKind.CHANGED:
                    ref = (change.ref.kind, change.ref.key)
                    values = {field.path: (field.before, field.after) for field in change.fields}
                    if before[ref][1] != after[ref][1]:
                        assert values["attrs.deep.value"] == (before[ref][1], after[ref][1])
                    if before[ref][0] != after[ref][0]:
                        assert values["region"] == (before[ref][0].region, after[ref][0].region)


def verify(lake: Lake, model: Model) -> None:
    assert contents(lake) == model.now
    for snapshot, expected in model.past.items():
        assert contents(lake, f"AT (VERSION => {snapshot})") == expected
    edges = {
        (row[0], row[1], Scope(*row[2:]))
        for row in lake.query("SELECT src_kind, src_key, provider, account, region FROM lake.relationships")
    }
    assert edges == model.edges
    io = IoPool(1)
    try:
        asyncio.run(verify_history(lake, io, model))
        asyncio.run(verify_comparisons(lake, io, model))
    finally:
        io.close()


@pytest.mark.slow
@pytest.mark.parametrize("inlined_rows", [0, 3, 200], ids=lambda rows: f"inlined{rows}")
def test_the_lake_agrees_with_a_dictionary(inlined_rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attach, "INLINED_ROWS", inlined_rows)
    monkeypatch.setattr(maintenance, "READING", timedelta(0))

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def check(taken: list[Listing | str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            lake = open_lake(Path(folder))
            try:
                verify(lake, run(lake, taken))
            finally:
                lake.close()

    check()
