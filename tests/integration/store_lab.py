"""What the tests of the store share: resources, and scans of whole parts in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dharma_tui.core.clock import SystemClock, new_id
from dharma_tui.core.errors import StoreError
from dharma_tui.core.scan import ScanReport, ScanStatus, ScopeReport, ScopeStatus
from dharma_tui.core.types import Json, Relationship, Resource, ResourceRef, Scope, State, Verb
from dharma_tui.services.store.lake import Lake
from dharma_tui.services.store.scan_commit import Delta
from dharma_tui.services.store.scan_store import ScanStore

HERE = Scope("lab", "main", "north")
KIND = "lab.thing"


def open_lake(folder: Path, lock_seconds: float = 20.0) -> Lake:
    """The lake of a test."""
    return Lake.open(folder / "store", clock=SystemClock(), memory_mb=256, lock_seconds=lock_seconds)


def thing(
    key: str,
    attrs: Mapping[str, Json] | None = None,
    *,
    kind: str = KIND,
    scope: Scope = HERE,
    name: str = "",
    state: State = State.RUNNING,
    labels: Mapping[str, str] | None = None,
) -> Resource:
    """A resource."""
    return Resource(ResourceRef(kind, key), name or key, scope, state, labels or {}, attrs or {})


def edge(src: str, dst: str, *, kind: str = KIND) -> Relationship:
    """A relationship between two things."""
    return Relationship(ResourceRef(kind, src), ResourceRef(kind, dst), Verb.RUNS_ON, "host")


def scan(
    lake: Lake,
    resources: Iterable[Resource],
    relationships: Iterable[Relationship] = (),
    *,
    scope: Scope = HERE,
    kind: str = KIND,
    status: ScopeStatus = ScopeStatus.COMPLETE,
    volatile: tuple[str, ...] = (),
) -> Delta:
    """A whole scan of one part, from begin to end."""
    store, clock = ScanStore(lake), lake.clock
    listed, started = list(resources), clock.now()
    scan_id = new_id("scan")
    store.begin(scan_id, [scope.provider], "manual", started)
    part = ScopeReport(scope, kind, status, count=len(listed))
    try:
        store.stage(scan_id, scope, kind, listed, list(relationships), volatile)
        delta = store.commit(scan_id, [part])
    except StoreError:
        store.end(ScanReport(scan_id, ScanStatus.FAILED, started))
        raise
    done = ScanStatus.COMPLETE if status is ScopeStatus.COMPLETE else ScanStatus.PARTIAL
    store.end(ScanReport(scan_id, done, started, resources=len(listed), scopes=(part,)))
    return delta


def stored(lake: Lake, columns: str = "key") -> list[tuple[object, ...]]:
    """These columns of every resource that exists, in order of kind and key."""
    return lake.query(f"SELECT {columns} FROM lake.resources ORDER BY kind, key")
