"""What has happened: frozen, past-tense, published on the bus from any thread. ``at`` is the moment it happened, UTC."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from dharma_tui.core.prompting import Question
from dharma_tui.core.scan import ScanReport, ScopeReport
from dharma_tui.core.types import Finding, Point, Scope


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all. ``hot`` topics come in bursts: subscribers get only the latest of each ``key()``, at most 4 times a second."""

    hot: ClassVar[bool] = False
    at: datetime

    def key(self) -> Hashable:
        """What a later event of the same topic replaces."""
        return None


@dataclass(frozen=True, slots=True)
class ScanAsked(Event):
    """This console is asked for a scan, whose process comes up; with ``waiting`` false it ended before its scan began."""

    waiting: bool


@dataclass(frozen=True, slots=True)
class ScanStarted(Event):
    """A scan began. ``parts`` are the (scope, kind) pairs it is to list, less those ``carried`` over from the one it resumes.

    ``calls`` were made to find out which they are.
    """

    scan_id: str
    providers: tuple[str, ...]
    parts: tuple[tuple[Scope, str], ...]
    trigger: str
    resumes: str = ""
    carried: tuple[ScopeReport, ...] = ()
    calls: int = 0


@dataclass(frozen=True, slots=True)
class ScanProgressed(Event):
    """One part of a scan has found this many so far."""

    hot: ClassVar[bool] = True
    scan_id: str
    scope: Scope
    kind: str
    found: int
    calls: int

    def key(self) -> Hashable:
        return (self.scan_id, self.scope, self.kind)


@dataclass(frozen=True, slots=True)
class ScopeEnded(Event):
    """One part of a scan ended."""

    scan_id: str
    report: ScopeReport


@dataclass(frozen=True, slots=True)
class ScanEnded(Event):
    """A scan ended and what it found is in the store."""

    report: ScanReport


@dataclass(frozen=True, slots=True)
class CodeWanted(Event):
    """A scan wants a code that a person knows. ``attended``: it waits for the answer to ``name``; else it went on without."""

    name: str
    question: Question
    attended: bool


@dataclass(frozen=True, slots=True)
class CodeSettled(Event):
    """The scan no longer waits for the answer to ``name``: it has it, or has given up."""

    name: str


@dataclass(frozen=True, slots=True)
class StoreOpened(Event):
    """The store is open: screens may ask for anything."""


@dataclass(frozen=True, slots=True)
class StoreAdvanced(Event):
    """The store has a newer snapshot, written by this process or another."""

    snapshot: int


@dataclass(frozen=True, slots=True)
class IndexAdvanced(Event):
    """The current index reflects this snapshot; listings opened before it are out of date. ``rows`` is its size."""

    snapshot: int
    rows: int


@dataclass(frozen=True, slots=True)
class TopologyAdvanced(Event):
    """The graph of everything, once somebody has asked for it, reflects this snapshot. ``moved`` says whether nodes or edges
    came or went, or only states and names became others."""

    snapshot: int
    nodes: int
    edges: int
    moved: bool


@dataclass(frozen=True, slots=True)
class StoreFailed(Event):
    """The store could not be opened, read or written."""

    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class MetricsSampled(Event):
    """A round of live metrics."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class SettingsChanged(Event):
    """Settings have new values, from a file or from the settings screen."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsRejected(Event):
    """A settings file is wrong; the old settings stay."""

    path: Path
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class HealthChanged(Event):
    """A component (store, scheduler, provider:local …) is well again or no longer. ``status``: ok, warning, failed."""

    component: str
    status: str
    reason: str
    hint: str

    def key(self) -> Hashable:
        return self.component


@dataclass(frozen=True, slots=True)
class FindingsChanged(Event):
    """What is wrong now, most severe first: all of it, not only what is new."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ScheduleChanged(Event):
    """The next scheduled scan has another time; None: no scan is scheduled."""

    next_run_at: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True)
class LogWritten(Event):
    """New lines are in the console's own log."""

    hot: ClassVar[bool] = True
